"""Objects as bytes, and back.

dumps() writes protocols 3 to 5 as CPython's C pickler does, byte for byte: what is memoized, how it is framed and how
long items are batched is the same. loads() reads these. Protocols 0 to 2, made for Python 2, are refused.
"""
import copyreg as _copyreg
import io as _io
import sys as _sys
from itertools import batched as _batched
from struct import pack as _pack, unpack as _unpack
from types import BuiltinFunctionType as _BuiltinType, FunctionType as _FunctionType, MethodType as _MethodType

__all__ = ["PickleError", "PicklingError", "UnpicklingError", "Pickler", "Unpickler", "dump", "dumps", "load", "loads",
           "PickleBuffer"]

format_version = "5.0"
HIGHEST_PROTOCOL = 5
DEFAULT_PROTOCOL = 4
_LEAST = 3
_BATCH = 1000
_FRAME_MIN = 4
_FRAME_TARGET = 64 * 1024


class PickleError(Exception):
    pass


class PicklingError(PickleError):
    pass


class UnpicklingError(PickleError):
    pass


class PickleBuffer:
    """Only its name is here: orrery's pickles keep their buffers in the stream."""

    def __new__(cls, *args):
        raise NotImplementedError("orrery: out-of-band buffers are not supported; pickle the bytes themselves")


# What is found again by name in its owner.
_METHODS = frozenset({_BuiltinType, _MethodType, type(str.upper), type(str.__str__)})

# Opcodes, named as pickletools names them.
MARK = b"("
STOP = b"."
POP = b"0"
POP_MARK = b"1"
DUP = b"2"
BININT = b"J"
BININT1 = b"K"
BININT2 = b"M"
NONE = b"N"
PERSID = b"P"
BINPERSID = b"Q"
REDUCE = b"R"
BINUNICODE = b"X"
APPEND = b"a"
BUILD = b"b"
GLOBAL = b"c"
DICT = b"d"
EMPTY_DICT = b"}"
APPENDS = b"e"
BINGET = b"h"
LONG_BINGET = b"j"
LIST = b"l"
EMPTY_LIST = b"]"
BINPUT = b"q"
LONG_BINPUT = b"r"
SETITEM = b"s"
TUPLE = b"t"
EMPTY_TUPLE = b")"
SETITEMS = b"u"
BINFLOAT = b"G"
BINBYTES = b"B"
SHORT_BINBYTES = b"C"
PROTO = b"\x80"
NEWOBJ = b"\x81"
EXT1 = b"\x82"
TUPLE1 = b"\x85"
TUPLE2 = b"\x86"
TUPLE3 = b"\x87"
NEWTRUE = b"\x88"
NEWFALSE = b"\x89"
LONG1 = b"\x8a"
LONG4 = b"\x8b"
SHORT_BINUNICODE = b"\x8c"
BINUNICODE8 = b"\x8d"
BINBYTES8 = b"\x8e"
EMPTY_SET = b"\x8f"
ADDITEMS = b"\x90"
FROZENSET = b"\x91"
NEWOBJ_EX = b"\x92"
STACK_GLOBAL = b"\x93"
MEMOIZE = b"\x94"
FRAME = b"\x95"
BYTEARRAY8 = b"\x96"


def _attribute(obj, dotted):
    for name in dotted.split("."):
        if name == "<locals>":
            raise AttributeError(f"Can't get local attribute {dotted!r} on {obj!r}")
        try:
            parent, obj = obj, getattr(obj, name)
        except AttributeError:
            raise AttributeError(f"Can't get attribute {dotted!r} on {obj!r}") from None
    return obj, parent


def _module_of(obj, name):
    module = getattr(obj, "__module__", None)
    if module is not None:
        return module
    for module_name, module in list(_sys.modules.items()):
        if module_name in ("__main__", "__mp_main__") or module is None:
            continue
        try:
            if _attribute(module, name)[0] is obj:
                return module_name
        except AttributeError:
            pass
    return "__main__"


def encode_long(x):
    if x == 0:
        return b""
    length = (x.bit_length() >> 3) + 1
    result = x.to_bytes(length, "little", signed=True)
    if x < 0 and length > 1 and result[-1] == 0xff and result[-2] & 0x80:
        result = result[:-1]
    return result


def decode_long(data):
    return int.from_bytes(data, "little", signed=True)


class _Framer:
    """Collects opcodes into frames of some 64 KiB (protocol 4); large strings and bytes go between frames."""

    def __init__(self, write, framing):
        self.out = write
        self.framing = framing
        self.parts = []
        self.size = 0

    def write(self, data):
        self.parts.append(data)
        self.size += len(data)

    def commit(self, force=False):
        if self.framing and (force or self.size >= _FRAME_TARGET):
            self.flush()

    def flush(self):
        data = b"".join(self.parts)
        if self.framing and len(data) >= _FRAME_MIN:
            self.out(FRAME + _pack("<Q", len(data)))
        if data:
            self.out(data)
        self.parts = []
        self.size = 0

    def write_large(self, header, payload):
        if not self.framing:
            self.write(header)
            self.write(payload)
            return
        self.flush()
        self.out(header)
        self.out(payload)


class Pickler:
    def __init__(self, file, protocol=None, *, fix_imports=True, buffer_callback=None):
        if protocol is None:
            protocol = DEFAULT_PROTOCOL
        if protocol < 0:
            protocol = HIGHEST_PROTOCOL
        elif protocol > HIGHEST_PROTOCOL:
            raise ValueError(f"pickle protocol must be <= {HIGHEST_PROTOCOL}")
        if protocol < _LEAST:
            raise NotImplementedError(f"orrery: pickle protocol {protocol} is not supported; use 3 to 5")
        if buffer_callback is not None:
            raise NotImplementedError("orrery: out-of-band buffers are not supported; leave out buffer_callback")
        try:
            self._file_write = file.write
        except AttributeError:
            raise TypeError("file must have a 'write' attribute") from None
        self.proto = int(protocol)
        self.bin = 1
        self.fast = 0
        self.memo = {}

    def clear_memo(self):
        self.memo.clear()

    def persistent_id(self, obj):
        return None

    def dump(self, obj):
        if not hasattr(self, "_file_write"):
            raise PicklingError(f"Pickler.__init__() was not called by {self.__class__.__name__}.__init__()")
        framing = self.proto >= 4
        self._framer = _Framer(self._file_write, framing)
        self._write = self._framer.write
        if framing:
            self._file_write(PROTO + bytes([self.proto]))
        else:
            self._write(PROTO + bytes([self.proto]))
        self.save(obj)
        self._write(STOP)
        self._framer.flush()

    def memoize(self, obj):
        if self.fast:
            return
        n = len(self.memo)
        self.memo[id(obj)] = n, obj
        if self.proto >= 4:
            self._write(MEMOIZE)
        elif n < 256:
            self._write(BINPUT + bytes([n]))
        else:
            self._write(LONG_BINPUT + _pack("<I", n))

    def _get(self, n):
        self._write(BINGET + bytes([n]) if n < 256 else LONG_BINGET + _pack("<I", n))

    def save(self, obj, save_persistent_id=True):
        self._framer.commit()
        if save_persistent_id:
            pid = self.persistent_id(obj)
            if pid is not None:
                self.save(pid, False)
                self._write(BINPERSID)
                return
        kind = type(obj)
        save = _plain.get(kind)
        if save is not None:
            save(self, obj)
            return
        known = self.memo.get(id(obj))
        if known is not None:
            self._get(known[0])
            return
        save = _containers.get(kind)
        if save is not None:
            save(self, obj)
            return
        self._save_other(obj, kind)

    def _save_other(self, obj, kind):
        rv = NotImplemented
        override = getattr(self, "reducer_override", None)
        if override is not None:
            rv = override(obj)
        if rv is NotImplemented:
            if kind is _FunctionType:
                self.save_global(obj)
                return
            if kind in _METHODS:
                owner = obj.__objclass__ if kind is not _BuiltinType and kind is not _MethodType else obj.__self__
                if owner is None or kind is _BuiltinType and type(owner) is type(_sys):
                    self.save_global(obj, obj.__name__)
                else:
                    self.save_reduce(getattr, (owner, obj.__name__), obj=obj)
                return
            reduce = getattr(self, "dispatch_table", _copyreg.dispatch_table).get(kind)
            if reduce is not None:
                rv = reduce(obj)
            elif issubclass(kind, type):
                self._save_type(obj)
                return
            else:
                reduce = getattr(obj, "__reduce_ex__", None)
                if reduce is not None:
                    rv = reduce(self.proto)
                else:
                    reduce = getattr(obj, "__reduce__", None)
                    if reduce is None:
                        raise PicklingError(f"can't pickle {kind.__name__!r} object: {obj!r}")
                    rv = reduce()
        if isinstance(rv, str):
            self.save_global(obj, rv)
            return
        if not isinstance(rv, tuple):
            raise PicklingError("__reduce__ must return a string or tuple")
        if not 2 <= len(rv) <= 6:
            raise PicklingError("tuple returned by __reduce__ must contain 2 through 6 elements")
        self.save_reduce(*rv, obj=obj)

    def save_reduce(self, func, args, state=None, listitems=None, dictitems=None, state_setter=None, *, obj=None):
        if not isinstance(args, tuple):
            raise PicklingError("second item of the tuple returned by __reduce__ must be a tuple")
        if not callable(func):
            raise PicklingError("first item of the tuple returned by __reduce__ must be callable")
        name = getattr(func, "__name__", "")
        if name == "__newobj_ex__":
            self._save_newobj_ex(args, obj)
        elif name == "__newobj__":
            cls, *rest = args
            if not hasattr(cls, "__new__"):
                raise PicklingError("args[0] from __newobj__ args has no __new__")
            if obj is not None and cls is not obj.__class__:
                raise PicklingError("args[0] from __newobj__ args has the wrong class")
            self.save(cls)
            self.save(tuple(rest))
            self._write(NEWOBJ)
        else:
            self.save(func)
            self.save(args)
            self._write(REDUCE)
        if obj is not None:
            known = self.memo.get(id(obj))      # a recursive structure: it was made while its arguments were
            if known is not None:
                self._write(POP)
                self._get(known[0])
            else:
                self.memoize(obj)
        if listitems is not None:
            self._appends(listitems)
        if dictitems is not None:
            self._set_items(dictitems)
        if state is None:
            return
        if state_setter is None:
            self.save(state)
            self._write(BUILD)
        else:
            self.save(state_setter)
            self.save(obj)
            self.save(state)
            self._write(TUPLE2)
            self._write(REDUCE)
            self._write(POP)

    def _save_newobj_ex(self, args, obj):
        cls, args, kwargs = args
        if self.proto >= 4:
            self.save(cls)
            self.save(args)
            self.save(kwargs)
            self._write(NEWOBJ_EX)
        else:
            from functools import partial
            self.save(partial(cls.__new__, cls, *args, **kwargs))
            self.save(())
            self._write(REDUCE)

    def _save_none(self, obj):
        self._write(NONE)

    def _save_bool(self, obj):
        self._write(NEWTRUE if obj else NEWFALSE)

    def _save_int(self, obj):
        if 0 <= obj <= 0xff:
            self._write(BININT1 + bytes([obj]))
        elif 0 <= obj <= 0xffff:
            self._write(BININT2 + _pack("<H", obj))
        elif -0x80000000 <= obj <= 0x7fffffff:
            self._write(BININT + _pack("<i", obj))
        else:
            encoded = encode_long(obj)
            n = len(encoded)
            self._write((LONG1 + bytes([n]) if n < 256 else LONG4 + _pack("<i", n)) + encoded)

    def _save_by_name(self, obj):
        self.save_global(obj, repr(obj))

    def _save_float(self, obj):
        self._write(BINFLOAT + _pack(">d", obj))

    def _payload(self, header, data):
        if len(data) >= _FRAME_TARGET:
            self._framer.write_large(header, data)
        else:
            self._write(header + data)

    def _save_bytes(self, obj):
        n = len(obj)
        if n <= 0xff:
            header = SHORT_BINBYTES + bytes([n])
        elif n > 0xffffffff and self.proto >= 4:
            header = BINBYTES8 + _pack("<Q", n)
        else:
            header = BINBYTES + _pack("<I", n)
        self._payload(header, obj)
        self.memoize(obj)

    def _save_bytearray(self, obj):
        if self.proto < 5:
            self.save_reduce(bytearray, (bytes(obj),) if obj else (), obj=obj)
            return
        self._payload(BYTEARRAY8 + _pack("<Q", len(obj)), bytes(obj))
        self.memoize(obj)

    def _save_str(self, obj):
        encoded = obj.encode("utf-8", "surrogatepass")
        n = len(encoded)
        if n <= 0xff and self.proto >= 4:
            header = SHORT_BINUNICODE + bytes([n])
        elif n > 0xffffffff and self.proto >= 4:
            header = BINUNICODE8 + _pack("<Q", n)
        else:
            header = BINUNICODE + _pack("<I", n)
        self._payload(header, encoded)
        self.memoize(obj)

    def _save_tuple(self, obj):
        n = len(obj)
        if n == 0:
            self._write(EMPTY_TUPLE)
            return
        if n > 3:
            self._write(MARK)
        for item in obj:
            self.save(item)
        known = self.memo.get(id(obj))
        if known is not None:       # it holds itself
            self._write(POP * n if n <= 3 else POP_MARK)
            self._get(known[0])
            return
        self._write((TUPLE1, TUPLE2, TUPLE3)[n - 1] if n <= 3 else TUPLE)
        self.memoize(obj)

    def _save_list(self, obj):
        self._write(EMPTY_LIST)
        self.memoize(obj)
        self._appends(obj, len(obj) > 1)

    def _appends(self, items, always_batch=False):
        for batch in _batched(items, _BATCH):
            if len(batch) == 1 and not always_batch:
                self.save(batch[0])
                self._write(APPEND)
            else:
                self._write(MARK)
                for item in batch:
                    self.save(item)
                self._write(APPENDS)

    def _save_dict(self, obj):
        self._write(EMPTY_DICT)
        self.memoize(obj)
        self._set_items(obj.items(), len(obj) > 1)

    def _set_items(self, items, always_batch=False):
        for batch in _batched(items, _BATCH):
            if len(batch) == 1 and not always_batch:
                key, value = batch[0]
                self.save(key)
                self.save(value)
                self._write(SETITEM)
            else:
                self._write(MARK)
                for key, value in batch:
                    self.save(key)
                    self.save(value)
                self._write(SETITEMS)

    def _save_set(self, obj):
        if self.proto < 4:
            self.save_reduce(set, (list(obj),), obj=obj)
            return
        self._write(EMPTY_SET)
        self.memoize(obj)
        for batch in _batched(obj, _BATCH):
            self._write(MARK)
            for item in batch:
                self.save(item)
            self._write(ADDITEMS)

    def _save_frozenset(self, obj):
        if self.proto < 4:
            self.save_reduce(frozenset, (list(obj),), obj=obj)
            return
        self._write(MARK)
        for item in obj:
            self.save(item)
        known = self.memo.get(id(obj))
        if known is not None:
            self._write(POP_MARK)
            self._get(known[0])
            return
        self._write(FROZENSET)
        self.memoize(obj)

    def save_global(self, obj, name=None):
        if name is None:
            name = getattr(obj, "__qualname__", None)
        if name is None:
            name = obj.__name__
        module_name = _module_of(obj, name)
        try:
            __import__(module_name)
            module = _sys.modules[module_name]
            found, parent = _attribute(module, name)
        except (ImportError, KeyError, AttributeError) as error:
            if isinstance(error, AttributeError) and "<locals>" in name:
                raise AttributeError(f"Can't get local object {name!r}") from None
            raise PicklingError(f"Can't pickle {obj!r}: {_lookup_text(error, module_name, name)}") from None
        if found is not obj:
            raise PicklingError(f"Can't pickle {obj!r}: it's not the same object as {module_name}.{name}")
        if self.proto >= 4:
            self.save(module_name)
            self.save(name)
            self._write(STACK_GLOBAL)
        elif parent is not module:
            self._save_nested(module_name, name)
        else:
            self._write(GLOBAL + f"{module_name}\n{name}\n".encode("utf-8"))
        self.memoize(obj)

    def _save_nested(self, module_name, name):
        """Protocol 3 finds what is inside a class by getattr."""
        parents, _, last = name.rpartition(".")
        self.save(getattr)
        if "." in parents:
            self._save_nested(module_name, parents)
        else:
            self._write(GLOBAL + f"{module_name}\n{parents}\n".encode("utf-8"))
        self.save(last)
        self._write(TUPLE2 + REDUCE)

    def _save_type(self, obj):
        if obj is type(None):
            self.save_reduce(type, (None,), obj=obj)
        elif obj is type(NotImplemented):
            self.save_reduce(type, (NotImplemented,), obj=obj)
        elif obj is type(...):
            self.save_reduce(type, (...,), obj=obj)
        else:
            self.save_global(obj)


def _lookup_text(error, module_name, name):
    if isinstance(error, ImportError):
        return f"import of module {module_name!r} failed"
    return f"attribute lookup {name} on {module_name} failed"


_plain = {type(None): Pickler._save_none, bool: Pickler._save_bool, int: Pickler._save_int, float: Pickler._save_float,
          type(...): Pickler._save_by_name, type(NotImplemented): Pickler._save_by_name}
_containers = {bytes: Pickler._save_bytes, str: Pickler._save_str, tuple: Pickler._save_tuple, list: Pickler._save_list,
               dict: Pickler._save_dict, set: Pickler._save_set, frozenset: Pickler._save_frozenset,
               bytearray: Pickler._save_bytearray, type: Pickler._save_type}


class _Stop(Exception):
    pass


class Unpickler:
    def __init__(self, file, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None):
        try:
            self._file_read = file.read
            self._file_readline = file.readline
        except AttributeError:
            raise TypeError("file must have 'read' and 'readline' attributes") from None
        self._frame = None
        self.memo = {}
        self.proto = 0

    def persistent_load(self, pid):
        raise UnpicklingError("A load persistent id instruction was encountered, but no persistent_load function was "
                              "specified.")

    def find_class(self, module_name, name):
        __import__(module_name)
        if self.proto >= 4:
            return _attribute(_sys.modules[module_name], name)[0]
        return getattr(_sys.modules[module_name], name)

    def load(self):
        if not hasattr(self, "_file_read"):
            raise UnpicklingError(f"Unpickler.__init__() was not called by {self.__class__.__name__}.__init__()")
        self.stack = []
        self.marks = []
        read = self._read
        while True:
            key = read(1)
            if not key:
                raise EOFError("Ran out of input")
            if key == STOP:
                if not self.stack:
                    raise UnpicklingError("unpickling stack underflow")
                return self.stack.pop()
            step = _steps.get(key)
            if step is None:
                if key in b"FILSVgipPo":
                    self._line()
                    raise NotImplementedError("orrery: pickle protocol 0 is not supported; use 3 to 5")
                code = key[0]
                shown = chr(code) if 32 <= code < 127 and key not in b"'\\" else f"\\x{code:02x}"
                raise UnpicklingError(f"invalid load key, '{shown}'.")
            try:
                step(self)
            except IndexError:
                if self.stack:
                    raise
                raise UnpicklingError("unpickling stack underflow") from None

    def _read(self, n):
        if self._frame is not None:
            data = self._frame.read(n)
            if data or n == 0:
                return data
            self._frame = None
        return self._file_read(n)

    def _readline(self):
        return self._file_readline() if self._frame is None else self._frame.readline()

    def _take(self, n):
        data = self._read(n)
        if len(data) < n:
            raise UnpicklingError("pickle data was truncated")
        return data

    def _line(self):
        line = self._readline()
        if not line.endswith(b"\n"):
            raise UnpicklingError("pickle data was truncated")
        return line[:-1]

    def _number(self, form, size):
        return _unpack(form, self._take(size))[0]

    def _pop_mark(self):
        if not self.marks:
            raise UnpicklingError("could not find MARK")
        at = self.marks.pop()
        items = self.stack[at:]
        del self.stack[at:]
        return items

    def _op_proto(self):
        proto = self._take(1)[0]
        if proto > HIGHEST_PROTOCOL:
            raise ValueError(f"unsupported pickle protocol: {proto}")
        if proto < _LEAST:
            raise NotImplementedError(f"orrery: pickle protocol {proto} is not supported; use 3 to 5")
        self.proto = proto

    def _op_frame(self):
        self._frame = _io.BytesIO(self._take(self._number("<Q", 8)))

    def _op_mark(self):
        self.marks.append(len(self.stack))

    def _op_pop(self):
        if self.marks and self.marks[-1] == len(self.stack):
            self.marks.pop()
        else:
            self.stack.pop()

    def _op_dup(self):
        self.stack.append(self.stack[-1])

    def _op_global(self):
        module = self._line().decode("utf-8")
        self.stack.append(self.find_class(module, self._line().decode("utf-8")))

    def _op_stack_global(self):
        name = self.stack.pop()
        module = self.stack.pop()
        if type(name) is not str or type(module) is not str:
            raise UnpicklingError("STACK_GLOBAL requires str")
        self.stack.append(self.find_class(module, name))

    def _op_reduce(self):
        args = self.stack.pop()
        self.stack[-1] = self.stack[-1](*args)

    def _op_newobj(self):
        args = self.stack.pop()
        cls = self.stack.pop()
        self.stack.append(cls.__new__(cls, *args))

    def _op_newobj_ex(self):
        kwargs = self.stack.pop()
        args = self.stack.pop()
        cls = self.stack.pop()
        self.stack.append(cls.__new__(cls, *args, **kwargs))

    def _op_append(self):
        value = self.stack.pop()
        self.stack[-1].append(value)

    def _op_appends(self):
        items = self._pop_mark()
        target = self.stack[-1]
        try:
            extend = target.extend
        except AttributeError:
            pass
        else:
            extend(items)
            return
        for item in items:
            target.append(item)

    def _op_setitem(self):
        value = self.stack.pop()
        key = self.stack.pop()
        self.stack[-1][key] = value

    def _op_setitems(self):
        items = self._pop_mark()
        target = self.stack[-1]
        for i in range(0, len(items), 2):
            target[items[i]] = items[i + 1]

    def _op_additems(self):
        items = self._pop_mark()
        target = self.stack[-1]
        if isinstance(target, set):
            target.update(items)
        else:
            for item in items:
                target.add(item)

    def _op_build(self):
        state = self.stack.pop()
        target = self.stack[-1]
        setstate = getattr(target, "__setstate__", None)
        if setstate is not None:
            setstate(state)
            return
        slots = None
        if isinstance(state, tuple) and len(state) == 2:
            state, slots = state
        if state:
            target.__dict__.update(state)
        if slots:
            for key, value in slots.items():
                setattr(target, key, value)

    def _op_memoize(self):
        self.memo[len(self.memo)] = self.stack[-1]

    def _recall(self, n):
        try:
            self.stack.append(self.memo[n])
        except KeyError:
            raise UnpicklingError(f"Memo value not found at index {n}") from None

    def _keep(self, n):
        self.memo[n] = self.stack[-1]

    def _text(self, n):
        self.stack.append(str(self._take(n), "utf-8", "surrogatepass"))

    def _op_binpersid(self):
        self.stack.append(self.persistent_load(self.stack.pop()))

    def _op_dict(self):
        items = self._pop_mark()
        self.stack.append({items[i]: items[i + 1] for i in range(0, len(items), 2)})

    def _tuple(self, n):
        items = tuple(self.stack[-n:])
        if len(items) < n:
            raise UnpicklingError("unpickling stack underflow")
        self.stack[-n:] = [items]


def _push(make):
    return lambda self: self.stack.append(make())


def _push_number(form, size):
    return lambda self: self.stack.append(self._number(form, size))


def _push_bytes(form, size, make=bytes):
    return lambda self: self.stack.append(make(self._take(self._number(form, size))))


_steps = {
    PROTO: Unpickler._op_proto, FRAME: Unpickler._op_frame, MARK: Unpickler._op_mark, POP: Unpickler._op_pop,
    POP_MARK: lambda self: self._pop_mark(), DUP: Unpickler._op_dup, GLOBAL: Unpickler._op_global,
    STACK_GLOBAL: Unpickler._op_stack_global, REDUCE: Unpickler._op_reduce, NEWOBJ: Unpickler._op_newobj,
    NEWOBJ_EX: Unpickler._op_newobj_ex, APPEND: Unpickler._op_append, APPENDS: Unpickler._op_appends,
    SETITEM: Unpickler._op_setitem, SETITEMS: Unpickler._op_setitems, ADDITEMS: Unpickler._op_additems,
    BUILD: Unpickler._op_build, MEMOIZE: Unpickler._op_memoize, BINPERSID: Unpickler._op_binpersid,
    DICT: Unpickler._op_dict,
    NONE: _push(lambda: None), NEWTRUE: _push(lambda: True), NEWFALSE: _push(lambda: False),
    EMPTY_LIST: _push(list), EMPTY_DICT: _push(dict), EMPTY_SET: _push(set), EMPTY_TUPLE: _push(tuple),
    BININT: _push_number("<i", 4), BININT1: _push_number("<B", 1), BININT2: _push_number("<H", 2),
    BINFLOAT: _push_number(">d", 8),
    LONG1: lambda self: self.stack.append(decode_long(self._take(self._number("<B", 1)))),
    LONG4: lambda self: self.stack.append(decode_long(self._take(self._number("<I", 4)))),
    SHORT_BINUNICODE: lambda self: self._text(self._number("<B", 1)),
    BINUNICODE: lambda self: self._text(self._number("<I", 4)),
    BINUNICODE8: lambda self: self._text(self._number("<Q", 8)),
    SHORT_BINBYTES: _push_bytes("<B", 1), BINBYTES: _push_bytes("<I", 4), BINBYTES8: _push_bytes("<Q", 8),
    BYTEARRAY8: _push_bytes("<Q", 8, bytearray),
    BINGET: lambda self: self._recall(self._number("<B", 1)),
    LONG_BINGET: lambda self: self._recall(self._number("<I", 4)),
    BINPUT: lambda self: self._keep(self._number("<B", 1)),
    LONG_BINPUT: lambda self: self._keep(self._number("<I", 4)),
    TUPLE: lambda self: self.stack.append(tuple(self._pop_mark())), TUPLE1: lambda self: self._tuple(1),
    TUPLE2: lambda self: self._tuple(2), TUPLE3: lambda self: self._tuple(3),
    LIST: lambda self: self.stack.append(self._pop_mark()),
    FROZENSET: lambda self: self.stack.append(frozenset(self._pop_mark())),
}


def dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None):
    Pickler(file, protocol, fix_imports=fix_imports, buffer_callback=buffer_callback).dump(obj)


def dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None):
    out = []
    Pickler(_Out(out), protocol, fix_imports=fix_imports, buffer_callback=buffer_callback).dump(obj)
    return b"".join(out)


class _Out:
    def __init__(self, parts):
        self.write = parts.append


def load(file, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None):
    return Unpickler(file, fix_imports=fix_imports, encoding=encoding, errors=errors, buffers=buffers).load()


def loads(data, /, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None):
    if isinstance(data, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    return load(_io.BytesIO(data), fix_imports=fix_imports, encoding=encoding, errors=errors, buffers=buffers)

"""Looking at live objects: kinds, members, documentation, signatures, frames."""
import sys
import types
from enum import IntEnum
from types import MappingProxyType
from _orrery_bind import format_annotation as _format_annotation

CO_OPTIMIZED, CO_NEWLOCALS, CO_VARARGS, CO_VARKEYWORDS = 1, 2, 4, 8
CO_NESTED, CO_GENERATOR, CO_COROUTINE, CO_ITERABLE_COROUTINE, CO_ASYNC_GENERATOR = 16, 32, 128, 256, 512
TPFLAGS_IS_ABSTRACT = 1 << 20


def _is(kind):
    def check(object):
        return isinstance(object, kind)
    return check


ismodule = _is(types.ModuleType)
isclass = _is(type)
ismethod = _is(types.MethodType)
isfunction = _is(types.FunctionType)
isgenerator = _is(types.GeneratorType)
iscoroutine = _is(types.CoroutineType)
isasyncgen = _is(types.AsyncGeneratorType)
istraceback = _is(types.TracebackType)
isframe = _is(types.FrameType)
iscode = _is(types.CodeType)
isbuiltin = _is(types.BuiltinFunctionType)
ismethodwrapper = _is(types.MethodWrapperType)
isgetsetdescriptor = _is(types.GetSetDescriptorType)
ismemberdescriptor = _is(types.MemberDescriptorType)


def ismethoddescriptor(object):
    if isclass(object) or ismethod(object) or isfunction(object):
        return False
    tp = type(object)
    if tp.__name__ == "partial" and tp.__module__ == "functools":
        return False
    return hasattr(tp, "__get__") and not hasattr(tp, "__set__") and not hasattr(tp, "__delete__")


def isdatadescriptor(object):
    if isclass(object) or ismethod(object) or isfunction(object):
        return False
    tp = type(object)
    return hasattr(tp, "__set__") or hasattr(tp, "__delete__")


def _unwrap_partial(func):
    from functools import partial, partialmethod
    while True:
        if isinstance(func, partial):
            func = func.func
        elif isinstance(getattr(func, "__partialmethod__", None), partialmethod):
            func = func.__partialmethod__.func
        else:
            return func


def _has_flag(f, flag):
    while ismethod(f):
        f = f.__func__
    f = _unwrap_partial(f)
    if not (isfunction(f) or _signature_is_functionlike(f)):
        return False
    return bool(f.__code__.co_flags & flag)


def isgeneratorfunction(obj):
    return _has_flag(obj, CO_GENERATOR)


def isasyncgenfunction(obj):
    return _has_flag(obj, CO_ASYNC_GENERATOR)


_is_coroutine_mark = object()


def _marked(f):
    while ismethod(f):
        f = f.__func__
    f = _unwrap_partial(f)
    return getattr(f, "_is_coroutine_marker", None) is _is_coroutine_mark


def markcoroutinefunction(func):
    if hasattr(func, "__func__"):
        func = func.__func__
    func._is_coroutine_marker = _is_coroutine_mark
    return func


def iscoroutinefunction(obj):
    return _has_flag(obj, CO_COROUTINE) or _marked(obj)


def isawaitable(object):
    from _collections_abc import Awaitable
    return (isinstance(object, types.CoroutineType)
            or isinstance(object, types.GeneratorType) and bool(object.gi_code.co_flags & CO_ITERABLE_COROUTINE)
            or isinstance(object, Awaitable))


def isroutine(object):
    return (isbuiltin(object) or isfunction(object) or ismethod(object) or ismethoddescriptor(object)
            or ismethodwrapper(object))


def isabstract(object):
    return isinstance(object, type) and bool(getattr(object, "__abstractmethods__", ()))


def _getmembers(object, predicate, getter):
    results = []
    processed = set()
    names = dir(object)
    if isclass(object):
        mro = object.__mro__
        for base in object.__bases__:
            for k, v in base.__dict__.items():
                if isinstance(v, types.DynamicClassAttribute):
                    names.append(k)
    else:
        mro = ()
    for key in names:
        try:
            value = getter(object, key)
            if key in processed:
                raise AttributeError
        except AttributeError:
            for base in mro:
                if key in base.__dict__:
                    value = base.__dict__[key]
                    break
            else:
                continue
        if not predicate or predicate(value):
            results.append((key, value))
        processed.add(key)
    results.sort(key=lambda pair: pair[0])
    return results


def getmembers(object, predicate=None):
    return _getmembers(object, predicate, getattr)


def getmembers_static(object, predicate=None):
    return _getmembers(object, predicate, getattr_static)


def getmro(cls):
    return cls.__mro__


def unwrap(func, *, stop=None):
    f = func
    seen = {id(f): f}
    while hasattr(func, "__wrapped__") and not (stop is not None and stop(func)):
        func = func.__wrapped__
        if id(func) in seen or len(seen) >= sys.getrecursionlimit():
            raise ValueError(f"wrapper loop when unwrapping {f!r}")
        seen[id(func)] = func
    return func


def _inherited_doc(obj):
    if isclass(obj):
        for base in obj.__mro__:
            if base is not object and base.__doc__ is not None:
                return base.__doc__
        return None
    if ismethod(obj):
        name = obj.__func__.__name__
        cls = obj.__self__ if isclass(obj.__self__) else type(obj.__self__)
    elif isfunction(obj):
        name = obj.__name__
        parts = obj.__qualname__.split(".")[:-1]
        cls = sys.modules.get(obj.__module__)
        for part in parts:
            cls = getattr(cls, part, None)
        if not isclass(cls) or getattr(cls, name, None) is not obj:
            return None
    elif isinstance(obj, property):
        name = obj.fget.__name__
        cls = None
    else:
        return None
    for base in getattr(cls, "__mro__", ()):
        doc = getattr(getattr(base, name, None), "__doc__", None)
        if doc is not None:
            return doc
    return None


def getdoc(object):
    try:
        doc = object.__doc__
    except AttributeError:
        return None
    if doc is None:
        doc = _inherited_doc(object)
    return cleandoc(doc) if isinstance(doc, str) else None


def cleandoc(doc):
    lines = doc.expandtabs().split("\n")
    margins = [len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.lstrip(" ")]
    margin = min(margins, default=0)
    lines = [lines[0].lstrip(" "), *(line[margin:] for line in lines[1:])]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines)


def getmodule(object, _filename=None):
    if ismodule(object):
        return object
    return sys.modules.get(getattr(object, "__module__", None))


def getmodulename(path):
    return path.rpartition("/")[2].rpartition(".")[0] or None


def getfile(object):
    if ismodule(object):
        if getattr(object, "__file__", None):
            return object.__file__
        raise TypeError(f"{object!r} is a built-in module")
    if isclass(object):
        module = sys.modules.get(object.__module__)
        if getattr(module, "__file__", None):
            return module.__file__
        if object.__module__ == "__main__":
            raise OSError("source code not available")
        raise TypeError(f"{object!r} is a built-in class")
    if ismethod(object):
        object = object.__func__
    if isfunction(object):
        object = object.__code__
    if istraceback(object):
        object = object.tb_frame
    if isframe(object):
        object = object.f_code
    if iscode(object):
        return object.co_filename
    raise TypeError("module, class, method, function, traceback, frame, or code object was expected, got "
                    f"{type(object).__name__}")


getsourcefile = getfile


def _block(lines):
    """The first statement of the lines with all that is indented below it."""
    indent = len(lines[0]) - len(lines[0].lstrip())
    i, depth, in_header = 0, 0, True
    last = 0
    while i < len(lines):
        stripped = lines[i].strip()
        if stripped and not stripped.startswith("#"):
            here = len(lines[i]) - len(lines[i].lstrip())
            if not in_header and depth == 0 and here <= indent:
                break
            depth += sum(stripped.count(c) for c in "([{") - sum(stripped.count(c) for c in ")]}")
            if in_header and depth <= 0 and not stripped.startswith("@"):
                in_header = False
            last = i
        i += 1
    return lines[:last + 1]


def getsourcelines(object):
    import linecache
    object = unwrap(object)
    lines = linecache.getlines(getfile(object))
    if not lines:
        raise OSError("could not get source code")
    if ismodule(object):
        return lines, 0
    if isclass(object):
        start = getattr(object, "__firstlineno__", None)
        if start is None:
            raise OSError("could not find class definition")
    else:
        code = object
        for attr in ("__func__", "__code__", "tb_frame", "f_code"):
            code = getattr(code, attr, code)
        start = code.co_firstlineno
    return _block(lines[start - 1:]), start


def getsource(object):
    return "".join(getsourcelines(object)[0])


def currentframe():
    return sys._getframe(1)


class FrameInfo(tuple):
    """(frame, filename, lineno, function, code_context, index) with names."""
    __slots__ = ()
    frame, filename, lineno, function, code_context, index = (
        property(lambda self, i=i: self[i]) for i in range(6))

    def __repr__(self):
        names = ("frame", "filename", "lineno", "function", "code_context", "index")
        return f"FrameInfo({', '.join(f'{n}={v!r}' for n, v in zip(names, self))})"


def _frame_info(frame, lineno, context):
    import linecache
    filename = frame.f_code.co_filename
    line = linecache.getline(filename, lineno)
    return FrameInfo((frame, filename, lineno, frame.f_code.co_name, [line] if line else None, 0 if line else None))


def stack(context=1):
    frames = []
    frame = sys._getframe(1)
    while frame:
        frames.append(_frame_info(frame, frame.f_lineno, context))
        frame = frame.f_back
    return frames


def getouterframes(frame, context=1):
    frames = []
    while frame:
        frames.append(_frame_info(frame, frame.f_lineno, context))
        frame = frame.f_back
    return frames


def trace(context=1):
    frames = []
    tb = sys.exception().__traceback__
    while tb:
        frames.append(_frame_info(tb.tb_frame, tb.tb_lineno, context))
        tb = tb.tb_next
    return frames


_sentinel = object()


def getattr_static(obj, attr, default=_sentinel):
    """The attribute as stored, without the descriptor protocol, __getattr__ or __getattribute__."""
    if not isinstance(obj, type):
        klass_result = next((b.__dict__[attr] for b in type(obj).__mro__ if attr in b.__dict__), _sentinel)
        instance = getattr(type(obj), "__dict__", {}) and _instance_dict(obj)
        result = instance.get(attr, _sentinel) if instance else _sentinel
        if result is not _sentinel and klass_result is not _sentinel and isdatadescriptor(klass_result):
            return klass_result
        if result is not _sentinel:
            return result
        if klass_result is not _sentinel:
            return klass_result
    else:
        for entry in (*obj.__mro__, *type(obj).__mro__):
            if attr in entry.__dict__:
                return entry.__dict__[attr]
    if default is not _sentinel:
        return default
    raise AttributeError(attr)


def _instance_dict(obj):
    try:
        return object.__getattribute__(obj, "__dict__")
    except AttributeError:
        return {}


GEN_CREATED, GEN_RUNNING, GEN_SUSPENDED, GEN_CLOSED = "GEN_CREATED", "GEN_RUNNING", "GEN_SUSPENDED", "GEN_CLOSED"
CORO_CREATED, CORO_RUNNING, CORO_SUSPENDED, CORO_CLOSED = "CORO_CREATED", "CORO_RUNNING", "CORO_SUSPENDED", \
    "CORO_CLOSED"
AGEN_CREATED, AGEN_RUNNING, AGEN_SUSPENDED, AGEN_CLOSED = "AGEN_CREATED", "AGEN_RUNNING", "AGEN_SUSPENDED", \
    "AGEN_CLOSED"


def _state(obj, prefix, name):
    if getattr(obj, prefix + "_running"):
        return name + "_RUNNING"
    if getattr(obj, prefix + "_suspended"):
        return name + "_SUSPENDED"
    if getattr(obj, prefix + "_frame") is None:
        return name + "_CLOSED"
    return name + "_CREATED"


def getgeneratorstate(generator):
    return _state(generator, "gi", "GEN")


def getcoroutinestate(coroutine):
    return _state(coroutine, "cr", "CORO")


def getasyncgenstate(agen):
    return _state(agen, "ag", "AGEN")


def getgeneratorlocals(generator):
    if not isgenerator(generator):
        raise TypeError(f"{generator!r} is not a Python generator")
    return generator.gi_frame.f_locals if generator.gi_frame is not None else {}


def getcoroutinelocals(coroutine):
    return coroutine.cr_frame.f_locals if coroutine.cr_frame is not None else {}


class ClosureVars(tuple):
    nonlocals, globals, builtins, unbound = (property(lambda self, i=i: self[i]) for i in range(4))

    def __repr__(self):
        return (f"ClosureVars(nonlocals={self[0]!r}, globals={self[1]!r}, builtins={self[2]!r}, "
                f"unbound={self[3]!r})")


def getclosurevars(func):
    if ismethod(func):
        func = func.__func__
    if not isfunction(func):
        raise TypeError(f"{func!r} is not a Python function")
    code = func.__code__
    nonlocals = dict(zip(code.co_freevars, (cell.cell_contents for cell in func.__closure__ or ())))
    ns = func.__globals__
    builtins = sys.modules["builtins"].__dict__
    found_globals, found_builtins, unbound = {}, {}, set()
    for name in code.co_names:
        if name in ns:
            found_globals[name] = ns[name]
        elif name in builtins:
            found_builtins[name] = builtins[name]
        else:
            unbound.add(name)
    return ClosureVars((nonlocals, found_globals, found_builtins, unbound))


class _void:
    """A private marker - used in Parameter & Signature."""


class _empty:
    """Marker object for Signature.empty and Parameter.empty."""


class _ParameterKind(IntEnum):
    POSITIONAL_ONLY = 0
    POSITIONAL_OR_KEYWORD = 1
    VAR_POSITIONAL = 2
    KEYWORD_ONLY = 3
    VAR_KEYWORD = 4

    def __str__(self):
        return self.name

    @property
    def description(self):
        return ("positional-only", "positional or keyword", "variadic positional", "keyword-only",
                "variadic keyword")[self.value]


_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD, _VAR_POSITIONAL, _KEYWORD_ONLY, _VAR_KEYWORD = _ParameterKind


def formatannotation(annotation, base_module=None, **kwargs):
    return _format_annotation(annotation, base_module)


class Parameter:
    """Represents a parameter in a function signature."""
    __slots__ = ("_name", "_kind", "_default", "_annotation")
    POSITIONAL_ONLY = _POSITIONAL_ONLY
    POSITIONAL_OR_KEYWORD = _POSITIONAL_OR_KEYWORD
    VAR_POSITIONAL = _VAR_POSITIONAL
    KEYWORD_ONLY = _KEYWORD_ONLY
    VAR_KEYWORD = _VAR_KEYWORD
    empty = _empty

    def __init__(self, name, kind, *, default=_empty, annotation=_empty):
        try:
            self._kind = _ParameterKind(kind)
        except ValueError:
            raise ValueError(f"value {kind!r} is not a valid Parameter.kind")
        if default is not _empty and self._kind in (_VAR_POSITIONAL, _VAR_KEYWORD):
            raise ValueError(f"{self._kind.description} parameters cannot have default values")
        self._default = default
        self._annotation = annotation
        if name is _empty:
            raise ValueError("name is a required attribute for Parameter")
        if not isinstance(name, str):
            raise TypeError(f"name must be a str, not a {type(name).__name__}")
        if name[:1] == "." and name[1:].isdigit():
            name = f"implicit{name[1:]}"
        from keyword import iskeyword
        if iskeyword(name) and self._kind is not _POSITIONAL_ONLY or not name.isidentifier():
            raise ValueError(f"{name!r} is not a valid parameter name")
        self._name = name

    name = property(lambda self: self._name)
    default = property(lambda self: self._default)
    annotation = property(lambda self: self._annotation)
    kind = property(lambda self: self._kind)

    def replace(self, *, name=_void, kind=_void, annotation=_void, default=_void):
        return type(self)(self._name if name is _void else name, self._kind if kind is _void else kind,
                          default=self._default if default is _void else default,
                          annotation=self._annotation if annotation is _void else annotation)

    __replace__ = replace

    def __str__(self):
        text = self._name
        if self._annotation is not _empty:
            text += f": {formatannotation(self._annotation)}"
        if self._default is not _empty:
            text += f" = {self._default!r}" if self._annotation is not _empty else f"={self._default!r}"
        if self._kind == _VAR_POSITIONAL:
            text = "*" + text
        elif self._kind == _VAR_KEYWORD:
            text = "**" + text
        return text

    def __repr__(self):
        return f'<{self.__class__.__name__} "{self}">'

    def __hash__(self):
        return hash((self._name, self._kind, self._annotation, self._default))

    def __eq__(self, other):
        if self is other:
            return True
        if not isinstance(other, Parameter):
            return NotImplemented
        return (self._name == other._name and self._kind == other._kind and self._default == other._default
                and self._annotation == other._annotation)


class BoundArguments:
    """Result of Signature.bind: the mapping of arguments to parameters."""
    __slots__ = ("arguments", "_signature")

    def __init__(self, signature, arguments):
        self.arguments = arguments
        self._signature = signature

    @property
    def signature(self):
        return self._signature

    @property
    def args(self):
        args = []
        for name, param in self._signature.parameters.items():
            if param.kind in (_VAR_KEYWORD, _KEYWORD_ONLY) or name not in self.arguments:
                break
            if param.kind == _VAR_POSITIONAL:
                args.extend(self.arguments[name])
            else:
                args.append(self.arguments[name])
        return tuple(args)

    @property
    def kwargs(self):
        kwargs = {}
        started = False
        for name, param in self._signature.parameters.items():
            if not started:
                if param.kind in (_VAR_KEYWORD, _KEYWORD_ONLY):
                    started = True
                elif name not in self.arguments:
                    started = True
                    continue
            if not started:
                continue
            if name in self.arguments:
                if param.kind == _VAR_KEYWORD:
                    kwargs.update(self.arguments[name])
                else:
                    kwargs[name] = self.arguments[name]
        return kwargs

    def apply_defaults(self):
        arguments = self.arguments
        new = {}
        for name, param in self._signature.parameters.items():
            if name in arguments:
                new[name] = arguments[name]
            elif param.default is not _empty:
                new[name] = param.default
            elif param.kind is _VAR_POSITIONAL:
                new[name] = ()
            elif param.kind is _VAR_KEYWORD:
                new[name] = {}
        self.arguments = new

    def __eq__(self, other):
        if not isinstance(other, BoundArguments):
            return NotImplemented
        return self.signature == other.signature and self.arguments == other.arguments

    def __repr__(self):
        inside = ", ".join(f"{arg}={value!r}" for arg, value in self.arguments.items())
        return f"<{self.__class__.__name__} ({inside})>"


class Signature:
    """Represents the overall signature of a function."""
    __slots__ = ("_return_annotation", "_parameters")
    empty = _empty

    def __init__(self, parameters=None, *, return_annotation=_empty, __validate_parameters__=True):
        params = {}
        if parameters is not None:
            top_kind, seen_default, seen_var = _POSITIONAL_ONLY, False, set()
            for param in parameters:
                kind = param.kind
                if __validate_parameters__:
                    if kind in (_VAR_POSITIONAL, _VAR_KEYWORD):
                        if kind in seen_var:
                            raise ValueError(f"more than one {kind.description} parameter")
                        seen_var.add(kind)
                    if kind < top_kind:
                        raise ValueError(f"wrong parameter order: {top_kind.description} parameter before "
                                         f"{kind.description} parameter")
                    top_kind = kind
                    if kind in (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD):
                        if param.default is _empty:
                            if seen_default:
                                raise ValueError("non-default argument follows default argument")
                        else:
                            seen_default = True
                    if param.name in params:
                        raise ValueError(f"duplicate parameter name: {param.name!r}")
                params[param.name] = param
        self._parameters = MappingProxyType(params)
        self._return_annotation = return_annotation

    @classmethod
    def from_callable(cls, obj, *, follow_wrapped=True, globals=None, locals=None, eval_str=False):
        return _signature_of(obj, follow_wrapped)

    parameters = property(lambda self: self._parameters)
    return_annotation = property(lambda self: self._return_annotation)

    def replace(self, *, parameters=_void, return_annotation=_void):
        return type(self)(self.parameters.values() if parameters is _void else parameters,
                          return_annotation=self._return_annotation if return_annotation is _void
                          else return_annotation)

    __replace__ = replace

    def __hash__(self):
        return hash((tuple(self.parameters.values()), self._return_annotation))

    def __eq__(self, other):
        if self is other:
            return True
        if not isinstance(other, Signature):
            return NotImplemented
        kw = {k: p for k, p in self.parameters.items() if p.kind == _KEYWORD_ONLY}
        other_kw = {k: p for k, p in other.parameters.items() if p.kind == _KEYWORD_ONLY}
        return (kw == other_kw and self._return_annotation == other._return_annotation
                and [p for p in self.parameters.values() if p.kind != _KEYWORD_ONLY]
                == [p for p in other.parameters.values() if p.kind != _KEYWORD_ONLY])

    def bind(self, /, *args, **kwargs):
        return self._bind(args, kwargs)

    def bind_partial(self, /, *args, **kwargs):
        return self._bind(args, kwargs, partial=True)

    def _bind(self, args, kwargs, partial=False):
        arguments = {}
        params = list(self.parameters.values())
        values = list(args)
        at = 0
        pos_only_as_kw = []
        while at < len(params):
            param = params[at]
            if values:
                if param.kind in (_VAR_KEYWORD, _KEYWORD_ONLY):
                    raise TypeError("too many positional arguments")
                at += 1
                if param.kind == _VAR_POSITIONAL:
                    arguments[param.name] = tuple(values)
                    values = []
                    break
                if param.name in kwargs and param.kind != _POSITIONAL_ONLY:
                    raise TypeError(f"multiple values for argument {param.name!r}")
                arguments[param.name] = values.pop(0)
                continue
            if param.kind == _VAR_POSITIONAL:
                at += 1
                break
            if param.name in kwargs:
                if param.kind == _POSITIONAL_ONLY:
                    pos_only_as_kw.append(param)
                    at += 1
                    continue
                break
            if param.kind == _VAR_KEYWORD or param.default is not _empty or partial:
                break
            kind = " keyword-only" if param.kind == _KEYWORD_ONLY else ""
            raise TypeError(f"missing a required{kind} argument: {param.name!r}")
        if values:
            raise TypeError("too many positional arguments")
        return self._bind_keywords(params[at:], arguments, dict(kwargs), partial, pos_only_as_kw)

    def _bind_keywords(self, params, arguments, kwargs, partial, pos_only_as_kw):
        collector = None
        for param in params:
            if param.kind == _VAR_KEYWORD:
                collector = param
                continue
            if param.kind == _VAR_POSITIONAL:
                continue
            if param.name in kwargs and param.kind != _POSITIONAL_ONLY:
                arguments[param.name] = kwargs.pop(param.name)
            elif param.name in kwargs and param.default is not _empty:
                pos_only_as_kw.append(param)
            elif not partial and param.default is _empty:
                raise TypeError(f"missing a required argument: {param.name!r}")
        if kwargs:
            if collector is not None:
                arguments[collector.name] = kwargs
            elif pos_only_as_kw:
                names = ", ".join(repr(p.name) for p in pos_only_as_kw)
                raise TypeError(f"got some positional-only arguments passed as keyword arguments: {names}")
            else:
                raise TypeError(f"got an unexpected keyword argument {next(iter(kwargs))!r}")
        return BoundArguments(self, arguments)

    def __repr__(self):
        return f"<{self.__class__.__name__} {self}>"

    def __str__(self):
        return self.format()

    def format(self, *, max_width=None, **kwargs):
        result = []
        pos_only = False
        kw_separator = True
        for param in self.parameters.values():
            kind = param.kind
            if kind == _POSITIONAL_ONLY:
                pos_only = True
            elif pos_only:
                result.append("/")
                pos_only = False
            if kind == _VAR_POSITIONAL:
                kw_separator = False
            elif kind == _KEYWORD_ONLY and kw_separator:
                result.append("*")
                kw_separator = False
            result.append(str(param))
        if pos_only:
            result.append("/")
        text = f"({', '.join(result)})"
        if max_width is not None and len(text) > max_width:
            text = "(\n    " + ",\n    ".join(result) + "\n)"
        if self._return_annotation is not _empty:
            text += f" -> {formatannotation(self._return_annotation)}"
        return text


def signature(obj, *, follow_wrapped=True, globals=None, locals=None, eval_str=False):
    return _signature_of(obj, follow_wrapped)


def _signature_is_functionlike(obj):
    return (callable(obj) and not isclass(obj) and isinstance(getattr(obj, "__code__", None), types.CodeType)
            and isinstance(getattr(obj, "__name__", None), str))


def _bound(sig):
    """The signature without its first parameter."""
    params = list(sig.parameters.values())
    if not params or params[0].kind in (_VAR_KEYWORD, _KEYWORD_ONLY):
        raise ValueError("invalid method signature")
    if params[0].kind in (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD):
        params = params[1:]
    return sig.replace(parameters=params)


def _of_function(func):
    described = getattr(func, "__orrery_signature__", None)
    annotations = getattr(func, "__annotations__", None) or {}
    if described is not None:
        return _of_described(described, annotations)
    code = func.__code__
    names = code.co_varnames
    n_pos, n_only, n_kw = code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount
    defaults, kwdefaults = func.__defaults__ or (), func.__kwdefaults__ or {}
    params = []
    for i, name in enumerate(names[:n_pos]):
        at = i - (n_pos - len(defaults))
        params.append(Parameter(name, _POSITIONAL_ONLY if i < n_only else _POSITIONAL_OR_KEYWORD,
                                default=defaults[at] if at >= 0 else _empty,
                                annotation=annotations.get(name, _empty)))
    end = n_pos + n_kw
    if code.co_flags & CO_VARARGS:
        params.append(Parameter(names[end], _VAR_POSITIONAL, annotation=annotations.get(names[end], _empty)))
    for name in names[n_pos:end]:
        params.append(Parameter(name, _KEYWORD_ONLY, default=kwdefaults.get(name, _empty),
                                annotation=annotations.get(name, _empty)))
    if code.co_flags & CO_VARKEYWORDS:
        end += bool(code.co_flags & CO_VARARGS)
        params.append(Parameter(names[end], _VAR_KEYWORD, annotation=annotations.get(names[end], _empty)))
    return Signature(params, return_annotation=annotations.get("return", _empty), __validate_parameters__=False)


def _of_described(described, annotations):
    """The signature of a method that _orrery_bind binds."""
    first = len(described.names) - len(described.defaults)
    params = [Parameter(name, _POSITIONAL_OR_KEYWORD, default=described.defaults[i - first] if i >= first else _empty,
                        annotation=annotations.get(name, _empty)) for i, name in enumerate(described.names)]
    params += [Parameter(name, _KEYWORD_ONLY, default=described.kwdefaults.get(name, _empty),
                         annotation=annotations.get(name, _empty)) for name in described.kwonly]
    return Signature(params, return_annotation=annotations.get("return", _empty), __validate_parameters__=False)


def _of_partial(func):
    wrapped = _signature_of(func.func)
    try:
        ba = wrapped.bind_partial(*func.args, **func.keywords)
    except TypeError as ex:
        raise ValueError(f"partial object {func!r} has incorrect arguments") from ex
    params, to_keyword = [], False
    for name, param in wrapped.parameters.items():
        if name in ba.arguments:
            if param.kind is _POSITIONAL_ONLY:
                continue
            if param.kind is _POSITIONAL_OR_KEYWORD:
                if name not in func.keywords:
                    continue
                to_keyword = True
                param = param.replace(default=ba.arguments[name])
            elif param.kind is _KEYWORD_ONLY:
                param = param.replace(default=ba.arguments[name])
        if to_keyword:
            if param.kind is _POSITIONAL_OR_KEYWORD:
                param = param.replace(kind=_KEYWORD_ONLY)
            elif param.kind is _VAR_POSITIONAL:
                continue
        params.append(param)
    order = sorted(params, key=lambda p: p.kind)
    return wrapped.replace(parameters=order)


def _of_class(obj):
    call = _own_method(type(obj), "__call__", type)
    if call is not None:
        return _bound(_signature_of(call))
    if obj.__module__.partition(".")[0] in ("asyncio", "_asyncio"):
        from _natives import twin
        obj = twin(obj.__module__, obj.__qualname__) or obj
    for name in ("__new__", "__init__"):
        for base in obj.__mro__:
            if base is object:
                break
            if name in base.__dict__:
                method = base.__dict__[name]
                if isinstance(method, (staticmethod, classmethod)):
                    method = method.__func__
                if isfunction(method):
                    return _bound(_signature_of(method))
                raise ValueError(f"no signature found for builtin type {obj!r}")
    if obj.__mro__[-2:-1] and any(b.__module__ == "builtins" and b not in (object,) for b in obj.__mro__):
        raise ValueError(f"no signature found for builtin type {obj!r}")
    return Signature()


def _of_text(text):
    """The signature that a text such as "(a, /, b=1, *, c=None)" says; the defaults are plain literals."""
    parameters = []
    kind = _POSITIONAL_OR_KEYWORD
    for part in text.strip()[1:-1].split(", ") if len(text) > 2 else ():
        if part == "/":
            parameters = [p.replace(kind=_POSITIONAL_ONLY) for p in parameters]
        elif part == "*":
            kind = _KEYWORD_ONLY
        elif part.startswith("**"):
            parameters.append(Parameter(part[2:], _VAR_KEYWORD))
        elif part.startswith("*"):
            parameters.append(Parameter(part[1:], _VAR_POSITIONAL))
            kind = _KEYWORD_ONLY
        else:
            name, _, default = part.partition("=")
            parameters.append(Parameter(name, kind, default=_literal(default) if default else _empty))
    return Signature(parameters)


def _literal(text):
    named = {"None": None, "True": True, "False": False, "()": ()}
    if text in named:
        return named[text]
    if text[0] in "'\"":
        return text[1:-1].replace("\\n", "\n")
    return float(text) if "." in text else int(text)


def _own_method(cls, name, stop):
    for base in cls.__mro__:
        if base is stop:
            return None
        if isfunction(base.__dict__.get(name)):
            return base.__dict__[name]
    return None


def _signature_of(obj, follow_wrapped=True):
    if not callable(obj):
        raise TypeError(f"{obj!r} is not a callable object")
    if ismethod(obj):
        return _bound(_signature_of(obj.__func__, follow_wrapped))
    if follow_wrapped:
        obj = unwrap(obj, stop=lambda f: hasattr(f, "__signature__") or ismethod(f))
        if ismethod(obj):
            return _signature_of(obj, follow_wrapped)
    sig = getattr(obj, "__signature__", None)
    if sig is not None:
        if not isinstance(sig, (Signature, str)) and callable(sig):
            sig = sig()
        if isinstance(sig, str):
            return _of_text(sig)
        if not isinstance(sig, Signature):
            raise TypeError(f"unexpected object {sig!r} in __signature__ attribute")
        return sig
    if hasattr(obj, "__partialmethod__"):
        from functools import partial
        pm = obj.__partialmethod__
        inner = _signature_of(partial(pm.func, None, *pm.args, **pm.keywords))
        first = next(iter(_signature_of(pm.func).parameters.values()))
        return inner.replace(parameters=[first, *inner.parameters.values()])
    if isfunction(obj) or _signature_is_functionlike(obj):
        return _of_function(obj)
    from functools import partial
    if isinstance(obj, partial):
        return _of_partial(obj)
    if isclass(obj):
        return _of_class(obj)
    call = getattr(type(obj), "__call__", None)
    if isfunction(call):
        return _bound(_signature_of(call))
    if isbuiltin(obj) or ismethoddescriptor(obj) or ismethodwrapper(obj):
        raise ValueError(f"no signature found for builtin {obj!r}")
    raise ValueError(f"callable {obj!r} is not supported by signature")


class FullArgSpec(tuple):
    """(args, varargs, varkw, defaults, kwonlyargs, kwonlydefaults, annotations)"""
    args, varargs, varkw, defaults, kwonlyargs, kwonlydefaults, annotations = (
        property(lambda self, i=i: self[i]) for i in range(7))

    def __repr__(self):
        names = ("args", "varargs", "varkw", "defaults", "kwonlyargs", "kwonlydefaults", "annotations")
        return f"FullArgSpec({', '.join(f'{n}={v!r}' for n, v in zip(names, self))})"


def getfullargspec(func):
    try:
        sig = _signature_of(func.__func__ if ismethod(func) else func, follow_wrapped=False)
    except Exception as ex:
        raise TypeError("unsupported callable") from ex
    args, kwonly, defaults, kwdefaults, annotations = [], [], (), {}, {}
    varargs = varkw = None
    if sig.return_annotation is not _empty:
        annotations["return"] = sig.return_annotation
    for name, param in sig.parameters.items():
        if param.kind in (_POSITIONAL_ONLY, _POSITIONAL_OR_KEYWORD):
            args.append(name)
            if param.default is not _empty:
                defaults += (param.default,)
        elif param.kind is _VAR_POSITIONAL:
            varargs = name
        elif param.kind is _KEYWORD_ONLY:
            kwonly.append(name)
            if param.default is not _empty:
                kwdefaults[name] = param.default
        else:
            varkw = name
        if param.annotation is not _empty:
            annotations[name] = param.annotation
    return FullArgSpec((args, varargs, varkw, defaults or None, kwonly, kwdefaults or None, annotations))


def getcallargs(func, /, *positional, **named):
    bound = signature(func).bind(*positional, **named)
    bound.apply_defaults()
    return dict(bound.arguments)


def get_annotations(obj, *, globals=None, locals=None, eval_str=False):
    if isclass(obj):
        ann = getattr(obj, "__annotations__", None)
    elif ismodule(obj) or callable(obj):
        ann = getattr(obj, "__annotations__", None)
    else:
        raise TypeError(f"{obj!r} is not a module, class, or callable.")
    if not ann:
        return {}
    if not isinstance(ann, dict):
        raise ValueError(f"{obj!r}.__annotations__ is neither a dict nor None")
    if not eval_str:
        return dict(ann)
    from typing import get_type_hints
    return get_type_hints(obj, globals, locals, include_extras=True)

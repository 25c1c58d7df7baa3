"""Shallow and deep copies.

An object that says nothing of its own is rebuilt from its class, __dict__, slots and, for subclasses of list and dict,
items: the same that CPython's object.__reduce_ex__(4) hands over. A class's own __reduce_ex__ or __reduce__ wins.
"""
import copyreg as _copyreg

__all__ = ["Error", "copy", "deepcopy", "replace"]


class Error(Exception):
    pass


error = Error


def _f():
    pass


_SIMPLE = frozenset({type(None), int, float, bool, complex, str, tuple, bytes, frozenset, type, range, slice, property,
                     type(Ellipsis), type(NotImplemented), type(_f), type(len)})
_ATOMIC = frozenset({type(None), type(Ellipsis), type(NotImplemented), int, float, bool, complex, bytes, str, type,
                     range, type(_f), type(len), property, type(_f.__code__)})
_MUTABLE = frozenset({list, dict, set, bytearray})


def copy(x):
    """Shallow copy operation on arbitrary Python objects."""
    cls = type(x)
    if cls in _SIMPLE:
        return x
    if cls in _MUTABLE:
        return x.copy()
    if issubclass(cls, type):
        return x
    copier = getattr(cls, "__copy__", None)
    if copier is not None:
        return copier(x)
    rv = _reduce(x, cls)
    if isinstance(rv, str):
        return x
    return _reconstruct(x, None, *rv)


def deepcopy(x, memo=None, _nil=[]):
    """Deep copy operation on arbitrary Python objects."""
    cls = type(x)
    if cls in _ATOMIC:
        return x
    d = id(x)
    if memo is None:
        memo = {}
    else:
        y = memo.get(d, _nil)
        if y is not _nil:
            return y
    copier = _deepcopy_dispatch.get(cls)
    if copier is not None:
        y = copier(x, memo)
    elif issubclass(cls, type):
        return x
    else:
        copier = getattr(x, "__deepcopy__", None)
        if copier is not None:
            y = copier(memo)
        else:
            rv = _reduce(x, cls)
            y = x if isinstance(rv, str) else _reconstruct(x, memo, *rv)
    if y is not x:
        memo[d] = y
        memo.setdefault(id(memo), []).append(x)     # keeps x, and so its id, alive as long as the memo
    return y


def _deepcopy_list(x, memo):
    y = []
    memo[id(x)] = y
    append = y.append
    for a in x:
        append(deepcopy(a, memo))
    return y


def _deepcopy_tuple(x, memo):
    y = [deepcopy(a, memo) for a in x]
    d = id(x)
    if d in memo:
        return memo[d]
    for k, j in zip(x, y):
        if k is not j:
            return tuple(y)
    return x


def _deepcopy_dict(x, memo):
    y = {}
    memo[id(x)] = y
    for key, value in x.items():
        y[deepcopy(key, memo)] = deepcopy(value, memo)
    return y


def _deepcopy_method(x, memo):
    return type(x)(x.__func__, deepcopy(x.__self__, memo))


class _C:
    def m(self):
        pass


_deepcopy_dispatch = {list: _deepcopy_list, tuple: _deepcopy_tuple, dict: _deepcopy_dict,
                      type(_C().m): _deepcopy_method}
del _C

_UNCOPYABLE = frozenset({"generator", "coroutine", "async_generator", "module", "frame", "traceback", "lock", "Future",
                         "Task", "ContextVar", "cell"})


def _own(cls, name):
    """cls's own definition of `name`, or None if it is object's or lacking."""
    for base in cls.__mro__:
        if base is object:
            return None
        if name in base.__dict__:
            return base.__dict__[name]
    return None


def _reduce(x, cls):
    reductor = _copyreg.dispatch_table.get(cls)
    if reductor is not None:
        return reductor(x)
    if _own(cls, "__reduce_ex__") is not None:
        return x.__reduce_ex__(4)
    if _own(cls, "__reduce__") is not None:
        return x.__reduce__()
    if cls.__name__ in _UNCOPYABLE:
        raise TypeError(f"cannot pickle '{_qualified(cls)}' object")
    return _default_reduce(x, cls)


def _qualified(cls):
    return cls.__name__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"


def _default_reduce(x, cls):
    if isinstance(x, BaseException):
        state = dict(x.__dict__)
        return (_rebuild_exception, (cls, x.args), state or None)
    kwargs = {}
    if _own(cls, "__getnewargs_ex__") is not None:
        args, kwargs = x.__getnewargs_ex__()
    elif hasattr(cls, "__getnewargs__"):
        args = x.__getnewargs__()
    elif issubclass(cls, (int, float, complex, str, bytes, tuple)):
        base = next(t for t in (int, float, complex, str, bytes, tuple) if issubclass(cls, t))
        args = (base(tuple.__iter__(x)) if base is tuple else _plain(base, x),)
    elif issubclass(cls, (set, frozenset, bytearray)):
        args = ()
        if issubclass(cls, frozenset):
            args = (list(x),)
        else:
            return (cls, (list(x) if issubclass(cls, set) else bytes(x),), _state(x, cls))
    else:
        args = ()
    listitems = list.__iter__(x) if issubclass(cls, list) else None
    dictitems = iter(dict.items(x)) if issubclass(cls, dict) else None
    if kwargs:
        return (_copyreg.__newobj_ex__, (cls, args, kwargs), _state(x, cls), listitems, dictitems)
    return (_copyreg.__newobj__, (cls, *args), _state(x, cls), listitems, dictitems)


def _plain(base, x):
    if base is str:
        return str.__str__(x)
    if base is bytes:
        return bytes(memoryview(x))
    return base.__pos__(x)


def _rebuild_exception(cls, args):
    e = cls.__new__(cls, *args)
    try:
        cls.__init__(e, *args)
    except TypeError:
        return cls(*args)
    return e


def _state(x, cls):
    if _own(cls, "__getstate__") is not None:
        return x.__getstate__()
    state = getattr(x, "__dict__", None) or None
    slots = {}
    for name in _copyreg._slotnames(cls):
        try:
            slots[name] = getattr(x, name)
        except AttributeError:
            pass
    return (state, slots) if slots else state


def _reconstruct(x, memo, func, args, state=None, listiter=None, dictiter=None, setter=None):
    deep = memo is not None
    if deep and args:
        args = (deepcopy(arg, memo) for arg in args)
    y = func(*args)
    if deep:
        memo[id(x)] = y
    if state is not None:
        if deep:
            state = deepcopy(state, memo)
        if setter is not None:
            setter(y, state)
        elif hasattr(y, "__setstate__"):
            y.__setstate__(state)
        else:
            slotstate = None
            if isinstance(state, tuple) and len(state) == 2:
                state, slotstate = state
            if state is not None:
                y.__dict__.update(state)
            if slotstate is not None:
                for key, value in slotstate.items():
                    setattr(y, key, value)
    if listiter is not None:
        for item in listiter:
            y.append(deepcopy(item, memo) if deep else item)
    if dictiter is not None:
        for key, value in dictiter:
            if deep:
                key, value = deepcopy(key, memo), deepcopy(value, memo)
            y[key] = value
    return y


def replace(obj, /, **changes):
    """Return a new object replacing specified fields with new values."""
    cls = obj.__class__
    func = getattr(cls, "__replace__", None)
    if func is None:
        raise TypeError(f"replace() does not support {cls.__name__} objects")
    return func(obj, **changes)

"""collections.namedtuple, apart from its package because functools wants it and nothing else of it.

The class is built by type(); __new__ binds its arguments by hand, so it also words the binding errors.
"""
import sys
from keyword import iskeyword as _iskeyword
from operator import itemgetter as _itemgetter
from _orrery_bind import Signature as _Signature


def _field_names(field_names, rename):
    if isinstance(field_names, str):
        field_names = field_names.replace(",", " ").split()
    field_names = [str(name) for name in field_names]
    if rename:
        seen = set()
        for index, name in enumerate(field_names):
            if not name.isidentifier() or _iskeyword(name) or name.startswith("_") or name in seen:
                field_names[index] = f"_{index}"
            seen.add(name)
    return field_names


def _check_names(typename, field_names, rename):
    for name in [typename] + field_names:
        if type(name) is not str:
            raise TypeError("Type names and field names must be strings")
        if not name.isidentifier():
            raise ValueError(f"Type names and field names must be valid identifiers: {name!r}")
        if _iskeyword(name):
            raise ValueError(f"Type names and field names cannot be a keyword: {name!r}")
    seen = set()
    for name in field_names:
        if name.startswith("_") and not rename:
            raise ValueError(f"Field names cannot start with an underscore: {name!r}")
        if name in seen:
            raise ValueError(f"Encountered duplicate field name: {name!r}")
        seen.add(name)


def _no_set(self, value):
    raise AttributeError("can't set attribute")


def _no_delete(self):
    raise AttributeError("can't delete attribute")


def namedtuple(typename, field_names, *, rename=False, defaults=None, module=None):
    typename = str(typename)
    field_names = _field_names(field_names, rename)
    _check_names(typename, field_names, rename)
    field_defaults = {}
    if defaults is not None:
        defaults = tuple(defaults)
        if len(defaults) > len(field_names):
            raise TypeError("Got more default values than field names")
        field_defaults = dict(reversed(list(zip(reversed(field_names), reversed(defaults)))))
    field_names = tuple(map(str, field_names))
    count = len(field_names)
    tuple_new = tuple.__new__
    signature = _Signature(f"{typename}.__new__", ("_cls", *field_names), defaults or ())
    bind = signature.bind

    def __new__(_cls, *args, **kwargs):
        if kwargs or len(args) != count:
            return tuple_new(_cls, bind((_cls, *args), kwargs)[1:])
        return tuple_new(_cls, args)

    __new__.__qualname__ = f"{typename}.__new__"
    __new__.__doc__ = f"Create new instance of {typename}({', '.join(field_names)})"
    __new__.__defaults__ = defaults
    __new__.__orrery_signature__ = signature

    def _make(cls, iterable):
        result = tuple_new(cls, iterable)
        if len(result) != count:
            raise TypeError(f"Expected {count} arguments, got {len(result)}")
        return result

    def _replace(self, /, **kwds):
        result = self._make(kwds.pop(name, value) for name, value in zip(field_names, self))
        if kwds:
            raise TypeError(f"Got unexpected field names: {list(kwds)!r}")
        return result

    def __repr__(self):
        inside = ", ".join([f"{name}={value!r}" for name, value in zip(field_names, self)])
        return f"{self.__class__.__name__}({inside})"

    def _asdict(self):
        return dict(zip(self._fields, self))

    def __getnewargs__(self):
        return tuple(self)

    for method in (_make, _replace, __repr__, _asdict, __getnewargs__):
        method.__qualname__ = f"{typename}.{method.__name__}"
    namespace = {
        "__doc__": f"{typename}({', '.join(field_names)})",
        "__slots__": (),
        "_fields": field_names,
        "_field_defaults": field_defaults,
        "__new__": __new__,
        "_make": classmethod(_make),
        "__replace__": _replace,
        "_replace": _replace,
        "__repr__": __repr__,
        "_asdict": _asdict,
        "__getnewargs__": __getnewargs__,
        "__match_args__": field_names,
    }
    for index, name in enumerate(field_names):
        namespace[name] = property(_itemgetter(index), _no_set, _no_delete, f"Alias for field number {index}")
    result = type(typename, (tuple,), namespace)
    if module is None:
        module = sys._getframe(1).f_globals.get("__name__", "__main__")
    result.__module__ = module
    return result

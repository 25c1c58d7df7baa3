"""Data classes.

__init__ is written out as source, as in CPython: that is ten times as fast as a closure over the fields, which the other methods
are.
"""
import abc
import sys
from types import FunctionType, GenericAlias, MappingProxyType, MemberDescriptorType
from _orrery_bind import Signature as _Signature
from reprlib import recursive_repr as _recursive_repr

__all__ = ["dataclass", "field", "Field", "FrozenInstanceError", "InitVar", "KW_ONLY", "MISSING", "fields", "asdict",
           "astuple", "make_dataclass", "replace", "is_dataclass"]


class FrozenInstanceError(AttributeError):
    pass


class _HAS_DEFAULT_FACTORY_CLASS:
    def __repr__(self):
        return "<factory>"


_HAS_DEFAULT_FACTORY = _HAS_DEFAULT_FACTORY_CLASS()


class _MISSING_TYPE:
    pass


MISSING = _MISSING_TYPE()


class _KW_ONLY_TYPE:
    pass


KW_ONLY = _KW_ONLY_TYPE()
_EMPTY_METADATA = MappingProxyType({})


class _FIELD_BASE:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


_FIELD = _FIELD_BASE("_FIELD")
_FIELD_CLASSVAR = _FIELD_BASE("_FIELD_CLASSVAR")
_FIELD_INITVAR = _FIELD_BASE("_FIELD_INITVAR")
_FIELDS = "__dataclass_fields__"
_PARAMS = "__dataclass_params__"
_POST_INIT_NAME = "__post_init__"


class InitVar:
    __slots__ = ("type",)

    def __init__(self, type):
        self.type = type

    def __repr__(self):
        if isinstance(self.type, type) and not isinstance(self.type, GenericAlias):
            type_name = self.type.__name__
        else:
            type_name = repr(self.type)
        return f"dataclasses.InitVar[{type_name}]"

    def __class_getitem__(cls, type):
        return InitVar(type)


class Field:
    __slots__ = ("name", "type", "default", "default_factory", "repr", "hash", "init", "compare", "metadata",
                 "kw_only", "_field_type")

    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = _EMPTY_METADATA if metadata is None else MappingProxyType(metadata)
        self.kw_only = kw_only
        self._field_type = None

    @_recursive_repr()
    def __repr__(self):
        return (f"Field(name={self.name!r},type={self.type!r},default={self.default!r},"
                f"default_factory={self.default_factory!r},init={self.init!r},repr={self.repr!r},hash={self.hash!r},"
                f"compare={self.compare!r},metadata={self.metadata!r},kw_only={self.kw_only!r},"
                f"_field_type={self._field_type})")

    def __set_name__(self, owner, name):
        func = getattr(type(self.default), "__set_name__", None)
        if func:
            func(self.default, owner, name)

    __class_getitem__ = classmethod(GenericAlias)


class _DataclassParams:
    __slots__ = ("init", "repr", "eq", "order", "unsafe_hash", "frozen", "match_args", "kw_only", "slots",
                 "weakref_slot")

    def __init__(self, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots, weakref_slot):
        self.init, self.repr, self.eq, self.order = init, repr, eq, order
        self.unsafe_hash, self.frozen, self.match_args = unsafe_hash, frozen, match_args
        self.kw_only, self.slots, self.weakref_slot = kw_only, slots, weakref_slot

    def __repr__(self):
        inside = ",".join([f"{name}={getattr(self, name)!r}" for name in self.__slots__])
        return f"_DataclassParams({inside})"


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None,
          kw_only=MISSING):
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


def _set_qualname(cls, function):
    function.__qualname__ = f"{cls.__qualname__}.{function.__name__}"
    return function


def _set_new_attribute(cls, name, value):
    if name in cls.__dict__:
        return True
    _set_qualname(cls, value)
    setattr(cls, name, value)
    return False


def _check_order(std_fields):
    seen_default = None
    for f in std_fields:
        if f.init:
            if not (f.default is MISSING and f.default_factory is MISSING):
                seen_default = f
            elif seen_default:
                raise TypeError(f"non-default argument {f.name!r} follows default argument {seen_default.name!r}")


def _default_of(f):
    return _HAS_DEFAULT_FACTORY if f.default_factory is not MISSING else f.default


def _init_signature(cls, self_name, std, kw):
    defaults = [_default_of(f) for f in std]
    while defaults and defaults[0] is MISSING:
        defaults.pop(0)
    kwdefaults = {f.name: _default_of(f) for f in kw if _default_of(f) is not MISSING}
    return _Signature(f"{cls.__qualname__}.__init__", (self_name, *(f.name for f in std)), defaults,
                      tuple(f.name for f in kw), kwdefaults)


def _parameter(f, given):
    default = _default_of(f)
    if default is MISSING:
        return f.name
    given[f"__default_{f.name}"] = default
    return f"{f.name}=__default_{f.name}"


def _made(name, parameters, body, given):
    """The function of that source, in which `given` are names of an enclosing function. Lines are where CPython has them."""
    lines = [f"def made({', '.join(given)}):", f" def {name}({', '.join(parameters)}):"]
    lines += [f"  {line}" for line in body or ["pass"]]
    lines.append(f" return {name}")
    namespace = {}
    exec("\n".join(lines), {}, namespace)
    return namespace["made"](**given)


def _init_fn(cls, all_fields, std_fields, kw_fields, frozen, has_post_init, slots):
    _check_order(std_fields)
    std = [f for f in std_fields if f.init]
    kw = [f for f in kw_fields if f.init]
    self_name = "__dataclass_self__" if any(f.name == "self" for f in all_fields) else "self"
    signature = _init_signature(cls, self_name, std, kw)
    given = {"__object__": object, "__factory__": _HAS_DEFAULT_FACTORY}
    body = []
    for f in all_fields:
        if f._field_type is _FIELD_INITVAR:
            continue
        value = f.name
        if f.default_factory is not MISSING:
            given[f"__make_{f.name}"] = f.default_factory
            value = f"__make_{f.name}()"
            if f.init:
                value = f"{value} if {f.name} is __factory__ else {f.name}"
        elif not f.init:
            if not (slots and f.default is not MISSING):
                continue
            given[f"__default_{f.name}"] = f.default
            value = f"__default_{f.name}"
        body.append(f"__object__.__setattr__({self_name}, {f.name!r}, {value})" if frozen
                    else f"{self_name}.{f.name} = {value}")
    if has_post_init:
        names = ", ".join(f.name for f in all_fields if f._field_type is _FIELD_INITVAR and f.init)
        body.append(f"{self_name}.__post_init__({names})")
    parameters = [self_name, *(_parameter(f, given) for f in std)]
    if kw:
        parameters += ["*", *(_parameter(f, given) for f in kw)]
    __init__ = _made("__init__", parameters, body, given)

    annotations = {f.name: f.type for f in (*std, *kw)}
    annotations["return"] = None
    __init__.__annotations__ = annotations
    __init__.__orrery_signature__ = signature
    return __init__




def _repr_fn(fields):
    names = [f.name for f in fields]

    @_recursive_repr()
    def __repr__(self):
        inside = ", ".join([f"{name}={getattr(self, name)!r}" for name in names])
        return f"{self.__class__.__qualname__}({inside})"

    return __repr__


def _frozen_setattr(cls, names):
    def __setattr__(self, name, value):
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    return __setattr__


def _frozen_delattr(cls, names):
    def __delattr__(self, name):
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return __delattr__


def _as_tuple(names):
    def values(self):
        return tuple([getattr(self, name) for name in names])
    return values


def _eq_fn(names):
    def __eq__(self, other):
        if self is other:
            return True
        if other.__class__ is self.__class__:
            for name in names:
                mine, others = getattr(self, name), getattr(other, name)
                if not mine == others:
                    return False
            return True
        return NotImplemented

    return __eq__


def _order_fns(names):
    values = _as_tuple(names)

    def __lt__(self, other):
        return values(self) < values(other) if other.__class__ is self.__class__ else NotImplemented

    def __le__(self, other):
        return values(self) <= values(other) if other.__class__ is self.__class__ else NotImplemented

    def __gt__(self, other):
        return values(self) > values(other) if other.__class__ is self.__class__ else NotImplemented

    def __ge__(self, other):
        return values(self) >= values(other) if other.__class__ is self.__class__ else NotImplemented

    return (__lt__, __le__, __gt__, __ge__)


def _hash_fn(names):
    values = _as_tuple(names)

    def __hash__(self):
        return hash(values(self))

    return __hash__


def _means(annotation, cls, a_module, a_type, predicate):
    """True if a string annotation names, with or without its module, something for which predicate holds."""
    if not isinstance(annotation, str):
        return False
    owner, last = _leading_names(annotation)
    module = sys.modules.get(cls.__module__)
    if not last or module is None:
        return False
    if not owner:
        return predicate(module.__dict__.get(last))
    return module.__dict__.get(owner) is a_module and predicate(sys.modules[a_type.__module__].__dict__.get(last))


def _leading_names(annotation):
    """('typing', 'ClassVar') of "typing.ClassVar[int]", ('', 'ClassVar') of "ClassVar"."""
    names = []
    rest = annotation.lstrip()
    while len(names) < 2:
        end = 0
        while end < len(rest) and (rest[end].isalnum() or rest[end] == "_"):
            end += 1
        if not end:
            break
        names.append(rest[:end])
        rest = rest[end:].lstrip()
        if not rest.startswith("."):
            break
        rest = rest[1:].lstrip()
    if len(names) == 2:
        return names
    return "", names[0] if names else ""


def _is_classvar(annotation, cls):
    typing = sys.modules.get("typing")
    if typing is None:
        return False

    def is_classvar(a):
        return a is typing.ClassVar or getattr(a, "__origin__", None) is typing.ClassVar
    return is_classvar(annotation) or _means(annotation, cls, typing, typing.ClassVar, is_classvar)


def _is_initvar(annotation, cls):
    def is_initvar(a):
        return a is InitVar or type(a) is InitVar
    return is_initvar(annotation) or _means(annotation, cls, sys.modules[__name__], InitVar, is_initvar)


def _is_kw_only(annotation, cls):
    def is_kw_only(a):
        return a is KW_ONLY
    return is_kw_only(annotation) or _means(annotation, cls, sys.modules[__name__], _KW_ONLY_TYPE, is_kw_only)


def _get_field(cls, name, annotation, default_kw_only):
    default = getattr(cls, name, MISSING)
    if isinstance(default, Field):
        f = default
    else:
        if isinstance(default, MemberDescriptorType):
            default = MISSING
        f = field(default=default)
    f.name = name
    f.type = annotation
    f._field_type = _FIELD
    if _is_classvar(annotation, cls):
        f._field_type = _FIELD_CLASSVAR
    elif _is_initvar(annotation, cls):
        f._field_type = _FIELD_INITVAR
    if f._field_type in (_FIELD_CLASSVAR, _FIELD_INITVAR) and f.default_factory is not MISSING:
        raise TypeError(f"field {f.name} cannot have a default factory")
    if f._field_type in (_FIELD, _FIELD_INITVAR):
        if f.kw_only is MISSING:
            f.kw_only = default_kw_only
    elif f.kw_only is not MISSING:
        raise TypeError(f"field {f.name} is a ClassVar but specifies kw_only")
    if f._field_type is _FIELD and f.default.__class__.__hash__ is None:
        raise ValueError(f"mutable default {type(f.default)} for field {f.name} is not allowed: use default_factory")
    return f


def _collect_fields(cls, frozen, kw_only):
    fields = {}
    any_frozen_base = has_dataclass_bases = False
    all_frozen_bases = None
    for base in cls.__mro__[-1:0:-1]:
        base_fields = getattr(base, _FIELDS, None)
        if base_fields is not None:
            has_dataclass_bases = True
            for f in base_fields.values():
                fields[f.name] = f
            if all_frozen_bases is None:
                all_frozen_bases = True
            current_frozen = getattr(base, _PARAMS).frozen
            all_frozen_bases = all_frozen_bases and current_frozen
            any_frozen_base = any_frozen_base or current_frozen
    cls_fields = []
    kw_only_seen = False
    annotations = cls.__annotations__
    for name, annotation in annotations.items():
        if _is_kw_only(annotation, cls):
            if kw_only_seen:
                raise TypeError(f"{name!r} is KW_ONLY, but KW_ONLY has already been specified")
            kw_only_seen = kw_only = True
        else:
            cls_fields.append(_get_field(cls, name, annotation, kw_only))
    for f in cls_fields:
        fields[f.name] = f
        if isinstance(getattr(cls, f.name, None), Field):
            if f.default is MISSING:
                delattr(cls, f.name)
            else:
                setattr(cls, f.name, f.default)
    for name, value in cls.__dict__.items():
        if isinstance(value, Field) and name not in annotations:
            raise TypeError(f"{name!r} is a field but has no type annotation")
    if has_dataclass_bases:
        if any_frozen_base and not frozen:
            raise TypeError("cannot inherit non-frozen dataclass from a frozen one")
        if all_frozen_bases is False and frozen:
            raise TypeError("cannot inherit frozen dataclass from a non-frozen one")
    return fields


def _process_class(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots, weakref_slot):
    fields = _collect_fields(cls, frozen, kw_only)
    setattr(cls, _FIELDS, fields)
    setattr(cls, _PARAMS, _DataclassParams(init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots,
                                           weakref_slot))
    class_hash = cls.__dict__.get("__hash__", MISSING)
    has_explicit_hash = not (class_hash is MISSING or (class_hash is None and "__eq__" in cls.__dict__))
    if order and not eq:
        raise ValueError("eq must be true if order is true")
    all_init = [f for f in fields.values() if f._field_type in (_FIELD, _FIELD_INITVAR)]
    std_init = [f for f in all_init if f.init and not f.kw_only]
    kw_init = [f for f in all_init if f.init and f.kw_only]
    field_list = [f for f in fields.values() if f._field_type is _FIELD]
    compared = [f.name for f in field_list if f.compare]
    if init:
        _set_new_attribute(cls, "__init__", _init_fn(cls, all_init, std_init, kw_init, frozen,
                                                     hasattr(cls, _POST_INIT_NAME), slots))
    if "__replace__" not in cls.__dict__:
        cls.__replace__ = _replace
    if repr:
        _set_new_attribute(cls, "__repr__", _repr_fn([f for f in field_list if f.repr]))
    if eq:
        _set_new_attribute(cls, "__eq__", _eq_fn(compared))
    if order:
        for method in _order_fns(compared):
            if _set_new_attribute(cls, method.__name__, method):
                raise TypeError(f"Cannot overwrite attribute {method.__name__} in class {cls.__name__} "
                                "Consider using functools.total_ordering")
    if frozen:
        names = {f.name for f in field_list}
        for method in (_frozen_setattr(cls, names), _frozen_delattr(cls, names)):
            if _set_new_attribute(cls, method.__name__, method):
                raise TypeError(f"Cannot overwrite attribute {method.__name__} in class {cls.__name__}")
    _set_hash(cls, field_list, unsafe_hash, eq, frozen, has_explicit_hash)
    if not getattr(cls, "__doc__"):
        cls.__doc__ = cls.__name__ + _text_signature(cls)
    if match_args and "__match_args__" not in cls.__dict__:
        cls.__match_args__ = tuple(f.name for f in std_init)
    if weakref_slot and not slots:
        raise TypeError("weakref_slot is True but slots is False")
    if slots:
        cls = _add_slots(cls, frozen, weakref_slot, field_list)
    if hasattr(cls, "__abstractmethods__"):
        abc.update_abstractmethods(cls)
    return cls


def _text_signature(cls):
    """The class's call signature as inspect would show it, without the '-> None'."""
    init = cls.__init__
    signature = getattr(init, "__orrery_signature__", None)
    if signature is not None:
        return signature.text(init.__annotations__)
    if not isinstance(init, FunctionType):
        return "()"
    from inspect import signature
    try:
        return str(signature(cls)).replace(" -> None", "")
    except (TypeError, ValueError):
        return ""


def _set_hash(cls, field_list, unsafe_hash, eq, frozen, has_explicit_hash):
    if unsafe_hash:
        if has_explicit_hash:
            raise TypeError(f"Cannot overwrite attribute __hash__ in class {cls.__name__}")
    elif not eq or has_explicit_hash:
        return
    if unsafe_hash or frozen:
        names = [f.name for f in field_list if (f.compare if f.hash is None else f.hash)]
        cls.__hash__ = _set_qualname(cls, _hash_fn(names))
    else:
        cls.__hash__ = None


def _dataclass_getstate(self):
    return [getattr(self, f.name) for f in fields(self)]


def _dataclass_setstate(self, state):
    for f, value in zip(fields(self), state):
        object.__setattr__(self, f.name, value)


def _slot_names(cls):
    slots = cls.__dict__.get("__slots__")
    if slots is None:
        return [name for name in ("__weakref__", "__dict__") if name in cls.__dict__]
    if isinstance(slots, str):
        return [slots]
    if hasattr(slots, "__next__"):
        raise TypeError(f"Slots of '{cls.__name__}' cannot be determined")
    return slots


def _add_slots(cls, is_frozen, weakref_slot, field_list):
    """A copy of the class with __slots__, since they can't be added to one that exists."""
    if "__slots__" in cls.__dict__:
        raise TypeError(f"{cls.__name__} already specifies __slots__")
    cls_dict = dict(cls.__dict__)
    field_names = tuple(f.name for f in field_list)
    inherited = {name for base in cls.__mro__[1:-1] for name in _slot_names(base)}
    slots = [name for name in field_names if name not in inherited]
    if weakref_slot and "__weakref__" not in inherited:
        slots.append("__weakref__")
    cls_dict["__slots__"] = tuple(slots)
    for field_name in field_names:
        cls_dict.pop(field_name, None)
    cls_dict.pop("__dict__", None)
    cls_dict.pop("__weakref__", None)
    cls_dict.pop("_abc_impl", None)
    newcls = type(cls)(cls.__name__, cls.__bases__, cls_dict)
    newcls.__qualname__ = cls.__qualname__
    if is_frozen:
        if "__getstate__" not in cls_dict:
            newcls.__getstate__ = _dataclass_getstate
        if "__setstate__" not in cls_dict:
            newcls.__setstate__ = _dataclass_setstate
    return newcls


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False,
              match_args=True, kw_only=False, slots=False, weakref_slot=False):
    def wrap(cls):
        return _process_class(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots,
                              weakref_slot)

    return wrap if cls is None else wrap(cls)


def fields(class_or_instance):
    try:
        fields = getattr(class_or_instance, _FIELDS)
    except AttributeError:
        raise TypeError("must be called with a dataclass type or instance") from None
    return tuple([f for f in fields.values() if f._field_type is _FIELD])


def _is_dataclass_instance(obj):
    return hasattr(type(obj), _FIELDS)


def is_dataclass(obj):
    return hasattr(obj if isinstance(obj, type) else type(obj), _FIELDS)


_ATOMIC_TYPES = frozenset({type(None), bool, int, float, str, complex, bytes, type(Ellipsis), type(NotImplemented),
                           type(len), FunctionType, type, range, property})


def asdict(obj, *, dict_factory=dict):
    if not _is_dataclass_instance(obj):
        raise TypeError("asdict() should be called on dataclass instances")
    return _inner(obj, lambda pairs: dict_factory(pairs))


def astuple(obj, *, tuple_factory=tuple):
    if not _is_dataclass_instance(obj):
        raise TypeError("astuple() should be called on dataclass instances")
    return _inner(obj, lambda pairs: tuple_factory([value for _, value in pairs]))


def _inner(obj, build):
    kind = type(obj)
    if kind in _ATOMIC_TYPES:
        return obj
    if hasattr(kind, _FIELDS):
        return build([(f.name, _inner(getattr(obj, f.name), build)) for f in fields(obj)])
    if kind is list:
        return [_inner(v, build) for v in obj]
    if kind is dict:
        return {_inner(k, build): _inner(v, build) for k, v in obj.items()}
    if issubclass(kind, tuple):
        values = [_inner(v, build) for v in obj]
        return kind(*values) if hasattr(kind, "_fields") else kind(values)
    if issubclass(kind, dict):
        if hasattr(kind, "default_factory"):
            result = kind(obj.default_factory)
            for k, v in obj.items():
                result[_inner(k, build)] = _inner(v, build)
            return result
        return kind((_inner(k, build), _inner(v, build)) for k, v in obj.items())
    if issubclass(kind, list):
        return kind([_inner(v, build) for v in obj])
    from copy import deepcopy
    return deepcopy(obj)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, init=True, repr=True, eq=True, order=False,
                   unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False,
                   module=None):
    from keyword import iskeyword
    import types
    if namespace is None:
        namespace = {}
    seen = set()
    annotations, defaults = {}, {}
    for item in fields:
        if isinstance(item, str):
            name, tp = item, "typing.Any"
        elif len(item) == 2:
            name, tp = item
        elif len(item) == 3:
            name, tp, spec = item
            defaults[name] = spec
        else:
            raise TypeError(f"Invalid field: {item!r}")
        if not isinstance(name, str) or not name.isidentifier():
            raise TypeError(f"Field names must be valid identifiers: {name!r}")
        if iskeyword(name):
            raise TypeError(f"Field names must not be keywords: {name!r}")
        if name in seen:
            raise TypeError(f"Field name duplicated: {name!r}")
        seen.add(name)
        annotations[name] = tp

    def exec_body_callback(ns):
        ns.update(namespace)
        ns.update(defaults)
        ns["__annotations__"] = annotations

    cls = types.new_class(cls_name, bases, {}, exec_body_callback)
    cls.__module__ = module if module is not None else sys._getframe(1).f_globals.get("__name__", "__main__")
    return dataclass(cls, init=init, repr=repr, eq=eq, order=order, unsafe_hash=unsafe_hash, frozen=frozen,
                     match_args=match_args, kw_only=kw_only, slots=slots, weakref_slot=weakref_slot)


def replace(obj, /, **changes):
    if not _is_dataclass_instance(obj):
        raise TypeError("replace() should be called on dataclass instances")
    return _replace(obj, **changes)


def _replace(self, /, **changes):
    return _replaced(self, changes)


def _replaced(self, changes):
    for f in getattr(self, _FIELDS).values():
        if f._field_type is _FIELD_CLASSVAR:
            continue
        if not f.init:
            if f.name in changes:
                raise TypeError(f"field {f.name} is declared with init=False, it cannot be specified with replace()")
            continue
        if f.name not in changes:
            if f._field_type is _FIELD_INITVAR and f.default is MISSING:
                raise TypeError(f"InitVar {f.name!r} must be specified with replace()")
            changes[f.name] = getattr(self, f.name)
    return self.__class__(**changes)

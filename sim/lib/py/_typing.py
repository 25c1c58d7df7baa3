"""The run-time objects of generics: type variables, type aliases, Generic and its subscripted form.

They are apart from typing because `class C[T]` and `def f[T]` need no more than this. What the compiler calls:

    _make_typevar(name)                             def f[T]
    _make_typevar_with_bound(name, evaluate)        def f[T: int]; evaluate() computes the bound when asked for
    _make_typevar_with_constraints(name, evaluate)  def f[T: (int, str)]; evaluate() gives the tuple
    _make_paramspec(name)                           def f[**P]
    _make_typevartuple(name)                        def f[*Ts]
    _set_typeparam_default(param, evaluate)         def f[T = int]; returns param
    _subscript_generic(params)                      the extra base of class C[T]: Generic[params]
    _make_typealias(name, params, evaluate)         type A[T] = ...
"""
import sys
from functools import reduce as _reduce
from operator import or_ as _or

__name__ = "typing"         # what the classes say of themselves

GenericAlias = type(list[int])
UnionType = type(int | str)
_UNSET = object()


def _caller(depth=2):
    try:
        return sys._getframe(depth).f_globals.get("__name__", "__main__")
    except (AttributeError, ValueError):
        return None


class NoDefaultType:
    """The type of the NoDefault singleton."""
    __slots__ = ()
    _only = None

    def __new__(cls):
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __repr__(self):
        return "typing.NoDefault"


NoDefault = NoDefaultType()


def _union(left, right):
    from typing import Union
    return Union[left, right]


class _Param:
    """What the three kinds of type parameter share."""

    def _setup(self, name, covariant=False, contravariant=False, infer_variance=False, default=NoDefault, depth=3):
        self.__name__ = name
        self.__covariant__ = bool(covariant)
        self.__contravariant__ = bool(contravariant)
        self.__infer_variance__ = bool(infer_variance)
        if covariant and contravariant:
            raise ValueError("Bivariant types are not supported.")
        if infer_variance and (covariant or contravariant):
            raise ValueError("Variance cannot be specified with infer_variance.")
        self._default = default
        self._evaluate_default = None
        module = _caller(depth)
        if module is not None:
            self.__module__ = module

    @property
    def __default__(self):
        if self._evaluate_default is not None:
            self._default = self._evaluate_default()
            self._evaluate_default = None
        return self._default

    def has_default(self):
        return self._evaluate_default is not None or self._default is not NoDefault

    def __or__(self, right):
        return _union(self, right)

    def __ror__(self, left):
        return _union(left, self)

    def __repr__(self):
        if self.__infer_variance__:
            return self.__name__
        return ("+" if self.__covariant__ else "-" if self.__contravariant__ else "~") + self.__name__

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")

    def __init_subclass__(cls, **kwargs):
        if cls.__mro__[1] is not _Param:
            raise TypeError(f"type 'typing.{cls.__mro__[1].__name__}' is not an acceptable base type")

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


class TypeVar(_Param):
    """Type variable."""

    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False, default=NoDefault,
                 infer_variance=False):
        if not isinstance(name, str):
            raise TypeError(f"TypeVar() argument 'name' must be str, not {type(name).__name__}")
        if constraints and bound is not None:
            raise TypeError("Constraints cannot be combined with bound=...")
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        self._setup(name, covariant, contravariant, infer_variance, default)
        self._bound = None if bound is None else _type_check(bound, "Bound must be a type.")
        self._constraints = tuple(_type_check(c, "TypeVar(name, constraint, ...): constraints must be types.")
                                  for c in constraints)
        self._evaluate_bound = self._evaluate_constraints = None

    @property
    def __bound__(self):
        if self._evaluate_bound is not None:
            self._bound = self._evaluate_bound()
            self._evaluate_bound = None
        return self._bound

    @property
    def __constraints__(self):
        if self._evaluate_constraints is not None:
            self._constraints = self._evaluate_constraints()
            self._evaluate_constraints = None
        return self._constraints

    def __typing_subst__(self, arg):
        arg = _type_check(arg, "Parameters to generic types must be types.", True)
        if isinstance(arg, GenericAlias) and getattr(arg, "__unpacked__", False) or _is_unpacked(arg):
            raise TypeError(f"{arg} is not valid as type argument")
        return arg


class ParamSpecArgs:
    """The args for a ParamSpec object."""

    def __init__(self, origin):
        self.__origin__ = origin

    def __repr__(self):
        return f"{self.__origin__.__name__}.args"

    def __eq__(self, other):
        if not isinstance(other, ParamSpecArgs):
            return NotImplemented
        return self.__origin__ == other.__origin__

    def __hash__(self):
        return hash(("args", self.__origin__))


class ParamSpecKwargs:
    """The kwargs for a ParamSpec object."""

    def __init__(self, origin):
        self.__origin__ = origin

    def __repr__(self):
        return f"{self.__origin__.__name__}.kwargs"

    def __eq__(self, other):
        if not isinstance(other, ParamSpecKwargs):
            return NotImplemented
        return self.__origin__ == other.__origin__

    def __hash__(self):
        return hash(("kwargs", self.__origin__))


class ParamSpec(_Param):
    """Parameter specification variable."""

    def __init__(self, name, *, bound=None, covariant=False, contravariant=False, default=NoDefault,
                 infer_variance=False):
        if not isinstance(name, str):
            raise TypeError(f"ParamSpec() argument 'name' must be str, not {type(name).__name__}")
        self._setup(name, covariant, contravariant, infer_variance, default)
        self.__bound__ = None if bound is None else _type_check(bound, "Bound must be a type.")

    @property
    def args(self):
        return ParamSpecArgs(self)

    @property
    def kwargs(self):
        return ParamSpecKwargs(self)

    def __typing_subst__(self, arg):
        if isinstance(arg, (list, tuple)):
            return tuple(_type_check(a, "Expected a type.") for a in arg)
        if not _is_param_expr(arg):
            raise TypeError("Expected a list of types, an ellipsis, ParamSpec, or Concatenate. Got " f"{arg}")
        return arg


class TypeVarTuple(_Param):
    """Type variable tuple: any number of types."""

    def __init__(self, name, *, default=NoDefault):
        if not isinstance(name, str):
            raise TypeError(f"TypeVarTuple() argument 'name' must be str, not {type(name).__name__}")
        self._setup(name, default=default)

    def __iter__(self):
        from typing import Unpack
        yield Unpack[self]

    def __repr__(self):
        return self.__name__

    def __typing_subst__(self, arg):
        raise TypeError("Substitution of bare TypeVarTuple is not supported")


def _make_typevar(name):
    param = TypeVar.__new__(TypeVar)
    param._setup(name, infer_variance=True)
    param._bound, param._constraints = None, ()
    param._evaluate_bound = param._evaluate_constraints = None
    return param


def _make_typevar_with_bound(name, evaluate):
    param = _make_typevar(name)
    param._evaluate_bound = evaluate
    return param


def _make_typevar_with_constraints(name, evaluate):
    param = _make_typevar(name)
    param._evaluate_constraints = evaluate
    return param


def _make_paramspec(name):
    param = ParamSpec.__new__(ParamSpec)
    param._setup(name, infer_variance=True)
    param.__bound__ = None
    return param


def _make_typevartuple(name):
    param = TypeVarTuple.__new__(TypeVarTuple)
    param._setup(name)
    return param


def _set_typeparam_default(param, evaluate):
    param._evaluate_default = evaluate
    return param


def _make_typealias(name, params, evaluate):
    alias = TypeAliasType.__new__(TypeAliasType)
    alias.__name__, alias.__type_params__, alias._evaluate = name, params or (), evaluate
    alias.__module__ = _caller(2)
    return alias


class TypeAliasType:
    """Type alias."""

    def __init__(self, name, value, *, type_params=()):
        if not isinstance(name, str):
            raise TypeError(f"typealias() argument 'name' must be str, not {type(name).__name__}")
        if not isinstance(type_params, tuple):
            raise TypeError("type_params must be a tuple")
        self.__name__, self.__type_params__ = name, type_params
        self._evaluate, self._value = None, value
        self.__module__ = _caller()

    @property
    def __value__(self):
        if self._evaluate is not None:
            self._value = self._evaluate()
            self._evaluate = None
        return self._value

    @property
    def __parameters__(self):
        return tuple(_expand_variadic(self.__type_params__))

    def __getitem__(self, parameters):
        if not self.__type_params__:
            raise TypeError("Only generic type aliases are subscriptable")
        if not isinstance(parameters, tuple):
            parameters = (parameters,)
        return _AliasSubscript(self, parameters)

    def __repr__(self):
        return self.__name__

    def __or__(self, right):
        return _union(self, right)

    def __ror__(self, left):
        return _union(left, self)


def _expand_variadic(params):
    for param in params:
        if isinstance(param, TypeVarTuple):
            yield from param
        else:
            yield param


class _AliasSubscript:
    """A type alias with its parameters given: it answers for the alias in everything else."""

    def __init__(self, origin, args):
        self.__origin__, self.__args__ = origin, args
        self.__parameters__ = _collect_parameters(args)

    def __repr__(self):
        return f"{self.__origin__!r}[{', '.join([_type_repr(a) for a in self.__args__])}]"

    def __eq__(self, other):
        if not isinstance(other, _AliasSubscript):
            return NotImplemented
        return self.__origin__ is other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __getitem__(self, args):
        args = args if isinstance(args, tuple) else (args,)
        return _AliasSubscript(self.__origin__, _substitute(self, self.__parameters__, args))

    def __getattr__(self, name):
        if name.startswith("__") and name not in ("__value__", "__type_params__", "__name__", "__module__"):
            raise AttributeError(name)
        return getattr(self.__origin__, name)

    def __or__(self, right):
        return _union(self, right)

    def __ror__(self, left):
        return _union(left, self)


def _is_unpacked(obj):
    return getattr(obj, "__typing_is_unpacked_typevartuple__", False) is True


def _is_param_expr(arg):
    return arg is ... or isinstance(arg, (tuple, list, ParamSpec)) or type(arg).__name__ == "_ConcatenateGenericAlias"


def _type_convert(arg, module=None, is_class=False):
    if arg is None:
        return type(None)
    if isinstance(arg, str):
        from typing import ForwardRef
        return ForwardRef(arg, module=module, is_class=is_class)
    return arg


def _type_check(arg, msg, allow_unpacked=False, is_argument=True, module=None, is_class=False, special_forms=False):
    """The argument as a type (None is NoneType, a string a ForwardRef), or TypeError beginning with msg."""
    arg = _type_convert(arg, module, is_class)
    if type(arg) is tuple:
        raise TypeError(f"{msg} Got {arg!r:.100}.")
    name = type(arg).__name__
    if isinstance(arg, _GenericAlias) and arg.__origin__ is Generic:
        raise TypeError(f"{arg} is not valid as type argument")
    if name in ("_SpecialForm", "_TypedCacheSpecialForm") or arg is Generic:
        if arg._allowed() if arg is not Generic else False:
            return arg
        if special_forms and getattr(arg, "_name", None) in ("ClassVar", "Final"):
            return arg
        raise TypeError(f"Plain {arg} is not valid as type argument")
    if name == "_GenericAlias" and getattr(arg, "_is_qualifier", False) and not special_forms:
        raise TypeError(f"{arg} is not valid as type argument")
    if name == "_ProtocolMeta" and arg.__name__ == "Protocol" and arg.__module__ == "typing":
        raise TypeError(f"Plain {arg} is not valid as type argument")
    return arg


def _type_repr(obj):
    if isinstance(obj, type) and not isinstance(obj, GenericAlias):
        if obj.__module__ == "builtins":
            return obj.__qualname__
        return f"{obj.__module__}.{obj.__qualname__}"
    if obj is ...:
        return "..."
    if type(obj).__name__ == "function":
        return obj.__name__
    if isinstance(obj, tuple):
        return "[" + ", ".join([_type_repr(t) for t in obj]) + "]"
    return repr(obj)


def _collect_parameters(args, enforce_default_ordering=True):
    """The type parameters among args, each once, in order of appearance."""
    parameters = {}
    default_encountered = False
    for t in args:
        if isinstance(t, type) and not isinstance(t, GenericAlias):
            continue
        if isinstance(t, (tuple, list)):
            for inner in t:
                for param in _collect_parameters([inner]):
                    parameters[param] = None
        elif isinstance(t, _Param):
            if t not in parameters:
                if enforce_default_ordering:
                    if t.has_default():
                        default_encountered = True
                    elif default_encountered and not isinstance(t, TypeVarTuple):
                        raise TypeError(f"Type parameter {t!r} without a default follows type parameter with a "
                                        "default")
                parameters[t] = None
        else:
            for param in getattr(t, "__parameters__", ()):
                parameters[param] = None
    return tuple(parameters)


def _plural_error(cls, parameters, args):
    few = len(args) < len(parameters)
    expect = len(parameters)
    if any(p.has_default() for p in parameters):
        if few:
            needed = sum(1 for p in parameters if not p.has_default())
            if len(args) >= needed:
                return
            expect = f"at least {needed}"
    raise TypeError(f"Too {'few' if few else 'many'} arguments for {cls}; actual {len(args)}, expected {expect}")


def _prepare_args(alias, parameters, args):
    """Makes args match parameters one to one: packs for TypeVarTuple and ParamSpec, fills in defaults."""
    if len(parameters) == 1 and isinstance(parameters[0], ParamSpec):
        if not (len(args) == 1 and _is_param_expr(args[0])):
            args = (args,)
        elif isinstance(args[0], list):
            args = (tuple(args[0]),)
        return args
    packs = [i for i, p in enumerate(parameters) if isinstance(p, TypeVarTuple)]
    if len(packs) > 1:
        raise TypeError(f"More than one TypeVarTuple parameter in {alias}")
    if packs:
        left = packs[0]
        right = len(parameters) - left - 1
        if len(args) < left + right:
            raise TypeError(f"Too few arguments for {alias}; actual {len(args)}, expected at least "
                            f"{len(parameters) - 1}")
        end = len(args) - right
        return (*args[:left], tuple(args[left:end]), *args[end:])
    if len(args) != len(parameters):
        _plural_error(alias, parameters, args)
        args = (*args, *(p.__default__ for p in parameters[len(args):]))
    return tuple(tuple(a) if isinstance(p, ParamSpec) and isinstance(a, list) else a
                 for p, a in zip(parameters, args))


def _substitute(alias, parameters, args):
    """alias.__args__ with each of the parameters replaced."""
    if not parameters:
        raise TypeError(f"{alias} is not a generic class")
    args = _prepare_args(alias, parameters, args)
    mapping = {}
    for param, arg in zip(parameters, args):
        mapping[param] = arg if isinstance(param, TypeVarTuple) else param.__typing_subst__(arg)
    return _replace_in(alias.__args__, mapping)


def _replace_in(old_args, mapping):
    new_args = []
    for old in old_args:
        if isinstance(old, type) and not isinstance(old, GenericAlias):
            new_args.append(old)
        elif isinstance(old, _Param):
            new_args.append(mapping.get(old, old))
        elif _is_unpacked(old):
            new_args.extend(mapping.get(old.__args__[0], (old,)))
        elif isinstance(old, tuple):
            new_args.append(_replace_in(old, mapping))
        else:
            inner = getattr(old, "__parameters__", ())
            if inner:
                sub = []
                for p in inner:
                    new = mapping.get(p, p)
                    sub.extend(new) if isinstance(p, TypeVarTuple) and isinstance(new, tuple) else sub.append(new)
                old = old[tuple(sub)]
            new_args.append(old)
    return tuple(new_args)


def _is_dunder(attr):
    return attr.startswith("__") and attr.endswith("__")


class _BaseGenericAlias:
    """Forwards attributes and calls to the class that it stands for."""

    def __init__(self, origin, *, inst=True, name=None):
        self._inst = inst
        self._name = name
        self.__origin__ = origin
        self.__slots__ = None

    def __call__(self, *args, **kwargs):
        if not self._inst:
            raise TypeError(f"Type {self._name} cannot be instantiated; use {self.__origin__.__name__}() instead")
        result = self.__origin__(*args, **kwargs)
        try:
            result.__orig_class__ = self
        except Exception:
            pass
        return result

    def __mro_entries__(self, bases):
        res = []
        if self.__origin__ not in bases:
            res.append(self.__origin__)
        i = bases.index(self)
        for b in bases[i + 1:]:
            if isinstance(b, _BaseGenericAlias):
                break
            if not isinstance(b, type):
                meth = getattr(b, "__mro_entries__", None)
                new_bases = meth(bases) if meth else None
                if isinstance(new_bases, tuple) and any(isinstance(b2, type) and issubclass(b2, Generic)
                                                        for b2 in new_bases):
                    break
            elif issubclass(b, Generic):
                break
        else:
            res.append(Generic)
        return tuple(res)

    def __getattr__(self, attr):
        if attr in ("__origin__", "__args__"):
            return super().__getattr__(attr)
        if "__origin__" in self.__dict__ and not _is_dunder(attr):
            return getattr(self.__origin__, attr)
        raise AttributeError(attr)

    def __setattr__(self, attr, val):
        if _is_dunder(attr) or attr in ("_name", "_inst", "_nparams", "_paramspec_tvars", "_defaults"):
            super().__setattr__(attr, val)
        else:
            setattr(self.__origin__, attr, val)

    def __instancecheck__(self, obj):
        return self.__subclasscheck__(type(obj))

    def __subclasscheck__(self, cls):
        raise TypeError("Subscripted generics cannot be used with class and instance checks")

    def __dir__(self):
        return list(set(super().__dir__() + [attr for attr in dir(self.__origin__) if not _is_dunder(attr)]))


class _GenericAlias(_BaseGenericAlias):
    """A generic with its parameters given: MyClass[int], Optional[str]."""

    def __init__(self, origin, args, *, inst=True, name=None):
        super().__init__(origin, inst=inst, name=name)
        if not isinstance(args, tuple):
            args = (args,)
        self.__args__ = tuple(... if a is ... else a for a in args)
        self.__parameters__ = _collect_parameters(args, enforce_default_ordering=origin is Generic)
        if not name:
            self.__module__ = origin.__module__

    def __eq__(self, other):
        if not isinstance(other, _GenericAlias):
            return NotImplemented
        return self.__origin__ == other.__origin__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__origin__, self.__args__))

    def __or__(self, right):
        return _union(self, right)

    def __ror__(self, left):
        return _union(left, self)

    def __getitem__(self, args):
        if self.__origin__ is Generic or getattr(self.__origin__, "_is_protocol_class", False):
            raise TypeError(f"Cannot subscript already-subscripted {self}")
        if not self.__parameters__:
            raise TypeError(f"{self} is not a generic class")
        if not isinstance(args, tuple):
            args = (args,)
        args = tuple(_type_convert(a) for a in args)
        return self.copy_with(_substitute(self, self.__parameters__, args))

    def copy_with(self, args):
        return self.__class__(self.__origin__, args, name=self._name, inst=self._inst)

    def __repr__(self):
        if self._name:
            name = "typing." + self._name
        else:
            name = _type_repr(self.__origin__)
        if self.__args__:
            args = ", ".join([_type_repr(a) for a in self.__args__])
        else:
            args = "()"
        return f"{name}[{args}]"

    def __mro_entries__(self, bases):
        if isinstance(self.__origin__, type) and self._name:
            return super().__mro_entries__(bases)
        if self.__origin__ is Generic:
            if any(type(b).__name__ == "_ProtocolMeta" and b.__name__ == "Protocol"
                   or getattr(getattr(b, "__origin__", None), "__name__", None) == "Protocol" for b in bases):
                return ()
            i = bases.index(self)
            for b in bases[i + 1:]:
                if isinstance(b, _BaseGenericAlias) and b is not self:
                    return ()
        return (self.__origin__,)

    def __iter__(self):
        from typing import Unpack
        yield Unpack[self]

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


class Generic:
    """Abstract base class for generic types."""
    __slots__ = ()
    _is_protocol = False

    @classmethod
    def __class_getitem__(cls, args):
        if not isinstance(args, tuple):
            args = (args,)
        args = tuple(_type_convert(a) for a in args)
        if cls is Generic or cls.__dict__.get("_is_protocol_class", False):
            _check_declared(cls, args)
        else:
            parameters = cls.__parameters__
            if not parameters:
                raise TypeError(f"{cls} is not a generic class")
            args = _class_args(cls, parameters, args)
        return _GenericAlias(cls, args)

    def __init_subclass__(cls, *args, **kwargs):
        super().__init_subclass__(*args, **kwargs)
        tvars = []
        orig_bases = cls.__dict__.get("__orig_bases__")
        if orig_bases is not None:
            error = Generic in orig_bases
        else:
            error = Generic in cls.__bases__ and cls.__name__ != "Protocol" and cls.__dict__.get(
                "_is_protocol_class") is None
        if error:
            raise TypeError("Cannot inherit from plain Generic")
        if orig_bases is not None:
            tvars = _collect_parameters(orig_bases)
            gvars = None
            for base in orig_bases:
                if isinstance(base, _GenericAlias) and (
                        base.__origin__ is Generic or base.__origin__.__dict__.get("_is_protocol_class", False)
                        if isinstance(base.__origin__, type) else False):
                    if gvars is not None and base.__origin__ is Generic:
                        raise TypeError("Cannot inherit from Generic[...] multiple times.")
                    gvars = base.__parameters__
                    declared = base.__origin__.__name__
            if gvars is not None:
                missing = [t for t in tvars if t not in set(gvars)]
                if missing:
                    s_vars = ", ".join(str(t) for t in missing)
                    s_args = ", ".join(str(g) for g in gvars)
                    raise TypeError(f"Some type variables ({s_vars}) are not listed in {declared}[{s_args}]")
                tvars = gvars
        cls.__parameters__ = tuple(tvars)


def _check_declared(cls, args):
    """Generic[...] and Protocol[...] declare parameters: each a type variable, none twice."""
    if not args:
        raise TypeError(f"Parameter list to {cls.__qualname__}[...] cannot be empty")
    if not all(isinstance(p, _Param) or _is_unpacked(p) for p in args):
        raise TypeError(f"Parameters to {cls.__name__}[...] must all be type variables or parameter specification "
                        "variables.")
    if len(set(args)) != len(args):
        raise TypeError(f"Parameters to {cls.__name__}[...] must all be unique")


def _class_args(cls, parameters, args):
    prepared = _prepare_args(cls, parameters, args)
    result = []
    for param, arg in zip(parameters, prepared):
        if isinstance(param, TypeVarTuple):
            result.extend(arg)
        else:
            result.append(param.__typing_subst__(arg))
    return tuple(result)


def _subscript_generic(params):
    return _GenericAlias(Generic, tuple(_expand_variadic(params)))

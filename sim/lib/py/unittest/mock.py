"""Mocks: objects that take any call, note it, and answer as they are told; and patch, which puts them in place."""
import contextlib
import inspect
import sys
from functools import wraps, partial
from types import FunctionType, MethodType

__all__ = ["Mock", "MagicMock", "patch", "sentinel", "DEFAULT", "ANY", "call", "create_autospec", "AsyncMock",
           "FILTER_DIR", "NonCallableMock", "NonCallableMagicMock", "mock_open", "PropertyMock", "seal"]

FILTER_DIR = True


class InvalidSpecError(Exception):
    """Indicates that an invalid value was used as a mock spec."""


class _SentinelObject:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"sentinel.{self.name}"

    def __reduce__(self):
        return f"sentinel.{self.name}"


class _Sentinel:
    def __init__(self):
        self._sentinels = {}

    def __getattr__(self, name):
        if name == "__bases__":
            raise AttributeError
        return self._sentinels.setdefault(name, _SentinelObject(name))

    def __reduce__(self):
        return "sentinel"


sentinel = _Sentinel()
DEFAULT = sentinel.DEFAULT
_missing = sentinel.MISSING
_deleted = sentinel.DELETED


class _ANY:
    "A helper object that compares equal to everything."

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __repr__(self):
        return "<ANY>"


ANY = _ANY()


def _format_call(name, args, kwargs):
    inside = ", ".join([repr(a) for a in args] + [f"{k}={v!r}" for k, v in kwargs.items()])
    return f"{name}({inside})"


class _Call(tuple):
    """(name, args, kwargs), or without the name when two; compares by what is there."""

    def __new__(cls, value=(), name="", parent=None, two=False, from_kall=True):
        args, kwargs = (), {}
        if len(value) == 3:
            name, args, kwargs = value
        elif len(value) == 2:
            first, second = value
            if isinstance(first, str):
                name = first
                if isinstance(second, tuple):
                    args = second
                else:
                    kwargs = second
            else:
                args, kwargs = first, second
        elif len(value) == 1:
            value, = value
            if isinstance(value, str):
                name = value
            elif isinstance(value, tuple):
                args = value
            else:
                kwargs = value
        return tuple.__new__(cls, (args, kwargs) if two else (name, args, kwargs))

    def __init__(self, value=(), name=None, parent=None, two=False, from_kall=True):
        self._mock_name = name
        self._mock_parent = parent
        self._mock_from_kall = from_kall

    def _parts(self):
        return ("", *tuple.__iter__(self)) if len(self) == 2 else tuple(tuple.__iter__(self))

    def __eq__(self, other):
        try:
            len_other = len(other)
        except TypeError:
            return NotImplemented
        self_name, self_args, self_kwargs = self._parts()
        if getattr(self, "_mock_parent", None) and getattr(other, "_mock_parent", None) \
                and self._mock_parent != other._mock_parent:
            return False
        other_name = ""
        if len_other == 0:
            other_args, other_kwargs = (), {}
        elif len_other == 3:
            other_name, other_args, other_kwargs = other
        elif len_other == 1:
            value, = other
            other_args, other_kwargs = (), {}
            if isinstance(value, tuple):
                other_args = value
            elif isinstance(value, str):
                other_name = value
            else:
                other_kwargs = value
        elif len_other == 2:
            first, second = other
            if isinstance(first, str):
                other_name = first
                other_args, other_kwargs = (second, {}) if isinstance(second, tuple) else ((), second)
            else:
                other_args, other_kwargs = first, second
        else:
            return False
        if self_name and other_name != self_name:
            return False
        return (other_args, other_kwargs) == (self_args, self_kwargs)

    __ne__ = object.__ne__

    def __hash__(self):
        return tuple.__hash__(self)

    def __call__(self, *args, **kwargs):
        if self._mock_name is None:
            return _Call(("", args, kwargs), name="()")
        name = self._mock_name + "()"
        return _Call((self._mock_name, args, kwargs), name=name, parent=self)

    def __getattr__(self, attr):
        if self._mock_name is None:
            return _Call(name=attr, from_kall=False)
        return _Call(name=f"{self._mock_name}.{attr}", parent=self, from_kall=False)

    def __getattribute__(self, attr):
        if attr in tuple.__dict__:
            raise AttributeError
        return tuple.__getattribute__(self, attr)

    @property
    def args(self):
        return self._parts()[1]

    @property
    def kwargs(self):
        return self._parts()[2]

    def __repr__(self):
        if not self._mock_from_kall:
            name = self._mock_name or "call"
            return f"call{name}" if name.startswith("()") else name
        name, args, kwargs = self._parts()
        if not name:
            name = "call"
        elif not name.startswith("()"):
            name = f"call.{name}"
        else:
            name = f"call{name}"
        return _format_call(name, args, kwargs)

    def call_list(self):
        vals = []
        thing = self
        while thing is not None:
            if thing._mock_from_kall:
                vals.append(thing)
            thing = thing._mock_parent
        return _CallList(reversed(vals))


call = _Call(from_kall=False)


class _CallList(list):
    def __contains__(self, value):
        if not isinstance(value, list):
            return list.__contains__(self, value)
        n = len(value)
        return any(self[i:i + n] == value for i in range(len(self) - n + 1))

    def __repr__(self):
        import pprint
        return pprint.pformat(list(self))


def _is_exception(obj):
    return isinstance(obj, BaseException) or isinstance(obj, type) and issubclass(obj, BaseException)


def _is_magic(name):
    return len(name) > 4 and name.startswith("__") and name.endswith("__")


_FUNCTIONS = (FunctionType, MethodType)


def _signature_object(spec, as_instance, eat_self):
    """The signature that calls of a mock of spec must fit, or None."""
    if isinstance(spec, type) and not as_instance:
        spec, eat_self = spec.__init__, True
    elif isinstance(spec, (classmethod, staticmethod)):
        eat_self = eat_self or isinstance(spec, classmethod)
        spec = spec.__func__
    elif not isinstance(spec, _FUNCTIONS):
        try:
            spec = spec.__call__
        except AttributeError:
            return None
    try:
        return inspect.signature(partial(spec, None) if eat_self else spec)
    except (TypeError, ValueError):
        return None


def _is_async_object(obj):
    if isinstance(obj, NonCallableMock) and not isinstance(obj, AsyncMock):
        return False
    obj = getattr(obj, "__func__", obj)
    return inspect.iscoroutinefunction(obj) or inspect.isawaitable(obj)


def _is_async(obj):
    return inspect.iscoroutinefunction(obj) if getattr(obj, "__code__", None) else False


_INTERNAL = frozenset({"method_calls", "mock_calls", "call_args_list", "call_args", "called", "call_count",
                       "return_value", "side_effect", "await_count", "await_args", "await_args_list"})
_ASSERTIONS = ("assert", "assret", "asert", "aseert", "assrt")


def _delegated(name):
    """What a mock notes of its calls: kept on it, or on the function that stands for it (create_autospec)."""
    slot = "_mock_" + name

    def get(self):
        function = self.__dict__.get("_mock_delegate")
        return self.__dict__[slot] if function is None else getattr(function, name)

    def put(self, value):
        function = self.__dict__.get("_mock_delegate")
        if function is None:
            self.__dict__[slot] = value
        else:
            setattr(function, name, value)

    return property(get, put)


class NonCallableMock:
    """A non-callable version of `Mock`"""

    def __new__(cls, *args, **kw):
        # Each mock has a class of its own, for its magic methods.
        bases = (cls,)
        if not issubclass(cls, AsyncMockMixin):
            spec = kw.get("spec_set") or kw.get("spec") or (args[0] if args else None)
            if spec is not None and _is_async_object(spec):
                bases = (AsyncMockMixin, cls)
        return object.__new__(type(cls.__name__, bases, {"__doc__": cls.__doc__, "__module__": cls.__module__}))

    def __init__(self, spec=None, wraps=None, name=None, spec_set=None, parent=None, _spec_state=None, _new_name="",
                 _new_parent=None, _spec_as_instance=False, _eat_self=None, unsafe=False, **kwargs):
        d = self.__dict__
        d["_mock_parent"] = parent
        d["_mock_name"] = name
        d["_mock_new_name"] = _new_name
        d["_mock_new_parent"] = parent if _new_parent is None else _new_parent
        d["_mock_sealed"] = False
        if spec_set is not None:
            spec = spec_set
        d["_spec_set"] = spec_set is not None
        self._mock_add_spec(spec, spec_set is not None, _spec_as_instance,
                            parent is not None if _eat_self is None else _eat_self)
        d["_mock_children"] = {}
        d["_mock_wraps"] = wraps
        d["_mock_called"] = False
        d["_mock_call_args"] = None
        d["_mock_call_count"] = 0
        d["_mock_call_args_list"] = _CallList()
        d["_mock_mock_calls"] = _CallList()
        d["_mock_method_calls"] = _CallList()
        d["_mock_unsafe"] = unsafe
        d["_mock_check"] = None
        d.setdefault("_mock_return_value", DEFAULT)
        d.setdefault("_mock_side_effect", None)
        if kwargs:
            self.configure_mock(**kwargs)

    def _mock_add_spec(self, spec, spec_set, as_instance=False, eat_self=False):
        d = self.__dict__
        d["_spec_class"] = None
        d["_spec_signature"] = None
        d["_spec_asyncs"] = ()
        if spec is not None and isinstance(spec, NonCallableMock):
            raise InvalidSpecError(f"Cannot spec a Mock object. [object={spec!r}]")
        methods = None
        if spec is not None:
            if type(spec) in (list, tuple):
                methods = list(spec)
            else:
                methods = dir(spec)
                cls = spec if isinstance(spec, type) else type(spec)
                d["_spec_class"] = cls
                d["_spec_asyncs"] = tuple(m for m in dir(spec) if _is_async_attribute(spec, m))
                d["_spec_signature"] = _signature_object(spec, as_instance, eat_self)
        d["_mock_methods"] = methods

    def mock_add_spec(self, spec, spec_set=False):
        self._mock_add_spec(spec, spec_set)
        self.__dict__["_spec_set"] = spec_set

    def attach_mock(self, mock, attribute):
        inner = _extract_mock(mock)
        inner.__dict__["_mock_parent"] = inner.__dict__["_mock_new_parent"] = None
        inner.__dict__["_mock_name"] = ""
        inner.__dict__["_mock_new_name"] = None
        setattr(self, attribute, mock)

    @property
    def return_value(self):
        function = self.__dict__.get("_mock_delegate")
        if function is not None:
            return function.return_value
        ret = self.__dict__["_mock_return_value"]
        if ret is DEFAULT and self.__dict__.get("_mock_wraps") is None:
            ret = self._get_child_mock(_new_parent=self, _new_name="()")
            self.return_value = ret
        return ret

    @return_value.setter
    def return_value(self, value):
        function = self.__dict__.get("_mock_delegate")
        if function is not None:
            function.return_value = value
            return
        self.__dict__["_mock_return_value"] = value
        _adopt(self, value, None, "()")

    @property
    def side_effect(self):
        function = self.__dict__.get("_mock_delegate")
        if function is None:
            return self.__dict__["_mock_side_effect"]
        effect = function.side_effect
        if effect is not None and not callable(effect) and not _is_exception(effect) and not hasattr(
                effect, "__next__"):
            effect = function.side_effect = iter(effect)
        return effect

    @side_effect.setter
    def side_effect(self, value):
        if value is not None and not _is_exception(value) and not callable(value) and hasattr(value, "__iter__"):
            value = iter(value)
        function = self.__dict__.get("_mock_delegate")
        if function is not None:
            function.side_effect = value
        else:
            self.__dict__["_mock_side_effect"] = value

    @property
    def __class__(self):
        spec = self.__dict__.get("_spec_class")
        return type(self) if spec is None else spec

    called = _delegated("called")
    call_count = _delegated("call_count")
    call_args = _delegated("call_args")
    call_args_list = _delegated("call_args_list")
    mock_calls = _delegated("mock_calls")
    method_calls = _delegated("method_calls")

    def reset_mock(self, visited=None, *, return_value=False, side_effect=False):
        visited = [] if visited is None else visited
        if id(self) in visited:
            return
        visited.append(id(self))
        self.called, self.call_args, self.call_count = False, None, 0
        self.mock_calls, self.call_args_list, self.method_calls = _CallList(), _CallList(), _CallList()
        if return_value:
            self.__dict__["_mock_return_value"] = DEFAULT
        if side_effect:
            self.__dict__["_mock_side_effect"] = None
        for child in self._mock_children.values():
            if child is not _deleted and isinstance(child, NonCallableMock):
                child.reset_mock(visited, return_value=return_value, side_effect=side_effect)
        ret = self.__dict__["_mock_return_value"]
        if isinstance(ret, NonCallableMock) and ret is not self:
            ret.reset_mock(visited)

    def configure_mock(self, **kwargs):
        for arg, val in sorted(kwargs.items(), key=lambda entry: entry[0].count(".")):
            *path, final = arg.split(".")
            obj = self
            for entry in path:
                obj = getattr(obj, entry)
            setattr(obj, final, val)

    def __getattr__(self, name):
        if name in ("_mock_methods", "_mock_unsafe", "_mock_children"):
            raise AttributeError(name)
        methods = self.__dict__.get("_mock_methods")
        if methods is not None:
            if name not in methods or name in _ALL_MAGICS:
                raise AttributeError(f"Mock object has no attribute {name!r}")
        elif _is_magic(name):
            raise AttributeError(name)
        if not self._mock_unsafe and (not methods or name not in methods):
            if name.startswith(_ASSERTIONS) or name in _MISSPELT:
                raise AttributeError(f"{name!r} is not a valid assertion. Use a spec for the mock if {name!r} is meant "
                                     "to be an attribute.")
        children = self._mock_children
        result = children.get(name)
        if result is _deleted:
            raise AttributeError(name)
        if result is None:
            wrapped = None
            if self._mock_wraps is not None:
                wrapped = getattr(self._mock_wraps, name)
            result = self._get_child_mock(parent=self, name=name, wraps=wrapped, _new_name=name, _new_parent=self)
            children[name] = result
        elif isinstance(result, _SpecState):
            result = children[name] = create_autospec(result.spec, result.spec_set, False, result.parent, result.name)
        return result

    def __repr__(self):
        name = self._extract_mock_name()
        shown = "" if name in ("mock", "mock.") else f" name={name!r}"
        spec = ""
        if self._spec_class is not None:
            spec = f" spec={self._spec_class.__name__!r}"
            if self._spec_set:
                spec = f" spec_set={self._spec_class.__name__!r}"
        return f"<{type(self).__name__}{shown}{spec} id='{id(self)}'>"

    def _extract_mock_name(self):
        """mock.attribute().other, from the root's name down."""
        pieces = []
        node = self
        while node._mock_new_parent is not None:
            pieces.append(node._mock_new_name)
            node = node._mock_new_parent
        text = node._mock_name or "mock"
        if node is self and node._mock_new_name == "()":
            return text
        for piece in reversed(pieces):
            text += piece if piece == "()" else f".{piece}"
        return text

    def __dir__(self):
        if not FILTER_DIR:
            return object.__dir__(self)
        from_type = [name for name in dir(type(self)) if not name.startswith("_")]
        own = [name for name in self.__dict__ if not name.startswith("_") or _is_magic(name)]
        children = [name for name, child in self._mock_children.items() if child is not _deleted]
        return sorted({*(self._mock_methods or ()), *from_type, *own, *children})

    def __setattr__(self, name, value):
        if name in _PROPERTIES:
            return object.__setattr__(self, name, value)
        if (self._spec_set and self._mock_methods is not None and name not in self._mock_methods
                and name not in self.__dict__):
            raise AttributeError(f"Mock object has no attribute '{name}'")
        if name in _UNSUPPORTED:
            raise AttributeError(f"Attempting to set unsupported magic method {name!r}.")
        if name in _ALL_MAGICS:
            if self._mock_methods is not None and name not in self._mock_methods:
                raise AttributeError(f"Mock object has no attribute '{name}'")
            if isinstance(value, NonCallableMock):
                _adopt(self, value, None, name)     # so that mock_calls has its calls, but not method_calls
                type.__setattr__(type(self), name, value)
                self._mock_children[name] = value
            else:
                function = value
                type.__setattr__(type(self), name, lambda self, /, *args, **kw: function(self, *args, **kw))
                value = lambda *args, **kw: function(self, *args, **kw)
            object.__setattr__(self, name, value)
            return
        if name == "__class__":
            self.__dict__["_spec_class"] = value
            return
        if _adopt(self, value, name, name):
            self._mock_children[name] = value
        elif self._mock_sealed and not hasattr(self, name):
            raise AttributeError(f"Cannot set {self._extract_mock_name()}.{name}")
        if isinstance(value, PropertyMock):
            self.__dict__[name] = value
            return
        object.__setattr__(self, name, value)

    def __delattr__(self, name):
        if name in _ALL_MAGICS and name in type(self).__dict__:
            delattr(type(self), name)
            if name not in self.__dict__:
                return
        obj = self._mock_children.get(name, _missing)
        if name in self.__dict__:
            object.__delattr__(self, name)
        elif obj is _deleted:
            raise AttributeError(name)
        if obj is not _missing:
            self._mock_children.pop(name, None)
        self._mock_children[name] = _deleted

    def _get_child_mock(self, **kw):
        if self._mock_sealed:
            name = kw.get("name") or kw.get("_new_name")
            attribute = f".{kw['name']}" if "name" in kw else "()"
            raise AttributeError(self._extract_mock_name() + attribute)
        name = kw.get("_new_name")
        if name in self._spec_asyncs:
            return AsyncMock(**kw)
        cls = type(self)
        if issubclass(cls, MagicMock) and name in _ASYNC_METHODS:
            klass = AsyncMock
        elif issubclass(cls, AsyncMockMixin):
            is_sync = name in _SYNC_MAGICS or self._mock_methods and name in self._mock_methods
            klass = MagicMock if is_sync else AsyncMock
        elif issubclass(cls, CallableMixin):
            klass = cls.__mro__[1]
        else:
            klass = MagicMock if issubclass(cls, NonCallableMagicMock) else Mock
        return klass(**kw)

    def _format_mock_call_signature(self, args, kwargs):
        return _format_call(self._mock_name or "mock", args, kwargs)

    def _call_matcher(self, _call):
        """The call in a form in which equal calls are equal whether arguments are given by position or name."""
        sig = self._spec_signature
        if isinstance(_call, tuple) and len(_call) > 2:
            sig = self._signature_of(_call[0])
        if sig is None:
            return _call
        name, args, kwargs = _Call._parts(_call)
        try:
            bound = sig.bind(*args, **kwargs)
        except TypeError as e:
            return e.with_traceback(None)
        return call(name, bound.args, bound.kwargs)

    def _signature_of(self, path):
        """The signature that a call of the child at path, as mock_calls has it, must fit."""
        if not path:
            return self._spec_signature
        sig, children = None, self._mock_children
        for name in path.replace("()", "").split("."):
            child = children.get(name)
            if child is None or isinstance(child, _SpecState):
                break
            child = _extract_mock(child)
            children, sig = child._mock_children, child._spec_signature
        return sig

    def assert_not_called(self):
        if self.call_count != 0:
            raise AssertionError(f"Expected '{self._mock_name or 'mock'}' to not have been called. Called "
                                 f"{self.call_count} times.{self._calls_repr()}")

    def assert_called(self):
        if self.call_count == 0:
            raise AssertionError(f"Expected '{self._mock_name or 'mock'}' to have been called.")

    def assert_called_once(self):
        if self.call_count != 1:
            raise AssertionError(f"Expected '{self._mock_name or 'mock'}' to have been called once. Called "
                                 f"{self.call_count} times.{self._calls_repr()}")

    def _mismatch(self, args, kwargs, got, action="call"):
        expected = self._format_mock_call_signature(args, kwargs)
        actual = self._format_mock_call_signature(*_Call._parts(got)[1:])
        return f"expected {action} not found.\nExpected: {expected}\n  Actual: {actual}"

    def assert_called_with(self, /, *args, **kwargs):
        if self.call_args is None:
            expected = self._format_mock_call_signature(args, kwargs)
            raise AssertionError(f"expected call not found.\nExpected: {expected}\n  Actual: not called.")
        expected = self._call_matcher(_Call((args, kwargs), two=True))
        actual = self._call_matcher(self.call_args)
        if actual != expected:
            cause = expected if isinstance(expected, Exception) else None
            raise AssertionError(self._mismatch(args, kwargs, self.call_args)) from cause

    def assert_called_once_with(self, /, *args, **kwargs):
        if self.call_count != 1:
            raise AssertionError(f"Expected '{self._mock_name or 'mock'}' to be called once. Called "
                                 f"{self.call_count} times.{self._calls_repr()}")
        return self.assert_called_with(*args, **kwargs)

    def assert_has_calls(self, calls, any_order=False):
        expected = [self._call_matcher(c) for c in calls]
        cause = next((e for e in expected if isinstance(e, Exception)), None)
        all_calls = _CallList(self._call_matcher(c) for c in self.mock_calls)
        if not any_order:
            if expected not in all_calls:
                problem = "Calls not found." if cause is None else \
                    f"Error processing expected calls.\nErrors: {[e if isinstance(e, Exception) else None for e in expected]}"
                raise AssertionError(f"{problem}\nExpected: {_CallList(calls)}\n  Actual: {self.mock_calls!r}"
                                     ) from cause
            return
        remaining = list(all_calls)
        not_found = []
        for kall in expected:
            try:
                remaining.remove(kall)
            except ValueError:
                not_found.append(kall)
        if not_found:
            raise AssertionError(f"{self._mock_name or 'mock'!r} does not contain all of {tuple(not_found)!r} in its "
                                 f"call list, found {remaining!r} instead") from cause

    def assert_any_call(self, /, *args, **kwargs):
        expected = self._call_matcher(_Call((args, kwargs), two=True))
        cause = expected if isinstance(expected, Exception) else None
        actual = [self._call_matcher(c) for c in self.call_args_list]
        if cause or not _any_equal(expected, actual):
            raise AssertionError(f"{self._format_mock_call_signature(args, kwargs)} call not found") from cause

    def _calls_repr(self):
        return f"\nCalls: {self.mock_calls!r}." if self.mock_calls else ""


_MISSPELT = frozenset({"called_once", "called_once_with", "called_with", "any_call", "has_calls", "not_called",
                       "autospec", "auto_spec", "set_spec"})
_PROPERTIES = _INTERNAL | {"_mock_return_value", "_mock_side_effect"}


def _adopt(parent, value, name, new_name):
    """Makes a mock without a parent the child of another, so that its calls show there."""
    value = _extract_mock(value)
    if not isinstance(value, NonCallableMock) or "_mock_new_parent" not in value.__dict__:
        return False
    if value._mock_name or value._mock_new_name or value._mock_parent is not None or \
            value._mock_new_parent is not None:
        return False
    node = parent
    while node is not None:
        if node is value:
            return False
        node = node._mock_new_parent
    d = value.__dict__
    if new_name:
        d["_mock_new_parent"] = parent
        d["_mock_new_name"] = new_name
    if name:
        d["_mock_parent"] = parent
        d["_mock_name"] = name
    return True


def _extract_mock(obj):
    return getattr(obj, "mock", obj) if inspect.isfunction(obj) else obj


def _is_async_attribute(spec, name):
    try:
        return inspect.iscoroutinefunction(inspect.unwrap(inspect.getattr_static(spec, name, None)))
    except ValueError:
        return False


def _any_equal(expected, calls):
    """expected is on the left of each comparison: it may hold an ANY."""
    return any(len(expected) == len(c) and all(a == b for a, b in zip(expected, c)) for c in calls)


class CallableMixin(NonCallableMock):
    def __init__(self, spec=None, side_effect=None, return_value=DEFAULT, wraps=None, name=None, spec_set=None,
                 parent=None, _spec_state=None, _new_name="", _new_parent=None, **kwargs):
        self.__dict__["_mock_return_value"] = return_value
        self.__dict__["_mock_side_effect"] = None
        super().__init__(spec, wraps, name, spec_set, parent, _spec_state, _new_name, _new_parent, **kwargs)
        self.__dict__["_mock_return_value"] = return_value
        self.side_effect = side_effect

    def __call__(self, /, *args, **kwargs):
        if self._mock_check is not None:
            self._mock_check.bind(*args, **kwargs)
        self._increment_mock_call(*args, **kwargs)
        return self._mock_call(*args, **kwargs)

    def _mock_call(self, /, *args, **kwargs):
        return self._execute_mock_call(*args, **kwargs)

    def _increment_mock_call(self, /, *args, **kwargs):
        """Notes the call here, and under its path in every mock above."""
        self.called = True
        self.call_count += 1
        _call = _Call((args, kwargs), two=True)
        self.call_args = _call
        self.call_args_list.append(_call)
        self.mock_calls.append(_Call(("", args, kwargs)))
        do_method_calls = self._mock_parent is not None
        method_call_name = self._mock_name
        name = self._mock_new_name
        is_call = name == "()"
        node = self._mock_new_parent
        while node is not None:
            if do_method_calls:
                node.method_calls.append(_Call((method_call_name, args, kwargs)))
                do_method_calls = node._mock_parent is not None
                if do_method_calls:
                    method_call_name = f"{node._mock_name}.{method_call_name}"
            node.mock_calls.append(_Call((name, args, kwargs)))
            if node._mock_new_name:
                dot = "" if is_call else "."
                is_call = node._mock_new_name == "()"
                name = node._mock_new_name + dot + name
            node = node._mock_new_parent

    def _execute_mock_call(self, /, *args, **kwargs):
        effect = self.side_effect
        if effect is not None:
            if _is_exception(effect):
                raise effect
            if not callable(effect):
                result = next(effect)
                if _is_exception(result):
                    raise result
            else:
                result = effect(*args, **kwargs)
            if result is not DEFAULT:
                return result
        function = self.__dict__.get("_mock_delegate")
        if self.__dict__["_mock_return_value"] is not DEFAULT or (
                function is not None and function.return_value is not DEFAULT):
            return self.return_value
        if self._mock_wraps is not None:
            return self._mock_wraps(*args, **kwargs)
        return self.return_value


class Mock(CallableMixin):
    """Create a new `Mock` object."""


_NUMERICS = "add sub mul matmul truediv floordiv mod lshift rshift and xor or pow".split()
_ORDINARY = ("lt gt le ge eq ne getitem setitem delitem len contains str sizeof enter exit divmod rdivmod neg pos abs "
             "invert complex int float index round trunc floor ceil bool next fspath aiter iter hash").split()
_MAGICS = {f"__{name}__" for name in (*_ORDINARY, *_NUMERICS, *(f"i{n}" for n in _NUMERICS),
                                      *(f"r{n}" for n in _NUMERICS))}
_NON_DEFAULTS = {f"__{name}__" for name in (
    "get set delete reversed missing reduce reduce_ex getinitargs getnewargs getstate setstate getformat repr dir "
    "subclasses format getnewargs_ex").split()}
_ASYNC_METHODS = {"__aenter__", "__aexit__", "__anext__"}
_SYNC_MAGICS = _MAGICS | _NON_DEFAULTS
_ALL_MAGICS = _SYNC_MAGICS | _ASYNC_METHODS
_SUPPLIED = _MAGICS | _ASYNC_METHODS
_UNSUPPORTED = {"__getattr__", "__setattr__", "__init__", "__new__", "__prepare__", "__instancecheck__",
                "__subclasscheck__", "__del__"}
_RETURNS = {"__lt__": NotImplemented, "__gt__": NotImplemented, "__le__": NotImplemented, "__ge__": NotImplemented,
            "__int__": 1, "__contains__": False, "__len__": 0, "__exit__": False, "__complex__": 1j, "__float__": 1.0,
            "__bool__": True, "__index__": 1, "__aexit__": False}
_COMPUTED = {"__hash__": object.__hash__, "__str__": object.__str__, "__sizeof__": object.__sizeof__,
             "__fspath__": lambda self: f"{type(self).__name__}/{self._extract_mock_name()}/{id(self)}"}


def _configured(method, default):
    value = method.__dict__["_mock_return_value"]
    return default if value is DEFAULT else value


def _equal(mock):
    return lambda other: _configured(mock.__eq__, True if mock is other else NotImplemented)


def _unequal(mock):
    def __ne__(other):
        if mock.__ne__.__dict__["_mock_return_value"] is not DEFAULT:
            return DEFAULT
        return False if mock is other else NotImplemented
    return __ne__


_EFFECTS = {"__eq__": _equal, "__ne__": _unequal, "__iter__": lambda mock: lambda: iter(_configured(mock.__iter__, ())),
            "__aiter__": lambda mock: lambda: _AsyncIterator(iter(_configured(mock.__aiter__, ())))}


class _MagicProxy:
    """A magic method of a mock that makes its mock when it is first asked for."""

    def __init__(self, name):
        self.name = name

    def __get__(self, parent, owner=None):
        if parent is None:
            parent = owner._mock_owner
        name = self.name
        method = parent._get_child_mock(name=name, _new_name=name, _new_parent=parent)
        setattr(parent, name, method)
        if name in _RETURNS:
            method.return_value = _RETURNS[name]
        elif name in _COMPUTED:
            method.return_value = _COMPUTED[name](parent)
        elif name in _EFFECTS:
            method.side_effect = _EFFECTS[name](parent)
        return method


_PROXIES = {name: _MagicProxy(name) for name in sorted(_SUPPLIED)}


class _AsyncIterator:
    """Wraps an iterator in an asynchronous iterator."""

    def __init__(self, iterator):
        self.iterator = iterator

    def __aiter__(self):
        return self

    async def __anext__(self):
        try:
            return next(self.iterator)
        except StopIteration:
            pass
        raise StopAsyncIteration


class MagicMixin(NonCallableMock):
    def __init__(self, /, *args, **kw):
        self._mock_set_magics()     # before the spec is known, for what the constructor configures
        super().__init__(*args, **kw)
        self._mock_set_magics()

    def _mock_set_magics(self):
        cls, methods = type(self), self.__dict__.get("_mock_methods")
        put = type.__setattr__
        put(cls, "_mock_owner", self)
        for name, proxy in _PROXIES.items():
            if methods is None or name in methods:
                if name not in cls.__dict__:
                    put(cls, name, proxy)
            elif name in cls.__dict__:
                type.__delattr__(cls, name)

    def mock_add_spec(self, spec, spec_set=False):
        super().mock_add_spec(spec, spec_set)
        self._mock_set_magics()


class NonCallableMagicMock(MagicMixin, NonCallableMock):
    """A version of `MagicMock` that isn't callable."""


class MagicMock(MagicMixin, Mock):
    """MagicMock is a subclass of Mock with default implementations of most of the magic methods."""

    def reset_mock(self, /, *args, return_value=False, **kwargs):
        if return_value and self._mock_name and _is_magic(self._mock_name):
            return_value = False        # else str() of the mock would give a mock
        super().reset_mock(*args, return_value=return_value, **kwargs)


class AsyncMockMixin(CallableMixin):
    def __init__(self, /, *args, **kwargs):
        super().__init__(*args, **kwargs)
        d = self.__dict__
        d["_is_coroutine_marker"] = inspect._is_coroutine_mark
        d["_mock_await_count"] = 0
        d["_mock_await_args"] = None
        d["_mock_await_args_list"] = _CallList()

    await_count = _delegated("await_count")
    await_args = _delegated("await_args")
    await_args_list = _delegated("await_args_list")

    async def _execute_mock_call(self, /, *args, **kwargs):
        _call = _Call((args, kwargs), two=True)
        self.await_count += 1
        self.await_args = _call
        self.await_args_list.append(_call)
        effect = self.side_effect
        if effect is not None:
            if _is_exception(effect):
                raise effect
            if not callable(effect):
                try:
                    result = next(effect)
                except StopIteration:
                    raise StopAsyncIteration
                if _is_exception(result):
                    raise result
            elif inspect.iscoroutinefunction(effect):
                result = await effect(*args, **kwargs)
            else:
                result = effect(*args, **kwargs)
            if result is not DEFAULT:
                return result
        function = self.__dict__.get("_mock_delegate")
        if self.__dict__["_mock_return_value"] is not DEFAULT or (
                function is not None and function.return_value is not DEFAULT):
            return self.return_value
        if self._mock_wraps is not None:
            if inspect.iscoroutinefunction(self._mock_wraps):
                return await self._mock_wraps(*args, **kwargs)
            return self._mock_wraps(*args, **kwargs)
        return self.return_value

    def assert_awaited(self):
        if self.await_count == 0:
            raise AssertionError(f"Expected {self._mock_name or 'mock'} to have been awaited.")

    def assert_awaited_once(self):
        if self.await_count != 1:
            raise AssertionError(f"Expected {self._mock_name or 'mock'} to have been awaited once. Awaited "
                                 f"{self.await_count} times.")

    def assert_awaited_with(self, /, *args, **kwargs):
        if self.await_args is None:
            raise AssertionError(f"Expected await: {self._format_mock_call_signature(args, kwargs)}\nNot awaited")
        expected = self._call_matcher(_Call((args, kwargs), two=True))
        actual = self._call_matcher(self.await_args)
        if actual != expected:
            cause = expected if isinstance(expected, Exception) else None
            raise AssertionError(self._mismatch(args, kwargs, self.await_args, "await")) from cause

    def assert_awaited_once_with(self, /, *args, **kwargs):
        if self.await_count != 1:
            raise AssertionError(f"Expected {self._mock_name or 'mock'} to have been awaited once. Awaited "
                                 f"{self.await_count} times.")
        return self.assert_awaited_with(*args, **kwargs)

    def assert_any_await(self, /, *args, **kwargs):
        expected = self._call_matcher(_Call((args, kwargs), two=True))
        cause = expected if isinstance(expected, Exception) else None
        if cause or not _any_equal(expected, [self._call_matcher(c) for c in self.await_args_list]):
            raise AssertionError(f"{self._format_mock_call_signature(args, kwargs)} await not found") from cause

    def assert_has_awaits(self, calls, any_order=False):
        expected = [self._call_matcher(c) for c in calls]
        cause = next((e for e in expected if isinstance(e, Exception)), None)
        all_awaits = _CallList(self._call_matcher(c) for c in self.await_args_list)
        if not any_order:
            if expected not in all_awaits:
                problem = "Awaits not found." if cause is None else \
                    f"Error processing expected awaits.\nErrors: {[e if isinstance(e, Exception) else None for e in expected]}"
                raise AssertionError(f"{problem}\nExpected: {_CallList(calls)}\nActual: {self.await_args_list}"
                                     ) from cause
            return
        remaining = list(all_awaits)
        not_found = []
        for kall in expected:
            try:
                remaining.remove(kall)
            except ValueError:
                not_found.append(kall)
        if not_found:
            raise AssertionError(f"{tuple(not_found)!r} not all found in await list") from cause

    def assert_not_awaited(self):
        if self.await_count != 0:
            raise AssertionError(f"Expected {self._mock_name or 'mock'} to not have been awaited. Awaited "
                                 f"{self.await_count} times.")

    def reset_mock(self, /, *args, **kwargs):
        super().reset_mock(*args, **kwargs)
        self.await_count, self.await_args, self.await_args_list = 0, None, _CallList()


class AsyncMagicMixin(MagicMixin):
    """The magic methods of mocks that are awaited."""


class AsyncMock(AsyncMockMixin, AsyncMagicMixin, Mock):
    """Enhance :class:`Mock` with features allowing to mock an async function."""


class PropertyMock(Mock):
    """A mock intended to be used as a property, or other descriptor, on a class."""

    def _get_child_mock(self, /, **kwargs):
        return MagicMock(**kwargs)

    def __get__(self, obj, obj_type=None):
        return self()

    def __set__(self, obj, val):
        self(val)


class _SpecState:
    """An attribute of an autospecced mock that nobody has asked for yet."""

    def __init__(self, spec, spec_set, parent, name):
        self.spec, self.spec_set, self.parent, self.name = spec, spec_set, parent, name


def _is_callable(obj):
    if isinstance(obj, type):
        return True
    if isinstance(obj, (staticmethod, classmethod, MethodType)):
        return _is_callable(obj.__func__)
    return getattr(obj, "__call__", None) is not None


def _makes_callables(cls):
    """True if instances of the class can be called."""
    if not isinstance(cls, type):
        return getattr(cls, "__call__", None) is not None
    return any(base.__dict__.get("__call__") is not None for base in (cls, *cls.__mro__))


def _takes_self(spec, entry, is_type):
    """True if the attribute is a method whose first argument callers of the mock don't pass."""
    if not isinstance(spec, type):
        if entry in getattr(spec, "__dict__", {}):
            return False
        spec = spec.__class__
    for klass in spec.__mro__:
        if entry in klass.__dict__:
            return is_type and isinstance(klass.__dict__[entry], _FUNCTIONS)
    return is_type


def _check_typos(kwargs):
    for name in ("autospect", "auto_spec", "set_spec"):
        if name in kwargs:
            raise RuntimeError(f"{name!r} might be a typo; use unsafe=True if this is intended")


def create_autospec(spec, spec_set=False, instance=False, _parent=None, _name=None, *, unsafe=False, **kwargs):
    if not unsafe:
        _check_typos(kwargs)
    if type(spec) in (list, tuple):
        spec = type(spec)
    if isinstance(spec, NonCallableMock):
        raise InvalidSpecError(f"Cannot autospec a Mock object. [object={spec!r}]")
    is_type = isinstance(spec, type)
    is_async = _is_async(spec)
    options = {} if spec is None else {"spec_set" if spec_set else "spec": spec}
    if options and instance:
        options["_spec_as_instance"] = True
    name = kwargs.pop("name", _name)
    options.update(kwargs)
    klass = MagicMock
    if inspect.isdatadescriptor(spec):
        options = {}
    elif is_type and instance and not _makes_callables(spec):
        klass = NonCallableMagicMock
    elif is_async:
        if instance:
            raise RuntimeError("Instance can not be True when create_autospec is mocking an async function")
        klass = AsyncMock
    elif not _is_callable(spec):
        klass = NonCallableMagicMock
    mock = klass(parent=_parent, _new_parent=_parent, _new_name="" if _parent is None else name, name=name, **options)
    inner = mock
    if isinstance(spec, _FUNCTIONS):
        sig = _signature_object(spec, instance, False)
        mock.__dict__["_mock_check"] = sig
        mock = _function_like(mock, spec, sig)
    elif is_type or _is_callable(spec):
        _check_calls(mock, _signature_object(spec, instance, is_type and instance))
    if _parent is not None and not instance:
        _parent._mock_children[name] = mock
    wrapped = kwargs.pop("wraps", None)
    if is_type and not instance and "return_value" not in kwargs:
        mock.return_value = create_autospec(spec, spec_set, instance=True, _name="()", _parent=mock, wraps=wrapped)
    for entry in dir(spec):
        if _is_magic(entry):
            continue
        try:
            original = getattr(spec, entry)
        except AttributeError:
            continue
        if not isinstance(original, _FUNCTIONS):
            inner._mock_children[entry] = _SpecState(original, spec_set, mock, entry)
            continue
        skip = _takes_self(spec, entry, is_type)
        child_class = AsyncMock if inspect.iscoroutinefunction(original) else MagicMock
        child_options = {"spec_set" if spec_set else "spec": original}
        if wrapped is not None and not spec_set and hasattr(wrapped, entry):
            child_options["wraps"] = original
        child = child_class(parent=inner, name=entry, _new_name=entry, _new_parent=inner, _eat_self=skip,
                            **child_options)
        child.return_value = child_class()
        _check_calls(child, _signature_object(original, False, skip))
        inner._mock_children[entry] = child
        if isinstance(child, _FUNCTIONS):
            setattr(mock, entry, child)
    if kwargs:
        inner.configure_mock(**kwargs)
    return mock


def _check_calls(mock, signature):
    if signature is not None:
        mock.__dict__["_mock_check"] = signature
        type.__setattr__(type(mock), "__signature__", signature)


def _function_like(mock, spec, sig):
    """A function that calls the mock, with the mock's attributes on it."""
    if inspect.iscoroutinefunction(spec):
        async def funcopy(*args, **kwargs):
            return await mock(*args, **kwargs)
    else:
        def funcopy(*args, **kwargs):
            return mock(*args, **kwargs)
    name = getattr(spec, "__name__", "")
    funcopy.__name__ = name if name.isidentifier() else "funcopy"
    funcopy.__qualname__ = getattr(spec, "__qualname__", "funcopy")
    funcopy.__module__ = getattr(spec, "__module__", None)
    funcopy.__doc__ = getattr(spec, "__doc__", None)
    funcopy.__signature__ = sig
    funcopy.mock = mock
    funcopy.return_value = mock.return_value
    funcopy.side_effect = mock.side_effect
    noted = ["called", "call_count", "call_args", "call_args_list", "mock_calls", "method_calls"]
    checks = ["assert_called_with", "assert_called_once_with", "assert_has_calls", "assert_any_call",
              "assert_called", "assert_not_called", "assert_called_once"]
    if isinstance(mock, AsyncMock):
        noted += ["await_count", "await_args", "await_args_list"]
        checks += ["assert_awaited", "assert_awaited_once", "assert_awaited_with", "assert_awaited_once_with",
                   "assert_any_await", "assert_has_awaits", "assert_not_awaited"]
    for name in noted:
        setattr(funcopy, name, getattr(mock, name))
    for name in checks:
        setattr(funcopy, name, getattr(mock, name))

    def reset_mock():
        mock.reset_mock()
        ret = funcopy.return_value
        if isinstance(ret, NonCallableMock) and ret is not mock:
            ret.reset_mock()

    funcopy.reset_mock = reset_mock
    mock.__dict__["_mock_delegate"] = funcopy
    return funcopy


def seal(mock):
    mock.__dict__["_mock_sealed"] = True
    for m in list(mock._mock_children.values()):
        if isinstance(m, NonCallableMock) and m._mock_new_parent is mock:
            seal(m)
    ret = mock.__dict__["_mock_return_value"]
    if isinstance(ret, NonCallableMock) and ret._mock_new_parent is mock:
        seal(ret)


def _import(target):
    parts = target.split(".")
    path = parts[0]
    thing = __import__(path)
    for part in parts[1:]:
        path += f".{part}"
        try:
            thing = getattr(thing, part)
        except AttributeError:
            __import__(path)
            thing = getattr(thing, part)
    return thing


def _get_target(target):
    if not isinstance(target, str) or "." not in target:
        raise TypeError(f"Need a valid target to patch. You supplied: {target!r}")
    target, attribute = target.rsplit(".", 1)
    return partial(_import, target), attribute


class _patch:
    attribute_name = None
    _active_patches = []

    def __init__(self, getter, attribute, new, spec, create, spec_set, autospec, new_callable, kwargs):
        if new_callable is not None:
            if new is not DEFAULT:
                raise ValueError("Cannot use 'new' and 'new_callable' together")
            if autospec is not None:
                raise ValueError("Cannot use 'autospec' and 'new_callable' together")
        self.getter, self.attribute, self.new, self.new_callable = getter, attribute, new, new_callable
        self.spec, self.create, self.spec_set, self.autospec = spec, create, spec_set, autospec
        self.has_local = False
        self.kwargs = kwargs
        self.additional_patchers = []
        self.is_started = False

    def copy(self):
        patcher = _patch(self.getter, self.attribute, self.new, self.spec, self.create, self.spec_set, self.autospec,
                         self.new_callable, self.kwargs)
        patcher.attribute_name = self.attribute_name
        patcher.additional_patchers = [p.copy() for p in self.additional_patchers]
        return patcher

    def __call__(self, func):
        if isinstance(func, type):
            for attr in dir(func):
                if attr.startswith(patch.TEST_PREFIX):
                    value = getattr(func, attr)
                    if hasattr(value, "__call__"):
                        setattr(func, attr, self.copy()(value))
            return func
        if hasattr(func, "patchings"):
            func.patchings.append(self)
            return func
        if inspect.iscoroutinefunction(func):
            @wraps(func)
            async def patched(*args, **keywargs):
                with _entered(patched, args, keywargs) as (newargs, newkeywargs):
                    return await func(*newargs, **newkeywargs)
        else:
            @wraps(func)
            def patched(*args, **keywargs):
                with _entered(patched, args, keywargs) as (newargs, newkeywargs):
                    return func(*newargs, **newkeywargs)
        patched.patchings = [self]
        return patched

    def get_original(self):
        target = self.target
        name = self.attribute
        original, local = DEFAULT, False
        if name in getattr(target, "__dict__", {}):
            original, local = target.__dict__[name], True
        else:
            original = getattr(target, name, DEFAULT)
        if name in sys.modules["builtins"].__dict__ and isinstance(target, type(sys)):
            self.create = True
        if not self.create and original is DEFAULT:
            raise AttributeError(f"{target} does not have the attribute {name!r}")
        return original, local

    def __enter__(self):
        if self.is_started:
            raise RuntimeError("Patch is already started")
        spec, spec_set, autospec, kwargs = self.spec, self.spec_set, self.autospec, self.kwargs
        new = self.new
        self.target = self.getter()
        spec, spec_set, autospec = (None if s is False else s for s in (spec, spec_set, autospec))
        if spec is not None and autospec is not None:
            raise TypeError("Can't specify spec and autospec")
        if (spec is not None or autospec is not None) and spec_set not in (True, None):
            raise TypeError("Can't provide explicit spec_set *and* spec or autospec")
        original, local = self.get_original()
        if new is DEFAULT and autospec is None:
            new = self._make_new(original, spec, spec_set, kwargs)
        elif autospec is not None:
            if new is not DEFAULT:
                raise TypeError("autospec creates the mock for you. Can't specify autospec and new.")
            if original is DEFAULT:
                raise TypeError("Can't use 'autospec' with create=True")
            if autospec is True:
                autospec = original
            if isinstance(self.target, NonCallableMock):
                raise InvalidSpecError(f"Cannot autospec attr {self.attribute!r} as the patch target has already been "
                                       f"mocked out. [target={self.target!r}, attr={autospec!r}]")
            if isinstance(autospec, NonCallableMock):
                target = getattr(self.target, "__name__", self.target)
                raise InvalidSpecError(f"Cannot autospec attr {self.attribute!r} from target {target!r} as it has "
                                       f"already been mocked out. [target={self.target!r}, attr={autospec!r}]")
            new = create_autospec(autospec, spec_set=bool(spec_set), _name=self.attribute, **kwargs)
        elif kwargs:
            raise TypeError("Can't pass kwargs to a mock we aren't creating")
        self.temp_original, self.is_local, self.is_started = original, local, True
        self._exit_stack = contextlib.ExitStack()
        try:
            setattr(self.target, self.attribute, new)
            if self.attribute_name is not None:
                extra = {self.attribute_name: new} if self.new is DEFAULT else {}
                for patching in self.additional_patchers:
                    arg = self._exit_stack.enter_context(patching)
                    if patching.new is DEFAULT:
                        extra.update(arg)
                return extra
            return new
        except:
            if not self.__exit__(*sys.exc_info()):
                raise

    def _make_new(self, original, spec, spec_set, kwargs):
        """The mock that takes the original's place."""
        if spec is True:
            spec = original
            if spec_set is True:
                spec_set, spec = original, None
        elif spec is not None:
            if spec_set is True:
                spec_set, spec = spec, None
        elif spec_set is True:
            spec_set = original
        model = spec if spec_set is None else spec_set
        klass, options = MagicMock, {}
        if model is not None and original is DEFAULT:
            raise TypeError("Can't use 'spec' with create=True")
        is_list = isinstance(model, (list, tuple))
        if self.new_callable is not None:
            klass = self.new_callable
        elif _is_async_object(original if model is None else model):
            klass = AsyncMock
        elif model is not None and not ("__call__" in model if is_list else callable(model)):
            klass = NonCallableMagicMock
        if model is not None:
            options["spec" if spec_set is None else "spec_set"] = model
        if isinstance(klass, type) and issubclass(klass, NonCallableMock) and self.attribute:
            options["name"] = self.attribute
        options.update(kwargs)
        new = klass(**options)
        if model is not None and isinstance(original, type) and isinstance(new, NonCallableMock):
            if not is_list and not _makes_callables(model):
                klass = NonCallableMagicMock
            options.pop("name", None)
            new.return_value = klass(_new_parent=new, _new_name="()", **options)
        return new

    def __exit__(self, *exc_info):
        if not self.is_started:
            return
        if self.is_local and self.temp_original is not DEFAULT:
            setattr(self.target, self.attribute, self.temp_original)
        else:
            delattr(self.target, self.attribute)
            if not self.create and (not hasattr(self.target, self.attribute)
                                    or self.attribute in ("__doc__", "__module__", "__defaults__", "__annotations__",
                                                          "__kwdefaults__")):
                setattr(self.target, self.attribute, self.temp_original)
        del self.temp_original, self.is_local, self.target
        self.is_started = False
        exit_stack = self._exit_stack
        del self._exit_stack
        return exit_stack.__exit__(*exc_info)

    def start(self):
        result = self.__enter__()
        self._active_patches.append(self)
        return result

    def stop(self):
        try:
            self._active_patches.remove(self)
        except ValueError:
            return None
        return self.__exit__(None, None, None)


@contextlib.contextmanager
def _entered(patched, args, keywargs):
    extra_args = []
    with contextlib.ExitStack() as exit_stack:
        for patching in patched.patchings:
            arg = exit_stack.enter_context(patching)
            if getattr(patching, "attribute_name", None) is not None:
                keywargs.update(arg)
            elif getattr(patching, "new", None) is DEFAULT:
                extra_args.append(arg)
        yield (*args, *extra_args), keywargs


def patch(target, new=DEFAULT, spec=None, create=False, spec_set=None, autospec=None, new_callable=None, *,
          unsafe=False, **kwargs):
    if not unsafe:
        _check_typos(kwargs)
    getter, attribute = _get_target(target)
    return _patch(getter, attribute, new, spec, create, spec_set, autospec, new_callable, kwargs)


def _patch_object(target, attribute, new=DEFAULT, spec=None, create=False, spec_set=None, autospec=None,
                  new_callable=None, *, unsafe=False, **kwargs):
    if type(target) is str:
        raise TypeError(f"{target!r} must be the actual object to be patched, not a str")
    if not unsafe:
        _check_typos(kwargs)
    return _patch(lambda: target, attribute, new, spec, create, spec_set, autospec, new_callable, kwargs)


def _patch_multiple(target, spec=None, create=False, spec_set=None, autospec=None, new_callable=None, **kwargs):
    getter = partial(_import, target) if type(target) is str else lambda: target
    if not kwargs:
        raise ValueError("Must supply at least one keyword argument with patch.multiple")
    patchers = []
    for attribute, new in kwargs.items():
        patcher = _patch(getter, attribute, new, spec, create, spec_set, autospec, new_callable, {})
        patcher.attribute_name = attribute
        patchers.append(patcher)
    patchers[0].additional_patchers.extend(patchers[1:])
    return patchers[0]


def _empty(mapping):
    try:
        mapping.clear()
    except AttributeError:
        for key in list(mapping):
            del mapping[key]


def _fill(mapping, values):
    try:
        mapping.update(values)
    except AttributeError:
        for key in values:
            mapping[key] = values[key]


class _patch_dict:
    def __init__(self, in_dict, values=(), clear=False, **kwargs):
        self.in_dict = in_dict
        self.values = dict(values)
        self.values.update(kwargs)
        self.clear = clear
        self._original = None

    def __call__(self, f):
        if isinstance(f, type):
            for attr in dir(f):
                value = getattr(f, attr)
                if attr.startswith(patch.TEST_PREFIX) and hasattr(value, "__call__"):
                    setattr(f, attr, _patch_dict(self.in_dict, self.values, self.clear)(value))
            return f
        if inspect.iscoroutinefunction(f):
            @wraps(f)
            async def _inner(*args, **kw):
                with self:
                    return await f(*args, **kw)
        else:
            @wraps(f)
            def _inner(*args, **kw):
                with self:
                    return f(*args, **kw)
        return _inner

    def __enter__(self):
        if isinstance(self.in_dict, str):
            self.in_dict = _import(self.in_dict)
        try:
            self._original = self.in_dict.copy()
        except AttributeError:
            self._original = {key: self.in_dict[key] for key in self.in_dict}
        if self.clear:
            _empty(self.in_dict)
        _fill(self.in_dict, self.values)
        return self.in_dict

    def __exit__(self, *args):
        if self._original is not None:
            _empty(self.in_dict)
            _fill(self.in_dict, self._original)
            self._original = None
        return False

    def start(self):
        result = self.__enter__()
        _patch._active_patches.append(self)
        return result

    def stop(self):
        try:
            _patch._active_patches.remove(self)
        except ValueError:
            return None
        return self.__exit__(None, None, None)


def _stopall():
    for p in reversed(_patch._active_patches[:]):
        p.stop()


patch.object = _patch_object
patch.dict = _patch_dict
patch.multiple = _patch_multiple
patch.stopall = _stopall
patch.TEST_PREFIX = "test"


def mock_open(mock=None, read_data=""):
    """A mock that stands for open(), whose handle reads read_data."""
    import io
    make = io.BytesIO if isinstance(read_data, bytes) else io.StringIO
    state = [make(read_data)]
    if mock is None:
        mock = MagicMock(name="open", spec=open)
    handle = MagicMock(spec=list({*dir(io.TextIOWrapper), *dir(io.BytesIO)}))
    handle.__enter__.return_value = handle
    handle.__exit__.side_effect = lambda *exc_info: handle.close()

    def reading(name):
        method = getattr(handle, name)
        method.return_value = None

        def effect(*args, **kwargs):
            fixed = method.__dict__["_mock_return_value"]
            return getattr(state[0], name)(*args, **kwargs) if fixed is None else fixed

        return effect

    def lines():
        """What readline() and iteration give: what was left of the data when they were first asked."""
        fixed = handle.readline.__dict__["_mock_return_value"]
        if fixed is not None:
            while True:
                yield fixed
        yield from state[0]

    def take_line(*args, **kwargs):
        fixed = handle.readline.__dict__["_mock_return_value"]
        return state[0].readline(*args, **kwargs) if fixed is None else fixed

    def take_next():
        fixed = handle.readline.__dict__["_mock_return_value"]
        return next(state[0]) if fixed is None else fixed

    handle.write.return_value = None
    handle.read.side_effect = reading("read")
    handle.readlines.side_effect = reading("readlines")
    handle.readline.return_value = None
    handle.readline.side_effect = take_line
    handle.__iter__.side_effect = lines
    handle.__next__.side_effect = take_next

    def reset(*args, **kwargs):
        state[0] = make(read_data)
        return DEFAULT

    mock.side_effect = reset
    mock.return_value = handle
    return mock

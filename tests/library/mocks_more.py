"""Mocks: magic methods as mocks, specs, autospecs, patches with specs, mock_open; what assertions say."""
import asyncio
from unittest.mock import (ANY, AsyncMock, DEFAULT, MagicMock, Mock, NonCallableMock, PropertyMock, call, create_autospec,
                           mock_open, patch, seal, sentinel)


def tell(f, *args, **kwargs):
    try:
        print("->", f(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__ + ":", str(e))


class Service:
    """A service."""
    limit = 3

    def __init__(self, host, port=80):
        self.host = host

    def get(self, path, *, timeout=1):
        return path

    async def fetch(self, path):
        return path

    @classmethod
    def make(cls, host):
        return cls(host)

    @staticmethod
    def check(a, b):
        return a == b

    @property
    def ready(self):
        return True


def magic():
    m = Mock()
    m.__enter__ = Mock(return_value="in")
    m.__exit__ = Mock()
    m.__exit__.return_value = False
    with m as x:
        print(x)
    print(m.__exit__.call_args, m.mock_calls)
    m = MagicMock()
    m.__enter__.return_value.read.return_value = "data"
    with m as f:
        print(f.read())
    print(m.mock_calls == [call.__enter__(), call.__enter__().read(), call.__exit__(None, None, None)])
    m.__iter__.return_value = [1, 2]
    m.__len__.return_value = 7
    m.__getitem__.side_effect = lambda key: key * 2
    m.__contains__.side_effect = [True, False]
    print(list(m), len(m), m["a"], 1 in m, 1 in m, bool(m), int(m), float(m), complex(m), m == m, m != m, m == 1)
    m.__str__ = lambda self: "shown"
    m.__hash__.return_value = 5
    print(str(m), hash(m), m.__getitem__.mock_calls)
    tell(lambda: m < 1)
    tell(lambda: -Mock())
    tell(setattr, m, "__getattr__", 1)
    type(m).foo = PropertyMock(side_effect=[1, ValueError("no")])
    print(m.foo)
    tell(lambda: m.foo)
    s = MagicMock(spec=["__len__", "x"])
    print(len(s), hasattr(s, "__iter__"), dir(NonCallableMock(spec=["x"]))[-1])
    tell(lambda: iter(s))
    tell(lambda: s.y)


def specs():
    m = Mock(spec=Service)
    print(isinstance(m, Service), m.limit is m.limit, isinstance(m.fetch, AsyncMock))
    tell(lambda: m.nope)
    m.get("/", timeout=2)
    tell(m.get.assert_called_once_with, "/")
    m.get.assert_called_once_with("/", timeout=2)
    m.anything = 1
    tell(setattr, Mock(spec_set=Service), "anything", 1)
    auto = create_autospec(Service)
    tell(auto)
    service = auto("host")
    print(isinstance(service, Service))
    tell(service.get)
    tell(service.get, "/", 2)
    service.get("/a", timeout=3)
    service.get.assert_called_with("/a", timeout=3)
    service.get.assert_called_with(path="/a", timeout=3)
    tell(service.get.assert_called_with, path="/b")
    tell(service.get.assert_has_calls, [call("/b")])
    tell(service.get.assert_has_calls, [call("/b"), call("/c")], any_order=True)
    tell(lambda: auto.check(1))
    tell(lambda: service.check(1, 2, 3))
    tell(lambda: service.nope)
    function = create_autospec(Service.check, return_value=9)
    print(function(1, 2), function.call_count, function.__name__)
    tell(function, 1)
    tell(function.assert_called_once_with, 2, 1)
    tell(patch, "x.y", autospect=True)


def patches():
    with patch(f"{__name__}.Service", autospec=True) as cls:
        cls.return_value.get.return_value = "patched"
        print(Service("h").get("/"), cls.mock_calls)
    with patch.object(Service, "get", autospec=True) as get:
        Service("h").get("/", timeout=4)
        get.assert_called_once_with(ANY, "/", timeout=4)
    with patch.object(Service, "fetch") as fetch:
        print(type(fetch).__name__)
    with patch(f"{__name__}.Service", spec=True) as cls:
        tell(lambda: cls.nope)
        print(isinstance(Service(), NonCallableMock))
    tell(patch.object(Service, "nope").start)
    tell(patch.object, "Service", "x")
    with patch.multiple(Service, limit=5, get=DEFAULT) as made:
        print(Service.limit, sorted(made))
    values = {"a": 1}
    with patch.dict(values, {"b": 2}, clear=True):
        print(values)
    print(values)


def files():
    opener = mock_open(read_data="one\ntwo\n")
    with patch("builtins.open", opener):
        with open("x") as f:
            print(f.read())
        with open("x") as f:
            print(list(f))
        with open("x", "w") as f:
            print(f.readline(), next(f), f.readlines())
            f.write("three")
    print(opener.mock_calls)
    opener().write.assert_called_once_with("three")
    opener = mock_open()
    opener.return_value.read.return_value = "fixed"
    print(opener("y").read())


def effects():
    m = Mock(side_effect=[1, KeyError("k"), DEFAULT], return_value=sentinel.last)
    print(m())
    tell(m)
    print(m())
    tell(m)
    print(m.call_count, m.call_args_list)
    m.reset_mock()
    print(m.called, m.mock_calls)
    m = Mock(wraps=[3, 1, 2])
    m.sort()
    m.append.side_effect = [DEFAULT]
    m.append(5)
    print(m.index(5), m.method_calls)
    m = Mock(name="root")
    m.a.b(1).c(x=2)
    print(m.mock_calls)
    print(call.a.b(1).c(x=2).call_list(), call(1) == ((1,), {}), call.count(), call.index("a"))
    tell(m.a.b.assert_called_once_with, 2)
    tell(m.a.b.assert_not_called)
    tell(m.z.assert_called)
    tell(m.a.b.assert_any_call, 3)
    tell(lambda: m.assert_caled)
    tell(lambda: m.called_once_with)
    other = Mock()
    m.attach_mock(other, "att")
    other(1)
    print(m.mock_calls[-1])
    seal(m)
    tell(lambda: m.new)
    del m.a
    tell(lambda: m.a)


async def awaited():
    m = AsyncMock(return_value=1, side_effect=[DEFAULT, ValueError("v")])
    print(await m(1))
    try:
        await m(2)
    except ValueError as e:
        print("ValueError", e)
    tell(m.assert_awaited_once)
    m.assert_any_await(1)
    tell(m.assert_any_await, 9)
    tell(m.assert_has_awaits, [call(2), call(1)])
    print(m.await_count, m.await_args, m.await_args_list)
    m = MagicMock()
    m.__aenter__.return_value = "entered"
    m.__aiter__.return_value = [1, 2]
    async with m as x:
        print(x, [v async for v in m])
    tell(m.__aexit__.assert_awaited_once_with, 1)
    auto = create_autospec(Service, instance=True)
    auto.fetch.return_value = "got"
    print(await auto.fetch("/x"), asyncio.iscoroutinefunction(auto.fetch))
    f = Mock(spec=Service.fetch)
    print(await f(1, 2) is f.return_value)


magic()
specs()
patches()
files()
effects()
asyncio.run(awaited())

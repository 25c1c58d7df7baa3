"""A program that calls whatever it finds in every module and on every type, with arguments that nobody would give.

    orrery run --seed N tests/fuzz/calls.py [COUNT] [--verbose]

It looks for no answer: what is wrong is a crash, a failed assertion, a sanitizer's word, or a call that no limit ends. With
--verbose it says each call before it makes it, so that the last line is the culprit; the seed makes the calls, so the same seed
makes the same ones.
"""
import asyncio, collections, contextlib, contextvars, copy, datetime, decimal, enum, fractions, functools, io, itertools
import operator, random, re, string, struct, sys, threading, time, types, typing, weakref, queue, inspect, json, logging
import concurrent.futures

MODULES = """abc argparse array ast asyncio base64 binascii bisect builtins calendar cmath codecs collections collections.abc
colorsys concurrent.futures configparser contextlib contextvars copy csv dataclasses datetime decimal difflib dis doctest
enum errno fnmatch fractions functools gc getpass glob graphlib hashlib heapq hmac html http importlib inspect io ipaddress
itertools json keyword linecache locale logging math numbers operator os os.path pathlib pickle platform pprint queue random
re reprlib sched secrets shlex signal stat statistics string struct sys textwrap threading time timeit token tokenize
traceback types typing unicodedata unittest unittest.mock urllib.parse uuid warnings weakref zlib zoneinfo _collections
_functools _json _hashlib _operator _orrery _orrery_asyncio _orrery_thread _random _re _weakref _contextvars""".split()
# What ends the run, waits for ever by right, or fills the screen.
LEFT_OUT = {"exit", "quit", "_exit", "input", "breakpoint", "abort", "raise_signal", "pause", "print", "help", "interact",
            "pthread_kill", "alarm", "kill", "killpg", "write", "print_exc", "print_stack", "print_last", "main",
            "settrace", "setrecursionlimit", "excepthook", "unraisablehook", "displayhook", "install_opener"}

VERBOSE = "--verbose" in sys.argv
COUNT = next((int(a) for a in sys.argv[1:] if a.isdigit()), 300)
dice = random.Random(random.getrandbits(64))


class Raises:
    """Every question is answered with an exception."""
    def fail(self, *a, **k): raise ValueError("no")
    __eq__ = __lt__ = __hash__ = __len__ = __iter__ = __getitem__ = __bool__ = __index__ = __call__ = __repr__ = fail
    __add__ = __radd__ = __enter__ = __exit__ = __await__ = __format__ = __float__ = __contains__ = __next__ = fail
    __setitem__ = __int__ = __str__ = __get__ = __set__ = __set_name__ = __aiter__ = __anext__ = fail


class Wrong:
    """Every question is answered with something of the wrong type."""
    def __init__(self, answer="?"): self.__dict__["answer"] = answer
    def say(self, *a, **k): return self.__dict__.get("answer")
    __eq__ = __lt__ = __hash__ = __len__ = __iter__ = __getitem__ = __bool__ = __index__ = __call__ = __repr__ = say
    __add__ = __radd__ = __enter__ = __exit__ = __await__ = __format__ = __float__ = __contains__ = __next__ = say
    __setitem__ = __int__ = __str__ = __get__ = __set__ = __getattr__ = __aiter__ = __anext__ = __reduce_ex__ = say


class Changes(list):
    """Empties, fills and shortens itself while it is looked at."""
    def act(self, *a):
        if len(self.__class__.mro()) and dice.random() < 0.5: self.clear()
        else: super().append(self)
        return dice.choice([0, 1, True, self])
    __eq__ = __lt__ = __getitem__ = __contains__ = __bool__ = __index__ = act
    def __iter__(self):
        for n in range(5):
            self.act()
            yield n
    def __hash__(self): self.act(); return 1
    def __repr__(self): self.act(); return "changes"


class Keys(dict):
    def keys(self): return iter([1, "a", self])
    def __getitem__(self, key): self.clear(); return key
    def __eq__(self, other): self.clear(); return True
    __hash__ = object.__hash__


class Text(str):
    def __eq__(self, other): return dice.random() < 0.5
    def __hash__(self): return dice.randrange(3)
    def __len__(self): return 10 ** 6
    def __str__(self): return self


class Number(int):
    def __index__(self): return 10 ** 6
    def __eq__(self, other): raise KeyError
    def __hash__(self): return -1
    def __bool__(self): raise KeyError


class Real(float):
    def __float__(self): return "x"


class Name(enum.Enum):
    A = 1
    B = "b"


class Slots:
    __slots__ = "a", "__weakref__"


class Dies:
    def __del__(self): raise ValueError("dies")


def generator(*a):
    got = yield a
    while True:
        try:
            got = yield got
        except ValueError:
            yield 1


def calls_back(*a, **k):
    return dice.choice([0, 1, a, k, None, "x"])


def throws(*a, **k):
    raise dice.choice([ValueError, KeyError, StopIteration, GeneratorExit, asyncio.CancelledError, StopAsyncIteration])


async def coroutine(*a):
    await asyncio.sleep(0)
    return a


async def asynchronous(*a):
    yield 1
    await asyncio.sleep(1)
    yield 2


class Awaits:
    def __await__(self):
        yield dice.choice([None, 1, self])


def cyclic():
    a = []
    a.append(a)
    return a


def cyclic_dict():
    d = {}
    d["d"] = d
    return d


def nested():
    a = ()
    for _ in range(dice.choice([3, 3000])):
        a = (a,)
    return a


VALUES = [
    lambda: None, lambda: True, lambda: 0, lambda: 1, lambda: -1, lambda: 2, lambda: 3, lambda: 255, lambda: 256, lambda: -129,
    lambda: 2 ** 31, lambda: 2 ** 63 - 1, lambda: -2 ** 63, lambda: 2 ** 64, lambda: 10 ** 40, lambda: -10 ** 400,
    lambda: 0.0, lambda: -0.0, lambda: 1.5, lambda: 1e308, lambda: float("inf"), lambda: float("nan"), lambda: 5e-324, lambda: 1j,
    lambda: "", lambda: "a", lambda: "abc", lambda: "\ud800", lambda: "\U0001f600x", lambda: "a\0b", lambda: "%s %d {} {!r:>{}}",
    lambda: "(a*)*b", lambda: "x" * 3000, lambda: "__class__", lambda: "1_000", lambda: " 12 ", lambda: "0x1f", lambda: "utf-8",
    lambda: "2000-01-01T00:00:00", lambda: "%Y-%m-%d %j %Z %%", lambda: "<iQ10s?", lambda: '{"a": [1, 2.5e400, null]}',
    lambda: b"", lambda: b"abc", lambda: b"\xff\0\x80", lambda: bytearray(b"abc"), lambda: memoryview(b"abcdef"),
    lambda: memoryview(bytearray(8)).cast("i"), lambda: bytes(3000), lambda: [], lambda: [1, 2, 3], lambda: [3, "a", None, 1.5],
    cyclic, nested, lambda: list(range(300)), lambda: (), lambda: (1,), lambda: (1, "a"), lambda: {}, lambda: {1: 2}, cyclic_dict,
    lambda: {"a": 1, "b": [2]}, lambda: set(), lambda: {1, 2}, lambda: frozenset("ab"), lambda: range(0), lambda: range(10 ** 30),
    lambda: range(5, 0, -2), lambda: slice(None), lambda: slice(-1, 10 ** 30, -2), lambda: ..., lambda: NotImplemented,
    lambda: int, lambda: str, lambda: object, lambda: type, lambda: list, lambda: dict, lambda: BaseException, lambda: ValueError,
    lambda: ValueError("a", 2), lambda: ExceptionGroup("g", [ValueError(1), KeyError(2)]), lambda: StopIteration(3),
    lambda: asyncio.CancelledError(), lambda: OSError(2, "x"), lambda: UnicodeDecodeError("a", b"b", 1, 2, "c"), lambda: SystemExit(3),
    Raises, Wrong, lambda: Wrong(-1), lambda: Wrong(10 ** 30), lambda: Wrong(None), lambda: Wrong([]), Changes, lambda: Changes([1, 2, 3]),
    lambda: Keys(a=1), lambda: Text("abc"), lambda: Number(5), lambda: Real(1.5), lambda: Name.A, lambda: Name, Slots, Dies,
    lambda: Raises, lambda: Wrong, lambda: Changes, lambda: Slots, lambda: generator, generator, lambda: coroutine, coroutine,
    lambda: asynchronous, asynchronous, Awaits, lambda: calls_back, lambda: throws, lambda: len, lambda: (lambda: 0), lambda: [].append,
    lambda: iter([1, 2, 3]), lambda: iter({1: 2}), lambda: iter(Changes([1, 2])), lambda: map(throws, [1]), lambda: zip([1], "ab"),
    lambda: enumerate([1]), lambda: itertools.count(), lambda: itertools.islice(itertools.cycle([1, 2]), 50), lambda: reversed([1]),
    lambda: {1: 2}.items(), lambda: {}.keys(), lambda: collections.deque([1, 2], 3), lambda: collections.Counter("aab"),
    lambda: collections.OrderedDict(a=1), lambda: collections.defaultdict(list), lambda: collections.ChainMap({}, {1: 2}),
    lambda: decimal.Decimal("1.5"), lambda: decimal.Decimal("sNaN"), lambda: decimal.Decimal("1e999999"), lambda: fractions.Fraction(1, 3),
    lambda: datetime.datetime(2000, 1, 1), lambda: datetime.timedelta.max, lambda: datetime.date.min, lambda: datetime.timezone.utc,
    lambda: datetime.time(1), lambda: re.compile("(a)(?P<n>b)?"), lambda: re.match("(a)(b)?", "ab"), lambda: weakref.ref(Slots),
    lambda: weakref.proxy(calls_back), lambda: types.SimpleNamespace(a=1), lambda: types.MappingProxyType({1: 2}), lambda: property(len),
    lambda: staticmethod(len), lambda: super(Keys, Keys()), lambda: io.StringIO("ab\nc"), lambda: io.BytesIO(b"ab"), lambda: list[int],
    lambda: int | None, lambda: typing.Optional[int], lambda: typing.TypeVar("T"), lambda: string.Template("$a"), lambda: struct.Struct("<ih"),
    lambda: random.Random(1), lambda: contextvars.ContextVar("v"), lambda: contextvars.copy_context(), lambda: asyncio.Queue(),
    lambda: asyncio.Lock(), lambda: asyncio.Event(), lambda: asyncio.Semaphore(2), lambda: asyncio.Condition(), lambda: asyncio.Barrier(2),
    lambda: asyncio.Future(), lambda: asyncio.Task(coroutine()), lambda: asyncio.TaskGroup(), lambda: asyncio.timeout(1),
    lambda: asyncio.get_running_loop(), lambda: queue.Queue(2), lambda: threading.Lock(), lambda: threading.Event(),
    lambda: concurrent.futures.Future(), lambda: inspect.signature(calls_back), lambda: sys, lambda: sys._getframe(), lambda: calls_back.__code__,
    lambda: functools.partial(calls_back, 1), lambda: operator.itemgetter(1), lambda: logging.getLogger("x"), lambda: json.JSONEncoder(),
    lambda: contextlib.ExitStack(), lambda: contextlib.suppress(ValueError), lambda: globals(), lambda: time.gmtime(0),
]

found = {}
for name in MODULES:
    try:
        __import__(name)
        found[name] = sys.modules[name]
    except ImportError:
        pass


def value():
    try:
        return dice.choice(VALUES)()
    except Exception:
        return None


def pick():
    """Something that can be called, and how to say it."""
    module = dice.choice(list(found))
    names = [name for name in dir(found[module]) if name not in LEFT_OUT]
    name = dice.choice(names)
    target = getattr(found[module], name)
    said = f"{module}.{name}"
    while dice.random() < 0.5:
        inside = [name for name in dir(target) if name not in LEFT_OUT]
        if isinstance(target, types.ModuleType) or not inside:
            break
        name = dice.choice(inside)
        target = getattr(target, name)
        said += f".{name}"
    if dice.random() < 0.3:
        target = value()
        inside = [name for name in dir(target) if name not in LEFT_OUT]
        said = type(target).__name__
        if inside:
            name = dice.choice(inside)
            target = getattr(target, name)
            said += f"().{name}"
    return target, said


def say(thing):
    try:
        return f"{type(thing).__name__} {object.__repr__(thing) if type(thing).__module__ == '__main__' else repr(thing)[:60]}"
    except BaseException:
        return type(thing).__name__


async def use(result):
    """What comes back is looked at, gone through, awaited, and let go."""
    match dice.randrange(8):
        case 0: repr(result)
        case 1: list(itertools.islice(iter(result), 20))
        case 2: await asyncio.wait_for(result, 10)
        case 3:
            inside = dir(result)
            getattr(result, dice.choice(inside))
        case 4:
            async for _ in result: break
        case 5: copy.deepcopy(result)
        case 6:
            with result: pass
        case _: hash(result), result == result, bool(result)


async def one():
    target, said = pick()
    positional = [value() for _ in range(dice.choice([0, 1, 1, 1, 2, 2, 3, 4]))]
    named = {}
    if dice.random() < 0.2:
        try:
            names = list(inspect.signature(target).parameters)
            named = {dice.choice(names): value() for _ in range(2)}
        except Exception:
            named = {dice.choice(["key", "default", "maxsize", "timeout", "loop", "context", "name", "self"]): value()}
    if VERBOSE:
        print(said, *map(say, positional), *(f"{k}={say(v)}" for k, v in named.items()), sep=" | ", flush=True)
    result = target(*positional, **named)
    del target, positional, named
    await use(result)


async def rounds(n):
    for _ in range(n):
        try:
            await asyncio.wait_for(one(), 50)
        except BaseException as error:
            try:
                str(error), repr(error)
            except BaseException:
                pass
            del error


def run(count):
    left = count
    while left > 0:
        some = min(left, 20)
        left -= some
        try:
            asyncio.run(rounds(some))
        except BaseException as error:
            if VERBOSE:
                print("loop:", type(error).__name__)


run(COUNT)
print("done")

"""Makes random programs, heavy on odd combinations of features and of built-in types with odd arguments, and runs them: nothing
is compared, but no run may crash, trip an assertion or a sanitizer, or go on for ever.

    python3 tests/fuzz/fuzz_programs.py ORRERY [--seconds S | --rounds N] [--seed N] [--keep FOLDER]

A program is a list of independent pieces, each in a try of its own, so that one error doesn't hide the others. What fails is cut
down to the pieces that matter and kept.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile
import time

PRELUDE = '''import asyncio, bisect, collections, contextlib, contextvars, copy, dataclasses, datetime, enum, functools, gc, heapq, io, itertools, json, math
import operator, random, re, string, struct, sys, textwrap, types, typing, weakref
from decimal import Decimal
from fractions import Fraction
class Odd:
    """Answers everything, mostly with nonsense."""
    def __init__(self, n=0): self.n = n
    def __index__(self): return self.n
    def __len__(self): return abs(self.n) % 100
    def __iter__(self): return iter(range(self.n % 7))
    def __getitem__(self, i): return [self.n, i, "x"][self.n % 3]
    def __eq__(self, other): return self.n % 2 == 0
    def __lt__(self, other): return self.n % 3 == 0
    def __hash__(self): return self.n % 5
    def __bool__(self): return self.n % 2 == 1
    def __call__(self, *a, **k): return self.n
    def __enter__(self): return self
    def __exit__(self, *a): return self.n % 2 == 0
    def __add__(self, other): return NotImplemented if self.n % 4 == 0 else self
    def __radd__(self, other): return other
    def __get__(self, o, t=None): return self.n
    def __format__(self, spec): return spec * 2
    def __repr__(self): return "Odd" * (self.n % 3)
    def __await__(self):
        yield
        return self.n
class Bad:
    def __eq__(self, other): raise ValueError("eq")
    def __hash__(self): return 1
    def __lt__(self, other): raise KeyError("lt")
    def __repr__(self): raise TypeError("repr")
    def __del__(self): raise RuntimeError("del")
    def __iter__(self): raise OSError("iter")
    def __len__(self): return -1
    def __bool__(self): return 2
    def __index__(self): return "no"
    def __getattr__(self, name): raise AttributeError(name)
class Evil(list):
    def __len__(self): return 3
    def __getitem__(self, i): self.clear(); return 1
    def __iter__(self): self.append(1); return super().__iter__()
    def __eq__(self, other): self.clear(); return True
    __hash__ = None
class Dict(dict):
    def __missing__(self, key): self[key] = key; return key
    def keys(self): return [1, "a"]
class Str(str):
    def __eq__(self, other): return True
    def __hash__(self): return 3
    def __str__(self): return self
class Int(int):
    def __add__(self, other): return 1
    def __index__(self): return 2
    __rmul__ = __mul__ = lambda self, other: "mul"
class Float(float): pass
class Tuple(tuple):
    def __getitem__(self, i): return self
class Bytes(bytes): pass
class Err(Exception):
    def __str__(self): return self.args[0]
class Slots: __slots__ = ("a", "b", "__weakref__")
class Meta(type):
    def __call__(cls, *a, **k): return super().__call__(*a[:1])
    def __getattr__(cls, name): return name
    def __iter__(cls): return iter("meta")
    def __len__(cls): return 5
class Made(metaclass=Meta):
    def __init__(self, *a): self.a = a
class Color(enum.Enum): RED = 1; BLUE = "b"
class Flags(enum.Flag): A = 1; B = 2
@dataclasses.dataclass(order=True)
class Data:
    x: object = 0
    y: list = dataclasses.field(default_factory=list)
Point = collections.namedtuple("Point", "x y")
def gen(*a):
    try:
        for x in a: got = yield x
        return got if a else None
    finally: log.append(1)
def func(a=1, /, b=2, *c, d=3, **e): return a, b, c, d, e
async def coro(*a):
    await asyncio.sleep(0)
    return a
async def agen(*a):
    try:
        for x in a: yield x
    finally: await asyncio.sleep(0)
@contextlib.contextmanager
def manager(x=None): yield x
log = []
depth = 0
def piece(function):
    gc.collect() if len(log) % 17 == 0 else None
    try:
        result = function()
        if asyncio.iscoroutine(result):
            result = asyncio.run(asyncio.wait_for(result, 100))
        text = repr(result)
        del result
        log.append(len(text))
    except RecursionError: log.append("R")
    except MemoryError: log.append("M")
    except (Exception, asyncio.CancelledError, GeneratorExit) as e:
        log.append(type(e).__name__)
        try: str(e), repr(e), e.__traceback__, e.__context__
        except Exception: pass
'''

VALUES = """None True False 0 1 -1 2 3 7 255 256 -129 2**31 2**63 -2**63 2**64 10**40 -10**40 0.0 -0.0 1.5 -2.5 1e308 1e-320 float('inf') float('nan')
1j complex(0,-0.0) '' 'a' 'abc' 'aé' '\\u4e2d\\u6587' '\\U0001f600x' '\\ud800' 'Ab\\tc\\n' '\\x20x\\x20' '%s%d' '{}{!r:>5}' 'x'*50 b'' b'abc' b'\\xff\\0' bytearray(b'abc')
memoryview(b'abcdef') memoryview(bytearray(8)).cast('i') [] [1,2,3] [[]] [1,'a',None] list(range(20)) () (1,) (1,2,3) ('a',) {} {1:2} {'a':1,'b':[2]} set() {1,2,3}
frozenset({1,'a'}) range(0) range(5) range(10,0,-3) range(10**30) slice(None) slice(1,None,2) slice(-1,-5,-1) Ellipsis NotImplemented int str list dict type object tuple
Odd(0) Odd(1) Odd(5) Odd(-3) Odd(10**20) Bad() Evil([1,2,3]) Dict() Dict(a=1) Str('abc') Int(5) Float(1.5) Tuple((1,2)) Bytes(b'ab') Err('x') Err(5) Slots() Made(1) Made Meta Color.RED Color
Flags.A|Flags.B Data() Data(1,[2]) Data Point(1,2) Point gen(1,2,3) gen() gen func lambda:0 lambda\\ *a:a coro(1) agen(1,2) agen len print operator.add functools.partial(func,1) [].append
{}.items() {1:2}.keys() {1:2}.values() iter([1,2,3]) iter({1:2}) iter({1,2}) enumerate('ab') zip('ab',[1]) map(str,[1,2]) filter(None,[0,1]) reversed([1,2]) itertools.count() itertools.cycle([1,2])
itertools.chain([1],[2]) itertools.repeat(3) itertools.repeat(3,4) collections.deque([1,2,3],2) collections.Counter('aab') collections.OrderedDict(a=1) collections.defaultdict(list) collections.ChainMap({1:2},{3:4})
collections.UserDict(a=1) Decimal('1.5') Decimal('NaN') Decimal('1e400') Fraction(1,3) datetime.datetime(2000,1,1) datetime.timedelta(1,2,3) datetime.date(1,1,1) re.compile('(a)(b)?') re.match('(a)(b)?','ab')
weakref.ref(Odd) weakref.proxy(func) weakref.WeakValueDictionary() types.SimpleNamespace(a=1) types.MappingProxyType({1:2}) property(len) staticmethod(len) classmethod(len) super super(Dict,Dict()) Exception()
ValueError('a',2) ExceptionGroup('g',[ValueError(1)]) StopIteration(5) KeyError('k') SystemExit OSError(2,'x') asyncio.Queue() asyncio.Event() asyncio.Lock() asyncio.Semaphore(2) contextvars.ContextVar('v') contextvars.copy_context() io.StringIO('ab') io.BytesIO(b'ab')
list[int] dict[str,int]|None typing.Optional[int] typing.Any string.Template('$a') struct.Struct('<ih') random.Random(1) json.JSONEncoder() manager() manager Odd.__init__ Odd().__len__ int.__add__ (5).__add__ type(len) type(gen) __name__ log [log] globals() sys gc""".split()
VALUES = [v.replace("\\\\", "\\") if not v.startswith("lambda\\") else "(lambda *a: a)" for v in VALUES if v not in ("*a:a",)]
VALUES = ["(lambda: 0)" if v == "lambda:0" else v for v in VALUES]

FUNCTIONS = """abs all any ascii bin bool bytearray bytes callable chr classmethod complex dict dir divmod enumerate filter float format frozenset getattr hasattr hash hex id int isinstance issubclass
iter len list map max memoryview min next object oct ord pow property range repr reversed round set setattr delattr slice sorted staticmethod str sum super tuple type vars zip aiter anext
math.sqrt math.floor math.gcd math.comb math.factorial math.fsum math.prod math.dist math.isclose math.log math.ldexp math.frexp math.pow math.hypot math.trunc math.isqrt math.lcm math.perm math.sumprod
operator.add operator.getitem operator.contains operator.itemgetter operator.attrgetter operator.methodcaller operator.index operator.concat operator.setitem operator.delitem operator.length_hint operator.countOf
functools.reduce functools.partial functools.cmp_to_key functools.lru_cache functools.cache functools.wraps functools.singledispatch functools.total_ordering functools.cached_property
itertools.chain itertools.chain.from_iterable itertools.islice itertools.groupby itertools.product itertools.permutations itertools.combinations itertools.zip_longest itertools.accumulate itertools.tee itertools.starmap itertools.takewhile itertools.dropwhile itertools.batched itertools.pairwise itertools.compress itertools.filterfalse
collections.deque collections.Counter collections.OrderedDict collections.defaultdict collections.namedtuple collections.ChainMap heapq.heappush heapq.heappop heapq.heapify heapq.nlargest heapq.nsmallest heapq.merge heapq.heapreplace bisect.bisect bisect.insort
json.dumps json.loads copy.copy copy.deepcopy re.compile re.match re.search re.findall re.sub re.split re.escape struct.pack struct.unpack struct.calcsize textwrap.wrap textwrap.dedent Decimal Fraction datetime.timedelta datetime.datetime datetime.date
types.SimpleNamespace types.MappingProxyType types.MethodType types.GenericAlias weakref.ref weakref.proxy weakref.WeakSet weakref.finalize dataclasses.asdict dataclasses.replace dataclasses.make_dataclass enum.Enum typing.Optional typing.Union typing.TypeVar typing.NamedTuple
asyncio.gather asyncio.wait_for asyncio.wait asyncio.shield asyncio.create_task asyncio.sleep asyncio.timeout asyncio.Queue asyncio.as_completed asyncio.ensure_future asyncio.to_thread asyncio.iscoroutine contextlib.suppress contextlib.closing contextlib.nullcontext contextlib.ExitStack contextvars.ContextVar
random.choice random.shuffle random.sample random.randint random.choices random.seed sys.getsizeof sys.intern sys.getrefcount gc.get_referents gc.is_tracked Odd Evil Dict Str Int Tuple Err Made Data Point gen func coro agen Color Flags string.Template io.StringIO io.BytesIO
int.from_bytes bytes.fromhex str.maketrans dict.fromkeys float.fromhex str.join bytes.join list.sort list.extend dict.update set.update object.__new__ object.__init__ object.__setattr__ object.__getattribute__ object.__reduce_ex__ type.__call__ type.mro int.__new__ str.__new__ tuple.__new__ BaseException.__new__ ExceptionGroup""".split()

BINARY = "+ - * / // % ** @ << >> & | ^ == != < <= > >= in is and or".split() + ["not in", "is not"]
SPECS = ["", "d", ">10", "<5", "^7", "08.3f", "+,d", "#x", "_b", ".2%", "e", "g", "10.3s", "=+7", "c", "n", "z.1f", "{}", "\\0", "1000", "!r", "aé>9"]
NAMES = "a b c d x y n __class__ __dict__ __doc__ __name__ __module__ __len__ __bases__ __mro__ real imag args __traceback__ __cause__ __context__ __code__ __defaults__ __wrapped__ __self__ __func__ gi_frame cr_frame tb_frame f_locals start stop maxlen default_factory value name".split()


class Maker:
    def __init__(self, dice):
        self.dice = dice

    def value(self, depth=0):
        dice = self.dice
        if depth > 3 or dice.random() < 0.45:
            return dice.choice(VALUES) if dice.random() < 0.75 else dice.choice("a b c d".split())
        match dice.randrange(17):
            case 0: return f"[{self.values(depth)}]"
            case 1: return f"({self.values(depth)},)".replace("(,)", "()")
            case 2: return f"{{{self.value(depth + 1)}: {self.value(depth + 1)}}}"
            case 3: return f"{{{self.value(depth + 1)}, {self.value(depth + 1)}}}"
            case 4: return self.call(depth)
            case 5: return f"({self.value(depth + 1)} {dice.choice(BINARY)} {self.value(depth + 1)})"
            case 6: return f"({dice.choice(['-', '+', '~', 'not '])}{self.value(depth + 1)})"
            case 7: return f"({self.value(depth + 1)})[{self.index(depth)}]"
            case 8: return f"({self.value(depth + 1)}).{dice.choice(NAMES)}"
            case 9: return self.method(depth)
            case 10: return f"(lambda {dice.choice(['', 'a', '*a', 'a=1', '**a', 'a, /', '*, a=2'])}: {self.value(depth + 1)})"
            case 11: return f"({self.value(depth + 1)} if {self.value(depth + 1)} else {self.value(depth + 1)})"
            case 12:
                source = f"itertools.islice(({self.value(depth + 1)}), 50)" if dice.random() < 0.8 else self.value(depth + 1)
                left, right = dice.choice(["[]", "{}", "()"])
                return f"{left}{self.value(depth + 1)} for {self.target()} in {source}{right}"
            case 13: return f"format({self.value(depth + 1)}, {dice.choice(SPECS)!r})"
            case 14: return f"'{dice.choice(['%s', '%d', '%5.2f', '%r', '%c', '%x', '%(a)s', '%%', '%*d', '%#o'])}' % ({self.value(depth + 1)})"
            case 15: return "f'{(" + self.value(depth + 1).replace("'", '"').replace("\\", "") + ")!" + dice.choice("rsa") + ":>{" + str(dice.randrange(20)) + "}}'"
            case _: return f"(b := {self.value(depth + 1)})"

    def values(self, depth):
        return ", ".join(("*" if self.dice.random() < 0.1 else "") + self.value(depth + 1) for _ in range(self.dice.randrange(4)))

    def index(self, depth):
        if self.dice.random() < 0.5:
            return self.value(depth + 1)
        return ":".join(self.dice.choice(["", "1", "-1", "0", "2**70", "-5", self.value(depth + 1)]) for _ in range(self.dice.randrange(2, 4)))

    def arguments(self, depth):
        dice = self.dice
        parts = [self.value(depth + 1) for _ in range(dice.choice([0, 1, 1, 1, 2, 2, 2, 3, 4]))]
        if dice.random() < 0.1: parts.append(f"*itertools.islice({self.value(depth + 1)}, 5)")
        if dice.random() < 0.12: parts.append(f"{dice.choice(['key', 'default', 'a', 'n', 'reverse', 'strict', 'timeout', 'maxlen', 'sep', 'b'])}={self.value(depth + 1)}")
        if dice.random() < 0.05: parts.append(f"**{self.value(depth + 1)}")
        return ", ".join(parts)

    def call(self, depth):
        return f"{self.dice.choice(FUNCTIONS)}({self.arguments(depth)})"

    def method(self, depth):
        return f"pick({self.value(depth + 1)}, {self.dice.randrange(1000)})({self.arguments(depth)})"

    def target(self):
        return self.dice.choice(["a", "b", "c", "a, b", "a, *b", "(a, (b, *c))", "log[-1:]", "d"])

    def statement(self, depth, indent):
        dice, pad = self.dice, "    " * indent
        block = lambda: self.block(depth + 1, indent + 1)
        kind = dice.randrange(8 if depth > 2 else 24)
        match kind:
            case 0: return f"{pad}{self.target()} = {self.value()}\n"
            case 1: return f"{pad}{dice.choice('abcd')} {dice.choice(['+', '-', '*', '|', '&', '@', '//', '<<', '**', '%'])}= {self.value()}\n"
            case 2: return f"{pad}{self.value()}\n"
            case 3: return f"{pad}({self.value()})[{self.index(1)}] = {self.value()}\n"
            case 4: return f"{pad}del {dice.choice(['a', 'b', 'c[0]', 'a[:]', 'b.x', 'd'])}\n"
            case 5: return f"{pad}({self.value()}).{dice.choice(NAMES)} = {self.value()}\n"
            case 6: return f"{pad}assert {self.value()}, {self.value()}\n"
            case 7: return f"{pad}a, b, c = b, c, a\n"
            case 8: return f"{pad}if {self.value()}:\n{block()}{pad}else:\n{block()}"
            case 9: return f"{pad}for {self.target()} in itertools.islice(({self.value()}), 20):\n{block()}{pad}else:\n{block()}"
            case 10: return f"{pad}for {self.target()} in {self.value()}:\n{block()}{pad}    if len(log) > 5000: break\n{pad}    log.append(0)\n"
            case 11: return f"{pad}try:\n{block()}{pad}except {dice.choice(['Exception', 'ValueError', '(TypeError, KeyError)', self.value()])} as e:\n{block()}{pad}finally:\n{block()}"
            case 12: return f"{pad}try:\n{block()}{pad}except* {dice.choice(['Exception', 'ValueError', '(TypeError, KeyError)'])} as e:\n{block()}"
            case 13: return f"{pad}with {self.value()} as {self.target()}:\n{block()}"
            case 14: return f"{pad}raise {self.value()}{dice.choice(['', ' from ' + self.value()])}\n"
            case 15:
                flavour = dice.choice(["def", "async def"])
                return (f"{pad}{'@' + dice.choice(['functools.cache', 'property', 'staticmethod', 'functools.wraps(len)', 'manager', 'contextlib.contextmanager']) if dice.random() < .3 else ''}"
                        f"\n{pad}{flavour} d({dice.choice(['', 'a=1', '*a', '**b', 'a=2, /, *, c=3'])}):\n{pad}    a = b = c = None\n{block()}{pad}    {dice.choice(['return', 'yield', 'return 1'])}\n")
            case 16:
                bases = ", ".join(dice.sample(["int", "str", "list", "dict", "Odd", "Bad", "Evil", "object", "tuple", "Exception", "Made", "Color", "Data", "Slots", "metaclass=Meta", "Point", "set", "float", "type", "bytes", "ValueError", "asyncio.Queue", "collections.deque", "property", "asyncio.Task", "asyncio.Future"], dice.randrange(3)))
                special = dice.choice(["__eq__", "__hash__", "__getattr__", "__setattr__", "__getattribute__", "__del__", "__new__", "__init__", "__iter__", "__next__", "__len__", "__repr__", "__bool__", "__call__", "__get__", "__set__", "__delete__", "__init_subclass__", "__class_getitem__", "__set_name__", "__contains__", "__index__", "__enter__", "__await__", "__missing__", "__slots__", "__match_args__", "__dict__", "__class__", "__instancecheck__", "mro", "__prepare__", "__format__", "__add__", "__rsub__", "__lt__", "__reduce_ex__", "__copy__"])
                return f"{pad}class a({bases}):\n{pad}    x = {self.value()}\n{pad}    {special} = {self.value()}\n{pad}    def {special.replace('slots', 'x').replace('match_args', 'y')}(self, *a):\n{pad}        b = c = d = self\n{self.block(depth + 1, indent + 2)}{pad}        return {self.value()}\n{pad}b = a({self.arguments(1)})\n"
            case 17:
                pattern = dice.choice(["[a, *b]", "{'a': a, **b}", "int(a)", "Point(a, y=b)", "str() | None", "Odd(n=a)", "(a, b)", "-1", "'a'", "Color.RED", "[1, [a], *_]", "list([a])", "Data(x=a)", "Made(a)"])
                return f"{pad}match {self.value()}:\n{pad}    case {pattern} if {self.value()}:\n{self.block(depth + 1, indent + 2)}{pad}    case _:\n{self.block(depth + 1, indent + 2)}"
            case 18: return f"{pad}a = gen({self.values(1)})\n{pad}for b in range(3):\n{pad}    c = a.{dice.choice(['send(None)', 'throw(ValueError)', 'close()', 'send(1)', 'throw(GeneratorExit())', '__next__()'])}\n{block()}"
            case 19: return f"{pad}async def d():\n{pad}    a = b = c = None\n{block()}{pad}    {dice.choice(['await', 'async with asyncio.timeout(1): await', 'return await', 'yield'])} {self.value()}\n{pad}a = d()\n"
            case 20: return f"{pad}while len(log) < {dice.randrange(1, 300)}:\n{pad}    log.append(2)\n{block()}{pad}    {dice.choice(['break', 'continue', 'pass'])}\n"
            case 21: return self.asynchronous(pad)
            case 22: return f"{pad}type T[A, *B, **C] = {self.value()}\n{pad}a = T.__value__\n"
            case _: return f"{pad}gc.collect()\n"

    def asynchronous(self, pad):
        dice = self.dice
        lines = []
        for _ in range(dice.randrange(1, 6)):
            lines.append(dice.choice([
                "t = asyncio.create_task(coro(1)); u.append(t)", "await asyncio.sleep(%s)" % dice.choice(["0", "1", "-1", "1e-9"]), "u and u[-1].cancel()",
                "await asyncio.gather(*u, return_exceptions=%s)" % dice.choice(["True", "False"]), "await asyncio.wait_for(asyncio.shield(coro()), 1)",
                "async with asyncio.TaskGroup() as g: g.create_task(coro(2)); g.create_task(asyncio.sleep(5)); await asyncio.sleep(0); u.append(g)",
                "async with asyncio.timeout(0.5) as tm: await asyncio.sleep(1); tm.reschedule(None)", "q.put_nowait(%s)" % self.value(2), "u.append(asyncio.create_task(q.get()))",
                "async for z in agen(1, 2, 3): break", "g = agen(1, 2); await anext(g); u.append(asyncio.create_task(anext(g, None)))", "asyncio.current_task().cancel()",
                "f = asyncio.get_running_loop().create_future(); u.append(f); f.add_done_callback(lambda f: %s)" % self.value(2), "f = asyncio.Future(); f.set_result(1); f.set_exception(ValueError)",
                "await %s" % self.value(1), "asyncio.get_running_loop().call_later(1, lambda: %s)" % self.value(2), "await asyncio.to_thread(lambda: %s)" % self.value(2),
                "async with asyncio.Lock() as l: pass", "await asyncio.wait(u, timeout=1)", "u.clear()", "del t", "raise %s" % self.value(2), "asyncio.all_tasks()",
                "await asyncio.wait_for(asyncio.Event().wait(), 1)", "b = asyncio.Barrier(2); u.append(asyncio.create_task(b.wait())); await asyncio.wait_for(b.wait(), 5)",
                "await asyncio.gather(coro(), %s)" % self.value(2), "asyncio.get_running_loop().call_soon(%s)" % self.value(2), "s = asyncio.Semaphore(1); await s.acquire(); s.release(); s.release()"]))
        body = "".join(f"{pad}    {line}\n" for line in lines)
        return f"{pad}async def d():\n{pad}    u = []; q = asyncio.Queue(); a = b = c = t = f = g = None\n{body}{pad}    return u\n{pad}a = d()\n{pad}return a\n"

    def block(self, depth, indent):
        return "".join(self.statement(depth, indent) for _ in range(self.dice.choice([1, 1, 2, 3])))

    def piece(self, number):
        return f"def piece_{number}():\n    a = b = c = {self.value(2)}\n    d = None\n{self.block(0, 1)}    return a, b, c, d\npiece(piece_{number})\n"


PICK = '''def pick(value, n):
    names = [m for m in dir(value) if m not in ("__class__",)]
    return getattr(value, names[n % len(names)])
'''


def compiles(text):
    try:
        compile(text, "piece", "exec")
        return True
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False


def pieces(seed, count):
    import warnings
    warnings.simplefilter("ignore")
    maker = Maker(random.Random(seed))
    made, number = [], 0
    while len(made) < count:
        text = maker.piece(number)
        if maker.dice.random() < 0.02 or compiles(text):
            made.append(text)
            number += 1
    return [p for p in made if compiles(p)]


def run(orrery, folder, parts, limits, seconds):
    """None, or what is wrong with the run."""
    path = os.path.join(folder, "program.py")
    with open(path, "w", encoding="utf-8", errors="surrogatepass") as f:
        f.write(PRELUDE + PICK + "".join(parts))
    return wrong([orrery, "run", *limits, "program.py"], folder, seconds)


def wrong(command, folder, seconds):
    """None, or what is wrong with how the command ends."""
    try:
        done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return "no end"
    text = done.stderr.decode("utf-8", "replace")
    for words in ("Sanitizer", "runtime error:", "assertion", "this is a bug in orrery"):
        if words in text:
            at = text.index(words)
            return "\n".join(text[max(0, at - 200):at + 1500].split("\n")[:16])
    return None if 0 <= done.returncode < 128 else f"status {done.returncode}: {text[-500:]}"


def shrink(orrery, folder, parts, limits, seconds):
    size = max(1, len(parts) // 2)
    while True:
        at = 0
        while at < len(parts):
            fewer = parts[:at] + parts[at + size:]
            if run(orrery, folder, fewer, limits, seconds) is not None:
                parts = fewer
            else:
                at += size
        if size == 1:
            return parts
        size //= 2


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("orrery")
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--pieces", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", default=".")
    parser.add_argument("--timeout", type=float, default=60)
    options = parser.parse_args()
    orrery = os.path.abspath(options.orrery)
    start, failed, n = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() - start < options.seconds if options.seconds else n < options.rounds:
            seed = options.seed + n
            n += 1
            parts = pieces(seed, options.pieces)
            limits = ["--max-steps", "20000", "--max-ops", "20000000", "--max-memory", random.Random(seed).choice(["4M", "8M", "16M", "64M", "64M", "64M", "200M"])]
            why = run(orrery, folder, parts, limits, options.timeout)
            if why is None:
                continue
            failed += 1
            parts = shrink(orrery, folder, parts, limits, min(options.timeout, 20))
            why = run(orrery, folder, parts, limits, options.timeout) or why
            path = os.path.join(options.keep, f"fuzz-program-{seed}.py")
            with open(path, "w", encoding="utf-8", errors="surrogatepass") as f:
                f.write(PRELUDE + PICK + "".join(parts))
            print(f"FAIL seed {seed} {' '.join(limits)}, kept as {path}\n{why}\n", flush=True)
    print(f"{n - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

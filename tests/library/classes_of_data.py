import dataclasses, enum, abc, copy
from dataclasses import *
def attempt(l, g):
    try: print(l, g())
    except Exception as e: print(l, "->", type(e).__name__, "|", e)
@dataclass
class A:
    x: int
    y: list = field(default_factory=list)
    z: InitVar[int] = 5
    w: int = field(init=False, default=9)
    k: str = field(default="kk", kw_only=True, repr=False, metadata={"m": 1})
    def __post_init__(self, z): self.s = z * 2
@dataclass(slots=True)
class S: a: int; b: int = 2
@dataclass(frozen=True, order=True)
class F: a: int; b: str = "b"
@dataclass(kw_only=True)
class K: a: int; b: int = 1
@dataclass
class B(A): q: int = 7
@dataclass(eq=False)
class NE: a: int
@dataclass(unsafe_hash=True)
class UH: a: int
@dataclass(repr=False)
class NR: a: int
@dataclass
class KO:
    a: int
    _: KW_ONLY
    b: int = 2
print(A(1), A(1).s, A(1, [2], 3, k="z").k, B(1), fields(A)[3].name, fields(A)[-1].metadata, S(1), F(1) < F(2), sorted([F(2), F(1, "z"), F(1)]), hash(F(1)) == hash(F(1)), K(a=1), NE(1) == NE(1), UH(1) in {UH(1)}, KO(1, b=3), A(1) == A(1), A(1) != A(2))
attempt("kwonly", lambda: K(1)); attempt("ko", lambda: KO(1, 2)); attempt("slots", lambda: setattr(S(1), "zz", 1)); attempt("frozen", lambda: setattr(F(1), "a", 2)); attempt("frozen new", lambda: setattr(F(1), "zz", 2)); attempt("lt other", lambda: F(1) < 5); attempt("init", lambda: A()); attempt("init w", lambda: A(1, w=3)); attempt("asdict", lambda: asdict(A(1))); attempt("asdict2", lambda: asdict(B(1, [F(2), {"k": F(3)}]))); attempt("astuple", lambda: astuple(A(1, [F(2)]))); attempt("replace", lambda: replace(F(1), b="c")); attempt("replace init", lambda: replace(A(1), w=3)); attempt("replace initvar", lambda: replace(A(1), x=3)); attempt("hash", lambda: hash(A(1))); attempt("copy", lambda: copy.replace(F(1), a=3))
def c1():
    @dataclass
    class Z: a: int = 1; b: int
def c2():
    @dataclass
    class Z: a: list = []
def c3():
    @dataclass(frozen=True)
    class Z(A): pass
def c4():
    @dataclass
    class Z(F): pass
def c5():
    @dataclass(order=True, eq=False)
    class Z: a: int
def c6():
    @dataclass(order=True)
    class Z:
        a: int
        def __lt__(s, o): pass
def c7():
    @dataclass
    class Z: a: int = field(default=1, default_factory=int)
def c8():
    @dataclass
    class Z: a = field()
def c9():
    @dataclass(frozen=True)
    class Z:
        a: int
        def __setattr__(s, n, v): pass
def c10(): dataclass(5)
def c11():
    @dataclass(slots=True)
    class Z: __slots__ = ("a",); a: int
for c in (c1, c2, c3, c4, c5, c6, c7, c8, c9, c11): attempt(c.__name__, c)
@dataclass
class R: n: int; nxt: "R" = None
r = R(1); r.nxt = r; print(r); print(R.__doc__, A.__match_args__, A.__dataclass_params__.frozen, S.__slots__, repr(fields(S)[0])[:60])
@dataclass
class Cmp:
    a: int
    b: int = field(compare=False, hash=False, default=0)
print(Cmp(1, 2) == Cmp(1, 3), make_dataclass("M", [("x", int), ("y", int, field(default=3))], namespace={"s": lambda self: self.x + self.y}, frozen=True)(1).s())
class E(enum.Enum):
    A = 1, "one"; B = 2, "two"
    def __init__(self, n, label): self.n, self.label = n, label
    @property
    def up(self): return self.label.upper()
    @classmethod
    def find(cls, n): return next(m for m in cls if m.n == n)
    def __str__(self): return f"E:{self.label}"
print(E.A, E.A.up, E.find(2), E.A.value, E((1, "one")), repr(E.B), f"{E.A:>8}", E.A == E.A, E.A is E["A"], E.A != E.B, E.A in {E.A: 1}, [m.name for m in reversed(E)])
class Auto(enum.Enum):
    def _generate_next_value_(name, start, count, last): return name.lower()
    X = enum.auto(); YY = enum.auto()
class Miss(enum.Enum):
    P = 1
    @classmethod
    def _missing_(cls, v): return cls.P if v == "p" else None
print(list(Auto), Miss("p")); attempt("miss", lambda: Miss("q"))
class Perm(enum.IntFlag): R = 4; W = 2; X = 1; RWX = 7
print(Perm.R | Perm.W, Perm(5), Perm.RWX, Perm.R | 8, ~Perm.R, Perm.R & 6, Perm.RWX - Perm.X, int(Perm.R), Perm["R"], list(Perm.RWX), Perm(0), Perm.R in Perm.RWX, str(Perm.R | Perm.X), f"{Perm.R}", Perm.R == 4)
@enum.verify(enum.UNIQUE)
class U(enum.Enum): A = 1
def e1():
    class Z(enum.Enum): A = 1; A = 2
def e2():
    class Z(E): C = 3
def e3():
    @enum.unique
    class Z(enum.Enum): A = 1; B = 1
def e4():
    class Z(enum.Enum): mro = 1
def e5():
    class Z(enum.IntEnum): A = "x"
def e6():
    class Z(enum.StrEnum): A = 1
def e7(): E.A.value = 3
def e8(): del E.A
def e9(): E.A.newattr = 3; return E.A.newattr
def e10(): E.NEW = 5; return E.NEW
def e11(): return E.A < E.B
def e12(): return Perm("x")
def e13(): return E.A.B
for c in (e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13): attempt(c.__name__, c)
class Weekday(enum.IntEnum): MON = 1; TUE = 2
print(Weekday.MON + 1, Weekday.MON < Weekday.TUE, max(Weekday), Weekday(1).name, Weekday.MON == 1, [*Weekday], {Weekday.MON: "m"}[1], range(5)[Weekday.TUE], str(Weekday.MON), repr(Weekday.MON), "%d %s" % (Weekday.MON, Weekday.MON), isinstance(Weekday.MON, int), Weekday.MON.real, f"{Weekday.MON:03}")
class Nonm(enum.Enum):
    A = 1; f = enum.nonmember(5); g = enum.member(lambda: 1); _ignore_ = ["t"]; t = 9
    class Inner: pass
    def meth(self): return self.value
print([m.name for m in Nonm], Nonm.f, Nonm.A.meth(), E.__members__.keys(), len(E), bool(E.A), E.A.__class__, type(E), E.__name__, E.__doc__, hash(E.A) == hash("A"), E.A._name_, E.A._value_, dir(E)[:2], E.A.__objclass__ if hasattr(E.A, "__objclass__") else "")
class Ab(abc.ABC):
    @abc.abstractmethod
    def f(self): return "base f"
    @property
    @abc.abstractmethod
    def p(self): ...
    @classmethod
    @abc.abstractmethod
    def c(cls): ...
    @staticmethod
    @abc.abstractmethod
    def s(): ...
class Part(Ab):
    def f(self): return super().f() + "+"
class Full(Part): p = 1; c = s = None
attempt("abs", Ab); attempt("part", Part); print(Full().f(), sorted(Ab.__abstractmethods__), Full.__abstractmethods__, isinstance(Full(), Ab), issubclass(Part, Ab))
class One(abc.ABC):
    @abc.abstractmethod
    def only(self): ...
attempt("one", One); attempt("inst arg", lambda: One(1))
class Reg(abc.ABC):
    @classmethod
    def __subclasshook__(cls, C): return True if hasattr(C, "quack") else NotImplemented
class Duck: quack = 1
@Reg.register
class Other: pass
print(issubclass(Duck, Reg), isinstance(Other(), Reg), isinstance(5, Reg), abc.get_cache_token() is not None, type(Reg)); attempt("reg", lambda: Reg.register(5)); attempt("reg self", lambda: Duck.register(5))
attempt("cyc", lambda: (type("P", (abc.ABC,), {})).register)

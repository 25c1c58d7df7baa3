import enum, dataclasses, collections
class Point:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
@dataclasses.dataclass
class D: a: int; b: str = "q"
class Color(enum.Enum): R = 1; G = 2
NT = collections.namedtuple("NT", "p q")
class NoMA: v = 1
class BadMA: __match_args__ = ["x"]
class BadMA2: __match_args__ = (5,)
class DupMA: __match_args__ = ("x",); x = 1
def f(v):
    match v:
        case 0 | 1: return "01"
        case -5: return "neg"
        case 1.5 | 2+3j: return "num"
        case "s" | b"b": return "str"
        case None: return "None"
        case True: return "T"
        case Color.R: return "red"
        case [1, 2, *rest] if rest: return f"seq12 {rest}"
        case [1, 2]: return "12"
        case [[a, b], c]: return f"nested {a} {b} {c}"
        case [x]: return f"one {x}"
        case [first, *_, last] if first == last: return f"same {first}"
        case (a, b, *_): return f"tup {a} {b}"
        case []: return "empty"
        case {"k": 1, "z": z, **rest}: return f"map {z} {rest}"
        case {"type": "circle", "r": (int() | float()) as r}: return f"circle {r}"
        case {"n": {"m": [_, y]}}: return f"deep {y}"
        case {}: return "anymap"
        case Point(0, y=yy): return f"P0 {yy}"
        case Point(x, y) if x == y: return f"diag {x}"
        case Point(x=px): return f"P {px}"
        case D(a=int(n), b="q"): return f"D {n}"
        case D(a, b): return f"D2 {a} {b}"
        case str(s): return f"str {s}"
        case int(i) | float(i): return f"num {i}"
        case bytes(): return "bytes"
        case set() | frozenset(): return "set"
        case Color(): return "color"
        case type(): return "a type"
        case _: return "other"
for v in (0, 1, True, -5, 1.5, 2+3j, "s", b"b", None, Color.R, Color.G, [1,2,3], [1,2], (1,2), [[1,2],3], [9], [4,5,4], (1,3,5), [], (), {"k":1,"z":2,"w":3}, {"type":"circle","r":2.5}, {"type":"circle","r":"x"}, {"n":{"m":[1,2]}}, {}, {"q":1}, Point(0,5), Point(3,3), Point(1,2), D(5), D("x","y"), "hello", 42, 4.5, b"zz", {1}, int, object(), NT(7,7), NT(1,2), range(3), collections.deque([1,2]), bytearray(b"a"), "ab", collections.OrderedDict(k=1,z=9), float("nan")): print(repr(v)[:30] if not "object at" in repr(v) else type(v).__name__, "->", f(v))
def attempt(l, g):
    try: print(l, g())
    except Exception as e: print(l, "->", type(e).__name__, "|", e)
def m1(v):
    match v:
        case Point(1, 2, 3): return 1
def m2(v):
    match v:
        case NoMA(1): return 1
def m3(v):
    match v:
        case BadMA(1): return 1
def m4(v):
    match v:
        case BadMA2(1): return 1
def m5(v):
    match v:
        case DupMA(1, x=1): return 1
def m6(v):
    match v:
        case int(1, 2): return 1
def m7(v):
    x = 5
    match v:
        case x(): return 1
def m9(v):
    match v:
        case int(real=r, imag=i): return r, i
def m10(v):
    match v:
        case Color.R | Color.G as c: return c
        case (1 | 2) as q, *others: return q, others
        case {"x": None | False as fl}: return fl
attempt("m1", lambda: m1(Point(1,2))); attempt("m2", lambda: m2(NoMA())); attempt("m3", lambda: m3(BadMA())); attempt("m4", lambda: m4(BadMA2())); attempt("m5", lambda: m5(DupMA())); attempt("m6", lambda: m6(1)); attempt("m7", lambda: m7(1)); attempt("m9", lambda: m9(5)); attempt("m10", lambda: [m10(Color.G), m10([2,3,4]), m10({"x": False}), m10(9)])
class Seq:
    def __len__(self): return 2
    def __getitem__(self, i): return i
def sq(v):
    match v:
        case [a, b]: return a, b
        case _: return "no"
import collections.abc
collections.abc.Sequence.register(type("RS", (Seq,), {})) ; RS = collections.abc.Sequence.__subclasses__
print(sq(Seq()), sq("ab"), sq({1,2}), sq(iter([1,2])), sq(collections.UserList([1,2])))
class Mp(collections.abc.Mapping):
    def __init__(self, d): self.d = d
    def __getitem__(self, k): print("get", k); return self.d[k]
    def __len__(self): return len(self.d)
    def __iter__(self): return iter(self.d)
match Mp({"a": 1, "b": 2}):
    case {"a": 2}: print("no")
    case {"a": x, **r}: print(x, r)
dd = collections.defaultdict(int)
match dd:
    case {"missing": x}: print("made", x)
    case _: print("not made", dict(dd))
match (1, 2), 3:
    case (a, b), c if a > b: print("gt")
    case (a, b), c: print(a, b, c)
match 5:
    case n if (m := n * 2) > 5: print(n, m)
match = 3; case = 4; type = 5; _ = 6; print(match + case + type + _)
class Kw: __slots__ = ("u",); 
k = Kw(); k.u = 1
match k:
    case Kw(u=2): print("2")
    case Kw(w=1): print("w")
    case Kw(u=1): print("u1")
match "x":
    case "a" | "b": pass
    case ("x"): print("paren")
match [1, [2, [3, {"k": [4, 5]}]]]:
    case [a, [b, [c, {"k": [d, e]}]]]: print(a, b, c, d, e)
match {"a": 1}:
    case {"a": int() as i, **kw} if not kw: print(i, kw)
match -0.0:
    case 0: print("zero")
match 3:
    case 1 | 2: print("low")
    case 3 | 4: print("mid")

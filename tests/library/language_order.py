import sys, asyncio
def attempt(l, g):
    try: print(l, g())
    except BaseException as e: print(l, "->", type(e).__name__, "|", str(e))
def trace(x): print("eval", x); return x
# evaluation order
d = {}; d[trace("k")] = trace("v"); trace(1) < trace(2) < trace(0) < trace(9); (lambda *a, **k: 0)(trace("a"), *[trace("b")], k=trace("c"), **{"z": trace("d")}); [trace(i) for i in range(2)][trace(0)]; {trace("k1"): trace("v1")}; x = trace(1) if trace(0) else trace(2); a = [0, 0]; a[trace(0)], a[trace(1)] = trace(5), trace(6); a[trace(0)] += trace(7); print(a, d)
@(lambda f: (print("d1"), f)[1])
@(lambda f: (print("d2"), f)[1])
def deco(a=trace("default"), *, b = trace("kwd")): pass
class C(trace(object), metaclass=trace(type)):
    print("body"); y = trace("y"); z = 1
    for i in range(2): pass
    if y: w = 1
    else: v = 2
    def f(self, n=y): return n
    lst = [i for i in range(3)]
    del y
print(C.i, C.w, C().f(), C.lst, hasattr(C, "y"), [k for k in C.__dict__ if not k.startswith("__")])
def scopes():
    x = "outer"
    class K:
        x = "class"
        def get(self): return x
        vals = [x for _ in "a"]
        inner = lambda self: x
    return K().get(), K.vals, K().inner(), K.x
print(scopes())
def gl():
    global G; G = 1
    def inner(): global G; G += 1
    inner(); return G
print(gl(), G)
def nl():
    a = 1
    def b():
        nonlocal a; a += 1
        def c(): nonlocal a; a *= 10; return a
        return c()
    return b(), a
print(nl())
def fin(n):
    try:
        if n == 0: return "ret"
        if n == 1: raise KeyError(n)
        if n == 2: 1 / 0
        print("normal")
    except KeyError: return "key"
    except ZeroDivisionError as e: raise RuntimeError("wrapped") from e
    else: print("else"); return "else"
    finally: print("finally", n)
for i in range(4): attempt(i, lambda: fin(i))
def fin2():
    for i in range(3):
        try:
            try: 1 / 0
            finally: print("f1", i)
        except ZeroDivisionError: print("zde"); 
        if i: break
    else: print("noelse")
    try: return "a"
    finally: print("cleanup")
print(fin2())
def fin3():
    try: raise ValueError("lost")
    finally: return "swallowed"
attempt("f3", fin3)
def exc_scope():
    try: 1 / 0
    except ZeroDivisionError as e: pass
    return e
attempt("e unbound", exc_scope)
def ctx():
    try:
        try: raise KeyError("a")
        except KeyError: raise ValueError("b")
    except ValueError as v:
        try: raise TypeError("c")
        except TypeError as t: return repr(t.__context__), repr(v.__context__)
print(ctx())
try: raise ValueError("x") from KeyError("y")
except ValueError as e: print(repr(e.__cause__), e.__suppress_context__, repr(e.__context__))
print(f"{'a' 'b'!r:>6}|{[1,2][0]}|{ {'k': 1}['k'] }|{(lambda: 3)()}|{1 if True else 2}|{'\N{BULLET}'}|{x!s:^5}|{3.14159:{'.'}{2}f}|{sys.maxsize:,}|{'nested ' + f'{1 + 1}' + f"{'deep' + f'{2}'}"}|{x=}|{x = !r:>4}|{x:=^7}|{'%'}|{{}}|{'{'}")
print(f'''{
    x
    + 1   # comment
}''', f"{'''tri'''}", rf"\d{x}\n", f"{x:0>{x+3}}", f"\x41{x}\u0042", b"\x00\xff\101", r"\n" "\n".strip() + "j", "a" f"{x}" r"\b", u"u", 0x_ff, 0b1_0, 0o17, 1_000.5e-1_0, 1e3, .5, 5., 1j, 0xFF, 1_0)
print(*[1, 2], *"ab", sep="-", end="|\n"); print("a", "b", sep=""); print(); print("x", end=""); print("", file=sys.stdout, flush=True)
t = 1, *[2, 3], *(), 4; print(t); print([*t, *range(2)], {*t, 1}, {**{"a": 1}, **dict(b=2)}); (a, *b), c = [1, 2, 3], 4; print(a, b, c); [m, [n, *o]] = 1, "xyz"; print(m, n, o); *p, = "ab"; print(p)
for i, (j, *k) in enumerate([(1, 2, 3), "ab"]): print(i, j, k)
def ret(): return 1, *[2, 3]
def yi(): yield 1, *[2]; x = yield; print("sent", x); yield (y := 5)
print(ret(), list(yi())); g = lambda a, b=1, *c, d, e=2, **f: (a, b, c, d, e, f); print(g(1, d=2), g(1, 2, 3, d=4, z=5)); print((lambda: (yield))().__class__.__name__)
if (n := 10) > 5 and (m := n * 2): print(n, m)
print([y for x in range(3) if (y := x * 2) > 1], y, {k: v for k, v in [("a", 1)]}, [(i, j) for i in range(3) for j in range(i) if i != j], [[c for c in r] for r in ("ab", "c")], list(x for x in (1, 2)), sum(i * i for i in range(4)))
while n > 7:
    n -= 1
    if n == 8: continue
else: print("while else", n)
assert (1, "tuple"); attempt("assert", lambda: [][0] if 0 else exec_assert())
def exec_assert(): assert 1 == 2, f"{1} != {2}"
attempt("assert", exec_assert)
pass; ...; "docstring"; x = y = z = 0; x += 1; y -= 1; z |= 4; x <<= 3; x **= 2; x //= 3; x %= 7; print(x, y, z); a = b = []; a += [1]; print(b, a is b); s = "a"; t = s; s += "b"; print(t, s); tup = (1,); tup += (2,); print(tup)
print(1 < 2 == True, (1 < 2) == True, 1 in [1] == True, not 1 == 2, -2 ** 2, (-2) ** 2, 2 ** -1, 2 ** 3 ** 2, 7 // -2, -7 % 3, 1 or 1 / 0, 0 and 1 / 0, "a" < "b" < "c", 3 & 2 | 1 ^ 5, ~3, 1 << 2 + 1, not not 5, None or 0 or [] or "last", 5 and 6, lambda: 1) if 0 else print(1 < 2 == True, (1 < 2) == True, 1 in [1] == True, -2 ** 2, 2 ** -1, 2 ** 3 ** 2, 7 // -2, -7 % 3, 3 & 2 | 1 ^ 5, 1 << 2 + 1, None or 0 or [] or "last", 5 and 6)
type Pt[T] = tuple[T, T]; print(Pt[int].__value__ if hasattr(Pt[int], "__value__") else Pt, Pt.__value__)
def gen[T](x: T) -> list[T]: return [x]
class Gen[K, V: int = bool](dict[K, V]): pass
print(gen(3), Gen[str, int], Gen.__type_params__, Gen(a=1), gen.__annotations__["x"])
match = {"a": [1, {"b": (2, 3)}]}
match match:
    case {"a": [int(x), {"b": (y, *z)}], **rest}: print(x, y, z, rest)
async def comp():
    async def ag():
        for i in range(3): yield i; await asyncio.sleep(0)
    print([x async for x in ag()], {x: await asyncio.sleep(0, x * 2) async for x in ag() if x}, [y async for x in ag() for y in range(x)], [await c for c in [asyncio.sleep(0, 1)]], {x async for x in ag()}, sum([x async for x in ag()]), [x async for x in (i async for i in ag())], [[j async for j in ag()] for i in range(2)])
    async with asyncio.Lock() as l, asyncio.timeout(1): print(l)
    try: await asyncio.wait_for(asyncio.sleep(5), 0.1)
    except TimeoutError as e: print(repr(e), repr(e.__cause__)[:20])
    else: print("no")
    finally: print("fin")
    return await asyncio.gather(*[asyncio.sleep(0, i) for i in range(3)], return_exceptions=True)
print(asyncio.run(comp()))
class Meta(type):
    def __call__(cls, *a, **k):
        if not hasattr(cls, "inst"): cls.inst = super().__call__(*a, **k)
        return cls.inst
class Single(metaclass=Meta):
    def __init__(self, v): self.v = v
print(Single(1) is Single(2), Single(3).v)
class Desc:
    def __init__(s, d): s.d = d
    def __set_name__(s, o, n): s.n = "_" + n
    def __get__(s, o, t=None): return s if o is None else getattr(o, s.n, s.d)
    def __set__(s, o, v):
        if not isinstance(v, int): raise TypeError(f"{s.n[1:]} must be int, not {type(v).__name__}")
        setattr(o, s.n, v)
class Use: a = Desc(1); b = Desc(2)
u = Use(); u.a = 5; print(u.a, u.b, vars(u), Use.a.n); attempt("desc", lambda: setattr(u, "b", "x"))
class Node:
    __slots__ = ("val", "next", "__dict__")
    def __init__(self, val, next=None): self.val, self.next = val, next
    def __iter__(self):
        n = self
        while n: yield n.val; n = n.next
    def __len__(self): return sum(1 for _ in self)
    def __contains__(self, x): return any(v == x for v in self)
    def __reversed__(self): return reversed(list(self))
    def __bool__(self): return True
    def __eq__(self, o): return list(self) == list(o)
    def __repr__(self): return "->".join(map(repr, self))
l = Node(1, Node(2, Node(3))); l.extra = 1; print(l, len(l), 2 in l, list(reversed(l)), l == Node(1, Node(2, Node(3))), [*l], max(l), sum(l), l.extra, sorted(l, reverse=True), tuple(l), set(l), list(zip(l, l)), dict(enumerate(l))); a, b, c = l; print(a, b, c); attempt("unh", lambda: {l})
print(__name__, type(sys).__name__, [].__class__.__mro__, (1).__class__, "".join.__name__, object.__doc__ is not None, ().__doc__ is not None)

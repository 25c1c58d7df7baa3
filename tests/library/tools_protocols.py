import contextlib, functools, inspect, copy, collections, string, operator, itertools, asyncio, sys, types, json, io
def attempt(l, g):
    try: print(l, g())
    except BaseException as e: print(l, "->", type(e).__name__, "|", str(e))
@contextlib.contextmanager
def cm(n, swallow=False):
    print("in", n)
    try: yield n
    except ValueError as e:
        print("caught", e)
        if not swallow: raise
    finally: print("out", n)
with cm(1) as x: print(x)
with cm(2, True): raise ValueError("v")
attempt("cm", lambda: cm(3).__enter__()); 
@cm("deco")
def decorated(a): return a * 2
print(decorated(4), decorated.__name__)
@contextlib.contextmanager
def noyield():
    if False: yield
@contextlib.contextmanager
def twoyield(): yield 1; yield 2
@contextlib.contextmanager
def swallowstop():
    yield
def use(c):
    with c: return 1
def use_raise(c):
    with c: raise KeyError("z")
attempt("noy", lambda: use(noyield())); attempt("two", lambda: use(twoyield())); attempt("two exc", lambda: use_raise(twoyield())); attempt("reuse", lambda: [c := cm(9), use(c), use(c)]); attempt("stopiter", lambda: use_si())
def use_si():
    with swallowstop(): raise StopIteration("s")
attempt("stopiter", use_si)
with contextlib.ExitStack() as st:
    print(st.enter_context(cm("a")), st.enter_context(cm("b"))); st.callback(print, "callback", end="!\n"); st.push(lambda *e: print("push", e[0]))
    @st.callback
    def cb(): print("cb deco")
    st2 = st.pop_all()
print("popped"); st2.close(); attempt("ec", lambda: contextlib.ExitStack().enter_context(5)); attempt("es exc", lambda: es_exc())
def es_exc():
    with contextlib.ExitStack() as s: s.callback(lambda: 1 / 0); s.callback(lambda: [][1]); raise KeyError("orig")
try: es_exc()
except ZeroDivisionError as e: print(repr(e), repr(e.__context__), repr(e.__context__.__context__))
class Cl:
    def close(self): print("closed")
with contextlib.closing(Cl()), contextlib.nullcontext(7) as n, contextlib.suppress(KeyError, IndexError), contextlib.redirect_stdout(io.StringIO()) as buf: print("hidden"); raise KeyError
print(repr(buf.getvalue()), n)
class CD(contextlib.ContextDecorator):
    def __enter__(self): print("CD in"); return self
    def __exit__(self, *a): print("CD out"); return False
@CD()
def f1(): print("body")
f1()
@contextlib.asynccontextmanager
async def acm(n):
    print("ain", n); await asyncio.sleep(0.1)
    try: yield n
    finally: print("aout", n)
async def am():
    async with acm(1) as a, acm(2) as b: print(a, b)
    async with contextlib.AsyncExitStack() as s: print(await s.enter_async_context(acm(3)), s.enter_context(cm("sync"))); s.push_async_callback(asyncio.sleep, 0); s.callback(print, "acb")
    @acm("d")
    async def deco(): return 5
    print(await deco())
    async with contextlib.aclosing(agen()) as g: print(await anext(g))
    attempt("sync with async", lambda: use(acm(1)))
    try:
        async with acm("x"): raise ValueError("in async")
    except ValueError as e: print(repr(e))
    async with contextlib.nullcontext(3) as z: print(z)
async def agen():
    try: yield 1
    finally: print("agen closed")
asyncio.run(am())
# functools
@functools.lru_cache(maxsize=2)
def sq(x): print("calc", x); return x * x
print(sq(1), sq(2), sq(1), sq(3), sq(2), sq.cache_info(), sq.cache_parameters(), sq.__wrapped__(5)); sq.cache_clear(); print(sq.cache_info()); attempt("unh", lambda: sq([]))
class CP:
    @functools.cached_property
    def v(self): print("once"); return 42
    @functools.lru_cache
    def m(self): return "m"
    @functools.singledispatchmethod
    def d(self, a): return "base"
    @d.register
    def _(self, a: int): return "int"
    @d.register(str)
    def _(self, a): return "str"
    pm = functools.partialmethod(lambda self, a, b: (a, b), 1)
c = CP(); print(c.v, c.v, c.__dict__, c.m(), c.d(1), c.d("s"), c.d(1.5), c.pm(2)); del c.v; print(c.v)
@functools.singledispatch
def disp(a): return "default"
@disp.register(list)
def _(a): return "list"
@disp.register
def _(a: int | float): return "num"
@disp.register
def _(a: collections.abc.Mapping): return "map"
print(disp([]), disp(1), disp(1.5), disp({}), disp("s"), disp.dispatch(bool)(True), list(disp.registry)[:2]); attempt("disp0", lambda: disp()); attempt("reg", lambda: disp.register(5))
@functools.total_ordering
class TO:
    def __init__(s, v): s.v = v
    def __eq__(s, o): return s.v == o.v
    def __lt__(s, o): return s.v < o.v
print(TO(1) <= TO(1), TO(2) > TO(1), TO(1) >= TO(2), sorted([TO(2), TO(1)])[0].v)
def deco(f):
    @functools.wraps(f)
    def w(*a, **k): "wdoc"; return f(*a, **k)
    return w
@deco
def orig(a: int, b=2) -> str: "odoc"; return str(a)
print(orig.__name__, orig.__doc__, orig.__wrapped__, inspect.signature(orig), orig.__annotations__) if 0 else print(orig.__name__, orig.__doc__, inspect.signature(orig), orig.__annotations__, inspect.unwrap(orig) is orig.__wrapped__)
p = functools.partial(print, "a", sep="-"); p("b", end="!\n"); print(p.func, p.args, p.keywords, functools.partial(p, "c").args, functools.reduce(lambda a, b: a * b, [1, 2, 3], 10), functools.partial(int, base=2))
# inspect
def sig(a, /, b: int = 1, *args: str, c, d: "x" = 2, **kw) -> None: ...
s = inspect.signature(sig); print(s, [str(p) for p in s.parameters.values()], s.parameters["b"].default, s.parameters["a"].kind.name, s.parameters["a"].kind.description, s.return_annotation, s.bind(1, 2, 3, c=4, z=5).arguments, s.bind_partial(1).args); b = s.bind(1, c=3); b.apply_defaults(); print(b.arguments, b.args, b.kwargs, b)
for bad in (lambda: s.bind(), lambda: s.bind(1), lambda: s.bind(a=1, c=2), lambda: inspect.signature(lambda x: 0).bind(1, 2), lambda: inspect.signature(lambda x: 0).bind(1, x=2), lambda: inspect.signature(lambda x: 0).bind(y=2), lambda: inspect.signature(5), lambda: inspect.signature(lambda *, k: 0).bind(1)): attempt("bind", bad)
print(s.replace(return_annotation=int), s == inspect.signature(sig), inspect.Parameter("q", inspect.Parameter.POSITIONAL_ONLY, default=3), inspect.Signature([inspect.Parameter("z", inspect.Parameter.KEYWORD_ONLY)])); attempt("par", lambda: inspect.Parameter("1x", inspect.Parameter.KEYWORD_ONLY)); attempt("sigord", lambda: inspect.Signature([inspect.Parameter("a", inspect.Parameter.KEYWORD_ONLY), inspect.Parameter("b", inspect.Parameter.POSITIONAL_ONLY)]))
class K:
    "kdoc"
    def m(self, x): ...
    @classmethod
    def c(cls): ...
    @staticmethod
    def s(q): ...
    @property
    def p(self): ...
print(inspect.signature(K.m), inspect.signature(K().m), inspect.signature(K.c), inspect.signature(K.s), inspect.signature(K), inspect.isfunction(K.m), inspect.ismethod(K().m), inspect.isbuiltin(len), inspect.isdatadescriptor(K.p), [n for n, _ in inspect.getmembers(K, inspect.isfunction)], inspect.getdoc(K), inspect.getmodule(K).__name__, inspect.isabstract(K), inspect.ismodule(sys), inspect.isclass(K), inspect.getmro(K), inspect.iscoroutinefunction(am), inspect.isasyncgenfunction(agen), inspect.currentframe().f_lineno > 0, inspect.currentframe().f_code.co_name, inspect.stack()[0].function, inspect.getsource(deco) if 0 else "", inspect.getfullargspec(sig).args, inspect.getcallargs(lambda a, b=2: 0, 1), inspect.classify_class_attrs(K)[-1].name, inspect.getattr_static(K, "p"), inspect.isroutine(K.m)) if 0 else print(inspect.signature(K.m), inspect.signature(K().m), inspect.signature(K.c), inspect.signature(K.s), inspect.isfunction(K.m), inspect.ismethod(K().m), inspect.isbuiltin(len), inspect.isdatadescriptor(K.p), [n for n, _ in inspect.getmembers(K, inspect.isfunction)], inspect.getdoc(K), inspect.getmodule(K).__name__, inspect.isclass(K), inspect.getmro(K), inspect.iscoroutinefunction(am), inspect.currentframe().f_code.co_name, inspect.stack()[0].function, inspect.getfullargspec(sig).args, inspect.isroutine(K.m))
# copy protocol
class Cp:
    def __init__(s, v): s.v = v
    def __copy__(s): print("copy"); return Cp(s.v)
    def __deepcopy__(s, memo): print("deep", len(memo) >= 0); return Cp(copy.deepcopy(s.v, memo))
    def __replace__(s, **k): return Cp(k["v"])
    def __eq__(s, o): return s.v == o.v
print(copy.copy(Cp([1])).v, copy.deepcopy(Cp([1])).v, copy.replace(Cp(1), v=3).v)
class Sl: __slots__ = ("a", "b")
q = Sl(); q.a = [1]; r = copy.deepcopy(q); print(r.a, r.a is q.a, hasattr(r, "b"), copy.copy(q).a is q.a)
class St:
    def __getstate__(self): return {"only": 1}
    def __setstate__(self, st): self.__dict__.update(st, set=True)
print(copy.copy(St()).__dict__)
class Red:
    def __init__(s, x): s.x = x
    def __reduce__(s): return (Red, (s.x + 1,))
print(copy.copy(Red(1)).x, copy.deepcopy([Red(1)])[0].x); cyc = [1]; cyc.append(cyc); dc = copy.deepcopy(cyc); print(dc[1] is dc, dc is not cyc); memo = {}; print(copy.deepcopy({"k": (1, [2])}, memo), copy.copy({1}), copy.deepcopy(frozenset([1])), copy.deepcopy(len) is len, copy.copy(K) is K, copy.deepcopy(collections.deque([[1]], 3)), copy.deepcopy(collections.OrderedDict(a=[1])), copy.deepcopy(collections.defaultdict(list, a=[1])), copy.copy(collections.Counter("aab")), copy.deepcopy(range(3)), copy.deepcopy(ValueError("x", [1])).args)
# containers subclassing
class MyD(dict):
    def __missing__(self, k): return f"missing {k}"
    def __setitem__(self, k, v): super().__setitem__(k, v * 2)
d = MyD(a=1); d["b"] = 2; print(d, d["zz"], d.get("zz"), "zz" in d, MyD.fromkeys([1], 2), d | {"c": 1}, type(d | {}), type(d.copy()), dict(d), {**d}); d.update(e=5); d.setdefault("f", 6); print(d)
class MyL(list):
    def append(self, x): super().append(x + 1)
    def __getitem__(self, i): return super().__getitem__(i) if isinstance(i, int) else MyL(super().__getitem__(i))
l = MyL([1]); l.append(1); l += [5]; print(l, l[0:1], type(l[0:1]), type(l + [1]), type(l * 2), type(l.copy()), l == [1, 2, 5], sorted(l), MyL("ab"))
class MyS(str):
    def __new__(cls, v): return super().__new__(cls, v.upper())
    def __add__(self, o): return MyS(super().__add__(o))
s = MyS("ab"); print(s, s + "c", type(s + "c"), type(s.lower()), type(s[0]), s == "AB", {s: 1}["AB"], f"{s:>4}", "x" + s, isinstance(s, str), MyS("q").__class__.__name__, repr(s))
class MyI(int):
    def __add__(self, o): return MyI(super().__add__(o))
    def __repr__(self): return f"MyI({int(self)})"
print(MyI(5) + 1, type(MyI(5) * 2), MyI("7"), [MyI(1)], str(MyI(3)), f"{MyI(3)}", MyI(3) == 3, hash(MyI(3)) == 3, MyI(3) < 4, bool(MyI(0)), -MyI(2), MyI.from_bytes(b"\x01"), isinstance(True, int), range(MyI(3)))
class MyT(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
print(MyT(1, 2), MyT(1) + (2,), type(MyT(1)[:]), MyT(1, 2) == (1, 2)); class_ = type("Dyn", (list,), {"x": 1, "m": lambda s: len(s)}); print(class_([1, 2]).m(), class_.__name__, class_.__module__)
class MyE(ValueError):
    def __init__(self, *a, code=None): super().__init__(*a); self.code = code
attempt("mye", lambda: (_ for _ in ()).throw(MyE("a", "b", code=3))); print(repr(MyE("a", code=1)), str(MyE("a", "b")), MyE().args)

"""Endless recursion through every method that the language calls: RecursionError, never the end of the C stack."""
import asyncio, contextlib, copy, functools, collections, json, weakref, abc

def do_repr():
    class A:
        def __repr__(self): return repr(self)
    a = A()
    repr(a)

def do_str():
    class A:
        def __str__(self): return str(self)
    a = A()
    str(a)

def do_format():
    class A:
        def __format__(self, s): return format(self, s)
    a = A()
    format(a)

def do_eq():
    class A:
        def __eq__(self, o): return [self] == [o]
        __hash__ = object.__hash__
    a = A()
    a == A()

def do_hash():
    class A:
        def __hash__(self): return hash((self,))
    a = A()
    hash(a)

def do_len():
    class A:
        def __len__(self): return len(self)
    a = A()
    len(a)

def do_bool():
    class A:
        def __bool__(self): return bool(self)
    a = A()
    bool(a)

def do_getattr():
    class A:
        def __getattr__(self, n): return self.x
    a = A()
    a.y

def do_getattribute():
    class A:
        def __getattribute__(self, n): return self.x
    a = A()
    a.y

def do_setattr():
    class A:
        def __setattr__(self, n, v): self.x = v
    a = A()
    a.y = 1

def do_delattr():
    class A:
        def __delattr__(self, n): del self.x
    a = A()
    del a.y

def do_iter():
    class A:
        def __iter__(self): return iter(self)
    a = A()
    iter(a)

def do_next():
    class A:
        def __iter__(self): return self
        def __next__(self): return next(self)
    a = A()
    list(a)

def do_call():
    class A:
        def __call__(self): return self()
    a = A()
    a()

def do_getitem():
    class A:
        def __getitem__(self, i): return self[i]
    a = A()
    a[1]

def do_contains():
    class A:
        def __contains__(self, i): return i in self
    a = A()
    1 in a

def do_add():
    class A:
        def __add__(self, o): return self + o
    a = A()
    a + 1

def do_radd():
    class A:
        def __radd__(self, o): return o + self
    a = A()
    1 + a

def do_sumadd():
    class A:
        def __radd__(self, o): return sum([self], o)
    a = A()
    sum([a])

def do_lt():
    class A:
        def __lt__(self, o): return sorted([self, o])
    a = A()
    sorted([a, A()])

def do_int():
    class A:
        def __int__(self): return int(self)
    a = A()
    int(a)

def do_index():
    class A:
        def __index__(self): return [1,2][self]
    a = A()
    [1,2][a]

def do_float():
    class A:
        def __float__(self): return float(self)
    a = A()
    float(a)

def do_round():
    class A:
        def __round__(self): return round(self)
    a = A()
    round(a)

def do_enter():
    class A:
        def __enter__(self):
            with self: pass
        def __exit__(self, *a): pass
    a = A()
    a.__enter__()

def do_new():
    class A:
        def __new__(cls, x=0): return cls(1) if x else object.__new__(cls)
    a = A()
    A(1)

def do_init():
    class A:
        def __init__(self, x=0):
            if x: A(1)
    a = A()
    A(1)

def do_getprop():
    class A:
        @property
        def p(self): return self.p
    a = A()
    a.p

def do_sortkey():
    k = lambda x: sorted([1,2], key=k)
    k(1)

def do_map():
    f = lambda x: list(map(f, [x]))
    f(1)

def do_reduce():
    import functools
    f = lambda x, y: functools.reduce(f, [1,2])
    f(1,2)

def do_max():
    f = lambda x: max([1,2], key=f)
    f(1)

def do_genrec():
    def g():
        yield from g()
    list(g())

def do_genfor():
    def g():
        for x in g(): yield x
    list(g())

def do_jsondef():
    import json
    class B: pass
    json.dumps(B(), default=lambda o: [B()])

def do_descr():
    class D:
        def __get__(self, o, t): return o.d
    class E: d = D()
    E().d

def do_setdescr():
    class D:
        def __set__(self, o, v): o.d = v
    class E: d = D()
    E().d = 1

def do_meta():
    class M(type):
        def __call__(cls): return cls()
    class X(metaclass=M): pass
    X()

def do_metanew():
    class M(type):
        def __new__(m, n, b, d): return M(n, b, d)
    class X(metaclass=M): pass

def do_initsub():
    class X:
        def __init_subclass__(cls): type("Y", (X,), {})
    class Z(X): pass

def do_prepare():
    class M(type):
        @classmethod
        def __prepare__(m, n, b): return M.__prepare__(n, b)
    class Z(metaclass=M): pass

def do_instcheck():
    class M(type):
        def __instancecheck__(c, o): return isinstance(o, c)
    class Z(metaclass=M): pass
    isinstance(1, Z)

def do_subcheck():
    class M(type):
        def __subclasscheck__(c, o): return issubclass(o, c)
    class Z(metaclass=M): pass
    issubclass(int, Z)

def do_dictmissing():
    class D(dict):
        def __missing__(s, k): return s[k]
    D()[1]

def do_defdict():
    import collections
    d = collections.defaultdict(lambda: d[len(d)])
    d[0]

def do_lru():
    import functools
    @functools.cache
    def f(n): return f(n + 1)
    f(0)

def do_awaitrec():
    import asyncio
    async def f(): await f()
    asyncio.run(f())

def do_awaitobj():
    import asyncio
    class A:
        def __await__(s): return (yield from A().__await__())
    async def f(): await A()
    asyncio.run(f())

def do_agenrec():
    import asyncio
    async def g():
        async for x in g(): yield x
    async def m():
        async for x in g(): pass
    asyncio.run(m())

def do_copydc():
    import copy
    class C:
        def __deepcopy__(s, m): return copy.deepcopy(s, {})
    copy.deepcopy(C())

def do_ctx():
    import contextlib
    @contextlib.contextmanager
    def c():
        with c(): yield
    with c(): pass

def do_str_join():
    class S:
        def __iter__(s): return iter([",".join(s)])
    ",".join(S())

def do_percent():
    class S:
        def __repr__(s): return "%r" % (s,)
    print("%s" % S())

def do_fstr():
    class S:
        def __repr__(s): return f"{s!r}"
    print(S())

def do_match():
    class S:
        @property
        def x(s):
            match s:
                case S(x=1): pass
    S().x

def do_abc():
    import abc
    class B(abc.ABC):
        @classmethod
        def __subclasshook__(c, o): return issubclass(o, c)
    issubclass(int, B)

def do_ann():
    class S:
        def __class_getitem__(c, i): return S[i]
    S[1]

def run(name, function):
    try:
        function()
        print(name, "returned")
    except RecursionError as e:
        print(name, "RecursionError")

run('repr', do_repr)
run('str', do_str)
run('format', do_format)
run('eq', do_eq)
run('hash', do_hash)
run('len', do_len)
run('bool', do_bool)
run('getattr', do_getattr)
run('getattribute', do_getattribute)
run('setattr', do_setattr)
run('delattr', do_delattr)
run('iter', do_iter)
run('next', do_next)
run('call', do_call)
run('getitem', do_getitem)
run('contains', do_contains)
run('add', do_add)
run('radd', do_radd)
run('sumadd', do_sumadd)
run('lt', do_lt)
run('int', do_int)
run('index', do_index)
run('float', do_float)
run('round', do_round)
run('enter', do_enter)
run('new', do_new)
run('init', do_init)
run('getprop', do_getprop)
run('sortkey', do_sortkey)
run('map', do_map)
run('reduce', do_reduce)
run('max', do_max)
run('genrec', do_genrec)
run('genfor', do_genfor)
run('jsondef', do_jsondef)
run('descr', do_descr)
run('setdescr', do_setdescr)
run('meta', do_meta)
run('metanew', do_metanew)
run('initsub', do_initsub)
run('prepare', do_prepare)
run('instcheck', do_instcheck)
run('subcheck', do_subcheck)
run('dictmissing', do_dictmissing)
run('defdict', do_defdict)
run('lru', do_lru)
run('awaitrec', do_awaitrec)
run('awaitobj', do_awaitobj)
run('agenrec', do_agenrec)
run('copydc', do_copydc)
run('ctx', do_ctx)
run('str_join', do_str_join)
run('percent', do_percent)
run('fstr', do_fstr)
run('match', do_match)
run('abc', do_abc)
run('ann', do_ann)

"""Cycles through everything that holds a reference, objects that come back from the dead, long chains and wide trees."""
import asyncio, gc, weakref, collections, functools, itertools, sys, types
log = []
class F:
    def __init__(s, n): s.n = n
    def __del__(s): log.append(s.n)
def mk(name, f):
    x = F(name); f(x)
def c(x): l = [x]; l.append(l)
mk('list', c)
def c(x): d = {1: x}; d[2] = d
mk('dict', c)
def c(x): l = []; t = (x, l); l.append(t)
mk('tuple', c)
def c(x): d = collections.deque([x]); d.append(d)
mk('deque', c)
def c(x): d = collections.OrderedDict(a=x); d['b'] = d
mk('od', c)
def c(x): d = collections.defaultdict(lambda: d, a=x)
mk('dd', c)
def c(x):
    class S: pass
    s = S(); z = {s, x} ; s.z = z
mk('set', c)
def c(x): x.me = x
mk('inst', c)
def c(x):
    def g(): return g, x
mk('closure', c)
def c(x):
    def g():
        y = x, it
        yield
    it = g(); next(it)
mk('gen', c)
def c(x):
    def g():
        try: yield x
        finally: log.append('fin')
    it = g(); next(it); x.it = it
mk('genfin', c)
def c(x):
    async def g(): return x, co
    co = g(); co.close()
mk('coro', c)
def c(x):
    e = Exception(x); e.__context__ = e if 0 else None; e.args = (e, x)
mk('exc', c)
def c(x):
    try: raise ValueError(x)
    except ValueError as e: y = e
mk('tb', c)
def c(x):
    a = Exception(x); b = Exception(); a.__context__ = b; b.__context__ = a
mk('excctx', c)
def c(x): p = functools.partial(print, x); p.__dict__['p'] = p
mk('partial', c)
def c(x): l = [x]; m = map(lambda y: l, l); l.append(m)
mk('map', c)
def c(x): l = [x]; l.append(iter(l))
mk('iter', c)
for f in (enumerate, reversed, itertools.chain, itertools.cycle, zip, lambda l: filter(None, l), lambda l: itertools.islice(l, 2), lambda l: itertools.tee(l), lambda l: itertools.accumulate(l), lambda l: itertools.groupby(l), lambda l: itertools.product(l, l), lambda l: itertools.permutations(l), lambda l: itertools.repeat(l), lambda l: types.MappingProxyType({1: l}), lambda l: {1: l}.items(), lambda l: slice(l), lambda l: l.append, lambda l: types.SimpleNamespace(l=l), lambda l: property(l), lambda l: staticmethod(l), lambda l: list[l] if 0 else types.GenericAlias(list, (id(l),)), lambda l: functools.lru_cache(lambda: l), lambda l: weakref.ref(types.SimpleNamespace(), l.append), lambda l: super(F, l[0]), lambda l: memoryview(b'a'), lambda l: functools.cmp_to_key(print)(l), lambda l: ExceptionGroup('a', [Exception(l)]), lambda l: collections.ChainMap({1: l}), lambda l: collections.UserList(l), lambda l: iter(l.pop, 1), lambda l: type('T', (), {'l': l}), lambda l: (lambda x=l: x), lambda l: types.MethodType(print, l)):
    def c(x):
        l = [x]; l.append(f(l))
    mk('it', c)
def c(x):
    class T: y = x
    T.me = T
mk('class', c)
def c(x):
    class T:
        __slots__ = ('a', 'b')
    t = T(); t.a = t; t.b = x
mk('slots', c)
loop = asyncio.new_event_loop()
def c(x): f = loop.create_future(); f.set_result((f, x))
mk('fut', c)
def c(x): f = loop.create_future(); f.add_done_callback(lambda y: (f, x))
mk('futcb', c)
def c(x):
    async def co(): await asyncio.sleep(0); return x, t
    t = loop.create_task(co()); loop.run_until_complete(t)
mk('task', c)
def c(x):
    async def ag():
        yield x, a
    a = ag(); x.a = a
mk('agen', c)
def c(x): q = asyncio.Queue(); q.put_nowait(x); q.put_nowait(q)
mk('queue', c)
def c(x): l = asyncio.Lock(); x.l = l; x.x = x
mk('lock', c)
def c(x):
    v = __import__('contextvars').ContextVar('v'); ctx = __import__('contextvars').copy_context(); ctx.run(v.set, (ctx, x))
mk('ctx', c)
gc.collect(); gc.collect()
print(len(log), sorted(set(map(str, log))))
# resurrection
keep = []
class Z:
    def __del__(s): keep.append(s); print('z', len(keep))
z = Z(); del z
z = keep.pop(); del z; print('gone')
a, b = Z(), Z(); a.b = b; b.a = a; del a, b; gc.collect(); print(len(keep)); keep.clear(); gc.collect()
class Y:
    def __del__(s): raise ValueError('in del')
y = Y(); del y
def cb(r): raise KeyError('in callback')
class W: pass
w = W(); r = weakref.ref(w, cb); del w; print(r())
a, b = W(), W(); a.b, b.a = b, a
got = []
r1 = weakref.ref(a, lambda r: got.append(r2())); r2 = weakref.ref(b, lambda r: got.append(r1())); del a, b; gc.collect(); print(got)
class D2:
    def __del__(s): gc.collect(); print('d2')
d = D2(); d.d = d; del d; gc.collect()
class D3:
    def __del__(s):
        x = D3x(); x.x = x; gc.collect()
class D3x: pass
for i in range(3): d = D3(); d.d = d
del d; gc.collect()
# chains with del in cycle and weakref to chain members
class N: pass
head = None
refs = []
for i in range(10000):
    n = N(); n.next = head; n.w = weakref.ref(head) if head else None; n.w2 = weakref.ref(head, lambda r: refs.append(1)) if head else None; head = n
del n, head; print('chain', len(refs))
class N2:
    def __del__(s): s.w and s.w()
head = None
for i in range(10000):
    n = N2(); n.next = head; n.w = weakref.ref(head) if head else None; head = n
del n, head; print('chain2')
wd = weakref.WeakValueDictionary(); ws = weakref.WeakSet(); wk = weakref.WeakKeyDictionary()
l = [N() for i in range(1000)]
for i, n in enumerate(l): wd[i] = n; ws.add(n); wk[n] = i
for i, k in enumerate(wd):
    if i == 5: l.clear()
print(len(wd), len(ws), len(wk))
# tree destroy, wide and deep
def tree(d): return [tree(d - 1) for _ in range(4)] if d else []
t = tree(8); del t
class Tr:
    def __init__(s, d): s.c = {i: Tr(d - 1) for i in range(3)} if d else None
    def __del__(s): global cnt; cnt += 1
cnt = 0
t = Tr(8); del t; print(cnt)
x = None
for i in range(1000000): x = [x]
del x; print('1M')
x = None
for i in range(300000):
    x = F(x)
del x; print('300k', len(log) > 300000)

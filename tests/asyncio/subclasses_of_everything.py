# Classes derived from asyncio's: their overridden methods are called where CPython calls them
import asyncio
def HX(s):
    p = str(s).split('0x'); return p[0] + ''.join('0x' + q.lstrip('0123456789abcdef') for q in p[1:])
def R(x): return HX(repr(x))
def s(label, fn, *args, **k):
    try: r = fn(*args, **k)
    except BaseException as e: print(label, type(e).__name__, HX(str(e)))
    else: print(label, '->', R(r))
async def a(label, aw):
    try: r = await aw
    except BaseException as e: print(label, type(e).__name__, HX(str(e)), e.args if isinstance(e, asyncio.CancelledError) else '')
    else: print(label, '->', R(r))
import collections.abc
class Sub(asyncio.Future):
    def set_result(self, r): print('set_result', r); super().set_result(r)
    def cancel(self, msg=None): print('cancel', msg); return super().cancel(msg=msg)
class MyTask(asyncio.Task):
    def cancel(self, msg=None): print('task cancel', msg); return super().cancel(msg=msg)
    def __del__(self): print('del task')
class Coro(collections.abc.Coroutine):
    def __init__(self): self.n = 0
    def send(self, v):
        self.n += 1
        if self.n > 2: raise StopIteration('coro result')
        return None
    def throw(self, *a): print('throw', a); raise a[0] if isinstance(a[0], BaseException) else a[0](*a[1:2])
    def close(self): print('closed')
    def __await__(self): return self
    def __iter__(self): return self
    def __next__(self): return self.send(None)
class MyLoop(asyncio.SelectorEventLoop):
    def call_soon(self, cb, *args, context=None): print('call_soon', getattr(cb, '__name__', type(cb).__name__)) if False else None; return super().call_soon(cb, *args, context=context)
    def create_task(self, coro, **kw): print('create', coro.__name__); return super().create_task(coro, **kw)
async def w(x): await asyncio.sleep(0.1); return x
async def main():
    loop = asyncio.get_running_loop()
    f = Sub(); loop.call_soon(f.set_result, 4); print(await f); f = Sub(); t = asyncio.ensure_future(asyncio.wait_for(f, 1)); await asyncio.sleep(0); t.cancel('mm'); await a('c', t)
    t = MyTask(w(1)); print(await t); t = MyTask(w(2)); await asyncio.sleep(0); t.cancel('x'); await a('t', t); del t
    t = asyncio.create_task(w(3)); t.extra = 'attr'; print(t.extra, await t)
    print(await asyncio.create_task(Coro()), asyncio.iscoroutine(Coro())); t = asyncio.create_task(Coro(), name='cc'); await asyncio.sleep(0); t.cancel(); await a('coro c', t); print(R(t))
    def fac(loop, coro, **kw): return MyTask(coro, loop=loop, **kw)
    loop.set_task_factory(fac); t = asyncio.create_task(w(5), name='fac'); print(type(t).__name__, t.get_name(), await t); del t; print(await asyncio.gather(w(1), w(2)))
    async with asyncio.TaskGroup() as tg: x = tg.create_task(w(9)); print(type(x).__name__)
    del x; loop.set_task_factory(None)
    try:
        async with asyncio.timeout(0.05): await MyTask(w(1))
    except TimeoutError: print('timed out')
    class Aw:
        def __await__(self): r = yield from w(7).__await__(); return r * 2
    print(await Aw(), await asyncio.wait_for(Aw(), 1), await asyncio.gather(Aw()))
    class CM:
        async def __aenter__(self): await asyncio.sleep(0); print('enter'); return self
        async def __aexit__(self, t, e, tb): await asyncio.sleep(0); print('exit', t); return t is ValueError
    async with CM() as c, CM() as d: print('in')
    async with CM(): raise ValueError
    await a('k', cmk(CM))
    e = asyncio.Event(); 
    class E2(asyncio.Event): pass
    class L2(asyncio.Lock):
        async def acquire(self): print('acq'); return await super().acquire()
        def release(self): print('rel'); super().release()
    async with L2(): print('locked')
    class S2(asyncio.Semaphore):
        async def acquire(self): print('sacq'); return await super().acquire()
        def release(self): print('srel'); super().release()
    async with S2(1): print('sem')
    c = asyncio.Condition(L2()) 
    async with c: c.notify_all()
    print(R(E2()), R(L2()), R(S2(3)))
    class Q2(asyncio.Queue):
        async def get(self): print('get'); return await super().get()
        async def put(self, x): print('put', x); await super().put(x)
    q = Q2(); await q.put(1); print(await q.get())
    class TG(asyncio.TaskGroup):
        def create_task(self, c, **k): print('tg create'); return super().create_task(c, **k)
    async with TG() as tg: tg.create_task(w(1))
async def cmk(CM):
    async with CM(): raise KeyError('k')
asyncio.run(main())
with asyncio.Runner(loop_factory=MyLoop) as r:
    async def m(): print(type(asyncio.get_running_loop()).__name__); await asyncio.create_task(w(1)); print(await asyncio.gather(w(1), w(2)))
    r.run(m())

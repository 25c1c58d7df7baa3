# Objects that keep to asyncio's protocol of futures without being any; what can and cannot be awaited, with the messages
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
class Foreign:
    _asyncio_future_blocking = False
    def __init__(self, loop): self.loop = loop; self.cbs = []; self.state = None; self.val = None
    def get_loop(self): return self.loop
    def add_done_callback(self, cb, *, context=None): print('add', context is not None); self.cbs.append((cb, context))
    def remove_done_callback(self, cb): n = len(self.cbs); self.cbs = [c for c in self.cbs if c[0] != cb]; return n - len(self.cbs)
    def cancel(self, msg=None): print('foreign cancel', msg); self.finish('c'); return True
    def done(self): return self.state is not None
    def cancelled(self): return self.state == 'c'
    def exception(self): return self.val if self.state == 'e' else None
    def result(self):
        print('result()')
        if self.state == 'c': raise asyncio.CancelledError('fc')
        if self.state == 'e': raise self.val
        return self.val
    def finish(self, st, v=None):
        self.state = st; self.val = v
        for cb, ctx in self.cbs: self.loop.call_soon(cb, self, context=ctx)
        self.cbs = []
    def __await__(self):
        if not self.done():
            self._asyncio_future_blocking = True
            yield self
        return self.result()
    __iter__ = __await__
async def main():
    loop = asyncio.get_running_loop()
    print(asyncio.isfuture(Foreign(loop)), asyncio.isfuture(Foreign), asyncio.isfuture(5))
    f = Foreign(loop); loop.call_later(1, f.finish, 'r', 42); print(await f)
    f = Foreign(loop); loop.call_later(1, f.finish, 'e', ValueError('fe')); await a('exc', f)
    async def aw(f): return await f
    f = Foreign(loop); t = asyncio.create_task(aw(f)); await asyncio.sleep(1); t.cancel('m'); await a('cancel', t)
    f = Foreign(loop); t = asyncio.create_task(aw(f)); await asyncio.sleep(1); f.finish('c'); await a('fcancel', t)
    f = Foreign(loop); f.finish('r', 1); print(await f)
    print(asyncio.ensure_future(f) is f)
    f = Foreign(loop); g = asyncio.gather(f, asyncio.sleep(1, 's')); loop.call_later(2, f.finish, 'r', 'F'); print(await g)
    f = Foreign(loop); loop.call_later(1, f.finish, 'r', 'W'); d, p = await asyncio.wait([f]); print(d == {f})
    f = Foreign(loop); loop.call_later(1, f.finish, 'r', 'WF'); print(await asyncio.wait_for(f, 5))
    f = Foreign(loop); await a('wf', asyncio.wait_for(f, 1))
    f = Foreign(loop); loop.call_later(1, f.finish, 'r', 'SH'); print(await asyncio.shield(f))
    f = Foreign(loop); loop.call_later(1, f.finish, 'r', 'AC')
    for c in asyncio.as_completed([f]): print(await c)
    class Bad:
        def __await__(self): yield 5
    await a('bad yield', asyncio.create_task(aw(Bad())))
    class Bad2:
        def __await__(self): yield loop.create_future()
    await a('bad yield', asyncio.create_task(aw(Bad2())))
    class Bad3:
        def __await__(self): return 5
    await a('bad await', asyncio.create_task(aw(Bad3())))
    class Bad4:
        def __await__(self): return aw(1)
    c = None
    await a('bad await', asyncio.create_task(aw(Bad4())))
    await a('bad', asyncio.create_task(aw(5)))
    async def selfa(): await asyncio.current_task()
    t = asyncio.create_task(selfa(), name='selfish'); await a('self', t)
    other = asyncio.new_event_loop(); of = other.create_future(); t = asyncio.create_task(aw(of), name='x'); await a('other', t); other.close()
    def gen(): yield
    class Bad5:
        def __await__(self): yield gen()
    t = asyncio.create_task(aw(Bad5()), name='y'); await a('gen', t)
    class Iter:
        def __init__(self): self.n = 3
        def __await__(self): return self
        def __iter__(self): return self
        def __next__(self):
            self.n -= 1
            if self.n == 0: raise StopIteration('done')
            return None
    print(await Iter(), await asyncio.create_task(aw(Iter())))
    import types
    @types.coroutine
    def old(): x = yield; return ('old', x)
    print(await old(), await asyncio.create_task(aw(old())))
    class Chain:
        def __await__(self): return asyncio.sleep(0.1, 'ch').__await__()
    print(await Chain(), await asyncio.gather(Chain(), Chain()), await asyncio.wait_for(Chain(), 1), await asyncio.shield(Chain()))
    s('ct', asyncio.create_task, Chain()); s('ct', asyncio.create_task, 5); s('ct', asyncio.create_task, main); s('tsk', asyncio.Task, 5); s('fut', lambda: asyncio.create_task(loop.create_future()))
    async def ag(): yield 1
    s('ct', asyncio.create_task, ag()); s('ef', asyncio.ensure_future, ag()); s('ef', asyncio.ensure_future, 'x'); s('ef', asyncio.ensure_future, None)
    await a('await list', asyncio.create_task(aw([1])));  await a('await none', asyncio.create_task(aw(None))); await a('await gen', asyncio.create_task(aw(ag())));  await a('await fn', asyncio.create_task(aw(main)))
asyncio.run(main())

# subclassing & custom awaitables
import asyncio
log = lambda *a: print(*a)
class Aw:
    def __init__(s, v): s.v = v
    def __await__(s):
        yield from asyncio.sleep(.1).__await__()
        return s.v
class Bad:
    def __await__(s): return 5
class Bad2:
    def __await__(s): yield 5
class Fut(asyncio.Future):
    def __init__(s, **k): super().__init__(**k); s.extra = 'e'
    def set_result(s, r): log('set', r); super().set_result(r)
    def cancel(s, msg=None): log('cancel', msg); return super().cancel(msg)
    def add_done_callback(s, f, *, context=None): log('adc', getattr(f, '__qualname__', type(f).__name__)); super().add_done_callback(f, context=context)
class Tk(asyncio.Task):
    def cancel(s, msg=None): log('Tk.cancel', msg); return super().cancel(msg)
    def add_done_callback(s, f, **k): log('Tk.adc'); super().add_done_callback(f, **k)
class Q(asyncio.Queue):
    async def get(s): log('Q.get'); return await super().get()
    def _put(s, i): log('_put', i); super()._put(i)
class Ev(asyncio.Event):
    def set(s): log('Ev.set'); super().set()
class TG(asyncio.TaskGroup):
    def create_task(s, c, **k): log('TG.create', sorted(k)); return super().create_task(c, **k)
class Lk(asyncio.Lock):
    async def acquire(s): log('acq'); return await super().acquire()
    def release(s): log('rel'); super().release()
async def main():
    log(await Aw(1), await asyncio.gather(Aw(2), Aw(3)), await asyncio.wait_for(Aw(4), 1), await asyncio.ensure_future(Aw(5)), await asyncio.shield(Aw(6)))
    for b in (Bad, Bad2):
        try: await b()
        except (TypeError, RuntimeError) as e: log(type(e).__name__, e)
    for b in (5, None, 'x', [], print):
        try: await b
        except TypeError as e: log(e)
    f = Fut(loop=asyncio.get_running_loop()); asyncio.get_running_loop().call_later(.1, f.set_result, 9); log(await f, f.extra, repr(f))
    f = Fut(loop=asyncio.get_running_loop()); 
    async def w(): await f
    t = asyncio.create_task(w()); await asyncio.sleep(0); t.cancel('m')
    try: await t
    except asyncio.CancelledError as e: log(e.args, f.cancelled())
    t = Tk(asyncio.sleep(1), loop=asyncio.get_running_loop(), name='tk'); await asyncio.sleep(0)
    try: await asyncio.wait_for(t, .1)
    except TimeoutError: log('to', t.cancelled())
    asyncio.get_running_loop().set_task_factory(lambda l, c, **k: Tk(c, loop=l, **k))
    async with TG() as tg: tg.create_task(asyncio.sleep(.1), name='a'); t = tg.create_task(asyncio.sleep(9)); t.cancel('tgc')
    try:
        async with asyncio.timeout(.1): await asyncio.gather(asyncio.sleep(1), asyncio.sleep(2))
    except TimeoutError: log('T')
    asyncio.get_running_loop().set_task_factory(None)
    q = Q(); await q.put(1); log(await q.get()); e = Ev(); e.set(); log(await e.wait())
    l = Lk()
    async with l: log('in', l.locked())
    c = asyncio.Condition(l)
    async with c: log('cond', c.locked())
    class Dun:
        async def __aenter__(s): return 'ae'
        async def __aexit__(s, *a): log('ax', a[0]); return True
    async with Dun() as d: log(d); raise ValueError
    class It:
        def __init__(s): s.i = 0
        def __aiter__(s): return s
        async def __anext__(s):
            s.i += 1
            if s.i > 3: raise StopAsyncIteration
            await asyncio.sleep(0); return s.i
    log([x async for x in It()], [x async for x in It() if x > 1])
    class NoAw:
        def __aiter__(s): return s
        def __anext__(s): return 5
    try:
        async for x in NoAw(): pass
    except TypeError as e: log(e)
    try:
        async for x in [1]: pass
    except TypeError as e: log(e)
    try:
        async with 5: pass
    except TypeError as e: log(e)
    try:
        with asyncio.Lock(): pass
    except TypeError as e: log(e)
    try: await asyncio.Lock()
    except TypeError as e: log(e)
    try:
        async with asyncio.Event(): pass
    except TypeError as e: log(e)
    try: next(asyncio.sleep(1))
    except TypeError as e: log(e)
    try: iter(asyncio.sleep(1))
    except TypeError as e: log(e)
asyncio.run(main())

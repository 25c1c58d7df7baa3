# Waits cut short by timeouts and cancels, states of tasks and futures, and what misuse is told
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
import functools, inspect, itertools, collections, random
async def w(d, r=None): await asyncio.sleep(d); return r if r is not None else d
async def main():
    loop = asyncio.get_running_loop()
    # wait_for + lock, queue cancellation
    lock = asyncio.Lock(); await lock.acquire(); await a('wf lock', asyncio.wait_for(lock.acquire(), 1)); lock.release(); await a('l', asyncio.wait_for(lock.acquire(), 1)); lock.release()
    q = asyncio.Queue(1); await a('wf get', asyncio.wait_for(q.get(), 1)); q.put_nowait(1); await a('wf put', asyncio.wait_for(q.put(2), 1)); print(q.qsize())
    sem = asyncio.Semaphore(1)
    async def limited(n):
        async with sem: print('in', n, loop.time()); await asyncio.sleep(1)
    await asyncio.gather(*map(limited, range(3)))
    # producer/consumer with errors
    async def prod(q, n):
        for i in range(n): await q.put(i); await asyncio.sleep(0)
        await q.put(None)
    async def cons(q):
        out = []
        while (x := await q.get()) is not None: out.append(x); q.task_done()
        q.task_done(); return out
    q = asyncio.Queue(2); print(await asyncio.gather(prod(q, 5), cons(q))); await q.join()
    # nested finally ordering
    async def fin(n):
        try: await asyncio.sleep(5)
        except asyncio.CancelledError: print('ce', n); raise
        finally: await asyncio.sleep(0.1); print('fin', n)
    ts = [asyncio.create_task(fin(i)) for i in range(3)]; await asyncio.sleep(0); [t.cancel(f'm{i}') for i, t in enumerate(ts)]; r = await asyncio.gather(*ts, return_exceptions=True); print(r)
    # cancel twice during cleanup
    t = asyncio.create_task(fin('twice')); await asyncio.sleep(0); t.cancel('one'); await asyncio.sleep(0); t.cancel('two'); await a('tw', t); print(t.cancelling())
    # cancel done/unstarted
    t = asyncio.create_task(w(0)); print(t.cancel(), t.cancelled(), t.cancelling()); await a('unst', t); print(t.cancel(), t.cancelled())
    t = asyncio.create_task(w(0)); await t; print(t.cancel(), t.uncancel())
    # result/exception of task states
    t = asyncio.create_task(w(1)); s('res', t.result); s('exc', t.exception); t.cancel(); await a('x', t); s('res', t.result); s('exc', t.exception)
    # future await from many
    f = loop.create_future(); ts = [asyncio.create_task(aw(f, i)) for i in range(3)]; await asyncio.sleep(0); f.set_result('shared'); print(await asyncio.gather(*ts))
    f = loop.create_future(); ts = [asyncio.create_task(aw(f, i)) for i in range(3)]; await asyncio.sleep(0); ts[0].cancel(); print([type(x).__name__ for x in await asyncio.gather(*ts, return_exceptions=True)], f.cancelled())
    f = loop.create_future(); f.set_exception(ValueError('multi')); 
    for _ in range(2): await a('f', f)
    # loop.run_in_executor + lock; call_later ordering with equal times
    order = []; [loop.call_later(1, order.append, i) for i in range(3)]; loop.call_at(loop.time() + 1, order.append, 'at'); await asyncio.sleep(1); print(order); await asyncio.sleep(0); print(order)
    # sleep negative, nan, big
    await asyncio.sleep(-1); print(await asyncio.sleep(0, 'r')); await a('nan', asyncio.sleep(float('nan'))); await a('str', asyncio.sleep('1')); await a('none', asyncio.sleep(None))
    s('sleep()', asyncio.sleep); s('sleep kw', lambda: asyncio.sleep(1, foo=2)); s('wait_for', lambda: asyncio.wait_for(5)); s('gather kw', lambda: asyncio.gather(foo=1)); s('create_task', asyncio.create_task); s('shield', asyncio.shield); s('timeout', asyncio.timeout); s('wait', lambda: asyncio.wait()); s('ct kw', lambda: asyncio.create_task(5, nam='x')); s('q', lambda: asyncio.Queue(maxsiz=3)); s('sem', lambda: asyncio.Semaphore(valu=3)); s('to_thread', lambda: asyncio.to_thread()); s('ensure', asyncio.ensure_future); s('lock.acquire', lambda: lock.acquire(1)); s('ev.set', lambda: asyncio.Event().set(1)); s('q.put', lambda: q.put()); s('q.get', lambda: q.get(1)); s('q.join', lambda: q.join(1)); s('l.release', lambda: lock.release(1)); s('tg', lambda: asyncio.TaskGroup(1)); s('cond', lambda: asyncio.Condition(1, 2));
async def aw(f, i): return i, await f
asyncio.run(main())

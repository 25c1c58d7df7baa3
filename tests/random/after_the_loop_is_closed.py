# Futures that end when their loop is closed
import asyncio
loop = asyncio.new_event_loop()
async def g(q):
    try: await q.get()
    except Exception as e: print(repr(e), repr(e.__context__))
async def h(q):
    try: await q.put(1)
    except Exception as e: print(repr(e), repr(e.__context__))
async def j(q):
    try: await q.join()
    except Exception as e: print(repr(e), repr(e.__context__))
async def k(q):
    try: await asyncio.Lock().acquire(); l = asyncio.Lock(); await l.acquire(); await l.acquire()
    except Exception as e: print(repr(e), repr(e.__context__))
async def s(q):
    try: await asyncio.sleep(4)
    except Exception as e: print(repr(e), repr(e.__context__))
async def ev(q):
    try: await asyncio.Event().wait()
    except Exception as e: print(repr(e), repr(e.__context__))
async def w(q):
    try: await asyncio.wait([asyncio.create_task(asyncio.sleep(5))])
    except Exception as e: print(repr(e), repr(e.__context__))
async def wf(q):
    try: await asyncio.wait_for(q.get(), 3)
    except Exception as e: print(repr(e), repr(e.__context__))
async def sem(q):
    try: await asyncio.Semaphore(0).acquire()
    except Exception as e: print(repr(e), repr(e.__context__))
async def cond(q):
    try:
        c = asyncio.Condition()
        async with c: await c.wait()
    except Exception as e: print(repr(e), repr(e.__context__))
async def bar(q):
    try:  await asyncio.Barrier(2).wait()
    except Exception as e: print(repr(e), repr(e.__context__))
async def ac(q):
    try:
        async for f in asyncio.as_completed([asyncio.create_task(asyncio.sleep(5))]): pass
    except Exception as e: print(repr(e), repr(e.__context__))
async def ac2(q):
    try:
        for f in asyncio.as_completed([asyncio.create_task(asyncio.sleep(5))]): await f
    except Exception as e: print(repr(e), repr(e.__context__))
async def tg(q):
    try:
        async with asyncio.TaskGroup() as t: t.create_task(q.get()); await asyncio.sleep(3)
    except BaseException as e: print(repr(e), repr(e.__context__), getattr(e, 'exceptions', None))
async def tg2(q):
    try:
        async with asyncio.TaskGroup() as t: t.create_task(q.get())
    except BaseException as e: print(repr(e), repr(e.__context__), getattr(e, 'exceptions', None))
async def ga(q):
    try:
        await asyncio.gather(q.get(), q.get())
    except BaseException as e: print(repr(e), repr(e.__context__), getattr(e, 'exceptions', None))
async def tm(q):
    try:
        async with asyncio.timeout(3): await q.get()
    except BaseException as e: print(repr(e), repr(e.__context__), getattr(e, 'exceptions', None))
async def sh(q):
    try:
        await asyncio.shield(q.get())
    except BaseException as e: print(repr(e), repr(e.__context__), getattr(e, 'exceptions', None))
async def th(q):
    try:
        await asyncio.to_thread(print, 'thread')
        await asyncio.sleep(3)
    except BaseException as e: print(repr(e), repr(e.__context__), getattr(e, 'exceptions', None))
import gc
for f in (g, h, j, k, s, ev, w, wf, sem, cond, bar, ac, ac2, tg, tg2, ga, tm, sh, th):
    print(f.__name__)
    loop = asyncio.new_event_loop()
    q = asyncio.Queue(1)
    if f in (h, j): q.put_nowait(0)
    t = loop.create_task(f(q)); 
    loop.call_later(.1, loop.stop); loop.run_forever(); loop.close()
    print('closing')
    c = t.get_coro()
    try: c.close()
    except BaseException as e: print('close', repr(e), repr(e.__context__))
    fut = loop.create_future(); fut.add_done_callback(print)
    for op in (lambda: fut.cancel(), lambda: t.cancel(), lambda: fut.cancelled()):
        try: print(op())
        except RuntimeError as e: print(e)
    fut = loop.create_future(); fut.add_done_callback(print)
    try: fut.set_result(1)
    except RuntimeError as e: print(e)
    print(fut.done())
    try: fut.add_done_callback(print)
    except RuntimeError as e: print(e)
    fut = loop.create_future(); fut.add_done_callback(print)
    try: fut.set_exception(ValueError)
    except RuntimeError as e: print(e)
    fut.exception()
    t = q = c = None; 
    del t

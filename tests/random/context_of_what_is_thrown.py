import asyncio
def show(e):
    return repr(e) + (" after " + show(e.__context__) if e.__context__ else "")
async def inner(how):
    try:
        if how == 0: await asyncio.sleep(0)
        if how == 1: await asyncio.sleep(1)
        if how == 2: await asyncio.get_running_loop().create_future()
        if how == 3: await asyncio.create_task(asyncio.sleep(1))
        if how == 4: await asyncio.gather(asyncio.sleep(1))
        if how == 5: await asyncio.wait_for(asyncio.sleep(1), 2)
        if how == 6: await asyncio.wait_for(asyncio.sleep(1), 0.5)
        if how == 7: await asyncio.Queue().get()
        if how == 8: await asyncio.Event().wait()
        if how == 9: await asyncio.wait([asyncio.create_task(asyncio.sleep(1))])
        if how == 10: await asyncio.shield(asyncio.sleep(1))
        if how == 11:
            async with asyncio.TaskGroup() as tg: tg.create_task(asyncio.sleep(1))
        if how == 12:
            async with asyncio.timeout(0.2): await asyncio.sleep(1)
        if how == 13:
            l = asyncio.Lock(); await l.acquire(); await l.acquire()
        if how == 14:
            l = asyncio.Semaphore(0); await l.acquire()
        if how == 15:
            c = asyncio.Condition()
            async with c: await c.wait()
        if how == 16: await asyncio.Barrier(2).wait()
        if how == 17: await asyncio.to_thread(lambda: __import__('time').sleep(1))
        if how == 18:
            async for x in asyncio.as_completed([asyncio.sleep(1)]): pass
        if how == 19:
            q = asyncio.Queue(); q.put_nowait(1); await q.join()
        if how == 20:
            q = asyncio.Queue(1); q.put_nowait(1); await q.put(1)
    except BaseException as e:
        print(how, 'inner', show(e))
        raise
async def outer(how):
    try:
        1/0
    except ZeroDivisionError:
        try:
            await inner(how)
        except BaseException as e:
            print(how, 'outer', show(e))
            raise
async def plain(how):
    try:
        await inner(how)
    finally:
        await inner(how)
async def main():
    for f in outer, plain:
        for how in range(21):
            t = asyncio.create_task(f(how))
            await asyncio.sleep(0)
            await asyncio.sleep(0 if how == 0 else 0.1)
            t.cancel('x')
            await asyncio.sleep(0 if how == 0 else 0.01)
            t.cancel('y')
            try: await t
            except BaseException as e: print(how, show(e))
asyncio.run(main())

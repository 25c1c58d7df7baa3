# Tasks made while asyncio.run cancels the others are closed by the collector, each in its turn
import asyncio, gc
async def s():
    try: await asyncio.gather(asyncio.sleep(5), asyncio.sleep(6))
    except Exception as e: print(repr(e), repr(e.__context__))
    print('on')
async def s2():
    try: await asyncio.gather(asyncio.Queue().get(), return_exceptions=True)
    except Exception as e: print(repr(e), repr(e.__context__))
    print('on')
async def s3(q=asyncio.Queue()):
    try: await asyncio.wait_for(q.get(), 4)
    except Exception as e: print(repr(e), repr(e.__context__))
    print('on')
async def s4(q=asyncio.Queue()):
    try:
        async with asyncio.timeout(4): await q.get()
    except Exception as e: print(repr(e), repr(e.__context__))
    print('on')
async def s5(q=asyncio.Queue()):
    try: await asyncio.shield(q.get())
    except Exception as e: print(repr(e), repr(e.__context__))
    print('on')
async def s6(q=asyncio.Queue()):
    try:
        async with asyncio.TaskGroup() as tg: tg.create_task(q.get())
    except BaseException as e: print(repr(e), repr(e.__context__))
    print('on')
async def m(f):
    async def dying():
        try: await asyncio.sleep(100)
        finally:
            asyncio.create_task(f())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
    asyncio.create_task(dying()); await asyncio.sleep(0)
for f in (s, s2, s3, s4, s5, s6): print(f.__name__); asyncio.run(m(f)); gc.collect()

tasks = []
q = asyncio.Queue()
async def w6(n):
    try: await q.get()
    except Exception as e: print(n, type(e).__name__, str(e).rpartition('>')[2], repr(e.__context__))
    print(n, 'went on')
    try: await asyncio.sleep(1)
    finally: print('fin')
async def m6(keep):
    async def dying():
        try: await asyncio.sleep(100)
        finally:
            for i in range(2):
                t = asyncio.create_task(w6(i))
                if keep: tasks.append(t)
            await asyncio.sleep(0)
    asyncio.create_task(dying()); await asyncio.sleep(0)
asyncio.run(m6(0)); print('ran'); q = asyncio.Queue(); gc.collect(); print('collected')
asyncio.run(m6(1)); print('ran'); q = asyncio.Queue(); tasks.clear(); gc.collect(); print('collected')
asyncio.run(m6(0)); print('end')
asyncio.run(m6(1)); print('end')

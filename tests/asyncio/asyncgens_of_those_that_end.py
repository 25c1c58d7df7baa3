# A generator that the hook closes is none of shutdown_asyncgens’s
import asyncio
async def a1(n):
    try: yield 7
    finally: print(asyncio.current_task().get_name(), 'closes')
async def w2(q):
    async for n in a1(0): await q.join()
async def main2(how):
    print(asyncio.current_task().get_name())
    q = asyncio.Queue(); q.put_nowait(1)
    t = asyncio.create_task(w2(q), name='z'); await asyncio.sleep(.1)
    if how == 0: t.cancel()
    if how == 1: t.cancel(); await asyncio.sleep(0)
    if how == 2: t.cancel(); await asyncio.sleep(.1)
    if how == 3:
        g = a1(0); await anext(g); globals()['g'] = g
    if how == 4:
        g = a1(0); await anext(g); del g
    if how == 5:
        g = a1(0); await anext(g); del g; await asyncio.sleep(0)
for i in range(6):
    print('run', i)
    asyncio.run(main2(i))
async def a3():
    try: yield 7
    finally: print(asyncio.current_task().get_name(), 'closes')
async def w3(q):
    async for n in a3(): await q.join()
    await q.put(118)
async def main3(how):
    q = asyncio.Queue(1)
    async def dying():
        try: await asyncio.sleep(5)
        finally:
            print('fin', asyncio.Task(asyncio.sleep(0)).get_name())
            q2 = asyncio.Queue(); q2.put_nowait(1)
            asyncio.create_task(w3(q2), name='late')
    if how:
        q.put_nowait(0) if how == 2 else 0
        t = asyncio.create_task(w3(q), name='first')
        await asyncio.sleep(.1); print(t.done())
    asyncio.create_task(dying(), name='dying')
    await asyncio.sleep(.1)
for h in range(3):
    print(h)
    asyncio.run(main3(h))

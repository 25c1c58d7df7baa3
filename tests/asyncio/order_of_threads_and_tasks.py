# Functions in an executor begin where the ready queue has them, over the phases of a run too
import asyncio, time
def work(n): print('thread', n)
async def w1(n, how):
    try:
        asyncio.get_running_loop().run_in_executor(None, work, n)
        if how == 0:
            asyncio.current_task().cancel()
            await asyncio.Queue().get()
        if how == 1: await asyncio.sleep(0)
        if how == 2: pass
        if how == 3:
            asyncio.current_task().cancel()
            async for item in asyncio.as_completed([asyncio.create_task(asyncio.sleep(0))]): pass
        if how == 4:
            asyncio.current_task().cancel()
            await asyncio.sleep(1)
    finally: print('ends', n)
async def w0(n, how): await asyncio.wait([asyncio.create_task(w1(n, how))])
async def main():
  for debug in (0, 1):
    asyncio.get_running_loop().set_debug(debug)
    for how in range(5):
        print('how', how)
        asyncio.create_task(w0(1, how)); asyncio.create_task(w0(2, how))
        t = asyncio.create_task(w1(3, how))
        await asyncio.wait([t]); await asyncio.sleep(1)
    await asyncio.sleep(0)
    print('again')
asyncio.run(main())

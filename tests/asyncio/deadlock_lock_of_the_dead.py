import asyncio
async def worker(lock):
    await lock.acquire()
    raise ValueError('died')
async def main():
    lock = asyncio.Lock(); t = asyncio.create_task(worker(lock)); await asyncio.sleep(.1)
    async with lock: pass
asyncio.run(main())

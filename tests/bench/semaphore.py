# A semaphore of three, wanted by ten.
import asyncio


async def worker(semaphore):
    for _ in range(5000):
        async with semaphore:
            await asyncio.sleep(0)


async def main():
    semaphore = asyncio.Semaphore(3)
    await asyncio.gather(*(worker(semaphore) for _ in range(10)))


asyncio.run(main())

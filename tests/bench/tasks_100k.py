# A hundred thousand sleeping tasks, gathered.
import asyncio


async def sleeper(n):
    await asyncio.sleep(1)
    return n


async def main():
    assert sum(await asyncio.gather(*(sleeper(n) for n in range(100_000)))) == 4999950000


asyncio.run(main())

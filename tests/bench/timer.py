# Timers: a thousand tasks sleep a hundred times each, for different, tiny times.
import asyncio


async def sleeper(n):
    for i in range(100):
        await asyncio.sleep((n * 7 + i * 13) % 17 / 1e7)


async def main():
    await asyncio.gather(*(sleeper(n) for n in range(1000)))


asyncio.run(main())

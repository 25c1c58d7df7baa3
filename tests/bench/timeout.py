# timeout() around something that is in time.
import asyncio


async def main():
    for _ in range(50_000):
        async with asyncio.timeout(10):
            await asyncio.sleep(0)


asyncio.run(main())

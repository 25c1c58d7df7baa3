# A task switch: two tasks yield to each other.
import asyncio

N = 200_000


async def spin():
    for _ in range(N):
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(spin(), spin())


asyncio.run(main())

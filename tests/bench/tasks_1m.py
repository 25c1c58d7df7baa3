# A million sleeping tasks.
import asyncio


async def sleeper():
    await asyncio.sleep(1)


async def main():
    tasks = [asyncio.create_task(sleeper()) for _ in range(1_000_000)]
    for task in tasks:
        await task


asyncio.run(main())

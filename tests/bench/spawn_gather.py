# Tasks that live for one step, made and gathered by the hundred.
import asyncio


async def job(n):
    return n


async def main():
    total = 0
    for _ in range(1000):
        total += sum(await asyncio.gather(*(job(n) for n in range(100))))
    assert total == 1000 * 4950


asyncio.run(main())

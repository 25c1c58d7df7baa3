# An item through a queue of one place: each hop wakes the other side.
import asyncio

N = 100_000


async def produce(queue):
    for n in range(N):
        await queue.put(n)
    await queue.put(None)


async def main():
    queue = asyncio.Queue(1)
    producer = asyncio.create_task(produce(queue))
    total = 0
    while (item := await queue.get()) is not None:
        total += item
    await producer
    assert total == N * (N - 1) // 2


asyncio.run(main())

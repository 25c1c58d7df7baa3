# One sentinel for three consumers: the first that gets it ends, the others wait for ever
import asyncio


async def consume(queue):
    while (item := await queue.get()) is not None:
        print(item)


async def main():
    queue = asyncio.Queue()
    consumers = [asyncio.create_task(consume(queue), name=f'consumer {i}') for i in range(3)]
    for i in range(4):
        await queue.put(i)
    await queue.put(None)
    await asyncio.gather(*consumers)

asyncio.run(main())

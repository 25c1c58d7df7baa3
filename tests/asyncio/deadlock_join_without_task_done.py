# A worker that forgets task_done() when an item is bad
import asyncio


async def work(queue):
    while True:
        item = await queue.get()
        if item % 2:
            continue
        print(item)
        queue.task_done()


async def main():
    queue = asyncio.Queue()
    for i in range(5):
        queue.put_nowait(i)
    worker = asyncio.create_task(work(queue), name='worker')
    await queue.join()
    worker.cancel()

asyncio.run(main())

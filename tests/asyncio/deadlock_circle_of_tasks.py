# Two tasks that await each other, while one more takes a lock twice: the report shows the circle
import asyncio


async def first():
    await asyncio.sleep(1)
    await b


async def second():
    await a


async def main():
    global a, b
    a = asyncio.create_task(first(), name='a')
    b = asyncio.create_task(second(), name='b')
    await a

asyncio.run(main())

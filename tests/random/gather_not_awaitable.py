import asyncio


async def work(n):
    print("work", n)


async def main():
    try:
        await asyncio.gather(asyncio.create_task(work(1)), asyncio.shield(work(2)), None, return_exceptions=True)
    except TypeError as error:
        print(error)
    await asyncio.sleep(0.1)
    try:
        await asyncio.gather(work(3), 4)
    except TypeError as error:
        print(error)
    await asyncio.sleep(0.1)


asyncio.run(main())

import asyncio


def show(error):
    return repr(error) + (" after " + show(error.__context__) if error.__context__ is not None else "")


async def wait(label, awaitable):
    try:
        await awaitable
    except asyncio.CancelledError as error:
        print(label, show(error))


async def main():
    asyncio.create_task(wait("shield of what is over", asyncio.shield(asyncio.sleep(0))))
    asyncio.create_task(wait("sleep", asyncio.sleep(1)))
    asyncio.create_task(wait("sleep(0)", asyncio.sleep(0)))
    asyncio.create_task(wait("future", asyncio.get_running_loop().create_future()))
    asyncio.create_task(wait("gather", asyncio.gather(asyncio.sleep(1), asyncio.sleep(2), return_exceptions=True)))
    await asyncio.sleep(0)
    asyncio.current_task().cancel("stop")


try:
    asyncio.run(main())
except asyncio.CancelledError as error:
    print(show(error))

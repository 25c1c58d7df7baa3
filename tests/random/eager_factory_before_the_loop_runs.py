import asyncio


async def work():
    print("works in", asyncio.get_running_loop().time())
    await asyncio.sleep(0.1)
    return "done"


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)


with asyncio.Runner() as runner:
    runner.run(main())
    print(runner.run(work()))

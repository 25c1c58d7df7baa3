import asyncio
async def stuck(): await asyncio.get_running_loop().create_future()
async def main():
    async with asyncio.TaskGroup() as tg:
        tg.create_task(stuck(), name='stuck'); tg.create_task(asyncio.Semaphore(0).acquire(), name='sem')
asyncio.run(main())

import asyncio


async def late():
    async with asyncio.timeout(0.5):
        await asyncio.sleep(0.3)


async def heir():
    try:
        await asyncio.sleep(1)
    finally:
        asyncio.create_task(late())


async def main():
    asyncio.create_task(heir())
    await asyncio.sleep(0)


asyncio.run(main())
print("end")

import asyncio
async def main():
    c = asyncio.Condition(); ready = False
    async def w():
        async with c: await c.wait_for(lambda: ready)
    ts = [asyncio.create_task(w()) for _ in range(2)]
    await asyncio.sleep(.1); ready = True
    await asyncio.gather(*ts)
asyncio.run(main())

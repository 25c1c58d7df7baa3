# asyncio.Lock is not reentrant: the report says who holds it
import asyncio


class Account:
    def __init__(self):
        self.lock = asyncio.Lock()

    async def change(self):
        async with self.lock:
            await self.log()

    async def log(self):
        async with self.lock:
            print('not reached')

asyncio.run(Account().change())

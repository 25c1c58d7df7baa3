# The whole process, to the first step and out again.
import asyncio


async def main():
    pass


asyncio.run(main())

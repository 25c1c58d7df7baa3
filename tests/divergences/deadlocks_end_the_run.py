"""When nothing can run any more the run ends with status 75 and says who waits for what.

CPython waits for ever.
"""
import asyncio


async def main():
    print("waiting")
    await asyncio.Event().wait()
    print("never")


asyncio.run(main())

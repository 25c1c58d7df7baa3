import asyncio
import time


def work(label, pause):
    time.sleep(pause)
    return label


async def main():
    print(await asyncio.get_running_loop().run_in_executor(None, work, "first", 0.3))
    print(asyncio.get_running_loop().time())


asyncio.run(main())

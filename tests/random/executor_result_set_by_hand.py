import asyncio
import time


def work(label):
    print("thread", label)
    time.sleep(0.1)


async def main():
    for how in range(3):
        future = asyncio.get_running_loop().run_in_executor(None, work, how)
        if how == 0:
            future.set_result("by hand")
        elif how == 1:
            future.cancel()
        print(how, await asyncio.gather(future, return_exceptions=True))


asyncio.run(main())

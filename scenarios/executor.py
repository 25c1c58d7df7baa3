# Teaches: code that blocks stops the whole loop; in a thread it does not.
#
# The heart should beat every second. First the heavy work is done right in a coroutine: the heart stands still. Then the same
# work goes to a thread, and the heart beats on.
import asyncio
import time


def heavy_work():
    time.sleep(3)
    return "work done"


async def heart():
    while True:
        print(f"{asyncio.get_running_loop().time():4.1f}  beat")
        await asyncio.sleep(1)


async def main():
    beating = asyncio.create_task(heart(), name="heart")
    await asyncio.sleep(1.5)
    print("      the loop is blocked:", heavy_work())
    await asyncio.sleep(1)
    print("      in a thread:", await asyncio.to_thread(heavy_work))
    beating.cancel()


asyncio.run(main())

# Teaches: a queue with a limit makes the fast side wait for the slow side.
#
# The baker makes a loaf every minute, the shop sells one every two. The shelf holds two: when it is full, put() waits, and
# the baker slows down to the pace of the shop. join() waits until everything is sold.
import asyncio


async def baker(shelf):
    for loaf in range(1, 7):
        await asyncio.sleep(60)
        await shelf.put(loaf)
        print(f"{minute():4.0f}  baker puts loaf {loaf}, {shelf.qsize()} on the shelf")


async def shop(shelf):
    while True:
        loaf = await shelf.get()
        await asyncio.sleep(120)
        print(f"{minute():4.0f}  shop sold loaf {loaf}")
        shelf.task_done()


def minute():
    return asyncio.get_running_loop().time() / 60


async def main():
    shelf = asyncio.Queue(maxsize=2)
    selling = asyncio.create_task(shop(shelf), name="shop")
    await asyncio.create_task(baker(shelf), name="baker")
    await shelf.join()
    selling.cancel()
    print("sold out")


asyncio.run(main())

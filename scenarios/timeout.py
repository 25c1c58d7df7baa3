# Teaches: a timeout is a cancellation from outside that comes back as TimeoutError.
#
# The server answers slower each time. timeout() cancels the request inside, the request cleans up, and only then does the
# block end with TimeoutError.
import asyncio


async def request(number, seconds):
    print(f"request {number} is sent")
    try:
        await asyncio.sleep(seconds)
        print(f"request {number} is answered")
    finally:
        print(f"request {number} closes its connection")


async def main():
    loop = asyncio.get_running_loop()
    for number, seconds in enumerate((0.5, 1.5, 2.5), 1):
        start = loop.time()
        try:
            async with asyncio.timeout(2):
                await request(number, seconds)
        except TimeoutError:
            print(f"request {number} gave no answer in {loop.time() - start} s")


asyncio.run(main())

# Teaches: wait() gives back what is done so far, and leaves the others running: stop them or keep waiting.
#
# Three mirrors of a file are asked; the first answer is enough. Those that are too late must be cancelled, or they go on
# in the background.
import asyncio


async def download(mirror, seconds):
    try:
        await asyncio.sleep(seconds)
        return f"the file from {mirror}"
    except asyncio.CancelledError:
        print(f"{mirror}: not needed any more")
        raise


async def main():
    tasks = [
        asyncio.create_task(download("Oslo", 3), name="Oslo"),
        asyncio.create_task(download("Lima", 1), name="Lima"),
        asyncio.create_task(download("Perth", 2), name="Perth"),
    ]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        print("first:", task.result())
    for task in tasks:
        if task in pending:
            task.cancel()
    await asyncio.wait(pending)
    print("all have ended at", asyncio.get_running_loop().time())


asyncio.run(main())

# Teaches: cancel() only asks. CancelledError is raised where the task waits, and the task may clean up before it ends.
#
# Two workers are told to go home. One packs its tools first, which takes a while: who cancels a task should await it. The
# other one swallows the request and goes on: that is a bug, and hard to see in a log.
import asyncio


async def careful():
    try:
        while True:
            print("careful: hammering")
            await asyncio.sleep(1)
    except asyncio.CancelledError:
        print("careful: packing the tools")
        await asyncio.sleep(0.5)
        print("careful: packed")
        raise


async def stubborn():
    for nail in range(4):
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            print("stubborn: did somebody say something?")
        print("stubborn: nail", nail)


async def main():
    workers = [asyncio.create_task(careful(), name="careful"), asyncio.create_task(stubborn(), name="stubborn")]
    await asyncio.sleep(2.5)
    for worker in workers:
        worker.cancel("the day is over")
    print("boss: go home")
    await asyncio.gather(*workers, return_exceptions=True)
    for worker in workers:
        print("boss:", worker.get_name(), "was cancelled" if worker.cancelled() else "ended by itself")


asyncio.run(main())

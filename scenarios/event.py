# Teaches: an event wakes everybody who waits for it, at once, and those who come later don't wait at all.
#
# Runners wait at the start for the shot. All of them get it in the same instant, in the order in which they came; the late
# one hears that the race is on and starts running.
import asyncio


async def runner(name, arrives, shot):
    await asyncio.sleep(arrives)
    print(f"{now():3.0f}  {name} is at the start")
    await shot.wait()
    print(f"{now():3.0f}  {name} runs")


def now():
    return asyncio.get_running_loop().time()


async def main():
    shot = asyncio.Event()
    async with asyncio.TaskGroup() as race:
        for name, arrives in (("Abe", 2), ("Bo", 1), ("Cy", 9)):
            race.create_task(runner(name, arrives, shot), name=name)
        await asyncio.sleep(5)
        print(f"{now():3.0f}  bang!")
        shot.set()


asyncio.run(main())

# Teaches: tasks take turns only where they await; between two awaits nobody else runs.
#
# Each runner counts three laps and lets the others pass after each, with sleep(0). The order is that of the ready queue:
# first in, first out. The one who doesn't await runs all laps in a single step.
import asyncio


async def polite(name):
    for lap in (1, 2, 3):
        print(name, "lap", lap)
        await asyncio.sleep(0)


async def selfish(name):
    for lap in (1, 2, 3):
        print(name, "lap", lap)


async def main():
    runners = {"Ann": polite, "Bob": selfish, "Cid": polite}
    tasks = [asyncio.create_task(run(name), name=name) for name, run in runners.items()]
    print("the tasks exist, but none has run yet")
    for task in tasks:
        await task


asyncio.run(main())

# Teaches: a lock is handed over. Who releases it and asks again at once goes to the end of the line.
#
# Two writers share one pen. The hasty one puts it down and grabs for it in the same breath, without an await in between:
# but the patient one has been waiting, so it gets the pen. And the guest finds it free, with nobody waiting, and doesn't wait.
import asyncio


async def writer(name, pen, pages):
    for page in range(1, pages + 1):
        async with pen:
            print(name, "writes page", page)
            await asyncio.sleep(1)
        print(name, "puts the pen down")


async def guest(pen):
    await asyncio.sleep(10)
    async with pen:
        print("guest signs")


async def main():
    pen = asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        group.create_task(writer("hasty", pen, 2), name="hasty")
        group.create_task(writer("patient", pen, 1), name="patient")
        group.create_task(guest(pen), name="guest")


asyncio.run(main())

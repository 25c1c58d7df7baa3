# Teaches: a condition is for waiting until something shared has become true; wait_for checks it again after each notice.
#
# A ferry leaves when five passengers are on board. Passengers notify whoever waits; the captain looks at the number each
# time, and sails only when it is right.
import asyncio


async def passenger(name, arrives, boat, quay):
    await asyncio.sleep(arrives)
    async with quay:
        boat.append(name)
        print(f"{now():3.0f}  {name} boards, {len(boat)} on board")
        quay.notify_all()


async def captain(boat, quay):
    async with quay:
        await quay.wait_for(lambda: len(boat) >= 5)
        print(f"{now():3.0f}  the ferry sails with {', '.join(boat)}")


def now():
    return asyncio.get_running_loop().time()


async def main():
    boat, quay = [], asyncio.Condition()
    async with asyncio.TaskGroup() as harbour:
        harbour.create_task(captain(boat, quay), name="captain")
        for n, name in enumerate(("Uma", "Vic", "Wes", "Xia", "Yan")):
            harbour.create_task(passenger(name, 10 * n % 25, boat, quay), name=name)


asyncio.run(main())

# Teaches: a cancelled task still runs its finally, awaits and all; it is over only when that is done.
#
# The host asks the guest to go. cancel() comes back at once, with nothing done yet; the guest packs, which takes two
# seconds, while the neighbour already goes about its day. Who needs the room has to await the task.
import asyncio


async def guest():
    print("guest: moves in")
    try:
        await asyncio.sleep(60)
    finally:
        print("guest: packs")
        await asyncio.sleep(2)
        print("guest: leaves the key")


async def neighbour():
    await asyncio.sleep(6)
    print("neighbour: waters the flowers")


async def main():
    staying = asyncio.create_task(guest(), name="guest")
    living = asyncio.create_task(neighbour(), name="neighbour")
    await asyncio.sleep(5)
    staying.cancel()
    print("host: please go")
    try:
        await staying
    except asyncio.CancelledError:
        print("host: the room is free")
    await living


asyncio.run(main())

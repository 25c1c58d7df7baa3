# Teaches: a task group ends when all its tasks have ended; if one fails, the others are cancelled, and no error gets lost.
#
# Four climbers on one rope. When one of them slips the climb is over for all, and the group says who slipped.
import asyncio


turned_back = []


async def climber(name, slips_at=None):
    try:
        for metre in range(1, 6):
            await asyncio.sleep(1)
            if metre == slips_at:
                raise RuntimeError(f"{name} slipped at {metre} m")
            print(f"{name} is at {metre} m")
    except asyncio.CancelledError:
        turned_back.append(name)
        raise


async def main():
    try:
        async with asyncio.TaskGroup() as rope:
            for name, slips_at in (("Kim", None), ("Lee", 3), ("Mia", None), ("Ned", None)):
                rope.create_task(climber(name, slips_at), name=name)
    except* RuntimeError as group:
        for error in group.exceptions:
            print("over:", error)
    print("turned back:", ", ".join(sorted(turned_back)))


asyncio.run(main())

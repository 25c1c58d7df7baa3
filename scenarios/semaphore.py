# Teaches: a semaphore lets so many in and no more; the others wait in the order in which they came.
#
# Six cars, two charging stations. Each car charges for as long as it needs; the next in line gets a station the moment it
# is free.
import asyncio


async def car(name, minutes, stations):
    async with stations:
        print(f"{now():3.0f}  {name} begins to charge")
        await asyncio.sleep(minutes)
        print(f"{now():3.0f}  {name} is full")


def now():
    return asyncio.get_running_loop().time()


async def main():
    stations = asyncio.Semaphore(2)
    needs = {"red": 30, "blue": 10, "green": 20, "white": 10, "black": 40, "grey": 5}
    async with asyncio.TaskGroup() as group:
        for name, minutes in needs.items():
            group.create_task(car(name, minutes, stations), name=name)


asyncio.run(main())

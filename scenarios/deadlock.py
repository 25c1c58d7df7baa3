# Teaches: two tasks that take the same two locks in different order can wait for each other for ever.
#
# Ann takes the salt and wants the pepper; Bob has the pepper and wants the salt. Nothing will ever happen again. A real
# loop just hangs; here the run ends (exit status 75) and says who waits for what, and who holds it.
import asyncio

salt = asyncio.Lock()
pepper = asyncio.Lock()


async def season(name, first, second):
    async with first:
        print(name, "has the first, and tastes")
        await asyncio.sleep(1)
        async with second:
            print(name, "has both")


async def main():
    async with asyncio.TaskGroup() as table:
        table.create_task(season("Ann", salt, pepper), name="Ann")
        table.create_task(season("Bob", pepper, salt), name="Bob")


asyncio.run(main())

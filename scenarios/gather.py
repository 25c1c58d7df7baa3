# Teaches: gather runs awaitables side by side; the whole takes as long as the longest, not as long as the sum.
#
# Three meals cook at once. The results come back in the order in which they were asked for, whatever order they end in.
# See it: orrery run --timeline scenarios/gather.py
import asyncio


async def cook(dish, minutes):
    print(f"{clock()}  {dish} goes into the oven")
    await asyncio.sleep(minutes * 60)
    print(f"{clock()}  {dish} is done")
    return f"{dish} ({minutes} min)"


def clock():
    seconds = round(asyncio.get_running_loop().time())
    return f"{seconds // 60:3}:{seconds % 60:02}"


async def main():
    meal = await asyncio.gather(cook("bread", 45), cook("soup", 30), cook("egg", 7))
    print(f"{clock()}  dinner: {', '.join(meal)}")


asyncio.run(main())

# Teaches: stages joined by queues work at the same time; the slowest stage sets the pace, so give it more workers.
#
# Letters are opened, translated and filed. Translating takes longest: with two translators the pipeline keeps up. The end is
# passed on as None, once for each worker of the next stage.
import asyncio


async def opener(letters, out):
    for letter in letters:
        await asyncio.sleep(1)
        await out.put(letter)
    await out.put(None)
    await out.put(None)


async def translator(name, letters, out):
    while (letter := await letters.get()) is not None:
        await asyncio.sleep(2)
        await out.put(f"{letter} (by {name})")
    await out.put(None)


async def clerk(letters):
    working = 2
    while working:
        letter = await letters.get()
        if letter is None:
            working -= 1
        else:
            await asyncio.sleep(0.5)
            print(f"{asyncio.get_running_loop().time():4.1f}  filed: {letter}")


async def main():
    opened, translated = asyncio.Queue(2), asyncio.Queue(2)
    async with asyncio.TaskGroup() as group:
        group.create_task(opener(["Hola", "Ciao", "Olá", "Salut", "Hallo"], opened), name="opener")
        group.create_task(translator("Ada", opened, translated), name="Ada")
        group.create_task(translator("Bea", opened, translated), name="Bea")
        group.create_task(clerk(translated), name="clerk")


asyncio.run(main())

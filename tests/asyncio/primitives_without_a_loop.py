# A primitive that has to wait asks for the loop: where none runs there is none to ask, and where it was used in a run
# before it belongs to that one.
import asyncio


async def held(lock):
    await lock.acquire()
    return lock


async def full():
    queue = asyncio.Queue(1)
    await queue.put(1)
    return queue


def drive(what, coroutine):
    try:
        coroutine.send(None)
    except StopIteration as stop:
        print(what, "went through:", stop.value)
    except Exception as error:
        text = str(error)
        print(what, type(error).__name__, text if " at 0x" not in text else text[text.index("]>") + 2:])


lock = asyncio.run(held(asyncio.Lock()))
queue = asyncio.run(full())
drive("event", asyncio.Event().wait())
drive("lock", lock.acquire())
drive("semaphore", asyncio.Semaphore(0).acquire())
drive("free semaphore", asyncio.Semaphore(1).acquire())
drive("getter", asyncio.Queue().get())
drive("putter", queue.put(2))
drive("barrier", asyncio.Barrier(2).wait())


async def wait_in_vain(lock, seconds):
    await lock.acquire()
    try:
        await asyncio.wait_for(lock.acquire(), seconds)
    except TimeoutError:
        print("this lock belongs to a loop now")
    lock.release()
    return lock


lock = asyncio.run(wait_in_vain(asyncio.Lock(), 1))
drive("free lock", lock.acquire())
drive("lock of another loop", lock.acquire())


async def elsewhere():
    try:
        await lock.acquire()
    except RuntimeError as error:
        text = str(error)
        print(text[text.index("]>") + 2:])


asyncio.run(elsewhere())

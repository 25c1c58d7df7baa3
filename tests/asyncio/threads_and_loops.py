# Threads of an executor, of threading, and the loop: who runs when, contexts, calls from other threads
import asyncio
import contextvars
import functools
import time
from concurrent.futures import ThreadPoolExecutor

var = contextvars.ContextVar("var", default="default")


def job(name, t):
    time.sleep(t)
    return name, var.get(), round(time.monotonic(), 3)


async def main():
    loop = asyncio.get_running_loop()
    var.set("main")
    print(await asyncio.gather(asyncio.to_thread(job, "a", 1), asyncio.to_thread(job, name="b", t=2),
                               loop.run_in_executor(None, job, "c", 0.5)))
    ctx = contextvars.copy_context()
    ctx.run(var.set, "ctx")
    print(await loop.run_in_executor(None, ctx.run, job, "d", 1))
    print(await loop.run_in_executor(None, functools.partial(job, "e", t=1)))
    t0 = loop.time()
    results = await asyncio.gather(*(asyncio.to_thread(time.sleep, 1) for _ in range(14)))
    print(len(results), loop.time() - t0)

    def fails():
        time.sleep(0.25)
        raise KeyError("in thread")
    try:
        await asyncio.to_thread(fails)
    except KeyError as e:
        print(repr(e))
    t = asyncio.create_task(asyncio.to_thread(job, "abandoned", 3))
    await asyncio.sleep(1)
    t.cancel()
    try:
        await t
    except asyncio.CancelledError:
        print("cancelled at", round(loop.time(), 3))

    async def double(x):
        await asyncio.sleep(1)
        return 2 * x

    def from_thread():
        loop.call_soon_threadsafe(print, "called from a thread")
        return time.monotonic()
    print(await asyncio.to_thread(from_thread) == loop.time())
    with ThreadPoolExecutor(2) as pool:
        print(await asyncio.wait_for(loop.run_in_executor(pool, job, "pool", 1), 5))
        try:
            await asyncio.wait_for(loop.run_in_executor(pool, job, "slow", 2), 1)
        except TimeoutError:
            print("timeout", round(loop.time(), 3))


asyncio.run(main())

# Cancelling a task at every kind of await, before and after what it waits for is granted in the same turn
import asyncio


async def holder(lock, t):
    async with lock:
        await asyncio.sleep(t)


async def attempt(name, wait, grant, log):
    try:
        log.append((name, "got", await wait()))
    except asyncio.CancelledError as e:
        log.append((name, "cancelled", e.args))
        raise


async def case(name, make):
    for when in ("before", "same turn", "cancel first"):
        log = []
        wait, grant, look = await make()
        t = asyncio.create_task(attempt("first", wait, grant, log))
        u = asyncio.create_task(attempt("second", wait, grant, log))
        await asyncio.sleep(0.1)
        if when == "before":
            t.cancel("msg")
            await asyncio.sleep(0.1)
            await grant()
        elif when == "same turn":
            await grant()
            t.cancel("msg")
        else:
            t.cancel("msg")
            await grant()
        await asyncio.wait([t, u], timeout=1)
        print(f"{name:10} {when:12} {log} {t.cancelled()} {u.done()} {look()}")
        u.cancel()
        await asyncio.wait([u])


async def make_lock():
    lock = asyncio.Lock()
    await lock.acquire()

    async def grant():
        lock.release()
    return lock.acquire, grant, lambda: (lock.locked(), len(lock._waiters or ()))


async def make_semaphore():
    sem = asyncio.Semaphore(0)

    async def grant():
        sem.release()
    return sem.acquire, grant, lambda: (sem._value, sem.locked())


async def make_event():
    event = asyncio.Event()

    async def grant():
        event.set()
    return event.wait, grant, event.is_set


async def make_get():
    q = asyncio.Queue()

    async def grant():
        q.put_nowait("item")
    return q.get, grant, q.qsize


async def make_put():
    q = asyncio.Queue(1)
    q.put_nowait(0)

    async def grant():
        q.get_nowait()
    return lambda: q.put(1), grant, q.qsize


async def make_join():
    q = asyncio.Queue()
    q.put_nowait(0)

    async def grant():
        q.task_done()
    return q.join, grant, q.qsize


async def make_condition():
    cond = asyncio.Condition()

    async def wait():
        async with cond:
            return await cond.wait()

    async def grant():
        async with cond:
            cond.notify()
    return wait, grant, lambda: (cond.locked(), len(cond._waiters))


async def make_barrier():
    barrier = asyncio.Barrier(3)

    async def grant():
        await barrier.wait()
    return barrier.wait, lambda: asyncio.wait_for(barrier.wait(), 0.01), lambda: (barrier.n_waiting, barrier.broken)


async def make_future():
    f = asyncio.get_running_loop().create_future()

    async def grant():
        if not f.done():
            f.set_result("value")
    return lambda: asyncio.shield(f), grant, lambda: f


async def make_sleep():
    async def grant():
        await asyncio.sleep(0)
    return lambda: asyncio.sleep(0.1, "slept"), grant, lambda: None


async def make_gather():
    f = asyncio.get_running_loop().create_future()

    async def grant():
        if not f.done():
            f.set_result("value")
    return lambda: asyncio.gather(asyncio.shield(f), asyncio.sleep(0, 1)), grant, lambda: f


async def make_wait_for():
    event = asyncio.Event()

    async def grant():
        event.set()
    return lambda: asyncio.wait_for(event.wait(), 5), grant, event.is_set


async def main():
    for name, make in list(globals().items()):
        if not name.startswith("make_"):
            continue
        try:
            await case(name[5:], make)
        except TimeoutError:
            print(name[5:], "timed out")
    print(asyncio.get_running_loop().time())


asyncio.run(main())

"""What the documentation of asyncio's locks, events, conditions, semaphores and barriers promises."""
import asyncio


async def locks():
    lock = asyncio.Lock()
    print(lock.locked(), await lock.acquire(), lock.locked())
    order = []

    async def wants(name):
        async with lock:
            order.append(name)

    tasks = [asyncio.create_task(wants(name)) for name in 'abc']
    await asyncio.sleep(0)
    lock.release()
    await asyncio.gather(*tasks)
    print('fair', order)
    try:
        lock.release()
    except RuntimeError as error:
        print(error)


async def events():
    event = asyncio.Event()

    async def waiter():
        print('waiting')
        print('came', await event.wait())

    task = asyncio.create_task(waiter())
    await asyncio.sleep(1)
    event.set()
    await task
    print(event.is_set(), await event.wait())
    event.clear()
    print(event.is_set())


async def conditions():
    condition = asyncio.Condition()
    ready = []

    async def consumer(number):
        async with condition:
            got = await condition.wait_for(lambda: len(ready) >= number)
            print('consumer', number, got)

    tasks = [asyncio.create_task(consumer(n)) for n in (1, 2, 3)]
    for n in range(3):
        await asyncio.sleep(0.5)
        async with condition:
            ready.append(n)
            condition.notify_all()
    await asyncio.gather(*tasks)
    for method in condition.notify, condition.notify_all:
        try:
            method()
        except RuntimeError as error:
            print(error)
    try:
        await condition.wait()
    except RuntimeError as error:
        print(error)


async def semaphores():
    running = most = 0
    semaphore = asyncio.Semaphore(2)

    async def work():
        nonlocal running, most
        async with semaphore:
            running += 1
            most = max(most, running)
            await asyncio.sleep(1)
            running -= 1

    start = asyncio.get_running_loop().time()
    await asyncio.gather(*(work() for _ in range(5)))
    print('most', most, 'time', round(asyncio.get_running_loop().time() - start, 3), semaphore.locked())
    for make in lambda: asyncio.Semaphore(-1), asyncio.BoundedSemaphore(1).release:
        try:
            make()
        except ValueError as error:
            print(error)


async def barriers():
    barrier = asyncio.Barrier(3)
    print(barrier.parties, barrier.n_waiting, barrier.broken)

    async def party():
        async with barrier as position:
            return position

    first = [asyncio.create_task(party()) for _ in range(2)]
    await asyncio.sleep(0)
    print(barrier.n_waiting)
    print(await party(), [await task for task in first])
    stuck = asyncio.create_task(barrier.wait())
    await asyncio.sleep(0)
    await barrier.abort()
    try:
        await stuck
    except asyncio.BrokenBarrierError as error:
        print(type(error).__name__, error, barrier.broken)
    await barrier.reset()
    print(barrier.broken, barrier.n_waiting)


for part in locks, events, conditions, semaphores, barriers:
    print(part.__name__)
    asyncio.run(part())

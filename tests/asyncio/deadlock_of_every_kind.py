# A deadlock in several kinds at once: what the report says of conditions, barriers, groups, gather, wait, events and queues
import asyncio


class Shop:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.open = asyncio.Event()
        self.changed = asyncio.Condition()


async def dies(shop):
    await shop.lock.acquire()


async def wants_lock(shop):
    async with shop.lock:
        pass


async def wants_open(shop):
    await shop.open.wait()


async def wants_change(shop):
    async with shop.changed:
        await shop.changed.wait_for(lambda: False)


async def wants_gather():
    never = asyncio.get_running_loop().create_future()
    await asyncio.gather(never, asyncio.sleep(1))


async def wants_partners(barrier):
    await barrier.wait()


async def wants_items(queues):
    await queues['in'].get()


async def wants_permit(limit):
    async with limit, limit:
        pass


async def waits(tasks):
    await asyncio.wait(tasks)


async def main():
    shop = Shop()
    barrier = asyncio.Barrier(3)
    queues = {'in': asyncio.Queue()}
    limit = asyncio.Semaphore(1)
    async with asyncio.TaskGroup() as group:
        group.create_task(dies(shop), name='dies')
        first = group.create_task(wants_lock(shop), name='lock')
        group.create_task(wants_open(shop), name='open')
        group.create_task(wants_change(shop), name='change')
        group.create_task(wants_gather(), name='gather')
        group.create_task(wants_partners(barrier), name='barrier')
        group.create_task(wants_items(queues), name='items')
        group.create_task(wants_permit(limit), name='permit')
        group.create_task(waits([first]), name='wait')

asyncio.run(main())

# Queues: kinds, limits, shutdown, join, subclasses, reprs
import asyncio


class Unique(asyncio.Queue):
    def _init(self, maxsize):
        self._items = {}

    def _put(self, item):
        self._items[item] = None

    def _get(self):
        item = next(iter(self._items))
        del self._items[item]
        return item

    def qsize(self):
        return len(self._items)

    def empty(self):
        return not self._items


class Counting(asyncio.Queue):
    puts = 0

    def _put(self, item):
        self.puts += 1
        super()._put(item)


async def attempt(awaitable):
    try:
        return await awaitable
    except Exception as e:
        return repr(e)


async def main():
    for cls in (asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue):
        q = cls(3)
        for x in (3, 1, 2):
            q.put_nowait(x)
        print(q, q.full(), q.maxsize, type(q).__module__)
        try:
            q.put_nowait(4)
        except asyncio.QueueFull as e:
            print(repr(e))
        print([q.get_nowait() for _ in range(3)], q.empty())
        try:
            q.get_nowait()
        except asyncio.QueueEmpty as e:
            print(repr(e))
    getters = [asyncio.create_task(attempt(q.get())) for _ in range(3)]
    await asyncio.sleep(0)
    print(q)
    q.put_nowait(9)
    q.shutdown()
    print(await asyncio.gather(*getters), q)
    print(await attempt(q.put(1)), await attempt(q.get()))

    q = asyncio.Queue(1)
    putters = [asyncio.create_task(attempt(q.put(i))) for i in range(3)]
    await asyncio.sleep(0)
    joiner = asyncio.create_task(q.join())
    await asyncio.sleep(0)
    print(q, joiner.done())
    q.shutdown(immediate=True)
    print(await asyncio.gather(*putters), await attempt(q.get()), await asyncio.wait([joiner], timeout=1) and joiner.done())

    q = Unique()
    for x in "abracadabra":
        q.put_nowait(x)
    print(q.qsize(), [q.get_nowait() for _ in range(q.qsize())])
    waiting = asyncio.create_task(q.get())
    await asyncio.sleep(0)
    await q.put("late")
    print(await waiting)
    q = Counting()
    await q.put(1)
    await q.put(2)
    print(q.puts, q.qsize(), await q.get(), q._queue)
    q.task_done()
    q.task_done()
    try:
        q.task_done()
    except ValueError as e:
        print(e)
    await q.join()

    q = asyncio.PriorityQueue()
    for x in ((2, "b"), (1, "z"), (2, "a"), (1, "a")):
        await q.put(x)
    print([await q.get() for _ in range(4)])
    print(await attempt(q.put((1, {}))), await attempt(q.put((1, {}))))


asyncio.run(main())

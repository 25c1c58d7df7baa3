"""Queues whose items and methods do what they should not while the queue works."""
import asyncio


class Item:
    action = None

    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        if Item.action:
            Item.action()
        return self.n < other.n

    def __repr__(self):
        return f"Item({self.n})"


def attempt(name, function):
    try:
        print(name, function())
    except Exception as error:
        print(name, type(error).__name__, error)


def emptied(q):
    while q.qsize() > 2:
        Item.action, kept = None, Item.action
        q.get_nowait()
        Item.action = kept


async def main():
    for cls in asyncio.Queue, asyncio.PriorityQueue, asyncio.LifoQueue:
        attempt(cls.__name__, cls()._get)
    for action in emptied, lambda q: q._get(), lambda q: q._put(Item(0)) if q.qsize() < 20 else None:
        q = asyncio.PriorityQueue()
        for n in range(8):
            q.put_nowait(Item(n))
        Item.action = lambda: action(q)
        attempt("put", lambda: q.put_nowait(Item(-1)))
        Item.action = None
        while q.qsize() < 8:
            q.put_nowait(Item(q.qsize()))
        Item.action = lambda: action(q)
        attempt("get", q.get_nowait)
        Item.action = None
        print(q.qsize() > 0)


asyncio.run(main())

# Warehouses report stock in bursts; a reconciler merges the reports and prints a ledger in fixed-width columns.
from __future__ import annotations
import asyncio
import itertools
import logging
import sys
from collections import ChainMap, Counter, OrderedDict, defaultdict
from dataclasses import dataclass, field, replace, asdict, astuple
from enum import Enum, Flag, auto
from functools import partial, reduce, singledispatch, total_ordering
from operator import attrgetter, itemgetter
from typing import NamedTuple, Iterable, AsyncIterator

logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, format="%(levelname)-7s %(name)s:%(funcName)s | %(message)s")
log = logging.getLogger("sync")


class Unit(Enum):
    PIECE = "pc"
    BOX = "box"

    @property
    def factor(self) -> int:
        return {Unit.PIECE: 1, Unit.BOX: 12}[self]


class Alert(Flag):
    NONE = 0
    LOW = auto()
    NEGATIVE = auto()
    STALE = auto()


class Delta(NamedTuple):
    sku: str
    amount: int
    unit: Unit = Unit.PIECE

    def pieces(self) -> int:
        return self.amount * self.unit.factor


@total_ordering
@dataclass(eq=False)
class Stock:
    sku: str
    count: int = 0
    alerts: Alert = Alert.NONE
    history: list[int] = field(default_factory=list, repr=False)

    def __eq__(self, other):
        return isinstance(other, Stock) and (self.count, self.sku) == (other.count, other.sku)

    def __lt__(self, other):
        return (self.count, self.sku) < (other.count, other.sku)

    def apply(self, delta: Delta) -> Stock:
        count = self.count + delta.pieces()
        alerts = Alert.NONE
        if count < 0:
            alerts |= Alert.NEGATIVE
        if 0 <= count < 5:
            alerts |= Alert.LOW
        return replace(self, count=count, alerts=alerts, history=[*self.history, count])


@singledispatch
def describe(value) -> str:
    return f"?{value!r}"


@describe.register
def _(value: Stock) -> str:
    return f"{value.sku:<8}|{value.count:>6,d}|{value.alerts!s:>16}|{value.history}"


@describe.register(Delta)
def _(value) -> str:
    return f"{value.sku}{value.amount:+d}{value.unit.value}"


async def warehouse(name: str, script: Iterable[tuple[float, list[Delta]]], out: asyncio.Queue) -> int:
    sent = 0
    for pause, deltas in script:
        await asyncio.sleep(pause)
        for d in deltas:
            await out.put((name, d))
            sent += 1
        log.debug("%s sent %d (%s)", name, len(deltas), ", ".join(map(describe, deltas)))
    await out.put((name, None))
    return sent


async def merged(queue: asyncio.Queue, sources: int) -> AsyncIterator[tuple[str, Delta]]:
    open_ = sources
    while open_:
        name, delta = await queue.get()
        if delta is None:
            open_ -= 1
            log.info("%s closed, %d open", name, open_)
            continue
        yield name, delta


async def main() -> None:
    queue: asyncio.Queue = asyncio.Queue(maxsize=2)
    scripts = {
        "north": [(0.1, [Delta("bolt", 3, Unit.BOX), Delta("nut", 40)]), (0.3, [Delta("bolt", -38)])],
        "south": [(0.2, [Delta("nut", -37)]), (0.1, [Delta("gear", 1)]), (0.5, [Delta("bolt", 2, unit=Unit.BOX)])],
        "east": [(0.25, []), (0.25, [Delta("gear", 9), Delta("cog", -2)])],
    }
    tasks = [asyncio.create_task(warehouse(n, s, queue), name=n) for n, s in scripts.items()]
    stock: dict[str, Stock] = {}
    by_source: defaultdict[str, Counter] = defaultdict(Counter)
    async for name, delta in merged(queue, len(tasks)):
        stock[delta.sku] = stock.setdefault(delta.sku, Stock(delta.sku)).apply(delta)
        by_source[name][delta.sku] += delta.pieces()
        if stock[delta.sku].alerts & (Alert.LOW | Alert.NEGATIVE):
            log.warning("%s is %s at %.2f", delta.sku, stock[delta.sku].alerts.name, asyncio.get_running_loop().time())
    print(await asyncio.gather(*tasks))
    print("sku     | count|          alerts|history".upper())
    for s in sorted(stock.values(), reverse=True):
        print(describe(s))
    print(min(stock.values()).sku, max(stock.values(), key=attrgetter("count")).sku)
    total = reduce(lambda a, b: a + b, by_source.values(), Counter())
    print(total, +total, total.most_common(2), sum(total.values()))
    print(dict(ChainMap(*by_source.values())), sorted(by_source["north"].items(), key=itemgetter(1)))
    for key, group in itertools.groupby(sorted(stock.values(), key=lambda s: s.alerts.value), key=lambda s: s.alerts):
        print(repr(key), [astuple(g)[:2] for g in group])
    print(asdict(stock["cog"]), describe(3.5), Alert(3), list(Alert), Unit("box"), Unit["PIECE"])
    try:
        Unit("crate")
    except ValueError as e:
        log.error("bad unit", exc_info=False)
        print(e)
    print(OrderedDict(sorted(stock.items())).popitem(last=False)[0], partial(int, base=2)("101"))


asyncio.run(main())

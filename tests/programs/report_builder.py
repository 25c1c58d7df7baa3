# Sensors are polled, their readings summarised with statistics, and a report is laid out with textwrap and templates.
import asyncio
import calendar
import random
import statistics
import string
import textwrap
from collections import deque
from datetime import date, datetime, timedelta, timezone, time as clock
from decimal import ROUND_HALF_EVEN, Decimal, getcontext
from fractions import Fraction
from heapq import heapify, heappop, heappush, merge, nlargest, nsmallest
from itertools import accumulate, batched, chain, combinations, count, cycle, islice, pairwise, product, takewhile, zip_longest
from math import ceil, dist, floor, fsum, gcd, hypot, isclose, isqrt, lcm, log10, prod, sqrt, tau

rng = random.Random(2024)
TZ = timezone(timedelta(hours=5, minutes=30), "IST")


class Sensor:
    __slots__ = ("name", "period", "window", "dropped", "__weakref__")

    def __init__(self, name, period, *, window=5):
        self.name, self.period, self.dropped = name, period, 0
        self.window = deque(maxlen=window)

    async def poll(self, until: float, sink):
        loop = asyncio.get_running_loop()
        while (now := loop.time()) + self.period <= until:
            await asyncio.sleep(self.period)
            if rng.random() < 0.15:
                self.dropped += 1
                continue
            value = round(rng.gauss(20, 2.5), 2)
            self.window.append(value)
            sink.append((round(loop.time(), 3), self.name, value))
        return now


class Report(string.Template):
    delimiter = "%"
    idpattern = r"[a-z_]+"


async def main():
    start = datetime(2024, 2, 27, 22, 15, tzinfo=timezone.utc)
    sensors = [Sensor("attic", 0.4), Sensor("cellar", 0.7, window=3), Sensor("hall", 0.25)]
    readings = []
    ends = await asyncio.gather(*(s.poll(5.0, readings) for s in sensors))
    print([round(e, 2) for e in ends], len(readings), [s.dropped for s in sensors])
    for s in sensors:
        mine = [v for _, n, v in readings if n == s.name]
        print(f"{s.name:>8}: n={len(mine):02d} mean={statistics.fmean(mine):.3f} median={statistics.median(mine):.2f} "
              f"stdev={statistics.stdev(mine):.4f} q={[round(q, 2) for q in statistics.quantiles(mine, n=4)]} last={list(s.window)}")
    rising = [f"{a:.1f}<{b:.1f}" for a, b in pairwise(v for *_, v in readings) if b - a > 5]
    print(", ".join(rising))
    print([sum(v for *_, v in part) // 1 for part in batched(readings, 10)])
    hours = (start.astimezone(TZ) + timedelta(hours=h) for h in count(0, 7))
    for t in islice(hours, 6):
        print(t.isoformat(timespec="minutes"), t.strftime("%a %d %b %Y %I:%M %p %Z %j %U"), t.date().toordinal(), end="; ")
    print()
    print(calendar.month(2024, 2).rstrip(), calendar.isleap(2100), calendar.monthrange(2024, 2), sep="\n")
    print((date(2024, 3, 1) - date(2023, 3, 1)).days, date.fromisoformat("2024-12-30").isocalendar(), datetime.min, timedelta(days=-1, hours=3, microseconds=5))
    print(datetime.strptime("03/Feb/2024:10:11:12 +0200", "%d/%b/%Y:%H:%M:%S %z").timestamp(), clock(9, 5).replace(minute=7))
    getcontext().prec = 12
    prices = [Decimal("19.99"), Decimal("0.1") * 3, Decimal(7) / 3]
    print(prices, sum(prices), sum(prices).quantize(Decimal("0.01"), ROUND_HALF_EVEN), f"{sum(prices):>12.3f}", Decimal("1e3").normalize(), Decimal("NaN"))
    print(sum(map(Fraction, ("1/3", "0.25", "2"))), Fraction(0.75).limit_denominator(10), Fraction("-7/21"), float(Fraction(1, 8)))
    print(isqrt(99), gcd(84, 36, 60), lcm(4, 6), prod(range(1, 7)), hypot(3, 4), dist((0, 0), (1, 1)), fsum([0.1] * 10), isclose(0.1 + 0.2, 0.3), ceil(-1.5), floor(-1.5), log10(1000), round(tau, 4), sqrt(2))
    print(list(accumulate([1, 2, 3, 4], lambda a, b: a * b)), list(zip_longest("ab", "xyz", fillvalue="-")), list(takewhile(str.isalpha, "ab1c")), list(product("ab", repeat=2))[1:3])
    heap = [5, 3, 9, 1]
    heapify(heap)
    heappush(heap, 4)
    print(heappop(heap), nlargest(2, heap), nsmallest(2, "hello"), list(merge([1, 4], [2, 3], reverse=False)), list(chain.from_iterable(combinations("abc", 2))))
    body = ("Readings were taken by three sensors over five seconds of virtual time; the values that were lost are "
            "counted, and the others are summarised above, window by window.")
    print(textwrap.fill(body, 48, initial_indent="* ", subsequent_indent="  "))
    print(textwrap.shorten(body, 40, placeholder=" [...]"), textwrap.dedent("    a\n      b\n").splitlines())
    print(Report("%name: %{value}%% of %missing").safe_substitute(name="load", value=93))
    try:
        Report("%who").substitute({})
    except KeyError as e:
        print("no", e)
    table = str.maketrans({"a": "4", "e": None, "o": "0"})
    print("sensor readings".translate(table).title(), string.capwords("the attic's view"), "{0[1]!r:>6}|{k.real}|{:^9}".format([1, "x"], "mid", k=3 + 4j) if False else "{0[1]!r:>6}|{k.real}".format([1, "x"], k=3 + 4j))
    colours = cycle(["red", "green"])
    print([next(colours) for _ in range(3)], rng.sample(range(100), 5), rng.choices("xyz", weights=[5, 1, 1], k=6), rng.randint(1, 6), round(rng.uniform(1, 2), 4), rng.shuffle(heap), heap)


asyncio.run(main())

# Stations stream readings; windows are joined by time, alerts are correlated, and slow consumers are shed.
import asyncio
import bisect
import math
import random
import statistics
import sys
from array import array
from collections import deque, OrderedDict
from functools import lru_cache, reduce, wraps
from itertools import islice, count, repeat, chain
from typing import AsyncIterable, AsyncIterator, Callable, TypeVar, Generic

T = TypeVar("T")


class Stream(Generic[T]):
    """An async iterable with combinators."""

    def __init__(self, source: AsyncIterable[T]):
        self.source = source

    def __aiter__(self) -> AsyncIterator[T]:
        return self.source.__aiter__()

    def map(self, fn):
        return Stream(fn(x) async for x in self)

    def filter(self, pred):
        return Stream(x async for x in self if pred(x))

    def window(self, n):
        async def gen():
            buf = deque(maxlen=n)
            async for x in self:
                buf.append(x)
                if len(buf) == n:
                    yield tuple(buf)
        return Stream(gen())

    def take(self, n):
        async def gen():
            if n <= 0:
                return
            i = 0
            async for x in self:
                yield x
                i += 1
                if i == n:
                    return
        return Stream(gen())

    @classmethod
    def merge(cls, **streams):
        async def gen():
            q = asyncio.Queue()

            async def pump(name, s):
                try:
                    async for x in s:
                        await q.put((name, x))
                except ValueError as e:
                    await q.put((name, e))
                finally:
                    q.put_nowait((name, StopAsyncIteration))
            tasks = {asyncio.create_task(pump(n, s), name=f"pump-{n}") for n, s in streams.items()}
            try:
                for _ in tasks:
                    while (item := await q.get())[1] is not StopAsyncIteration:
                        yield item
            finally:
                for t in tasks:
                    t.cancel()
                await asyncio.wait(tasks)
        return cls(gen())

    def __or__(self, fn):
        return fn(self)


async def station(seed, period, base, *, fault_at=None):
    rng = random.Random(seed)
    for i in count():
        await asyncio.sleep(period)
        if i == fault_at:
            raise ValueError(f"sensor {seed} broke")
        yield round(base + 5 * math.sin(i / 3) + rng.gauss(0, 0.5), 2)


def retry(times):
    def deco(fn):
        @wraps(fn)
        async def wrapper(*a, **k):
            for attempt in range(1, times + 1):
                try:
                    return await fn(*a, **k)
                except ConnectionError as e:
                    print(f"{fn.__name__} attempt {attempt}: {e}")
                    error = e
                    await asyncio.sleep(0.1 * attempt)
            raise error
        return wrapper
    return deco


calls = 0


@retry(3)
async def notify(msg, *, ok_after=1):
    global calls
    calls += 1
    if calls < ok_after:
        raise ConnectionRefusedError(111, "refused")
    return f"sent {msg!r}"


@lru_cache(maxsize=None)
def dew_point(t, rh):
    a, b = 17.62, 243.12
    g = math.log(rh / 100) + a * t / (b + t)
    return round(b * g / (a - g), 3)


async def main():
    s = Stream(station(1, 0.5, 20)).window(3).map(lambda w: (round(statistics.mean(w), 2), max(w))).filter(lambda p: p[1] > 22).take(4)
    print([x async for x in s])
    merged = Stream.merge(north=Stream(station(2, 0.3, 10)).take(5), south=station(3, 0.45, 30, fault_at=2), hill=Stream(station(4, 0.2, 0)).take(0))
    async for name, value in merged:
        print(f"{asyncio.get_running_loop().time():6.2f} {name:>6} {value!r}")
    print(sorted(t.get_name() for t in asyncio.all_tasks()))
    hist = array("d", islice(chain([0.5], repeat(1.5)), 4))
    hist.extend([2.5, 3.25])
    print(hist, hist.itemsize, hist.tolist()[-1], bisect.bisect([1, 3, 5], 3), array("i", [1, -2]).tobytes().hex())
    try:
        print(await notify("storm", ok_after=3))
        globals()["calls"] = 0
        await notify("flood", ok_after=99)
    except OSError as e:
        print(type(e).__name__, e.errno, e, calls)
    print(dew_point(20.0, 50), dew_point(20.0, 50), dew_point.cache_info())
    od = OrderedDict.fromkeys("bca", 0)
    od.move_to_end("b")
    od.move_to_end("a", last=False)
    print(od, od == {"a": 0, "c": 0, "b": 0}, list(reversed(od)), reduce(max, map(ord, od)))
    print(math.degrees(math.atan2(1, 1)), math.comb(10, 3), math.perm(5, 2), math.fmod(-7, 3), -7 % 3, math.remainder(7, 4), math.nextafter(1, 2), math.ulp(1.0), math.copysign(1, -0.0), math.trunc(-2.7), math.frexp(10), math.modf(3.25))
    print(sys.float_info.epsilon, sys.maxsize, f"{1e16:g} {123456789:,} {0.000012345:.3e} {255:#x} {255:08b} {-5:+d} {3.14159:6.2f}| {'é':>4} {True:d} {1234.5:_.2f} {0.256:.1%} {12345.678:n}")
    print("{:{w}.{p}f}|{!r:^10}|{:<5}|{:=+6d}|{:c}".format(3.14159, "x", "ab", 42, 65, w=8, p=2), "%5.1f|%-5s|%05d|%x|%r|%%" % (2.25, "ab", 42, 255, "q"), round(2.5), round(-1.55, 1), round(1234, -2), divmod(-7, 2), 7 // -2, pow(3, -1, 7), 2 ** -1, int("ff", 16), int(" 12 "), float("1e-3"), complex("1+2j"), bin(10), oct(8), hex(-255))


asyncio.run(main())

"""Time is virtual (law 1, determinism): it starts at 2000-01-01T00:00:00Z, takes no time, and the zone is UTC.

CPython prints the machine's time, and the hour would be one.
"""
import asyncio
import datetime
import time

print(time.time(), time.monotonic(), datetime.datetime.now(), time.tzname)
start = time.perf_counter()
sum(range(100_000))
print("computing took", time.perf_counter() - start)

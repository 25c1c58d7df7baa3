"""The library is orrery's own: frames in it, which a traceback shows, have other files and lines than CPython's.

CPython prints .../asyncio/taskgroups.py and .../asyncio/runners.py.
"""
import asyncio
import traceback


async def fail():
    raise ValueError("no")


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(fail())


try:
    asyncio.run(main())
except ExceptionGroup as group:
    print([frame.filename for frame in traceback.extract_tb(group.__traceback__)][1:])

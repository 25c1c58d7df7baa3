"""The library is orrery's own: frames in it have other files and lines than CPython's, and those of its insides are not shown.

CPython prints .../asyncio/taskgroups.py and .../asyncio/runners.py, and .../json/__init__.py.
"""
import asyncio
import json
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
try:
    json.loads("{")
except ValueError as error:
    print([frame.filename for frame in traceback.extract_tb(error.__traceback__)][1:2])

# Debug mode: what takes long is said, in virtual time; handles tell arguments and place; where a coroutine was made that
# nobody awaits. CPython says the same but for 'created at' of tasks and the frames of its own files.
import asyncio
import sys
import time


async def slow():
    time.sleep(0.15)
    await asyncio.sleep(0)
    time.sleep(0.05)
    await asyncio.sleep(0)
    time.sleep(0.3)


def callback(x=1):
    time.sleep(0.2)


async def never():
    pass


async def main():
    loop = asyncio.get_running_loop()
    print(loop.get_debug(), loop.slow_callback_duration, sys.get_coroutine_origin_tracking_depth())
    await asyncio.create_task(slow(), name='slow')
    loop.call_soon(callback, 5)
    loop.call_later(0.5, callback)
    await asyncio.sleep(1)
    loop.slow_callback_duration = 0.5
    loop.call_soon(callback)
    await asyncio.sleep(1)
    never()
    handle = loop.call_soon(print, 'x', 5)
    print(handle)
    handle.cancel()
    print(handle)
    for bad in (main, 5):
        try:
            loop.call_soon(bad)
        except TypeError as e:
            print(str(e).split(' at 0x')[0])
    coroutine = never()
    print(coroutine.cr_origin[0][1:])
    await coroutine

asyncio.run(main(), debug=True)
print(sys.get_coroutine_origin_tracking_depth())

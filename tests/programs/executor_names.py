"""The workers of executors: how they are called, which of them does a job. (The one that has been idle longest.)"""
import asyncio
import concurrent.futures
import threading
import time


def work(duration):
    time.sleep(duration)
    return threading.current_thread().name


async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.gather(*(asyncio.to_thread(work, d) for d in (0.3, 0.1, 0.2))))
    print(await asyncio.gather(*(asyncio.to_thread(work, d) for d in (0.3, 0.1, 0.2, 0.05))))
    with concurrent.futures.ThreadPoolExecutor(2, thread_name_prefix="calc") as pool:
        print(await asyncio.gather(*(loop.run_in_executor(pool, work, d) for d in (0.3, 0.1, 0.15, 0.2))))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        print(await asyncio.gather(*(loop.run_in_executor(pool, work, d) for d in (0.3, 0.1, 0.15))))
        print(threading.active_count())
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        print(list(pool.map(work, (0.1, 0.2, 0.05))))
    print(threading.current_thread().name, threading.active_count())


asyncio.run(main())

import asyncio, threading, time, concurrent.futures as cf
def w(d):
    time.sleep(d); return threading.current_thread().name
async def main():
    print(await asyncio.gather(*(asyncio.to_thread(w, d) for d in (0.3, 0.1, 0.2))))
    print(await asyncio.gather(*(asyncio.to_thread(w, d) for d in (0.3, 0.1, 0.2, .1))))
    for i in range(4): print(await asyncio.to_thread(w, 0.01))
    with cf.ThreadPoolExecutor(2, thread_name_prefix="calc") as p:
        loop = asyncio.get_running_loop()
        print(await asyncio.gather(*(loop.run_in_executor(p, w, d) for d in (0.3, 0.1, 0.2, .1))))
    with cf.ThreadPoolExecutor(2) as p:
        print(await asyncio.gather(*(loop.run_in_executor(p, w, d) for d in (0.3, 0.1, 0.2, .1))))
    with cf.ThreadPoolExecutor(2) as p:
        print(list(p.map(w, (.1,.2,.1))))
    print(threading.current_thread().name, threading.active_count())
asyncio.run(main())

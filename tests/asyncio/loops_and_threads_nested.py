# asyncio.run in odd places: below C frames, in threads, in several at once. (The expectation is reasoned, not asked for: the
# oracle has no virtual threads.)
import asyncio, threading, contextvars, time
async def f(n, t=1):
    await asyncio.sleep(t); return n
print(contextvars.copy_context().run(asyncio.run, f("in context")))
print(sorted([3,1,2], key=lambda n: asyncio.run(f(n, 0.5))), time.monotonic())
def th(n):
    print(n, asyncio.run(f(n, 2)), time.monotonic())
ts=[threading.Thread(target=th, args=(f"t{i}",)) for i in range(2)]
for t in ts: t.start()
for t in ts: t.join()
print("joined", time.monotonic())
async def main():
    loop = asyncio.get_running_loop()
    def worker():
        fut = asyncio.run_coroutine_threadsafe(f("threadsafe", 1), loop)
        return fut.result(), time.monotonic()
    print(await asyncio.to_thread(worker))
    ev = threading.Event()
    def setter():
        time.sleep(1); ev.set()
    t = asyncio.create_task(asyncio.to_thread(setter))
    await asyncio.sleep(0)
    print("blocking wait", ev.wait(), loop.time())
    await t
    try: asyncio.run(f(1))
    except RuntimeError as e: print(e)
    lock = threading.Lock(); lock.acquire()
    print(lock.acquire(timeout=0.5), loop.time())
asyncio.run(main())
class A:
    @property
    def p(self): return asyncio.run(f("prop"))
print(A().p)
def gen():
    yield asyncio.run(f("gen"))
print(list(gen()))
loop = asyncio.new_event_loop()
def in_thread():
    asyncio.set_event_loop(loop); loop.run_forever(); print("loop ended")
t = threading.Thread(target=in_thread); t.start()
print(asyncio.run_coroutine_threadsafe(f("to other loop"), loop).result(5))
loop.call_soon_threadsafe(loop.stop); t.join(); loop.close()
import queue
q = queue.Queue()
print("end")

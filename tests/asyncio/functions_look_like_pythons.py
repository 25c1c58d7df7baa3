# What is native here and Python in CPython: names, signatures, binding, reprs
import asyncio, functools, inspect, re
def clean(x): return re.sub(r"(/\S*/)?\w+\.py:\d+", "F:N", re.sub(r"0x[0-9a-f]+", "0x", repr(x)))
for f in (asyncio.sleep, asyncio.wait_for, asyncio.gather, asyncio.shield, asyncio.wait, asyncio.to_thread, asyncio.run, asyncio.create_task, asyncio.ensure_future, asyncio.set_event_loop, asyncio.iscoroutine, asyncio.isfuture, asyncio.current_task, asyncio.get_running_loop, asyncio.as_completed, asyncio.wrap_future):
    print(clean(f), f.__name__, f.__qualname__, f.__module__, inspect.isfunction(f), asyncio.iscoroutinefunction(f), type(f).__name__)
    if not inspect.isfunction(f): continue
    @functools.wraps(f)
    def g(*a, **k): return f(*a, **k)
    print(g.__name__, g.__qualname__, g.__module__, g.__wrapped__ is f, inspect.signature(g), f.__kwdefaults__, f.__defaults__, f.__code__.co_argcount)
for m in (asyncio.Queue.get, asyncio.Queue().get, asyncio.Queue.put, asyncio.Lock().acquire, asyncio.Lock.release, asyncio.Event().wait, asyncio.Semaphore().acquire, asyncio.TaskGroup.create_task, asyncio.Condition.wait, asyncio.Barrier.wait, asyncio.Runner.run, asyncio.Queue.put_nowait):
    print(type(m).__name__, m.__name__, m.__qualname__, m.__module__, asyncio.iscoroutinefunction(m), clean(m).split(" at ")[0], inspect.signature(m))
for c in (asyncio.Queue, asyncio.Lock, asyncio.Semaphore, asyncio.Event, asyncio.Future, asyncio.Task, asyncio.Condition, asyncio.Barrier, asyncio.Runner): print(c.__name__, inspect.signature(c))
class Sleepy:
    nap = asyncio.sleep
try: asyncio.run(Sleepy().nap())
except TypeError as e: print(e)
for bad in (lambda: asyncio.Event(1), lambda: asyncio.Lock(1), lambda: asyncio.Lock(loop=1), lambda: asyncio.Queue(1, 2), lambda: asyncio.Semaphore(1, 2), lambda: asyncio.run(1, 2), lambda: asyncio.set_event_loop(1, 2), lambda: asyncio.get_running_loop(1), lambda: asyncio.Queue().get(1), lambda: asyncio.Queue().put(), lambda: asyncio.create_task(), lambda: asyncio.sleep(), lambda: asyncio.Queue("x").full()):
    try: print(bad())
    except TypeError as e: print(e)
async def leaf(): await asyncio.sleep(1)
class Aw:
    def __await__(self): return (yield from asyncio.sleep(1).__await__())
async def main():
    print(clean(asyncio.current_task()))
    t = asyncio.create_task(leaf(), name="leaf")
    g = asyncio.gather(t); s = asyncio.shield(t); w = asyncio.create_task(asyncio.wait([t]), name="w"); x = asyncio.create_task(asyncio.wait_for(t, 5), name="wf")
    held = []  # the loop itself would not keep them
    for co in (asyncio.sleep(0.5, "v"), asyncio.Lock().acquire(), asyncio.Event().wait(), asyncio.Queue().get(), asyncio.Barrier(2).wait()): held.append(asyncio.create_task(co))
    a = asyncio.ensure_future(Aw()); await asyncio.sleep(0)
    for one in (t, s, w, x, a): print(clean(one))
    for one in sorted(asyncio.all_tasks(), key=lambda t: t.get_name()): print(clean(one))
    await asyncio.sleep(0.5)
    for one in sorted(asyncio.all_tasks(), key=lambda t: t.get_name()): print(clean(one))
    await x; print(clean(x), clean(a))
    loop = asyncio.get_running_loop()
    for f in (asyncio.sleep, asyncio.Event().set, functools.partial(asyncio.sleep, 1), asyncio.Queue().put_nowait, main): h = loop.call_later(1, f); print(clean(h)); h.cancel()
    f = loop.create_future(); it = f.__await__(); print(type(it).__name__, next(it) is f); f.set_result(1)
    try: next(it)
    except StopIteration as e: print(e.value)
    try: next(it)
    except StopIteration as e: print(e.value)
    it = iter(f)
    try: it.throw(ValueError("thrown"))
    except ValueError as e: print(e)
    co = asyncio.sleep(0.1); one, two = asyncio.create_task(co), asyncio.create_task(co)
    print(await asyncio.gather(one, two, return_exceptions=True))
    print(co.cr_await, (5).__class__.__module__, hasattr(5, "__module__"))
asyncio.run(main())
async def chained():
    loop = asyncio.get_running_loop()
    f = asyncio.run_coroutine_threadsafe(asyncio.sleep(0.1), loop); w = asyncio.wrap_future(f); await asyncio.sleep(0)
    print(clean(w)); [print(clean(t)) for t in asyncio.all_tasks() if t is not asyncio.current_task()]; await w
asyncio.run(chained())

# Queue shutdown of 3.13, eager tasks, Runner, task names, signal-like stop, buffered logging through a queue handler.
import asyncio
import logging
import logging.handlers
import queue
import signal
import sys
import time


class ListHandler(logging.Handler):
    def __init__(self, out):
        super().__init__()
        self.out = out

    def emit(self, record):
        self.out.append(self.format(record))


class Redact(logging.Filter):
    def filter(self, record):
        record.msg = str(record.msg).replace("secret", "***")
        return "noise" not in record.msg


async def producer(q, n, pause):
    for i in range(n):
        try:
            await q.put(i)
        except asyncio.QueueShutDown as e:
            print("producer stopped at", i, repr(e))
            return i
        await asyncio.sleep(pause)
    return n


async def consumer(q, name):
    got = []
    try:
        while True:
            item = await q.get()
            got.append(item)
            await asyncio.sleep(0.15)
            q.task_done()
    except asyncio.QueueShutDown:
        return name, got


async def main(immediate):
    q = asyncio.Queue(2)
    ps = [asyncio.create_task(producer(q, 6, 0.05)) for _ in range(2)]
    cs = [asyncio.create_task(consumer(q, n)) for n in "ab"]
    await asyncio.sleep(0.4)
    print(q.qsize(), q.full(), q)if False else print(q.qsize(), q.full())
    q.shutdown(immediate=immediate)
    print(await asyncio.gather(*ps), await asyncio.gather(*cs))
    try:
        q.put_nowait(1)
    except asyncio.QueueShutDown:
        print("shut")
    try:
        q.get_nowait()
    except (asyncio.QueueShutDown, asyncio.QueueEmpty) as e:
        print(type(e).__name__)
    try:
        async with asyncio.timeout(1):
            await q.join()
        print("joined")
    except TimeoutError:
        print("never joined")
    return "ok"


async def eager():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)

    async def quick(x):
        print("quick", x, asyncio.current_task().get_name())
        return x

    async def slow(x):
        print("slow starts", x)
        await asyncio.sleep(0)
        print("slow ends", x)
        return x
    t = asyncio.create_task(quick(1), name="q1")
    s = asyncio.create_task(slow(2))
    print(t.done(), s.done(), t.result())
    print(await asyncio.gather(t, s, slow(3)))
    async with asyncio.TaskGroup() as tg:
        a = tg.create_task(quick(4))
        print("in group", a.done())


if __name__ == "__main__":
    print(asyncio.run(main(False)), asyncio.run(main(True)))
    with asyncio.Runner(debug=False) as runner:
        print(runner.run(asyncio.sleep(0.5, "slept")), runner.get_loop().time())
        runner.run(eager())
        try:
            runner.run(asyncio.wait_for(asyncio.sleep(9), 1))
        except TimeoutError as e:
            print("TimeoutError", e)
    try:
        runner.run(asyncio.sleep(0))
    except RuntimeError as e:
        print(e)
    lines = []
    q = queue.Queue()
    log = logging.getLogger("app.db")
    log.setLevel("DEBUG")
    log.propagate = False
    log.addHandler(logging.handlers.QueueHandler(q))
    target = ListHandler(lines)
    target.setFormatter(logging.Formatter("{levelname:<8}{name} {message}", style="{"))
    target.addFilter(Redact())
    listener = logging.handlers.QueueListener(q, target, respect_handler_level=True)
    listener.start()
    log.info("user %s has %d items", "ann", 3)
    log.warning("secret leaked")
    log.debug("noise")
    try:
        {}["k"]
    except KeyError:
        log.exception("failed")
    listener.stop()
    print(*lines[:2], lines[2].splitlines()[0], lines[2].splitlines()[-1], len(lines), sep="\n")
    print(logging.getLevelName(35), log.getEffectiveLevel(), log.isEnabledFor(5), log, logging.getLogger("app").name, log.parent.name, signal.SIGINT.name, signal.Signals(15))
    logging.addLevelName(25, "NOTICE")
    root = logging.getLogger()
    h = logging.StreamHandler(sys.stdout)
    h.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M"))
    root.addHandler(h)
    root.log(25, "noted %(x)s", {"x": 1})
    adapter = logging.LoggerAdapter(root, {"req": 7})
    adapter.warning("adapted")
    time.sleep(61)
    root.error("later %r", "é")
    logging.disable(logging.CRITICAL)
    root.critical("unseen")
    print(time.strftime("%Y-%m-%d %H:%M", time.gmtime()), time.time() >= 946684800)

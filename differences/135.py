import asyncio
import contextlib
import contextvars
import time

tasks, futures, handles = [], [], []
budget = [120]
var = contextvars.ContextVar("var", default="none")


class Oops(Exception):
    pass


class Drastic(BaseException):
    pass


def clean(text):
    """A text without addresses, and without places in files."""
    parts = text.split("0x")
    text = "0x".join(parts[:1] + [part.lstrip("0123456789abcdef") for part in parts[1:]])
    parts = text.replace(" at <orrery>", " at ").replace(" created at", "").split(" at /")
    return parts[0] + "".join(part[min(part.find(end) for end in "> ,]" if end in part):] for part in parts[1:])


def name():
    try:
        task = asyncio.current_task()
    except RuntimeError:
        return "?"
    return task.get_name() if task is not None else "-"


def log(*what):
    print(round(time.monotonic(), 9), name(), *what)


def show(value, depth=0):
    if isinstance(value, BaseExceptionGroup):
        text = f"{type(value).__name__}({value.message!r}: {', '.join(show(e, depth + 1) for e in value.exceptions)})"
    elif isinstance(value, BaseException):
        text = clean(f"{type(value).__name__}{value.args!r}")
    elif isinstance(value, (list, tuple)):
        return "[" + ", ".join(show(item, depth) for item in value) + "]"
    elif isinstance(value, asyncio.Future):
        return value.get_name() if isinstance(value, asyncio.Task) else "future"
    else:
        return clean(repr(value))
    if depth < 3:
        if value.__cause__ is not None:
            text += " from " + show(value.__cause__, depth + 1)
        elif value.__context__ is not None and not value.__suppress_context__:
            text += " after " + show(value.__context__, depth + 1)
    return text


def enter():
    """Each function begins with this: its task is known from here on, and their number is bounded."""
    budget[0] -= 1
    if budget[0] < 0:
        raise RuntimeError("enough")
    register(asyncio.current_task())


def register(task):
    if task not in tasks:
        tasks.append(task)
    return task


def spawn(coroutine, name=None, **options):
    return register(asyncio.create_task(coroutine, name=name, **options))


def other(n):
    """Some task but this one."""
    there = [task for task in tasks if task is not asyncio.current_task()]
    return there[n % len(there)] if there else spawn(asyncio.sleep(0.1, "spare"))


def young(n):
    """Some task younger than this one."""
    me = asyncio.current_task()
    there = tasks[tasks.index(me) + 1:] if me in tasks else []
    return there[n % len(there)] if there else spawn(asyncio.sleep(0.1, "spare"))


def future(n):
    while len(futures) <= n:
        futures.append(asyncio.get_running_loop().create_future())
    return futures[n]


def cancel(task, *message):
    log("cancel", task.get_name(), *message, task.cancel(*message), task.cancelling())


def outcome(task):
    if not task.done():
        return "pending"
    if task.cancelled():
        return "cancelled"
    return show(task.exception() or task.result())


def tell(label, *what):
    def callback(*args):
        log(label, *what, *(outcome(arg) if isinstance(arg, asyncio.Future) else show(arg) for arg in args))
    return callback


def work(label, duration, error=None):
    """What an executor runs."""
    print(round(time.monotonic(), 9), "thread", label)
    time.sleep(duration)
    print(round(time.monotonic(), 9), "thread", label, "slept")
    if error is not None:
        raise error
    return label


class Manager:
    def __init__(self, label, enter=None, leave=None, swallow=False, error=None):
        self.label, self.enter, self.leave, self.swallow, self.error = label, enter, leave, swallow, error

    async def __aenter__(self):
        log("enters", self.label)
        if self.enter is not None:
            await asyncio.sleep(self.enter)
        log("entered", self.label)
        return self.label

    async def __aexit__(self, kind, error, traceback):
        log("leaves", self.label, show(error))
        if self.leave is not None:
            await asyncio.sleep(self.leave)
        log("left", self.label)
        if self.error is not None:
            raise self.error
        return self.swallow


@contextlib.asynccontextmanager
async def managed(label, pause):
    log("opens", label)
    try:
        yield label
        log("unharmed", label)
    finally:
        await asyncio.sleep(pause)
        log("closed", label)

barrier1 = asyncio.Barrier(3)
condition1 = asyncio.Condition()
event0 = asyncio.Event()
event1 = asyncio.Event()
lock0 = asyncio.Lock()
lock1 = asyncio.Lock()
queue0 = asyncio.PriorityQueue()
queue1 = asyncio.PriorityQueue(2)
semaphore0 = asyncio.Semaphore(2)
semaphore1 = asyncio.BoundedSemaphore(1)


async def a0(n):
    try:
        try:
            handles.append(asyncio.get_running_loop().call_at(asyncio.get_running_loop().time() + 0.2, future(1).cancel))
        except Exception as error:
            log(2, show(error))
        log('sent', (yield 4))
        log('var', contextvars.copy_context().run(var.get))
        yield 6
        async def inner8(n):
            enter()
            semaphore0.release()
        log(8, show(await asyncio.wait_for(inner8(1), 1)))
        yield 11
    except Exception as error:
        log('a0', show(error))
        yield 13
    finally:
        log('a0', 'closes')


async def a1(n):
    try:
        try:
            await asyncio.sleep(0.1)
        except Exception as error:
            log(14, show(error))
        log('sent', (yield 16))
        yield 17
        log('sent', (yield 20))
    except Exception as error:
        log('a1', show(error))
        yield 21
    finally:
        log('a1', 'closes')
        await asyncio.sleep(0)
        log('a1', 'closed')


async def w0(n):
    enter()
    log('w0', n)
    try:
        try:
            log(22)
        except Exception as error:
            log(23, show(error))
        try:
            log(24, show(await asyncio.gather(barrier1.wait(), spawn(asyncio.sleep(0.4, 25)))))
        except ExceptionGroup as error:
            log(26, show(error))
            raise Oops(27)
        except Exception as error:
            log(29, show(error))
        for n in range(2):
            try:
                async with semaphore1:
                    log(30, 'holds')
                    spawn(w1(0), 't31')
                    log(32, show(await asyncio.wait_for(w1(2), -1)))
                    try:
                        cancel(other(4))
                    except Exception as error:
                        log(33, show(error))
            except Exception as error:
                log(34, show(error))
    except asyncio.CancelledError as error:
        log('w0', show(error))
        raise
    return n


async def w1(n):
    enter()
    log('w1', n)
    try:
        async with lock1:
            log(35, 'holds')
            await asyncio.sleep(0.1)
            try:
                try:
                    handles.append(asyncio.get_running_loop().call_later(0.1, other(2).cancel))
                except Exception as error:
                    log(37, show(error))
                for n in range(3):
                    log(38, queue0.get_nowait())
                    try:
                        log(40, await barrier1.wait())
                    except Exception as error:
                        log(41, show(error))
                try:
                    await asyncio.wait_for(semaphore1.acquire(), 1)
                    contextvars.copy_context().run(var.set, 'v44')
                except* (KeyError, OSError) as error:
                    log(45, show(error))
                except* Oops as error:
                    log(46, show(error))
                    raise
                try:
                    future(4).add_done_callback(tell(48))
                except Exception as error:
                    log(50, show(error))
            except Exception as error:
                log(51, show(error))
            finally:
                log(52, 'finally')
                try:
                    log(53, show(await queue1.get()))
                except Exception as error:
                    log(54, show(error))
                log(55)
        shield56 = asyncio.shield(young(2))
        shield56.add_done_callback(tell(56))
        log(56, shield56.cancel('c56'))
        await asyncio.sleep(0.1)
        log(57, show(await young(1)))
        done, pending = await asyncio.wait([young(3), young(2), young(3)], timeout=0.1, return_when=asyncio.FIRST_EXCEPTION)
        log(58, sorted(t.get_name() for t in done), sorted(t.get_name() for t in pending))
        for t in sorted(pending, key=asyncio.Task.get_name): t.cancel('c58')
    finally:
        log('w1', 'ends', n)
        await asyncio.sleep(0.2)
        log('w1', 'ended', n)
    return None


async def w2(n):
    enter()
    log('w2', n)
    try:
        try:
            agen62 = a0(2)
            log(62, await anext(agen62))
        except Exception as error:
            log(64, show(error))
        log(65, show(await asyncio.wait_for(w3(5), 0.2)))
        try:
            async with lock0:
                log(66, 'holds')
                spawn(w3(1), 't67')
                try:
                    log(68)
                except Exception as error:
                    log(69, show(error))
                try:
                    await asyncio.sleep(0.7)
                except Exception as error:
                    log(70, show(error))
                log(71)
        except Exception as error:
            log(72, show(error))
            raise RuntimeError(74) from error
    except asyncio.CancelledError as error:
        log('w2', show(error))
        raise
    return 'r2'


async def w3(n):
    enter()
    log('w3', n)
    try:
        log(future(5).cancel('c75'))
        async for n in a0(3):
            log(77, n)
            try:
                log(78, show(await asyncio.wait_for(young(2), 0)))
            except Exception as error:
                log(79, show(error))
        async with lock0:
            log(80, 'holds')
            try:
                await queue0.put(81)
            except Exception as error:
                log(82, show(error))
        async with condition1:
            log(await asyncio.wait_for(condition1.wait(), 1))
            log(await condition1.wait_for(lambda: budget[0] % 2))
            try:
                async with asyncio.TaskGroup() as tg84:
                    log(85, show(await asyncio.wait_for(spawn(asyncio.sleep(0.3, 87), 't86'), 0.3)))
                    await asyncio.sleep(0.3)
                    if n % 3 == 1: return 88
                log(84, 'group ended')
            except BaseExceptionGroup as error:
                log(84, show(error))
            for n in range(2):
                try:
                    log(89)
                except Exception as error:
                    log(90, show(error))
                spawn(asyncio.sleep(1.5, 91))
        try:
            async with condition1:
                condition1.notify(2)
                log(92, await condition1.wait())
        except Exception as error:
            log(93, show(error))
        async with Manager(94, 0.5, None, False):
            try:
                log(95, show(await asyncio.wait_for(young(2), 1)))
            except Exception as error:
                log(96, show(error))
            try:
                agen97 = a1(3)
                log(97, await asyncio.wait_for(anext(agen97), 0.1))
                await agen97.aclose()
            except Exception as error:
                log(100, show(error))
            try:
                async with lock1:
                    log(101, 'holds')
                    try:
                        await asyncio.wait_for(queue0.put(102), -1)
                    except Exception as error:
                        log(103, show(error))
                    try:
                        await barrier1.reset()
                    except Exception as error:
                        log(106, show(error))
                    log(107)
            except Exception as error:
                log(108, show(error))
            raise ExceptionGroup('g109', [Oops(109), ValueError(109)])
    finally:
        log('w3', 'ends', n)
        await asyncio.sleep(0.7)
        log('w3', 'ended', n)
    return 'r3'


async def poke():
    for n in range(4):
        await asyncio.sleep(0.3)
        with contextlib.suppress(Exception):
            if lock1.locked(): lock1.release()
        with contextlib.suppress(Exception):
            log(await asyncio.wait_for(queue0.get(), 0.1))
        with contextlib.suppress(Exception):
            async with asyncio.timeout(0.1), condition1: condition1.notify()


async def main(n=0):
    enter()
    poker = asyncio.create_task(poke(), name='poke')
    try:
        log(110, clean(repr(other(1))))
    except Exception as error:
        log(111, show(error))
    try:
        async with lock1:
            log(112, 'holds')
            log(113, show(await w3(3)))
            try:
                log(114, show(await asyncio.wait_for(young(5), 0.1)))
            except Exception as error:
                log(115, show(error))
            try:
                for n in range(2):
                    try:
                        log(116)
                    except Exception as error:
                        log(117, show(error))
                    try:
                        async with Manager(118, 0.7, 0.1, False):
                            try:
                                await asyncio.sleep(1.5)
                            except Exception as error:
                                log(119, show(error))
                            try:
                                log(120, show(await asyncio.wait_for(event0.wait(), 0.1)))
                            except Exception as error:
                                log(121, show(error))
                    except Exception as error:
                        log(122, show(error))
            except Exception as error:
                log(123, show(error))
            try:
                log(124, show(await w1(2)))
            except Exception as error:
                log(125, show(error))
    except Exception as error:
        log(126, show(error))
    with contextlib.suppress(asyncio.CancelledError):
        log(127, show(await asyncio.shield(spawn(w0(1), 't128'))))
        try:
            for n in range(2):
                try:
                    for item in asyncio.as_completed([spawn(w1(4), 't130')], timeout=0.2):
                        log(129, show(await item))
                except Exception as error:
                    log(131, show(error))
        except Exception as error:
            log(132, show(error))
        try:
            other(5).add_done_callback(tell(133))
        except Exception as error:
            log(134, show(error))
        try:
            log(135, await barrier1.wait())
        except Exception as error:
            log(137, show(error))
    await asyncio.sleep(0.7)
    for task in tasks[1:]:
        log(task.get_name(), outcome(task))
    await asyncio.sleep(3)
    log('main ends')


asyncio.run(main(), debug=True)
print('end', round(time.monotonic(), 9))

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

barrier0 = asyncio.Barrier(2)
barrier1 = asyncio.Barrier(3)
condition0 = asyncio.Condition()
condition1 = asyncio.Condition()
event0 = asyncio.Event()
event1 = asyncio.Event()
lock0 = asyncio.Lock()
lock1 = asyncio.Lock()
queue0 = asyncio.Queue(2)
queue1 = asyncio.Queue(1)
semaphore0 = asyncio.Semaphore(0)
semaphore1 = asyncio.BoundedSemaphore(1)


async def a0(n):
    try:
        yield 1
        try:
            for n in range(2):
                try:
                    log(3, show(await asyncio.gather(asyncio.to_thread(work, 4, 0.4), asyncio.sleep(0, 5), spawn(asyncio.sleep(0.3, 7), 't6'))))
                    try:
                        log(8)
                    except Exception as error:
                        log(9, show(error))
                    cancel(young(3), 'c10')
                except Oops as error:
                    log(11, show(error))
                finally:
                    log(12, 'finally')
                    pass
                await asyncio.wait_for(semaphore0.acquire(), 2)
        except Exception as error:
            log(15, show(error))
        yield 16
        log(18, queue1.get_nowait())
        yield 19
    finally:
        log('a0', 'closes')
        await asyncio.sleep(0)
        log('a0', 'closed')


async def a1(n):
    try:
        try:
            log(21, show(await asyncio.gather(young(2), future(0))))
        except Exception as error:
            log(22, show(error))
        yield 23
    finally:
        log('a1', 'closes')
        await asyncio.sleep(0.5)
        log('a1', 'closed')


async def w0(n):
    enter()
    log('w0', n)
    try:
        log(25, outcome(future(3)))
        try:
            await asyncio.sleep(1)
        except Exception as error:
            log(27, show(error))
        async with lock1:
            log(28, 'holds')
            time.sleep(1.5)
            try:
                log(29, await asyncio.sleep(0.2, 'slept'))
            except Exception as error:
                log(30, show(error))
            log(31)
    finally:
        log('w0', 'ends', n)
        await asyncio.sleep(0.2)
        log('w0', 'ended', n)
    return n


async def w1(n):
    enter()
    log('w1', n)
    try:
        log('uncancel', asyncio.current_task().uncancel())
        for n in range(2):
            async with lock1:
                log(32, 'holds')
                try:
                    log(33, show(await asyncio.to_thread(work, 34, 0.1)))
                except Exception as error:
                    log(35, show(error))
                future(2).set_exception(Drastic(37))
                try:
                    log(38, await semaphore1.acquire())
                except Exception as error:
                    log(40, show(error))
                handles.append(asyncio.get_running_loop().call_soon_threadsafe(tell(41)))
            log(42, show(await asyncio.gather(w2(4), return_exceptions=True)))
            try:
                async with asyncio.timeout_at(asyncio.get_running_loop().time() + 0.2) as limit43:
                    log(barrier0.n_waiting, barrier0.broken, barrier0.parties)
                    for handle in handles[-2:]: handle.cancel(); log(handle.cancelled())
                    await asyncio.sleep(0.2)
                log(43, limit43.expired())
            except TimeoutError as error:
                log(43, show(error), limit43.expired())
        try:
            with contextlib.suppress(Oops, ValueError):
                log(46, queue1.get_nowait())
        except Exception as error:
            log(47, show(error))
        async with lock1:
            log(48, 'holds')
            try:
                futures.append(asyncio.get_running_loop().run_in_executor(None, work, 49, 1.5))
            except Exception as error:
                log(50, show(error))
            try:
                async with asyncio.TaskGroup() as tg51:
                    log(52)
                    try:
                        futures.append(asyncio.get_running_loop().run_in_executor(None, work, 53, 0.2))
                    except Exception as error:
                        log(54, show(error))
                    queue1.task_done()
                log(51, 'group ended')
            except Exception as error:
                log(56, show(error))
        async with barrier1 as place:
            log(57, place)
            try:
                event0.set()
            except Exception as error:
                log(59, show(error))
            log(60, show(await asyncio.wait_for(barrier1.wait(), 2)))
        try:
            async with barrier0 as place:
                log(61, place)
                try:
                    log(62, show(await asyncio.shield(spawn(w3(2), 't63'))))
                except Exception as error:
                    log(64, show(error))
        except Exception as error:
            log(65, show(error))
    finally:
        log('w1', 'ends', n)
    return None


async def w2(n):
    enter()
    log('w2', n)
    try:
        group66 = asyncio.gather(asyncio.to_thread(work, 67, 0.1))
        group66.add_done_callback(tell(66))
        await asyncio.sleep(0.5)
        try:
            async with asyncio.timeout(None) as limit68:
                for n in range(3):
                    register(asyncio.eager_task_factory(asyncio.get_running_loop(), w3(1), name='e69'))
                    try:
                        shield70 = asyncio.shield(w3(2))
                        shield70.add_done_callback(tell(70))
                        await asyncio.sleep(0.3)
                    except Exception as error:
                        log(71, show(error))
                try:
                    log(72, clean(repr(future(1))))
                except Exception as error:
                    log(73, show(error))
                await asyncio.sleep(0.1)
                try:
                    try:
                        await asyncio.sleep(0.5)
                    except Exception as error:
                        log(74, show(error))
                    log(75, await asyncio.sleep(0.7, 'slept'))
                    try:
                        await asyncio.sleep(1)
                    except Exception as error:
                        log(76, show(error))
                except ExceptionGroup as error:
                    log(77, show(error))
                    raise
                except Exception as error:
                    log(80, show(error))
            log(68, limit68.expired())
        except TimeoutError as error:
            log(68, show(error), limit68.expired())
        try:
            try:
                try:
                    async with condition0:
                        log(await condition0.wait_for(lambda: budget[0] % 2))
                        condition0.notify_all()
                        log(82, show(await asyncio.wait_for(young(5), 2)))
                        handles.append(asyncio.get_running_loop().call_soon(tell(83)))
                except asyncio.QueueShutDown as error:
                    log(84, show(error))
                    await asyncio.sleep(0.3)
                except RuntimeError as error:
                    log(85, show(error))
                log(86)
                try:
                    event0.clear()
                except Exception as error:
                    log(88, show(error))
                try:
                    try:
                        async with asyncio.TaskGroup() as tg89:
                            async with lock0:
                                log(90, 'holds')
                                spawn(w3(3), 't91')
                            try:
                                try:
                                    log(92)
                                except Exception as error:
                                    log(93, show(error))
                                try:
                                    log(94, show(await asyncio.gather(barrier1.wait(), asyncio.sleep(1, 95))))
                                except Exception as error:
                                    log(96, show(error))
                                log(queue1.qsize(), queue1.empty(), queue1.full(), queue1.maxsize)
                            finally:
                                log(98, 'finally')
                                try:
                                    cancel(other(0))
                                except Exception as error:
                                    log(99, show(error))
                        log(89, 'group ended')
                    except* Exception as error:
                        log(89, show(error))
                except Exception as error:
                    log(100, show(error))
            except TimeoutError as error:
                log(101, show(error))
            except Exception as error:
                log(102, show(error))
        except Exception as error:
            log(103, show(error))
        log('var', contextvars.copy_context().run(var.get))
        if n % 3 == 2: return 105
        await asyncio.sleep(0)
    finally:
        log('w2', 'ends', n)
    return None


async def w3(n):
    enter()
    log('w3', n)
    try:
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + -1) as limit106:
                log(107, show(other(4).result()))
                log(108, await asyncio.get_running_loop().run_in_executor(None, work, 108, 0.1, Oops(108)))
            log(106, limit106.expired())
        except Exception as error:
            log(109, show(error))
        async with semaphore1:
            log(110, 'holds')
            try:
                cancel(other(2), 'c111')
            except Exception as error:
                log(112, show(error))
            log(113, show(await asyncio.shield(spawn(asyncio.sleep(0, 115), 't114'))))
        time.sleep(1.5)
        try:
            log(116, await semaphore0.acquire())
        except Exception as error:
            log(118, show(error))
    except asyncio.CancelledError as error:
        log('w3', show(error))
        raise
    return None


async def poke():
    for n in range(4):
        await asyncio.sleep(0.3)
        with contextlib.suppress(Exception):
            if lock1.locked(): lock1.release()
        with contextlib.suppress(Exception):
            semaphore1.release()


async def main(n=0):
    enter()
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    poker = asyncio.create_task(poke(), name='poke')
    try:
        await asyncio.sleep(0.7)
    except Exception as error:
        log(119, show(error))
    try:
        async with condition1:
            condition1.notify_all()
            log(await condition1.wait_for(lambda: budget[0] % 2))
    except Exception as error:
        log(121, show(error))
    try:
        async with Manager(122, 0.5, 0.3, False):
            try:
                for item in asyncio.as_completed([spawn(w0(1), 't124')], timeout=0.2):
                    log(123, show(await item))
            except Exception as error:
                log(125, show(error))
    except Exception as error:
        log(126, show(error))
    try:
        async with asyncio.timeout_at(asyncio.get_running_loop().time() + 1) as limit127:
            try:
                done, pending = await asyncio.wait([spawn(w3(4), 't129'), young(4)], return_when=asyncio.FIRST_EXCEPTION)
                log(128, sorted(t.get_name() for t in done), sorted(t.get_name() for t in pending))
                for t in sorted(pending, key=asyncio.Task.get_name): t.cancel('c128')
            except Exception as error:
                log(130, show(error))
        log(127, limit127.expired())
    except Exception as error:
        log(131, show(error))
    await asyncio.sleep(0)
    try:
        async def inner132(n):
            enter()
            try:
                log(133)
            except Exception as error:
                log(134, show(error))
            await asyncio.sleep(0.1)
            try:
                future(0).set_result(135)
            except Exception as error:
                log(137, show(error))
            try:
                try:
                    try:
                        async with Manager(138, 0.4, 0.2, False):
                            done, pending = await asyncio.wait([spawn(w2(4), 't140')], return_when=asyncio.FIRST_COMPLETED)
                            log(139, sorted(t.get_name() for t in done), sorted(t.get_name() for t in pending))
                            for t in sorted(pending, key=asyncio.Task.get_name): t.cancel('c139')
                    except Exception as error:
                        log(141, show(error))
                    await asyncio.sleep(0.5)
                except asyncio.QueueShutDown as error:
                    log(142, show(error))
                    try:
                        log(143, clean(repr(other(2))))
                    except Exception as error:
                        log(144, show(error))
                    try:
                        log(145, await asyncio.sleep(0.7, 'slept'))
                    except Exception as error:
                        log(146, show(error))
                except RuntimeError as error:
                    log(147, show(error))
            except Exception as error:
                log(148, show(error))
        log(132, show(await asyncio.wait_for(inner132(1), 0.5)))
    except Exception as error:
        log(149, show(error))
    for task in tasks[1:]:
        log(task.get_name(), outcome(task))
    await asyncio.sleep(3)
    log('main ends')


with asyncio.Runner() as runner:
    runner.run(main())
    tasks.clear(), futures.clear()
    runner.run(w0(1))
print('end', round(time.monotonic(), 9))

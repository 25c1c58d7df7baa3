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
barrier1 = asyncio.Barrier(2)
condition0 = asyncio.Condition()
event0 = asyncio.Event()
event1 = asyncio.Event()
lock0 = asyncio.Lock()
lock1 = asyncio.Lock()
queue0 = asyncio.PriorityQueue()
queue1 = asyncio.LifoQueue()
semaphore0 = asyncio.Semaphore(2)
semaphore1 = asyncio.Semaphore(0)


async def a0(n):
    try:
        yield 1
        try:
            async with semaphore0:
                log(3, 'holds')
                log(4)
                await asyncio.sleep(1)
        except Exception as error:
            log(5, show(error))
        yield 6
    finally:
        log('a0', 'closes')


async def a1(n):
    try:
        log('sent', (yield 9))
    except Exception as error:
        log('a1', show(error))
        yield 10
    finally:
        log('a1', 'closes')


async def w0(n):
    enter()
    log('w0', n)
    try:
        log(11, await lock1.acquire())
        try:
            async with managed(13, 0.7):
                await asyncio.sleep(0)
        except Exception as error:
            log(14, show(error))
        try:
            async with asyncio.TaskGroup() as tg15:
                try:
                    log(16, show(future(2).exception()))
                except Exception as error:
                    log(18, show(error))
            log(15, 'group ended')
        except* Exception as error:
            log(15, show(error))
        try:
            log(19, show(future(5).exception()))
        except TimeoutError as error:
            log(21, show(error))
            try:
                time.sleep(1.5)
            except Exception as error:
                log(22, show(error))
        except Exception as error:
            log(23, show(error))
        async with lock1:
            log(24, 'holds')
            async with asyncio.TaskGroup() as tg25:
                handles.append(asyncio.get_running_loop().call_later(0.2, tell(26, 'called')))
                try:
                    try:
                        log(27, await asyncio.wait_for(queue0.get(), 0.5))
                        try:
                            group28 = asyncio.gather(young(3), young(5))
                            group28.add_done_callback(tell(28))
                            await asyncio.sleep(1.5)
                            log(28, group28.cancel('c28'), group28.cancelled(), group28.done())
                        except Exception as error:
                            log(29, show(error))
                        register(asyncio.eager_task_factory(asyncio.get_running_loop(), asyncio.sleep(0, 30), name='e31'))
                        log(32, show(await asyncio.gather(event1.wait())))
                    except BaseException as error:
                        log(33, show(error))
                        raise
                except Exception as error:
                    log(34, show(error))
            log(25, 'group ended')
        async with managed(35, 0.3):
            done, pending = await asyncio.wait([spawn(w3(2), 't37'), young(4), spawn(w1(1), 't38')], return_when=asyncio.FIRST_COMPLETED)
            log(36, sorted(t.get_name() for t in done), sorted(t.get_name() for t in pending))
            for t in sorted(pending, key=asyncio.Task.get_name): t.cancel('c36')
    finally:
        log('w0', 'ends', n)
    return None


async def w1(n):
    enter()
    log('w1', n)
    async with lock1:
        log(39, 'holds')
        await asyncio.sleep(1)
    async with semaphore0:
        log(40, 'holds')
        async with managed(41, 1.5):
            log(condition0.locked())
            try:
                cancel(other(3), 'c42')
            except Exception as error:
                log(43, show(error))
        async with asyncio.timeout(0.1) as limit44:
            future(0).add_done_callback(tell(45))
            semaphore1.release()
            log(barrier0.n_waiting, barrier0.broken, barrier0.parties)
            try:
                event0.set()
            except Exception as error:
                log(52, show(error))
        log(44, limit44.expired())
        async with lock0:
            log(53, 'holds')
            log(54, show(await w4(1)))
        async with lock0:
            log(55, 'holds')
            await asyncio.sleep(0.2)
            try:
                await barrier1.abort()
            except Exception as error:
                log(58, show(error))
            try:
                async for item in asyncio.as_completed([spawn(asyncio.sleep(0.3, 61), 't60'), spawn(w2(5), 't62'), spawn(w3(3), 't63')], timeout=1):
                    log(59, outcome(item))
            except Exception as error:
                log(64, show(error))
    try:
        async with Manager(65, 0, 0.1, True):
            log(66)
    except Exception as error:
        log(67, show(error))
    return n


async def w2(n):
    enter()
    log('w2', n)
    try:
        async with barrier0 as place:
            log(68, place)
            log(69, show(await asyncio.wait_for(event1.wait(), 1)))
        try:
            log(70)
        except Exception as error:
            log(71, show(error))
    finally:
        log('w2', 'ends', n)
        await asyncio.sleep(0.7)
        log('w2', 'ended', n)
    return None


async def w3(n):
    enter()
    log('w3', n)
    try:
        log(72, outcome(future(0)))
        log(74)
    finally:
        log('w3', 'ends', n)
        await asyncio.sleep(0.1)
        log('w3', 'ended', n)
    return None


async def w4(n):
    enter()
    log('w4', n)
    try:
        try:
            log(75, await asyncio.to_thread(work, 75, 0.4, Oops(75)))
        except Exception as error:
            log(76, show(error))
        try:
            async for n in a1(5):
                log(77, n)
                if n % 2 == 1: raise KeyError(78)
        except Exception as error:
            log(79, show(error))
        try:
            async with asyncio.timeout(0.2) as limit80:
                log(81, show(await asyncio.gather(barrier1.wait(), return_exceptions=True)))
                try:
                    try:
                        async with asyncio.TaskGroup() as tg82:
                            log([await asyncio.sleep(0.1, x) for x in range(2)], await anext(a1(5), None))
                        log(82, 'group ended')
                    except ExceptionGroup as error:
                        log(82, show(error))
                except Exception as error:
                    log(83, show(error))
                try:
                    log(84)
                except Exception as error:
                    log(85, show(error))
                try:
                    spawn(asyncio.sleep(1.5, 87), 't86')
                except Exception as error:
                    log(88, show(error))
            log(80, limit80.expired())
        except TimeoutError as error:
            log(80, show(error), limit80.expired())
    except asyncio.CancelledError as error:
        log('w4', show(error))
        raise
    return None


async def poke():
    for n in range(4):
        await asyncio.sleep(0.5)
        with contextlib.suppress(Exception):
            event0.set()
        with contextlib.suppress(Exception):
            queue0.put_nowait(n)


async def main(n=0):
    enter()
    try:
        async with asyncio.timeout(8):
            queue1.put_nowait(89)
            try:
                try:
                    try:
                        for n in range(3):
                            try:
                                async with contextlib.aclosing(a1(3)) as agen90:
                                    async for n in agen90:
                                        log(90, n)
                                        pass
                            except Exception as error:
                                log(91, show(error))
                    except Exception as error:
                        log(92, show(error))
                    try:
                        async with asyncio.timeout_at(asyncio.get_running_loop().time() + 0) as limit93:
                            try:
                                log(95, semaphore0.locked())
                            except Exception as error:
                                log(96, show(error))
                            try:
                                agen97 = a0(2)
                                log(97, await anext(agen97))
                            except Exception as error:
                                log(99, show(error))
                            try:
                                with contextlib.suppress(TimeoutError):
                                    try:
                                        async with contextlib.AsyncExitStack() as stack100:
                                            log(await stack100.enter_async_context(managed(100, 0.1)))
                                            stack100.push_async_callback(asyncio.sleep, 0)
                                            stack100.callback(log, 100, 'called back')
                                            try:
                                                await queue0.put(101)
                                            except Exception as error:
                                                log(102, show(error))
                                            try:
                                                log(103)
                                            except Exception as error:
                                                log(104, show(error))
                                    except Exception as error:
                                        log(105, show(error))
                                    async with Manager(106, 0, None, False):
                                        try:
                                            log(107, await asyncio.to_thread(work, 107, 0.1))
                                        except Exception as error:
                                            log(108, show(error))
                            except Exception as error:
                                log(109, show(error))
                        log(93, limit93.expired())
                    except Exception as error:
                        log(110, show(error))
                    try:
                        log(111, outcome(future(2)))
                    except Exception as error:
                        log(113, show(error))
                    try:
                        async with barrier1 as place:
                            log(114, place)
                            try:
                                log(115)
                            except Exception as error:
                                log(116, show(error))
                    except Exception as error:
                        log(117, show(error))
                except Exception as error:
                    log(118, show(error))
                    try:
                        try:
                            try:
                                log(119)
                            except Exception as error:
                                log(120, show(error))
                            try:
                                raise ExceptionGroup('g121', [Oops(121), ExceptionGroup('inner', [KeyError(121), OSError(121)])])
                            except Exception as error:
                                log(122, show(error))
                        except asyncio.QueueShutDown as error:
                            log(123, show(error))
                            try:
                                try:
                                    async with asyncio.TaskGroup() as tg124:
                                        try:
                                            register(tg124.create_task(asyncio.sleep(0.5, 125)))
                                        except Exception as error:
                                            log(126, show(error))
                                        try:
                                            if n % 2 == 0: raise Oops(127) from None
                                        except Exception as error:
                                            log(128, show(error))
                                    log(124, 'group ended')
                                except BaseExceptionGroup as error:
                                    log(124, show(error))
                            except Exception as error:
                                log(129, show(error))
                            try:
                                try:
                                    async with asyncio.TaskGroup() as tg130:
                                        try:
                                            cancel(young(5), 'c131')
                                        except Exception as error:
                                            log(132, show(error))
                                        try:
                                            await asyncio.wait_for(semaphore0.acquire(), 0.2)
                                        except Exception as error:
                                            log(135, show(error))
                                        try:
                                            await asyncio.wait_for(lock0.acquire(), 2)
                                        except Exception as error:
                                            log(138, show(error))
                                    log(130, 'group ended')
                                except BaseExceptionGroup as error:
                                    log(130, show(error))
                            except Exception as error:
                                log(139, show(error))
                        except RuntimeError as error:
                            log(140, show(error))
                    except Exception as error:
                        log(141, show(error))
            except Exception as error:
                log(142, show(error))
            try:
                async def inner143(n):
                    enter()
                    try:
                        spawn(w0(5), 't144')
                    except Exception as error:
                        log(145, show(error))
                    await queue0.put(146)
                log(143, show(await inner143(3)))
            except Exception as error:
                log(147, show(error))
            try:
                queue0.task_done()
            except Exception as error:
                log(149, show(error))
            try:
                async for item in asyncio.as_completed([spawn(w1(5)), spawn(w3(5)), spawn(asyncio.sleep(0, 151))]):
                    log(150, outcome(item))
            except Exception as error:
                log(152, show(error))
            try:
                log(153, show(await asyncio.wait_for(asyncio.to_thread(work, 154, 0.3), -1)))
            except Exception as error:
                log(155, show(error))
            try:
                log(156, show(await asyncio.wait_for(w4(3), 0.3)))
            except Exception as error:
                log(157, show(error))
            try:
                async with asyncio.timeout(1) as limit158:
                    try:
                        time.sleep(0.2)
                    except Exception as error:
                        log(159, show(error))
                    try:
                        log(160, await asyncio.get_running_loop().run_in_executor(None, work, 160, 0, Oops(160)))
                    except Exception as error:
                        log(161, show(error))
                    try:
                        cancel(young(4), 'c162')
                    except Exception as error:
                        log(163, show(error))
                log(158, limit158.expired())
            except Exception as error:
                log(164, show(error))
            try:
                try:
                    async with asyncio.timeout(1) as limit165:
                        try:
                            log(166)
                        except Exception as error:
                            log(167, show(error))
                        try:
                            async with lock0:
                                log(168, 'holds')
                                log(169, show(other(3).result()))
                                try:
                                    log(170)
                                except Exception as error:
                                    log(171, show(error))
                        except Exception as error:
                            log(172, show(error))
                        try:
                            try:
                                async with asyncio.timeout(2) as limit173:
                                    try:
                                        log(174, show(await future(5)))
                                    except Exception as error:
                                        log(176, show(error))
                                log(173, limit173.expired())
                            except TimeoutError as error:
                                log(173, show(error), limit173.expired())
                        except Exception as error:
                            log(177, show(error))
                        try:
                            log(178)
                        except Exception as error:
                            log(179, show(error))
                    log(165, limit165.expired())
                except TimeoutError as error:
                    log(165, show(error), limit165.expired())
            except Exception as error:
                log(180, show(error))
    except Exception as error:
        log('main', show(error))
    await asyncio.sleep(3)
    log('main ends')


asyncio.run(main())
print('end', round(time.monotonic(), 9))

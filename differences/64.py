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

barrier1 = asyncio.Barrier(2)
condition0 = asyncio.Condition()
condition1 = asyncio.Condition()
event0 = asyncio.Event()
event1 = asyncio.Event()
lock1 = asyncio.Lock()
queue0 = asyncio.LifoQueue()
queue1 = asyncio.Queue(1)
semaphore0 = asyncio.BoundedSemaphore(1)


async def w0(n):
    enter()
    log('w0', n)
    try:
        log(1)
        log(2, outcome(other(5)))
        await asyncio.sleep(0.2)
        try:
            spawn(w3(5), 't3')
            try:
                await asyncio.sleep(0.1)
            except Exception as error:
                log(4, show(error))
            try:
                async with condition0:
                    log(5, await condition0.wait())
                    log(await condition0.wait_for(lambda: budget[0] % 2))
                    try:
                        log(6, show(await w2(0)))
                    except Exception as error:
                        log(7, show(error))
                    try:
                        for n in range(2):
                            try:
                                log(8)
                            except Exception as error:
                                log(9, show(error))
                            log(10, show(await asyncio.wait_for(w3(5), -1)))
                    except Exception as error:
                        log(11, show(error))
            except Exception as error:
                log(12, show(error))
            log(13)
        except BaseExceptionGroup as error:
            log(14, show(error))
            cancel(other(2))
        finally:
            log(15, 'finally')
            try:
                try:
                    spawn(w3(2))
                    log(16, show(await asyncio.wait_for(asyncio.to_thread(work, 17, 0.7), 0.1)))
                except ExceptionGroup as error:
                    log(18, show(error))
                except Exception as error:
                    log(19, show(error))
                    async with managed(20, 0.3):
                        try:
                            await asyncio.sleep(0.2)
                        except Exception as error:
                            log(21, show(error))
                        log(22, show(await young(5)))
                        try:
                            log(23)
                        except Exception as error:
                            log(24, show(error))
                        log(25, await asyncio.sleep(0.1, 'slept'))
            except Exception as error:
                log(26, show(error))
        try:
            log(27, show(await asyncio.gather(asyncio.to_thread(work, 28, 0.5), queue1.get(), return_exceptions=True)))
            try:
                try:
                    log(29)
                    event0.set()
                except asyncio.QueueShutDown as error:
                    log(31, show(error))
                    time.sleep(1.5)
                    try:
                        done, pending = await asyncio.wait([spawn(w4(0), 't33'), young(4)], timeout=0, return_when=asyncio.FIRST_COMPLETED)
                        log(32, sorted(t.get_name() for t in done), sorted(t.get_name() for t in pending))
                    except Exception as error:
                        log(35, show(error))
                except RuntimeError as error:
                    log(36, show(error))
                    async with condition1:
                        log(await condition1.wait_for(lambda: budget[0] % 2))
                        await asyncio.sleep(0.7)
            except Exception as error:
                log(38, show(error))
            try:
                log(39, await event0.wait(), event0.is_set())
            except Exception as error:
                log(40, show(error))
            cancel(other(2), 'c41')
        except ExceptionGroup as error:
            log(42, show(error))
        except Exception as error:
            log(43, show(error))
        contextvars.copy_context().run(var.set, 'v44')
    finally:
        log('w0', 'ends', n)
        await asyncio.sleep(0.1)
        log('w0', 'ended', n)
    return n


async def w1(n):
    enter()
    log('w1', n)
    try:
        try:
            log(45, await event0.wait(), event0.is_set())
        except Exception as error:
            log(46, show(error))
        group47 = asyncio.gather(asyncio.to_thread(work, 48, 0))
        group47.add_done_callback(tell(47))
        await asyncio.sleep(1)
        log(47, group47.cancel('c47'), group47.cancelled(), group47.done())
    finally:
        log('w1', 'ends', n)
    return 'r1'


async def w2(n):
    enter()
    log('w2', n)
    try:
        log(49, show(await asyncio.gather(queue0.get())))
        event0.set()
    except asyncio.CancelledError as error:
        log('w2', show(error))
        raise
    return 'r2'


async def w3(n):
    enter()
    log('w3', n)
    try:
        async with semaphore0:
            log(51, 'holds')
            done, pending = await asyncio.wait([spawn(w4(1), 't53')], return_when=asyncio.FIRST_EXCEPTION)
            log(52, sorted(t.get_name() for t in done), sorted(t.get_name() for t in pending))
            log(54)
        cancel(other(5))
        try:
            log(55, other(0).get_coro().__qualname__)
        except Exception as error:
            log(56, show(error))
        try:
            async with Manager(57, 1.5, None, False):
                handles.append(asyncio.get_running_loop().call_later(0, other(0).cancel))
                future(0).add_done_callback(tell(59))
                async with semaphore0:
                    log(61, 'holds')
                    await asyncio.sleep(0.3)
                    if n % 2 == 0: raise ExceptionGroup('g62', [Oops(62), ValueError(62)])
                    async with lock1:
                        log(63, 'holds')
                        spawn(w4(4))
                        raise Oops(64)
                        log(65, show(await asyncio.wait_for(young(5), 1)))
                    log(66, show(await event1.wait()))
        except Exception as error:
            log(67, show(error))
        done, pending = await asyncio.wait([spawn(w4(5), 't69'), young(5)])
        log(68, sorted(t.get_name() for t in done), sorted(t.get_name() for t in pending))
    finally:
        log('w3', 'ends', n)
        await asyncio.sleep(0)
        log('w3', 'ended', n)
    return 'r3'


async def w4(n):
    enter()
    log('w4', n)
    try:
        try:
            for n in range(2):
                try:
                    if n % 3 == 0: return 72
                except Exception as error:
                    log(73, show(error))
                done, pending = await asyncio.wait([spawn(asyncio.sleep(0.5, 75))], timeout=0.2)
                log(74, sorted(t.get_name() for t in done), sorted(t.get_name() for t in pending))
                for t in sorted(pending, key=asyncio.Task.get_name): t.cancel('c74')
        except Exception as error:
            log(76, show(error))
        try:
            await asyncio.sleep(0.2)
        except Exception as error:
            log(77, show(error))
    finally:
        log('w4', 'ends', n)
    return None


async def poke():
    for n in range(4):
        await asyncio.sleep(0.25)
        with contextlib.suppress(Exception):
            async with asyncio.timeout(0.1), condition0: condition0.notify()
        with contextlib.suppress(Exception):
            log(await asyncio.wait_for(queue1.get(), 0.1))


async def main(n=0):
    enter()
    poker = asyncio.create_task(poke(), name='poke')
    try:
        cancel(other(0), 'c78')
    except Exception as error:
        log(79, show(error))
    try:
        try:
            async with asyncio.TaskGroup() as tg80:
                try:
                    log(81, show(other(3).exception()))
                except Exception as error:
                    log(82, show(error))
                try:
                    for n in range(3):
                        try:
                            done, pending = await asyncio.wait([spawn(w0(5), 't84'), young(5)], return_when=asyncio.FIRST_EXCEPTION)
                            log(83, sorted(t.get_name() for t in done), sorted(t.get_name() for t in pending))
                        except Exception as error:
                            log(85, show(error))
                        log(86, show(await asyncio.gather(w1(0), return_exceptions=True)))
                        try:
                            log(87, show(await asyncio.wait_for(asyncio.to_thread(work, 88, 0.3), 0.3)))
                        except Exception as error:
                            log(89, show(error))
                except Exception as error:
                    log(90, show(error))
            log(80, 'group ended')
        except* Exception as error:
            log(80, show(error))
    except Exception as error:
        log(91, show(error))
    try:
        async with asyncio.TaskGroup() as tg92:
            try:
                try:
                    try:
                        async with Manager(93, 0, 0, False):
                            try:
                                cancel(asyncio.current_task(), 'self 94')
                            except Exception as error:
                                log(95, show(error))
                    except Exception as error:
                        log(96, show(error))
                except* Exception as error:
                    log(97, show(error))
                    await asyncio.sleep(0.4)
                except* Oops as error:
                    log(98, show(error))
            except Exception as error:
                log(99, show(error))
            try:
                group100 = asyncio.gather(barrier1.wait(), w4(3), young(4))
                group100.add_done_callback(tell(100))
                await asyncio.sleep(1.5)
                log(100, group100.cancel('c100'), group100.cancelled(), group100.done())
                log(100, show(await group100))
            except Exception as error:
                log(101, show(error))
            try:
                await queue1.put(102)
            except Exception as error:
                log(103, show(error))
        log(92, 'group ended')
    except Exception as error:
        log(104, show(error))
    try:
        async with asyncio.timeout(0.2) as limit105:
            try:
                contextvars.copy_context().run(var.set, 'v106')
            except Exception as error:
                log(107, show(error))
            try:
                queue0.shutdown()
            except Exception as error:
                log(109, show(error))
            async with condition0:
                log(110, await condition0.wait())
                condition0.notify()
                try:
                    log(111, show(await asyncio.gather(queue1.get(), w4(3), event0.wait(), return_exceptions=True)))
                except Exception as error:
                    log(112, show(error))
                try:
                    log(113)
                except Exception as error:
                    log(114, show(error))
            try:
                await asyncio.sleep(0)
            except Exception as error:
                log(115, show(error))
        log(105, limit105.expired())
    except Exception as error:
        log(116, show(error))
    done, pending = await asyncio.wait([spawn(w1(4), 't118', context=contextvars.copy_context()), young(0)], return_when=asyncio.FIRST_EXCEPTION)
    log(117, sorted(t.get_name() for t in done), sorted(t.get_name() for t in pending))
    try:
        group120 = asyncio.gather(event1.wait(), young(1), return_exceptions=True)
        group120.add_done_callback(tell(120))
        await asyncio.sleep(0.1)
        log(120, group120.cancel('c120'), group120.cancelled(), group120.done())
        log(120, show(await group120))
    except Exception as error:
        log(121, show(error))
    try:
        event1.set()
    except Exception as error:
        log(123, show(error))
    try:
        log(124, show(await asyncio.gather(asyncio.shield(asyncio.sleep(1.5, 125)), asyncio.to_thread(work, 126, 0.4), future(4), return_exceptions=True)))
    except Exception as error:
        log(127, show(error))
    await asyncio.sleep(0.5)
    log('main ends')


asyncio.run(main())
print('end', round(time.monotonic(), 9))

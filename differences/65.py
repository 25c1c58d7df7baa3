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

barrier0 = asyncio.Barrier(3)
barrier1 = asyncio.Barrier(3)
condition0 = asyncio.Condition()
condition1 = asyncio.Condition()
event0 = asyncio.Event()
event1 = asyncio.Event()
lock0 = asyncio.Lock()
queue0 = asyncio.LifoQueue()
queue1 = asyncio.Queue(2)
semaphore0 = asyncio.Semaphore(0)
semaphore1 = asyncio.Semaphore(0)


async def a0(n):
    try:
        try:
            async with asyncio.TaskGroup() as tg1:
                log(2)
                event0.set()
                try:
                    async with managed(4, 1):
                        log(5, show(await asyncio.shield(asyncio.sleep(0.1, 6))))
                        log(7)
                        register(tg1.create_task(asyncio.sleep(0, 9), name='g8'))
                except Exception as error:
                    log(10, show(error))
                log('cancelling', asyncio.current_task().cancelling())
            log(1, 'group ended')
        except* Exception as error:
            log(1, show(error))
        yield 11
        cancel(other(4), 'c13')
        log('sent', (yield 15))
    finally:
        log('a0', 'closes')
        await asyncio.sleep(1.5)
        log('a0', 'closed')


async def w0(n):
    enter()
    log('w0', n)
    try:
        try:
            async with asyncio.timeout(1) as limit16:
                log(17, await asyncio.sleep(0.2, 'slept'))
                log(18, show(await asyncio.wait_for(barrier1.wait(), 0.1)))
                time.sleep(0.3)
                async def inner19(n):
                    enter()
                    group20 = asyncio.gather(young(1), asyncio.shield(w1(0)), w3(4))
                    group20.add_done_callback(tell(20))
                    log(20, group20.cancel('c20'), group20.cancelled(), group20.done())
                    cancel(other(3), 'c21')
                    try:
                        event1.set()
                        spawn(w2(1), 't23')
                        try:
                            condition1.notify()
                        except Exception as error:
                            log(24, show(error))
                    except (Oops, ValueError) as error:
                        log(25, show(error))
                    except asyncio.CancelledError as error:
                        log(26, show(error))
                        queue0.put_nowait(27)
                        log(28, await queue1.get())
                        raise
                    group29 = asyncio.gather(queue1.get(), asyncio.to_thread(work, 30, 0.5), young(1))
                    group29.add_done_callback(tell(29))
                    log(29, group29.cancel('c29'), group29.cancelled(), group29.done())
                    log(29, show(await group29))
                log(19, show(await inner19(4)))
            log(16, limit16.expired())
        except TimeoutError as error:
            log(16, show(error), limit16.expired())
        try:
            await asyncio.sleep(0.5)
        except Exception as error:
            log(31, show(error))
        async with Manager(32, None, None, False):
            async with barrier0 as place:
                log(33, place)
                pass
            try:
                handles.append(asyncio.get_running_loop().call_soon(queue1.put_nowait, 34))
            except Exception as error:
                log(35, show(error))
            log(36, show(await asyncio.gather(asyncio.shield(w1(4)), asyncio.to_thread(work, 37, 0.3), asyncio.to_thread(work, 38, 1.5))))
        try:
            log(39, show(await asyncio.gather(young(4))))
        except Exception as error:
            log(40, show(error))
    finally:
        log('w0', 'ends', n)
        await asyncio.sleep(1.5)
        log('w0', 'ended', n)
    return None


async def w1(n):
    enter()
    log('w1', n)
    log(41, show(await asyncio.wait_for(w4(4), 0.5)))
    try:
        log(42, clean(repr(other(1))))
    except Exception as error:
        log(43, show(error))
    return 'r1'


async def w2(n):
    enter()
    log('w2', n)
    try:
        async with asyncio.timeout(0.1) as limit44:
            try:
                log(45)
            except Exception as error:
                log(46, show(error))
            for n in range(3):
                try:
                    event1.set()
                except Exception as error:
                    log(48, show(error))
                log(49, show(await asyncio.gather(spawn(w3(2), 't50'))))
                try:
                    log(51)
                except Exception as error:
                    log(52, show(error))
        log(44, limit44.expired())
        try:
            try:
                if n % 3 == 2: return 53
                try:
                    if n % 2 == 0: raise Oops(54)
                except Exception as error:
                    log(55, show(error))
            except Exception as error:
                log(56, show(error))
            finally:
                log(57, 'finally')
                pass
        except Exception as error:
            log(58, show(error))
        try:
            async with semaphore1:
                log(59, 'holds')
                raise Oops(60)
                log(61, show(await asyncio.gather(w3(4), spawn(w4(0), 't62'), return_exceptions=True)))
        except Exception as error:
            log(63, show(error))
        try:
            async with asyncio.TaskGroup() as tg64:
                try:
                    try:
                        async with asyncio.TaskGroup() as tg65:
                            spawn(w4(3))
                            done, pending = await asyncio.wait([young(1), young(4), young(5)], timeout=1, return_when=asyncio.FIRST_EXCEPTION)
                            log(66, sorted(t.get_name() for t in done), sorted(t.get_name() for t in pending))
                            for t in sorted(pending, key=asyncio.Task.get_name): t.cancel('c66')
                            async for item in asyncio.as_completed([spawn(w3(4)), spawn(w3(2), 't71')]):
                                log(70, outcome(item))
                        log(65, 'group ended')
                    except ExceptionGroup as error:
                        log(65, show(error))
                except Exception as error:
                    log(72, show(error))
                try:
                    try:
                        async with asyncio.TaskGroup() as tg73:
                            try:
                                try:
                                    log(74, await event1.wait(), event1.is_set())
                                except Exception as error:
                                    log(75, show(error))
                                try:
                                    spawn(asyncio.sleep(0.5, 76))
                                except Exception as error:
                                    log(77, show(error))
                            except asyncio.QueueShutDown as error:
                                log(78, show(error))
                                raise Oops(79)
                            except RuntimeError as error:
                                log(81, show(error))
                            log(82, await queue1.get())
                            shield83 = asyncio.shield(barrier0.wait())
                            shield83.add_done_callback(tell(83))
                            await asyncio.sleep(0.1)
                            await asyncio.sleep(0.1)
                        log(73, 'group ended')
                    except BaseExceptionGroup as error:
                        log(73, show(error))
                except Exception as error:
                    log(84, show(error))
                if n % 2 == 0: raise Oops(85) from OSError(1)
                async with condition1:
                    condition1.notify_all()
                    try:
                        async for n in a0(4):
                            log(87, n)
                            event0.set()
                    except Exception as error:
                        log(89, show(error))
            log(64, 'group ended')
        except BaseExceptionGroup as error:
            log(64, show(error))
        log(90, show(await asyncio.wait_for(asyncio.to_thread(work, 91, 0.5), 0.5)))
        log(92, show(await asyncio.gather(asyncio.shield(asyncio.sleep(0.7, 93)))))
    finally:
        log('w2', 'ends', n)
    return n


async def w3(n):
    enter()
    log('w3', n)
    try:
        async for n in a0(1):
            log(94, n)
            try:
                log(95, show(await asyncio.wait_for(young(1), 0.1)))
            except Exception as error:
                log(96, show(error))
        try:
            handles.append(asyncio.get_running_loop().call_later(0, other(0).cancel))
        except Exception as error:
            log(98, show(error))
        try:
            if n % 3 == 1: return 99
        except Exception as error:
            log(100, show(error))
    except asyncio.CancelledError as error:
        log('w3', show(error))
        raise
    return 'r3'


async def w4(n):
    enter()
    log('w4', n)
    log(102, lock0.locked())
    async with asyncio.TaskGroup() as tg103:
        log(104)
        try:
            futures.append(asyncio.get_running_loop().run_in_executor(None, work, 105, 1.5))
        except Exception as error:
            log(106, show(error))
    log(103, 'group ended')
    log('var', contextvars.copy_context().run(var.get))
    future(2).set_result(108)
    handles.append(asyncio.get_running_loop().call_at(asyncio.get_running_loop().time() + 0.2, asyncio.current_task().cancel))
    return 'r4'


async def poke():
    for n in range(4):
        await asyncio.sleep(0.5)
        with contextlib.suppress(Exception):
            event1.set()
        with contextlib.suppress(Exception):
            log(await asyncio.wait_for(barrier0.wait(), 0.1))
        with contextlib.suppress(Exception):
            semaphore1.release()


async def main(n=0):
    enter()
    poker = asyncio.create_task(poke(), name='poke')
    try:
        async with asyncio.timeout(5):
            try:
                async with semaphore1:
                    log(111, 'holds')
                    try:
                        done, pending = await asyncio.wait([young(4), young(3), young(0)], return_when=asyncio.FIRST_EXCEPTION)
                        log(112, sorted(t.get_name() for t in done), sorted(t.get_name() for t in pending))
                    except Exception as error:
                        log(117, show(error))
                    try:
                        for n in range(2):
                            try:
                                log(118, await asyncio.get_running_loop().run_in_executor(None, work, 118, 0.7, Oops(118)))
                            except Exception as error:
                                log(119, show(error))
                            try:
                                event0.set()
                            except Exception as error:
                                log(121, show(error))
                            try:
                                spawn(w1(1), 't122')
                            except Exception as error:
                                log(123, show(error))
                    except Exception as error:
                        log(124, show(error))
                    try:
                        await asyncio.sleep(0.4)
                    except Exception as error:
                        log(125, show(error))
            except Exception as error:
                log(126, show(error))
            await asyncio.sleep(0.7)
            try:
                try:
                    try:
                        await asyncio.wait_for(queue1.put(127), 0)
                    except Exception as error:
                        log(128, show(error))
                    try:
                        log(129, show(await asyncio.gather(future(1), asyncio.sleep(1.5, 130), young(5))))
                    except Exception as error:
                        log(131, show(error))
                    log(132)
                except Exception as error:
                    log(133, show(error))
                    raise asyncio.CancelledError('by hand 135') from error
            except Exception as error:
                log(136, show(error))
            try:
                try:
                    try:
                        log(137, await asyncio.get_running_loop().run_in_executor(None, work, 137, 0.2, Oops(137)))
                    except Exception as error:
                        log(138, show(error))
                except Exception as error:
                    log(139, show(error))
                    try:
                        event0.set()
                    except Exception as error:
                        log(141, show(error))
                finally:
                    log(142, 'finally')
                    try:
                        log(143, show(await asyncio.wait_for(asyncio.to_thread(work, 144, 0.1), 0.3)))
                    except Exception as error:
                        log(145, show(error))
                    try:
                        log(147, semaphore0.locked())
                    except Exception as error:
                        log(148, show(error))
            except Exception as error:
                log(149, show(error))
            try:
                async with Manager(150, 1, None, False):
                    try:
                        log(151, await queue1.get())
                    except Exception as error:
                        log(152, show(error))
                    try:
                        async with condition1:
                            log(await asyncio.wait_for(condition1.wait(), 1))
                            condition1.notify(2)
                            try:
                                log(154, await barrier0.wait())
                            except Exception as error:
                                log(156, show(error))
                    except Exception as error:
                        log(157, show(error))
                    try:
                        var.set('v158')
                    except Exception as error:
                        log(159, show(error))
            except Exception as error:
                log(160, show(error))
            log(161)
            try:
                other(2).set_name('renamed 162')
            except Exception as error:
                log(163, show(error))
            try:
                async with barrier0 as place:
                    log(164, place)
                    try:
                        log(165, outcome(other(4)))
                    except Exception as error:
                        log(166, show(error))
                    try:
                        async with lock0:
                            log(167, 'holds')
                            try:
                                log(await asyncio.wait_for(barrier0.wait(), 1))
                            except Exception as error:
                                log(170, show(error))
                            try:
                                async with contextlib.aclosing(a0(3)) as agen171:
                                    async for n in agen171:
                                        log(171, n)
                                        try:
                                            log(172, await barrier1.wait())
                                        except Exception as error:
                                            log(174, show(error))
                                        group175 = asyncio.gather(young(0), asyncio.shield(asyncio.sleep(0.2, 176)), return_exceptions=True)
                                        group175.add_done_callback(tell(175))
                                        log(175, group175.cancel('c175'), group175.cancelled(), group175.done())
                                        log(175, show(await group175))
                            except Exception as error:
                                log(177, show(error))
                            try:
                                async with asyncio.TaskGroup() as tg178:
                                    log(179, show(await queue0.get()))
                                    try:
                                        await asyncio.sleep(0.1)
                                    except Exception as error:
                                        log(180, show(error))
                                log(178, 'group ended')
                            except Exception as error:
                                log(181, show(error))
                    except Exception as error:
                        log(182, show(error))
            except Exception as error:
                log(183, show(error))
    except Exception as error:
        log('main', show(error))
    log('main ends')


asyncio.run(main())
print('end', round(time.monotonic(), 9))

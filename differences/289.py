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
barrier1 = asyncio.Barrier(2)
condition0 = asyncio.Condition()
event0 = asyncio.Event()
event1 = asyncio.Event()
lock0 = asyncio.Lock()
queue0 = asyncio.Queue(1)
queue1 = asyncio.LifoQueue()
semaphore0 = asyncio.Semaphore(1)
semaphore1 = asyncio.Semaphore(0)


async def a0(n):
    try:
        try:
            handles.append(asyncio.get_running_loop().call_later(0, tell(1)))
        finally:
            log(2, 'finally')
            try:
                async with asyncio.TaskGroup() as tg3:
                    try:
                        log(4, queue0.get_nowait())
                    except Exception as error:
                        log(5, show(error))
                    done, pending = await asyncio.wait([spawn(asyncio.sleep(0.2, 7))], timeout=0.3, return_when=asyncio.FIRST_EXCEPTION)
                    log(6, sorted(t.get_name() for t in done), sorted(t.get_name() for t in pending))
                    for t in sorted(pending, key=asyncio.Task.get_name): t.cancel('c6')
                log(3, 'group ended')
            except BaseExceptionGroup as error:
                log(3, show(error))
            async with asyncio.TaskGroup() as tg8:
                await queue1.put(9)
                log(10, await semaphore0.acquire())
                register(tg8.create_task(asyncio.sleep(0.2, 12)))
            log(8, 'group ended')
        log('sent', (yield 14))
    finally:
        log('a0', 'closes')
        await asyncio.sleep(0)
        log('a0', 'closed')


async def a1(n):
    try:
        try:
            log(15, await asyncio.sleep(1.5, 'slept'))
        except Exception as error:
            log(16, show(error))
        log('sent', (yield 18))
    finally:
        log('a1', 'closes')


async def w0(n):
    enter()
    log('w0', n)
    await asyncio.wait_for(queue1.put(19), 2)
    try:
        try:
            queue1.put_nowait(20)
        except Exception as error:
            log(21, show(error))
    finally:
        log(22, 'finally')
        try:
            await asyncio.sleep(0.1)
        except Exception as error:
            log(23, show(error))
        log(24, show(await asyncio.gather(future(4), asyncio.shield(w3(2)))))
    try:
        log(25)
    except Exception as error:
        log(26, show(error))
    try:
        async with asyncio.TaskGroup() as tg27:
            async with barrier1 as place:
                log(28, place)
                try:
                    log(barrier0.n_waiting, barrier0.broken, barrier0.parties)
                except Exception as error:
                    log(31, show(error))
                try:
                    cancel(other(3))
                except Exception as error:
                    log(32, show(error))
            try:
                raise ValueError(33)
            except Exception as error:
                log(34, show(error))
            try:
                async with asyncio.timeout(-1) as limit35:
                    async for item in asyncio.as_completed([spawn(w2(2), 't37')], timeout=-1):
                        log(36, outcome(item))
                        break
                    future(0).set_result(38)
                    try:
                        async with asyncio.timeout(None) as limit40:
                            try:
                                async for n in a1(2):
                                    log(41, n)
                                    try:
                                        log(42, show(await asyncio.wait_for(asyncio.to_thread(work, 43, 1.5), 1)))
                                    except Exception as error:
                                        log(44, show(error))
                                    spawn(asyncio.sleep(1, 45))
                            except Exception as error:
                                log(46, show(error))
                            try:
                                future(0).set_result(47)
                            except Exception as error:
                                log(49, show(error))
                            try:
                                handles.append(asyncio.get_running_loop().call_soon_threadsafe(var.set, 'v50'))
                            except Exception as error:
                                log(51, show(error))
                            try:
                                log(52, await asyncio.to_thread(work, 52, 0.3))
                            except Exception as error:
                                log(53, show(error))
                        log(40, limit40.expired())
                    except Exception as error:
                        log(54, show(error))
                log(35, limit35.expired())
            except TimeoutError as error:
                log(35, show(error), limit35.expired())
            try:
                async with asyncio.TaskGroup() as tg55:
                    try:
                        handles.append(asyncio.get_running_loop().call_later(0.4, tell(56, 'called')))
                    except Exception as error:
                        log(57, show(error))
                log(55, 'group ended')
            except Exception as error:
                log(58, show(error))
        log(27, 'group ended')
    except* Exception as error:
        log(27, show(error))
    try:
        async with barrier0 as place:
            log(59, place)
            try:
                async with barrier1 as place:
                    log(60, place)
                    try:
                        log(61, await queue1.get())
                    except Exception as error:
                        log(62, show(error))
            except TimeoutError as error:
                log(63, show(error))
            finally:
                log(64, 'finally')
                queue1.task_done()
    except Exception as error:
        log(66, show(error))
    async with semaphore1:
        log(67, 'holds')
        log(68, show(await asyncio.shield(spawn(asyncio.sleep(0.4, 70), 't69'))))
        log(71, show(await asyncio.wait_for(future(1), 1)))
        log(72, await lock0.acquire())
        log(74, show(await asyncio.gather(future(0), return_exceptions=True)))
    return n


async def w1(n):
    enter()
    log('w1', n)
    try:
        try:
            future(1).set_result(75)
        except Exception as error:
            log(77, show(error))
        try:
            log(78)
        except Exception as error:
            log(79, show(error))
        await asyncio.sleep(1.5)
        try:
            async for n in a0(2):
                log(80, n)
                try:
                    raise Oops(81) from OSError(1)
                except Exception as error:
                    log(82, show(error))
        except Exception as error:
            log(83, show(error))
        for handle in handles[-2:]: handle.cancel(); log(handle.cancelled())
        spawn(w3(3))
    except asyncio.CancelledError as error:
        log('w1', show(error))
        raise
    return n


async def w2(n):
    enter()
    log('w2', n)
    async with condition0:
        log(await asyncio.wait_for(condition0.wait(), 1))
        condition0.notify_all()
    async with asyncio.TaskGroup() as tg85:
        cancel(young(5))
        try:
            handles.append(asyncio.get_running_loop().call_at(asyncio.get_running_loop().time() + 1, event0.set))
            log(87)
            await asyncio.sleep(0.3)
            log(88, await asyncio.wait_for(queue0.get(), 0))
        finally:
            log(89, 'finally')
            await queue1.put(90)
    log(85, 'group ended')
    try:
        async with Manager(91, 0, 0.5, True):
            event0.set()
    except Exception as error:
        log(93, show(error))
    try:
        log(94)
    except Exception as error:
        log(95, show(error))
    return n


async def w3(n):
    enter()
    log('w3', n)
    try:
        agen96 = a0(4)
        log(96, await anext(agen96, 'end'))
        try:
            log(98, clean(repr(other(5))))
        except Exception as error:
            log(99, show(error))
        try:
            try:
                async with Manager(100, None, None, False, error=TimeoutError(101)):
                    try:
                        shield102 = asyncio.shield(asyncio.sleep(0.2, 103))
                        shield102.add_done_callback(tell(102))
                        log(102, shield102.cancel('c102'))
                        await asyncio.sleep(1.5)
                    except Exception as error:
                        log(104, show(error))
            except Exception as error:
                log(105, show(error))
        except asyncio.QueueShutDown as error:
            log(106, show(error))
        except RuntimeError as error:
            log(107, show(error))
            raise Drastic(108)
        try:
            async for n in a1(1):
                log(110, n)
                try:
                    handles.append(asyncio.get_running_loop().call_soon_threadsafe(tell(111, 'called')))
                except Exception as error:
                    log(112, show(error))
                try:
                    try:
                        time.sleep(0)
                    except Exception as error:
                        log(113, show(error))
                    async with asyncio.timeout(None) as limit114:
                        try:
                            cancel(asyncio.current_task(), 'self 115')
                        except Exception as error:
                            log(116, show(error))
                    log(114, limit114.expired())
                    await asyncio.sleep(1.5)
                except asyncio.QueueShutDown as error:
                    log(117, show(error))
                except RuntimeError as error:
                    log(118, show(error))
                finally:
                    log(119, 'finally')
                    log(120, show(await asyncio.wait_for(asyncio.to_thread(work, 121, 0.1), 0)))
        except Exception as error:
            log(122, show(error))
    except asyncio.CancelledError as error:
        log('w3', show(error))
        raise
    return 'r3'


async def poke():
    for n in range(4):
        await asyncio.sleep(0.3)
        with contextlib.suppress(Exception):
            log(await asyncio.wait_for(queue1.get(), 0.1))
        with contextlib.suppress(Exception):
            event0.set()
        with contextlib.suppress(Exception):
            if lock0.locked(): lock0.release()
        with contextlib.suppress(Exception):
            async with asyncio.timeout(0.1), condition0: condition0.notify()


async def main(n=0):
    enter()
    poker = asyncio.create_task(poke(), name='poke')
    try:
        log(123, show(await asyncio.wait_for(w3(5), 0.5)))
    except Exception as error:
        log(124, show(error))
    try:
        await asyncio.sleep(0)
    except Exception as error:
        log(125, show(error))
    try:
        try:
            log(126, show(await future(1)))
            try:
                for handle in handles[-1:]: handle.cancel(); log(handle.cancelled())
            except Exception as error:
                log(128, show(error))
        except BaseException as error:
            log(129, show(error))
        finally:
            log(130, 'finally')
            try:
                await asyncio.sleep(0.2)
            except Exception as error:
                log(131, show(error))
    except Exception as error:
        log(132, show(error))
    try:
        log(133, await asyncio.wait_for(queue0.get(), 0))
    except Exception as error:
        log(134, show(error))
    try:
        spawn(w2(1), 't135')
    except Exception as error:
        log(136, show(error))
    try:
        cancel(other(0))
    except Exception as error:
        log(137, show(error))
    try:
        async with barrier0 as place:
            log(138, place)
            try:
                try:
                    async with asyncio.timeout(0) as limit139:
                        future(3).add_done_callback(tell(140))
                        cancel(asyncio.current_task(), 'self 142')
                        try:
                            await asyncio.wait_for(queue0.put(143), 0.5)
                        except Exception as error:
                            log(144, show(error))
                    log(139, limit139.expired())
                except TimeoutError as error:
                    log(139, show(error), limit139.expired())
            except Exception as error:
                log(145, show(error))
    except Exception as error:
        log(146, show(error))
    for task in tasks[1:]:
        log(task.get_name(), outcome(task))
    log('main ends')


with asyncio.Runner() as runner:
    runner.run(main())
    tasks.clear(), futures.clear()
    runner.run(w0(1))
print('end', round(time.monotonic(), 9))

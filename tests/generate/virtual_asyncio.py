"""Runs asyncio programs under CPython's own asyncio, in virtual time: what a program has to print.

usage: virtual_asyncio.py PROGRAM            runs one; exit status 75 if it is deadlocked, 76 if it has no end
       virtual_asyncio.py --serve            reads paths, one a line; answers to each "STATUS OUT ERR\n", two lengths, and
                                             then that many bytes of stdout and of stderr

The loop is asyncio's but for one iteration of it, which goes by a clock that only timers and time.sleep move:
  - time is a whole number of nanoseconds from 0; timers are due in the order of (deadline, creation);
  - when nothing is ready the clock moves on to the first deadline; if there is none, the program is deadlocked and ends there;
  - functions in an executor are threads that run one at a time, switched only where they sleep.
What CPython orders by addresses goes by creation: sets of tasks that wait() returns, a group aborts, run() cancels.
The server forks for each program from a process that has all it needs imported, so that a program costs a millisecond.
"""
import asyncio
import gc
import heapq
import itertools
import os
import random
import signal
import sys
import threading
import time
import traceback
import types
import weakref

# Imported here so that a fork has them.
import bisect, collections, contextlib, contextvars, dataclasses, functools, re  # noqa: F401, E401

NS = 1_000_000_000
START_OF_2000 = 946_684_800
DEADLOCKED, ENDLESS = 75, 76
ITERATIONS_MAX = 200_000
WORKERS = 6


class Deadlock(BaseException):
    pass


class Endless(BaseException):
    pass


class Clock:
    """The one clock of the process: loops come and go."""
    now_ns = 0


def to_ns(seconds):
    return int(round(seconds * NS))


serials = itertools.count()
births = weakref.WeakKeyDictionary()


def birth(thing):
    """When a task or future was made, as a number; what the loop did not make is as young as its first use."""
    try:
        return births.setdefault(thing, next(serials))
    except TypeError:
        return next(serials)


class BirthOrder(set):
    """A set that iterates in the order in which its members were made."""

    def __init__(self, members=()):
        members = list(members)
        for member in members:
            birth(member)
        super().__init__(members)

    def __iter__(self):
        return iter(sorted(super().__iter__(), key=birth))

    def __repr__(self):
        return "{" + ", ".join(map(repr, self)) + "}" if self else "set()"


def begin_as_completed(self, awaitables, timeout):
    """_AsCompletedIterator.__init__, but that futures which are done already come in the order of birth."""
    self._done, self._timeout_handle = asyncio.Queue(), None
    loop = asyncio.get_event_loop()
    self._todo = BirthOrder([asyncio.ensure_future(awaitable, loop=loop) for awaitable in BirthOrder(awaitables)])
    self._todo_left = len(self._todo)
    for future in self._todo:
        future.add_done_callback(self._handle_completion)
    if self._todo and timeout is not None:
        self._timeout_handle = loop.call_later(timeout, self._handle_timeout)


class GeneratorSet:
    """The loop's unfinished asynchronous generators, weakly, in the order of their first step."""

    def __init__(self):
        self.references = {}

    def add(self, generator):
        self.references[id(generator)] = weakref.ref(generator)

    def discard(self, generator):
        self.references.pop(id(generator), None)

    def clear(self):
        self.references.clear()

    def __iter__(self):
        return iter([g for g in [reference() for reference in self.references.values()] if g is not None])

    def __len__(self):
        return len(list(iter(self)))


class VirtualLoop(asyncio.BaseEventLoop):
    def __init__(self):
        super().__init__()
        self.timers = []
        self.iterations = 0
        self.pools = {}
        self._asyncgens = GeneratorSet()

    def time(self):
        return Clock.now_ns / NS

    def call_at(self, when, callback, *args, context=None):
        self._check_closed()
        if when is None:
            raise TypeError("when cannot be None")
        when_ns = to_ns(when)
        handle = asyncio.TimerHandle(when_ns / NS, callback, args, self, context)
        heapq.heappush(self.timers, (when_ns, next(serials), handle))
        return handle

    def create_task(self, coro, **options):
        serial = next(serials)
        task = super().create_task(coro, **options)
        births[task] = serial
        return task

    def create_future(self):
        future = super().create_future()
        birth(future)
        return future

    def _timer_handle_cancelled(self, handle):
        pass

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass

    def _run_once(self):
        self.iterations += 1
        if self.iterations > ITERATIONS_MAX:
            raise Endless
        timers, ready = self.timers, self._ready
        while timers and timers[0][2].cancelled():
            heapq.heappop(timers)
        if not ready and not self._stopping:
            if not timers:
                raise Deadlock
            Clock.now_ns = max(Clock.now_ns, timers[0][0])
        while timers and timers[0][0] <= Clock.now_ns:
            ready.append(heapq.heappop(timers)[2])
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle.cancelled():
                handle._run()

    def run_in_executor(self, executor, function, *args):
        if executor is None:
            self._check_default_executor()
        limit = WORKERS if executor is None else executor._max_workers
        key = None if executor is None else id(executor)
        if key not in self.pools:
            self.pools[key] = Pool(self, limit)
        return self.pools[key].submit(function, args)

    async def shutdown_default_executor(self, timeout=None):
        """The workers end what they have begun."""
        self._executor_shutdown_called = True
        if None in self.pools:
            await self.pools[None].idle()


class Pool:
    """Some workers. A function that finds one free starts in the next turn of the loop, else when one falls free."""

    def __init__(self, loop, limit):
        self.loop, self.limit, self.free, self.queue = loop, limit, limit, []
        self.waiter = None

    def submit(self, function, args):
        future = self.loop.create_future()
        job = Job(self, function, args, future)
        if self.free:
            self.free -= 1
            self.loop.call_soon(job.advance)
        else:
            self.queue.append(job)
        return future

    def release(self):
        if self.queue:
            self.loop.call_soon(self.queue.pop(0).advance)
        else:
            self.free += 1
            if self.waiter is not None and self.free == self.limit:
                self.waiter.set_result(None)

    async def idle(self):
        if self.free < self.limit:
            self.waiter = self.loop.create_future()
            await self.waiter


class Job:
    """A function on a thread that only runs while the loop waits for it, and hands back at each sleep."""

    def __init__(self, pool, function, args, future):
        self.pool, self.function, self.args, self.future = pool, function, args, future
        self.result = self.error = self.sleep_ns = self.thread = None
        self.resume, self.paused = threading.Semaphore(0), threading.Semaphore(0)

    def work(self):
        self.resume.acquire()
        try:
            self.result = self.function(*self.args)
        except BaseException as error:
            self.error = error
        self.paused.release()

    def sleep(self, seconds):
        self.sleep_ns = to_ns(seconds)
        self.paused.release()
        self.resume.acquire()

    def advance(self):
        if self.thread is None:
            if self.future.cancelled():
                return self.pool.release()
            self.thread = threading.Thread(target=self.work, daemon=True)
            self.thread.job = self
            self.thread.start()
        self.sleep_ns = None
        self.resume.release()
        self.paused.acquire()
        if self.sleep_ns is not None:
            self.pool.loop.call_at((Clock.now_ns + self.sleep_ns) / NS, self.advance)
            return
        if not self.future.done():
            if self.error is not None:
                self.future.set_exception(self.error)
            else:
                self.future.set_result(self.result)
        self.pool.release()


def virtual_sleep(seconds):
    job = getattr(threading.current_thread(), "job", None)
    if job is not None:
        job.sleep(seconds)
    else:
        Clock.now_ns += to_ns(seconds)


def install():
    """Puts the clock, the loop and the orders in place of CPython's, for this process."""
    time.sleep = virtual_sleep
    time.monotonic = time.perf_counter = time.process_time = lambda: Clock.now_ns / NS
    time.monotonic_ns = time.perf_counter_ns = lambda: Clock.now_ns
    time.time = lambda: START_OF_2000 + Clock.now_ns / NS
    time.time_ns = lambda: START_OF_2000 * NS + Clock.now_ns
    asyncio.new_event_loop = asyncio.events.new_event_loop = VirtualLoop
    asyncio.tasks.set = asyncio.taskgroups.set = BirthOrder
    asyncio.tasks._AsCompletedIterator.__init__ = begin_as_completed
    unstamped = asyncio.eager_task_factory

    def eager_task_factory(loop, coro, *, name=None, context=None):
        serial = next(serials)
        task = unstamped(loop, coro, name=name, context=context)
        births.setdefault(task, serial)
        return task
    asyncio.eager_task_factory = asyncio.tasks.eager_task_factory = eager_task_factory
    unordered = asyncio.tasks.all_tasks
    asyncio.all_tasks = asyncio.tasks.all_tasks = lambda loop=None: BirthOrder(unordered(loop))


def run_program(path):
    """Runs a program as __main__, lets go of all that it made, and returns its exit status."""
    status = run_main(path)
    sys.modules.pop("__main__", None)
    gc.collect()
    return status


def run_main(path):
    with open(path, encoding="utf-8") as file:
        source = file.read()
    main = types.ModuleType("__main__")
    main.__file__ = path
    sys.modules["__main__"] = main
    sys.argv = [path]
    random.seed(0)
    try:
        exec(compile(source, path, "exec"), main.__dict__)
    except SystemExit as error:
        if error.code is not None and not isinstance(error.code, int):
            print(error.code, file=sys.stderr)
            return 1
        return error.code or 0
    except Deadlock:
        return DEADLOCKED
    except Endless:
        return ENDLESS
    except KeyboardInterrupt:
        traceback.print_exc()
        return 130
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def stop_in_place(loop_class):
    """A deadlock ends the process where it is found: unwinding the tasks would print what no run prints."""
    turn = loop_class._run_once

    def turn_or_end(self):
        try:
            turn(self)
        except (Deadlock, Endless) as end:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(DEADLOCKED if isinstance(end, Deadlock) else ENDLESS)
    loop_class._run_once = turn_or_end


def finish(status):
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status & 255)


def child(path, out, err):
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)
    gc.disable()
    signal.alarm(60)
    finish(run_program(path))


def serve():
    """One program at a time: its output goes through two files, so that no pipe can fill."""
    import tempfile
    answers = sys.stdout.buffer
    gc.freeze()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        for line in sys.stdin:
            for file in (out, err):
                file.seek(0)
                file.truncate()
            pid = os.fork()
            if pid == 0:
                child(line.rstrip("\n"), out, err)
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read())
            answers.write(b"%d %d %d\n" % (status, len(texts[0]), len(texts[1])))
            answers.write(texts[0] + texts[1])
            answers.flush()


def main():
    install()
    stop_in_place(VirtualLoop)
    if sys.argv[1] == "--serve":
        serve()
    else:
        gc.disable()
        finish(run_program(sys.argv[1]))


if __name__ == "__main__":
    main()

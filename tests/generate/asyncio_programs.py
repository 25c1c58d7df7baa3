"""Writes random asyncio programs: every step prints when, who and what, so that any step out of order shows.

usage: asyncio_programs.py SEED            prints the program of that seed

A program has functions w0, w1, ... of which each calls only later ones, so that it ends; a task awaits only younger tasks,
so that no cancellation runs in a circle; objects (queues, locks, ...) belong to the module, so that all tasks meet at them.
What CPython leaves without an order is sorted or not printed; addresses are cut out of texts.
"""
import random
import sys

PRELUDE = '''\
import asyncio
import concurrent.futures
import contextlib
import contextvars
import time

tasks, futures, handles, readers = [], [], [], []
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
    parts = text.replace(" at <orrery>/", " at /").replace(" at <orrery>", "").replace(" created at /", " at /").split(" at /")
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


def reader(n):
    while len(readers) <= n:
        readers.append(asyncio.StreamReader(limit=8))
    return readers[n]


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


def tell_var(label):
    return lambda *args: log(label, "var", var.get())


def handle_errors(loop, context):
    """What goes wrong in callbacks; what is never retrieved shows when garbage goes, which this is not about."""
    if "handle" in context:
        log("handler", clean(context["message"]), show(context["exception"]))


def submit(label, duration, coroutine=None):
    """What a pool runs: with a coroutine for the loop, it goes on there."""
    work(label, duration)
    if coroutine is not None:
        asyncio.run_coroutine_threadsafe(coroutine, loops[-1]).add_done_callback(lambda f: print("threadsafe", label, f.cancelled()))
    return label


loops = []


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

'''

# What kinds of statement there are: (weight, method), filled in by the decorator.
SIMPLE, COMPOUND = [], []


def simple(weight):
    def keep(method):
        SIMPLE.append((weight, method))
        return method
    return keep


def compound(weight):
    def keep(method):
        COMPOUND.append((weight, method))
        return method
    return keep


class Scope:
    """Where a statement stands: what it may do there."""

    def __init__(self, index, depth=0, loop=False, group=None, manager=None, generator=False):
        self.index, self.depth, self.loop, self.group = index, depth, loop, group
        self.manager, self.generator = manager, generator

    def inner(self, **changes):
        new = Scope(self.index, self.depth + 1, self.loop, self.group, self.manager, self.generator)
        new.__dict__.update(changes)
        return new


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.indent = 0
        self.labels = 0
        self.objects = {}
        self.functions = self.random.randint(2, 5)
        self.generators = self.random.randint(0, 2)

    # The parts of statements

    def line(self, text):
        self.lines.append("    " * self.indent + text)

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def pick(self, *choices):
        return self.random.choice(choices)

    def label(self):
        self.labels += 1
        return self.labels

    def time(self):
        return self.pick(0, 0, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.5, 0.7, 1, 1.5)

    def limit(self):
        return self.pick(0, 0.1, 0.2, 0.3, 0.5, 1, 1, 2, -1)

    def number(self):
        return self.random.randint(0, 5)

    def thing(self, kind):
        """One of the module's objects of a kind, made when first used."""
        makers = {
            "lock": ["asyncio.Lock()"],
            "event": ["asyncio.Event()"],
            "condition": ["asyncio.Condition()"],
            "semaphore": ["asyncio.Semaphore(1)", "asyncio.Semaphore(2)", "asyncio.BoundedSemaphore(1)",
                          "asyncio.BoundedSemaphore(2)", "asyncio.Semaphore(0)"],
            "queue": ["asyncio.Queue()", "asyncio.Queue(1)", "asyncio.Queue(2)", "asyncio.LifoQueue()", "asyncio.PriorityQueue()",
                      "asyncio.PriorityQueue(2)"],
            "barrier": ["asyncio.Barrier(2)", "asyncio.Barrier(2)", "asyncio.Barrier(3)"],
            "pool": ["concurrent.futures.ThreadPoolExecutor(1)", "concurrent.futures.ThreadPoolExecutor(2)"],
        }
        name = f"{kind}{self.random.randint(0, 1)}"
        if name not in self.objects:
            self.objects[name] = self.random.choice(makers[kind])
        return name

    def error(self):
        n = self.label()
        return self.pick(f"Oops({n})", f"Oops({n})", f"ValueError({n})", f"KeyError({n})", f"asyncio.CancelledError('by hand {n}')",
                         f"TimeoutError({n})", f"ExceptionGroup('g{n}', [Oops({n}), ValueError({n})])",
                         f"ExceptionGroup('g{n}', [Oops({n}), ExceptionGroup('inner', [KeyError({n}), OSError({n})])])",
                         f"RuntimeError({n})", f"Drastic({n})" if self.chance(30) else f"Oops({n})")

    def call(self, scope):
        """A coroutine of a later function, else a sleep."""
        if scope.index + 1 < self.functions and self.chance(80):
            return f"w{self.random.randint(scope.index + 1, self.functions - 1)}({self.number()})"
        return f"asyncio.sleep({self.time()}, {self.label()})"

    def spawned(self, scope):
        if self.chance(40):
            extra = ""
        else:
            extra = f", 't{self.label()}'"
        if self.chance(8):
            extra += ", context=contextvars.copy_context()"
        return f"spawn({self.call(scope)}{extra})"

    def awaitable(self, scope):
        """Anything that can be awaited."""
        kind = self.random.randrange(12)
        if kind < 3:
            return self.call(scope)
        if kind < 5:
            return f"young({self.number()})"
        if kind == 5:
            return self.spawned(scope)
        if kind == 6:
            return f"{self.thing('event')}.wait()"
        if kind == 7:
            return f"{self.thing('queue')}.get()"
        if kind == 8:
            return f"future({self.number()})"
        if kind == 9:
            return f"asyncio.shield({self.call(scope)})"
        if kind == 10:
            return f"{self.thing('barrier')}.wait()"
        return f"asyncio.to_thread(work, {self.label()}, {self.time()})"

    def task(self, scope):
        return self.pick(f"young({self.number()})", f"young({self.number()})", self.spawned(scope))

    def several(self, make, scope, low=1, high=3):
        return ", ".join(make(self, scope) for _ in range(self.random.randint(low, high)))

    # Bodies

    def body(self, scope, low=1, high=4):
        """An indented block of statements."""
        self.indent += 1
        start = len(self.lines)
        for _ in range(self.random.randint(low, high)):
            self.statement(scope)
        if len(self.lines) == start:
            self.line("pass")
        self.indent -= 1

    def statement(self, scope):
        table = COMPOUND if scope.depth < 4 and self.chance(45 - 9 * scope.depth) else SIMPLE
        methods = [method for _, method in table]
        method = self.random.choices(methods, [weight for weight, _ in table])[0]
        if not self.chance(85 if scope.index < 0 else 35):
            return method(self, scope)
        self.line("try:")
        self.indent += 1
        method(self, scope.inner(depth=scope.depth))
        self.indent -= 1
        self.line("except Exception as error:")
        self.line(f"    log({self.label()}, show(error))")

    # Simple statements

    @simple(10)
    def log(self, scope):
        self.line(f"log({self.label()})")

    @simple(14)
    def sleep(self, scope):
        if self.chance(15):
            self.line(f"log({self.label()}, await asyncio.sleep({self.time()}, 'slept'))")
        else:
            self.line(f"await asyncio.sleep({self.time()})")

    @simple(10)
    def spawn(self, scope):
        if scope.group is not None and self.chance(60):
            name = f", name='g{self.label()}'" if self.chance(50) else ""
            self.line(f"register({scope.group}.create_task({self.call(scope)}{name}))")
        else:
            self.line(self.spawned(scope))

    @simple(8)
    def cancel(self, scope):
        message = f", 'c{self.label()}'" if self.chance(60) else ""
        self.line(f"cancel({self.pick('other', 'other', 'young')}({self.number()}){message})")

    @simple(2)
    def cancel_self(self, scope):
        self.line(f"cancel(asyncio.current_task(), 'self {self.label()}')")

    @simple(2)
    def uncancel(self, scope):
        self.line(self.pick("log('uncancel', asyncio.current_task().uncancel())",
                            "log('cancelling', asyncio.current_task().cancelling())"))

    @simple(6)
    def await_something(self, scope):
        self.line(f"log({self.label()}, show(await {self.awaitable(scope)}))")

    @simple(6)
    def await_in_time(self, scope):
        self.line(f"log({self.label()}, show(await asyncio.wait_for({self.awaitable(scope)}, {self.limit()})))")

    @simple(5)
    def gather(self, scope):
        quiet = self.pick("", ", return_exceptions=True")
        self.line(f"log({self.label()}, show(await asyncio.gather({self.several(Writer.awaitable, scope)}{quiet})))")

    @simple(2)
    def gather_later(self, scope):
        n = self.label()
        self.line(f"group{n} = asyncio.gather({self.several(Writer.awaitable, scope)}{self.pick('', ', return_exceptions=True')})")
        self.line(f"group{n}.add_done_callback(tell({n}))")
        if self.chance(60):
            self.line(f"await asyncio.sleep({self.time()})")
        if self.chance(60):
            self.line(f"log({n}, group{n}.cancel('c{n}'), group{n}.cancelled(), group{n}.done())")
        if self.chance(60):
            self.line(f"log({n}, show(await group{n}))")

    @simple(5)
    def wait(self, scope):
        n = self.label()
        limit = self.pick("", f", timeout={self.limit()}")
        when = self.pick("", ", return_when=asyncio.FIRST_COMPLETED", ", return_when=asyncio.FIRST_EXCEPTION")
        self.line(f"done, pending = await asyncio.wait([{self.several(Writer.task, scope)}]{limit}{when})")
        self.line(f"log({n}, sorted(t.get_name() for t in done), sorted(t.get_name() for t in pending))")
        if self.chance(30):
            self.line(f"for t in sorted(pending, key=asyncio.Task.get_name): t.cancel('c{n}')")

    @simple(3)
    def completed(self, scope):
        n = self.label()
        limit = self.pick("", f", timeout={self.limit()}")
        head = f"asyncio.as_completed([{self.several(Writer.spawned, scope)}]{limit})"
        if self.chance(50):
            self.line(f"for item in {head}:")
            self.line(f"    log({n}, show(await item))")
        else:
            self.line(f"async for item in {head}:")
            self.line(f"    log({n}, outcome(item))")
        if self.chance(20):
            self.line("    break")

    @simple(4)
    def shield(self, scope):
        n = self.label()
        if self.chance(60):
            self.line(f"log({n}, show(await asyncio.shield({self.pick(self.spawned(scope), f'other({self.number()})')})))")
        else:
            self.line(f"shield{n} = asyncio.shield({self.awaitable(scope)})")
            self.line(f"shield{n}.add_done_callback(tell({n}))")
            if self.chance(50):
                self.line(f"log({n}, shield{n}.cancel('c{n}'))")
            self.line(f"await asyncio.sleep({self.time()})")

    @simple(9)
    def queue(self, scope):
        q, n = self.thing("queue"), self.label()
        self.line(self.pick(
            f"await {q}.put({n})", f"await {q}.put({n})", f"log({n}, await {q}.get())", f"log({n}, await {q}.get())",
            f"log({n}, {q}.get_nowait())", f"{q}.put_nowait({n})", f"{q}.task_done()", f"await {q}.join()",
            f"{q}.shutdown({self.pick('', 'immediate=True')})", f"log({q}.qsize(), {q}.empty(), {q}.full(), {q}.maxsize)",
            f"log({n}, await asyncio.wait_for({q}.get(), {self.limit()}))",
            f"await asyncio.wait_for({q}.put({n}), {self.limit()})"))

    @simple(5)
    def event(self, scope):
        e = self.thing("event")
        self.line(self.pick(f"{e}.set()", f"{e}.set()", f"{e}.clear()", f"log({self.label()}, await {e}.wait(), {e}.is_set())"))

    @simple(4)
    def lock(self, scope):
        k = self.thing(self.pick("lock", "semaphore"))
        self.line(self.pick(f"log({self.label()}, await {k}.acquire())", f"{k}.release()", f"log({self.label()}, {k}.locked())",
                            f"await asyncio.wait_for({k}.acquire(), {self.limit()})"))

    @simple(2)
    def notify(self, scope):
        c = self.thing("condition")
        self.line(self.pick(f"{c}.notify()", f"{c}.notify_all()", f"log({c}.locked())"))

    @simple(3)
    def barrier(self, scope):
        b = self.thing("barrier")
        self.line(self.pick(f"log({self.label()}, await {b}.wait())", f"log({self.label()}, await {b}.wait())", f"await {b}.reset()",
                            f"await {b}.abort()", f"log({b}.n_waiting, {b}.broken, {b}.parties)",
                            f"log(await asyncio.wait_for({b}.wait(), {self.limit()}))"))

    @simple(5)
    def future(self, scope):
        f, n = f"future({self.number()})", self.label()
        self.line(self.pick(f"{f}.set_result({n})", f"{f}.set_result({n})", f"{f}.set_exception({self.error()})", f"log({f}.cancel('c{n}'))",
                            f"{f}.add_done_callback(tell({n}))", f"log({n}, show(await {f}))", f"log({n}, outcome({f}))",
                            f"log({n}, show({f}.result()))", f"log({n}, show({f}.exception()))"))

    @simple(3)
    def ask(self, scope):
        n = self.label()
        kind = self.pick("lock", "event", "condition", "semaphore", "queue", "barrier")
        self.line(self.pick(f"log({n}, outcome(other({self.number()})))", f"log({n}, show(other({self.number()}).result()))",
                            f"log({n}, show(other({self.number()}).exception()))",
                            f"other({self.number()}).add_done_callback(tell({n}))",
                            f"log({n}, sorted(t.get_name() for t in asyncio.all_tasks()))",
                            f"other({self.number()}).set_name('renamed {n}')",
                            f"log({n}, other({self.number()}).get_coro().__qualname__)",
                            f"log({n}, clean(repr({self.thing(kind)})))",
                            f"log({n}, clean(repr(other({self.number()}))))",
                            f"log({n}, clean(repr(future({self.number()}))))"))

    @simple(5)
    def callback(self, scope):
        n = self.label()
        action = self.pick(f"tell({n})", f"tell({n}, 'called')", f"{self.thing('event')}.set", f"other({self.number()}).cancel",
                           f"future({self.number()}).cancel", f"asyncio.current_task().cancel", f"{self.thing('queue')}.put_nowait, {n}",
                           f"var.set, 'v{n}'")
        loop = "asyncio.get_running_loop()"
        how = self.pick(f"{loop}.call_soon({action})", f"{loop}.call_later({self.time()}, {action})",
                        f"{loop}.call_at({loop}.time() + {self.time()}, {action})", f"{loop}.call_soon_threadsafe({action})")
        if self.chance(25):
            how = f"{loop}.call_soon(tell_var({n}), context=contextvars.copy_context())"
        elif self.chance(10):
            how = f"{loop}.call_later({self.time()}, int, 'not {n}')"
        if self.chance(10):
            self.line(f"other({self.number()}).add_done_callback(tell_var({n}), context=contextvars.copy_context())")
        self.line(f"handles.append({how})")

    @simple(1)
    def cancel_handle(self, scope):
        self.line(f"for handle in handles[-{self.pick(1, 2)}:]: handle.cancel(); log(handle.cancelled())")

    @simple(3)
    def context(self, scope):
        n = self.label()
        self.line(self.pick(f"var.set('v{n}')", "log('var', var.get())", "log('var', contextvars.copy_context().run(var.get))",
                            f"contextvars.copy_context().run(var.set, 'v{n}')"))

    @simple(2)
    def thread(self, scope):
        n = self.label()
        error = self.pick("", f", Oops({n})")
        self.line(self.pick(f"log({n}, await asyncio.to_thread(work, {n}, {self.time()}{error}))",
                            f"log({n}, await asyncio.get_running_loop().run_in_executor(None, work, {n}, {self.time()}{error}))",
                            f"futures.append(asyncio.get_running_loop().run_in_executor(None, work, {n}, {self.time()}))"))

    @simple(2)
    def pool(self, scope):
        n = self.label()
        call = f"asyncio.get_running_loop().run_in_executor({self.thing('pool')}, submit, {n}, {self.time()}"
        extra = f", {self.call(scope)}" if self.chance(30) else ""
        self.line(self.pick(f"log({n}, await {call}{extra}))", f"futures.append({call}{extra}))",
                            f"log({n}, await asyncio.wait_for({call}), {self.limit()}))",
                            f"register(asyncio.ensure_future(asyncio.to_thread(submit, {n}, {self.time()}{extra})))"))

    @simple(3)
    def read(self, scope):
        r, n = f"reader({self.pick(0, 0, 1)})", self.label()
        self.line(self.pick(f"{r}.feed_data(b'{n}\\n')", f"{r}.feed_data(b'{n};')", f"{r}.feed_data(b'long{n}')", f"{r}.feed_eof()",
                            f"log({n}, await {r}.readline())", f"log({n}, await {r}.readuntil(b';'))", f"log({n}, await {r}.read(3))",
                            f"log({n}, await {r}.readexactly(4))", f"log({n}, await asyncio.wait_for({r}.readline(), {self.limit()}))",
                            f"log({n}, {r}.at_eof(), clean(repr({r})))", f"{r}.set_exception({self.error()})"))

    @simple(2)
    def wrap(self, scope):
        n, loop = self.label(), "asyncio.get_running_loop()"
        self.line(self.pick(
            f"log({n}, show(await asyncio.wrap_future(asyncio.run_coroutine_threadsafe({self.call(scope)}, {loop}))))",
            f"log({n}, show(await {loop}.create_task({self.call(scope)}, context=contextvars.copy_context())))",
            f"register({loop}.create_task({self.call(scope)}, name='T{n}'))",
            f"log({n}, other({self.number()}).get_context().get(var, 'unset'))",
            f"log({n}, future({self.number()}).remove_done_callback(print))"))

    @simple(1)
    def block(self, scope):
        self.line(f"time.sleep({self.time()})")

    @simple(4)
    def fail(self, scope):
        condition = f"if n % 2 == {self.pick(0, 1)}: " if self.chance(50) else ""
        cause = f" from {self.pick('None', 'OSError(1)')}" if self.chance(15) else ""
        self.line(f"{condition}raise {self.error()}{cause}")

    @simple(2)
    def leave(self, scope):
        if scope.loop and self.chance(50):
            self.line(f"if n % 2 == {self.pick(0, 1)}: {self.pick('break', 'continue')}")
        elif scope.generator:
            self.line(f"if n % 2 == {self.pick(0, 1)}: return")
        else:
            self.line(f"if n % 3 == {self.pick(0, 1, 2)}: return {self.label()}")

    @simple(2)
    def reschedule(self, scope):
        if scope.manager is not None:
            self.line(self.pick(f"{scope.manager}.reschedule(asyncio.get_running_loop().time() + {self.time()})",
                                f"{scope.manager}.reschedule(None)", f"log({scope.manager}.when(), {scope.manager}.expired())",
                                f"log(repr({scope.manager}))"))
        else:
            self.log(scope)

    @simple(2)
    def generate(self, scope):
        """The asynchronous generator protocol by hand. It ends here: 3.13.0's TaskGroup makes cycles that later ones don't, and
        would keep it."""
        if scope.generator or not self.generators:
            return self.log(scope)
        n = self.label()
        self.line(f"agen{n} = a{self.random.randrange(self.generators)}({self.number()})")
        self.line("try:")
        for _ in range(self.random.randint(1, 3)):
            self.line("    " + self.pick(f"log({n}, await anext(agen{n}))", f"log({n}, await anext(agen{n}, 'end'))",
                                         f"log({n}, await agen{n}.asend({n}))", f"log({n}, await agen{n}.athrow({self.error()}))",
                                         f"await agen{n}.aclose()", f"log({n}, agen{n}.ag_running)",
                                         f"log({n}, await asyncio.wait_for(anext(agen{n}), {self.limit()}))"))
        self.line("finally:")
        self.line("    " + self.pick(f"del agen{n}", f"await agen{n}.aclose()"))

    @simple(1)
    def comprehend(self, scope):
        if scope.generator or not self.generators:
            return self.log(scope)
        agen = f"a{self.random.randrange(self.generators)}({self.number()})"
        self.line(self.pick(f"log([x async for x in {agen}])", f"log({{x: x async for x in {agen} if x}})",
                            f"log([await asyncio.sleep(0.1, x) for x in range(2)], await anext({agen}, None))"))

    @simple(1)
    def eager(self, scope):
        self.line(f"register(asyncio.eager_task_factory(asyncio.get_running_loop(), {self.call(scope)}, name='e{self.label()}'))")

    # Statements with a body

    @compound(14)
    def attempt(self, scope):
        self.line("try:")
        self.body(scope.inner())
        kind = self.random.randrange(10)
        if kind < 7:
            for kinds in self.clauses():
                n = self.label()
                self.line(f"except {kinds} as error:")
                self.line(f"    log({n}, show(error))")
                self.after_catch(scope, kinds)
        elif kind < 8:
            for kinds in self.random.sample(["Oops", "ValueError", "(KeyError, OSError)", "Exception"], self.random.randint(1, 3)):
                n = self.label()
                self.line(f"except* {kinds} as error:")
                self.line(f"    log({n}, show(error))")
                if self.chance(25):
                    self.line(f"    raise {self.pick('', self.error())}".rstrip())
                elif self.chance(30):
                    self.line(f"    await asyncio.sleep({self.time()})")
        if kind >= 8 or self.chance(25):
            self.line("finally:")
            self.line(f"    log({self.label()}, 'finally')")
            self.body(scope.inner(depth=scope.depth + 1, loop=False), 0, 2)

    def clauses(self):
        return self.pick(["Exception"], ["Exception"], ["BaseException"], ["asyncio.CancelledError"], ["TimeoutError", "Exception"],
                         ["Oops"], ["(Oops, ValueError)", "asyncio.CancelledError"], ["ExceptionGroup", "Exception"],
                         ["asyncio.QueueShutDown", "RuntimeError"], ["TimeoutError"], ["BaseExceptionGroup"])

    def after_catch(self, scope, kinds):
        if kinds in ("BaseException", "asyncio.CancelledError") and self.chance(60):
            if self.chance(40):
                self.body(scope.inner(depth=scope.depth + 1), 1, 2)
            self.line("    raise")
        elif self.chance(25):
            self.line(f"    raise{self.pick('', ' ' + self.error(), ' ' + self.error() + ' from error')}")
        elif self.chance(30):
            self.body(scope.inner(depth=scope.depth + 1), 1, 2)

    @compound(9)
    def timeout(self, scope):
        n = self.label()
        manager = f"limit{n}"
        head = self.pick(f"asyncio.timeout({self.limit()})", f"asyncio.timeout({self.limit()})", "asyncio.timeout(None)",
                         f"asyncio.timeout_at(asyncio.get_running_loop().time() + {self.limit()})")
        guard = self.chance(60)
        if guard:
            self.line("try:")
            self.indent += 1
        self.line(f"async with {head} as {manager}:")
        self.body(scope.inner(manager=manager))
        self.line(f"log({n}, {manager}.expired())")
        if guard:
            self.indent -= 1
            self.line("except TimeoutError as error:")
            self.line(f"    log({n}, show(error), {manager}.expired())")

    @compound(10)
    def task_group(self, scope):
        n = self.label()
        guard = self.random.randrange(4)
        if guard:
            self.line("try:")
            self.indent += 1
        self.line(f"async with asyncio.TaskGroup() as tg{n}:")
        self.body(scope.inner(group=f"tg{n}"))
        self.line(f"log({n}, 'group ended')")
        if guard:
            self.indent -= 1
            kinds = ["BaseExceptionGroup", "* Exception", "ExceptionGroup"][guard - 1]
            self.line(f"except{'' if kinds[0] == '*' else ' '}{kinds} as error:")
            self.line(f"    log({n}, show(error))")

    @compound(6)
    def hold(self, scope):
        self.line(f"async with {self.thing(self.pick('lock', 'semaphore', 'lock'))}:")
        self.line(f"    log({self.label()}, 'holds')")
        self.body(scope.inner())

    @compound(5)
    def on_condition(self, scope):
        c, n = self.thing("condition"), self.label()
        self.line(f"async with {c}:")
        self.indent += 1
        for _ in range(self.random.randint(1, 2)):
            self.line(self.pick(f"log({n}, await {c}.wait())", f"log({n}, await {c}.wait())", f"{c}.notify({self.pick('', 2)})",
                                f"{c}.notify_all()", f"log(await {c}.wait_for(lambda: budget[0] % 2))",
                                f"log(await asyncio.wait_for({c}.wait(), {self.limit()}))", f"await asyncio.sleep({self.time()})"))
        self.indent -= 1
        if self.chance(50):
            self.body(scope.inner(), 1, 2)

    @compound(4)
    def manage(self, scope):
        n = self.label()
        if self.chance(60):
            pause = lambda: self.pick(None, self.time())
            error = f", error={self.error()}" if self.chance(12) else ""
            self.line(f"async with Manager({n}, {pause()}, {pause()}, {self.chance(20)}{error}):")
        elif self.chance(60):
            self.line(f"async with managed({n}, {self.time()}):")
        else:
            self.line(f"async with contextlib.AsyncExitStack() as stack{n}:")
            self.line(f"    log(await stack{n}.enter_async_context(managed({n}, {self.time()})))")
            self.line(f"    stack{n}.push_async_callback(asyncio.sleep, {self.time()})")
            self.line(f"    stack{n}.callback(log, {n}, 'called back')")
        self.body(scope.inner())

    @compound(3)
    def with_barrier(self, scope):
        self.line(f"async with {self.thing('barrier')} as place:")
        self.line(f"    log({self.label()}, place)")
        self.body(scope.inner(), 0, 2)

    @compound(5)
    def repeat(self, scope):
        self.line(f"for n in range({self.random.randint(2, 3)}):")
        self.body(scope.inner(loop=True), 1, 3)

    @compound(3)
    def drain(self, scope):
        if scope.generator or not self.generators:
            return self.repeat(scope)
        n = self.label()
        agen = f"a{self.random.randrange(self.generators)}({self.number()})"
        if self.chance(40):
            self.line("try:")
            self.line(f"    async with contextlib.aclosing({agen}) as agen{n}:")
            self.indent += 2
            self.line(f"async for n in agen{n}:")
            self.line(f"    log({n}, n)")
            self.body(scope.inner(loop=True), 0, 2)
            self.indent -= 2
            self.line("finally:")
            self.line(f"    del agen{n}")       # see generate
        else:
            self.line(f"async for n in {agen}:")
            self.line(f"    log({n}, n)")
            self.body(scope.inner(loop=True), 1, 2)

    @compound(2)
    def suppress(self, scope):
        self.line(f"with contextlib.suppress({self.pick('Exception', 'TimeoutError', 'asyncio.CancelledError', 'Oops, ValueError')}):")
        self.body(scope.inner())

    @compound(2)
    def nested(self, scope):
        n = self.label()
        self.line(f"async def inner{n}(n):")
        self.line("    enter()")
        self.body(Scope(scope.index, scope.depth + 1))
        self.line(self.pick(f"spawn(inner{n}({self.number()}))", f"log({n}, show(await inner{n}({self.number()})))",
                            f"log({n}, show(await asyncio.wait_for(inner{n}(1), {self.limit()})))"))

    # Whole functions

    def function(self, index):
        self.line(f"async def w{index}(n):")
        self.line("    enter()")
        self.line(f"    log('w{index}', n)")
        guard = self.random.randrange(4)
        if guard == 0:
            self.body(Scope(index), 2, 6)
        else:
            self.indent += 1
            self.line("try:")
            self.body(Scope(index, 1), 2, 6)
            if guard == 1:
                self.line("except asyncio.CancelledError as error:")
                self.line(f"    log('w{index}', show(error))")
                self.line("    raise")
            else:
                self.line("finally:")
                self.line(f"    log('w{index}', 'ends', n)")
                if guard == 3:
                    self.line(f"    await asyncio.sleep({self.time()})")
                    self.line(f"    log('w{index}', 'ended', n)")
            self.indent -= 1
        self.line(f"    return {self.pick(repr(f'r{index}'), 'n', 'None')}")
        self.line("")

    def generator(self, index):
        scope = Scope(self.functions, 2, generator=True)
        self.line(f"async def a{index}(n):")
        self.line("    try:")
        self.indent += 2
        for _ in range(self.random.randint(1, 3)):
            if self.chance(70):
                self.statement(scope)
            self.line(self.pick(f"yield {self.label()}", f"log('sent', (yield {self.label()}))"))
        self.indent -= 2
        if self.chance(30):
            self.line("    except Exception as error:")
            self.line(f"        log('a{index}', show(error))")
            self.line(f"        yield {self.label()}")
        self.line("    finally:")
        self.line(f"        log('a{index}', 'closes')")
        if self.chance(60):
            self.line(f"        await asyncio.sleep({self.time()})")
            self.line(f"        log('a{index}', 'closed')")
        self.line("")

    def main(self):
        self.line("async def poke():")
        self.line("    for n in range(4):")
        self.line(f"        await asyncio.sleep({self.pick(0.25, 0.3, 0.5)})")
        for name in list(self.objects):
            if self.chance(40) and not name.startswith("pool"):
                self.line("        with contextlib.suppress(Exception):")
                kind = name[:-1]
                self.line("            " + {
                    "lock": f"if {name}.locked(): {name}.release()", "event": f"{name}.set()",
                    "condition": f"async with asyncio.timeout(0.1), {name}: {name}.notify()", "semaphore": f"{name}.release()",
                    "queue": self.pick(f"{name}.put_nowait(n)", f"log(await asyncio.wait_for({name}.get(), 0.1))"),
                    "barrier": f"log(await asyncio.wait_for({name}.wait(), 0.1))"}[kind])
        self.line("")
        self.line("")
        self.line("async def main(n=0):")
        self.line("    enter()")
        self.line("    loops.append(asyncio.get_running_loop())")
        if self.chance(50):
            self.line("    asyncio.get_running_loop().set_exception_handler(handle_errors)")
        if self.chance(12):
            self.line("    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)")
        if self.chance(70):
            self.line("    poker = asyncio.create_task(poke(), name='poke')")
        self.indent += 1
        if self.chance(75):
            self.line("try:")
            self.indent += 1
            self.line(f"async with asyncio.timeout({self.pick(3, 5, 8)}):")
            self.body(Scope(-1), 4, 9)
            self.indent -= 1
            self.line("except Exception as error:")
            self.line("    log('main', show(error))")
        else:
            for _ in range(self.random.randint(4, 9)):
                self.statement(Scope(-1))
        if self.chance(60):
            self.line("for task in tasks[1:]:")
            self.line("    log(task.get_name(), outcome(task))")
        if self.chance(40):
            self.line(f"await asyncio.sleep({self.pick(0.5, 1, 3)})")
        self.line("log('main ends')")
        self.indent -= 1
        self.line("")
        self.line("")
        if self.chance(85):
            self.line("asyncio.run(main())" if self.chance(92) else "asyncio.run(main(), debug=True)")
        else:
            self.line("with asyncio.Runner() as runner:")
            self.line("    runner.run(main())")
            self.line("    tasks.clear(), futures.clear(), readers.clear()")
            self.line("    runner.run(w0(1))")
        self.line("print('end', round(time.monotonic(), 9))")

    def write(self):
        for index in range(self.generators):
            self.generator(index)
            self.line("")
        for index in range(self.functions):
            self.function(index)
            self.line("")
        self.main()
        made = "".join(f"{name} = {maker}\n" for name, maker in sorted(self.objects.items()))
        return PRELUDE + made + "\n\n" + "\n".join(self.lines) + "\n"


def write_program(seed):
    return Writer(seed).write()


if __name__ == "__main__":
    sys.stdout.write(write_program(int(sys.argv[1])))

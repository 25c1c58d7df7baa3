# Handles, timers, signals: reprs, cancelling, order, exceptions in callbacks
import asyncio
import functools
import signal


def f(*args):
    print("f", args, asyncio.get_running_loop().time())


async def main():
    loop = asyncio.get_running_loop()
    h = loop.call_soon(f, 1)
    t = loop.call_later(1, f, 2)
    print(repr(h).replace(__file__, "FILE"), h.cancelled(), t.when(), t.cancelled())
    c = loop.call_at(1, f, "never")
    c.cancel()
    c.cancel()
    print(str(c).split(" ", 1)[1], c.cancelled())
    p = loop.call_later(0.5, functools.partial(f, 3), 4)
    print(repr(p).replace(__file__, "FILE").split(" ", 1)[1])
    print(sorted([t, p])[0] is p, p < t, t < p, p <= t, t == t, p == t)
    loop.call_later(1, f, "tie")
    await asyncio.sleep(1)
    for args in ((None, f), ("1", f), (1,), ()):
        try:
            loop.call_later(*args)
        except TypeError as e:
            print(e)

    seen = []
    loop.set_exception_handler(lambda loop, context: seen.append(context))
    loop.call_soon(lambda: 1 / 0)
    future = loop.create_future()
    future.add_done_callback(lambda f: [][1])
    future.set_result(None)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for context in seen:
        print(sorted(context), repr(context["exception"]), context["message"].replace(__file__, "FILE"))
    seen.clear()
    loop.call_exception_handler({"message": "mine", "extra": 1})
    print(seen, loop.get_exception_handler() is not None)
    loop.set_exception_handler(None)

    loop.add_signal_handler(signal.SIGUSR1, f, "usr1")
    loop.call_soon(f, "before")
    signal.raise_signal(signal.SIGUSR1)
    loop.call_soon(f, "after")
    for i in range(4):
        await asyncio.sleep(0)
        print("turn", i)
    print(loop.remove_signal_handler(signal.SIGUSR1), loop.remove_signal_handler(signal.SIGUSR1))
    old = signal.signal(signal.SIGUSR1, lambda s, frame: print("handler", s))
    signal.raise_signal(signal.SIGUSR1)
    print("raised", old)
    asyncio.current_task().add_done_callback(lambda t: print("main done", t.cancelled()))
    signal.raise_signal(signal.SIGINT)
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        print("Ctrl-C cancels main")
        raise


try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("KeyboardInterrupt")

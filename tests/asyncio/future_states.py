# Futures: states, results given twice, callbacks in order, reprs, what set_exception makes of what it is given
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    f = loop.create_future()
    print(f, f.done(), f.cancelled(), f._state)
    for method in (f.result, f.exception):
        try:
            method()
        except asyncio.InvalidStateError as e:
            print(type(e).__module__, e)
    order = []
    f.add_done_callback(lambda f: order.append(1))
    second = lambda f: order.append(2)
    f.add_done_callback(second)
    f.add_done_callback(second)
    f.add_done_callback(lambda f: order.append(3))
    print(f.remove_done_callback(second), f.remove_done_callback(print))
    f.set_result("done")
    print(order, f)
    f.add_done_callback(lambda f: order.append("late"))
    await asyncio.sleep(0)
    print(order)
    for method, argument in ((f.set_result, 1), (f.set_exception, ValueError())):
        try:
            method(argument)
        except asyncio.InvalidStateError as e:
            print(e)
    print(f.cancel(), await f, f.exception())

    for given in (ValueError, ValueError("v"), StopIteration(1), 3, int):
        f = loop.create_future()
        try:
            f.set_exception(given)
        except TypeError as e:
            print("TypeError", e)
            continue
        print(f, repr(f.exception().__cause__))
    f = loop.create_future()
    print(f.cancel("why"), f.cancel("again"), f.cancelled(), f)
    for _ in range(2):
        try:
            await f
        except asyncio.CancelledError as e:
            print(e.args)
    for wrong in (lambda: f.set_result(), lambda: asyncio.Future(1), lambda: loop.create_task(1)):
        try:
            wrong()
        except TypeError as e:
            print(e)
    f = loop.create_future()
    it = f.__await__()
    print(next(it) is f)
    f.set_result(5)
    try:
        next(it)
    except StopIteration as e:
        print("stop", e.value)


asyncio.run(main())

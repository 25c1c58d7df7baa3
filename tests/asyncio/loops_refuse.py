# What an abstract loop doesn't implement, and debug mode's checks of callbacks and threads
import asyncio, threading
async def c(): pass
for n in ("run_forever", "stop", "is_running", "close", "time", "create_future", "get_debug", "call_soon", "create_task", "add_reader", "add_signal_handler", "create_server"):
    try: r = getattr(asyncio.AbstractEventLoop(), n)(*[None] * (1 if n in ("call_soon", "create_task", "create_server") else 2 if n.startswith("add") else 0)); r.send(None)
    except NotImplementedError as e: print(n, e.args)
class Mine(asyncio.AbstractEventLoop):
    def time(self): return 5
print(Mine().time(), isinstance(asyncio.new_event_loop(), asyncio.AbstractEventLoop))
async def main():
    loop = asyncio.get_running_loop()
    for name, args in (("call_soon", (c,)), ("call_soon", (5,)), ("call_later", (1, c)), ("call_at", (1, c)), ("call_soon_threadsafe", (c,)), ("run_in_executor", (None, c))):
        try: getattr(loop, name)(*args)
        except TypeError as e: print(name, e)
    def other():
        try: loop.call_soon(print)
        except RuntimeError as e: return e
    print(await asyncio.to_thread(other))
    loop.set_exception_handler(lambda l, c: print(c["message"]))
    loop.call_soon(int, "no number"); await asyncio.sleep(0)
    try: loop.set_default_executor(5)
    except TypeError as e: print(e)
    try: asyncio.gather([1])
    except TypeError as e: print(e)
asyncio.run(main(), debug=True)

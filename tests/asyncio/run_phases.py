# asyncio.run, Runner and loops by hand: phases of the end, task numbers, loops that stop and go on
import asyncio

events = []


async def child(name):
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        await asyncio.sleep(1)
        events.append(f"{name} cleaned")
        raise


async def failing():
    try:
        await asyncio.sleep(100)
    finally:
        raise ValueError("while being cancelled")


async def agen():
    try:
        while True:
            yield 1
    finally:
        await asyncio.sleep(1)
        events.append("agen closed")


async def main(n):
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, c: events.append((c["message"], repr(c["exception"]))))
    for i in range(n):
        asyncio.create_task(child(f"c{i}"))
    asyncio.create_task(failing())
    g = agen()
    await anext(g)
    main.keep = g
    await asyncio.sleep(1)
    return asyncio.current_task().get_name(), loop.time()


print(asyncio.run(main(1)), events)
events.clear()
print(asyncio.run(main(0)))
for wrong in (3, main, None):
    try:
        asyncio.run(wrong)
    except ValueError as e:
        print(str(e)[:40])


async def name():
    return asyncio.current_task().get_name()

print(asyncio.run(name()))
with asyncio.Runner() as runner:
    print(runner.run(name()), runner.run(name()))
    print(runner.get_loop().is_running(), runner.get_loop().is_closed())
print(runner.get_loop if False else "closed")
try:
    runner.run(name())
except RuntimeError as e:
    print(e)
    asyncio.run(asyncio.sleep(0))

loop = asyncio.new_event_loop()
loop.call_soon(events.append, "soon")
loop.call_later(2, loop.stop)
loop.call_later(3, events.append, "later")
loop.run_forever()
print(events[-1], loop.time() > 0)
task = loop.create_task(name(), name="mine")
print(loop.run_until_complete(task), loop.run_until_complete(asyncio.sleep(5, "slept")), events[-1])
loop.stop()
loop.call_soon(events.append, "one turn")
loop.run_forever()
print(events[-1])
future = loop.create_future()
loop.call_soon(loop.stop)
try:
    loop.run_until_complete(future)
except RuntimeError as e:
    print(e)
loop.close()
print(loop.is_closed())
for use in (lambda: loop.call_soon(print), lambda: loop.run_forever(), lambda: loop.run_until_complete(future)):
    try:
        use()
    except RuntimeError as e:
        print(e)

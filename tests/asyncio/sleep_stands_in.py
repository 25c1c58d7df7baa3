# A coroutine that sleeps, seen and stopped in every way from outside and inside.
import asyncio
import gc
import inspect
import types


async def nap(delay=1, result=None):
    try:
        return await asyncio.sleep(delay, result)
    except BaseException as e:
        print('left by', repr(e))
        raise
    finally:
        print('nap over')


async def plain():
    await asyncio.sleep(5)


async def deep():
    await plain()


async def looked_at():
    task = asyncio.create_task(deep())
    await asyncio.sleep(0)
    outer = task.get_coro()
    inner = outer.cr_await
    sleeping = inner.cr_await
    print(outer.__name__, inner.__name__, sleeping.__name__, type(sleeping).__name__, inspect.iscoroutine(sleeping))
    print(sleeping is inner.cr_await, sleeping.cr_running, inspect.getcoroutinestate(inner))
    print(sleeping.cr_await is not None, type(task._fut_waiter).__name__, repr(task._fut_waiter)[:16])
    try:
        await sleeping
    except RuntimeError as e:
        print(e)
    task.cancel('enough')
    try:
        await task
    except asyncio.CancelledError as e:
        print('cancelled', e.args, asyncio.get_running_loop().time())


async def cancelled():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(nap(100))
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.wait([task])
    print(task.cancelled(), loop.time())
    try:
        async with asyncio.timeout(2):
            await nap(100)
    except TimeoutError:
        print('timeout', loop.time())
    print(await asyncio.wait_for(nap(1, 'value'), 3), loop.time())


async def resolved_early():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(nap(50))
    await asyncio.sleep(0)
    task._fut_waiter.set_result('ignored')
    print('early', await task, loop.time())
    task = asyncio.create_task(nap(50))
    await asyncio.sleep(0)
    task._fut_waiter.set_exception(KeyError('boo'))
    try:
        await task
    except KeyError as e:
        print('error', e, loop.time())


async def closed():
    coroutine = nap(7)
    future = coroutine.send(None)
    print(type(future).__name__, coroutine.cr_await.__name__)
    coroutine.close()
    print(future.done(), inspect.getcoroutinestate(coroutine))
    coroutine = nap(7)
    coroutine.send(None)
    try:
        coroutine.throw(ValueError('thrown'))
    except ValueError as e:
        print('out', e)
    coroutine = nap(7)
    coroutine.send(None)
    try:
        coroutine.send(None)
    except RuntimeError as e:
        print(e)
    coroutine = nap(7)
    coroutine.send(None)
    del coroutine
    gc.collect()
    print('time', asyncio.get_running_loop().time())


@types.coroutine
def old_style():
    yield from asyncio.sleep(1).__await__()
    yield from asyncio.sleep(1)


async def shared():
    """The future itself, awaited by another."""
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(plain())
    await asyncio.sleep(0)
    inner = task._fut_waiter

    async def other():
        return await asyncio.shield(inner)

    second = asyncio.create_task(other())
    await asyncio.sleep(1)
    second.cancel()
    await asyncio.wait([second])
    print(second.cancelled(), inner.done())
    await task
    print(loop.time())


async def held():
    """A sleep that somebody holds stays what it is."""
    sleeping = asyncio.sleep(2, 'held')

    async def body():
        return await sleeping

    task = asyncio.create_task(body())
    await asyncio.sleep(1)
    print(sleeping.cr_await is not None, task.get_coro().cr_await is sleeping, await task)
    try:
        await sleeping
    except RuntimeError as e:
        print(e)


async def in_handler():
    try:
        raise ValueError('first')
    except ValueError:
        try:
            await nap(1)
            raise KeyError('second')
        except KeyError as e:
            print(repr(e.__context__))
        task = asyncio.current_task()
        asyncio.get_running_loop().call_later(0.5, task.cancel, 'late')
        try:
            await nap(9)
        except asyncio.CancelledError as e:
            print(repr(e), repr(e.__context__))


for f in looked_at, cancelled, resolved_early, closed, shared, held, in_handler:
    print('--', f.__name__)
    asyncio.run(f())

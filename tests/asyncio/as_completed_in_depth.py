# as_completed both ways
import asyncio
log = lambda *a: print(round(asyncio.get_running_loop().time(), 3), *a)
async def w(n, d, e=None):
    try:
        await asyncio.sleep(d)
        if e: raise e
        return n
    except asyncio.CancelledError: log('c', n); raise
async def main():
    for f in asyncio.as_completed([w(1, .3), w(2, .1), w(3, .2)]): log(type(f).__name__, await f)
    async for f in asyncio.as_completed([w(1, .3), w(2, .1), w(3, .2)]): log(type(f).__name__, f.done(), await f, f.result())
    ts = [asyncio.create_task(w(i, .3 - i * .1), name=f't{i}') for i in range(3)]
    async for f in asyncio.as_completed(ts): log(f in ts, f.get_name(), await f)
    async for f in asyncio.as_completed(ts): log('done already', f.get_name(), await f)
    for f in asyncio.as_completed(ts + ts[:1]): log('dup', await f)
    try:
        async for f in asyncio.as_completed([w('a', .1), w('b', 1)], timeout=.5): log(await f)
    except TimeoutError as e: log(repr(e))
    try:
        for f in asyncio.as_completed([w('a', .1), w('b', 1), w('c', 2)], timeout=.5):
            try: log(await f)
            except TimeoutError as e: log('in', repr(e))
    except TimeoutError as e: log(repr(e))
    log(len([t for t in asyncio.all_tasks()])); await asyncio.sleep(3)
    async for f in asyncio.as_completed([w('e', .1, ValueError(1)), w('f', .2)]):
        try: log(await f)
        except ValueError as e: log(repr(e))
    for f in asyncio.as_completed([w('e', .1, ValueError(1)), w('f', .2)]):
        try: log(await f)
        except ValueError as e: log(repr(e))
    it = asyncio.as_completed([w(1, .1), w(2, .2)]); log(type(it).__name__, iter(it) is it, aiter(it) is it, hasattr(it, '__next__'))
    a, b = next(it), next(it); log(type(a).__name__)
    try: next(it)
    except StopIteration: log('stop')
    log(await b, await a)
    it = asyncio.as_completed([w(1, .1), w(2, .2)]); x = await anext(it); log(await x); y = next(it); log(await y)
    try: await anext(it)
    except StopAsyncIteration: log('astop')
    log([f async for f in asyncio.as_completed([])], list(asyncio.as_completed(())))
    fut = asyncio.get_running_loop().create_future(); asyncio.get_running_loop().call_later(.1, fut.set_result, 'f')
    async for f in asyncio.as_completed({fut}): log(f is fut, await f)
    t = asyncio.create_task(w('x', 1)); t.cancel()
    async for f in asyncio.as_completed([t]): 
        try: await f
        except asyncio.CancelledError as e: log('can', e.args)
    async def cons():
        async for f in asyncio.as_completed([w('p', .5), w('q', .7)]): log(await f)
    c = asyncio.create_task(cons()); await asyncio.sleep(.6); c.cancel('m')
    try: await c
    except asyncio.CancelledError as e: log(e.args)
    await asyncio.sleep(.5)
    async for f in asyncio.as_completed([w('p', .1), w('q', .1), w('r', .1)]): log(await f); break
    await asyncio.sleep(.5)
    it = asyncio.as_completed([w(1, 1)]); n = next(it); n.close()
    it = asyncio.as_completed([w(i, .1) for i in range(3)], timeout=0)
    for f in it:
        try: log(await f)
        except TimeoutError as e: log(repr(e))
asyncio.run(main())

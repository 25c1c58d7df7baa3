# gather: what it takes, how it fails and is cancelled, outside a loop too
import asyncio
async def w(d, exc=None, tag=None):
    try: await asyncio.sleep(d)
    except asyncio.CancelledError as e: print('cancelled', d, e.args); raise
    if exc: raise exc
    return d
async def main():
    loop = asyncio.get_running_loop()
    g = asyncio.gather(); print(g, await g, type(g).__name__)
    g = asyncio.gather(w(1), w(2)); print(repr(g)); print(await g); print(repr(g))
    c = w(1); print(await asyncio.gather(c, c, w(1)))
    try: await asyncio.gather(5)
    except TypeError as e: print(e)
    try: await asyncio.gather(w(1), None)
    except TypeError as e: print(e)
    f = loop.create_future(); g = asyncio.gather(f, f); f.set_result(3); print(g.done()); print(await g)
    other = asyncio.new_event_loop(); of = other.create_future()
    try: await asyncio.gather(loop.create_future(), of)
    except ValueError as e: print(e)
    of.cancel(); other.close()
    g = asyncio.gather(w(5), w(6)); await asyncio.sleep(0); print(g.cancel('m'), g.cancel(), g.done(), g.cancelled())
    try: await g
    except asyncio.CancelledError as e: print('CE', e.args, g.cancelled(), g.done())
    g = asyncio.gather(w(5), w(6), return_exceptions=True); await asyncio.sleep(0); print(g.cancel('m'))
    try: print(await g)
    except asyncio.CancelledError as e: print('CE', e.args, g.cancelled())
    print(await asyncio.gather(w(1, ValueError('a')), w(2), w(3, KeyError('b')), return_exceptions=True))
    try: await asyncio.gather(w(1, ValueError('a')), w(2), w(3, KeyError('b')))
    except ValueError as e: print('VE', e, loop.time())
    await asyncio.sleep(5)
    t = asyncio.create_task(w(9)); g = asyncio.gather(t, w(1)); await asyncio.sleep(0); t.cancel('why')
    try: await g
    except asyncio.CancelledError as e: print('child cancelled', e.args, g.cancelled(), repr(g.exception)) if 0 else print('child cancelled', e.args, g.cancelled())
    g = asyncio.gather(asyncio.gather(w(1), w(2)), asyncio.gather(w(3), asyncio.gather(w(1)))); print(await g)
    f = loop.create_future(); f.set_exception(ValueError('pre')); g = asyncio.gather(f); print(g.done())
    try: await g
    except ValueError as e: print(e)
    f = loop.create_future(); f.cancel('pc'); g = asyncio.gather(f, return_exceptions=True); r = await g; print(r, r[0].args)
    g = asyncio.gather(w(1)); 
    for fn in ('result', 'exception'):
        try: getattr(g, fn)()
        except asyncio.InvalidStateError as e: print(fn, e)
    try: g.set_result(1)
    except Exception as e: print(type(e).__name__, e)
    g = asyncio.gather(w(1), w(1)); print(g.get_loop() is loop, g.done()); await g
    try: g.set_result(1)
    except Exception as e: print(type(e).__name__, e)
    class A:
        def __await__(self): 
            yield; return 'A'
    print(await asyncio.gather(A(), asyncio.sleep(0, 's'), loop.run_in_executor(None, lambda: 7)))
    async def cancels():
        g = asyncio.gather(w(3), w(4))
        try: await g
        except asyncio.CancelledError as e: print('in', e.args, g.cancelled()); return 'swallowed'
    t = asyncio.create_task(cancels()); await asyncio.sleep(1); t.cancel('outer'); print(await t, t.cancelling())
    g = asyncio.gather(w(1)); g.add_done_callback(lambda f: print('cb', f.result())); await g; await asyncio.sleep(0)
    print(isinstance(g, asyncio.Future), asyncio.isfuture(g), type(g).__mro__[1].__name__)
asyncio.run(main())
try:
    asyncio.gather()
except RuntimeError as e: print(e)
except DeprecationWarning as e: print(e)
c = w(1)
try: asyncio.gather(c)
except RuntimeError as e: print(e)
c.close()

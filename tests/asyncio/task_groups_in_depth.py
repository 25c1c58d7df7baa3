# task groups: all failure modes
import asyncio
def show(e, d=0):
    s = f"{type(e).__name__}{e.args!r}" if not isinstance(e, BaseExceptionGroup) else type(e).__name__ + repr(e.message) + '[' + ', '.join(show(x, d+1) for x in e.exceptions) + ']'
    if d < 4:
        if e.__cause__: s += ' from ' + show(e.__cause__, d+1)
        elif e.__context__ and not e.__suppress_context__: s += ' after ' + show(e.__context__, d+1)
    return s
class Base(BaseException): pass
async def work(n, d, err=None, swallow=False, late=None):
    try:
        await asyncio.sleep(d)
        if err: raise err
        print('  ', n, 'done'); return n
    except asyncio.CancelledError as e:
        print('  ', n, 'cancelled', e.args)
        if late: await asyncio.sleep(late); print('  ', n, 'late')
        if swallow == 'raise': raise ValueError('from cancel')
        if not swallow: raise
async def run(label, f):
    print(label)
    t = asyncio.create_task(f(), name=label)
    try: print('  =', await t)
    except BaseException as e: print('  !', show(e))
    print('  cancelling', t.cancelling())
async def s1():
    async with asyncio.TaskGroup() as g:
        g.create_task(work('a', .1, ValueError(1))); g.create_task(work('b', .2)); g.create_task(work('c', .1, KeyError(2)))
async def s2():
    async with asyncio.TaskGroup() as g:
        g.create_task(work('a', .1, ValueError(1))); g.create_task(work('b', .2, swallow='raise', late=.1))
        try: await asyncio.sleep(1)
        except asyncio.CancelledError as e: print('  body', e.args); raise RuntimeError('body')
async def s3():
    async with asyncio.TaskGroup() as g:
        t = g.create_task(work('a', .1)); await t; raise ValueError('body')
async def s4():
    async with asyncio.TaskGroup() as g:
        g.create_task(work('a', .1, Base(1))); g.create_task(work('b', .2))
async def s5():
    async with asyncio.TaskGroup() as g:
        g.create_task(work('a', .1)); asyncio.current_task().cancel('self'); await asyncio.sleep(1)
async def s6():
    async with asyncio.TaskGroup() as g:
        g.create_task(work('a', .1)); asyncio.current_task().cancel('self')
    print('after')
async def s7():
    async with asyncio.TaskGroup() as g:
        t = g.create_task(work('a', .1)); t.cancel('one'); u = g.create_task(work('b', .2))
    return t.cancelled(), u.result()
async def s8():
    async with asyncio.TaskGroup() as g:
        async with asyncio.TaskGroup() as h:
            h.create_task(work('in', .2)); g.create_task(work('out', .1, ValueError('out')))
            await asyncio.sleep(1)
async def s9():
    async with asyncio.TaskGroup() as g:
        async with asyncio.TaskGroup() as h:
            h.create_task(work('in', .1, ValueError('in'))); g.create_task(work('out', .3))
            await asyncio.sleep(1)
async def s10():
    async with asyncio.TaskGroup() as g:
        async def adder():
            try: await asyncio.sleep(1)
            finally:
                try: g.create_task(work('never', 0))
                except RuntimeError as e: print('  ', str(e).split('<')[0], repr(str(e))[-30:])
        g.create_task(adder()); g.create_task(work('f', .1, ValueError()))
async def s11():
    g = asyncio.TaskGroup()
    try: g.create_task(work('x', 0))
    except RuntimeError as e: print('  ', e)
    async with g:
        async def more():
            await asyncio.sleep(.1); g.create_task(work('more', .1)); 
        g.create_task(more())
    try: g.create_task(work('x', 0))
    except RuntimeError as e: print('  ', e)
    try:
        async with g: pass
    except RuntimeError as e: print('  ', e)
async def s12():
    try:
        async with asyncio.timeout(.15):
            async with asyncio.TaskGroup() as g:
                g.create_task(work('a', .1)); g.create_task(work('b', .2, swallow='raise'))
    finally: print('  fin', asyncio.current_task().cancelling())
async def s13():
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(work('a', .1, ValueError(1))); g.create_task(work('b', .1, ExceptionGroup('eg', [OSError(1), ValueError(2)])))
    except* ValueError as eg: print('  ve', show(eg))
    except* OSError as eg: print('  os', show(eg))
    print('  c', asyncio.current_task().cancelling())
async def s14():
    async with asyncio.TaskGroup() as g:
        g.create_task(work('a', .1, ValueError(1)))
        try: await asyncio.sleep(1)
        except asyncio.CancelledError: print('  swallowed'); await asyncio.sleep(.1); print('  went on')
async def s15():
    async with asyncio.TaskGroup() as g:
        for i in range(3): g.create_task(work(i, .1 * i))
        return 'from body'
async def s16():
    for i in range(3):
        async with asyncio.TaskGroup() as g:
            g.create_task(work(i, .1))
            if i == 1: break
            continue
    return i
async def s17():
    async with asyncio.TaskGroup() as g:
        raise asyncio.CancelledError('by hand')
async def s18():
    async with asyncio.TaskGroup() as g:
        g.create_task(work('k', .1, asyncio.CancelledError('in child'))); g.create_task(work('z', .2))
async def s19():
    async with asyncio.TaskGroup() as g:
        f = asyncio.get_running_loop().create_future()
        t = g.create_task(work('a', .1, ValueError(3)))
        try: await t
        except BaseException as e: print('  got', show(e)); 
        await asyncio.sleep(0); print('  on')
async def s20():
    async def parent():
        async with asyncio.TaskGroup() as g:
            g.create_task(work('a', .3, late=.1)); g.create_task(work('b', .1, ValueError(1), late=.2))
    t = asyncio.create_task(parent()); await asyncio.sleep(.15); t.cancel('ext'); await asyncio.sleep(.02); t.cancel('ext2')
    try: await t
    except BaseException as e: print('  ', show(e), t.cancelling())
async def s21():
    async def parent():
        async with asyncio.TaskGroup() as g:
            g.create_task(work('a', .3, swallow=True)); 
    t = asyncio.create_task(parent()); await asyncio.sleep(.15); t.cancel('ext'); 
    try: await t
    except BaseException as e: print('  ', show(e), t.cancelling())
async def s22():
    async def parent():
        async with asyncio.TaskGroup() as g:
            g.create_task(work('a', .3, swallow='raise')); 
    t = asyncio.create_task(parent()); await asyncio.sleep(.15); t.cancel('ext'); 
    try: await t
    except BaseException as e: print('  ', show(e), t.cancelling())
async def s23():
    loop = asyncio.get_running_loop(); loop.set_task_factory(asyncio.eager_task_factory)
    try:
        async with asyncio.TaskGroup() as g:
            async def im(e=None):
                if e: raise e
                return 1
            a = g.create_task(im()); print('  ', a.done()); 
            b = g.create_task(im(ValueError('eager'))); print('  ', b.done()); g.create_task(work('c', .1))
            await asyncio.sleep(.5)
    finally: loop.set_task_factory(None)
async def s24():
    async with asyncio.TaskGroup() as g:
        t1 = g.create_task(work('n', .1), name='named'); import contextvars
        t2 = g.create_task(work('m', .1), context=contextvars.copy_context()); print('  ', t1.get_name())
        try: g.create_task(work('q', 0), foo=1)
        except TypeError as e: print('  ', str(e)[:40])
        try: g.create_task(5)
        except TypeError as e: print('  ', e)
async def s25():
    async with asyncio.TaskGroup() as g:
        g.create_task(work('a', .1, StopIteration(1))) if 0 else g.create_task(work('a', .1, TimeoutError('x')))
        g.create_task(asyncio.wait_for(work('b', 1), .1))
async def main():
    for n in range(1, 26): await run(f's{n}', globals()[f's{n}'])
    for e in (SystemExit(3), KeyboardInterrupt()):
        pass
asyncio.run(main(), debug=False)

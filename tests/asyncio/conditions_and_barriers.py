# condition + barrier in depth
import asyncio
log = lambda *a: print(round(asyncio.get_running_loop().time(), 3), *a)
async def main():
    c = asyncio.Condition()
    async def w(n, c=c):
        try:
            async with c:
                log(n, 'in'); r = await c.wait(); log(n, 'woken', r); await asyncio.sleep(.1); return n
        except asyncio.CancelledError as e: log(n, 'cancelled', e.args, c.locked()); raise
    ts = [asyncio.create_task(w(i)) for i in range(5)]
    await asyncio.sleep(0.01)
    try: c.notify()
    except RuntimeError as e: log(e)
    try: await c.wait()
    except RuntimeError as e: log(e)
    try: c.release()
    except RuntimeError as e: log(e)
    async with c: c.notify(2); log('notified'); ts[0].cancel('x'); ts[2].cancel('y')
    await asyncio.sleep(.05); log([t.done() for t in ts])
    async with c: log('re'); c.notify(); ts[4].cancel(); c.notify(10)
    log(await asyncio.gather(*ts, return_exceptions=True))
    # wait_for
    n = 0
    def p():
        nonlocal n; n += 1; log('pred', n); return n >= 3 and f'ok{n}'
    async def wf():
        async with c: return await c.wait_for(p)
    t = asyncio.create_task(wf())
    for _ in range(3):
        await asyncio.sleep(.1)
        async with c: c.notify_all()
    log(await t)
    def bad(): raise ValueError('pred')
    async with c:
        try: await c.wait_for(bad)
        except ValueError as e: log(e, c.locked())
    log(c.locked())
    try: await c.wait_for(lambda: True)
    except RuntimeError as e: log(e)
    # shared lock
    l = asyncio.Lock(); c1 = asyncio.Condition(l); c2 = asyncio.Condition(lock=l)
    async with c1: log(c2.locked(), l.locked()); c2.notify()
    # bad locks
    for bad in (5, 'x'):
        try: asyncio.Condition(bad)
        except Exception as e: log(type(e).__name__, e)
    # timeout on wait
    async with c:
        try: await asyncio.wait_for(c.wait(), .1)
        except TimeoutError as e: log('T', repr(e), c.locked())
        except RuntimeError as e: log(e)
    async with c:
        try:
            async with asyncio.timeout(.1): await c.wait()
        except TimeoutError as e: log('T', repr(e), c.locked())
    # cancelled while reacquiring
    async def r():
        async with c:
            try: await c.wait()
            except asyncio.CancelledError as e: log('r', e.args, c.locked()); raise
    t = asyncio.create_task(r()); await asyncio.sleep(0)
    async with c:
        c.notify(); await asyncio.sleep(.1); t.cancel('first'); await asyncio.sleep(.1); t.cancel('second'); await asyncio.sleep(.1)
    try: await t
    except asyncio.CancelledError as e: log('t', e.args)
    # barrier
    b = asyncio.Barrier(3)
    async def bw(n, d=0):
        try:
            await asyncio.sleep(d); i = await b.wait(); log('b', n, i); return i
        except (asyncio.BrokenBarrierError, asyncio.CancelledError) as e: log('b', n, type(e).__name__, e.args); raise
    log(await asyncio.gather(*(bw(i, .1*i) for i in range(3))))
    log(await asyncio.gather(*(bw(i) for i in range(6))))
    ts = [asyncio.create_task(bw(i)) for i in range(2)]; await asyncio.sleep(.1); log(b.n_waiting); ts[0].cancel(); await asyncio.sleep(0); log(b.n_waiting, b.broken); ts.append(asyncio.create_task(bw('new'))); ts.append(asyncio.create_task(bw('new2'))); log(await asyncio.gather(*ts, return_exceptions=True))
    ts = [asyncio.create_task(bw(i)) for i in range(2)]; await asyncio.sleep(.1); await b.reset(); log(b.n_waiting, b.broken); log(await asyncio.gather(*ts, return_exceptions=True)); log(b.broken)
    ts = [asyncio.create_task(bw(i)) for i in range(2)]; await asyncio.sleep(.1); await b.abort(); log(b.n_waiting, b.broken); log(await asyncio.gather(*ts, return_exceptions=True)); log(b.broken)
    try: await b.wait()
    except asyncio.BrokenBarrierError as e: log(repr(e))
    await b.reset(); log(b.broken); log(await asyncio.gather(*(bw(i) for i in range(3))))
    ts = [asyncio.create_task(bw(i)) for i in range(2)]; await asyncio.sleep(.1)
    ts.append(asyncio.create_task(bw('l'))); await asyncio.sleep(0); log(b.n_waiting); ts[0].cancel(); r = asyncio.create_task(b.reset()); log(await asyncio.gather(*ts, r, return_exceptions=True))
    async with b if b.parties == 1 else asyncio.Barrier(1) as pos: log('pos', pos)
    for x in (1.5, '2', None):
        try: log(asyncio.Barrier(x).parties)
        except Exception as e: log(type(e).__name__, e)
    ts = [asyncio.create_task(asyncio.wait_for(bw(i), .1)) for i in range(2)]
    log(await asyncio.gather(*ts, return_exceptions=True), b)  if 0 else log(await asyncio.gather(*ts, return_exceptions=True), b.n_waiting)
asyncio.run(main())

# every primitive x every moment of cancel, generic harness
import asyncio, time
def show(e, d=0):
    s = f"{type(e).__name__}{e.args!r}"
    if isinstance(e, BaseExceptionGroup): s += '[' + ', '.join(show(x, d+1) for x in e.exceptions) + ']'
    if d < 4:
        if e.__cause__: s += ' from ' + show(e.__cause__, d+1)
        elif e.__context__ and not e.__suppress_context__: s += ' after ' + show(e.__context__, d+1)
    return s
class Env: pass
async def mk():
    E = Env(); loop = asyncio.get_running_loop()
    E.q = asyncio.Queue(1); E.fq = asyncio.Queue(1); E.fq.put_nowait('full'); E.pq = asyncio.PriorityQueue(); E.lq = asyncio.LifoQueue()
    E.lock = asyncio.Lock(); await E.lock.acquire(); E.ev = asyncio.Event(); E.sem = asyncio.Semaphore(1); await E.sem.acquire()
    E.bsem = asyncio.BoundedSemaphore(1); await E.bsem.acquire(); E.cond = asyncio.Condition(); E.bar = asyncio.Barrier(2); E.fut = loop.create_future(); E.flag = False
    E.t = asyncio.create_task(slow('t', 0.5), name='child'); return E
async def slow(n, d):
    try:
        await asyncio.sleep(d); return n
    except asyncio.CancelledError as e:
        print('   ', n, 'cancelled', e.args); raise
async def condwait(E):
    async with E.cond:
        return await E.cond.wait()
async def condwaitfor(E):
    async with E.cond:
        return await E.cond.wait_for(lambda: E.flag)
async def semwith(E):
    async with E.sem: return 'in'
async def lockwith(E):
    async with E.lock: return 'in'
async def tg(E):
    async with asyncio.TaskGroup() as g:
        g.create_task(slow('g1', .5)); g.create_task(slow('g2', .4))
    return 'tg'
async def tmo(E, d):
    async with asyncio.timeout(d): await slow('x', .5)
    return 'tmo'
async def acomp(E):
    async for f in asyncio.as_completed([slow('a', .3), slow('b', .2)]): return await f
async def acomp2(E):
    for f in asyncio.as_completed([slow('a', .3), slow('b', .2)]): return await f
async def barw(E):
    async with E.bar as i: return i
ops = dict(qget=lambda E: E.q.get(), qput=lambda E: E.fq.put('n'), join=lambda E: E.fq.join(), pget=lambda E: E.pq.get(), lget=lambda E: E.lq.get(), lock=lambda E: E.lock.acquire(), lockwith=lockwith, ev=lambda E: E.ev.wait(), sem=lambda E: E.sem.acquire(), semwith=semwith, bsem=lambda E: E.bsem.acquire(), cw=condwait, cwf=condwaitfor, bar=lambda E: E.bar.wait(), barw=barw, fut=lambda E: E.fut, task=lambda E: E.t, shield=lambda E: asyncio.shield(E.t), gather=lambda E: asyncio.gather(slow('a', .3), slow('b', .5)), gatherx=lambda E: asyncio.gather(slow('a', .3), E.fut, return_exceptions=True), wait=lambda E: asyncio.wait([E.t, E.fut]), waitF=lambda E: asyncio.wait([E.t, E.fut], return_when='FIRST_COMPLETED'), waitT=lambda E: asyncio.wait([E.t, E.fut], timeout=.3), wf=lambda E: asyncio.wait_for(E.fut, .3), wfc=lambda E: asyncio.wait_for(slow('in', .5), .3), tg=tg, tmo=lambda E: tmo(E, .3), acomp=acomp, acomp2=acomp2, thread=lambda E: asyncio.to_thread(time.sleep, .3))
def wake(E):
    if E.q.empty(): E.q.put_nowait('item')
    if E.fq.full(): E.fq.get_nowait(); E.fq.task_done()
    E.pq.put_nowait(1); E.lq.put_nowait(2)
    if E.lock.locked(): E.lock.release()
    E.ev.set(); E.sem.release()
    if not E.fut.done(): E.fut.set_result('F')
    E.flag = True
def state(E): return (E.q.qsize(), E.fq.qsize(), E.fq._unfinished_tasks, E.pq.qsize(), E.lock.locked(), E.ev.is_set(), E.sem._value, E.bsem._value, E.cond.locked(), len(E.cond._waiters), E.bar.n_waiting, E.fut.done(), E.t.done())
async def wrapper(aw, how):
    try: return await aw
    except BaseException as e:
        print('    in:', show(e)); 
        if how == 'swallow': return 'swallowed'
        if how == 'replace': raise KeyError('r')
        raise
    finally:
        if how == 'fin': await asyncio.sleep(0.05)
async def main():
    for name, op in ops.items():
        for when in ('before', 'waiting', 'woken-cancel', 'cancel-woken', 'twice', 'msg'):
            for how in ('plain', 'swallow', 'replace', 'fin'):
                E = await mk()
                coro = wrapper(op(E), how)
                t = asyncio.create_task(coro, name='T')
                if when != 'before':
                    for _ in range(4): await asyncio.sleep(0)
                if when == 'woken-cancel': wake(E)
                a = [t.cancel('m1') if when == 'msg' else t.cancel()]
                if when == 'cancel-woken': wake(E)
                if when == 'twice': a.append(t.cancel('again'))
                if how == 'fin': await asyncio.sleep(0.01); a.append(t.cancel('late'))
                d, p = await asyncio.wait([t], timeout=2)
                a.append(t.cancelling())
                if p: r = 'pending'
                elif t.cancelled():
                    try: t.result()
                    except BaseException as e: r = show(e)
                else: r = show(t.exception()) if t.exception() else repr(t.result()) if not isinstance(t.result(), tuple) else 'tuple'
                print(name, when, how, a, r, state(E), round(asyncio.get_running_loop().time(), 3))
                E.t.cancel(); E.fut.cancel()
                if p: t.cancel(); wake(E)
                await asyncio.sleep(1)
                if not t.done(): print('still pending')
                elif not t.cancelled(): t.exception()
asyncio.run(main())

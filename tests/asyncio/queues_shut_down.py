# queues with shutdown
import asyncio
log = lambda *a: print(round(asyncio.get_running_loop().time(), 3), *a)
async def att(aw, n=''):
    try: r = await aw; log(n, 'got', r); return r
    except BaseException as e: log(n, repr(e)); raise
async def main():
    for cls in (asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue):
        for imm in (False, True):
            q = cls(2); q.put_nowait(2); q.put_nowait(1)
            p = [asyncio.create_task(att(q.put(i), f'put{i}')) for i in (5, 4)]; j = asyncio.create_task(att(q.join(), 'join')); await asyncio.sleep(0)
            q.shutdown(immediate=imm); log(repr(q).split(' at ')[1].split(' ', 1)[1], q.qsize(), q._unfinished_tasks)
            await asyncio.gather(*p, return_exceptions=True)
            while True:
                try: log('item', q.get_nowait()); q.task_done()
                except asyncio.QueueShutDown as e: log(repr(e)); break
                except asyncio.QueueEmpty as e: log(repr(e)); break
            for op in (lambda: q.put_nowait(1), lambda: q.get_nowait(), lambda: q.task_done(), lambda: q.shutdown(), lambda: q.shutdown(True)):
                try: log(op())
                except Exception as e: log(repr(e))
            for co in (q.get(), q.put(1)):
                try: await co
                except Exception as e: log(repr(e))
            log('joined', j.done()); j.cancel(); await asyncio.gather(j, return_exceptions=True)
            q = cls(); g = [asyncio.create_task(att(q.get(), f'get{i}')) for i in range(3)]; await asyncio.sleep(0); q.put_nowait(7); q.shutdown(imm); log(q.qsize()); await asyncio.gather(*g, return_exceptions=True)
    q = asyncio.Queue(1)
    g = asyncio.create_task(att(q.get(), 'g')); await asyncio.sleep(0); q.put_nowait(1); g.cancel(); await asyncio.gather(g, return_exceptions=True); log(q.qsize())
    p = asyncio.create_task(att(q.put(2), 'p')); await asyncio.sleep(0); q.get_nowait(); p.cancel(); await asyncio.gather(p, return_exceptions=True); log(q.qsize())
    q = asyncio.Queue(1); q.put_nowait(0)
    ps = [asyncio.create_task(att(q.put(i), f'p{i}')) for i in range(1, 4)]; await asyncio.sleep(0)
    q.get_nowait(); q.put_nowait('barge'); log(q.qsize()); await asyncio.sleep(0); log([p.done() for p in ps]); ps[0].cancel(); await asyncio.sleep(0); log(q.get_nowait()); ps[1].cancel(); await asyncio.sleep(0); await asyncio.sleep(0); await asyncio.sleep(0); log([p.done() for p in ps], q.qsize())
    for n in (0, -5): 
        q = asyncio.Queue(n); log(q.full(), q.maxsize)
    for a in ((1, 2), ('x',)):
        try: q = asyncio.Queue(*a); log(q.full()); q.put_nowait(1); log(q.qsize())
        except TypeError as e: log(e)
    try: asyncio.Queue(loop=None)
    except TypeError as e: log(e)
    q = asyncio.PriorityQueue(); q.put_nowait((1, {})); 
    try: q.put_nowait((1, {}))
    except TypeError as e: log(e, q.qsize())
    q = asyncio.Queue()
    try: q.task_done()
    except ValueError as e: log(e)
    await q.join(); log('empty join')
    q.put_nowait(1); q.get_nowait(); j = [asyncio.create_task(att(q.join(), f'j{i}')) for i in range(2)]; await asyncio.sleep(0); q.task_done(); q.put_nowait(2); await asyncio.gather(*j)
    # consumers loop until shutdown
    q = asyncio.Queue(2)
    async def cons(n):
        try:
            while True:
                x = await q.get(); log(n, x); await asyncio.sleep(.1 * (n + 1)); q.task_done()
        except asyncio.QueueShutDown: log(n, 'bye'); return n
    cs = [asyncio.create_task(cons(i)) for i in range(3)]
    for i in range(8): await q.put(i)
    q.shutdown(); await q.join(); log(await asyncio.gather(*cs))
    log(isinstance(asyncio.Queue[int], type), asyncio.Queue[int])
    class MyQ(asyncio.Queue):
        def _init(self, m): self.d = {}
        def _put(self, i): self.d[i] = 1
        def _get(self): return self.d.popitem()[0]
        def qsize(self): return len(self.d)
    q = MyQ(2); await q.put(1); await q.put(1); log(q.qsize(), q.full())
    for op in (q.empty, q.get_nowait, lambda: q._queue):
        try: log(op())
        except AttributeError as e: log(e)
    q = asyncio.Queue(); log(list(q._queue), list(q._getters), list(q._putters), q._is_shutdown, q._maxsize, q._unfinished_tasks); q.put_nowait(3); log(list(q._queue))
    log(asyncio.PriorityQueue()._queue, asyncio.LifoQueue()._queue)
asyncio.run(main())

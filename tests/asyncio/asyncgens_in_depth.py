# Async generators: every way to end one, to drive one by hand, and to fail; hooks and shutdown
import asyncio
def HX(s):
    p = str(s).split('0x'); return p[0] + ''.join('0x' + q.lstrip('0123456789abcdef') for q in p[1:])
def R(x): return HX(repr(x))
def s(label, fn, *args, **k):
    try: r = fn(*args, **k)
    except BaseException as e: print(label, type(e).__name__, HX(str(e)))
    else: print(label, '->', R(r))
async def a(label, aw):
    try: r = await aw
    except BaseException as e: print(label, type(e).__name__, HX(str(e)), e.args if isinstance(e, asyncio.CancelledError) else '')
    else: print(label, '->', R(r))
import sys
async def g(name='g'):
    try:
        for i in range(5): yield i; await asyncio.sleep(0)
    except GeneratorExit: print(name, 'GeneratorExit'); raise
    except BaseException as e: print(name, 'caught', repr(e)); raise
    finally:
        print(name, 'finally'); await asyncio.sleep(0); print(name, 'fin2')
async def main():
    loop = asyncio.get_running_loop()
    async for x in g(): 
        if x == 2: break
    print('after break'); await asyncio.sleep(0); await asyncio.sleep(0); await asyncio.sleep(0)
    x = g('x'); print(await anext(x), await x.__anext__(), await x.asend(None)); await a('at', x.athrow(ValueError('t'))); await a('next', anext(x)); print(await anext(x, 'dflt'))
    y = g('y'); await anext(y); await y.aclose(); await y.aclose(); await a('n', anext(y))
    z = g('z'); await z.aclose(); print('unstarted closed'); await a('n', z.__anext__())
    q = g('q'); await a('athrow unstarted', q.athrow(KeyError('k')))
    async def yielder():
        try: yield 1
        finally: yield 2
    w = yielder(); await anext(w); await a('ignored', w.aclose())
    async def swallow():
        try: yield 1
        except GeneratorExit: return
    w = swallow(); await anext(w); await a('sw', w.aclose())
    async def echo():
        r = None
        while True: r = yield r
    e = echo(); await anext(e); print(await e.asend('hi'), await e.asend(2)); await a('se', echo().asend(1))
    async def slow(): 
        await asyncio.sleep(1); yield 1; await asyncio.sleep(1); yield 2
    sl = slow(); t = asyncio.create_task(anext(sl)) if 0 else asyncio.ensure_future(anext(sl)); await asyncio.sleep(0); await a('running', anext(sl)); await a('running', sl.aclose()); await a('running', sl.athrow(ValueError)); print(await t)
    t = asyncio.ensure_future(anext(sl)); await asyncio.sleep(0.5); t.cancel(); await a('cancelled', t); await a('after', anext(sl))
    print([i async for i in g('lc')], {i: i async for i in g('dc')}); print([i async for i in g('f') if i % 2]); 
    gen = (i * 2 async for i in g('ge')); print(R(gen), [x async for x in gen])
    print(R(g), R(gg := g()), gg.ag_running, gg.ag_await, gg.ag_frame is not None, gg.ag_code.co_name, gg.__name__, gg.__qualname__); print(R(aa := gg.asend(None)), R(gg.athrow(ValueError)), R(gg.aclose())); aa.close()
    print(R(anext(gg, 1)))
    s('aiter', aiter, 5); s('anext', anext, 5); 
    class AI:
        def __init__(self): self.n = 0
        def __aiter__(self): return self
        async def __anext__(self):
            self.n += 1
            if self.n > 3: raise StopAsyncIteration
            await asyncio.sleep(0); return self.n
    print([i async for i in AI()])
    async def run(it):
        async for x in it: pass
    for bad in (5, [1], main):
        await a('for', run(bad))
    class B1:
        def __aiter__(self): return 5
    await a('for', run(B1()))
    class B2:
        def __aiter__(self): return self
        def __anext__(self): return 5
    await a('for', run(B2()))
    async def raises(): yield 1; raise StopAsyncIteration('x')
    await a('rsai', run(raises()))
    async def raises2(): yield 1; raise StopIteration('x')
    await a('rsi', run(raises2()))
    h = sys.get_asyncgen_hooks(); print(h.firstiter is not None, h.finalizer is not None)
    global kept; kept = g('kept'); await anext(kept)
    async def err():
        try: yield 1
        finally: raise ValueError('in close')
    global k2; k2 = err(); await anext(k2)
    loop.set_exception_handler(lambda l, c: print('EH', c['message'].split('<')[0], repr(c['exception']), sorted(c)))
    await loop.shutdown_asyncgens(); print('shut')
    n = g('late'); await anext(n)
    del n; await asyncio.sleep(0.1)
asyncio.run(main())

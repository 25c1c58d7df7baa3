"""Code made at run time: nesting without end, recursion, cycles, mappings that fail."""
import asyncio
def t(f):
    try: print(str(f())[:60])
    except BaseException as e: print(type(e).__name__, str(e)[:80])
t(lambda: eval('(' * 1000 + ')' * 1000)); t(lambda: eval('-' * 100000 + '1')); t(lambda: eval('1' + '+1' * 20000)); t(lambda: exec('if 1:\n' * 200))
t(lambda: eval('f"{' * 200))
t(lambda: exec('x = 1\n' * 200000)); t(lambda: eval('"a" ' * 10000)[:5]); t(lambda: exec('def f():\n' + ''.join(f' v{i} = {i}\n' for i in range(70000))))
def gen():
    for i in range(3):
        yield eval('i * 2')
t(lambda: list(gen()))
def rec(n): return eval('rec(n + 1)') if n < 5000 else n
t(lambda: rec(0))
ns = {}
exec('def g():\n yield from (x for x in data)\ndata = [1, 2]', ns); it = ns['g'](); print(next(it)); ns.clear(); 
try: print(list(it))
except Exception as e: print(type(e).__name__, e)
f = eval('lambda: y', {'y': 5}); print(f()); 
class M(dict):
    def __getitem__(self, k):
        if k == 'boom': raise ValueError('lookup')
        return dict.__getitem__(self, k)
t(lambda: eval('boom', {}, M())); t(lambda: exec('del nope', {}, M())); t(lambda: eval('__builtins__', {'__builtins__': 5})); t(lambda: exec('print(1)', {'__builtins__': 5})); t(lambda: exec('import math', {'__builtins__': []}))
d = {}
exec('global q\nq = 1\nfor i in range(1000): d_ = [i for i in range(3)]\n', d); print(sorted(k for k in d if k != '__builtins__'))
async def main():
    r = {}
    exec('async def job():\n    await asyncio.sleep(1)\n    return 7\nt = asyncio.ensure_future(job())', {'asyncio': asyncio}, r)
    print(await r['t'])
asyncio.run(main())
import gc
for _ in range(50): exec('class A:\n def f(self): return A\n x = lambda: A\na = A(); a.me = a', {})
gc.collect(); print('ok')

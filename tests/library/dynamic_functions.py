"""Functions and classes made by exec, FunctionType, one code object with several globals, tasks made by eval."""
import types, asyncio, sys
s = "exec(s)"
try:
    exec(s)
except RecursionError as e:
    print('RecursionError', str(e)[:40])
code = compile('async def main():\n    await asyncio.sleep(1)\n    print("slept")\n    return 5\nprint(asyncio.run(main()))', '<gen>', 'exec')
exec(code, {'asyncio': asyncio})
async def outer():
    ns = {'asyncio': asyncio}
    exec('async def job(n):\n    await asyncio.sleep(n)\n    return n * 2', ns)
    print(await asyncio.gather(ns['job'](2), ns['job'](1)))
    t = eval('asyncio.create_task(job(3))', ns)
    print(await t)
    x = 5
    print(eval('x + 1'))
asyncio.run(outer())
def f(a, b=2, *, c=3): return (a, b, c, glob)
g = types.FunctionType(f.__code__, {'glob': 'G'}, 'newname', (20,))
g.__kwdefaults__ = {'c': 30}
print(g(1), g.__name__, g.__defaults__, g.__globals__.keys())
glob = 'main'
print(f(1), g(1), f(2), g(2))
def mk(n):
    def inner(): return n
    return inner
h = types.FunctionType(mk(0).__code__, globals(), closure=(types.CellType(99),))
print(h(), h.__closure__[0].cell_contents)
for args in [(), (1,), (f.__code__,), (f.__code__, 5), (f.__code__, {}, 5), (f.__code__, {}, 'n', 5), (mk(0).__code__, {}), (mk(0).__code__, {}, None, None, ()), (f.__code__, {}, None, None, (1,))]:
    try:
        print(types.FunctionType(*args))
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
# name resolution and classes
src = '''
class Base:
    registry = []
    def __init_subclass__(cls, **kw):
        super().__init_subclass__()
        Base.registry.append(cls.__name__)
class A(Base): pass
class B(A):
    x = [i * 2 for i in range(3)]
    def who(self): return __class__.__name__ + str(self.x)
def gen():
    yield from (n for n in range(3))
import collections as col
Point = col.namedtuple('Point', 'x y')
result = [Base.registry, B().who(), list(gen()), Point(1, 2)]
from dataclasses import dataclass
@dataclass
class D:
    a: int
    b: str = 'z'
result.append(D(1))
'''
ns = {}
exec(src, ns)
print(ns['result'], ns['B'].__mro__[1].__name__)
ns = {'__name__': 'mymod'}
exec(src, ns)
print(ns['result'], ns['D'].__module__)
# dict subclass as locals
class Rec(dict):
    def __setitem__(self, k, v):
        print('set', k)
        super().__setitem__(k, v)
    def __getitem__(self, k):
        print('get', k)
        return super().__getitem__(k)
    def __delitem__(self, k):
        print('del', k)
        super().__delitem__(k)
r = Rec()
exec('a = 1\nb = a\ndel a\nfor i in [1]: pass\ndef f(): pass\nimport sys\nprint(len("x"))', {}, r)
print(sorted(r))
# counter made by exec in a loop
fs = []
for i in range(3):
    ns = {}
    exec(f'def f(): return {i}', ns)
    fs.append(ns['f'])
print([f() for f in fs])
c = compile('def f():\n    def g():\n        return v\n    return g', 'x', 'exec')
hs = []
for v in range(3):
    d = {'v': v}
    exec(c, d)
    hs.append(d['f']())
print([h() for h in hs], [h() for h in hs])
# operators tables via eval
import operator
print({op: eval(f'7 {op} 3') for op in '+ - * / // % ** << >> & | ^ < <= == != > >='.split()})
print(eval('lambda x: x + 1')(5), eval('[*range(3)]'), eval('{**{"a": 1}}'), eval('x if x else y', {'x': 0, 'y': 2}))
def scope():
    z = 10
    def inner():
        try:
            return eval('z')
        except NameError as e:
            return str(e)
    def inner2():
        z
        return eval('z')
    return inner(), inner2()
print(scope())
try:
    exec('raise ValueError("boom")')
except ValueError as e:
    tb = e.__traceback__
    print(tb.tb_next.tb_frame.f_code.co_filename, tb.tb_next.tb_lineno, tb.tb_next.tb_frame.f_code.co_name)
print(eval("__import__('math').floor(2.5)"))
exec('print(sorted(k for k in globals() if k.startswith("q")))', {'q1': 1, 'q2': 2})
exec("if True:\n\tprint('tab')\n")
exec("print('crlf')\r\nprint('x')\r\n")
exec("# -*- coding: utf-8 -*-\nprint('é')".encode())
print(eval(bytearray(b'1+1')), eval(memoryview(b'2+2')))
try: exec('\ud800')
except UnicodeEncodeError as e: print(e)
print(eval("'\\n'"), repr(eval(repr('a\nb"\''))))
try:
    exec(compile('\n\nx = 1\nassert x == 2, "no"', 'f.py', 'exec'), {})
except AssertionError as e:
    print(e, e.__traceback__.tb_next.tb_lineno)

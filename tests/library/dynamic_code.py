"""compile, eval and exec: arguments, namespaces, builtins, annotations, error messages."""
import sys
def t(label, f):
    try:
        print(label, '=', repr(f()))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
x = 10
t('1', lambda: eval('1 + 2'))
t('2', lambda: eval(' \t 1+x'))
t('3', lambda: eval('x', {'x': 5}))
t('4', lambda: eval('x', {'x': 5}, {'x': 6}))
t('5', lambda: eval('y'))
t('6', lambda: eval(b'x * 2'))
t('7', lambda: eval('x', {}))
t('8', lambda: eval('x', 5))
t('9', lambda: eval('x', {}, 5))
t('10', lambda: eval('x', [], {}))
t('11', lambda: eval(5))
t('12', lambda: exec(5))
t('13', lambda: exec('x', 5))
t('14', lambda: exec('x', {}, 5))
t('15', lambda: eval())
t('16', lambda: eval('1', {}, {}, {}))
t('17', lambda: eval('1', globals={}, locals={}))
t('18', lambda: eval('len([1,2])', {'__builtins__': {}}))
t('19', lambda: eval('len([1,2])', {'__builtins__': {'len': lambda v: 99}}))
t('20', lambda: eval('abs(-3)', {'__builtins__': None}))
t('21', lambda: compile('1', 'f', 'bad'))
t('22', lambda: compile(5, 'f', 'exec'))
t('23', lambda: compile('1', 5, 'exec'))
t('24', lambda: compile('x = 1', 'f', 'eval'))
t('25', lambda: compile('1 +', 'f', 'eval'))
t('26', lambda: eval('1\x00'))
t('27', lambda: exec('a = 1\nb = a + 1\nprint(a, b)'))
ns = {}
exec('def f(n):\n    return n * k\nk = 3\nclass C:\n    z = k\n    def m(self): return f(self.z)', ns)
print(ns['f'](4), ns['C']().m(), sorted(k for k in ns if not k.startswith('__')), '__builtins__' in ns, type(ns['__builtins__']))
print(ns['C'].__module__, ns['f'].__module__, ns['f'].__qualname__)
loc = {}
exec('q = 1\nw = q + 1', {}, loc)
print(loc)
def func():
    y = 5
    exec('y = 6; z = 7')
    print(y, 'z' in locals(), eval('y'), locals())
    d = {}
    exec('y = y + 1', {'y': 1}, d)
    print(d)
    l = locals()
    exec('w = 1', globals(), l)
    print(sorted(l))
    return eval('[y + i for i in range(3)]')
print(func())
class K:
    a = 1
    exec('b = a + 1')
    c = eval('a + b')
print(K.a, K.b, K.c)
c = compile('a + b', '<expr>', 'eval')
print(eval(c, {'a': 1, 'b': 2}), eval(c, {'a': 'x', 'b': 'y'}), c.co_filename, c.co_name)
m = compile('import math\nr = math.sqrt(n)\ndef g(): return r', 'mod.py', 'exec')
for n in (4, 9):
    d = {'n': n}
    print(exec(m, d), d['r'], d['g'](), d['math'].__name__)
gs = []
for n in (4, 9, 16):
    d = {'n': n}
    exec(m, d)
    gs.append(d['g'])
print([g() for g in gs], [g() for g in gs])
t('28', lambda: exec('x: int = 5\ny: str', ns))
print(ns['x'], ns['__annotations__'])
try:
    exec('def f(:\n pass')
except SyntaxError as e:
    print(e, e.filename, e.lineno, e.offset, e.text, e.end_lineno, e.end_offset)
try:
    exec('x = 1\n  y = 2')
except IndentationError as e:
    print(e, e.args)
try:
    eval('1 +* 2')
except SyntaxError as e:
    print(e, e.args)
def h():
    return 5
t('29', lambda: eval(h.__code__))
t('30', lambda: exec(h.__code__))
def outer():
    v = 1
    def inner(): return v
    return inner
t('31', lambda: exec(outer().__code__))
t('32', lambda: exec('global gg; gg = 5; gh = 6', ns, loc))
print(ns['gg'], 'gh' in ns, loc)
class M(dict):
    def __missing__(self, k):
        if k.startswith('__') or k in ('print', 'len'): raise KeyError(k)
        return k.upper()
t('33', lambda: eval('foo + bar', {}, M()))
t('34', lambda: eval('foo + str(len(bar))', M()))
t('35', lambda: eval('[i for i in range(n)]', {'n': 3}))
t('36', lambda: eval('[n for i in range(n)]', {}, {'n': 3}))
t('37', lambda: eval('list(n for i in range(3))', {}, {'n': 3}))
t('38', lambda: eval('(lambda: n)()', {}, {'n': 3}))
t('39', lambda: eval('(z := 5) + z', ns))
print(ns['z'])
t('40', lambda: exec('return 5'))
t('41', lambda: exec('yield 5'))
t('42', lambda: exec('await x'))
t('43', lambda: exec('del x', {}))
t('44', lambda: exec('from math import *', ns))
print(ns['pi'])
t('45', lambda: exec('import nosuch'))
t('46', lambda: exec('"""doc"""\nz=1', ns))
print(ns['__doc__'])
t('47', lambda: eval('__name__'))
t('48', lambda: eval('__name__', {}))
t('49', lambda: exec('class A: pass\nprint(A, A.__module__)', {}))
t('50', lambda: exec('class A: pass\nprint(A, A.__module__)'))
t('51', lambda: exec('print(__name__)\nclass A: pass\nprint(A)', {'__name__': 'zz'}))
t('52', lambda: eval('locals()', {}, {'a': 1}))
t('53', lambda: sorted(eval('globals()', {'a': 1})))
t('54', lambda: eval('dir()', {}, {'a': 1}))
t('55', lambda: eval('vars()', {}, {'a': 1}))
t('56', lambda: eval('eval("a")', {}, {'a': 1}))
t('57', lambda: exec('import os', {'__builtins__': {}}))
t('58', lambda: exec('class A: pass', {'__builtins__': {}}))
t('59', lambda: eval(''))
t('60', lambda: eval('   '))
t('61', lambda: exec(''))
t('62', lambda: eval('1;2'))
t('63', lambda: eval('x\n\n'))
t('64', lambda: eval('x # comment'))
t('65', lambda: eval('(1,\n2)'))
t('66', lambda: eval('1', None, None))
t('67', lambda: compile('x', 'f', mode='eval', flags=0, dont_inherit=True, optimize=-1).co_name)
t('68', lambda: compile('x'))
t('69', lambda: compile('x', 'f'))
t('70', lambda: eval(compile('x=1', 'f', 'exec'), ns))
t('71', lambda: eval('f"{a!r:>5}"', {'a': 1}))
t('72', lambda: exec('try:\n    1/0\nexcept ZeroDivisionError as e:\n    print("caught", e)\nprint("e" in dir())'))
t('73', lambda: exec('for i in range(3):\n    if i == 1: continue\n    print(i)\nelse:\n    print("done")', {}))
t('74', lambda: exec('match [1, 2]:\n    case [a, b]:\n        print(a + b)', {}))
t('75', lambda: exec('with open("f", "w") as f: pass', {'open': None}))
t('76', lambda: [eval(e, {'a': 3, 'b': 4}) for e in ('a+b', 'a*b', 'a-b', 'a<b', 'a and b', 'not a', '-a', 'a if b else 0', '[a]*b', '{a: b}', '{a}', 'a**b', 'f"{a}{b}"')])
t('77', lambda: exec('def d(x): return d2(x)\ndef d2(x): return x + 1\nprint(d(1))', {}))
t('78', lambda: exec('def d(x): return d2(x)\ndef d2(x): return x + 1\nprint(d(1))', {}, {}))
t('79', lambda: exec(c))
t('80', lambda: exec('x = 1', {}, None))

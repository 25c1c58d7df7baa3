"""with statements and context managers: several, failing, suppressing, by generators, and what is none."""
def t(label, f, *a, **k):
    try:
        print(label, '=', repr(f(*a, **k)))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
class CM:
    def __init__(s, n, sup=False, ee=None, ex=None): s.n, s.sup, s.ee, s.ex = n, sup, ee, ex
    def __enter__(s):
        print('enter', s.n)
        if s.ee: raise s.ee
        return s.n
    def __exit__(s, t, v, tb):
        print('exit', s.n, t and t.__name__, v, tb is not None)
        if s.ex: raise s.ex
        return s.sup
with CM(1) as a, CM(2) as b: print(a, b)
with (CM(1) as a, CM(2) as b,): print(a, b)
with CM(1), CM(2, True): raise ValueError('x')
print('continues')
def tryit(f):
    try: print('->', f())
    except BaseException as e: print('raised', repr(e), 'ctx', repr(e.__context__))
def f1():
    with CM(1, ex=KeyError('exit')): raise ValueError('body')
def f2():
    with CM(1), CM(2, ee=OSError('enter')): print('never')
def f3():
    with CM(1, ex=KeyError('exit')): return 'val'
def f4():
    with CM(1): return 'val'
def f5():
    for i in range(3):
        with CM(i):
            if i == 0: continue
            if i == 1: break
    return i
def f6():
    with CM(1, sup=1): 1 / 0
    return 'suppressed'
def f7():
    with CM(1) as (a, b): pass
def f8():
    with CM([1, 2]) as (a, *b): return a, b
def f9():
    class X: pass
    x = X()
    with CM(5) as x.y, CM(6) as d['k']: return x.y, d
def f10():
    with 5: pass
def f11():
    class NoExit:
        def __enter__(s): pass
    with NoExit(): pass
def f12():
    class NoEnter:
        def __exit__(s, *a): pass
    with NoEnter(): pass
def f13():
    class Inst: pass
    i = Inst(); i.__enter__ = lambda: 1; i.__exit__ = lambda *a: None
    with i: pass
def f14():
    class Bad:
        def __enter__(s): pass
        def __exit__(s): pass
    with Bad(): pass
def f15():
    class A:
        async def __aenter__(s): pass
        async def __aexit__(s, *a): pass
    with A(): pass
def f16():
    try:
        with CM(1): raise SystemExit(3)
    except SystemExit as e: return e.code
def f17():
    with CM(1):
        with CM(2): raise KeyboardInterrupt
d = {}
for f in (f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17): print(f.__name__); tryit(f)
def gen():
    with CM('g'): yield 1; yield 2
for x in gen(): break
g = gen(); next(g); g.close(); g = gen(); next(g)
try: g.throw(ValueError('t'))
except ValueError as e: print(e)
from contextlib import contextmanager, ExitStack, suppress, closing, nullcontext, redirect_stdout, ContextDecorator
@contextmanager
def cm(n, sup=False):
    print('in', n)
    try: yield n * 2
    except ValueError as e:
        print('caught', e)
        if not sup: raise
    finally: print('out', n)
with cm(2) as v: print(v)
with cm(3, True): raise ValueError('sup')
tryit(lambda: exec('with cm(1): raise ValueError("z")')); tryit(lambda: exec('with cm(1): raise KeyError("z")'))
@contextmanager
def bad0():
    return
    yield
@contextmanager
def bad2(): yield 1; yield 2
@contextmanager
def bad3():
    try: yield
    except ValueError: yield
tryit(lambda: exec('with bad0(): pass')); tryit(lambda: exec('with bad2(): pass')); tryit(lambda: exec('with bad3(): raise ValueError'))
@cm('deco')
def deco(): print('in deco'); return 5
print(deco(), deco())
with ExitStack() as st:
    st.enter_context(CM('s1')); st.callback(print, 'cb', 1); st.push(lambda *a: print('push', a[0])); st.enter_context(CM('s2'))
tryit(lambda: exec('with ExitStack() as st:\n st.enter_context(CM("q", sup=True))\n raise ValueError("es")')); tryit(lambda: ExitStack().enter_context(5))
with suppress(KeyError, ValueError): {}['x']
with closing(type('C', (), {'close': lambda s: print('closed')})()): pass
with nullcontext(5) as n: print(n)

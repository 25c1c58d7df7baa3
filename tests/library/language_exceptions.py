"""Raising, chaining, finally, attributes and state of exceptions."""
def t(label, f, *a, **k):
    try:
        print(label, '=', repr(f(*a, **k)))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
import sys
def show(e, d=0):
    print(' ' * d + type(e).__name__, e.args, 'cause', repr(e.__cause__), 'ctx', repr(e.__context__), e.__suppress_context__)
def chain(kind):
    try:
        try: raise ValueError('a')
        except ValueError as e:
            if kind == 0: raise KeyError('b')
            if kind == 1: raise KeyError('b') from e
            if kind == 2: raise KeyError('b') from None
            if kind == 3: raise
            if kind == 4: raise e
            if kind == 5: raise KeyError('b') from OSError('c')
            if kind == 6: raise KeyError
            if kind == 7: raise KeyError('b') from IndexError
            if kind == 8: raise 5
            if kind == 9: raise KeyError('b') from 5
            if kind == 10: raise e from e
            if kind == 11: raise int
            if kind == 12: raise KeyError('x', 'y')
            if kind == 13: raise type('X', (Exception,), {'__init__': lambda s: 1 / 0})
            if kind == 14: raise type('Y', (Exception,), {'__new__': lambda c: 5})
            if kind == 15: raise None
    except BaseException as x: show(x); del x
for k in range(16): chain(k)
def noact(): raise
t('noact', noact)
def fin(k):
    try:
        if k == 0: return 'try'
        if k == 1: raise ValueError('v')
        if k == 2: 1 / 0
    except ValueError: return 'except'
    else: return 'else'
    finally:
        print('fin', k)
        if k == 3: return 'override'
for k in range(4): t(k, fin, k)
def loop():
    out = []
    for i in range(5):
        try:
            if i == 1: continue
            if i == 3: break
            out.append(i)
        finally: out.append(f'f{i}')
    else: out.append('else')
    return out
print(loop())
def retfin():
    for i in range(3):
        try: return i
        finally:
            if i < 2: continue
print(retfin())
def swallow():
    try: raise ValueError
    finally: return 'swallowed'
print(swallow())
def nested():
    try:
        try: raise ValueError('1')
        finally: raise KeyError('2')
    except KeyError as e: show(e); show(e.__context__)
nested()
def multi(e):
    try: raise e
    except (ValueError, KeyError) as x: return 'vk', x.args
    except OSError as x: return 'os', x.errno, x.strerror, x.filename, str(x)
    except Exception as x: return type(x).__name__
for e in [ValueError(1), KeyError('k'), OSError(2, 'No such', 'f.txt'), OSError(2, 'x'), OSError('one'), FileNotFoundError(2, 'nf'), TypeError(), OSError(13, 'p', 'a', None, 'b')]: print(multi(e))
print(type(OSError(2, 'x')).__name__, type(OSError(17, 'x')).__name__, type(OSError(13, 'x')).__name__, type(OSError(110, 'x')).__name__, type(OSError(9999, 'x')).__name__, OSError(1, 2, 3).args, repr(OSError(1, 'a', 'f')), str(OSError(1, 'a', 'f')), str(OSError(1, 'a', 'f', None, 'g')), OSError().args, str(OSError()), IOError is OSError, EnvironmentError is OSError, TimeoutError.__mro__[1].__name__, ConnectionError.__subclasses__().__len__())
def bad_except(kind):
    try: raise ValueError('orig')
    except kind: return 'no'
for b in (5, 'ValueError', (int,), [ValueError], (ValueError, 5), ((ValueError,),), None): t(b, bad_except, b)
try:
    e = 'outer'
    try: raise ValueError
    except ValueError as e: pass
    print(e)
except NameError as x: print(x)
def ecell():
    try: raise ValueError('x')
    except ValueError as e: f = lambda: e
    try: return f()
    except NameError as x: return str(x)
print(ecell())
for e in [Exception(), Exception('a'), Exception('a', 1), KeyError('k'), KeyError(), KeyError('a', 'b'), KeyError(5), StopIteration(5), SystemExit(3), SystemExit(), SystemExit('bye'), ImportError('m', name='n', path='p'), ImportError(), NameError('x', name='y'), AttributeError('a', name='n', obj=5), UnicodeDecodeError('utf-8', b'\xff', 0, 1, 'why'), UnicodeEncodeError('ascii', 'é', 0, 1, 'why'), UnicodeTranslateError('é', 0, 1, 'w'), SyntaxError('m'), SyntaxError('m', ('f', 1, 2, 'txt')), SyntaxError('m', ('f', 1, 2, 'txt', 3, 4)), AssertionError('x'), RecursionError(), MemoryError(), NotImplementedError('ni'), KeyboardInterrupt(), GeneratorExit(), LookupError('l'), Warning('w'), UserWarning(1), EOFError(), BufferError('b')]:
    print(repr(e), '|', str(e), '|', e.args, {k: getattr(e, k) for k in ('code', 'value', 'name', 'path', 'obj', 'encoding', 'object', 'start', 'end', 'reason', 'msg', 'filename', 'lineno', 'offset', 'text', 'name_from') if hasattr(e, k)})
for c, a, k in [(ImportError, (), {'foo': 1}), (NameError, (), {'x': 1}), (AttributeError, (), {'bad': 1}), (ValueError, (), {'a': 1}), (UnicodeDecodeError, ('a',), {}), (UnicodeDecodeError, ('a', 'b', 0, 1, 'x'), {}), (UnicodeEncodeError, (1, 2, 3, 4, 5), {}), (SyntaxError, ('m', 5), {}), (SyntaxError, ('m', (1,)), {}), (OSError, (), {'a': 1}), (StopIteration, (), {'value': 1}), (KeyError, (), {'k': 1}), (BaseException.__new__, (int,), {}), (SystemExit, (), {'code': 1})]: t((c.__name__, a, k), c, *a, **k)
class MyE(Exception):
    def __init__(self, a, *, b=2): super().__init__(a, b); self.a, self.b = a, b
    def __str__(self): return f'MyE<{self.a},{self.b}>'
e = MyE(1, b=3); print(e, repr(e), e.args); e.args = 'xy'; print(e.args, repr(e)); t('args', lambda: setattr(e, 'args', 5)); t('delargs', lambda: delattr(e, 'args')); e.foo = 1; print(e.__dict__); t('ctx', lambda: setattr(e, '__context__', 5)); t('cause', lambda: setattr(e, '__cause__', 5)); t('tb', lambda: setattr(e, '__traceback__', 5)); e.__cause__ = ValueError(); print(e.__suppress_context__); t('sc', lambda: setattr(e, '__suppress_context__', 0)); t('deltb', lambda: delattr(e, '__traceback__'))
e = ValueError('n'); e.add_note('one'); e.add_note('two'); print(e.__notes__); t('nt', lambda: e.add_note(5)); e.__notes__ = 'x'; t('nt2', lambda: e.add_note('y')); print(e.with_traceback(None) is e); t('wt', lambda: e.with_traceback(5))
try: 1 / 0
except ZeroDivisionError as x: tb = x.__traceback__; print(tb.tb_lineno > 0, tb.tb_frame.f_code.co_name, tb.tb_next, tb.tb_lasti >= 0); print(sys.exc_info()[0].__name__, sys.exception() is x)
print(sys.exc_info(), sys.exception()); import types

def ctxloop():
    try: raise ValueError('1')
    except ValueError as a:
        try: raise KeyError('2')
        except KeyError as b:
            try: raise a
            except ValueError as c: show(c); show(b)
ctxloop()
import copy; e = copy.copy(MyE(1)) if False else copy.copy(KeyError('z')); print(repr(e), KeyError('a').__reduce__(), OSError(2, 'a', 'f').__reduce__(), ImportError('a', name='b').__reduce__()); e = ValueError(1); e.q = 2; print(e.__reduce__(), e.__setstate__({'w': 3}), e.w); t('ss', lambda: e.__setstate__(5))
t('assert', lambda: exec('assert 0')); t('assert2', lambda: exec('assert 0, "m"')); t('assert3', lambda: exec('assert 0, (1, 2)')); t('assert4', lambda: exec('assert [], [1]')); print(issubclass(ExceptionGroup, Exception), [c.__name__ for c in ExceptionGroup.__mro__], BaseException.__subclasses__()[:2] != [])
class WithTb(Exception): pass
def deep(n):
    if n == 0: raise WithTb('deep')
    deep(n - 1)
try: deep(3)
except WithTb as e:
    n = 0; tb = e.__traceback__
    while tb: n += 1; tb = tb.tb_next
    print(n)
def reraise_tb():
    try: deep(1)
    except WithTb as e: raise e
try: reraise_tb()
except WithTb as e:
    r = []; tb = e.__traceback__
    while tb: r.append(tb.tb_frame.f_code.co_name); tb = tb.tb_next
    print(r)

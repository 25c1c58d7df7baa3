"""Generators: send, throw, close, delegation, state, errors."""
def t(label, f, *a, **k):
    try:
        print(label, '=', repr(f(*a, **k)))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
def g():
    try:
        x = yield 1
        print('got', x)
        try: y = yield 2
        except KeyError as e: print('KE', e); y = 'k'
        yield y
    except GeneratorExit: print('GE'); raise
    finally: print('fin')
    return 'ret'
a = g(); print(next(a), a.send('s'), a.throw(KeyError('z')))
t('end', next, a); t('again', next, a); t('send', a.send, 1); t('throw', a.throw, ValueError('late')); print(a.close(), a.gi_frame, a.gi_running, a.gi_yieldfrom)
b = g(); t('send nonone', b.send, 5); next(b); print(b.gi_suspended, b.gi_frame.f_lineno > 0, b.gi_code.co_name, b.__name__, b.__qualname__); b.close(); b.close()
def bad_close():
    try: yield 1
    except GeneratorExit: yield 2
c = bad_close(); next(c); t('bc', c.close)
def ret_close():
    try: yield 1
    except GeneratorExit: return 'val'
c = ret_close(); next(c); print(c.close())
def raise_close():
    try: yield 1
    finally: raise OSError('in finally')
c = raise_close(); next(c); t('rc', c.close)
for args in [(ValueError,), (ValueError, 'msg'), (ValueError, ValueError('inst')), (ValueError('i'), 'x'), (5,), (int,), ('s',), (ValueError, 'm', 5), (ValueError, ('a', 'b')), ()]:
    c = g(); next(c); t(args, c.throw, *args)
def deleg():
    r = yield from inner(); print('r', r)
    r = yield from [10, 20]; print('r2', r)
    r = yield from iter((30,)); return (yield from sub())
def inner():
    try: x = yield 'i1'; print('inner got', x)
    except ValueError as e: print('inner VE', e); yield 'recovered'
    return 'iret'
def sub(): return 'sub'; yield
d = deleg(); print(next(d), d.throw(ValueError('v')), next(d), next(d), next(d)); t('fin', next, d)
d = deleg(); print(next(d), d.gi_yieldfrom.__name__, d.send('hello')); d.close()
class It:
    def __iter__(self): return self
    def __next__(self): return 1
    def send(self, v): print('It.send', v); return 'sent'
    def throw(self, *a): print('It.throw', a); raise StopIteration('tret')
    def close(self): print('It.close')
def w(): r = yield from It(); print('w', r); yield 'after'
d = w(); print(next(d), d.send(5), d.throw(KeyError('a')) ); d.close()
d = w(); next(d); d.close()
class It2:
    def __iter__(self): return self
    def __next__(self): return 1
def w2():
    try: yield from It2()
    except KeyError as e: yield ('caught', e)
d = w2(); next(d); t('nosend', d.send, 1); d = w2(); next(d); print(d.throw(KeyError('q')))
def rec(): yield from me
me = rec(); t('rec', next, me)
def si(): raise StopIteration('x'); yield
t('si', next, si())
def si2(): yield next(iter([]))
t('si2', list, si2()); t('si3', lambda: [x for x in (next(iter([])) for _ in range(3))])
def ge(): raise GeneratorExit; yield
t('ge', next, ge())
gen = (i * i for i in range(3)); print(list(gen), list(gen), gen.__name__, gen.__qualname__)
t('gen type', lambda: (x for x in 5)); t('yf', lambda: next((lambda: (yield from 5))())); t('lam', lambda: list((lambda: (yield 1))()))
def early():
    print('start')
    yield
e = early(); e.close(); print('closed unstarted'); e = early(); t('thr unst', e.throw, ValueError('u')); t('nx', next, e, 'default')
def ctx():
    try: yield 1
    except ValueError: yield 2
c = ctx(); next(c)
try: raise KeyError('outer')
except KeyError:
    try: c.throw(ValueError('in')); 
    except Exception as e: print(e)
    x = ValueError('w/ctx'); c2 = g(); next(c2)
    try: c2.throw(x)
    except ValueError as e: print(repr(e.__context__))
def fib():
    a, b = 0, 1
    while True: yield a; a, b = b, a + b
import itertools; print(list(itertools.islice(fib(), 10)), [*itertools.takewhile(lambda v: v < 20, fib())])
def tree(n): 
    if n: yield from tree(n - 1); yield n; yield from tree(n - 1)
print(list(tree(3)))
def exc_state():
    try: raise ValueError('a')
    except ValueError:
        yield 1
        import sys; print(sys.exc_info()[1]); yield 2
s = exc_state(); next(s)
try: raise KeyError('b')
except KeyError: next(s); import sys; print(repr(sys.exc_info()[1]))
print(sys.exc_info())
def fin_order():
    try: yield 1
    finally: print('cleanup', end=' ')
for x in fin_order(): break
print('after break'); f = fin_order(); next(f); del f; print('after del')
def ret_gen():
    return 5
    yield
try: next(ret_gen())
except StopIteration as e: print(e.value, e.args)
def r2(): return (1, 2); yield
try: next(r2())
except StopIteration as e: print(e.value, e.args)
def r3(): return ValueError('v'); yield
try: next(r3())
except StopIteration as e: print(repr(e.value), e.args)
print(StopIteration().value, StopIteration(1, 2).value); t('repr', lambda: repr(g())[:20]); import types; print(isinstance(gen, types.GeneratorType), types.GeneratorType.__name__)
def annotated() -> 'int': yield 1
print(annotated.__annotations__, iter(gen) is gen, type(gen.__iter__()).__name__, bool(gen))
def multi():
    x = yield
    while x: x = (yield x * 2) or (yield 'none')
m = multi(); next(m); print(m.send(1), m.send(3), m.send(None)); 
def nested_try():
    for i in range(3):
        try:
            try: yield i
            finally: print('f1', i)
        except ValueError: print('VE', i); continue
        finally: print('f2', i)
n = nested_try(); print(next(n), n.throw(ValueError), next(n), list(n))

"""Exception groups and except*: matching, raising again, splitting, deriving, errors."""
def t(label, f, *a, **k):
    try:
        print(label, '=', repr(f(*a, **k)))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
def show(e, d=0):
    print(' ' * d + f'{type(e).__name__}({e})', getattr(e, '__notes__', ''))
    for x in getattr(e, 'exceptions', ()): show(x, d + 2)
def run(body):
    try: body()
    except BaseException as e: show(e); print('  cause', repr(e.__cause__), 'ctx', repr(e.__context__)[:60])
def a():
    try: raise ExceptionGroup('g', [ValueError(1), KeyError(2), ExceptionGroup('h', [ValueError(3), OSError(4)])])
    except* ValueError as e: print('VE', e, e.exceptions, type(e))
    except* (KeyError, OSError) as e: print('KO', e, e.exceptions)
    else: print('else')
    finally: print('fin')
run(a)
def b():
    try: raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
    except* ValueError: raise RuntimeError('new')
run(b)
def c():
    try: raise ExceptionGroup('g', [ValueError(1), TypeError(2)])
    except* ValueError as e: raise
    except* TypeError as e: raise e
run(c)
def d():
    try: raise ValueError('bare')
    except* ValueError as e: print(type(e), e.exceptions, e.message); raise
run(d)
def e():
    try: pass
    except* ValueError: print('no')
    else: print('else')
run(e)
def f():
    for i in range(2):
        try: raise ExceptionGroup('x', [ValueError(i)])
        except* ValueError as g: print(g.exceptions)
    try: print(g)
    except NameError as n: print(n)
run(f)
def g():
    try: raise BaseExceptionGroup('b', [KeyboardInterrupt(), ValueError()])
    except* KeyboardInterrupt as e: print(type(e).__name__)
run(g)
def h():
    try: raise ExceptionGroup('g', [ValueError(1)])
    except* ExceptionGroup: pass
run(h)
def i():
    try: raise ExceptionGroup('g', [ValueError(1)])
    except* 5: pass
run(i)
def j():
    try: raise ExceptionGroup('g', [ValueError(1)])
    except* (ValueError, ExceptionGroup): pass
run(j)
def k():
    try:
        try: raise ExceptionGroup('in', [ValueError(1), TypeError(2)])
        except* ValueError: 1 / 0
        finally: print('f')
    except* ZeroDivisionError as e: print('zde', e.exceptions)
run(k)
eg = ExceptionGroup('top', [ValueError(1), ExceptionGroup('n', [TypeError(2), ValueError(3)])])
eg.add_note('note'); eg.__cause__ = KeyError('c')
m, r = eg.split(ValueError); show(m); show(r); print(m.__cause__, r.__notes__, m.__notes__ is not eg.__notes__)
show(eg.subgroup(lambda e: isinstance(e, ExceptionGroup) or e.args[0] == 3)); print(eg.subgroup(KeyError), eg.split((ValueError, TypeError))[1]); t('b', eg.split, 5); t('b2', eg.subgroup, 'x'); t('b4', lambda: eg.subgroup(ValueError, 1))
for args in [('m',), (), ('m', []), ('m', [1]), (5, [ValueError()]), ('m', ValueError()), ('m', (ValueError(),)), ('m', [KeyboardInterrupt()]), ('m', [ValueError()], 1), ('m', iter([ValueError()])), ('m', 'ab')]: t(str(args)[:40] if 'iter' not in str(args) else 'iter', lambda: ExceptionGroup(*args))
t('bg', lambda: type(BaseExceptionGroup('m', [ValueError()])).__name__); t('bg2', lambda: type(BaseExceptionGroup('m', [KeyboardInterrupt()])).__name__); t('kw', lambda: ExceptionGroup(message='m', exceptions=[]))
class MG(ExceptionGroup):
    def __new__(cls, msg, excs, code): o = super().__new__(cls, msg, excs); o.code = code; return o
    def derive(self, excs): return MG(self.message, excs, self.code)
x = MG('mg', [ValueError(1), TypeError(2)], 7); a, b = x.split(ValueError); print(type(a).__name__, a.code, b.code, x.exceptions, x.args, repr(x), str(x))
class NoD(ExceptionGroup): pass
print([type(z).__name__ for z in NoD('n', [ValueError(), TypeError()]).split(ValueError)]); class_ = type('BD', (ExceptionGroup,), {'derive': lambda s, e: 5}); t('bd', lambda: class_('b', [ValueError(), TypeError()]).split(ValueError))
print(eg.exceptions, eg.message, repr(ExceptionGroup('r', [ValueError('v')])), str(ExceptionGroup('one', [ValueError()])), ExceptionGroup('a', [ValueError()]) == ExceptionGroup('a', [ValueError()])); t('ro', lambda: setattr(eg, 'message', 'x')); t('ro2', lambda: setattr(eg, 'exceptions', ()))
import traceback
try: raise ExceptionGroup('tb', [ValueError(1), ExceptionGroup('inner', [KeyError('k')])])
except ExceptionGroup as e: print(''.join(traceback.format_exception_only(e)), traceback.format_exception_only(e.exceptions[0]))

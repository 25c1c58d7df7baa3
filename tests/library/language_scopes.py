"""Scopes, closures, comprehensions, assignment in every form, evaluation order, decorators."""
def t(label, f, *a, **k):
    try:
        print(label, '=', repr(f(*a, **k)))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
x = 'global'
def f():
    x = 'f'
    def g():
        nonlocal x; x = 'g'
        def h(): global x; x = 'h-global'; return x
        return h(), x
    return g(), x
print(f(), x)
fs = [lambda: i for i in range(3)]; print([f() for f in fs]); fs = [lambda i=i: i for i in range(3)]; print([f() for f in fs])
def mk():
    out = []
    for i in range(3):
        def inner(): return i
        out.append(inner)
    return out
print([f() for f in mk()])
def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    def get(): return n
    def rst():
        nonlocal n
        del n
    return inc, get, rst
inc, get, rst = counter(); inc(); inc(5); print(get()); rst(); t('deleted', get); t('inc', inc)
class C:
    x = 'class'
    y = [x for _ in range(2)] if False else 'ok'
    def m(self): return x
    z = x
    lst = [i for i in range(3)]
    try: bad = [x + str(i) for i in range(1)]
    except NameError as e: bad = str(e)
    fn = lambda self: self.x
    def __init__(self): self.w = x
    locals()['dyn'] = 5
print(C().m(), C.z, C.lst, C.bad, C().fn(), C().w, C.dyn)
t('unb', lambda: exec('def q():\n print(v)\n v = 1\nq()')); t('free', lambda: exec('def q():\n def r(): return v\n r()\n v = 1\nq()'))
print([x := i for i in range(3)], x); print((y := 5) + y, y); print([(a, b) for a in range(3) if (b := a * 2) > 1], b); print(any((w := n) > 2 for n in [1, 3, 5]), w); 
def wal():
    if (n := 10) > 5: pass
    while (n := n - 3) > 0: pass
    return n, [m := n, m + 1], {(k := 'a'): k}, f'{(q := 3)}', q
print(wal())
def comp():
    i = 'outer'; r = [i for i in range(2)]; s = {i for i in range(2)}; d = {i: j for i, j in enumerate('ab')}; g = list(i for i in range(2)); return i, r, s, d, g
print(comp()); print([[j for j in range(i)] for i in range(3)], [i * j for i in range(3) for j in range(2) if i != j], {k: v for k, v in zip('ab', [1, 2])}, [(lambda: i)() for i in range(2)], [f'{i}' for i in 'ab'], {*(i for i in range(2))}, [*range(2), *'ab'], dict(a=1, **{'b': 2}), [i for i in [1, 2, 3] if i > 1 if i < 3], [x for x, in [(1,), (2,)]], [a for a, *b in ['abc']], [y for x in [[1, 2], [3]] for y in x])
def late(): return [later for _ in range(1)]
later = 1; print(late())
a, (b, *c), d = 1, (2, 3, 4), 5; print(a, b, c, d); [a, b] = b, a; print(a, b); (a), b = 1, 2; a = b = c = []; a.append(1); print(c); *a, b = 'abc'; print(a, b); a, *_, b = range(5); print(a, _, b); (a, b), c = [[1, 2], 3]; print(a, b, c); i = 0; i, l = 1, [0, 0]; l[i], i = 5, 0; print(l, i); a = [1, 2, 3]; a[0], a[1] = a[1], a[0]; print(a); x, y = y, x = 1, 2; print(x, y); d = {}; d['a'], d['b'] = d, 1; print(list(d)); [*a] = 'xy'; print(a); (*a,) = {}; print(a); for_ = []
for for_, [a, *b] in [(1, 'xyz')]: print(for_, a, b)
for i, d['k'] in enumerate('ab'): pass
print(d['k']); del d['k'], i; t('i', lambda: i)
for nm, src in dict(un1='a, b = 1', un2='a, b = [1]', un3='a, b = 1, 2, 3', un4='a, *b, c = [1]', un5='[] = [1]', un6='() = 5', un7='a, b = {1: 2}', un8='for a, b in [1]: pass', un9='(a, b), c = 1, 2', un10='a, b = None', un11='a, b = "abc"', un12='a, b = iter([1, 2, 3])', un13='*a, = 5', un14='x: int = y = 5', un15='a.b, c = 1, 2', un16='a, b = range(10**30)').items(): t(nm, lambda: exec(src))
if 1 < 2 < 3 != 4 > 3 >= 3 == 3 is not None in [None, True] or True: print('chain')
def se(v): print('eval', v, end=' '); return v
print(se(1) < se(2) < se(1) < se(5)); print(se(3) > se(2) > se(1)); print(1 < 3 > 2, 1 == 1.0 is not True, (1 in [1]) == True, 1 in [1] == True, not 1 == 2, -2 ** 2, 2 ** -1, 2 ** 3 ** 2, not True in [False], 1 if 0 else 2 if 0 else 3, (lambda: 1)() or 5, [] and 1, 0 or [] or 'x', 1 and 2 and 3, None or 0, not [] + [1], ~1 + 2, 5 // 2 * 2, 7 % 4 * 2, 1 + 2 << 1, 6 & 3 | 4 ^ 1, 'a' 'b' * 2)
def star(*args, a, b=2, **kw): return args, a, b, kw
print(star(*[1], *(2,), a=3, **{'c': 4}, **{'d': 5}), star(1, *[], a=0)); print(*[1, 2], *'ab', sep='-'); print({**{'a': 1}, 'a': 2, **{'a': 3}}, {**{}, 'b': 1}, [*[], *[1]], (*'a',), {*'aa'})
class NS: pass
ns = NS(); ns.a = ns.b = 1; ns.a += 1; ns.a -= 5; print(ns.a, ns.b); lst = [1, 2, 3]; lst[se(0)] += se(10); print(lst); lst[1:] += [9]; print(lst); dd = {'k': [1]}; dd['k'] += [2]; dd['k'] *= 2; print(dd); s = 'a'; s += 'b'; s *= 2; print(s); n = 5; n <<= 2; n |= 1; n ^= 3; n &= ~1; n >>= 1; n **= 2; n //= 3; n %= 7; print(n); f = 1; f /= 2; f @= 1 if 0 else 0 if 0 else type('M', (), {'__rmatmul__': lambda s, o: 'mm'})(); print(f)
global_test = 1
def gl():
    global global_test, brand_new
    global_test += 1; brand_new = 'new'
    del global_test
gl(); print(brand_new); t('gone', lambda: global_test)
def loop_else(n):
    for i in range(5):
        if i == n: break
    else: return 'else', i
    return 'broke', i
print(loop_else(3), loop_else(9)); i = 0
while i < 3:
    i += 1
    if i == 2: continue
    if i == 5: break
else: print('while else', i)
def deco(tag):
    print('factory', tag)
    def d(f): print('apply', tag, f.__name__); return lambda *a: (tag, f(*a))
    return d
@deco('a')
@deco('b')
def decorated(x): return x
print(decorated(1))
@(lambda c: setattr(c, 'added', 1) or c)
class Deco: pass
print(Deco.added); print(__name__, __doc__, __file__.endswith('.py') if '__file__' in globals() else '', __builtins__.__name__ if hasattr(__builtins__, '__name__') else 'dict', type(__spec__), __package__); import builtins; builtins.injected = 5; print(injected); del builtins.injected
assert True; assert (1, 2)[0]; 
try: assert 0, se('msg')
except AssertionError as e: print(e.args)
print(__debug__, ..., Ellipsis, NotImplemented, type(...), None.__class__, eval('...') is ...)
pass; pass
if True: print('one'); print('line')
for _ in range(2): print(_, end=' ')
print(); class_ = type('Q', (), {}); print(class_); lam = lambda *a, **k: (a, k); print(lam(1, b=2)); print((lambda a, b=2, *, c: (a, b, c))(1, c=3)); print((lambda: (yield))().__class__.__name__)

"""__slots__: layouts, conflicts, mangling, state, weak references."""
def t(label, f, *a, **k):
    try:
        print(label, '=', repr(f(*a, **k)))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
class S:
    __slots__ = ('a', 'b', '__weakref__')
    def __init__(self): self.a = 1
s = S(); print(s.a, S.a, S.__slots__, hasattr(s, '__dict__'), s.__slots__)
t('b', lambda: s.b); t('c', lambda: setattr(s, 'c', 1)); t('del', lambda: delattr(s, 'b')); t('c2', lambda: s.c); t('dict', lambda: s.__dict__); t('vars', lambda: vars(s))
del s.a; t('a', lambda: s.a); t('desc', lambda: S.a.__get__(s)); t('desc2', lambda: S.a.__get__(5)); t('desc3', lambda: S.a.__set__(5, 1)); print(type(S.a).__name__, S.a.__name__, S.a.__objclass__)
class T(S): pass
x = T(); x.z = 1; print(x.__dict__, x.a)
class U(S): __slots__ = ['c', 'd']
u = U(); u.c = 1; u.b = 2; t('e', lambda: setattr(u, 'e', 1)); print(u.c, u.b, U.__slots__)
for ns in [{'__slots__': ('a',), 'a': 1}, {'__slots__': '1x'}, {'__slots__': (1,)}, {'__slots__': 5}, {'__slots__': ('a', 'a')}, {'__slots__': ('__dict__', '__dict__')}, {'__slots__': ('__weakref__', '__weakref__')}, {'__slots__': ''}, {'__slots__': 'ab'}, {'__slots__': {'x': 'doc x', 'y': None}}, {'__slots__': iter(['p', 'q'])}, {'__slots__': ('__x',)}, {'__slots__': ()}]:
    def f():
        c = type('C', (), dict(ns)); return sorted(k for k in vars(c) if not k.startswith('__')), c.__slots__ if not hasattr(c.__slots__, '__next__') else 'it'
    t(ns if not hasattr(ns['__slots__'], '__next__') else 'iter', f)
class A: __slots__ = ('a',)
class B: __slots__ = ('b',)
t('lay', lambda: type('C', (A, B), {})); print(type('C', (A, type('E', (), {'__slots__': ()})), {}).__mro__[1:])
t('int', lambda: type('C', (int,), {'__slots__': ('a',)})); t('tup', lambda: type('C', (tuple,), {'__slots__': ()})((1, 2))); t('weak', lambda: type('C', (S,), {'__slots__': ('__weakref__',)})); t('dict', lambda: type('C', (T,), {'__slots__': ('__dict__',)}))
class Priv:
    __slots__ = ('__x', '_y')
    def __init__(self): self.__x = 1; self._y = 2
    def get(self): return self.__x
p = Priv(); print(p.get(), p._Priv__x, sorted(k for k in vars(Priv) if 'x' in k or k == '_y')); t('px', lambda: p.__x)
class D: __slots__ = ('a', '__dict__')
d = D(); d.a = 1; d.q = 2; print(d.__dict__, d.a)
import copy, weakref
c = copy.copy(d); print(c.a, c.q); u2 = copy.copy(u); print(u2.c, u2.b); print(type(copy.copy(s)).__name__); t('wr', lambda: weakref.ref(A())); print(weakref.ref(S())() is None)
class G:
    __slots__ = ('x',)
    def __getattr__(self, n): return 'ga:' + n
g = G(); print(g.x, g.y); g.x = 5; print(g.x)
t('cls', lambda: setattr(A(), '__class__', B)); 
class A2: __slots__ = ('a',)
a = A(); a.a = 3; a.__class__ = A2; print(type(a).__name__, a.a)
print(s.__getstate__(), u.__getstate__(), d.__getstate__(), object().__getstate__(), T().__getstate__(), x.__getstate__())
print(a.__reduce_ex__(2)[1:])
class Cnt:
    __slots__ = ('n',)
    n_default = 0
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == o.n
    __hash__ = None
t('h', lambda: hash(Cnt(1))); print(Cnt(1) == Cnt(1), Cnt(1) != Cnt(2), Cnt.__hash__)

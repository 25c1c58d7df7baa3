"""Abstract classes, hashing, containers, __del__ order, weak references, copying, subclasses of built-in types."""
def t(label, f, *a, **k):
    try:
        print(label, '=', repr(f(*a, **k)))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
import abc, functools, copy, weakref, gc
class A(abc.ABC):
    @abc.abstractmethod
    def f(self): return 'A.f'
    @property
    @abc.abstractmethod
    def p(self): ...
    @classmethod
    @abc.abstractmethod
    def c(cls): ...
    @staticmethod
    @abc.abstractmethod
    def s(): ...
t('a', A); print(sorted(A.__abstractmethods__), A.f.__isabstractmethod__)
class B(A):
    def f(self): return super().f() + 'B'
t('b', B)
class C(B): p = 1; c = classmethod(lambda cls: 2); s = staticmethod(lambda: 3)
print(C().f(), C().p, C.c(), C.s(), C.__abstractmethods__)
class One(abc.ABC):
    @abc.abstractmethod
    def only(self): ...
t('one', One); t('new', lambda: object.__new__(One))
@A.register
class V: pass
print(isinstance(V(), A), issubclass(V, A), issubclass(int, A)); t('reg', lambda: A.register(5)); t('cyc', lambda: C.register(A))
class Hook(abc.ABC):
    @classmethod
    def __subclasshook__(cls, o): return True if hasattr(o, 'quack') else NotImplemented
class Duck: quack = 1
print(issubclass(Duck, Hook), isinstance(Duck(), Hook), issubclass(int, Hook))
class P:
    def __init__(self, x): self.x = x
    def __eq__(self, o): return isinstance(o, P) and self.x == o.x
t('unhash', lambda: hash(P(1))); t('set', lambda: {P(1)}); print(P.__hash__, P(1) == P(1), P(1) != P(2), [P(1)] == [P(1)], P(1) in [P(1)])
@functools.total_ordering
class TO:
    def __init__(s, v): s.v = v
    def __eq__(s, o): return s.v == o.v
    def __lt__(s, o): return s.v < o.v
print(TO(1) <= TO(1), TO(2) > TO(1), TO(1) >= TO(2), sorted([TO(3), TO(1)])[0].v, max(TO(1), TO(5)).v); t('to', lambda: functools.total_ordering(type('X', (), {})))
class Rep: pass
r = Rep(); print(repr(r).startswith('<__main__.Rep object at 0x'), str(Rep), repr(Rep), Rep.__name__, Rep.__qualname__, Rep.__module__, Rep.__doc__)
class Fmt:
    def __format__(self, spec): return f'<{spec}>'
    def __str__(self): return 'str'
print(f'{Fmt()}', f'{Fmt():>10}', '{:abc}'.format(Fmt()), format(Fmt()), format(Fmt(), 'q'), f'{Fmt()!s:>5}', '%s' % Fmt(), f'{Fmt()!r}'[:10])
class Cont:
    def __init__(self): self.d = {}
    def __getitem__(self, k): print('get', k); return k
    def __setitem__(self, k, v): print('set', k, v)
    def __delitem__(self, k): print('del', k)
    def __contains__(self, k): print('in', k); return True
    def __len__(self): return 3
    def __iter__(self): return iter('abc')
    def __reversed__(self): return iter('cba')
    def __call__(self, *a, **k): return a, k
    def __bool__(self): return False
    def __missing__(self, k): return 'missing'
c = Cont(); c[1:2], c[1, 2], c[...], c[1:2, ::3], c['a']; c[0] = 1; del c[1:]; print(5 in c, len(c), list(c), list(reversed(c)), c(1, a=2), bool(c), not c, [*c], {*c} == set('abc'), max(c), c[-1]); c[()] ; c[(1,)]; c[*[1, 2]]
class OldIter:
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 10
print(list(OldIter()), 20 in OldIter(), 5 in OldIter(), [*OldIter()], tuple(zip(OldIter(), 'ab')), max(OldIter())); a, b, c_ = OldIter(); t('rev', lambda: reversed(OldIter())); t('len', lambda: len(OldIter()))
class D:
    n = 0
    def __init__(s, name): s.name = name
    def __del__(s): print('del', s.name)
def scope(): d = D('local'); e = D('e'); return d
x = scope(); print('returned'); x = None; print('x gone'); l = [D('l0'), D('l1')]; l.pop(); print('popped'); del l; print('list gone'); d = D('old'); d = D('new'); print('rebound'); D('temp'); print('temp done'); a = D('cyc'); a.self = a; del a; gc.collect(); print('collected')
try: D('exc'); raise ValueError(D('inarg'))
except ValueError as e: print('handler')
print('after handler')
w = weakref.ref(d, lambda r: print('callback', r() is None)); print(w() is d); del d; print(w())
wd = weakref.WeakValueDictionary(); o = Rep(); wd['k'] = o; print(len(wd), 'k' in wd); del o; print(len(wd)); wk = weakref.WeakKeyDictionary(); o = Rep(); wk[o] = 1; del o; print(len(wk)); ws = weakref.WeakSet(); o = Rep(); ws.add(o); print(len(ws)); del o; print(len(ws)); t('wr', lambda: weakref.ref(5)); p = Rep(); p.a = 1; pr = weakref.proxy(p); print(pr.a); del p; t('px', lambda: pr.a)
f = weakref.finalize(x := Rep(), print, 'finalized', 1); del x; print(f.alive)
class Cp:
    def __init__(s): s.a = [1]; s.me = s
    def __copy__(s): print('__copy__'); return 'copied'
    def __deepcopy__(s, memo): print('__deepcopy__', type(memo).__name__); return 'deep'
print(copy.copy(Cp()), copy.deepcopy(Cp()), copy.deepcopy([Cp(), 1]))
class Cy:
    def __init__(s): s.l = [s]
y = copy.deepcopy(Cy()); print(y.l[0] is y); z = copy.copy(Cy()); print(z.l[0] is z)
class NewArgs(int):
    def __new__(cls, v, extra): o = super().__new__(cls, v); o.extra = extra; return o
    def __getnewargs__(self): return int(self), self.extra
n = copy.copy(NewArgs(5, 'x')); print(n, n.extra, type(n).__name__); n = copy.deepcopy(NewArgs(5, ['x'])); print(n.extra)
class St:
    def __getstate__(self): return {'s': 1}
    def __setstate__(self, st): self.restored = st
print(copy.copy(St()).restored)
class Red:
    def __reduce__(self): return (Rep, (), {'q': 9})
print(copy.copy(Red()).q, copy.replace(__import__('collections').namedtuple('N', 'a b')(1, 2), a=5))
class Multi(int):
    def __add__(self, o): return Multi(int(self) + int(o))
    __radd__ = __add__
    def __repr__(self): return f'M{int(self)}'
print(Multi(1) + 2, 2 + Multi(1), sum([Multi(1), Multi(2)]), Multi(5) * 2, Multi(3) == 3, {Multi(1): 'a'}[1], f'{Multi(5):03d}', '%d' % Multi(5), str(Multi(5)), [1, 2, 3][Multi(1)], Multi('12'), Multi.from_bytes(b'\x05'), -Multi(1), abs(Multi(-1)), type(Multi(5).real).__name__, Multi(10).__index__(), range(Multi(3)), hash(Multi(5)))
class FS(float):
    def __repr__(self): return 'FS'
print(FS(1.5), [FS(1.5)], f'{FS(1.5):.2f}', FS(1.5) + 1, str(FS(2)), '%s' % FS(1), '%f' % FS(1), FS.fromhex('0x1p1'), FS(2).is_integer())
class Dct(dict):
    def __getitem__(self, k): return 'gi:' + str(k)
    def get(self, k, d=None): return 'get'
    def keys(self): return ['fake']
    def __contains__(self, k): return True
d = Dct(a=1); print(d['x'], d.get('a'), 'zz' in d, dict(d), {**d}, '{a}'.format(**d), '{a}'.format_map(d), '%(a)s' % d, list(d), d | {'b': 2}, (lambda **k: k)(**d), d == {'a': 1}, len(d), copy.copy(d)['q'])
class Lst(list):
    def append(self, x): super().append(x * 2)
    def __len__(self): return 99
    def __iter__(self): return iter('iter')
    def __getitem__(self, i): return 'gi'
l = Lst([1, 2]); l.append(5); print(len(l), l[0], list(l), [*l], l == [1, 2, 10], repr(l), bool(l), sorted(l), tuple(l), l + [1], l[:], 'x'.join(l), max(l), list.__len__(l), l.copy(), type(l.copy()).__name__, json_ if (json_ := __import__('json').dumps(list.copy(l))) else '')
class Tp(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    def __repr__(self): return 'Tp' + super().__repr__()
print(Tp(1, 2), Tp(1) + (2,), Tp(1, 2)[0:1], hash(Tp(1)) == hash((1,)), Tp(1) == (1,), type(Tp(1) * 2).__name__, '%s %s' % Tp(1, 2), isinstance(Tp(), tuple), copy.copy(Tp(1)) if 0 else '')

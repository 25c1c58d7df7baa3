"""Descriptors, properties, __set_name__, static and class methods, and their errors."""
def t(label, f, *a, **k):
    try:
        print(label, '=', repr(f(*a, **k)))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
class Data:
    def __init__(s, n): s.n = n
    def __get__(s, o, c=None): print('get', s.n, type(o).__name__, c.__name__); return s.n
    def __set__(s, o, v): print('set', s.n, v)
    def __delete__(s, o): print('del', s.n)
    def __set_name__(s, c, n): print('name', c.__name__, n)
class NonData:
    def __get__(s, o, c=None): return ('nd', o is None)
class OnlySet:
    def __set__(s, o, v): o.__dict__['os'] = v
class C:
    d = Data('d'); n = NonData(); os = OnlySet()
    def m(self): return self
    @staticmethod
    def sm(a, b=2): return a + b
    @classmethod
    def cm(cls, x): return cls.__name__, x
    @property
    def p(self): "doc of p"; return self._p
    @p.setter
    def p(self, v): self._p = v * 2
    @p.deleter
    def p(self): del self._p
c = C()
c.d, C.d; c.d = 5; del c.d
c.__dict__['d'] = 'hidden'; print(c.d)
c.n = 'inst'; print(c.n, C.n); del c.n; print(c.n)
print(type(c.os).__name__); c.os = 7; print(c.os, c.__dict__)
c.p = 4; print(c.p, C.p.__doc__, C.p.fget.__name__, C.p.__name__); del c.p
t('p', lambda: c.p); t('pset', lambda: setattr(C(), 'q', 1))
class RO:
    @property
    def x(self): return 1
    w = property(None, lambda s, v: None)
    nn = property()
r = RO()
t('ro set', setattr, r, 'x', 1); t('ro del', delattr, r, 'x'); t('wo', getattr, r, 'w'); t('nn', getattr, r, 'nn'); t('nnset', setattr, r, 'nn', 1); t('nndel', delattr, r, 'nn')
t('m', lambda: C.m()); t('m5', lambda: C.m(5)); t('cm', lambda: c.cm()); t('sm', lambda: C.sm()); t('sm1', lambda: c.sm(1))
print(C.__dict__['sm'].__func__(1), C.__dict__['cm'].__get__(None, C)(3), C.m.__get__(c)() is c, c.m.__func__ is C.m, c.m == c.m, c.m is c.m)
print(repr(C.__dict__['cm'])[:30], repr(C.__dict__['sm'])[:30], type(C.p).__name__, c.sm.__name__)
t('delattr', lambda: delattr(C, 'zz')); t('getattr', lambda: C.zz); t('inst', lambda: c.zz); t('set', lambda: setattr(object(), 'a', 1)); t('set2', lambda: setattr(5, 'a', 1)); t('set3', lambda: setattr(5, 'real', 1)); t('del', lambda: delattr(c, 'zz')); t('delm', lambda: delattr(c, 'm'))
t('none', lambda: None.foo); t('fn', lambda: len.foo); t('mod', lambda: __import__('math').foo); t('mod2', lambda: setattr(int, 'foo', 1)); t('type', lambda: delattr(int, 'foo')); t('str', lambda: ''.foo); t('slot', lambda: [].append.foo); t('typ', lambda: int.foo)
class Meta(type):
    @property
    def mp(cls): return cls.__name__ + '!'
    def mm(cls): return 'mm'
    x = Data('metadata')
class K(metaclass=Meta): pass
print(K.mp, K.mm()); t('inst mp', lambda: K().mp); t('mpset', lambda: setattr(K, 'mp', 1)); K.x; K.x = 5
class Lazy:
    def __init__(s, f): s.f = f
    def __set_name__(s, c, n): s.n = n
    def __get__(s, o, c):
        if o is None: return s
        v = o.__dict__[s.n] = s.f(o); return v
class L:
    @Lazy
    def v(self): print('computing'); return 42
l = L(); print(l.v, l.v, vars(l))
class BadName:
    def __set_name__(s, c, n): raise ValueError('no')
try:
    class X: b = BadName()
except Exception as e: print(type(e).__name__, e, getattr(e, '__notes__', None))
print(property(lambda s: 1, doc='D').__doc__, property.__get__(C.__dict__['p'], None, C) is C.__dict__['p'])
class P2(property): pass
class Q:
    @P2
    def z(self): return 'z'
print(Q().z, type(Q.__dict__['z']).__name__); t('q', setattr, Q(), 'z', 1)
from functools import cached_property
class CP:
    n = 0
    @cached_property
    def v(self): CP.n += 1; return CP.n
o = CP(); print(o.v, o.v, o.__dict__); del o.v; print(o.v)
print(C.p.getter(lambda s: 9).fget(c), hasattr(C.p, '__isabstractmethod__'), C.p.__isabstractmethod__)

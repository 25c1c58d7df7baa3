"""Metaclasses, __prepare__, MRO, __bases__ and __class__ assignment, __new__ and __init__, and their errors."""
def t(label, f, *a, **k):
    try:
        print(label, '=', repr(f(*a, **k)))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
class Meta(type):
    @classmethod
    def __prepare__(m, name, bases, **kw): print('prepare', name, [b.__name__ for b in bases], kw); return {'injected': 1}
    def __new__(m, name, bases, ns, **kw): print('new', name, list(ns), kw); return super().__new__(m, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw): print('init', name, kw); super().__init__(name, bases, ns)
    def __call__(cls, *a, **k): print('call', cls.__name__, a, k); return super().__call__(*a, **k)
    def __getattr__(cls, n): return 'meta:' + n
    def __len__(cls): return 3
    def __iter__(cls): return iter('abc')
    def __contains__(cls, x): return x == 1
    def __getitem__(cls, i): return ('item', i)
    def __repr__(cls): return f'<M {cls.__name__}>'
    def __instancecheck__(cls, o): return o == 5
    def __subclasscheck__(cls, o): return o is int
    def __add__(cls, o): return 'added'
    def __bool__(cls): return False
    def __eq__(cls, o): return o == 'A' or cls is o
    def __hash__(cls): return 7
class A(metaclass=Meta, kw=1):
    x = 1
    def __init__(self, v=None): self.v = v
class B(A, other=2): y = injected
print(A.nope, len(A), list(A), 1 in A, 2 in A, A['k'], A, isinstance(5, A), isinstance(A(), A), issubclass(int, A), issubclass(B, A), A + 1, bool(A), A == 'A', hash(A), {A: 1}['A'] if False else '')
print(B(3).v, B.injected, type(B).__name__)
t('conflict', lambda: type('X', (A, type('Y', (), {}, )), {}))
class M2(type): pass
class M3(type): pass
class U(metaclass=M2): pass
class V(metaclass=M3): pass
def mk():
    class W(U, V): pass
t('conf', mk)
t('kw', lambda: type('X', (), {}, a=1))
def mk2():
    class W(a=1): pass
t('kw2', mk2)
def fm(name, bases, ns, **kw): return (name, bases, sorted(ns), kw)
class F(1, 2, metaclass=fm, z=3): q = 1
print(F)
print(type('T', (U,), {'a': 1}), type('T', (), {}).__module__, type('T', (), {'__module__': 'mm', '__qualname__': 'q.T'}))
for args in [('a',), ('a', ()), (1, (), {}), ('a', 1, {}), ('a', (), 1), ('a', (1,), {}), ('a\0', (), {}), ('a', (int, str), {}), ('a', (bool,), {}), ('a', (type(None),), {}), ('a', (int, int), {}), ('a', (object, int), {}), ()]:
    t(args, lambda: type(*args))
t('range', lambda: type('a', (range,), {})); t('fn', lambda: type('a', (type(lambda: 0),), {}))
class O: pass
class P(O): pass
t('mro', lambda: type('Q', (O, P), {})); t('dup', lambda: type('Q', (O, O), {}))
class D1: pass
class E1(D1): pass
class F1(D1): pass
class G1(E1, F1): pass
class H1(F1, E1): pass
t('mro2', lambda: type('Q', (G1, H1), {}))
print([c.__name__ for c in G1.__mro__], G1.mro() == list(G1.__mro__), G1.__bases__, D1.__subclasses__(), G1.__base__)
G1.__bases__ = (F1, E1); print([c.__name__ for c in G1.__mro__])
t('bases', lambda: setattr(G1, '__bases__', (int,))); t('bases2', lambda: setattr(G1, '__bases__', ())); t('bases3', lambda: setattr(G1, '__bases__', 5)); t('bases4', lambda: setattr(D1, '__bases__', (G1,)))
G1.__name__ = 'Renamed'; print(G1, G1.__qualname__); t('nm', lambda: setattr(G1, '__name__', 5)); t('nm2', lambda: setattr(int, '__name__', 'x')); t('nm3', lambda: delattr(G1, '__name__')); t('dict', lambda: setattr(G1, '__dict__', {})); t('mpx', lambda: G1.__dict__.__setitem__('a', 1))
class Sub:
    def __init_subclass__(cls, /, tag=None, **kw): super().__init_subclass__(**kw); cls.tag = tag; print('sub', cls.__name__, tag)
class S1(Sub, tag='a'): pass
class S2(S1): pass
def mk3():
    class S3(Sub, bad=1): pass
t('bad', mk3)
x = S1(); x.__class__ = S2; print(type(x).__name__); t('cls', lambda: setattr(x, '__class__', int)); t('cls2', lambda: setattr(x, '__class__', 5)); t('cls3', lambda: setattr(5, '__class__', int))
class Slot: __slots__ = ('a',)
t('cls4', lambda: setattr(x, '__class__', Slot))
class WithNew:
    def __new__(cls, *a): print('new', a); o = super().__new__(cls); return o if a else 5
    def __init__(self, *a): print('init', a)
print(WithNew(), type(WithNew(1)).__name__)
class NoInit: pass
t('ni', lambda: NoInit(1)); t('ni2', lambda: NoInit(a=1)); t('obj', lambda: object(1)); t('new', lambda: object.__new__()); t('new2', lambda: object.__new__(5)); t('new3', lambda: object.__new__(int)); t('new4', lambda: int.__new__(str)); t('new5', lambda: object.__new__(NoInit, 1)); t('init', lambda: object.__init__(NoInit(), 1)); t('init2', lambda: object.__init__(5, 1))
class BadInit:
    def __init__(self): return 5
t('bi', BadInit)
class OnlyNew:
    def __new__(cls, a): return super().__new__(cls)
t('on', lambda: OnlyNew()); t('on1', lambda: type(OnlyNew(1)).__name__)
class OnlyInit:
    def __init__(self, a): pass
t('oi', lambda: OnlyInit()); t('oi2', lambda: OnlyInit(1, 2)); t('oi3', lambda: OnlyInit(b=1))
class MroM(type):
    def mro(cls): r = super().mro(); print('mro of', cls.__name__); return r
class Z(metaclass=MroM): pass
print(type.__call__(int, '5'), type.__prepare__(), type(type), type.__mro__, isinstance(type, type), isinstance(object, type), issubclass(type, object))

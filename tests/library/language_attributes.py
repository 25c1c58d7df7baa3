"""__getattribute__ and its like, name mangling, super() in every form."""
def t(label, f, *a, **k):
    try:
        print(label, '=', repr(f(*a, **k)))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
class A:
    x = 1
    def __getattribute__(self, n):
        if n.startswith('t_'): print('ga', n)
        if n == 'err': raise AttributeError('custom err')
        if n == 'val': raise ValueError('val')
        return super().__getattribute__(n)
    def __getattr__(self, n):
        if n == 'nope': raise AttributeError(n)
        return f'missing {n}'
a = A(); print(a.x, a.t_q, a.err, a.zz, hasattr(a, 'nope'), getattr(a, 'nope', 'dflt')); t('val', lambda: a.val); t('nope', lambda: a.nope); t('hv', lambda: hasattr(a, 'val'))
class B:
    def __setattr__(self, n, v): print('set', n, v); object.__setattr__(self, n, v + 1)
    def __delattr__(self, n): print('del', n); super().__delattr__(n)
b = B(); b.q = 1; print(b.q); del b.q; t('del', lambda: delattr(b, 'q')); b.w = 5; b.w += 10; print(b.w)
class C:
    def __getattr__(self, n): return lambda *a: (n, a)
c = C(); print(c.foo(1), c.bar()); t('len', lambda: len(c)); t('iter', lambda: iter(c)); t('call', lambda: c()); t('add', lambda: c + 1); print(str(c)[:10], bool(c), repr(c)[:5])
class D:
    @property
    def p(self): raise AttributeError('inner')
    def __getattr__(self, n): return 'fallback ' + n
print(D().p)
class E:
    @property
    def p(self): return self.missing_thing
t('prop', lambda: E().p)
class F:
    __slots__ = ()
    def __getattr__(self, n): raise AttributeError
t('f', lambda: F().zz)
class G:
    def __dir__(self): return ['z', 'a', 'm']
print(dir(G())); t('dir', lambda: dir(type('H', (), {'__dir__': lambda s: 5})())); t('dir2', lambda: dir(type('H', (), {'__dir__': lambda s: [1, 'a']})()))
class I: pass
i = I(); i.__dict__ = {'a': 1}; print(i.a); t('dict', lambda: setattr(i, '__dict__', 5)); del i.__dict__; print(i.__dict__); i.__dict__['b c'] = 2; print(getattr(i, 'b c'), vars(i))
t('attr', lambda: getattr(i, 5)); t('attr2', lambda: setattr(i, 5, 1)); t('attr3', lambda: getattr(i)); t('attr4', lambda: hasattr(i, 5)); t('attr5', lambda: delattr(i, None))
class J:
    def __init__(self): self.__priv = 1; self.__dunder__ = 2; self._J__x = 3
    def get(self): return self.__priv, self.__dunder__, self.__x
    class __Inner: pass
    def inner(self): return self.__Inner.__name__
    def __meth(self): return 'pm'
    def callm(self): return self.__meth()
    def loc(self):
        __v = 1
        return locals()
    def kw(self, __a=1): return __a
j = J(); print(j.get(), sorted(vars(j)), j.inner(), j._J__meth(), j.callm(), list(j.loc()), j.kw(_J__a=5)); t('pm', lambda: j.__meth)
class __K:
    def f(self): self.__z = 1; return vars(self)
class ___:
    def f(self): self.__z = 1; return vars(self)
print(__K().f(), ___().f())
class L:
    a = 1
    def __getattribute__(self, n): raise AttributeError(f'{type(self).__name__} hides {n}')
t('L', lambda: L().a); t('Lm', lambda: L().__class__); print(L.a, hasattr(L(), 'a'), isinstance(L(), L))
t('nosugg', lambda: [].apend(1)); t('e', lambda: i.__name__); t('f', lambda: (lambda: 0).nope); t('mp', lambda: I.__dict__.nope); t('gen', lambda: (x for x in ()).nope); t('tp', lambda: type(i).nope)
super_test = super
class M1:
    def f(self): return 'M1'
class M2(M1):
    def f(self): return super().f() + 'M2'
    def g(self): return super(M2, self).f(), super(M2, M2).f(self)
    @classmethod
    def h(cls): return super().__name__ if hasattr(super(), '__name__') else 'no'
    x = property(lambda self: super(M2, self).f())
print(M2().f(), M2().g(), M2.h(), M2().x, super(M2, M2()).f()); t('s0', lambda: super()); t('s1', lambda: super(M2).f); t('s2', lambda: super(M2, 5)); t('s3', lambda: super(5, 5)); t('s4', lambda: super(M2, M2()).zz); t('s5', lambda: super(M1, M1()).f)
def noarg():
    return super().f
t('s6', noarg); print(repr(super(M2, M2()))[:30], super(M2, M2()).__thisclass__, super(M2, M2()).__self_class__, super(M2).__self__)
class N(M2):
    def f(self):
        def inner(): return super(N, self).f()
        return inner() + [super(N, self).f() for _ in range(1)][0]
print(N().f())
class O2(M2):
    def f(self): return [super().f() for _ in range(1)]
t('comp', lambda: O2().f())
class O3(M2):
    def f(self):
        del self
        return super().f()


"""What is wrong with a call, in CPython's words, for Python and native functions."""
def t(label, f, *a, **k):
    try:
        print(label, '=', repr(f(*a, **k)))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
def f(a, b=2, *args, c, d=4, **kw): return a, b, args, c, d, kw
def g(a, /, b, *, c): return a, b, c
def h(a, b, c): return a, b, c
def z(): return 'z'
def p(a=1, b=2, /): return a, b
def k(*, x, y=1, z): return x, y, z
def v(*args): return args
def kw(**kw): return kw
def pk(a, /, **kw): return a, kw
lam = lambda x, y=5: (x, y)
class C:
    def m(self, a): return a
    @classmethod
    def cm(cls, a): return a
    @staticmethod
    def sm(a): return a
    def __call__(self, a, b): return a, b
    def nos(): pass
c = C()
calls = dict(f1='f()', f2='f(1)', f3='f(1, c=3)', f4='f(1, 2, 3, 4, c=5, z=6)', f5='f(c=1, a=2)', f6='f(1, a=2, c=3)', f7='f(1, 2, b=3, c=4)', f8='f(*[1, 2, 3], **{"c": 4, "q": 5})', f9='f(1, *[2], c=3, **{"c": 4})', g1='g(1, 2, c=3)', g2='g(a=1, b=2, c=3)', g3='g(1, 2, 3)', g4='g(1)', g5='g(1, b=2, c=3)', g6='g(1, 2)', g7='g(1, 2, c=3, d=4)', g8='g()', h1='h()', h2='h(1)', h3='h(1, 2)', h4='h(1, 2, 3, 4)', h5='h(1, 2, d=3)', h6='h(1, 2, 3, d=4)', h7='h(1, b=2, c=3, a=4)', h8='h(c=1, b=2, a=3)', h9='h(1, *(2, 3))', h10='h(*(1, 2), *(3, 4))', z1='z(1)', z2='z(a=1)', z3='z(1, 2)', z4='z(*[1])', p1='p(a=1)', p2='p(1, 2, 3)', p3='p(1, b=2)', p4='p(a=1, b=2)', k1='k()', k2='k(1)', k3='k(x=1)', k4='k(1, 2, x=1, z=2)', k5='k(x=1, z=2, w=3)', v1='v(1, a=2)', v2='v(*"ab", 1, *[2])', kw1='kw(1)', kw2='kw(**{"a b": 1})', kw3='kw(**{1: 2})', kw4='kw(a=1, **{"a": 2})', kw5='kw(**{"a": 1}, **{"b": 2})', kw6='kw(**{"a": 1}, **{"a": 2})', pk1='pk(1, a=2)', pk2='pk(a=2)', l1='lam()', l2='lam(1, 2, 3)', l3='lam(z=1)', m1='c.m()', m2='c.m(1, 2)', m3='C.m(1)', m4='C.m()', m5='c.m(b=1)', cm1='C.cm()', cm2='c.cm(1, 2)', sm1='C.sm()', sm2='c.sm(1, 2)', call1='c()', call2='c(1, 2, 3)', nos='c.nos()', nos2='C.nos(1)', star1='v(*5)', star2='v(*None)', star3='kw(**5)', star4='kw(**[1])', star5='f(1, c=2, **None)', n1='(5)()', n2='"a"()', n3='None()', n4='[]()', n5='c.x()', ctor='C(1)', ctor2='C(a=1)', b1='len()', b2='len(1, 2)', b3='len(a=1)', b4='abs()', b5='isinstance(1)', b6='print(1, foo=2)', b7='sorted([1], foo=2)', b8='int(1, 2, 3)', b9='pow(1)', b10='divmod(1)', b11='ord()', b12='chr(1, 2)', b13='range()', b14='open()', b15='getattr(1)', b16='setattr(1, 2)', b17='hasattr(1)', b18='iter()', b19='next()', b20='hash()', b21='id()', b22='callable()', b23='repr()', b24='format()', b25='max(key=1)', b27='enumerate(1, 2, 3)', b29='map(len)', b30='filter(None)', b31='all()', b32='any(1, 2)', b33='round()', b34='bin()', b35='hex("a")', b36='oct(1.5)', b37='input(1, 2)', b38='vars(5)', b39='dir(1, 2)', b40='globals(1)', b41='locals(1)', b42='type()', b43='type(1, 2)', b44='super(1, 2, 3)', b45='property(1, 2, 3, 4, 5)', b46='staticmethod()', b47='classmethod(1, 2)', b48='object(1)', b49='issubclass(1, int)', b50='isinstance(1, 5)', b51='issubclass(int, 5)', b52='isinstance(1, (int, 5))', b53='isinstance("a", (int, 5))', b54='isinstance(1, [int])', b55='issubclass(int, (str, [int]))', b56='isinstance(1, int | str)', b57='isinstance(1, list[int])', b58='isinstance(1, int | list[int])', b59='issubclass(int, None)', b60='isinstance(None, int | None)', s1='"a".join(1, 2)', s2='"a".split(foo=1)', s3='"a".upper(1)', s4='[].append()', s5='{}.get()', s6='"".format_map()', s7='"a".encode(1)', s8='(1).bit_length(1)', s9='str.upper()', s10='str.upper(5)', s11='list.append([])', s12='list.append(5, 1)', s13='dict.get()', s14='int.__add__(1)', s15='int.__add__("a", 1)', s16='int.__add__(1, 2, 3)', s17='[].__len__(1)', s18='object.__repr__()', s19='dict.fromkeys()', s20='str.maketrans()', s21='bytes.fromhex()', s22='int.from_bytes()', s23='"a".__contains__()', s24='[].sort(1)', s25='[].sort(key=None, reverse=1, x=2)', s26='{}.update(1, 2)', s27='{}.pop(1, 2, 3)', s28='set().union(1)', s29='[].index()', s30='"a".replace("a")', s31='"a".center()', s32='"a".zfill("a")', s33='"{}".format()', s34='print(sep=5)', s35='print(end=5)', s36='print(file=5)')
for n, src in calls.items():
    try: print(n, src, '=', eval(src))
    except Exception as e: print(n, src, '->', type(e).__name__, '|', e)
def order(x): print(x, end=' '); return x
v(order(1), *order([2]), order(3), **{}); kw(a=order(1), **order({'b': 2}), c=order(3)); print(); [order(1), order(2)][order(0)]; order({})[order('k')] = order('v'); print(); order(1) if order(0) else order(2); print(order(1) < order(2) < order(0) < order(9)); (order('a'), order('b')); x = {order('k1'): order('v1'), order('k2'): order('v2')}; print()
def dflt(a=[]): a.append(1); return a
print(dflt(), dflt(), dflt.__defaults__, f.__kwdefaults__, f.__code__.co_varnames, f.__code__.co_argcount, f.__code__.co_kwonlyargcount, g.__code__.co_posonlyargcount, f.__code__.co_flags & 12, lam.__name__, lam.__qualname__, C.m.__qualname__, c.m.__name__, f.__module__, z.__doc__, f.__dict__); z.attr = 5; print(z.attr, z.__dict__); z.__defaults__ = (1,); t('defs', z); h.__defaults__ = (8, 9); print(h(1)); t('d', lambda: setattr(h, '__defaults__', 5)); t('kd', lambda: setattr(h, '__kwdefaults__', 5)); t('n', lambda: setattr(h, '__name__', 5)); t('cd', lambda: setattr(h, '__code__', 5)); t('g', lambda: setattr(h, '__globals__', {})); t('dd', lambda: setattr(h, '__dict__', 5)); del h.__defaults__; t('hh', h); h.__doc__ = 'D'; print(h.__doc__); h.__qualname__ = 'QQ'; print(repr(h)[:12]); h.__name__ = 'NN'; t('nn', h)
def outer():
    def inner(a): pass
    return inner
t('inner', outer()); t('inner2', lambda: outer()(1, 2)); t('cls', lambda: type('K', (), {'__init__': lambda self, a: None})())

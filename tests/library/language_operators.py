"""Every operator plain, reflected and in place; comparison; conversions that give the wrong type."""
def t(label, f, *a, **k):
    try:
        print(label, '=', repr(f(*a, **k)))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
ops = ['add','sub','mul','truediv','floordiv','mod','pow','matmul','lshift','rshift','and','or','xor','divmod']
import operator as O
sym = {'add':lambda a,b:a+b,'sub':lambda a,b:a-b,'mul':lambda a,b:a*b,'truediv':lambda a,b:a/b,'floordiv':lambda a,b:a//b,'mod':lambda a,b:a%b,'pow':lambda a,b:a**b,'matmul':lambda a,b:a@b,'lshift':lambda a,b:a<<b,'rshift':lambda a,b:a>>b,'and':lambda a,b:a&b,'or':lambda a,b:a|b,'xor':lambda a,b:a^b,'divmod':divmod}
class Log:
    def __init__(s, n): s.n = n
    def __repr__(s): return s.n
class Both(Log): pass
class Right(Log): pass
class Left(Log): pass
class None_(Log): pass
class Sub(Both): pass
for o in ops:
    setattr(Both, f'__{o}__', lambda s, x, o=o: f'{s}.{o}({x})')
    setattr(Both, f'__r{o}__', lambda s, x, o=o: f'{s}.r{o}({x})')
    setattr(Right, f'__r{o}__', lambda s, x, o=o: f'{s}.r{o}({x})')
    setattr(Left, f'__{o}__', lambda s, x, o=o: NotImplemented)
    setattr(None_, f'__{o}__', None)
    setattr(Sub, f'__r{o}__', lambda s, x, o=o: f'SUB{s}.r{o}({x})')
    if o != 'divmod': setattr(Both, f'__i{o}__', lambda s, x, o=o: f'{s}.i{o}({x})')
b, r, l, n, s = Both('b'), Right('r'), Left('l'), None_('n'), Sub('s')
for o in ops:
    for x, y in [(b, 1), (1, b), (l, r), (l, 1), (1, l), (b, s), (s, b), (r, b), (n, r), (n, 1), (1, n), (b, n), (r, 1), (1, r), ([], r), ('a', r), (r, 'a'), (1.5, r), ([1], l), ((1,), b), ({}, r), (None, r), (r, None), (b'x', r)]:
        t((o, x, y), sym[o], x, y)
x = b; x += 1; print(x); x = b; x **= 2; print(x); x = b; x @= 3; print(x); x = r
try: x += 1
except TypeError as e: print(e)
x = 5
try: x @= 1
except TypeError as e: print(e)
x = 5; x += r; print(x)
x = [1]; y = x; x += (2, 3); print(x, y, x is y); x *= 2; print(y)
x = (1,); y = x; x += (2,); print(x, y); x = 'a'; x *= 3; print(x)
class IA:
    def __init__(s): s.v = []
    def __iadd__(s, o): s.v.append(o); return s
    def __isub__(s, o): return None
    def __getitem__(s, i): print('get', i); return s
    def __setitem__(s, i, v): print('set', i, v is s)
i = IA(); i += 1; i += 2; print(i.v); i[0] += 5; print(i.v); i -= 1; print(i)
t_ = ([],)
try: t_[0] += [1]
except TypeError as e: print(e, t_)
class P:
    def __pow__(s, e, m=None): return ('pow', e, m)
    def __rpow__(s, b, m=None): return ('rpow', b, m)
print(pow(P(), 2), pow(P(), 2, 3), pow(2, P()), P() ** 2); t('pow3', pow, 2, P(), 5); t('powf', pow, 2.0, 2, 3); t('pows', pow, 'a', 2); t('powneg', pow, 2, -1, 7); t('pow0', pow, 2, 3, 0); t('pownone', pow, 2, -1, 4)
class Cmp:
    def __init__(s, v): s.v = v
    def __lt__(s, o): print('lt'); return NotImplemented
    def __gt__(s, o): print('gt'); return 'GT'
    def __le__(s, o): return NotImplemented
    def __eq__(s, o): return NotImplemented
    def __repr__(s): return 'Cmp'
print(Cmp(1) < Cmp(2)); print(5 > Cmp(1) if False else Cmp(1) > 5, 5 < Cmp(1)); t('le', lambda: Cmp(1) <= Cmp(2)); print(Cmp(1) == Cmp(1), Cmp(1) != 1, Cmp(1) == None); t('hash', hash, Cmp(1)); t('lt', lambda: Cmp(1) < 1); t('ge', lambda: 1 >= Cmp(1))
class Ne:
    def __eq__(s, o): return 'eqv'
print(Ne() != 1, Ne() == 1, not Ne() == 1, Ne() in [1], [1].count(Ne()), [Ne()].index(3))
class NB:
    def __bool__(s): return 1
class NL:
    def __len__(s): return -1
class NL2:
    def __len__(s): return 'a'
class NL3:
    def __len__(s): return 1 << 70
class NL4:
    def __len__(s): return True
for c in (NB, NL, NL2, NL3, NL4): t(c.__name__, bool, c()); t(c.__name__, len, c())
class U:
    __neg__ = lambda s: 'neg'
    __pos__ = None
    __index__ = lambda s: 3
    __int__ = lambda s: 'x'
    __float__ = lambda s: 1
    __complex__ = lambda s: 1
    __round__ = lambda s, n=None: ('round', n)
    __trunc__ = lambda s: 9
    __floor__ = lambda s: 'fl'
    __ceil__ = lambda s: 'ce'
    __abs__ = lambda s: 'abs'
    __hash__ = lambda s: 'h'
    __str__ = lambda s: 5
    __repr__ = lambda s: 6
    __format__ = lambda s, sp: 7
    __bytes__ = lambda s: 'b'
    __iter__ = lambda s: 5
    __contains__ = lambda s, x: 'truthy'
    __reversed__ = lambda s: 'rev'
    __length_hint__ = lambda s: -5
    __next__ = lambda s: 1
    __dir__ = lambda s: ()
    __sizeof__ = lambda s: 8
    __fspath__ = lambda s: 1
u = U(); import math
for nm, f in dict(neg=lambda: -u, pos=lambda: +u, inv=lambda: ~u, idx=lambda: [1,2,3,4][u], int=lambda: int(u), float=lambda: float(u), cplx=lambda: complex(u), round=lambda: round(u), round2=lambda: round(u, 2), trunc=lambda: math.trunc(u), fl=lambda: math.floor(u), ce=lambda: math.ceil(u), ab=lambda: abs(u), h=lambda: hash(u), s=lambda: str(u), r=lambda: repr(u), f=lambda: format(u), fs=lambda: f'{u}', b=lambda: bytes(u), it=lambda: iter(u), inn=lambda: 4 in u, rev=lambda: reversed(u), hint=lambda: O.length_hint(u), lst=lambda: list(u), hex=lambda: hex(u), rng=lambda: range(u), sl=lambda: 'abcdef'[u:], mul=lambda: 'a' * u, chr=lambda: chr(u), bin=lambda: f'{u:d}', pr=lambda: print(u), pct=lambda: '%d' % u, pct2=lambda: '%s' % u, idx2=lambda: O.index(u), nx=lambda: next(u), di=lambda: dir(u), asc=lambda: ascii(u)).items(): t(nm, f)

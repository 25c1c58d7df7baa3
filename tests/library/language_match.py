"""Pattern matching of every kind against values of every kind, and its errors."""
def t(label, f, *a, **k):
    try:
        print(label, '=', repr(f(*a, **k)))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
from dataclasses import dataclass
from collections import namedtuple, OrderedDict, deque, defaultdict
from enum import Enum
class Color(Enum): RED = 1; BLUE = 2
@dataclass
class Pt: x: int; y: int = 0
NT = namedtuple('NT', 'a b')
class K:
    __match_args__ = ('p', 'q')
    def __init__(s, p, q): s.p, s.q = p, q
class Prop:
    __match_args__ = ('v',)
    @property
    def v(self): print('read v'); return 3
def m(x):
    match x:
        case None | True | False: return ('singleton', x)
        case 0 | -1 | 1.5 | 2+3j | -4j: return ('num', x)
        case 'lit' "eral": return 'str'
        case b'by': return 'bytes'
        case Color.RED: return 'red'
        case Color(): return ('color', x.name)
        case int(n) if n > 100: return ('big', n)
        case bool(): return 'never'
        case int() | float() as n: return ('number', n)
        case str(s) if len(s) == 3: return ('str3', s)
        case []: return 'empty seq'
        case [x]: return ('one', x)
        case [1, *rest]: return ('one-rest', rest)
        case [*init, 9]: return ('rest-nine', init)
        case (a, [b, (c, *_)]): return ('nested', a, b, c)
        case [_, _, *_] if isinstance(x, tuple): return ('tuple2+', x)
        case {'k': v, **kw} if kw: return ('map', v, kw)
        case {'k': [a, b]}: return ('map seq', a, b)
        case {'k': v}: return ('map k', v)
        case {}: return ('any map', dict(x))
        case Pt(0, 0): return 'origin'
        case Pt(x=0, y=yy): return ('on y', yy)
        case Pt(xx, y=0): return ('on x', xx)
        case Pt(): return ('pt', x)
        case K(1, q=[a, *b]): return ('K', a, b)
        case K(p=str() as s): return ('Kstr', s)
        case set() | frozenset(): return ('set', sorted(x))
        case Prop(3): return 'prop'
        case type(): return ('type', x.__name__)
        case str() | bytes() | bytearray(): return ('texty', x)
        case object(missing=_): return 'no'
        case [*all_]: return ('seq', all_)
        case _: return ('other', type(x).__name__)
for v in [None, True, False, 0, -1, 1.5, 2+3j, -4j, 0.0, -0.0, 1, 'literal', b'by', Color.RED, Color.BLUE, 500, 7, 7.5, 'abc', 'abcd', [], (), [5], [1, 2, 3], (1,), [4, 9], deque([1, 2]), [7, [8, (9, 10, 11)]], (7, [8, (9,)]), (5, 6, 7), [5, 6, 7], range(2, 4), range(3), {'k': 1, 'z': 2}, {'k': [1, 2]}, {'k': 1}, {}, {'q': 1}, OrderedDict(k=3), defaultdict(int), Pt(0), Pt(0, 5), Pt(5), Pt(5, 6), K(1, [2, 3]), K('s', 0), K(2, 2), {3, 1}, frozenset([1]), Prop(), int, bytearray(b'x'), b'zz', NT(1, 2), NT(5, 6), object(), 'x', '', memoryview(b'ab'), iter([]), 1j, float('nan'), 10**30, Ellipsis, __import__('array').array('i', [1, 2])]:
    t(v if not isinstance(v, (object().__class__,)) or type(v).__repr__ is not object.__repr__ else type(v).__name__, m, v) if type(v).__name__ not in ('memoryview', 'list_iterator', 'object', 'K', 'Prop') else t(type(v).__name__, m, v)
def err(x, which):
    match which:
        case 1:
            match x:
                case Pt(1, 2, 3): pass
        case 2:
            match x:
                case int(1, 2): pass
        case 3:
            match x:
                case object(1): pass
        case 4:
            match x:
                case x.y(): pass
        case 5:
            class Bad: __match_args__ = ['a']
            match Bad():
                case Bad(1): pass
        case 6:
            class Bad: __match_args__ = (1,)
            match Bad():
                case Bad(1): pass
        case 7:
            match Pt(1, 2):
                case Pt(1, x=1): pass
        case 8:
            F = 5
            match x:
                case F(): pass
        case 9:
            class Bad:
                @property
                def z(self): raise ValueError('z!')
            match Bad():
                case Bad(z=1): pass
        case 10:
            k = {'a': 1}
            class A: a = 'a'
            match k:
                case {A.a: 1, 'a': 1}: pass
        case 11:
            class Empty: __match_args__ = ()
            match Empty():
                case Empty(1): pass
for i in range(1, 12): t(i, err, Pt(1, 2) if i in (1, 4) else 1 if i == 2 else object(), i)
match 5, 6:
    case x, y if x > y: print('gt')
    case x, y: print('le', x, y)
match [1, 2, 3]:
    case [a, *b] as whole: print(a, b, whole)
match {'a': {'b': [1, {'c': 2}]}}:
    case {'a': {'b': [_, {'c': c}]}}: print('deep', c)
class Seq:
    def __getitem__(self, i): return i
    def __len__(self): return 2
from collections.abc import Sequence, Mapping
class RSeq(Sequence):
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 10
    def __len__(self): return 3
class RMap(Mapping):
    def __getitem__(self, k): return {'a': 1}[k]
    def __iter__(self): return iter('a')
    def __len__(self): return 1
def q(x):
    match x:
        case [*items]: return ('seq', items)
        case {**rest}: return ('map', rest)
        case _: return 'neither'
print(q(Seq()), q(RSeq()), q(RMap()), q('abc'), q(b'a'), q({1}), q({}.keys()), q(x for x in ()))
Sequence.register(int); print(q(5)) if False else None
def get_missing(x):
    match x:
        case {'z': z}: return 'has z'
        case _: return dict(x)
print(get_missing(defaultdict(list, a=1)))
match = 5; case = 6; _ = 7; type = 8
print(match + case, _, type); del match, case, type
match (x := 3):
    case 3 if (y := x * 2): print(y)
    case _: pass
def scope(v):
    match v:
        case [a, b] if a > b: pass
        case [c, _]: pass
    return sorted(k for k in locals())
print(scope([1, 2]), scope([2, 1]), scope(5))
match -1.0:
    case -1: print('neg one')
match 'x':
    case 'a' | 'x' as k: print(k)
for kind in (1, 'a', [1, 2], {'op': 'add', 'args': [1, 2]}):
    match kind:
        case {'op': 'add', 'args': [int(a), int(b)]}: print(a + b)
        case str() | int() as simple: print('simple', simple)
        case (first, *_): print('first', first)

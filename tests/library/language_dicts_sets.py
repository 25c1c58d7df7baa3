"""Dicts, their views, sets: methods, mutation while iterating, hash protocol, error messages."""
def t(label, f, *a, **k):
    try:
        print(label, '=', repr(f(*a, **k)))
    except BaseException as e:
        print(label, '->', type(e).__name__, '|', e)
d = {'a': 1, 'b': 2}
for nm, f in dict(k=lambda: d['z'], k2=lambda: d[[]], pop=lambda: d.pop('z'), pop2=lambda: d.pop(), pop3=lambda: d.pop('z', 5), pi=lambda: {}.popitem(), get=lambda: d.get(), get2=lambda: d.get('z', 1, 2), get3=lambda: d.get([]), upd=lambda: d.update(5), upd2=lambda: d.update([1]), upd3=lambda: d.update([(1, 2, 3)]), upd4=lambda: d.update(['ab', 'cd']) or dict(d), upd5=lambda: d.update({}, {}), upd6=lambda: d.update(1, a=2), sd=lambda: d.setdefault(), sd2=lambda: d.setdefault([], 1), fk=lambda: dict.fromkeys(5), fk2=lambda: dict.fromkeys('ab', []), fk3=lambda: dict.fromkeys(), fk4=lambda: dict.fromkeys([[]]), dele=lambda: d.__delitem__('zz'), ctor=lambda: dict(5), ctor2=lambda: dict([1, 2]), ctor3=lambda: dict([(1, 2), (3,)]), ctor4=lambda: dict(a=1, **{'b': 2}), ctor5=lambda: dict({'a': 1}, a=2), ctor6=lambda: dict([['x', 1]], y=2), ctor7=lambda: dict(1, 2), ctor8=lambda: dict(**{1: 2}), ctor9=lambda: dict(['ab', ('c', 'd')]), h=lambda: hash(d), lt=lambda: d < {}, add=lambda: d + {}, orr=lambda: d | [('x', 1)], ior=lambda: d.__ior__([('x', 1)]), ior2=lambda: d.__ior__(5), cp=lambda: d.copy(1), it=lambda: d.items()[0], kk=lambda: d.keys() + [1], uk=lambda: {[]: 1}, uk2=lambda: {{}: 1}, us=lambda: {[]}, us2=lambda: {1, {}}, dk=lambda: {**5}, dk2=lambda: {**{1: 2}, **{1: 3}}, dsp=lambda: dict(**5), dl=lambda: {}.keys().isdisjoint(5), un=lambda: hash({}.items())).items(): t(nm, f)
d = {1: 'a', 'x': 2, (1, 2): 3, None: 4, 1.5: 5}; print(d, list(d), d[True], d[1.0], d.get(2), 1 in d, list(d.items())[:2], list(reversed(d)), len(d), d.keys(), d.values(), d.items(), dict(reversed(d.items())), next(iter(d)))
d[1.0] = 'new'; d[True] = 'newer'; print(d); del d[1]; d[1] = 'back'; print(d); d.update(x=9, z=0); print(d, d.pop('x'), d.popitem(), d.setdefault('q', []), d.setdefault(None, 1)); d |= {'w': 1}; print(d | {'w': 2}, {'w': 3} | d); a = {'k': 1}; a['self'] = a; print(a)
ka, kb = {'a': 1, 'b': 2}.keys(), {'b': 3, 'c': 4}.keys(); print(sorted(ka & kb), sorted(ka | kb), ka - kb, ka ^ kb == {'a', 'c'}, ka == {'a', 'b'}, ka < {'a', 'b', 'c'}, ka <= ka, ka >= {'a'}, ka.isdisjoint(kb), ka & ['a'], sorted(ka | 'xy'), type(ka & kb), {'a': 1}.items() & {('a', 1)}, {'a': 1}.items() - {'a': 2}.items(), ('a', 1) in {'a': 1}.items(), ('a', 2) in {'a': 1}.items(), 'a' in {'a': 1}.items(), 1 in {'a': 1}.values(), {1: 2}.items() == {1: 2}.items(), {1: 2}.values() == {1: 2}.values(), ka.mapping, len(ka), [1] in {1: [1]}.values()); t('ko', lambda: ka | 5); t('vals', lambda: {}.values() & {}); t('it', lambda: {1: []}.items() | {}); t('cmp', lambda: ka < [1])
for op in ('d[9] = 1', 'del d[1]', 'd.clear()', 'd[1] = 5', 'd.pop(2)'):
    d = {1: 1, 2: 2, 3: 3}
    try:
        for k in d: exec(op); 
        print(op, d)
    except Exception as e: print(op, type(e).__name__, e)
d = {1: 1, 2: 2}; it = iter(d.items()); next(it); d[3] = 3; t('iter', next, it); t('iter2', next, it); it = iter({1: 2}); print(it.__length_hint__(), next(it), it.__length_hint__(), list(it)); t('e', next, it); s = {1, 2}
try:
    for x in s: s.add(x + 10)
except RuntimeError as e: print(e)
class K:
    def __init__(s, v, h): s.v, s.h = v, h
    def __hash__(s): return s.h
    def __eq__(s, o): print('eq', s.v, o.v if isinstance(o, K) else o); return isinstance(o, K) and s.v == o.v
    def __repr__(s): return f'K{s.v}'
d = {K(1, 1): 'a'}; print(d.get(K(1, 1)), d.get(K(2, 1)), d.get(K(1, 2)), d.get(1)); d[K(2, 1)] = 'b'; print(d, len(d)); k = K(3, 3); d[k] = 'c'; print(d[k], k in d)
class BadEq:
    def __hash__(s): return 1
    def __eq__(s, o): raise ValueError('eq!')
t('bad', lambda: {BadEq(): 1, BadEq(): 2}); t('bad2', lambda: BadEq() in {1: 2}); t('bads', lambda: {BadEq(), 1})
class M(dict):
    def __missing__(s, k): return f'missing {k}'
m = M(a=1); print(m['a'], m['b'], m.get('b'), 'b' in m, m, type(m.copy()).__name__, type(m | {}).__name__, m == {'a': 1}, repr(m), dict(m), {**m}, M.fromkeys('x'), type(M.fromkeys('x')).__name__)
for nm, f in dict(add=lambda: s.add([]), add2=lambda: s.add(), rem=lambda: s.remove(99), rem2=lambda: s.remove([]), pop=lambda: set().pop(), upd=lambda: s.update(5), upd2=lambda: s.update([[]]), orr=lambda: s | [1], andd=lambda: s & 'a', sub=lambda: s - [1], lt=lambda: s < [1], lt2=lambda: s <= 5, ctor=lambda: set(5), ctor2=lambda: set(1, 2), ctor3=lambda: set(a=1), ctor4=lambda: set([[1]]), fctor=lambda: frozenset(5), h=lambda: hash(s), fh=lambda: hash(frozenset([1])) == hash(frozenset([1])), idx=lambda: s[0], ior=lambda: s.__ior__([1]), sup=lambda: s.issuperset(5), sub2=lambda: s.issubset(5), un=lambda: s.union(5), inter=lambda: s.intersection([[]]), diff=lambda: s.difference(5), sym=lambda: s.symmetric_difference(1, 2), symu=lambda: s.symmetric_difference_update(5), disj=lambda: s.isdisjoint(5), inn=lambda: [] in s, inn2=lambda: {1} in s, dis=lambda: s.discard([]), fadd=lambda: frozenset().add(1), cp=lambda: s.copy(1), add3=lambda: s + s, cl=lambda: s.clear(1)).items(): t(nm, f)
a, b = {1, 2, 3}, {3, 4}; print(a | b, a & b, a - b, a ^ b, a <= b, a < {1, 2, 3, 4}, a >= {1}, a == {3, 2, 1}, a != b, a.union(b, [9]), a.intersection(b, {3}), a.difference([1], [2]), a.symmetric_difference([1, 7]), a.issubset([1, 2, 3, 4]), a.issuperset([1]), a.isdisjoint([8]), frozenset(a) == a, a == frozenset(a), {frozenset({1})} == {frozenset({1})}, frozenset({1}) | {2}, {2} | frozenset({1}), type(frozenset({1}) | {2}).__name__, type({2} | frozenset({1})).__name__, len(a), 2 in a, {1} in {frozenset({1})})
c = a.copy(); c |= {7}; c &= {1, 7, 3}; c ^= {1, 8}; c -= {3}; print(sorted(c)); c.update([1], 'a'); c.discard('zz'); c.intersection_update([1, 7], [7]); print(c); c.difference_update([7]); print(c, set(), frozenset(), repr({1}), repr(frozenset([1])), str({'a'}), set('aab') == {'a', 'b'}, {*[1, 2], *(2, 3)}, {x % 3 for x in range(10)}); s = {1}; s.add(frozenset([2])); print(len(s)); class_ = type('S', (set,), {}); x = class_([1]); print(x, type(x | {2}).__name__, type(x.copy()).__name__, repr(x), type(frozenset(x)).__name__)
print(set(range(20)), {5, 3, 1}, {100, 50, 8, 16, 24}, {-1, -2, 0}, {1.5, 2.5, 0.5}, set([10**20, 1, 2**61]), {True, 2, 0}, {i * 7 % 31 for i in range(15)}, frozenset(range(5, 0, -1)), set(range(100, 110)) - {103}, {8, 0, 16, 32, 1}, list({1000000, 999, 5, 17, 33}), {(1, 2), } | {(1, 2)}, {None, 1} - {None}, {2**i for i in range(12)}); s = set(range(10)); print(s.pop(), s.pop(), s); s.add(0); print(s)

"""Programs that change a container while it is iterated, sorted, compared, searched, formatted: an exception or a result, and no
harm. Where CPython's result depends on its own layout (keys of dicts that change while looked up) it is ours."""
import collections
def t(name, f):
    try: print(name, f())
    except Exception as e: print(name, type(e).__name__, e)
# mutation while iterating / sorting / comparing
def a():
    l = list(range(100))
    for x in l:
        if len(l) < 1000: l.append(1)
        else: l.clear()
    return len(l)
t('list iter', a)
def a():
    d = {i: i for i in range(10)}
    for k in d: d[k + 100] = 1
t('dict grow', a)
def a():
    d = {i: i for i in range(10)}
    for k in d: del d[k]
t('dict shrink', a)
def a():
    d = {i: i for i in range(10)}
    for k in d: del d[k]; d[k+1000] = 1
t('dict same', a)
def a():
    s = set(range(10))
    for k in s: s.add(k + 100)
t('set grow', a)
def a():
    s = collections.deque(range(10))
    for k in s: s.append(k)
t('deque grow', a)
def a():
    l = list(range(10))
    l.sort(key=lambda x: l.append(x) or x)
t('sort key append', a)
class C:
    def __init__(s, l): s.l = l
    def __lt__(s, o):
        s.l.clear(); s.l.extend([1] * 100); return True
def a():
    l = []
    l.extend([C(l) for _ in range(10)])
    l.sort()
t('sort lt', a)
class E:
    def __init__(s, l): s.l = l
    def __eq__(s, o): s.l.clear(); return False
    __hash__ = None
def a():
    l = []; l.extend([E(l) for _ in range(10)]); return l == [1] * 10
t('list eq', a)
def a():
    l = []; l.extend([E(l) for _ in range(10)]); return 5 in l
t('list contains', a)
def a():
    l = []; l.extend([E(l) for _ in range(10)]); return l.index(5)
t('list index', a)
def a():
    l = []; l.extend([E(l) for _ in range(10)]); return l.count(5)
t('list count', a)
def a():
    l = []; l.extend([E(l) for _ in range(10)]); return l.remove(5)
t('list remove', a)
def a():
    l = []; l.extend([E(l) for _ in range(10)]); return l < [1] * 10
t('list lt', a)
def a():
    d = collections.deque(); d.extend([E(d) for _ in range(10)]); return 5 in d
t('deque contains', a)
def a():
    d = collections.deque(); d.extend([E(d) for _ in range(10)]); return d == collections.deque([1]*10)
t('deque eq', a)
def a():
    d = collections.deque(); d.extend([E(d) for _ in range(10)]); return d.remove(5)
t('deque remove', a)
def a():
    d = collections.deque(); d.extend([E(d) for _ in range(10)]); return d.index(5)
t('deque index', a)
def a():
    d = collections.deque(); d.extend([E(d) for _ in range(10)]); return d.count(5)
t('deque count', a)
class H:
    def __init__(s, d, n): s.d = d; s.n = n
    def __hash__(s): return 1
    def __eq__(s, o): s.d.clear(); return s.n == o.n
def a():
    d = {}
    for i in range(5): d[H(d, i)] = i
    return len(d)
t('dict hash eq', a)
def a():
    d = set()
    for i in range(5): d.add(H(d, i))
    return len(d)
t('set hash eq', a)
def a():
    d = set(); e = set()
    for i in range(5): d.add(H(e, i)); e.add(H(d, i + 3))
    return len(d & e), len(d | e), len(d - e), len(d ^ e), d <= e, d == e
t('set ops', a)
def a():
    d = {}; e = {}
    for i in range(5): d[H(e, i)] = 1; e[H(d, i)] = 1
    return d == e
t('dict eq', a)
def a():
    d = {}; e = {}
    for i in range(5): d[H(e, i)] = 1; e[H(d, i)] = 1
    d.update(e); return len(d)
t('dict update', a)
class R:
    def __init__(s, l): s.l = l
    def __repr__(s): s.l.clear(); return 'R'
for mk in (lambda: [], lambda: collections.deque(), lambda: set(), lambda: {}):
    def a():
        l = mk()
        for i in range(5):
            if isinstance(l, dict): l[i] = R(l)
            elif isinstance(l, set): l.add(R(l))
            else: l.append(R(l))
        return repr(l)
    t('repr', a)
def a():
    l = []; l.extend([R(l) for _ in range(5)]); return ' '.join(map(str, l)), '%s %s' % (l, l), f'{l}'
t('repr join', a)
class I:
    def __init__(s, l): s.l = l
    def __index__(s): s.l.clear(); return 3
def a(f):
    def b():
        l = list(range(10)); return f(l, I(l)), l
    return b
t('getitem', a(lambda l, i: l[i]))
t('setitem', a(lambda l, i: l.__setitem__(i, 5)))
t('delitem', a(lambda l, i: l.__delitem__(i)))
t('slice', a(lambda l, i: l[i:]))
t('slice2', a(lambda l, i: l[:i]))
t('setslice', a(lambda l, i: l.__setitem__(slice(i, None), [1])))
t('setslice3', a(lambda l, i: l.__setitem__(slice(0, 10, i), [1,2,3,4])))
t('delslice', a(lambda l, i: l.__delitem__(slice(i, 9, 2))))
t('insert', a(lambda l, i: l.insert(i, 7)))
t('pop', a(lambda l, i: l.pop(i)))
t('mul', a(lambda l, i: l * i))
t('imul', a(lambda l, i: l.__imul__(i)))
t('index', a(lambda l, i: l.index(5, i)))
def a(f):
    def b():
        l = bytearray(b'0123456789'); return f(l, I(l)), l
    return b
t('bgetitem', a(lambda l, i: l[i]))
t('bsetitem', a(lambda l, i: l.__setitem__(i, 5)))
t('bsetitem2', a(lambda l, i: l.__setitem__(0, i)))
t('bdelitem', a(lambda l, i: l.__delitem__(i)))
t('bslice', a(lambda l, i: l[i:]))
t('bsetslice', a(lambda l, i: l.__setitem__(slice(i, None), b'a')))
t('binsert', a(lambda l, i: l.insert(0, i)))
t('binsert2', a(lambda l, i: l.insert(i, 1)))
t('bpop', a(lambda l, i: l.pop(i)))
t('bmul', a(lambda l, i: l * i))
t('bfind', a(lambda l, i: l.find(b'5', i)))
t('bfind2', a(lambda l, i: l.find(i)))
t('bext', a(lambda l, i: l.extend([1, i, 2])))
t('bjoin', a(lambda l, i: l.join([l, l])))
t('bmv', a(lambda l, i: memoryview(l)[i]))
t('bmv2', a(lambda l, i: memoryview(l).__setitem__(i, 1)))
t('brepl', a(lambda l, i: l.replace(b'1', b'2', i)))
t('bsplit', a(lambda l, i: l.split(b'1', i)))
t('bcenter', a(lambda l, i: l.center(i)))
def a(f):
    def b():
        l = collections.deque(range(10)); return f(l, I(l)), l
    return b
t('dgetitem', a(lambda l, i: l[i]))
t('dsetitem', a(lambda l, i: l.__setitem__(i, 5)))
t('ddelitem', a(lambda l, i: l.__delitem__(i)))
t('dinsert', a(lambda l, i: l.insert(i, 7)))
t('drot', a(lambda l, i: l.rotate(i)))
t('dmul', a(lambda l, i: l * i))
t('dindex', a(lambda l, i: l.index(5, i)))
class It:
    def __init__(s, l): s.l = l
    def __iter__(s): return s
    def __next__(s):
        s.l.clear()
        if len(s.l) > 5: raise StopIteration
        s.n = getattr(s, 'n', 0) + 1
        if s.n > 3: raise StopIteration
        return s.n
def a(f):
    def b():
        l = list(range(10)); return f(l, It(l)), l
    return b
t('extend', a(lambda l, i: l.extend(i)))
t('iadd', a(lambda l, i: l.__iadd__(i)))
t('setsl', a(lambda l, i: l.__setitem__(slice(2, 5), i)))
t('setsl2', a(lambda l, i: l.__setitem__(slice(0, 6, 2), i)))
t('extself', a(lambda l, i: l.extend(l)))
t('extself2', a(lambda l, i: l.extend(iter(l)) if 0 else None))
t('zip', a(lambda l, i: list(zip(l, i))))
t('map', a(lambda l, i: list(map(lambda *x: x, l, i))))
t('sorted', a(lambda l, i: sorted(i)))
t('starargs', a(lambda l, i: (lambda *x: x)(*l, *i, *l)))
t('unpack', a(lambda l, i: [*l, *i, *l]))
t('setu', a(lambda l, i: {*l, *i}))
t('sum', a(lambda l, i: sum(i, 0)))
t('bytes', a(lambda l, i: bytes(i)))
import heapq
class L:
    def __init__(s, l): s.l = l
    def __lt__(s, o): s.l.clear(); return True
for f in (heapq.heapify, heapq.heappop, lambda l: heapq.heappush(l, L(l)), lambda l: heapq.heapreplace(l, L(l)), lambda l: heapq.heappushpop(l, L(l)), lambda l: heapq.nsmallest(3, l), lambda l: heapq.nlargest(3, l), min, max, sorted):
    def b():
        l = []; l.extend(L(l) for _ in range(10)); return f(l) is None, len(l)
    t('heap', b)
import bisect
def b():
    l = []; l.extend(L(l) for _ in range(10)); return bisect.bisect(l, L(l)), bisect.insort(l, L(l))
t('bisect', b)
import json
class DD(dict):
    def items(s): s.clear(); return [(1, 2)]
def b():
    d = DD({1: 2}); return json.dumps(d)
t('json', b)
import functools
def b():
    d = {}
    @functools.lru_cache(2)
    def f(x): f.cache_clear(); return x
    return [f(i) for i in range(10)], f.cache_info()
t('lru', b)
import operator, itertools
def b():
    l = [1,2,3]
    g = itertools.groupby(l, key=lambda x: l.clear() or x)
    return [(k, list(v)) for k, v in g]
t('groupby', b)
def b():
    def g():
        try: next(it)
        except ValueError as e: print(e)
        yield 1
    it = g(); return list(it)
t('gen self', b)
def b():
    it = itertools.tee(x for x in [1,2,3]); return list(it[0]), list(it[1])
t('tee', b)
def b():
    def g():
        yield next(t2)
    t1, t2 = itertools.tee(g())
    return next(t1)
t('tee re', b)
def b():
    s = ''
    class X:
        def __str__(self): nonlocal s; s += 'a' * 1000; return s
    return len('%s%s%s' % (X(), X(), X())), len(f'{X()}{X()}'), len(''.join([str(X()), str(X())]))
t('str', b)


def iterators_that_lose_their_next():
    """What a program deletes from a class while it is in use must not be called."""
    class Iterator:
        def __iter__(self):
            return self

        def __next__(self):
            del Iterator.__next__
            return 1

    def give():
        yield from Iterator()

    for use in (lambda: [x for x in Iterator()], lambda: list(Iterator()), lambda: list(give()),
                lambda: dict(zip(Iterator(), "ab")), lambda: sum(map(int, Iterator())), lambda: max(Iterator())):
        Iterator.__next__ = lambda self: (delattr(Iterator, "__next__"), 1)[1]
        try:
            print(use())
        except (TypeError, AttributeError):
            print("it lost its next")


iterators_that_lose_their_next()

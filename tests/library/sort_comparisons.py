"""list.sort() compares the same items in the same order as CPython's."""
import random
class C:
    log = []
    def __init__(s, v, i=0): s.v, s.i = v, i
    def __lt__(s, o): C.log.append((s.v, o.v)); return s.v < o.v
import hashlib
def dig(x): return hashlib.md5(repr(x).encode()).hexdigest()[:10]
def gen(kind, n, r):
    if kind == 'rand': return [r.randrange(n * 2) for _ in range(n)]
    if kind == 'few': return [r.randrange(4) for _ in range(n)]
    if kind == 'sorted': return list(range(n))
    if kind == 'rev': return list(range(n, 0, -1))
    if kind == 'revdup': return [i // 3 for i in range(n, 0, -1)]
    if kind == 'eq': return [1] * n
    if kind == 'saw': return [i % 17 for i in range(n)]
    if kind == 'runs': return [x for k in range(n // 40 + 1) for x in sorted(r.randrange(1000) for _ in range(40))][:n]
    if kind == 'organ': return list(range(n // 2)) + list(range(n // 2, 0, -1))
    if kind == 'tail': return list(range(n)) + [r.randrange(n + 1) for _ in range(5)]
    if kind == 'two': return list(range(0, 2 * n, 2)) + list(range(1, n))
    if kind == 'blocks': return list(range(n, 2 * n)) + list(range(n))
for kind in ('rand', 'few', 'sorted', 'rev', 'revdup', 'eq', 'saw', 'runs', 'organ', 'tail', 'two', 'blocks'):
    for n in (2, 3, 5, 10, 31, 33, 63, 64, 65, 100, 150, 257, 1000, 3000):
        r = random.Random(n)
        d = gen(kind, n, r)
        for rev in (False, True):
            C.log = []
            x = [C(v, i) for i, v in enumerate(d)]
            x.sort(reverse=rev)
            print(kind, n, rev, len(C.log), dig(C.log), dig([(c.v, c.i) for c in x]), dig(sorted(d, reverse=rev)), dig(sorted(map(float, d), key=lambda v: -v)), dig(sorted([(v, 'x') for v in d])))
nan = float('nan')
for seed in range(30):
    r = random.Random(seed)
    print(sorted([r.choice([nan, 1.0, 2.0, 3.0]) for _ in range(r.randrange(1, 40))]))
for seed in range(10):
    r = random.Random(seed); cnt = 0
    class Rnd:
        def __lt__(s, o): global cnt; cnt += 1; return r.random() < .5
    x = [Rnd() for _ in range(300)]; ids = {id(o): i for i, o in enumerate(x)}; x.sort(); print(cnt, dig([ids[id(o)] for o in x]), len(set(map(id, x))))
class Fail:
    n = 0
    def __lt__(s, o):
        Fail.n += 1
        if Fail.n == stop: raise ValueError(stop)
        return s.v < o.v
for stop in (1, 5, 50, 300, 600, 900):
    r = random.Random(3); Fail.n = 0; x = []
    for i in range(200): f = Fail(); f.v = r.randrange(100); f.i = i; x.append(f)
    try: x.sort(); print('done', Fail.n)
    except ValueError as e: print(e, dig([f.i for f in x]), len({f.i for f in x}))

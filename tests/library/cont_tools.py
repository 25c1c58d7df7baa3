import itertools, heapq, functools, operator
from itertools import *
from collections import deque
print(list(islice(count(5, 2), 4)), list(islice(count(1.5, .25), 3)), list(islice(cycle("abc"), 7)), list(repeat(1, 3)), list(islice(cycle([]), 3)))
print(list(accumulate([1, 2, 3, 4])), list(accumulate([3, 1, 2], max)), list(accumulate([1, 2], initial=10)), list(accumulate([], initial=1)), list(accumulate("abc")))
print(list(batched("abcdefg", 3)), list(chain([1], "ab", ())), list(chain.from_iterable([[1, 2], [3]])), list(compress("abcdef", [1, 0, 1, 0, 1])))
print(list(dropwhile(lambda x: x < 3, [1, 2, 3, 1])), list(takewhile(lambda x: x < 3, [1, 2, 3, 1])), list(filterfalse(lambda x: x % 2, range(6))), list(filterfalse(None, [0, 1, ""])))
for k, g in groupby("aaabbca"): print(k, list(g))
gs = [(k, g) for k, g in groupby([1, 1, 2])]; print([(k, list(g)) for k, g in gs])
for k, g in groupby(sorted(["apple", "bob", "cat", "alice"], key=len), key=len): print(k, next(g), list(g))
print(list(islice(range(10), 2, 8, 3)), list(islice(range(10), None)), list(islice(range(10), 3, None)), list(islice([1, 2], 0)))
it = iter(range(20)); print(list(islice(it, 2, 9, 4)), next(it)); it = iter(range(20)); print(list(islice(it, 3)), next(it))
print(list(pairwise("abcd")), list(pairwise([1])), list(starmap(pow, [(2, 3), (3, 2)])), list(zip_longest("ab", [1], fillvalue="-")), list(zip_longest()))
print(list(product("ab", [1, 2])), list(product([0, 1], repeat=2)), list(product()), list(product([], [1])), len(list(product(range(3), repeat=4))))
print(list(permutations("abc")), list(permutations(range(4), 2)), list(permutations([1], 2)), list(permutations([])), len(list(permutations(range(6)))))
print(list(combinations("abcd", 2)), list(combinations([1], 2)), list(combinations([1, 2], 0)), list(combinations_with_replacement("abc", 2)), list(combinations_with_replacement([], 1)), list(combinations_with_replacement([], 0)))
a, b, c = tee(iter(range(200)), 3); print(next(a), next(a), list(b)[-1], next(a), sum(a), sum(c))
x, y = tee("ab"); print(list(x), list(y))
try: list(batched("abc", 2, strict=True))
except ValueError as e: print(e)
def gen():
    yield 1
    raise KeyError("x")
try: print(list(chain(gen(), [2])))
except KeyError as e: print("KeyError", e)
state = 4242
def rnd(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % n
for make in (lambda: rnd(50), lambda: (rnd(5), rnd(9)), lambda: rnd(100) / 7, lambda: "%03d" % rnd(100), lambda: (rnd(9) / 2, rnd(100), "x"), lambda: [rnd(5)]):
    h = []
    for i in range(120):
        op = rnd(6)
        if op < 3 or not h: heapq.heappush(h, make())
        elif op == 3: print(heapq.heappop(h), end=" ")
        elif op == 4: print(heapq.heapreplace(h, make()), end=" ")
        else: print(heapq.heappushpop(h, make()), end=" ")
    print(); print(h)
    d = [make() for _ in range(77)]
    e = list(d); heapq.heapify(e); print(e)
    e = list(d); heapq._heapify_max(e); print(e, heapq._heappop_max(e), heapq._heapreplace_max(e, make()), e)
    print(heapq.nsmallest(5, d), heapq.nlargest(5, d), heapq.nsmallest(0, d), heapq.nlargest(1, d), heapq.nsmallest(100, d) == sorted(d))
    print(list(heapq.merge(sorted(d[:20]), sorted(d[20:40]), sorted(d[40:])))[:30])
d = list(range(3000)); d = [(i * 7919) % 3001 for i in d]; heapq.heapify(d); print(d[:40], hash(tuple(d)))
print(heapq.nlargest(3, ["aaa", "b", "cc", "ddd"], key=len), heapq.nsmallest(3, ["aaa", "b", "cc", "d"], key=len), list(heapq.merge([5, 3, 1], [4, 2], reverse=True)), list(heapq.merge(["a", "ccc"], ["bb"], key=len)))
def trace(n, items):
    for i in items: print("read", n, i); yield i
for v in heapq.merge(trace("a", [1, 4]), trace("b", [2, 3])): print("got", v)
class Job:
    def __init__(s, p, n): s.p, s.n = p, n
    def __lt__(s, o): print("lt", s.n, o.n); return s.p < o.p
h = []
for p, n in ((3, "a"), (1, "b"), (2, "c"), (1, "d")): heapq.heappush(h, Job(p, n))
print([heapq.heappop(h).n for _ in range(4)])
try: heapq.heappush([1], "a")
except TypeError as e: print(e)
@functools.lru_cache(maxsize=3)
def f(x, *a, **k): print("call", x, a, k); return x
for i in (1, 2, 3, 1, 4, 2, 1, "a", 1.0): f(i)
f(1, y=2); f(1, y=2); f(x=1); print(f.cache_info(), f.cache_parameters(), f.__name__, f.__wrapped__.__name__)
f.cache_clear(); print(f.cache_info())
@functools.cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80), fib.cache_info())
@functools.lru_cache(typed=True)
def g(x): return type(x).__name__
print(g(1), g(1.0), g(True), g.cache_info())
class K:
    @functools.lru_cache
    def m(self, x): return x * 2
k = K(); print(k.m(2), k.m(2), K.m.cache_info())
try: f([])
except TypeError as e: print(e)
p = functools.partial(print, "a", sep="-"); p("b", end="!\n"); p("c", sep="+"); print(p.func is print, p.args, p.keywords, functools.partial(p, 1).args)
print(functools.reduce(operator.add, [1, 2, 3], 10), sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)))
@functools.total_ordering
class V:
    def __init__(s, v): s.v = v
    def __eq__(s, o): return s.v == o.v
    def __lt__(s, o): return s.v < o.v
print(V(1) <= V(1), V(2) > V(1), V(1) >= V(2))
@functools.singledispatch
def sd(x): return "object"
@sd.register
def _(x: int): return "int"
print(sd(1), sd("a"))
print(operator.itemgetter(1, "a")({1: 2, "a": 3}), operator.attrgetter("real", "imag")(3), operator.methodcaller("upper")("abc"), operator.itemgetter(slice(1, 3))("abcd"))
d = deque(maxlen=4)
dq = deque()
for step in range(1500):
    for q in (d, dq):
        op = rnd(16); v = rnd(50)
        try:
            if op < 3: q.append(v)
            elif op < 5: q.appendleft(v)
            elif op == 5: print(q.pop())
            elif op == 6: print(q.popleft())
            elif op == 7: q.rotate(rnd(9) - 4)
            elif op == 8: q.extend(range(v % 5))
            elif op == 9: q.extendleft("ab")
            elif op == 10: q.insert(rnd(10) - 5, v)
            elif op == 11: del q[rnd(8) - 4]
            elif op == 12: q.remove(v)
            elif op == 13: q.reverse()
            elif op == 14: print(q.index(v), q.count(v))
            else: q[rnd(8) - 4] = v
        except (IndexError, ValueError) as e: print(type(e).__name__, e)
        if step % 10 == 0: print(q)
        if len(q) > 30: q.clear()
print(d + deque([1]), d * 2, d == d.copy(), list(reversed(d)), d.maxlen, d[0], 3 in d, deque("abc") < deque("abd"), bool(deque()))
q = deque([1, 2, 3])
try:
    for x in q: q.append(x)
except RuntimeError as e: print(e)
q = deque(); q.append(q); print(q)
q = deque([1, 2]); q += q; q *= 2; print(q); q = deque(range(5), 3); q.extend(q); print(q, deque(q, maxlen=2), deque(q))
class D(deque):
    pass
z = D([1, 2], 5); z.y = 1; print(z, z.copy(), type(z.copy()), z.y)

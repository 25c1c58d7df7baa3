from collections import OrderedDict, defaultdict, deque, Counter, ChainMap
state = 777
def rnd(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % n
def key():
    k = rnd(5)
    if k == 0: return rnd(20)
    if k == 1: return "k%d" % rnd(20)
    if k == 2: return (rnd(3), rnd(3))
    if k == 3: return float(rnd(20))
    return rnd(10) > 4
for cls in (dict, OrderedDict, lambda: defaultdict(list)):
    d = cls()
    for step in range(800):
        op = rnd(14)
        k = key()
        if op < 6: d[k] = step
        elif op < 8: d.pop(k, None)
        elif op == 8:
            if d: print(d.popitem())
        elif op == 9:
            if k in d: del d[k]
        elif op == 10: print(d.setdefault(k, step))
        elif op == 11: d.update({key(): step for _ in range(rnd(5))})
        elif op == 12: print(d.get(k), k in d)
        elif op == 13 and isinstance(d, OrderedDict):
            if k in d: d.move_to_end(k, last=rnd(2) == 0)
            if d and rnd(2): print(d.popitem(last=False))
        if step % 40 == 0: print(len(d), list(d), list(d.values()), list(reversed(d)))
        if rnd(150) == 0: d.clear()
    print(d, d == dict(d.items()), d.copy() == d)
d = {i: i for i in range(20)}
for i in range(15): del d[i]
print(d, len(d), next(iter(d)), list(reversed(d.items())))
d[100] = 1
print(d)
for i in range(100): d[i * 1000] = i; del d[next(iter(d))]
print(d)
def change(f):
    d = {1: 2, 3: 4}
    try:
        for k in d: f(d)
    except RuntimeError as e: print(e)
change(lambda d: d.pop(3, None))
change(lambda d: d.update(x=len(d)))
class M(dict):
    def __missing__(self, k): return "missing %r" % (k,)
m = M(a=1)
print(m["a"], m["b"], m.get("b"), m, "b" in m)
m.attr = 5
print(m.attr, m == {"a": 1}, isinstance(m, dict))
d = {"a": {}}
d["a"]["b"] = d
print(d)
l = [1]; l.append(l); print(l, (l,))
print({1: 2} | {3: 4}, {**{1: 2}, "x": 1})
d = {1: 2}; d |= [(5, 6)]; print(d)
class E:
    def __init__(self, n): self.n = n
    def __hash__(self): return 1
    def __eq__(self, o):
        print("eq", self.n, getattr(o, "n", o))
        return self.n == getattr(o, "n", o)
d = {E(1): 1, E(2): 2}
print(d[E(2)])
class Bad:
    def __hash__(self): return 5
    def __eq__(self, o): raise ValueError("no")
try: {5: 1, Bad(): 2}
except ValueError as e: print("ValueError", e)
class Mut:
    def __hash__(self): return 7
    def __eq__(self, o):
        dd.clear(); return False
dd = {7: 1, 8: 2}
dd[Mut()] = 3
print(len(dd))
print(dict.fromkeys("abc", 0), dict(zip("ab", [1, 2])), dict([["a", 1]], b=2), dict(a=1))
print({1: 1}.keys() | {2}, {1: 1}.items() & {(1, 1)}, {1: 1, 2: 2}.keys() - {1}, sorted({1: 1}.keys() ^ {2, 3}))
print({1: 1}.keys() == {1}, {1: 1}.items() == {(1, 1)}, {1: 1}.keys() < {1, 2}, 1 in {1: 2}.values(), (1, 2) in {1: 2}.items())
print({True: "a", 1: "b", 1.0: "c"}, {0: 1, False: 2, 0.0: 3, -0.0: 4})
nan = float("nan")
print({nan: 1}[nan], nan in {nan}, [nan] == [nan], nan in [nan], [nan].index(nan), (nan,) == (nan,))
c = Counter("abracadabra"); print(c, c.most_common(2), c["z"], c - Counter("aab"), c & Counter("aab"), +c)
print(ChainMap({1: 2}, {3: 4})[3])
dd = defaultdict(list); dd[1].append(2); print(dd, dd[5], dd)
dd = defaultdict(lambda: defaultdict(int)); dd["a"]["b"] += 1; print(dd["a"])
od = OrderedDict(b=1, a=2)
print(od, od == OrderedDict(a=2, b=1), od == {"a": 2, "b": 1}, od.keys(), od.items(), od.values(), list(reversed(od)))
class OD(OrderedDict):
    def __setitem__(self, k, v):
        print("set", k, v); super().__setitem__(k, v)
o = OD(a=1); o.update(b=2); print(o, o.copy(), type(o.copy()))
for k in list(od): od.move_to_end(k, False)
print(od)
od.extra = 1; print(od.extra, od.__dict__)
big = {i: -i for i in range(100000)}
for i in range(0, 100000, 3): del big[i]
print(len(big), sum(big), sum(big.values()))
for i in range(0, 100000, 3): big[i] = 1
print(len(big), list(big)[-3:], big[99999])
q = OrderedDict()
for i in range(20000):
    q[i] = i
    if len(q) > 10: q.popitem(last=False)
print(q)
print(type({}.keys()), type({}.items().__iter__()), repr({}.keys()), repr({1: 2}.items()))

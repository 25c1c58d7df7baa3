state = 99
def rnd(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % n
def bound():
    k = rnd(4)
    return None if k == 0 else rnd(30) - 15
def step():
    return [None, 1, -1, 2, -2, 3, -3, 7][rnd(8)]
l = list(range(10)); t = tuple(range(13)); s = "abcdefghijk"
for i in range(1200):
    sl = slice(bound(), bound(), step())
    try:
        print(l[sl], t[sl], s[sl], range(1, 40, 3)[sl], sl.indices(9))
        op = rnd(4)
        if op == 0: l[sl] = [rnd(100) for _ in range(rnd(5))]
        elif op == 1: del l[sl]
        elif op == 2: l[sl] = l
        else: l.insert(rnd(30) - 15, i)
        if len(l) > 30: del l[10:]
    except ValueError as e: print(e)
print(l)
for n in (0, 1, 2, 10, 31, 32, 33, 64, 65, 100, 1000, 5000):
    ints = [rnd(n + 1) for _ in range(n)]
    assert sorted(ints) == sorted(sorted(ints, reverse=True)), n
    for data in (ints, [str(x) for x in ints], [x / 3 for x in ints], [(x % 5, -x) for x in ints], [(str(x % 5), x) for x in ints],
                 [x if x % 2 else float(x) for x in ints], [-x for x in ints], list(range(n)), list(range(n, 0, -1)),
                 list(range(n)) + list(range(n)), [[x] for x in ints]):
        r = sorted(data); ok = all(not (r[i + 1] < r[i]) for i in range(len(r) - 1))
        k = sorted(enumerate(data), key=lambda p: p[1]); kr = sorted(enumerate(data), key=lambda p: p[1], reverse=True)
        stable = all(k[i][1] != k[i + 1][1] or k[i][0] < k[i + 1][0] for i in range(len(k) - 1))
        stabler = all(kr[i][1] != kr[i + 1][1] or kr[i][0] < kr[i + 1][0] for i in range(len(kr) - 1))
        okr = all(not (kr[i][1] < kr[i + 1][1]) for i in range(len(kr) - 1))
        d = list(data); d.sort(reverse=True)
        print(n, ok, stable, stabler, okr, d == [p[1] for p in kr], len(r) == len(data), sum(map(hash, map(str, r))) % 1 == 0)
x = [3, 1, 2]
def key(v):
    x.append(v); return v
try: x.sort(key=key)
except ValueError as e: print(e, x)
class C:
    def __init__(self, v): self.v = v
    def __lt__(self, o):
        if self.v == 3: raise KeyError("three")
        return self.v < o.v
    def __repr__(self): return "C%d" % self.v
y = [C(5), C(4), C(3), C(2)]
try: y.sort()
except KeyError as e: print(e, sorted(map(repr, y)))
try: [1, "a", 2].sort()
except TypeError as e: print(e)
print(sorted("hello"), sorted({3: 1, 1: 2}), sorted([True, False, 2, 0.5]), sorted(["b", "a", "C"], key=str.lower))
print([1, 2] < [1, 3], [1, 2] < [1, 2, 0], [2] > [1, 9], [] < [0], (1, "a") < (1, "b"), (1,) <= (1,), [1, [2]] == [1, [2]])
print([0] * 3, [1, 2] * 2, 2 * (1, 2), [[]] * 2, [1] * -1, () * 5)
a = [1, 2, 3]; b = a; a += (4,); print(b); a *= 2; print(a, len(a)); a.extend(a); print(a); a[:] = []; print(b)
a = [1]; a.extend(x * 2 for x in range(5)); print(a); a.extend({1: 2}); a.extend("ab"); print(a, a.count(2), a.index("a"))
a = list(range(5)); a[1:3] = "xyz"; print(a); a[::2] = [0] * 3; print(a); del a[-1], a[0]; print(a)
for f in (lambda: [1, 2, 3].index(3, 0, 2), lambda: [].pop(), lambda: [1][2], lambda: [1].pop(3), lambda: [1].remove(2),
          lambda: (1, 2)[5], lambda: [1].__setitem__(4, 1), lambda: [].insert("a", 1), lambda: [1, 2][1.0], lambda: (1,) + [1],
          lambda: [1].__delitem__(3), lambda: [1, 2, 3].__setitem__(slice(0, 3, 2), [1]), lambda: [1][::0], lambda: list(5),
          lambda: tuple(x for x in 5), lambda: [] < 3, lambda: range(5)["a"], lambda: range(1, 2, 3, 4), lambda: range()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
print(list(range(10, 0, -3)), list(range(5, 5)), len(range(0, 100, 7)), range(10)[-1], range(10)[2:5], range(0, 10, 3)[::-1])
print(range(3) == range(0, 3, 1), range(0) == range(5, 2), hash(range(3)) == hash(range(0, 3)), 5 in range(10), 5.0 in range(10), 5.5 in range(10), "a" in range(3))
r = range(2**70, 2**70 + 10, 3); print(list(r), len(r), r[1], r[-1], 2**70 + 3 in r, r.index(2**70 + 6), list(reversed(r)), r)
print(list(range(3, -3, -2)), list(reversed(range(7))), range(5).count(3), range(-5, 5).index(0), bool(range(0)), repr(range(1, 5, 2)))
try: print(len(range(2**100)))
except OverflowError as e: print(e)
print(list(zip(range(3), "abc", [1.5] * 9)), list(map(lambda *a: a, [1, 2], [3, 4])), list(filter(None, [0, 1, "", "a"])), list(enumerate("ab", 5)))
it = iter([1, 2, 3]); print(next(it), list(it), next(it, "end")); l = [1, 2, 3]; it = iter(l); next(it); l.append(4); print(list(it)); l.append(5); print(list(it))
for x in (l := [1, 2, 3, 4]): l.remove(x)
print(l)
print(list(reversed([1, 2, 3])), list(reversed((1, 2))), list(reversed("abc")), list(iter(lambda it=iter([1, 2, 3, 4]): next(it), 3)))
class G:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i * i
    def __len__(self): return 4
print(list(G()), list(reversed(G())), 9 in G(), max(G()), sum(G()), sorted(G(), reverse=True), tuple(G()))
class H:
    def __len__(self): print("len"); return 3
    def __iter__(self): print("iter"); return iter((1, 2, 3))
print(list(H()), tuple(H()), [*H()], sorted(H()))
class L(list):
    def __init__(self, *a): super().__init__(*a); self.n = 1
z = L([1, 2]); z.append(3); print(z, z.n, z[1:], type(z[1:]), z + [1], type(z * 2), z == [1, 2, 3], L([1]) < L([2]))
class T(tuple):
    def __new__(cls, *a): return super().__new__(cls, a)
    def hello(self): return "hello %d" % len(self)
z = T(1, 2, 3); z.x = 5; print(z, z.hello(), z.x, z[0], z + (4,), type(z + (4,)), z == (1, 2, 3), hash(z) == hash((1, 2, 3)), {z: 1}[(1, 2, 3)])
a, *b, c = range(6); print(a, b, c); (a, b), c = [1, 2], 3; print(a, b, c)
try: a, b = [1, 2, 3]
except ValueError as e: print(e)
try: a, b, *c = [1]
except ValueError as e: print(e)
print(min(3, 1, 2), max("abc"), min([], default=7), max([1, -5, 3], key=abs), min((1, "a"), (1, "b")), sum([1, 2.5, True]), sum([[1], [2]], []), sum([0.1] * 10), sum([1e16, 1, -1e16]))
print(any([0, "", 3]), all([]), all([1, 0]), any(x > 3 for x in range(5)), abs(-3), divmod(-7, 2), pow(3, -1, 7), round(2.5), round(2.675, 2), round(1234, -2))
print(bin(10), oct(-8), hex(255), chr(9731), ord("é"), callable(len), callable(3), repr("a'b"), ascii("é\n"), format(3.14159, ".2f"), format("a", ">5"), hash(5), hash(-1), hash(2**61), hash(1.5), hash("") == hash(""))
print(isinstance(3, (str, int)), issubclass(bool, int), isinstance(True, int | str), getattr([], "nope", 4), hasattr([], "append"), sorted(vars(z)), dir(z)[-3:], type(id(z)))
print(slice(1, 2), slice(1, 2) == slice(1, 2), slice(None, 5).indices(3), slice(1, 2) < slice(1, 3), hash(slice(1, 2)), slice("a", [1], None))

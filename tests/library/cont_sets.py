"""Sets iterate in CPython's order, whatever happened to them."""

state = 12345


def rnd(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return (state >> 33) % n


def key():
    kind = rnd(8)
    if kind < 4:
        return rnd(64)
    if kind == 4:
        return rnd(1000000) - 500000
    if kind == 5:
        return rnd(100) / 4
    if kind == 6:
        return (rnd(5), rnd(5))
    return frozenset([rnd(6), rnd(6)])


def show(s):
    print(len(s), list(s)[:40])


sets = [set(), set(), set(range(10)), set([8, 16, 0])]
for step in range(1500):
    i, j = rnd(len(sets)), rnd(len(sets))
    a, b = sets[i], sets[j]
    op = rnd(22)
    if op < 6:
        a.add(key())
    elif op < 9:
        a.discard(key())
    elif op == 9:
        if a:
            print("pop", a.pop())
    elif op == 10:
        sets[i] = a | b
    elif op == 11:
        sets[i] = a - b
    elif op == 12:
        sets[i] = a & b
    elif op == 13:
        sets[i] = a ^ b
    elif op == 14:
        a |= b
    elif op == 15:
        a -= b
        if rnd(2):
            a.update([key() for _ in range(rnd(30))])
    elif op == 16:
        a &= b
        a.update(range(rnd(50)))
    elif op == 17:
        a ^= b
    elif op == 18:
        sets[i] = set(b)
    elif op == 19:
        a.update({key(): 1 for _ in range(rnd(20))})
    elif op == 20:
        sets[i] = a.difference([key() for _ in range(20)], b)
    else:
        sets[i] = a.intersection(list(b), range(40))
        sets[i].update(a)
    if len(sets[i]) > 300:
        sets[i].clear()
        sets[i].add(key())
    if step % 5 == 0:
        show(sets[i])

big = set(range(0, 400000, 7))
print(len(big), list(big)[:20], sum(big))
for n in range(0, 400000, 14):
    big.discard(n)
print(len(big), list(big)[:20])
big |= {-1, -2, 2**61, 2**61 - 1, 1.5, 2.5}
print(len(big), list(big)[:20])

print({1, 2, 3} == {3, 2, 1}, {1} < {1, 2}, {1, 2} <= {1, 2}, {1, 2} > {1}, {1} >= {2}, {1} != {2})
print(hash(frozenset()), hash(frozenset([1])), hash(frozenset([1, 2, 3])), hash(frozenset([(1, 2), 3.5])))
print(hash(()), hash((1,)), hash((1, 2, 3)), hash((1, (2, 3.5), -1, True)))
print(frozenset([frozenset([1]), frozenset()]))
print({frozenset([1])} == {frozenset([1])}, set([1]) in {frozenset([1])}, frozenset([1]) | {2}, {2} | frozenset([1]))
s = {frozenset([1])}
s.remove({1})
print(s, set("a"), frozenset("a"))
print({10, 20, 30, 40, 50}, {8, 16, 24, 32, 0}, {1000, 2000, 3000}, {8, 0})
x, y = 8, 0
print({x, y, 16}, {x, 24, 40, 56, y})
try:
    for n in big:
        big.add(-n - 5)
except RuntimeError as e:
    print(e)
class S(set):
    pass
s = S([1])
s.x = 3
print(s, s | {2}, type(s | {2}), type(s.copy()), s.x, s == {1})
s = set([3])
s.add(4)
print(s.isdisjoint([5]), s.isdisjoint([4]), s.issubset(range(9)), s.issuperset([3]), s.issuperset([7]))
print(s.union([1], (2,)), s.symmetric_difference([3, 9]), s.difference(), s.intersection())
class R:
    def __init__(self, n): self.n = n
    def __hash__(self): return self.n % 4
    def __eq__(self, o): return isinstance(o, R) and self.n == o.n
    def __repr__(self): return f"R{self.n}"
s = set(R(i % 9) for i in range(30))
print(s, R(3) in s, R(12) in s)
s -= {R(1), R(2)}
print(s)

# Lists: append, index, slice, sort, a sieve.
def sieve(n):
    flags = [True] * n
    for i in range(2, int(n ** 0.5) + 1):
        if flags[i]:
            flags[i * i::i] = [False] * len(range(i * i, n, i))
    return [i for i in range(2, n) if flags[i]]


items = []
for i in range(500_000):
    items.append(i * 7919 % 100_003)
items.sort()
total = 0
for i in range(len(items) - 1):
    total += items[i + 1] - items[i]
assert len(sieve(500_000)) == 41538

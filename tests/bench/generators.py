# Generators, and generators of generators.
def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def walk(depth):
    if depth == 0:
        yield 1
    else:
        yield from walk(depth - 1)
        yield from walk(depth - 1)


total = 0
for x in count(1_000_000):
    total += x
assert sum(walk(14)) == 2 ** 14

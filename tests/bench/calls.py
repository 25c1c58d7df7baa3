# Calls of functions and methods.
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


class Counter:
    def __init__(self):
        self.n = 0

    def add(self, x, by=1):
        self.n += x * by
        return self


counter = Counter()
for i in range(300_000):
    counter.add(i).add(1, by=2)
assert fib(26) == 121393

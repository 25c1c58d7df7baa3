# Comprehensions of all kinds.
total = 0
for _ in range(20):
    evens = [n * n for n in range(20_000) if n % 2 == 0]
    table = {n: str(n) for n in evens[:5000]}
    seen = {n % 101 for n in evens}
    total += sum(n for n in evens if n in table) + len(seen)
pairs = [(a, b) for a in range(300) for b in range(300) if (a + b) % 7 == 0]
assert len(pairs) > 0

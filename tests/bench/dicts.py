# Dictionaries: counting words, looking up, updating.
words = [f"word{n * n % 1009}" for n in range(5000)]
count = {}
for _ in range(60):
    for word in words:
        count[word] = count.get(word, 0) + 1
squares = {n: n * n for n in range(200_000)}
total = 0
for key in squares:
    total += squares[key]
for n in range(0, 200_000, 2):
    del squares[n]
assert len(squares) == 100_000

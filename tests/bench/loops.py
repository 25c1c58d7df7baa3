# Loops and integer arithmetic.
total = 0
for i in range(2_000_000):
    if i % 3 == 0:
        total += i
    elif i & 1:
        total -= i // 2
n = 0
while n < 1_500_000:
    n += 1
assert n == 1_500_000

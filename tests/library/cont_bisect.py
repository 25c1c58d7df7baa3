from bisect import *

for f in (bisect_left, bisect_right, bisect):
    print([f([1, 2, 2, 2, 5, 9], x) for x in range(11)], f([], 3), f([1, 2, 3], 2, 2), f([1, 2, 3], 9, 0, 2), f([(1, 2)], (1, 3)))
    print(f(["a", "bb", "ccc"], 2, key=len), f(range(0, 100, 7), 50), f([1.5, 2], x=2, lo=0, hi=1))
for f in (insort, insort_left, insort_right):
    a = [1, 3, 5]
    for x in (0, 3.0, 4, 9, True):
        f(a, x)
    b = ["a", "ccc"]
    f(b, "bb", key=len)
    print(a, b)


class L(list):
    def insert(self, i, x):
        print("insert", i, x)
        super().insert(i, x)


a = L([1, 4])
insort(a, 2)
print(a)
for call in (lambda: bisect_left([1, "a"], 2, 1), lambda: bisect_left([1], 1, -1), lambda: bisect_left(5, 1),
             lambda: bisect_left([1]), lambda: insort([1], 2, key=5), lambda: bisect_left([1], 1, nope=2)):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__, e)

"""Containers as objects: copies, subclasses, when items die, patterns, what they are called."""
import copy
from collections import *
import itertools, functools, operator
for x in ([1, [2]], {1: [2]}, {1, 2}, (1, [2]), frozenset([1]), deque([1, [2]], 5), OrderedDict(a=[1]), defaultdict(list, {1: [2]}), Counter("aab"), range(5), slice(1, 2), b"x"):
    c, d = copy.copy(x), copy.deepcopy(x)
    print(type(c).__name__, c == x, d == x, c is x, d is x, c, d)
class L(list): pass
class D(dict): pass
class T(tuple): pass
class S(set): pass
for cls, arg in ((L, [1]), (D, {1: 2}), (T, (1,)), (S, {1})):
    v = cls(arg); v.a = 5
    c = copy.copy(v); d = copy.deepcopy(v)
    print(type(c).__name__, c, c.a, d, d.a, c == v)
    r = None
    del v
    print(r() if r else None)
class N:
    __slots__ = ("x", "y")
    def __del__(self): print("del", self.x)
n = N(); n.x = 1; l = [n]; del n; l.clear(); print("cleared")
n = N(); n.x = 2; d = {1: n}; del n; d[1] = None; print("replaced")
n = N(); n.x = 3; s = {n}; del n; s.pop(); print("popped")
n = N(); n.x = 4; q = deque([n], 1); del n; q.append(1); print("pushed out")
n = N(); n.x = 5; l = [n, 1, 2]; del n; l[0:1] = []; print("sliced")
def f(**kw): return kw
print(f(a=1, **{"b": 2}), dict(**{"x": 1}), dict({"x": 1}, y=2))
try: f(**{1: 2})
except TypeError as e: print(e)
try: f(a=1, **{"a": 2})
except TypeError as e: print(e)
print([*range(3), *"ab", *{1: 2}], {**{"a": 1}, "b": 2}, (*[1], 2), {*[1], 2})
print(sorted([(2, "b"), (1, "a"), (2, "a")], key=operator.itemgetter(0), reverse=True))
m = {(i, j): i * j for i in range(3) for j in range(3) if i != j}; print(m)
print(type(m).__mro__, list.__name__, dict.__doc__[:20], [].__class__, type([]).__module__, deque.__module__, itertools.count.__module__, repr(deque), repr(itertools.chain))
print(list.__init__, dict.get, [].append.__name__, set.add.__qualname__, hasattr([], "__dict__"), hasattr(deque(), "__dict__"))
print(isinstance([], object), [1, 2].__len__(), [1].__contains__(1), {}.__eq__({}), (1,).__add__((2,)), [3].__getitem__(0), {1: 2}.__getitem__(1), {1}.__or__({2}), [1].__iadd__([2]), [1].__mul__(2), [1].__rmul__(2), (1,).__hash__() == hash((1,)), list.__hash__, dict.__hash__)
match [1, 2, 3]:
    case [a, *rest]: print(a, rest)
match {"k": 1, "z": 2}:
    case {"k": v, **rest}: print(v, rest)
match deque([1, 2]):
    case [x, y]: print(x, y)
match range(3):
    case [0, *_]: print("range")
print(list[int], dict[str, int], tuple[int, ...], deque[int], set[int] | None)
it = iter({1: 2, 3: 4}.items()); p = next(it); q = next(it); print(p, q)
l = list({1: 2, 3: 4}.items()); print(l, list(zip([1, 2], [3, 4])), list(enumerate("ab")))
z = zip([1, 2], [3, 4]); a = next(z); b = next(z); print(a, b, a is b)
print({i: p for i, p in enumerate(zip("ab", "cd"))}, dict(enumerate("ab")), max(enumerate([3, 9, 2]), key=lambda t: t[1]))
x = [1, 2, 3]; print(x.sort(), x.reverse(), x, x.copy() is x, [].extend([1]))
print("a" in ["a"], [] in [[]], None in [0], float("nan") in [float("nan")])
print(dict.fromkeys([1, 2], []), {}.pop(1, None), [i for i in reversed({1: 2, 3: 4})], list(reversed({1: 2}.values())))
for k in (d := {1: 1}): d[k] = 2
print(d, str({1: {2: {3: 4}}}), repr((1,)), repr(()), repr(set()), repr({1}), repr([()]))
print(functools.reduce(lambda a, b: a * b, range(1, 30)), sum(range(10**6)), len(range(10**12)), range(10**12)[10**11])
try: hash({}); 
except TypeError as e: print(e)
try: {}[[]]
except TypeError as e: print(e)
try: [].foo
except AttributeError as e: print(e)
try: deque().foo
except AttributeError as e: print(e)
try: itertools.count().foo
except AttributeError as e: print(e)
try: (1,)[0] = 2
except TypeError as e: print(e)
try: range(3)[0] = 1
except TypeError as e: print(e)
try: del (1,)[0]
except TypeError as e: print(e)
try: set()[0]
except TypeError as e: print(e)
try: [1, 2, 3].foo = 1
except AttributeError as e: print(e)
try: len(5)
except TypeError as e: print(e)
try: list.append(1, 2)
except TypeError as e: print(e)
try: for_ = {1, 2} + {3}
except TypeError as e: print(e)
try: {} < {}
except TypeError as e: print(e)
try: print([1] < 2)
except TypeError as e: print(e)
try: int([])
except TypeError as e: print(e)

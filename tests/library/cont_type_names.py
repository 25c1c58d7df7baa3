"""Native types show their module in messages, as in CPython."""
from collections import deque
import itertools
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
d = deque(); c = itertools.count()
t(lambda: d()); t(lambda: d + 1); t(lambda: c[0]); t(lambda: len(c)); t(lambda: d < 1); t(lambda: -d); t(lambda: int(d)); t(lambda: "a".join(d + deque([d])))
t(lambda: c.__setitem__(1, 2)); t(lambda: next(d)); t(lambda: d.foo); t(lambda: [].__class__.foo); t(lambda: deque.foo); t(lambda: iter(itertools.count)); t(lambda: {}[d]); t(lambda: abs(c)); t(lambda: "x" + d); t(lambda: 1 in c.foo); t(lambda: f"{d:x}")
t(lambda: setattr(d, "x", 1)); t(lambda: setattr([], "append", 1)); t(lambda: setattr([], "foo", 1)); t(lambda: delattr([], "foo")); t(lambda: setattr(5, "foo", 1)); t(lambda: setattr(object(), "foo", 1)); t(lambda: setattr(c, "foo", 1))
class A: __slots__ = ("q",)
t(lambda: setattr(A(), "foo", 1)); t(lambda: A().q); t(lambda: delattr(A(), "foo"))
class B(deque): pass
t(lambda: B().foo); t(lambda: B()()); t(lambda: setattr(B(), "append", 1))

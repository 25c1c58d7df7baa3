def a():
    return foo_bar(1)
def foo_baz(x): pass
class Q:
    def __init__(self): self.colour = 1
    def show(self):
        return colour
def b():
    x = Q().color
def c():
    y = Q().show()
import sys
for h in (a, b, c, lambda: [1, 2][5], lambda: {'a': {}}['a']['b']['c'], lambda: 1 + "x" * 2 + 3, lambda: (1).foo, lambda: sys.argvv, lambda: jsn, lambda: tiime, lambda: collections, lambda: int("x", base=10), lambda: "abc".uper(), lambda: (1 < "x"), lambda: -"x", lambda: not_defined if True else 2, lambda: [i for i in 5], lambda: max(1, "a", key=None)):
    try:
        h()
    except Exception as e:
        print(type(e).__name__, e)
        last = e
def one():
    try:
        a()
    except NameError:
        try:
            b()
        except AttributeError:
            c()
one()

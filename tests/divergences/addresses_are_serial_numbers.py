"""Objects have no address here: id() and default reprs show the order in which they were asked for (law 1, determinism).

CPython prints addresses, which differ from run to run.
"""
class Thing:
    pass


a, b = Thing(), Thing()
print(a, b, id(a) < id(b), object())
print(lambda: None, hex(id(a)))

class A:
    x = [1, 2, 3]
    def method(self, a, b=2):
        return (a +
                b[0])
    def other(self):
        return self.method(1,
                           b=2)
def f(n):
    if n == 0:
        return A().other()
    return f(n - 1)
def g():
    value = f(6) + 1
    return value
try:
    g()
except TypeError as e:
    e.add_note("a note\nof two lines")
    e.add_note("second")
    raise KeyError("k") from e

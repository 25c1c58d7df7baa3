class E(Exception):
    def __str__(self): raise RuntimeError
class M(Exception):
    __module__ = "some.module"
class Outer:
    class Inner(Exception): pass
try:
    try:
        try:
            raise E
        except E:
            raise M("text")
    except M as m:
        raise Outer.Inner("multi\nline") from None
except Outer.Inner as x:
    y = x
try:
    raise ExceptionGroup("many", [ValueError(i) for i in range(20)])
except ExceptionGroup as e:
    pass
def deep(n):
    return ExceptionGroup(f"d{n}", [deep(n + 1)]) if n < 14 else ValueError("bottom")
try:
    raise deep(0)
except ExceptionGroup as d:
    d.__cause__ = y
    d2 = d
raise ExceptionGroup("all", [d2, e0, y, E(), M(), SyntaxError("bad", ("file.py", 3, 5, "  foo bar\n", 3, 8)), SyntaxError("x"), KeyError("k"), SystemExit(3) if False else OSError()])

x = {"a": [1, 2]}
def call(*args, **kw):
    return args[0](*args[1:], **kw)
async def co():
    await inner()
async def inner():
    async with Ctx() as c:
        return c["é😀"] + x["a"][
            5
        ]
class Ctx:
    async def __aenter__(self): return {"é😀": 1}
    async def __aexit__(self, *a): return False
try:
    co().send(None)
except IndexError as e:
    print("ok")
    err = e
def many():
    result = call(
        lambda a, b: a
        / b,
        1,

        0,
    )
    return result
try:
    many()
except ZeroDivisionError as z:
    z2 = z
def assign():
    "日本語" ; q = x["nope"]; return q
try: assign()
except KeyError as k: k2 = k
def gen():
    yield 1
    raise StopIteration("in gen")
try:
    for i in gen(): pass
except RuntimeError as r: r2 = r
def ass():
    assert x == 5, "message"
try: ass()
except AssertionError as s: s2 = s
def asg():
    self = Ctx(); self.a = call(len, 5)
try: asg()
except TypeError as s: s3 = s
def ret():
    return call(len,
                5)
try: ret()
except TypeError as s: s4 = s
def attr():
    return x.a.b.c
try: attr()
except AttributeError as s: s5 = s
def cmp(): return 1 < 2 < "x"
try: cmp()
except TypeError as s: s6 = s
def unp():
    a, b = 1, 2; (a, b), c = 1, 2
try: unp()
except TypeError as s: s7 = s
def imp():
    from sys import exitt
try: imp()
except ImportError as s: s8 = s
def un(): return - x
try: un()
except TypeError as s: s9 = s
def op(): return (x["a"][0] + 1) * (x["a"][1] -  "s") # comment
try: op()
except TypeError as s: s10 = s
def dl(): del x["zz"]
try: dl()
except KeyError as s: s11 = s
def fs(): return f"{x['a']!r:>{'w'}}"
try: fs()
except ValueError as s: s12 = s
def comp(): return [1 / i for i in (1, 0)]
try: comp()
except ZeroDivisionError as s: s13 = s
def aug():
    a = 1; a += "x"
try: aug()
except TypeError as s: s14 = s
def walrus(): return (y := x["nope2"])
try: walrus()
except KeyError as s: s15 = s
def kw(): return call(len, [], key=1)
try: kw()
except TypeError as s: s16 = s
def st(): x["a"][5] = 1
try: st()
except IndexError as s: s17 = s
def sup():
    class B(Ctx):
        def f(self): return super().nope()
    B().f()
try: sup()
except AttributeError as s: s18 = s
def cls():
    class C(5): pass
try: cls()
except TypeError as s: s19 = s
def withs():
    with 5 as q: pass
try: withs()
except TypeError as s: s20 = s
def deco():
    @call
    def z(): pass
try: deco()
except TypeError as s: s21 = s
calls = ExceptionGroup("calls", [err, z2, k2, r2, s2, s3, s4, s5, s6])
statements = ExceptionGroup("statements", [s7, s8, s9, s10, s11, s12, s13, s14, s15, s16, s17, s18, s19, s20])
raise ExceptionGroup("g", [calls, statements])

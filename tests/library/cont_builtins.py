import sys, io


class W:
    def __init__(self):
        self.parts = []

    def write(self, s):
        self.parts.append(s)

    def flush(self):
        self.parts.append("<flush>")


w = W()
print(1, "a", None, file=w, sep="-", end=".", flush=True)
print(w.parts)
old = sys.stdout
sys.stdout = W()
print("captured", 5)
got, sys.stdout = sys.stdout, old
print(got.parts)
print("é", "日本", "😀", 1.5, -7, 2**80, True, 1e300, float("nan"), [1], sep="|")
print(sys.stdout.write("direct\n"), sys.stdout.isatty(), sys.stdout.encoding, sys.stdout.name)
sys.stdout.writelines(["a", "b\n"])
sys.stdout.flush()
print(end="")
print()
print(*range(5), sep=", ")
print("x" * 2000 == "x" * 2000, len("y" * 3000))
print("z" * 1500)


class Noisy:
    def __str__(self):
        print("<in str>", end="")
        return "noisy"


print("before", Noisy(), "after")


class Broken:
    def __str__(self):
        raise ValueError("no text")


try:
    print("shown", Broken())
except ValueError as e:
    print("!", e)


def f(a, b=2, *args, c=3, **kw):
    x = 5
    return sorted(locals().items())


print(f(1), f(1, 2, 3, 4, c=5, d=6))
g = globals()
g["made"] = 1
print(made, "made" in globals(), sorted(vars(type("T", (), {"q": 1})))[:1])
print(sys.version_info >= (3, 10), sys.version_info[:2], sys.maxsize, sys.byteorder, sys.platform, sys.getrecursionlimit())
print(sys.version_info, sys.float_info.max, sys.float_info.epsilon, sys.int_info, sys.hash_info.modulus)
print(sys.argv[1:], type(sys.path), "sys" in sys.modules, sys.modules["sys"] is sys)
try:
    1 / 0
except ZeroDivisionError as e:
    print(sys.exc_info()[0], sys.exc_info()[1] is e, sys.exception() is e)
print(sys.exc_info(), sys.exception())
print(sys.intern("abc") is sys.intern("a" + "bc"), sys.getsizeof([]), sys.getsizeof(()), sys.getsizeof(1), sys.getsizeof("abc"))
try:
    sys.exit(3)
except SystemExit as e:
    print("exit", e.code)
try:
    input("prompt>")
except EOFError as e:
    print(e)
print(sys._getframe().f_code.co_name, (lambda: sys._getframe(1).f_code.co_name)())


class It:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 3:
            raise StopIteration("done")
        return self.n


it = It()
print(list(it))
try:
    next(it)
except StopIteration as e:
    print("stopped", e.value)


def gen():
    yield 1
    return "result"


h = gen()
next(h)
try:
    next(h)
except StopIteration as e:
    print("stopped", e.value)
print(next(h, "default"))


class Meta(type):
    def __instancecheck__(cls, o):
        return o == 42

    def __subclasscheck__(cls, c):
        return c is int


class Odd(metaclass=Meta):
    pass


print(isinstance(42, Odd), isinstance(41, Odd), issubclass(int, Odd), issubclass(str, Odd))


class P:
    def __init__(self):
        self.z = 1
        self.a = 2

    def method(self):
        pass

    def __dir__(self):
        return ["b", "a"]

    def __round__(self, n=None):
        return ("round", n)

    def __format__(self, spec):
        return "<%s>" % spec

    def __len__(self):
        return 5

    def __index__(self):
        return 7

    def __hash__(self):
        return 2**70

    def __getattr__(self, name):
        if name == "soft":
            return "soft value"
        raise AttributeError(name)


p = P()
print(vars(p), dir(p), round(p), round(p, 2), format(p, "x"), len(p), hex(p), bin(p), hash(p) == hash(2**70), p.soft)
print(getattr(p, "nothing", "otherwise"), hasattr(p, "nothing"), hasattr(p, "soft"), [1, 2, 3, 4, 5, 6, 7, 8][p], range(p))
setattr(p, "new", 1)
delattr(p, "z")
print(vars(p), callable(p.method), callable(p), callable(P))
print(__import__("math").floor(2.5), __import__("os.path" if False else "collections.abc").__name__)
print(type(None), type(...), type(NotImplemented), __name__, __debug__)
print(abs(-2.5), abs(3 + 4j), divmod(7.5, 2), pow(2, 10), pow(2, 10, 1000), pow(2.0, -1), sum([1, 2], start=10), round(-0.5), round(1.5), round(2.5))
print(sorted([3, 1, 2], reverse=True), sorted("bca", key=lambda c: -ord(c)), min("b", "a", key=str.upper), max({1: 2, 3: 0}), max([(1, 2), (1, 3)]))
print(all(x > 0 for x in [1, 2]), any(x > 1 for x in [1, 2]), list(map(None.__class__, [])) if 0 else "ok")
print(list(zip("ab", [1, 2], strict=True)), list(enumerate("ab", start=3)), list(reversed(range(3))), list(filter(str.isdigit, "a1b2")))
print(id(p) == id(p), id(p) != id(P()), isinstance(id(None), int), repr(object())[:16])

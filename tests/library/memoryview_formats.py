"""memoryview: formats, dimensions, indexing, slicing and what is refused."""


def attempt(label, function):
    try:
        print(label, repr(function()))
    except Exception as error:
        print(label, type(error).__name__, error)


def describe(m):
    print(m.format, m.itemsize, m.ndim, m.shape, m.strides, m.nbytes, m.readonly,
          m.contiguous, m.c_contiguous, m.f_contiguous, m.tolist(), m.tobytes().hex(), m.suboffsets)


data = bytes(range(240, 256)) + bytes(range(8))
for code in "cbB?hHiIlLqQnNfdeP":
    describe(memoryview(data).cast(code))
    describe(memoryview(data).cast("@" + code)[::2])
    target = memoryview(bytearray(24)).cast(code)
    for value in (0, 1, -1, 127, 128, 255, 256, 65504, 65520, 2**31, -2**31, 2**63, 2**64 - 1, 2**64, 10**400,
                  1.5, 1e39, "x", b"x", b"xy", None, True):
        def put():
            target[-1] = value
            return target[-1]
        attempt(f"{code} {value!r:.30}", put)
for code in ("", "z", "BB", "<i", "@", "@@B", "é"):
    attempt(code, lambda: memoryview(data).cast(code))
view = memoryview(bytearray(range(24)))
attempt("int", lambda: view.cast(1))
attempt("none", lambda: view.cast())
attempt("two", lambda: view.cast("i").cast("h"))
attempt("odd", lambda: view[:7].cast("i"))
attempt("step", lambda: view[::2].cast("i"))
for shape in ((2, 3, 4), [6, 4], (24,), (1, 24), (24, 1), (2, 3), (0, 1), (-1, 2), ("a",), "ab", (2**62, 8), [1] * 65,
              (1, 1, 24), ()):
    attempt("shape", lambda: describe(view.cast("B", shape)))
attempt("zeros", lambda: view[:0].cast("B", (1,)))
grid = view.cast("h", shape=[3, 4])
describe(grid)
describe(grid[1:])
describe(grid[::2])
describe(grid[::-1])
describe(grid[3:])
attempt("cast sliced", lambda: grid[::2].cast("B"))
describe(grid.cast("B"))
attempt("cast again", lambda: grid.cast("B", (2, 12)))
for key in (0, 5, (0, 0), (2, 3), (-1, -1), (3, 0), (0, 4), (0,), (0, 0, 0), (), ..., (slice(1), slice(1)),
            (0, slice(1)), slice(None), "a", 1.0):
    attempt(f"get {key}", lambda: grid[key].tolist() if isinstance(key, slice) else grid[key])

    def store():
        grid[key] = 7
        return grid.tolist()
    attempt(f"set {key}", store)
attempt("len", lambda: len(grid))
attempt("list", lambda: list(grid))
scalar = memoryview(bytearray(4)).cast("i", ())
describe(scalar)
attempt("scalar", lambda: (scalar[()], scalar[...] is scalar))
for key in (0, slice(None), (0,)):
    attempt("scalar", lambda: scalar[key])
attempt("scalar", lambda: len(scalar))
scalar[()] = 5
scalar[...] = scalar[()] + 1
describe(scalar)
print(memoryview(b"\x01\x00").cast("h") == memoryview(b"\x01"), memoryview(b"\x01\x00").cast("h") == b"\x01")
print(memoryview(b"ab").cast("c") == b"ab", memoryview(b"ab") == "ab", memoryview(b"abcd").cast("B", (2, 2)) == b"abcd")
nan = memoryview(b"\x00\xfe").cast("e")
print(nan == memoryview(b"\x00\xfe").cast("e"), memoryview(b"\x00\x00").cast("e") == memoryview(b"\x00\x80").cast("e"))
attempt("hash", lambda: hash(memoryview(b"ab").cast("b")) == hash(b"ab"))
attempt("hash", lambda: hash(memoryview(b"ab").cast("h")))
attempt("hash", lambda: hash(memoryview(bytearray(2))))
words = memoryview(bytearray(range(16))).cast("H")


def assign(key, value):
    words[key] = value
    return words.tolist()


attempt("slice", lambda: assign(slice(0, 2), words[2:4]))
attempt("slice", lambda: assign(slice(0, 2), b"abcd"))
attempt("slice", lambda: assign(slice(0, 2), words[:3]))
attempt("slice", lambda: assign(slice(None, None, -1), words))
attempt("slice", lambda: assign(slice(0, 1), memoryview(b"zz").cast("@H")))
attempt("delete", lambda: words.__delitem__(0))
frozen = words.toreadonly()
describe(frozen[1::3])
attempt("frozen", lambda: frozen.__setitem__(0, 1))
print(words.hex(), words.hex(":", 2), list(reversed(words)), 256 in words)
with memoryview(b"abcd").cast("H") as m:
    print(m.obj, bytes(m))
for act in (lambda: m.format, lambda: m[0], lambda: m.cast("B"), lambda: m.shape, lambda: len(m)):
    attempt("released", act)

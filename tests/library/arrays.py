"""Module array."""
import array as module
import copy
from array import array


def t(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


a = array("i", [1, -2, 3])
print(a, a.typecode, a.itemsize, len(a), a[1], a[-1], a[::2], list(a), 3 in a, a.index(3), a.count(1), a == array("i", (1, -2, 3)), a < array("i", [2]), module.typecodes)
a.append(7); a.extend(range(2)); a.insert(1, 99); a += array("i", [5]); a *= 2
print(a, a.pop(), a.pop(0), a.tobytes().hex(), (a[:2] + a[-2:]).tolist(), 2 * a[:1])
a.remove(99); a.reverse(); a[0] = 11; a[1:3] = array("i", [8, 9, 10]); del a[-1]; del a[::3]
print(a, copy.copy(a) == a, copy.deepcopy(a) is a, bytes(array("B", b"hi")), array("d", [1, 2.5]), array("f", [0.1]), array("u", "héé").tounicode(), array("b"), array("w", "x"))
for code, value in (("b", 128), ("b", -129), ("B", -1), ("B", 256), ("h", 40000), ("H", -1), ("i", 2**31), ("I", -1), ("q", 2**63), ("Q", -1), ("d", "x"), ("i", 1.5), ("i", "x"), ("u", 1), ("z", 1)):
    t(lambda: array(code, [value]))
t(lambda: a[99]); t(lambda: a["x"]); t(lambda: a.__setitem__(50, 1)); t(lambda: a + [1]); t(lambda: array("i").pop()); t(lambda: a.pop(70)); t(lambda: a.remove(-77)); t(lambda: array("i", b"123")); t(lambda: array(1)); t(lambda: hash(a)); t(lambda: array("i", "ab")); t(lambda: array("d", array("i", [1]))); t(lambda: a.__setitem__(slice(0, 1), [1])); t(lambda: array("H", [258]).byteswap()); t(lambda: sorted(a)); t(lambda: sum(a))

"""Arrays of numbers of one kind. The numbers are kept as Python objects; bytes are made of them when asked for."""
import struct
from _orrery import adopt_patterns

__all__ = ["array", "ArrayType", "typecodes"]
typecodes = "bBuwhHiIlLqQfd"
_FORMATS = {"b": "b", "B": "B", "h": "h", "H": "H", "i": "i", "I": "I", "l": "q", "L": "Q", "q": "q", "Q": "Q", "f": "f",
            "d": "d", "u": "I", "w": "I"}
_KINDS = {"b": "signed char", "B": "unsigned byte integer", "h": "signed short integer", "H": "unsigned short",
          "i": "signed integer", "I": "unsigned int", "l": "signed long", "L": "unsigned long"}


class array:
    __module__ = "array"
    __hash__ = None

    def __new__(cls, typecode, initializer=(), /):
        if not isinstance(typecode, str) or len(typecode) != 1:
            raise TypeError("array() argument 1 must be a unicode character, not " + type(typecode).__name__)
        if typecode not in _FORMATS:
            raise ValueError("bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)")
        self = super().__new__(cls)
        self._typecode, self._items = typecode, []
        self._pack = struct.Struct("=" + _FORMATS[typecode])
        if isinstance(initializer, str):
            if typecode not in "uw":
                raise TypeError(f"cannot use a str to initialize an array with typecode '{typecode}'")
            self._items = list(initializer)
        elif isinstance(initializer, (bytes, bytearray)):
            self.frombytes(initializer)
        elif isinstance(initializer, array):
            if initializer._typecode in "uw" and typecode not in "uw":
                raise TypeError("cannot use a unicode array to initialize an array with typecode "
                                f"'{typecode}'")
            self._items = [self._check(x) for x in initializer._items]
        else:
            self.extend(initializer)
        return self

    @property
    def typecode(self):
        return self._typecode

    @property
    def itemsize(self):
        return self._pack.size

    def _check(self, value):
        """The value as this array keeps it."""
        code = self._typecode
        if code in "uw":
            if not isinstance(value, str) or len(value) != 1:
                raise TypeError("array item must be unicode character")
            return value
        if code in "fd":
            if not isinstance(value, (int, float)) and not hasattr(value, "__float__") and not hasattr(value, "__index__"):
                raise TypeError("must be real number, not " + type(value).__name__)
            return self._pack.unpack(self._pack.pack(float(value)))[0] if code == "f" else float(value)
        if not isinstance(value, int):
            if not hasattr(value, "__index__"):
                raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
            value = value.__index__()
        bits = 8 * self._pack.size
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if code.islower() else (0, (1 << bits) - 1)
        if low <= value <= high:
            return int(value)
        if value < 0 and code in "ILQ":
            raise OverflowError("can't convert negative " + ("int to unsigned" if code == "Q" else "value to unsigned int"))
        if code in "qQlL":
            raise OverflowError("int too big to convert" if code in "qQ" else "Python int too large to convert to C "
                                + ("unsigned " if code == "L" else "") + "long")
        raise OverflowError(f"{_KINDS[code]} is {'less than minimum' if value < low else 'greater than maximum'}")

    def append(self, x, /):
        self._items.append(self._check(x))

    def extend(self, iterable, /):
        if isinstance(iterable, array):
            if iterable._typecode != self._typecode:
                raise TypeError("can only extend with array of same kind")
            self._items.extend(list(iterable._items))
            return
        for x in iterable:
            self._items.append(self._check(x))

    fromlist = extend

    def insert(self, i, x, /):
        self._items.insert(i, self._check(x))

    def pop(self, i=-1, /):
        if not self._items:
            raise IndexError("pop from empty array")
        if not -len(self._items) <= i < len(self._items):
            raise IndexError("pop index out of range")
        return self._items.pop(i)

    def remove(self, x, /):
        if x not in self._items:
            raise ValueError("array.remove(x): x not in array")
        self._items.remove(x)

    def index(self, x, *bounds):
        try:
            return self._items.index(x, *bounds)
        except ValueError:
            raise ValueError("array.index(x): x not in array") from None

    def count(self, x, /):
        return self._items.count(x)

    def reverse(self):
        self._items.reverse()

    def tolist(self):
        return list(self._items)

    def clear(self):
        self._items.clear()

    def tobytes(self):
        if self._typecode in "uw":
            return b"".join([self._pack.pack(ord(c)) for c in self._items])
        return b"".join(map(self._pack.pack, self._items))

    __bytes__ = tobytes

    def frombytes(self, buffer, /):
        data, size = bytes(buffer), self._pack.size
        if len(data) % size:
            raise ValueError("bytes length not a multiple of item size")
        items = [x for x, in self._pack.iter_unpack(data)]
        self._items.extend(map(chr, items) if self._typecode in "uw" else items)

    def byteswap(self):
        data = b"".join([self._pack.pack(x)[::-1] for x in self._items])
        self._items.clear()
        self.frombytes(data)

    def tounicode(self):
        if self._typecode not in "uw":
            raise ValueError("tounicode() may only be called on unicode type arrays ('u' or 'w')")
        return "".join(self._items)

    def fromunicode(self, text, /):
        if self._typecode not in "uw":
            raise ValueError("fromunicode() may only be called on unicode type arrays ('u' or 'w')")
        self._items.extend(text)

    def buffer_info(self):
        return id(self._items), len(self._items)

    def __len__(self):
        return len(self._items)

    def __getitem__(self, key):
        if isinstance(key, slice):
            return self._like(self._items[key])
        try:
            return self._items[key]
        except IndexError:
            raise IndexError("array index out of range") from None
        except TypeError:
            raise TypeError("array indices must be integers") from None

    def __setitem__(self, key, value):
        if isinstance(key, slice):
            if not isinstance(value, array):
                raise TypeError(f'can only assign array (not "{type(value).__name__}") to array slice')
            if value._typecode != self._typecode:
                raise TypeError("bad argument type for built-in operation")
            self._items[key] = value._items
            return
        try:
            self._items[key]
        except IndexError:
            raise IndexError("array assignment index out of range") from None
        self._items[key] = self._check(value)

    def __delitem__(self, key):
        try:
            del self._items[key]
        except IndexError:
            raise IndexError("array assignment index out of range") from None

    def _like(self, items):
        result = array(self._typecode)
        result._items = items
        return result

    def __iter__(self):
        return iter(self._items)

    def __reversed__(self):
        return reversed(self._items)

    def __contains__(self, x):
        return x in self._items

    def __add__(self, other):
        if not isinstance(other, array):
            raise TypeError(f'can only append array (not "{type(other).__name__}") to array')
        if other._typecode != self._typecode:
            raise TypeError("bad argument type for built-in operation")
        return self._like(self._items + other._items)

    def __iadd__(self, other):
        if not isinstance(other, array):
            raise TypeError(f'can only extend with array (not "{type(other).__name__}")')
        self.extend(other)
        return self

    def __mul__(self, n):
        return self._like(self._items * n) if isinstance(n, int) else NotImplemented

    __rmul__ = __mul__

    def __imul__(self, n):
        self._items *= n
        return self

    def __eq__(self, other):
        return self._items == other._items if isinstance(other, array) else NotImplemented

    def __lt__(self, other):
        return self._items < other._items if isinstance(other, array) else NotImplemented

    def __le__(self, other):
        return self._items <= other._items if isinstance(other, array) else NotImplemented

    def __gt__(self, other):
        return self._items > other._items if isinstance(other, array) else NotImplemented

    def __ge__(self, other):
        return self._items >= other._items if isinstance(other, array) else NotImplemented

    def __copy__(self):
        return self._like(list(self._items))

    def __deepcopy__(self, memo):
        return self._like(list(self._items))

    def __repr__(self):
        if not self._items:
            return f"array('{self._typecode}')"
        shown = repr("".join(self._items)) if self._typecode in "uw" else repr(self._items)
        return f"array('{self._typecode}', {shown})"

    def __class_getitem__(cls, item):
        import types
        return types.GenericAlias(cls, item)


ArrayType = array
adopt_patterns(array, list)

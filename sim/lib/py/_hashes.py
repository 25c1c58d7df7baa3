"""BLAKE2 (RFC 7693) and SHA-3 (FIPS 202)."""


def _bytes_of(data):
    if isinstance(data, str):
        raise TypeError("Strings must be encoded before hashing")
    try:
        return bytes(memoryview(data))
    except TypeError:
        raise TypeError("object supporting the buffer API required") from None


class _Hash:
    __slots__ = ("_data",)

    def update(self, data, /):
        self._data += _bytes_of(data)

    def hexdigest(self):
        return self.digest().hex()

    def __repr__(self):
        return f"<{self._module}.{self.name} object at {id(self):#x}>"


_SIGMA = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
          [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4], [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
          [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13], [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
          [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11], [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
          [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5], [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0]]
_MIXES = [(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15), (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13),
          (3, 4, 9, 14)]


class _Blake2(_Hash):
    __slots__ = ("digest_size", "_start")
    _module = "_blake2"

    def __init__(self, data=b"", /, *, digest_size=None, key=b"", salt=b"", person=b"", fanout=1, depth=1, leaf_size=0,
                 node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True):
        most = self.MAX_DIGEST_SIZE
        size = most if digest_size is None else digest_size
        if not 1 <= size <= most:
            raise ValueError(f"digest_size must be between 1 and {most} bytes")
        if len(key) > self.MAX_KEY_SIZE:
            raise ValueError(f"maximum key length is {self.MAX_KEY_SIZE} bytes")
        if len(salt) > self.SALT_SIZE:
            raise ValueError(f"maximum salt length is {self.SALT_SIZE} bytes")
        if len(person) > self.PERSON_SIZE:
            raise ValueError(f"maximum person length is {self.PERSON_SIZE} bytes")
        word = self._bits // 8
        block = bytes([size, len(key), fanout, depth]) + leaf_size.to_bytes(4, "little")
        block += node_offset.to_bytes(8 if word == 8 else 6, "little") + bytes([node_depth, inner_size])
        block = block.ljust(4 * word, b"\0") + bytes(salt).ljust(2 * word, b"\0") + bytes(person).ljust(2 * word, b"\0")
        self._start = [iv ^ int.from_bytes(block[i * word:i * word + word], "little") for i, iv in enumerate(self._iv)]
        self.digest_size = size
        self._data = bytes(key).ljust(self.block_size, b"\0") if key else b""
        self.update(data)

    def copy(self):
        other = object.__new__(type(self))
        other.digest_size, other._start, other._data = self.digest_size, self._start, self._data
        return other

    def digest(self):
        data, size, word = self._data, self.block_size, self._bits // 8
        h = list(self._start)
        blocks = max(1, -(-len(data) // size))
        for n in range(blocks):
            part = data[n * size:(n + 1) * size].ljust(size, b"\0")
            m = [int.from_bytes(part[i:i + word], "little") for i in range(0, size, word)]
            last = n == blocks - 1
            self._compress(h, m, len(data) if last else (n + 1) * size, last)
        return b"".join(x.to_bytes(word, "little") for x in h)[:self.digest_size]

    def _compress(self, h, m, count, last):
        bits, mask = self._bits, (1 << self._bits) - 1
        r1, r2, r3, r4 = self._turns
        v = h + self._iv
        v[12] ^= count & mask
        v[13] ^= count >> bits
        if last:
            v[14] ^= mask
        for n in range(self._rounds):
            sigma = _SIGMA[n % 10]
            for i, (a, b, c, d) in enumerate(_MIXES):
                va, vb, vc, vd = v[a], v[b], v[c], v[d]
                va = va + vb + m[sigma[2 * i]] & mask
                vd ^= va
                vd = (vd >> r1 | vd << bits - r1) & mask
                vc = vc + vd & mask
                vb ^= vc
                vb = (vb >> r2 | vb << bits - r2) & mask
                va = va + vb + m[sigma[2 * i + 1]] & mask
                vd ^= va
                vd = (vd >> r3 | vd << bits - r3) & mask
                vc = vc + vd & mask
                vb ^= vc
                v[b] = (vb >> r4 | vb << bits - r4) & mask
                v[a], v[c], v[d] = va, vc, vd
        for i in range(8):
            h[i] ^= v[i] ^ v[i + 8]


class blake2b(_Blake2):
    __slots__ = ()
    name, block_size, MAX_DIGEST_SIZE, MAX_KEY_SIZE, SALT_SIZE, PERSON_SIZE = "blake2b", 128, 64, 64, 16, 16
    _bits, _rounds, _turns = 64, 12, (32, 24, 16, 63)
    _iv = [0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1, 0x510E527FADE682D1,
           0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179]


class blake2s(_Blake2):
    __slots__ = ()
    name, block_size, MAX_DIGEST_SIZE, MAX_KEY_SIZE, SALT_SIZE, PERSON_SIZE = "blake2s", 64, 32, 32, 8, 8
    _bits, _rounds, _turns = 32, 10, (16, 12, 8, 7)
    _iv = [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19]


def _round_constants():
    constants, register = [], 1
    for _ in range(24):
        constant = 0
        for j in range(7):
            if register & 1:
                constant |= 1 << (1 << j) - 1
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return constants


_ROUNDS = _round_constants()
_MASK = (1 << 64) - 1


def _turn(x, n):
    return (x << n | x >> 64 - n) & _MASK


def _keccak(a):
    """The permutation of 25 lanes, lane x, y at 5 * y + x."""
    for constant in _ROUNDS:
        c = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
        d = [c[x - 1] ^ _turn(c[(x + 1) % 5], 1) for x in range(5)]
        a[:] = [a[i] ^ d[i % 5] for i in range(25)]
        x, y, current = 1, 0, a[1]
        for t in range(24):
            x, y = y, (2 * x + 3 * y) % 5
            current, a[5 * y + x] = a[5 * y + x], _turn(current, (t + 1) * (t + 2) // 2 % 64)
        for row in range(0, 25, 5):
            b = a[row:row + 5]
            for x in range(5):
                a[row + x] = b[x] ^ ~b[(x + 1) % 5] & _MASK & b[(x + 2) % 5]
        a[0] ^= constant


class _Sha3(_Hash):
    __slots__ = ()
    _module, _suffix = "_sha3", 6

    def __init__(self, data=b"", /, *, usedforsecurity=True):
        self._data = b""
        self.update(data)

    def copy(self):
        other = object.__new__(type(self))
        other._data = self._data
        return other

    def _squeeze(self, length):
        rate, lanes = self.block_size, [0] * 25
        data = bytearray(self._data)
        data.append(self._suffix)
        data.extend(bytes(-len(data) % rate))
        data[-1] |= 0x80
        for at in range(0, len(data), rate):
            for i in range(rate // 8):
                lanes[i] ^= int.from_bytes(data[at + 8 * i:at + 8 * i + 8], "little")
            _keccak(lanes)
        out = b""
        while True:
            out += b"".join(lane.to_bytes(8, "little") for lane in lanes[:rate // 8])
            if len(out) >= length:
                return out[:length]
            _keccak(lanes)

    def digest(self):
        return self._squeeze(self.digest_size)


class sha3_224(_Sha3):
    name, digest_size, block_size = "sha3_224", 28, 144


class sha3_256(_Sha3):
    name, digest_size, block_size = "sha3_256", 32, 136


class sha3_384(_Sha3):
    name, digest_size, block_size = "sha3_384", 48, 104


class sha3_512(_Sha3):
    name, digest_size, block_size = "sha3_512", 64, 72


class _Shake(_Sha3):
    digest_size, _suffix = 0, 0x1F

    def digest(self, length):
        return self._squeeze(length)

    def hexdigest(self, length):
        return self._squeeze(length).hex()


class shake_128(_Shake):
    name, block_size = "shake_128", 168


class shake_256(_Shake):
    name, block_size = "shake_256", 136

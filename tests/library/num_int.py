# Whole numbers: arithmetic of every size and sign, errors, conversions.
def show(text, compute):
    try:
        print(text, '=', repr(compute()))
    except Exception as error:
        print(text, '!', type(error).__name__ + ':', error)


values = [0, 1, -1, 2, -3, 7, 255, -256, 10**6, 2**31, -2**31 - 1, 2**53 + 1, 2**61 - 1, 2**62 - 1, 2**62, -2**62,
          -2**62 - 1, 2**63 - 1, 2**63, -2**63, 2**64, -2**64 + 1, 3**50, -7**60, 10**100, -10**40 + 1]
operators = [lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a // b, lambda a, b: a % b, lambda a, b: a & b,
             lambda a, b: a | b, lambda a, b: a ^ b, lambda a, b: a < b, lambda a, b: a <= b, lambda a, b: a == b, lambda a, b: a != b,
             lambda a, b: a > b, lambda a, b: a >= b]
digest = 0
for a in values:
    for b in values:
        for op in operators:
            try:
                result = op(a, b)
            except ZeroDivisionError:
                result = 5
            digest = (digest * 1000003 + result) % (2**127 - 1)
        if b:
            q, r = divmod(a, b)
            assert q * b + r == a and (r == 0 or (r < 0) == (b < 0)) and abs(r) < abs(b), (a, b)
            digest = (digest * 31 + hash(a / b)) % (2**127 - 1)
    for n in (0, 1, 5, 31, 62, 63, 64, 65, 127, 200):
        assert a << n == a * 2**n and a >> n == a // 2**n
        digest = (digest * 31 + (a << n) + (a >> n)) % (2**127 - 1)
    for n in range(8):
        digest = (digest * 31 + a**n) % (2**127 - 1)
    digest = (digest * 31 + hash(a) + ~a + -a + abs(a) + a.bit_length() + a.bit_count()) % (2**127 - 1)
    print(a, hex(a), oct(a), bin(a), hash(a), float(a), a.bit_length(), a.bit_count())
print(digest)

show('1 // 0', lambda: 1 // 0)
show('1 % 0', lambda: 1 % 0)
show('1 / 0', lambda: 1 / 0)
show('divmod(1, 0)', lambda: divmod(1, 0))
show('1 << -1', lambda: 1 << -1)
show('1 >> -1', lambda: 1 >> -1)
show('1 << 10**30', lambda: 1 << 10**30)
show('0 << 10**30', lambda: 0 << 10**30)
show('1 >> 10**30', lambda: 1 >> 10**30)
show('-1 >> 10**30', lambda: -1 >> 10**30)
show('2 ** -1', lambda: 2 ** -1)
show('0 ** -1', lambda: 0 ** -1)
show('(-8) ** (1/3)', lambda: (-8) ** (1/3))
show('pow(2, -1, 7)', lambda: pow(2, -1, 7))
show('pow(2, -1, 4)', lambda: pow(2, -1, 4))
show('pow(3, 10**20, 10**9 + 7)', lambda: pow(3, 10**20, 10**9 + 7))
show('pow(3, 5, -7)', lambda: pow(3, 5, -7))
show('pow(2, 2, 0)', lambda: pow(2, 2, 0))
show('pow(2, 3, 1)', lambda: pow(2, 3, 1))
show('pow(-2, 3, 5)', lambda: pow(-2, 3, 5))
show('pow(12345, 67890, 10**30 + 57)', lambda: pow(12345, 67890, 10**30 + 57))
show('pow(2, 0.5, 3)', lambda: pow(2, 0.5, 3))
show("1 + 'a'", lambda: 1 + 'a')
show("'a' + 1", lambda: 'a' + 1)
show('[] + 1', lambda: [] + 1)
show('1 + []', lambda: 1 + [])
show('1 - None', lambda: 1 - None)
show('1 & 1.5', lambda: 1 & 1.5)
show("-'a'", lambda: -'a')
show('~1.5', lambda: ~1.5)
show("1 < 'a'", lambda: 1 < 'a')
show('1 < 1j', lambda: 1 < 1j)
show('abs([])', lambda: abs([]))
show('1 @ 2', lambda: 1 @ 2)
show("divmod(1, '')", lambda: divmod(1, ''))
show("2 ** ''", lambda: 2 ** '')
show("pow('a', 1, 1)", lambda: pow('a', 1, 1))
show('10**400 / 3', lambda: 10**400 / 3)
show('10**400 / 10**399', lambda: 10**400 / 10**399)
show('1 / 10**400', lambda: 1 / 10**400)
show('(2**2000 + 1) / 2**1000', lambda: (2**2000 + 1) / 2**1000)
show('10**400 * 1.0', lambda: 10**400 * 1.0)
show('10**22 == 1e22', lambda: 10**22 == 1e22)
show('10**23 == 1e23', lambda: 10**23 == 1e23)
show('2**53 + 1 == float(2**53 + 1)', lambda: 2**53 + 1 == float(2**53 + 1))
show('2**53 + 1 > float(2**53 + 1)', lambda: 2**53 + 1 > float(2**53 + 1))
show("float('inf') > 10**400", lambda: float('inf') > 10**400)
show("10**400 < float('inf')", lambda: 10**400 < float('inf'))
show("float('nan') == 1", lambda: float('nan') == 1)
show('True + True', lambda: True + True)
show('True & False', lambda: True & False)
show('True | 2', lambda: True | 2)
show('True ^ True', lambda: True ^ True)
show('~True', lambda: ~True)
show('-True', lambda: -True)
show('True == 1', lambda: True == 1)
show('hash(True)', lambda: hash(True))
show('isinstance(True, int)', lambda: isinstance(True, int))
show('bool()', lambda: bool())
show("bool('')", lambda: bool(''))
show("bool('x')", lambda: bool('x'))
show('bool(1, 2)', lambda: bool(1, 2))
show('bool(x=1)', lambda: bool(x=1))

show("int('12')", lambda: int('12'))
show("int('  -1_000  ')", lambda: int('  -1_000  '))
show("int('0x1f', 16)", lambda: int('0x1f', 16))
show("int('0x1f', 0)", lambda: int('0x1f', 0))
show("int('0b11', 0)", lambda: int('0b11', 0))
show("int('0o17', 0)", lambda: int('0o17', 0))
show("int('08', 0)", lambda: int('08', 0))
show("int('00', 0)", lambda: int('00', 0))
show("int('')", lambda: int(''))
show("int('x')", lambda: int('x'))
show("int('1__0')", lambda: int('1__0'))
show("int('_1')", lambda: int('_1'))
show("int('1_')", lambda: int('1_'))
show("int('z', 36)", lambda: int('z', 36))
show("int('1', 1)", lambda: int('1', 1))
show("int('1', 37)", lambda: int('1', 37))
show("int('٣٤')", lambda: int('٣٤'))
show("int('１２')", lambda: int('１２'))
show("int(b'12')", lambda: int(b'12'))
show("int(b'x')", lambda: int(b'x'))
show("int(bytearray(b'7'))", lambda: int(bytearray(b'7')))
show('int(1.9)', lambda: int(1.9))
show('int(-1.9)', lambda: int(-1.9))
show('int(1e30)', lambda: int(1e30))
show("int(float('inf'))", lambda: int(float('inf')))
show("int(float('nan'))", lambda: int(float('nan')))
show('int([])', lambda: int([]))
show('int(None)', lambda: int(None))
show('int(1, 2)', lambda: int(1, 2))
show('int(base=10)', lambda: int(base=10))
show('int(x=1)', lambda: int(x=1))
show('int()', lambda: int())
show('int(1, 2, 3)', lambda: int(1, 2, 3))
show("int('1' * 4301)", lambda: int('1' * 4301))
show("int('1' * 4300) % 97", lambda: int('1' * 4300) % 97)
show('len(str(10**4299))', lambda: len(str(10**4299)))
show('str(10**4300)', lambda: str(10**4300))
show("int('f' * 5000, 16).bit_length()", lambda: int('f' * 5000, 16).bit_length())
show("int('9' * 30)", lambda: int('9' * 30))
show('int(True)', lambda: int(True))
show("int('\\n1\\t')", lambda: int('\n1\t'))
show("int('- 1')", lambda: int('- 1'))
show("int('+1')", lambda: int('+1'))
show("int('--1')", lambda: int('--1'))
show("int('é' * 3)", lambda: int('é' * 3))

show('(5).to_bytes()', lambda: (5).to_bytes())
show('(5).to_bytes(2)', lambda: (5).to_bytes(2))
show("(5).to_bytes(2, 'little')", lambda: (5).to_bytes(2, 'little'))
show('(300).to_bytes(1)', lambda: (300).to_bytes(1))
show('(-1).to_bytes(1)', lambda: (-1).to_bytes(1))
show('(-1).to_bytes(2, signed=True)', lambda: (-1).to_bytes(2, signed=True))
show('(128).to_bytes(1, signed=True)', lambda: (128).to_bytes(1, signed=True))
show('(-128).to_bytes(1, signed=True)', lambda: (-128).to_bytes(1, signed=True))
show("(1).to_bytes(2, 'x')", lambda: (1).to_bytes(2, 'x'))
show('(1).to_bytes(-1)', lambda: (1).to_bytes(-1))
show('(2**100).to_bytes(13)', lambda: (2**100).to_bytes(13))
show("int.from_bytes(b'\\x01\\x02')", lambda: int.from_bytes(b'\x01\x02'))
show("int.from_bytes(b'\\x01\\x02', 'little')", lambda: int.from_bytes(b'\x01\x02', 'little'))
show("int.from_bytes(b'\\xff\\xfe', signed=True)", lambda: int.from_bytes(b'\xff\xfe', signed=True))
show('int.from_bytes([1, 2])', lambda: int.from_bytes([1, 2]))
show("int.from_bytes('a')", lambda: int.from_bytes('a'))
show("int.from_bytes(b'', 'big')", lambda: int.from_bytes(b'', 'big'))
show("int.from_bytes(b'\\xff' * 20, signed=True)", lambda: int.from_bytes(b'\xff' * 20, signed=True))
show('bool.from_bytes(b"\\x01")', lambda: bool.from_bytes(b"\x01"))
show('(7).as_integer_ratio()', lambda: (7).as_integer_ratio())
show('(7).conjugate()', lambda: (7).conjugate())
show('(7).is_integer()', lambda: (7).is_integer())
show('(7).real', lambda: (7).real)
show('(7).imag', lambda: (7).imag)
show('(7).numerator', lambda: (7).numerator)
show('(7).denominator', lambda: (7).denominator)
show('round(15, -1)', lambda: round(15, -1))
show('round(25, -1)', lambda: round(25, -1))
show('round(-15, -1)', lambda: round(-15, -1))
show('round(2**70, -5)', lambda: round(2**70, -5))
show('round(5, 3)', lambda: round(5, 3))
show('round(5, None)', lambda: round(5, None))
show('round(5, 1.5)', lambda: round(5, 1.5))
show('round(123456789, -100)', lambda: round(123456789, -100))
show('(5).__index__()', lambda: (5).__index__())
show('(5).__add__(2.0)', lambda: (5).__add__(2.0))
show('(5).__radd__(2)', lambda: (5).__radd__(2))
show('(3).__truediv__(2)', lambda: (3).__truediv__(2))
show('int.__add__(1, 2)', lambda: int.__add__(1, 2))
show('(5).__lt__(6)', lambda: (5).__lt__(6))
show("(5).__eq__('a')", lambda: (5).__eq__('a'))
show('True.__and__(True)', lambda: True.__and__(True))
show('(3).__pow__(2, 5)', lambda: (3).__pow__(2, 5))
show('(-7).__floordiv__(2)', lambda: (-7).__floordiv__(2))
show('(5).__bool__()', lambda: (5).__bool__())
show('(5).__trunc__()', lambda: (5).__trunc__())
show('(5).__floor__()', lambda: (5).__floor__())
show('(5).__ceil__()', lambda: (5).__ceil__())
show('(5).__getnewargs__()', lambda: (5).__getnewargs__())
show("(5).__format__('03d')", lambda: (5).__format__('03d'))
show('(5).__format__(1)', lambda: (5).__format__(1))
show('(5).foo', lambda: (5).foo)


class Number(int):
    def __repr__(self):
        return f'Number({int(self)})'


n = Number(2**70)
print(n, n + 1, type(n + 1), -n, +n, type(+n), n == 2**70, hash(n) == hash(2**70), int(n), type(int(n)), Number('12'), Number())
n.tag = 'x'
print(n.tag, [n], f'{n}', f'{n:d}', '%d' % n, str(n), Number(5) * [1], [0, 1, 2][Number(2)])


class Index:
    def __index__(self):
        return 3


class Whole:
    def __int__(self):
        return 8


class Wrong:
    def __int__(self):
        return 'x'

    def __index__(self):
        return 1.5


show('int(Index())', lambda: int(Index()))
show('int(Whole())', lambda: int(Whole()))
show('int(Wrong())', lambda: int(Wrong()))
show('[1,2,3,4][Index()]', lambda: [1,2,3,4][Index()])
show('[1][Wrong()]', lambda: [1][Wrong()])
show('range(Index())', lambda: range(Index()))
show('hex(Index())', lambda: hex(Index()))
show("'a' * Index()", lambda: 'a' * Index())
show('1 << Index()', lambda: 1 << Index())
show('float(Index())', lambda: float(Index()))
show('(1).to_bytes(Index())', lambda: (1).to_bytes(Index()))


class Reflect:
    def __radd__(self, other):
        return ('radd', other)

    def __rmul__(self, other):
        return ('rmul', other)

    def __rpow__(self, other):
        return ('rpow', other)

    def __lt__(self, other):
        return ('lt', other)

    def __iadd__(self, other):
        return ('iadd', other)


r = Reflect()
print(1 + r, 2 * r, 3 ** r, 4 > r, [1] + r if False else 'skip', 'a' + r, [1, 2] * r)
r += 5
print(r)


def minus():
    r2 = 'text'
    r2 -= 1


def power():
    r2 = 'text'
    r2 **= 2


def shift():
    r2 = 'text'
    r2 >>= 1


def matrix():
    r2 = 5
    r2 @= 1


def plus():
    r2 = 5
    r2 += 'x'


for statement in (minus, power, shift, matrix, plus):
    try:
        statement()
    except TypeError as error:
        print(error)

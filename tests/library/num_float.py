# Floats: text both ways, arithmetic, errors, rounding.
import math


def show(text, compute):
    try:
        print(text, '=', repr(compute()))
    except Exception as error:
        print(text, '!', type(error).__name__ + ':', error)


state = 12345


def bits():
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
    return state


for value in [0.0, -0.0, 1.0, 0.1, 0.2, 0.1 + 0.2, 1/3, 2/3, 1e15, 1e16, 1e17, 123456789012345680.0, 1e22, 1e23, 1e-4, 1e-5, 1.5e-7,
              5e-324, 1.7976931348623157e308, 2.2250738585072014e-308, 9007199254740993.0, 0.5, 2.5, 1e100, 3.14159, 100.0, 2**0.5,
              float('inf'), float('-inf'), float('nan'), 5.684341886080802e-14, 4.35, 0.3, 1234.5678, 0.000123456]:
    print(repr(value), str(value), value.hex(), format(value, '.3f'), format(value, 'e'), format(value, 'g'), f'{value:>12.4}')
    if value == value:
        assert float(repr(value)) == value and float.fromhex(value.hex()) == value
for i in range(300):
    value = math.ldexp(bits() >> 11, bits() % 2000 - 1050)
    if value != math.inf:
        assert float(repr(value)) == value
        print(repr(value))

show('1.0 / 0', lambda: 1.0 / 0)
show('1.0 // 0', lambda: 1.0 // 0)
show('1.0 % 0', lambda: 1.0 % 0)
show('divmod(1.0, 0)', lambda: divmod(1.0, 0))
show('0.0 ** -1', lambda: 0.0 ** -1)
show('(-8.0) ** (1/3)', lambda: (-8.0) ** (1/3))
show('10.0 ** 400', lambda: 10.0 ** 400)
show('(-2.0) ** 3', lambda: (-2.0) ** 3)
show('2.0 ** 0.5', lambda: 2.0 ** 0.5)
show('0.0 ** 0', lambda: 0.0 ** 0)
show("float('nan') ** 0", lambda: float('nan') ** 0)
show("1.0 ** float('nan')", lambda: 1.0 ** float('nan'))
show('7.5 // 2', lambda: 7.5 // 2)
show('-7.5 // 2', lambda: -7.5 // 2)
show('7.5 % -2', lambda: 7.5 % -2)
show('-7.5 % 2', lambda: -7.5 % 2)
show('divmod(7.5, 2)', lambda: divmod(7.5, 2))
show('divmod(-7.5, 2)', lambda: divmod(-7.5, 2))
show('-0.0', lambda: -0.0)
show('0.0 == -0.0', lambda: 0.0 == -0.0)
show('1e308 * 10', lambda: 1e308 * 10)
show('-1e308 * 10', lambda: -1e308 * 10)
show("float('inf') - float('inf')", lambda: float('inf') - float('inf'))
show('5 % 3.0', lambda: 5 % 3.0)
show('-5 % 3.0', lambda: -5 % 3.0)
show('1e300 % 7', lambda: 1e300 % 7)
show('0.3 % 0.1', lambda: 0.3 % 0.1)
show('-1e-20 % 1.0', lambda: -1e-20 % 1.0)
show('1.5 + None', lambda: 1.5 + None)
show("1.5 < 'a'", lambda: 1.5 < 'a')
show('~1.5', lambda: ~1.5)
show('1.5 & 1', lambda: 1.5 & 1)
show('1.5 << 1', lambda: 1.5 << 1)
show('round(0.5)', lambda: round(0.5))
show('round(1.5)', lambda: round(1.5))
show('round(2.5)', lambda: round(2.5))
show('round(-0.5)', lambda: round(-0.5))
show('round(2.675, 2)', lambda: round(2.675, 2))
show('round(1.005, 2)', lambda: round(1.005, 2))
show('round(1234.5678, -2)', lambda: round(1234.5678, -2))
show('round(1e22, -20)', lambda: round(1e22, -20))
show('round(0.15, 1)', lambda: round(0.15, 1))
show('round(5e-324, 323)', lambda: round(5e-324, 323))
show("round(float('inf'))", lambda: round(float('inf')))
show("round(float('nan'))", lambda: round(float('nan')))
show("round(float('inf'), 2)", lambda: round(float('inf'), 2))
show('round(1.7e308, -308)', lambda: round(1.7e308, -308))
show('round(1.5, None)', lambda: round(1.5, None))
show('round(1.5, 1.5)', lambda: round(1.5, 1.5))
show('round(12.5, 400)', lambda: round(12.5, 400))
show('round(12.5, -400)', lambda: round(12.5, -400))
show('(0.5).as_integer_ratio()', lambda: (0.5).as_integer_ratio())
show('(0.1).as_integer_ratio()', lambda: (0.1).as_integer_ratio())
show('(-2.0).as_integer_ratio()', lambda: (-2.0).as_integer_ratio())
show("float('inf').as_integer_ratio()", lambda: float('inf').as_integer_ratio())
show("float('nan').as_integer_ratio()", lambda: float('nan').as_integer_ratio())
show('(2.0).is_integer()', lambda: (2.0).is_integer())
show('(2.5).is_integer()', lambda: (2.5).is_integer())
show('(1.5).conjugate()', lambda: (1.5).conjugate())
show('(1.5).real', lambda: (1.5).real)
show('(1.5).imag', lambda: (1.5).imag)
show('(1.5).__trunc__()', lambda: (1.5).__trunc__())
show('(-1.5).__floor__()', lambda: (-1.5).__floor__())
show('(1.5).__ceil__()', lambda: (1.5).__ceil__())
show('hash(1.0)', lambda: hash(1.0))
show('hash(0.5)', lambda: hash(0.5))
show('hash(1e300)', lambda: hash(1e300))
show('hash(-1.0)', lambda: hash(-1.0))
show("hash(float('inf'))", lambda: hash(float('inf')))
show('hash(0.1)', lambda: hash(0.1))
show('hash(5e-324)', lambda: hash(5e-324))
show('{1: 2}[1.0]', lambda: {1: 2}[1.0])
show('1.0 in {1}', lambda: 1.0 in {1})
show('(1.5).__eq__(1)', lambda: (1.5).__eq__(1))
show('(1.5).__eq__("a")', lambda: (1.5).__eq__("a"))
show('(1.5).__getnewargs__()', lambda: (1.5).__getnewargs__())
show('abs(-1.5)', lambda: abs(-1.5))
show('+1.5', lambda: +1.5)
show('bool(0.0)', lambda: bool(0.0))
show('bool(-0.0)', lambda: bool(-0.0))
show('int(1e20)', lambda: int(1e20))
show('1e20 == 10**20', lambda: 1e20 == 10**20)
show('1e23 == 10**23', lambda: 1e23 == 10**23)
show('0.1 + 0.2 == 0.3', lambda: 0.1 + 0.2 == 0.3)
show('2**53 == 2.0**53', lambda: 2**53 == 2.0**53)
show('2**53 + 1 == 2.0**53', lambda: 2**53 + 1 == 2.0**53)
show("float('1.5')", lambda: float('1.5'))
show("float(' 1_0.5e1_0 ')", lambda: float(' 1_0.5e1_0 '))
show("float('1__0')", lambda: float('1__0'))
show("float('_1')", lambda: float('_1'))
show("float('1_')", lambda: float('1_'))
show("float('.5')", lambda: float('.5'))
show("float('5.')", lambda: float('5.'))
show("float('.')", lambda: float('.'))
show("float('')", lambda: float(''))
show("float('inf')", lambda: float('inf'))
show("float('-Infinity')", lambda: float('-Infinity'))
show("float('NaN')", lambda: float('NaN'))
show("float('infinit')", lambda: float('infinit'))
show("float('1e400')", lambda: float('1e400'))
show("float('-1e400')", lambda: float('-1e400'))
show("float('1e-400')", lambda: float('1e-400'))
show("float('0x10')", lambda: float('0x10'))
show("float('1e')", lambda: float('1e'))
show("float('1e5_0')", lambda: float('1e5_0'))
show("float('٣.٥')", lambda: float('٣.٥'))
show("float(b'2.5')", lambda: float(b'2.5'))
show('float([])', lambda: float([]))
show('float(None)', lambda: float(None))
show("float('x' * 10)", lambda: float('x' * 10))
show('float(10**400)', lambda: float(10**400))
show('float()', lambda: float())
show('float(1, 2)', lambda: float(1, 2))
show('float(x=1)', lambda: float(x=1))
show("float('1.7976931348623157e308')", lambda: float('1.7976931348623157e308'))
show("float('1.7976931348623159e308')", lambda: float('1.7976931348623159e308'))
show("float('2.4703282292062327e-324')", lambda: float('2.4703282292062327e-324'))
show("float('2.4703282292062328e-324')", lambda: float('2.4703282292062328e-324'))
show("float('9007199254740993')", lambda: float('9007199254740993'))
show("float('9007199254740992.' + '0' * 50 + '1')", lambda: float('9007199254740992.' + '0' * 50 + '1'))
show("float('1' * 400)", lambda: float('1' * 400))
show("float('0.' + '0' * 400 + '1')", lambda: float('0.' + '0' * 400 + '1'))
show("float.fromhex('0x1.8p1')", lambda: float.fromhex('0x1.8p1'))
show("float.fromhex('-0x.8p-3')", lambda: float.fromhex('-0x.8p-3'))
show("float.fromhex('inf')", lambda: float.fromhex('inf'))
show("float.fromhex('x')", lambda: float.fromhex('x'))
show("float.fromhex('0x1p1024')", lambda: float.fromhex('0x1p1024'))
show('float.fromhex(1)', lambda: float.fromhex(1))
show("float.fromhex('1.00000000000008')", lambda: float.fromhex('1.00000000000008'))
show("float.fromhex('0x1.fffffffffffff8p0')", lambda: float.fromhex('0x1.fffffffffffff8p0'))
show('(1.5).hex()', lambda: (1.5).hex())
show('(0.0).hex()', lambda: (0.0).hex())
show('(5e-324).hex()', lambda: (5e-324).hex())


class Meters(float):
    pass


m = Meters(2.5)
m.unit = 'm'
print(m, m + 1, type(m + 1), repr(m), m.unit, m == 2.5, float(m), type(float(m)), f'{m:.1f}', Meters('1e3'), isinstance(m, float))


class Half:
    def __float__(self):
        return 0.5


class Bad:
    def __float__(self):
        return 1


show('float(Half())', lambda: float(Half()))
show('float(Bad())', lambda: float(Bad()))
show('math.sqrt(Half())', lambda: math.sqrt(Half()))
show('math.sqrt(Bad())', lambda: math.sqrt(Bad()))
show("math.sqrt('x')", lambda: math.sqrt('x'))
show("'%.2f' % Half()", lambda: '%.2f' % Half())

show('1j', lambda: 1j)
show('1 + 2j', lambda: 1 + 2j)
show('(1 + 2j) * (3 - 1j)', lambda: (1 + 2j) * (3 - 1j))
show('(1 + 2j) / (3 - 1j)', lambda: (1 + 2j) / (3 - 1j))
show('1j ** 2', lambda: 1j ** 2)
show('(1 + 1j) ** 0.5', lambda: (1 + 1j) ** 0.5)
show('2 ** 1j', lambda: 2 ** 1j)
show('1j / 0', lambda: 1j / 0)
show('0j ** -1', lambda: 0j ** -1)
show('abs(3 + 4j)', lambda: abs(3 + 4j))
show('(1 + 2j).conjugate()', lambda: (1 + 2j).conjugate())
show('(1 + 2j).real', lambda: (1 + 2j).real)
show('-(1 + 2j)', lambda: -(1 + 2j))
show("complex('1+2j')", lambda: complex('1+2j'))
show("complex(' ( 1-2j ) ')", lambda: complex(' ( 1-2j ) '))
show("complex('x')", lambda: complex('x'))
show('complex(1, 2)', lambda: complex(1, 2))
show("complex('1', 2)", lambda: complex('1', 2))
show("complex(1, '2')", lambda: complex(1, '2'))
show('complex([])', lambda: complex([]))
show('1j < 2', lambda: 1j < 2)
show('1j == 1j', lambda: 1j == 1j)
show('1 + 0j == 1', lambda: 1 + 0j == 1)
show('hash(1 + 0j) == hash(1)', lambda: hash(1 + 0j) == hash(1))
show('hash(1j)', lambda: hash(1j))
show('complex(-0.0, 1)', lambda: complex(-0.0, 1))
show('-0j', lambda: -0j)
show('complex(1e20, -1e-5)', lambda: complex(1e20, -1e-5))
show("complex('nan+infj')", lambda: complex('nan+infj'))
show("f'{1 + 2j:.2f}'", lambda: f'{1 + 2j:.2f}')
show("f'{1.5 + 2j}'", lambda: f'{1.5 + 2j}')
show("format(1 + 2j, '>20')", lambda: format(1 + 2j, '>20'))
show("format(1j, '010')", lambda: format(1j, '010'))
show('1j // 1', lambda: 1j // 1)
show('1j % 1', lambda: 1j % 1)
show('int(1j)', lambda: int(1j))
show('float(1j)', lambda: float(1j))
show('bool(0j)', lambda: bool(0j))
show('complex()', lambda: complex())
show('complex(imag=2)', lambda: complex(imag=2))
show('round(1j)', lambda: round(1j))
show('10 ** 2j', lambda: 10 ** 2j)
show('(1e200 + 1j) ** 2', lambda: (1e200 + 1j) ** 2)
show('(2+3j) ** 3', lambda: (2+3j) ** 3)
show('(2+3j) ** -2', lambda: (2+3j) ** -2)
show('(2+3j) ** 101', lambda: (2+3j) ** 101)

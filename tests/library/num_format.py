# The format mini-language over ints, floats and strs, with its errors.
def show(text, compute):
    try:
        print(text, repr(compute()))
    except Exception as error:
        print(text, type(error).__name__, error)


specs = ['', 'd', 'x', 'X', 'b', 'o', '#x', '#X', '#b', '#o', ',', '_', '_x', '_b', '08,', '010,', '+d', ' d', '-d', '<12', '>12', '^13', '=12', '*^13',
         '*=+12', 'c', 'n', 'e', 'f', 'g', '.2f', '.0f', '.3e', '.10g', '%', '.1%', '012.3f', '+.3f', ' .2g', '#.3g', '#.0f', '.0e', '#.0e', 'z.1f', 'G', 'E',
         'F', '.17g', '.20f', '.50f', '015,.2f', '020,', '_.3f', '010', '<010', '>010', '.5', '.1', '.16', '.17', '#g', '#', '#.5', '.3g', 'é>12.3', '05', 's',
         '.2s', '10s', '=5s', '+s', ' s', 'zs', '#s', ',s', 'd_', '.', '99999999999999999999', '5.', 'xyz', 'Z', ',,', '_,', ',_', 'e,', 'x,', ',x', 'z', 'zd', '.3d',
         '-', ',.3', '020,.3f', '01,', '04,', '05,', '06,', '07,', '08,', '09,', '{}', '\u20ac^9', '00', '0', '1', '\x00<5', '.1f', '+,', '+08.1f', 'é']
values = [0, 1, -1, 65, 1234567, -1234567, 2**70, True, 0.0, -0.0, 1.0, -1.5, 0.1, 1234567.891, 1e10, 1e16, 1e20, 1e-7, 123456.789e300, float('inf'), float('-inf'),
          float('nan'), 2.5, 0.05, 'abc', '', 'é' * 3]
for spec in specs:
    for value in values:
        try:
            print(repr(spec), repr(value), repr(format(value, spec)))
        except (ValueError, OverflowError) as error:
            print(repr(spec), repr(value), type(error).__name__, error)
for value in [1.5, 0.1, 123456789.123456789, 1e-10, 5e-324, 1e22, 2.675, 0.5, 1.0, 999.9999]:
    for precision in (0, 1, 2, 5, 15, 16, 17, 20, 30):
        print([format(value, f'.{precision}{kind}') for kind in 'efgEFG%'])
print(f'{3.14159:{10}.{3}}', f'{42:0{8}b}', f'{1e300:.3f}'[:20], len(f'{5e-324:.1074f}'), f'{5e-324:.1100f}'[-30:], f'{0.1:.60f}')
print('%d %5d %-5d| %05d %+d % d %x %X %#x %o %#o %e %.3e %f %.1f %g %G %s %r %c %c %%' % (
    1, 2, 3, 4, 5, 6, 255, 255, 255, 8, 8, 1.5, 1.5, 1.5, 1.25, 1e-10, 1e20, 'a', 'b', 'c', 100))
print('%.5d %#.5x %d %i %u' % (42, 42, 3.99, -3.99, True), '%.0f %.0f %#.0f' % (0.5, 1.5, 2.0), '%5.1f|%-8.2f|%+.1e|%08.3f' % (1, 2, 3, -4))
print('%d' % 10**30, '%x' % -10**20, '%g' % 10**30, '%.3f' % True)
show("'%d' % 'x'", lambda: '%d' % 'x')
show("'%x' % 1.5", lambda: '%x' % 1.5)
show("'%c' % 'ab'", lambda: '%c' % 'ab')
show("'%c' % -1", lambda: '%c' % -1)
show("'%f' % 'x'", lambda: '%f' % 'x')
show("'%d' % None", lambda: '%d' % None)
show("'%d' % 1j", lambda: '%d' % 1j)
show('format(1, 2)', lambda: format(1, 2))
show("format([], 'd')", lambda: format([], 'd'))
show("'%d' % float('inf')", lambda: '%d' % float('inf'))
show("'%d' % float('nan')", lambda: '%d' % float('nan'))
show("'{:d}'.format(1.5)", lambda: '{:d}'.format(1.5))
show("f'{None:5}'", lambda: f'{None:5}')
show("format(object, '>5')", lambda: format(object, '>5'))


class Spec:
    def __format__(self, spec):
        return f'<{spec}>'


class NotStr:
    def __format__(self, spec):
        return 5


print(f'{Spec():abc}', format(Spec()), '{:x}{}'.format(Spec(), Spec()))
try:
    format(NotStr(), 'x')
except TypeError as error:
    print(error)

# Module cmath: values on a grid, special ones included, and its errors.
import cmath

inf, nan = float('inf'), float('nan')
parts = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 1e308, inf, -inf]
for name in ['acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'cos', 'cosh', 'exp', 'isfinite', 'isinf', 'isnan', 'log', 'log10', 'phase', 'polar', 'sin', 'sinh', 'sqrt', 'tan', 'tanh']:
    for real in parts:
        for imag in parts:
            if real != real or imag != imag or abs(imag) == inf:
                continue
            z = complex(real, imag)
            try:
                result = getattr(cmath, name)(z)
            except Exception as error:
                result = f'{type(error).__name__}: {error}'
            print(name, z, result)
for args in [(1j, 2), (8, 2), (0, 2), (1, 1), (1, 0), ('x',), ()]:
    try:
        print(args, cmath.log(*args))
    except Exception as error:
        print(args, type(error).__name__, error)
print(cmath.rect(2, 1), cmath.rect(-1.5, 0), cmath.isclose(1 + 1j, 1 + 1.0000000001j), cmath.pi, cmath.e, cmath.tau, cmath.inf, cmath.infj, cmath.nan, cmath.nanj)


class Complex:
    def __complex__(self):
        return 3 + 4j


class Float:
    def __float__(self):
        return 2.25


print(cmath.sqrt(Complex()), cmath.sqrt(Float()), complex(Complex()), abs(complex(Complex())))

"""The less usual operations of decimals: logical ones on digits, neighbours, shifts, total order by magnitude; and a
context's own form of every method. decimal adds them to its classes."""


def digits_of(n):
    """str(n) of an int without limit of length."""
    if n.bit_length() < 14000:
        return str(n)
    half = n.bit_length() * 30103 // 200000
    high, low = divmod(n, 10 ** half)
    return digits_of(high) + digits_of(low).rjust(half, "0")


def count_digits(n):
    """len(str(n)) without limit of length."""
    bits = n.bit_length()
    if bits < 14000:
        return len(str(n))
    count = bits * 30102999566 // 100000000000
    return count + (n >= 10 ** count)


def int_of(digits):
    """int(digits) without limit of length."""
    if len(digits) < 4300:
        return int(digits)
    half = len(digits) // 2
    return int_of(digits[:-half]) * 10 ** half + int_of(digits[-half:])


def methods(decimal):
    """What decimal's Decimal gets, by name."""
    make, getcontext, convert = decimal._make, decimal.getcontext, decimal._convert
    Decimal, InvalidOperation = decimal.Decimal, decimal.InvalidOperation

    def compare_signal(self, other, context=None):
        context = context or getcontext()
        other = convert(other)
        if self.is_nan() or other.is_nan():
            return context._raise(InvalidOperation)
        return self.compare(other, context)

    def compare_total_mag(self, other, context=None):
        return self.copy_abs().compare_total(convert(other).copy_abs())

    def is_canonical(self):
        return True

    def _logical(self, other, context, combine):
        context = context or getcontext()
        operands = []
        for d in (self, convert(other)):
            text = digits_of(d._int) if not d._special() else "x"
            if d._sign or d._exp != 0 or text.strip("01"):
                return context._raise(InvalidOperation)
            operands.append(text[-context.prec:])
        width = max(len(text) for text in operands)
        a, b = (text.rjust(width, "0") for text in operands)
        return make(0, int_of("".join([str(combine(int(x), int(y))) for x, y in zip(a, b)])), 0)

    def logical_and(self, other, context=None):
        return _logical(self, other, context, lambda x, y: x & y)

    def logical_or(self, other, context=None):
        return _logical(self, other, context, lambda x, y: x | y)

    def logical_xor(self, other, context=None):
        return _logical(self, other, context, lambda x, y: x ^ y)

    def logical_invert(self, context=None):
        context = context or getcontext()
        return logical_xor(self, make(0, int_of("1" * context.prec), 0), context)

    def _by_magnitude(self, other, context, direction):
        context = context or getcontext()
        other = convert(other)
        if self.is_nan() or other.is_nan():
            return self._extreme(other, context, direction)
        order = self.copy_abs()._compare(other.copy_abs()) or int(self.compare_total(other))
        return (self if order * direction >= 0 else other)._fix(context)

    def max_mag(self, other, context=None):
        return _by_magnitude(self, other, context, 1)

    def min_mag(self, other, context=None):
        return _by_magnitude(self, other, context, -1)

    def _neighbour(self, context, up):
        context = context or getcontext()
        nan = self._check_nans(None, context)
        if nan is not None:
            return nan
        if self._exp == "F":
            if self._sign != up:
                return self
            return make(self._sign, 10 ** context.prec - 1, context.Etop())
        work = context.copy()
        work.rounding = decimal.ROUND_CEILING if up else decimal.ROUND_FLOOR
        work.clear_traps()
        fixed = self._fix(work)
        if fixed._compare(self) != 0:
            return fixed
        tiny = make(0 if up else 1, 1, context.Etiny() - 1)
        return fixed._add(tiny, work)

    def next_plus(self, context=None):
        return _neighbour(self, context, True)

    def next_minus(self, context=None):
        return _neighbour(self, context, False)

    def next_toward(self, other, context=None):
        context = context or getcontext()
        other = convert(other)
        nan = self._check_nans(other, context)
        if nan is not None:
            return nan
        order = self._compare(other)
        if order == 0:
            return self.copy_sign(other)
        result = _neighbour(self, context, order < 0)
        if result._exp == "F":
            context._raise(decimal.Overflow, result)
            context._raise(decimal.Inexact)
            context._raise(decimal.Rounded)
        elif result.adjusted() < context.Emin:
            context._raise(decimal.Underflow)
            context._raise(decimal.Subnormal)
            context._raise(decimal.Inexact)
            context._raise(decimal.Rounded)
            if not result:
                context._raise(decimal.Clamped)
        return result

    def _turn(self, other, context, wrap):
        context = context or getcontext()
        other = convert(other)
        nan = self._check_nans(other, context)
        if nan is not None:
            return nan
        if other._exp != 0 or not -context.prec <= int(other) <= context.prec:
            return context._raise(InvalidOperation)
        if self._exp == "F":
            return self
        by = int(other)
        digits = digits_of(self._int)[-context.prec:].rjust(context.prec, "0")
        if wrap:
            digits = digits[by:] + digits[:by]
        elif by < 0:
            digits = digits[:by]
        else:
            digits = (digits + "0" * by)[-context.prec:]
        return make(self._sign, int_of(digits or "0"), self._exp)

    def rotate(self, other, context=None):
        return _turn(self, other, context, True)

    def shift(self, other, context=None):
        return _turn(self, other, context, False)

    return {name: f for name, f in locals().items() if name[0] != "_" and callable(f) and f.__module__ == __name__}


# A context's methods that are a method of Decimal with that context.
_UNARY = ("logb", "logical_invert", "next_minus", "next_plus", "number_class", "to_integral_exact",
          "to_integral_value", "is_normal", "is_subnormal")
_BINARY = ("compare_signal", "compare_total", "compare_total_mag", "logical_and", "logical_or", "logical_xor",
           "max_mag", "min_mag", "next_toward", "remainder_near", "rotate", "same_quantum", "scaleb", "shift",
           "copy_sign")
_PLAIN = ("copy_abs", "copy_negate", "is_finite", "is_infinite", "is_nan", "is_qnan", "is_signed", "is_snan",
          "is_zero", "is_canonical", "canonical")


def context_methods(decimal):
    """What decimal's Context gets, by name."""
    convert = decimal._convert

    def plain(name):
        return lambda self, a: getattr(convert(a), name)()

    def unary(name):
        return lambda self, a: getattr(convert(a), name)(context=self)

    def binary(name):
        return lambda self, a, b: getattr(convert(a), name)(b, context=self)

    def canonical(self, a):
        if not isinstance(a, decimal.Decimal):
            raise TypeError("argument must be a Decimal")
        return a

    def fma(self, a, b, c):
        return convert(a).fma(b, c, context=self)

    def copy_decimal(self, a):
        return decimal.Decimal(convert(a))

    def radix(self):
        return decimal.Decimal(10)

    found = {name: kind(name) for names, kind in ((_PLAIN, plain), (_UNARY, unary), (_BINARY, binary))
             for name in names}
    found.update(canonical=canonical, fma=fma, copy_decimal=copy_decimal, radix=radix,
                 to_integral=found["to_integral_value"])
    for name, function in found.items():
        function.__name__ = name
        function.__qualname__ = f"Context.{name}"
    return found

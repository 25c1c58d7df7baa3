"""Decimal arithmetic after the General Decimal Arithmetic Specification.

A Decimal is (sign, coefficient as an int, exponent); the exponents 'F', 'n' and 'N' mark infinity, NaN and signalling
NaN. Every operation computes exactly, or with enough digits, and lets `_fix` round to the context.
"""
import math as _math
import contextvars as _contextvars
import numbers as _numbers
import _decimal_rare
from _decimal_rare import count_digits as _count_digits, digits_of as _digits_of, int_of as _int_of
from _namedtuple import namedtuple as _namedtuple

__all__ = ["Decimal", "Context", "DecimalTuple", "DefaultContext", "BasicContext", "ExtendedContext",
           "DecimalException", "Clamped", "InvalidOperation", "DivisionByZero", "Inexact", "Rounded", "Subnormal",
           "Overflow", "Underflow", "FloatOperation", "DivisionImpossible", "InvalidContext", "ConversionSyntax",
           "DivisionUndefined", "ROUND_DOWN", "ROUND_HALF_UP", "ROUND_HALF_EVEN", "ROUND_CEILING", "ROUND_FLOOR",
           "ROUND_UP", "ROUND_HALF_DOWN", "ROUND_05UP", "setcontext", "getcontext", "localcontext", "MAX_PREC",
           "MAX_EMAX", "MIN_EMIN", "MIN_ETINY", "HAVE_THREADS", "HAVE_CONTEXTVAR"]

DecimalTuple = _namedtuple("DecimalTuple", "sign digits exponent", module="decimal")
ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_CEILING = ("ROUND_DOWN", "ROUND_HALF_UP", "ROUND_HALF_EVEN",
                                                             "ROUND_CEILING")
ROUND_FLOOR, ROUND_UP, ROUND_HALF_DOWN, ROUND_05UP = "ROUND_FLOOR", "ROUND_UP", "ROUND_HALF_DOWN", "ROUND_05UP"
_ROUNDINGS = (ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,
              ROUND_05UP)
HAVE_THREADS = HAVE_CONTEXTVAR = True
MAX_PREC = MAX_EMAX = 999999999999999999
MIN_EMIN = -MAX_EMAX
MIN_ETINY = MIN_EMIN - (MAX_PREC - 1)


class DecimalException(ArithmeticError):
    pass


class Clamped(DecimalException):
    pass


class InvalidOperation(DecimalException):
    pass


class ConversionSyntax(InvalidOperation):
    pass


class DivisionByZero(DecimalException, ZeroDivisionError):
    pass


class DivisionImpossible(InvalidOperation):
    pass


class DivisionUndefined(InvalidOperation, ZeroDivisionError):
    pass


class Inexact(DecimalException):
    pass


class InvalidContext(InvalidOperation):
    pass


class Rounded(DecimalException):
    pass


class Subnormal(DecimalException):
    pass


class Overflow(Inexact, Rounded):
    pass


class Underflow(Inexact, Rounded, Subnormal):
    pass


class FloatOperation(DecimalException, TypeError):
    pass


_signals = [Clamped, InvalidOperation, DivisionByZero, Inexact, FloatOperation, Overflow, Rounded, Subnormal,
            Underflow]
_current = _contextvars.ContextVar("decimal_context")


class Context:
    """The context: precision, rounding, limits of the exponent, what happened (flags) and what raises (traps)."""

    def __init__(self, prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None,
                 traps=None):
        dc = DefaultContext if DefaultContext is not None else None
        self.prec = prec if prec is not None else dc.prec
        self.rounding = rounding if rounding is not None else dc.rounding
        self.Emin = Emin if Emin is not None else dc.Emin
        self.Emax = Emax if Emax is not None else dc.Emax
        self.capitals = capitals if capitals is not None else dc.capitals
        self.clamp = clamp if clamp is not None else dc.clamp
        if traps is None:
            traps = dc.traps
        self.traps = dict(traps) if isinstance(traps, dict) else {s: s in traps for s in _signals}
        if flags is None:
            flags = []
        self.flags = dict(flags) if isinstance(flags, dict) else {s: s in flags for s in _signals}

    def __setattr__(self, name, value):
        if name == "prec":
            if not isinstance(value, int):
                raise TypeError(f"{type(value).__name__!r} object cannot be interpreted as an integer")
            if not 1 <= value <= MAX_PREC:
                raise ValueError("valid range for prec is [1, MAX_PREC]")
        elif name == "rounding" and value not in _ROUNDINGS:
            raise TypeError("valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n"
                            "   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]")
        elif name == "Emin" and not MIN_EMIN <= value <= 0:
            raise ValueError("valid range for Emin is [MIN_EMIN, 0]")
        elif name == "Emax" and not 0 <= value <= MAX_EMAX:
            raise ValueError("valid range for Emax is [0, MAX_EMAX]")
        elif name == "capitals" and value not in (0, 1):
            raise ValueError("valid values for capitals are 0 or 1")
        elif name == "clamp" and value not in (0, 1):
            raise ValueError("valid values for clamp are 0 or 1")
        elif name not in ("prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps"):
            raise AttributeError(f"'decimal.Context' object has no attribute {name!r}")
        object.__setattr__(self, name, value)

    def __delattr__(self, name):
        raise AttributeError(f"attribute {name!r} of 'decimal.Context' objects cannot be deleted")

    def __reduce__(self):
        flags, traps = ([s for s in _signals if signals[s]] for signals in (self.flags, self.traps))
        return Context, (self.prec, self.rounding, self.Emin, self.Emax, self.capitals, self.clamp, flags, traps)

    def __repr__(self):
        flags = ", ".join(s.__name__ for s in _signals if self.flags[s])
        traps = ", ".join(s.__name__ for s in _signals if self.traps[s])
        return (f"Context(prec={self.prec}, rounding={self.rounding}, Emin={self.Emin}, Emax={self.Emax}, "
                f"capitals={self.capitals}, clamp={self.clamp}, flags=[{flags}], traps=[{traps}])")

    def clear_flags(self):
        for s in self.flags:
            self.flags[s] = False

    def clear_traps(self):
        for s in self.traps:
            self.traps[s] = False

    def copy(self):
        return Context(self.prec, self.rounding, self.Emin, self.Emax, self.capitals, self.clamp, dict(self.flags),
                       dict(self.traps))

    __copy__ = copy

    def Etiny(self):
        return self.Emin - self.prec + 1

    def Etop(self):
        return self.Emax - self.prec + 1

    def _raise(self, condition, result=None):
        """Notes the condition; raises if it is trapped, else gives what the operation is to answer."""
        signal = InvalidOperation if issubclass(condition, InvalidOperation) else condition
        self.flags[signal] = True
        if self.traps[signal]:
            raise signal([condition])
        return _NAN if result is None else result

    def create_decimal(self, num="0"):
        if isinstance(num, str) and (num != num.strip() or "_" in num):
            return self._raise(ConversionSyntax)
        d = Decimal(num, self)
        if d._exp in ("n", "N") and d._int and _count_digits(d._int) > self.prec - self.clamp:
            return self._raise(ConversionSyntax)
        return d._fix(self)

    def create_decimal_from_float(self, f):
        return Decimal.from_float(f)._fix(self)

    def abs(self, a):
        return _convert(a).__abs__(context=self)

    def add(self, a, b):
        return _convert(a)._add(_convert(b), self)

    def subtract(self, a, b):
        return _convert(a)._add(_convert(b).copy_negate(), self)

    def multiply(self, a, b):
        return _convert(a)._mul(_convert(b), self)

    def divide(self, a, b):
        return _convert(a)._div(_convert(b), self)

    def divide_int(self, a, b):
        return _convert(a)._divmod(_convert(b), self)[0]

    def remainder(self, a, b):
        return _convert(a)._divmod(_convert(b), self)[1]

    def divmod(self, a, b):
        return _convert(a)._divmod(_convert(b), self)

    def power(self, a, b, modulo=None):
        return _convert(a)._power(_convert(b), self) if modulo is None else pow(_convert(a), _convert(b), modulo)

    def plus(self, a):
        return _convert(a)._fix(self)

    def minus(self, a):
        return _convert(a).copy_negate()._fix(self)

    def quantize(self, a, b):
        return _convert(a).quantize(b, context=self)

    def sqrt(self, a):
        return _convert(a).sqrt(self)

    def exp(self, a):
        return _convert(a).exp(self)

    def ln(self, a):
        return _convert(a).ln(self)

    def log10(self, a):
        return _convert(a).log10(self)

    def compare(self, a, b):
        return _convert(a).compare(b, self)

    def max(self, a, b):
        return _convert(a).max(b, self)

    def min(self, a, b):
        return _convert(a).min(b, self)

    def normalize(self, a):
        return _convert(a).normalize(self)

    def to_eng_string(self, a):
        return _convert(a).to_eng_string(self)

    def to_sci_string(self, a):
        return _convert(a).__str__(context=self)


def _convert(value):
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    raise TypeError(f"conversion from {type(value).__name__} to Decimal is not supported")


DefaultContext = None
DefaultContext = Context(28, ROUND_HALF_EVEN, -999999, 999999, 1, 0, [], [DivisionByZero, Overflow, InvalidOperation])
BasicContext = Context(9, ROUND_HALF_UP, -999999, 999999, 1, 0, [],
                       [DivisionByZero, Overflow, InvalidOperation, Clamped, Underflow])
ExtendedContext = Context(9, ROUND_HALF_EVEN, -999999, 999999, 1, 0, [], [])


def getcontext():
    try:
        return _current.get()
    except LookupError:
        context = DefaultContext.copy()
        _current.set(context)
        return context


def setcontext(context):
    if not isinstance(context, Context):
        raise TypeError("argument must be a context")
    if context in (DefaultContext, BasicContext, ExtendedContext):
        context = context.copy()
        context.clear_flags()
    _current.set(context)


class _ContextManager:
    def __init__(self, new_context):
        self.new_context = new_context.copy()

    def __enter__(self):
        self.saved_context = getcontext()
        setcontext(self.new_context)
        return self.new_context

    def __exit__(self, t, v, tb):
        setcontext(self.saved_context)


def localcontext(ctx=None, **kwargs):
    manager = _ContextManager(getcontext() if ctx is None else ctx)
    for key, value in kwargs.items():
        if key not in ("prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps"):
            raise TypeError(f"{key!r} is an invalid keyword argument for this function")
        if key in ("flags", "traps") and not isinstance(value, dict):
            value = {s: s in value for s in _signals}
        setattr(manager.new_context, key, value)
    return manager


def _round_up(rounding, sign, quotient, rest, half):
    """Whether a truncated coefficient goes up; `half` is the sign of rest - 1/2, rest whether anything was cut."""
    if not rest:
        return False
    if rounding == ROUND_DOWN:
        return False
    if rounding == ROUND_UP:
        return True
    if rounding == ROUND_HALF_UP:
        return half >= 0
    if rounding == ROUND_HALF_DOWN:
        return half > 0
    if rounding == ROUND_HALF_EVEN:
        return half > 0 or half == 0 and quotient % 2 == 1
    if rounding == ROUND_CEILING:
        return not sign
    if rounding == ROUND_FLOOR:
        return bool(sign)
    return quotient % 10 in (0, 5)


def _shift_right(sign, coefficient, digits, rounding):
    """(the coefficient without its last `digits` digits, rounded; whether something was lost)."""
    if digits <= 0:
        return coefficient * 10 ** -digits, False
    if digits > _count_digits(coefficient) + 1:
        quotient, rest, half = 0, coefficient, -1
    else:
        power = 10 ** digits
        quotient, rest = divmod(coefficient, power)
        half = (2 * rest > power) - (2 * rest < power)
    if _round_up(rounding, sign, quotient, rest, half):
        quotient += 1
    return quotient, bool(rest)


def _parse(value):
    """(sign, coefficient, exponent) of a numeric string, or None."""
    s = value.strip().replace("_", "")
    sign = 0
    if s[:1] in ("+", "-") and s[:1]:
        sign = 1 if s[0] == "-" else 0
        s = s[1:]
    low = s.lower()
    if low in ("inf", "infinity"):
        return sign, 0, "F"
    for prefix, exp in (("snan", "N"), ("nan", "n")):
        if low.startswith(prefix):
            payload = s[len(prefix):]
            if payload and not payload.isdecimal():
                return None
            return sign, _int_of(payload or "0"), exp
    mantissa, e, exponent = low.partition("e")
    if e:
        body = exponent[1:] if exponent[:1] in ("+", "-") else exponent
        if not body.isdecimal():
            return None
    whole, _, frac = mantissa.partition(".")
    if not (whole or frac) or not (whole + frac).isdecimal():
        return None
    return sign, _int_of(whole + frac), (int(exponent) if e else 0) - len(frac)


def _make(sign, coefficient, exponent):
    self = object.__new__(Decimal)
    self._sign, self._int, self._exp = sign, coefficient, exponent
    return self


def _operator(method):
    """An operator and its reflection, from a method of two Decimals and a context."""

    def forward(self, other):
        if isinstance(other, int):
            other = Decimal(other)
        elif not isinstance(other, Decimal):
            return NotImplemented
        return method(self, other, getcontext())

    def reflected(self, other):
        return method(Decimal(other), self, getcontext()) if isinstance(other, int) else NotImplemented

    return forward, reflected


def _note_float(context, trapped=True):
    context.flags[FloatOperation] = True
    if trapped and context.traps[FloatOperation]:
        raise FloatOperation([FloatOperation])


class Decimal:
    """Construct a new Decimal object. 'value' can be an integer, string, tuple, or another Decimal object."""
    __slots__ = ("_sign", "_int", "_exp")

    def __new__(cls, value="0", context=None):
        self = object.__new__(cls)
        if isinstance(value, str):
            parsed = _parse(value)
            if parsed is None:
                return (context or getcontext())._raise(ConversionSyntax)
            self._sign, self._int, self._exp = parsed
        elif isinstance(value, int):
            self._sign, self._int, self._exp = (1 if value < 0 else 0), abs(int(value)), 0
        elif isinstance(value, Decimal):
            self._sign, self._int, self._exp = value._sign, value._int, value._exp
        elif isinstance(value, float):
            _note_float(context or getcontext())
            value = Decimal.from_float(value)
            self._sign, self._int, self._exp = value._sign, value._int, value._exp
        elif isinstance(value, (list, tuple)):
            self._sign, self._int, self._exp = _from_tuple(value)
        else:
            raise TypeError(f"conversion from {type(value).__name__} to Decimal is not supported")
        return self

    @classmethod
    def from_float(cls, f):
        if isinstance(f, int):
            return cls(f)
        if not isinstance(f, float):
            raise TypeError("argument must be int or float.")
        if _math.isinf(f) or _math.isnan(f):
            return cls(repr(f))
        sign = 1 if _math.copysign(1.0, f) == -1.0 else 0
        n, d = abs(f).as_integer_ratio()
        k = d.bit_length() - 1
        result = _make(sign, n * 5 ** k, -k)
        return result if cls is Decimal else cls(result)

    def _special(self):
        return self._exp.__class__ is str

    def _digits(self):
        return _count_digits(self._int)

    def adjusted(self):
        return 0 if self._special() else self._exp + self._digits() - 1

    def is_nan(self):
        return self._exp in ("n", "N")

    def is_qnan(self):
        return self._exp == "n"

    def is_snan(self):
        return self._exp == "N"

    def is_infinite(self):
        return self._exp == "F"

    def is_finite(self):
        return not self._special()

    def is_signed(self):
        return self._sign == 1

    def is_zero(self):
        return not self._special() and self._int == 0

    def is_normal(self, context=None):
        return not self._special() and self._int != 0 and (context or getcontext()).Emin <= self.adjusted()

    def is_subnormal(self, context=None):
        return not self._special() and self._int != 0 and self.adjusted() < (context or getcontext()).Emin

    def __bool__(self):
        return self._special() or self._int != 0

    def _check_nans(self, other, context):
        """A NaN to answer with, or None if neither operand is one."""
        for d in (self, other):
            if d is not None and d._exp == "N":
                return context._raise(InvalidOperation, _make(d._sign, d._int, "n"))
        for d in (self, other):
            if d is not None and d._exp == "n":
                return d
        return None

    def _fix(self, context):
        """Rounded to the context's precision, and within its exponents."""
        if type(self) is not Decimal:
            self = _make(self._sign, self._int, self._exp)
        if self._special():
            return self
        if self._int == 0:
            top = context.Etop() if context.clamp else context.Emax
            exp = min(max(self._exp, context.Etiny()), top)
            if exp != self._exp:
                context._raise(Clamped)
                return _make(self._sign, 0, exp)
            return self
        digits = self._digits()
        etiny = context.Etiny()
        exp_min = digits + self._exp - context.prec
        if exp_min > context.Etop():
            answer = self._overflow(context)
            context._raise(Inexact)
            context._raise(Rounded)
            return context._raise(Overflow, answer)
        subnormal = exp_min < etiny
        exp_min = max(exp_min, etiny)
        if self._exp < exp_min:
            coefficient, lost = _shift_right(self._sign, self._int, exp_min - self._exp, context.rounding)
            if _count_digits(coefficient) > context.prec:
                coefficient //= 10
                exp_min += 1
            if exp_min > context.Etop():
                answer = self._overflow(context)
                context._raise(Inexact)
                context._raise(Rounded)
                return context._raise(Overflow, answer)
            result = _make(self._sign, coefficient, exp_min)
            if lost and subnormal:
                context._raise(Underflow)
            if subnormal:
                context._raise(Subnormal)
            if lost:
                context._raise(Inexact)
            context._raise(Rounded)
            if not coefficient:
                context._raise(Clamped)
            return result
        if subnormal:
            context._raise(Subnormal)
        if context.clamp and self._exp > context.Etop():
            context._raise(Clamped)
            return _make(self._sign, self._int * 10 ** (self._exp - context.Etop()), context.Etop())
        return self

    def _overflow(self, context):
        r = context.rounding
        if r in (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_HALF_DOWN, ROUND_UP) or \
                r == ROUND_CEILING and not self._sign or r == ROUND_FLOOR and self._sign:
            return _make(self._sign, 0, "F")
        return _make(self._sign, 10 ** context.prec - 1, context.Etop())

    def __repr__(self):
        return f"Decimal({str(self)!r})"

    def __str__(self, eng=False, context=None):
        sign = "-" if self._sign else ""
        if self._special():
            if self._exp == "F":
                return sign + "Infinity"
            return sign + ("NaN" if self._exp == "n" else "sNaN") + (_digits_of(self._int) if self._int else "")
        digits = _digits_of(self._int)
        leftdigits = self._exp + len(digits)
        if self._exp <= 0 and leftdigits > -6:
            dotplace = leftdigits
        elif not eng:
            dotplace = 1
        elif digits == "0":
            dotplace = (leftdigits + 1) % 3 - 1
        else:
            dotplace = (leftdigits - 1) % 3 + 1
        if dotplace <= 0:
            intpart, fracpart = "0", "." + "0" * -dotplace + digits
        elif dotplace >= len(digits):
            intpart, fracpart = digits + "0" * (dotplace - len(digits)), ""
        else:
            intpart, fracpart = digits[:dotplace], "." + digits[dotplace:]
        if leftdigits == dotplace:
            exp = ""
        else:
            exp = f"{'E' if (context or getcontext()).capitals else 'e'}{leftdigits - dotplace:+d}"
        return sign + intpart + fracpart + exp

    def to_eng_string(self, context=None):
        return self.__str__(eng=True, context=context)

    def as_tuple(self):
        if self._exp == "F":
            return DecimalTuple(self._sign, (0,), "F")
        digits = () if self._special() and not self._int else tuple(map(int, _digits_of(self._int)))
        return DecimalTuple(self._sign, digits, self._exp)

    def as_integer_ratio(self):
        if self._special():
            if self.is_nan():
                raise ValueError("cannot convert NaN to integer ratio")
            raise OverflowError("cannot convert Infinity to integer ratio")
        n = -self._int if self._sign else self._int
        if self._exp >= 0:
            return n * 10 ** self._exp, 1
        d = 10 ** -self._exp
        g = _math.gcd(n, d)
        return n // g, d // g

    def __neg__(self, context=None):
        context = context or getcontext()
        nan = self._check_nans(None, context)
        if nan is not None:
            return nan
        if not self and context.rounding != ROUND_FLOOR:
            return self.copy_abs()._fix(context)
        return self.copy_negate()._fix(context)

    def __pos__(self, context=None):
        context = context or getcontext()
        nan = self._check_nans(None, context)
        if nan is not None:
            return nan
        if not self and context.rounding != ROUND_FLOOR:
            return self.copy_abs()._fix(context)
        return self._fix(context)

    def __abs__(self, round=True, context=None):
        return self.__neg__(context) if self._sign else self.__pos__(context)

    def copy_abs(self):
        return _make(0, self._int, self._exp)

    def copy_negate(self):
        return _make(1 - self._sign, self._int, self._exp)

    def copy_sign(self, other, context=None):
        return _make(_convert(other)._sign, self._int, self._exp)

    def conjugate(self):
        return self

    def canonical(self):
        return self

    real = property(lambda self: self)
    imag = property(lambda self: Decimal(0))

    def _add(self, other, context):
        nan = self._check_nans(other, context)
        if nan is not None:
            return nan
        if self._exp == "F":
            if other._exp == "F" and self._sign != other._sign:
                return context._raise(InvalidOperation)
            return self
        if other._exp == "F":
            return other
        exp = min(self._exp, other._exp)
        a, b = self, other
        if a._int and b._int:
            a, b, exp = _bring_closer(a, b, context.prec)
        total = 0
        for d in (a, b):
            value = d._int * 10 ** (d._exp - exp) if d._int else 0
            total += -value if d._sign else value
        if total == 0:
            negative = context.rounding == ROUND_FLOOR if self._sign != other._sign else self._sign
            if self._int or other._int:
                negative = context.rounding == ROUND_FLOOR
            return _make(1 if negative else 0, 0, exp)._fix(context)
        return _make(1 if total < 0 else 0, abs(total), exp)._fix(context)

    def _sub(self, other, context):
        nan = self._check_nans(other, context)
        return nan if nan is not None else self._add(other.copy_negate(), context)

    def _mul(self, other, context):
        nan = self._check_nans(other, context)
        if nan is not None:
            return nan
        sign = self._sign ^ other._sign
        if self._exp == "F" or other._exp == "F":
            if not self or not other:
                return context._raise(InvalidOperation)
            return _make(sign, 0, "F")
        return _make(sign, self._int * other._int, self._exp + other._exp)._fix(context)

    def _div(self, other, context):
        nan = self._check_nans(other, context)
        if nan is not None:
            return nan
        sign = self._sign ^ other._sign
        if self._exp == "F":
            return context._raise(InvalidOperation) if other._exp == "F" else _make(sign, 0, "F")
        if other._exp == "F":
            context._raise(Clamped)
            return _make(sign, 0, context.Etiny())
        if not other._int:
            if not self._int:
                return context._raise(DivisionUndefined)
            return context._raise(DivisionByZero, _make(sign, 0, "F"))
        if not self._int:
            return _make(sign, 0, self._exp - other._exp)._fix(context)
        shift = other._digits() - self._digits() + context.prec + 1
        exp = self._exp - other._exp - shift
        if shift >= 0:
            coefficient, remainder = divmod(self._int * 10 ** shift, other._int)
        else:
            coefficient, remainder = divmod(self._int, other._int * 10 ** -shift)
        if remainder:
            if coefficient % 5 == 0:
                coefficient += 1            # sticky: the digits below matter only by not being zero
        else:
            ideal = self._exp - other._exp
            while exp < ideal and coefficient % 10 == 0:
                coefficient //= 10
                exp += 1
        return _make(sign, coefficient, exp)._fix(context)

    def _divmod(self, other, context):
        nan = self._check_nans(other, context)
        if nan is not None:
            return nan, nan
        sign = self._sign ^ other._sign
        if self._exp == "F":
            if other._exp == "F":
                nan = context._raise(InvalidOperation)
                return nan, nan
            return _make(sign, 0, "F"), context._raise(InvalidOperation)
        if other._exp == "F":
            return _make(sign, 0, 0), self._fix(context)
        if not other._int:
            if not self._int:
                nan = context._raise(DivisionUndefined)
                return nan, nan
            return context._raise(DivisionByZero, _make(sign, 0, "F")), context._raise(InvalidOperation)
        if self.adjusted() - other.adjusted() > context.prec:
            nan = context._raise(DivisionImpossible)
            return nan, nan
        exp = min(self._exp, other._exp)
        q, r = divmod(self._int * 10 ** (self._exp - exp), other._int * 10 ** (other._exp - exp))
        if q >= 10 ** context.prec:
            nan = context._raise(DivisionImpossible)
            return nan, nan
        return _make(sign, q, 0), _make(self._sign, r, exp)._fix(context)

    def _floordiv(self, other, context):
        if self._exp == "F" and other.is_finite():
            return _make(self._sign ^ other._sign, 0, "F")
        if self.is_finite() and not other.is_nan() and other.is_finite() and not other._int and self._int:
            return context._raise(DivisionByZero, _make(self._sign ^ other._sign, 0, "F"))
        return self._divmod(other, context)[0]

    def _mod(self, other, context):
        if self.is_finite() and self._int and other.is_finite() and not other._int:
            return context._raise(InvalidOperation)
        if self._exp == "F" and not other.is_nan():
            return context._raise(InvalidOperation)
        return self._divmod(other, context)[1]

    def _power(self, other, context):
        nan = self._check_nans(other, context)
        if nan is not None:
            return nan
        if not other:
            return context._raise(InvalidOperation) if not self else _make(0, 1, 0)
        integral = other._exp != "F" and other == other.to_integral_value()
        sign = 1 if self._sign and integral and int(other) % 2 else 0
        if self._sign and self and not integral:
            return context._raise(InvalidOperation)
        if not self:
            return _make(sign, 0, 0) if not other._sign else _make(sign, 0, "F")
        if self._exp == "F":
            return _make(sign, 0, "F") if not other._sign else _make(sign, 0, 0)
        base = self.copy_abs()
        if other._exp == "F":
            comparison = base._compare(_make(0, 1, 0))
            if comparison == 0:
                return _make(0, 1, 0)
            return _make(0, 0, 0) if (comparison > 0) == bool(other._sign) else _make(0, 0, "F")
        if integral and abs(int(other)) <= 10 ** 7:
            n = int(other)
            exact_digits = base._digits() * abs(n)
            if n >= 0 and exact_digits <= 20 * context.prec + 2000:
                return _make(sign, base._int ** n, base._exp * n)._fix(context)
            if n < 0 and exact_digits <= 20 * context.prec + 2000:
                one = _make(sign, 1, 0)
                inner = _make(0, base._int ** -n, base._exp * -n)
                result = one._div(inner, context)
                return result
        if base._compare(_make(0, 1, 0)) == 0 and integral:
            context._raise(Inexact)
            context._raise(Rounded)
            return _make(sign, 10 ** (context.prec - 1), 1 - context.prec)
        work = context.copy()
        work.prec = context.prec + 10 + abs(other.adjusted()) + abs(base.adjusted()).bit_length()
        work.rounding, work.traps = ROUND_HALF_EVEN, {s: False for s in _signals}
        work.Emax, work.Emin = MAX_EMAX, MIN_EMIN
        result = base.ln(work)._mul(other, work).exp(work)
        exact = self._exact_root_power(base, other, context)
        if exact is not None:
            return exact
        return _make(sign, result._int, result._exp)._fix(context)

    def _exact_root_power(self, base, other, context):
        """The power when it is rational (4 ** 0.5), else None."""
        n, d = other.as_integer_ratio()
        if d > 64 or d == 1 or abs(n) > 1000:
            return None
        p, q = base.as_integer_ratio()
        roots = []
        for value in (p, q):
            root = round(value ** (1 / d)) if value < 10 ** 15 else _integer_root(value, d)
            if root ** d != value:
                return None
            roots.append(root)
        a, b = Decimal(roots[0] ** abs(n)), Decimal(roots[1] ** abs(n))
        result = (a._div(b, context) if n > 0 else b._div(a, context))
        shortfall = context.prec - result._digits()
        if result.is_finite() and shortfall > 0 and other._exp < 0:
            result = _make(result._sign, result._int * 10 ** shortfall, result._exp - shortfall)
        return result

    __add__, __radd__ = _operator(_add)
    __sub__, __rsub__ = _operator(_sub)
    __mul__, __rmul__ = _operator(_mul)
    __truediv__, __rtruediv__ = _operator(_div)
    __floordiv__, __rfloordiv__ = _operator(_floordiv)
    __mod__, __rmod__ = _operator(_mod)
    __divmod__, __rdivmod__ = _operator(_divmod)
    _pow, __rpow__ = _operator(_power)

    def __pow__(self, other, modulo=None):
        if modulo is None:
            return self._pow(other)
        a, b, m = self, _convert(other), _convert(modulo)
        if not all(d.is_finite() and d == d.to_integral_value() for d in (a, b, m)) or b._sign or not m:
            return getcontext()._raise(InvalidOperation)
        result = pow(abs(int(a)), int(b), abs(int(m)))
        return _make(1 if a._sign and int(b) % 2 else 0, result, 0)

    def fma(self, other, third, context=None):
        other, third = _convert(other), _convert(third)
        product = _make(self._sign ^ other._sign, self._int * other._int, self._exp + other._exp) \
            if self.is_finite() and other.is_finite() else self._mul(other, context or getcontext())
        return product._add(third, context or getcontext())

    def remainder_near(self, other, context=None):
        context = context or getcontext()
        other = _convert(other)
        exp = min(self._exp, other._exp)
        a, b = self._int * 10 ** (self._exp - exp), other._int * 10 ** (other._exp - exp)
        q, r = divmod(a, b)
        sign = self._sign
        if 2 * r + (q & 1) > b:
            r, sign = b - r, 1 - sign
        return _make(sign, r, exp)._fix(context)

    def _compare(self, other):
        """-1, 0 or 1; neither is a NaN."""
        if self._exp == "F" or other._exp == "F":
            a = 0 if self._exp != "F" else -1 if self._sign else 1
            b = 0 if other._exp != "F" else -1 if other._sign else 1
            return (a > b) - (a < b)
        if not self._int or not other._int:
            a = 0 if not self._int else -1 if self._sign else 1
            b = 0 if not other._int else -1 if other._sign else 1
            return (a > b) - (a < b)
        if self._sign != other._sign:
            return -1 if self._sign else 1
        a, b = self.adjusted(), other.adjusted()
        if a == b:
            exp = min(self._exp, other._exp)
            a, b = self._int * 10 ** (self._exp - exp), other._int * 10 ** (other._exp - exp)
        order = (a > b) - (a < b)
        return -order if self._sign else order

    def _comparable(self, other, ordering=True):
        if isinstance(other, Decimal):
            return other
        if isinstance(other, int):
            return Decimal(other)
        if isinstance(other, float):
            _note_float(getcontext(), ordering)
            return Decimal.from_float(other)
        if isinstance(other, _numbers.Rational):
            return other
        if not ordering and isinstance(other, _numbers.Complex) and other.imag == 0:
            return self._comparable(other.real, False)
        return None

    def _order(self, other, test):
        d = self._comparable(other)
        if d is None:
            return NotImplemented
        if not isinstance(d, Decimal):
            n, m = self.as_integer_ratio()
            return test((n * d.denominator > d.numerator * m) - (n * d.denominator < d.numerator * m))
        if self.is_nan() or d.is_nan():
            getcontext()._raise(InvalidOperation)
            return False
        return test(self._compare(d))

    def __eq__(self, other):
        d = self._comparable(other, False)
        if d is None:
            return NotImplemented
        if not isinstance(d, Decimal):
            return self.is_finite() and self.as_integer_ratio() == (d.numerator, d.denominator)
        if self.is_nan() or d.is_nan():
            if self._exp == "N" or d._exp == "N":
                getcontext()._raise(InvalidOperation)
            return False
        return self._compare(d) == 0

    def __lt__(self, other):
        return self._order(other, lambda c: c < 0)

    def __le__(self, other):
        return self._order(other, lambda c: c <= 0)

    def __gt__(self, other):
        return self._order(other, lambda c: c > 0)

    def __ge__(self, other):
        return self._order(other, lambda c: c >= 0)

    def compare(self, other, context=None):
        other = _convert(other)
        nan = self._check_nans(other, context or getcontext())
        return nan if nan is not None else Decimal(self._compare(other))

    def compare_total(self, other, context=None):
        other = _convert(other)
        def key(d):
            if d.is_nan():
                k = (3 if d._exp == "n" else 2, d._int, 0)
            elif d._exp == "F":
                k = (1, 0, 0)
            else:
                k = (0, 0, 0)
            return k
        if self._sign != other._sign:
            return Decimal(-1 if self._sign else 1)
        a, b = key(self), key(other)
        order = (a > b) - (a < b)
        if order == 0 and self.is_finite():
            order = self.copy_abs()._compare(other.copy_abs()) or (self._exp > other._exp) - (self._exp < other._exp)
        return Decimal(-order if self._sign else order)

    def max(self, other, context=None):
        return self._extreme(_convert(other), context or getcontext(), 1)

    def min(self, other, context=None):
        return self._extreme(_convert(other), context or getcontext(), -1)

    def _extreme(self, other, context, direction):
        if self.is_nan() or other.is_nan():
            if self._exp == "n" and not other.is_nan():
                return other._fix(context)
            if other._exp == "n" and not self.is_nan():
                return self._fix(context)
            return self._check_nans(other, context)
        c = self._compare(other) or int(self.compare_total(other))
        return (self if c * direction >= 0 else other)._fix(context)

    def __hash__(self):
        if self._special():
            if self._exp == "N":
                raise TypeError("Cannot hash a signaling NaN value.")
            if self._exp == "n":
                return object.__hash__(self)
            return -314159 if self._sign else 314159
        p = (1 << 61) - 1
        power = pow(10, self._exp, p) if self._exp >= 0 else pow(pow(10, p - 2, p), -self._exp, p)
        h = self._int * power % p
        h = -h if self._sign else h
        return -2 if h == -1 else h

    def __float__(self):
        if self.is_nan():
            if self._exp == "N":
                raise ValueError("cannot convert signaling NaN to float")
            return float("-nan" if self._sign else "nan")
        return float(str(self))

    def __int__(self):
        if self._special():
            if self.is_nan():
                raise ValueError("cannot convert NaN to integer")
            raise OverflowError("cannot convert Infinity to integer")
        value = self._int * 10 ** self._exp if self._exp >= 0 else self._int // 10 ** -self._exp
        return -value if self._sign else value

    __trunc__ = __int__

    def __complex__(self):
        return complex(float(self))

    def _to_int(self, rounding):
        if self._special():
            if self.is_nan():
                raise ValueError("cannot convert NaN to integer")
            raise OverflowError("cannot convert Infinity to integer")
        value, _ = _shift_right(self._sign, self._int, -self._exp, rounding)
        return -value if self._sign else value

    def __floor__(self):
        return self._to_int(ROUND_FLOOR)

    def __ceil__(self):
        return self._to_int(ROUND_CEILING)

    def __round__(self, n=None):
        if n is None:
            return self._to_int(ROUND_HALF_EVEN)
        return self.quantize(_make(0, 1, -n), rounding=ROUND_HALF_EVEN)

    def _rescale(self, exp, rounding):
        """With this exponent, rounded, whatever the precision."""
        if self._special():
            return self
        if not self._int:
            return _make(self._sign, 0, exp)
        return _make(self._sign, _shift_right(self._sign, self._int, exp - self._exp, rounding)[0], exp)

    def quantize(self, exp, rounding=None, context=None):
        exp = _convert(exp)
        context = context or getcontext()
        rounding = context.rounding if rounding is None else rounding
        if rounding not in _ROUNDINGS:
            Context(rounding=rounding)
        nan = self._check_nans(exp, context)
        if nan is not None:
            return nan
        if self._exp == "F" or exp._exp == "F":
            return self if self._exp == exp._exp else context._raise(InvalidOperation)
        if not context.Etiny() <= exp._exp <= context.Emax:
            return context._raise(InvalidOperation)
        if not self._int:
            return _make(self._sign, 0, exp._exp)._fix(context)
        if self.adjusted() > context.Emax or self.adjusted() - exp._exp + 1 > context.prec:
            return context._raise(InvalidOperation)
        result = self._rescale(exp._exp, rounding)
        if result.adjusted() > context.Emax or result._digits() > context.prec:
            return context._raise(InvalidOperation)
        if result._exp > self._exp:
            if result._compare(self) != 0:
                context._raise(Inexact)
            context._raise(Rounded)
        return result._fix(context)

    def same_quantum(self, other, context=None):
        other = _convert(other)
        if self._special() or other._special():
            return self.is_nan() and other.is_nan() or self._exp == "F" == other._exp
        return self._exp == other._exp

    def to_integral_value(self, rounding=None, context=None):
        context = context or getcontext()
        if self._special():
            nan = self._check_nans(None, context)
            return self if nan is None else nan
        return self if self._exp >= 0 else self._rescale(0, rounding or context.rounding)

    to_integral = to_integral_value

    def to_integral_exact(self, rounding=None, context=None):
        context = context or getcontext()
        result = self.to_integral_value(rounding, context)
        if self.is_finite() and self._exp < 0:
            if result._compare(self) != 0:
                context._raise(Inexact)
            context._raise(Rounded)
        return result

    def normalize(self, context=None):
        context = context or getcontext()
        nan = self._check_nans(None, context)
        if nan is not None:
            return nan
        result = self._fix(context)
        if result._special():
            return result
        if not result._int:
            return _make(result._sign, 0, 0)
        coefficient, exp = result._int, result._exp
        while coefficient % 10 == 0 and exp < context.Emax:
            coefficient //= 10
            exp += 1
        return _make(result._sign, coefficient, exp)

    def scaleb(self, other, context=None):
        return self if self._special() else _make(self._sign, self._int, self._exp + int(other))._fix(
            context or getcontext())

    def logb(self, context=None):
        if self._exp == "F":
            return _make(0, 0, "F")
        if not self:
            return (context or getcontext())._raise(DivisionByZero, _make(1, 0, "F"))
        return Decimal(self.adjusted())

    def radix(self):
        return Decimal(10)

    def number_class(self, context=None):
        if self.is_nan():
            return "sNaN" if self._exp == "N" else "NaN"
        sign = "-" if self._sign else "+"
        if self._exp == "F":
            return sign + "Infinity"
        if not self._int:
            return sign + "Zero"
        return sign + ("Subnormal" if self.is_subnormal(context) else "Normal")

    def sqrt(self, context=None):
        context = context or getcontext()
        nan = self._check_nans(None, context)
        if nan is not None:
            return nan
        if self._exp == "F" and not self._sign:
            return self
        if not self:
            return _make(self._sign, 0, self._exp // 2)._fix(context)
        if self._sign:
            return context._raise(InvalidOperation)
        prec = context.prec + 1
        e, c, digits = self._exp >> 1, self._int, self._digits()
        if self._exp & 1:
            c *= 10
            half = (digits >> 1) + 1
        else:
            half = digits + 1 >> 1
        shift = prec - half
        exact = True
        if shift >= 0:
            c *= 100 ** shift
        else:
            c, remainder = divmod(c, 100 ** -shift)
            exact = not remainder
        e -= shift
        n = _math.isqrt(c)
        exact = exact and n * n == c
        if exact:
            if shift >= 0:
                n //= 10 ** shift
            else:
                n *= 10 ** -shift
            e += shift
        elif n % 5 == 0:
            n += 1
        work = context.copy()
        work.rounding, work.flags, work.traps = ROUND_HALF_EVEN, context.flags, context.traps
        return _make(0, n, e)._fix(work)

    def exp(self, context=None):
        context = context or getcontext()
        nan = self._check_nans(None, context)
        if nan is not None:
            return nan
        if self._exp == "F":
            return _make(0, 0, 0) if self._sign else self
        if not self:
            return _make(0, 1, 0)
        if self.adjusted() > 20:
            return (_make(0, 1, context.Etiny() - 1) if self._sign else _make(0, 1, context.Emax + 1))._fix(context)
        prec = context.prec + 5 + max(self.adjusted(), 0)
        result = _exp_digits(self, prec)
        work = context.copy()
        work.rounding, work.flags, work.traps = ROUND_HALF_EVEN, context.flags, context.traps
        return result._fix(work)

    def ln(self, context=None):
        context = context or getcontext()
        return self._logarithm(context, _ln_digits)

    def log10(self, context=None):
        context = context or getcontext()
        if self.is_finite() and self._int and not self._sign:
            text = _digits_of(self._int).rstrip("0")
            if text == "1":
                return Decimal(self.adjusted())._fix(context)
        return self._logarithm(context, lambda x, p: _divide(_ln_digits(x, p + 5), _ln_digits(Decimal(10), p + 5), p))

    def _logarithm(self, context, compute):
        nan = self._check_nans(None, context)
        if nan is not None:
            return nan
        if not self:
            return _make(1, 0, "F")
        if self._exp == "F" and not self._sign:
            return self
        if self._sign:
            return context._raise(InvalidOperation)
        if self._compare(_make(0, 1, 0)) == 0:
            return _make(0, 0, 0)
        result = compute(self, context.prec + 8)
        work = context.copy()
        work.rounding, work.flags, work.traps = ROUND_HALF_EVEN, context.flags, context.traps
        return result._fix(work)

    def __format__(self, specifier, context=None):
        from _decimal_format import _format
        if not isinstance(specifier, str):
            raise TypeError("format arg must be str")
        return _format(self, specifier, context or getcontext())

    def __reduce__(self):
        return (self.__class__, (str(self),))

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


_NAN = _make(0, 0, "n")
_numbers.Number.register(Decimal)


def _from_tuple(value):
    if len(value) != 3:
        raise ValueError("argument must be a sequence of length 3")
    sign, digits, exp = value
    if not isinstance(sign, int) or sign not in (0, 1):
        raise ValueError("sign must be an integer with the value 0 or 1")
    if exp == "F":
        return sign, 0, "F"
    if any(not isinstance(d, int) or not 0 <= d <= 9 for d in digits):
        raise ValueError("coefficient must be a tuple of digits")
    coefficient = _int_of("".join(map(str, digits)) or "0")
    if exp in ("n", "N") or isinstance(exp, int):
        return sign, coefficient, exp
    raise ValueError("string argument in the third position must be 'F', 'n' or 'N'")


def _bring_closer(a, b, prec):
    """Operands of an addition, the smaller replaced by a dust of the same effect when it is far below."""
    exp = min(a._exp, b._exp)
    big, small = (a, b) if a._exp >= b._exp else (b, a)
    big_digits, small_digits = big._digits(), small._digits()
    lowest = big._exp + min(-1, big_digits - prec - 2)
    if small_digits + small._exp - 1 < lowest:
        small = _make(small._sign, 1, lowest)
        exp = lowest
    return big, small, exp


def _integer_root(value, d):
    low, high = 0, 1 << value.bit_length() // d + 1
    while low < high:
        mid = (low + high + 1) // 2
        if mid ** d <= value:
            low = mid
        else:
            high = mid - 1
    return low


def _divide(a, b, digits):
    work = Context(digits, ROUND_HALF_EVEN, MIN_EMIN, MAX_EMAX, 1, 0, [], [])
    return a._div(b, work)


def _exp_digits(x, digits):
    """e ** x, by its series at x / 2**k on scaled integers, with `digits` digits and some to spare."""
    scale_digits = digits + 10
    ten = 10 ** scale_digits
    n, d = x.as_integer_ratio()
    fixed = n * ten // d
    ln10 = _ln10_fixed(scale_digits + 25)
    k = fixed * 10 ** 25 // ln10 if fixed >= 0 else -((-fixed) * 10 ** 25 // ln10) - 1
    rest = fixed - k * ln10 // 10 ** 25
    halvings = 12 + scale_digits.bit_length()
    term = total = ten << 64
    step = (rest << 64) >> halvings
    i = 1
    while term:
        term = term * step // (ten << 64) // i
        total += term
        i += 1
    for _ in range(halvings):
        total = total * total // (ten << 64)
    return _make(0, total >> 64, k - scale_digits)


def _atanh_inverse(n, scale):
    """scale * atanh(1/n)"""
    power = scale // n
    total, i, square = power, 3, n * n
    while power:
        power //= square
        total += power // i
        i += 2
    return total


def _ln10_fixed(digits):
    scale = 10 ** (digits + 5)
    a, b, c = (_atanh_inverse(n, scale) for n in (31, 49, 161))
    ln2, ln5 = 2 * (7 * a + 5 * b + 3 * c), 2 * (16 * a + 12 * b + 7 * c)
    return (ln2 + ln5) // 10 ** 5


def _ln_digits(x, digits):
    """ln x with `digits` correct digits: 10's powers apart, Newton's iteration on the float's estimate."""
    adjusted = x.adjusted()
    mantissa = _make(0, x._int, 1 - x._digits())
    extra = 10 + len(str(abs(adjusted)))
    if adjusted in (0, -1):
        gap = abs(x._int - 10 ** max(-x._exp, 0)) if x._exp <= 0 else 1
        extra += max(0, -x._exp - len(str(gap)) + 2) if gap else 0
        mantissa, adjusted = x, 0
    scale_digits = digits + extra
    ten = 10 ** scale_digits
    n, d = mantissa.as_integer_ratio()
    # ln m = 2 atanh((m - 1) / (m + 1)), m brought near 1 by square roots
    fixed = n * ten // d
    roots = 0
    while abs(fixed - ten) > ten // 64 and roots < 40:
        fixed = _math.isqrt(fixed * ten)
        roots += 1
    if not roots:
        y = (n - d) * ten // (n + d)
    else:
        ten2 = 10 ** (scale_digits + 15)
        fixed = n * ten2 // d
        for _ in range(roots):
            fixed = _math.isqrt(fixed * ten2)
        y = (fixed - ten2) * ten2 // (fixed + ten2)
        ten = ten2
        scale_digits += 15
    total, power, square, i = y, y, y * y // ten, 3
    while power not in (0, -1):
        power = power * square // ten
        total += power // i
        i += 2
    total = total * 2 << roots
    total += adjusted * _ln10_fixed(scale_digits)
    return _make(1 if total < 0 else 0, abs(total), -scale_digits)


for _name, _function in _decimal_rare.methods(__import__("decimal")).items():
    _function.__qualname__ = f"Decimal.{_name}"
    setattr(Decimal, _name, _function)
for _name, _function in _decimal_rare.context_methods(__import__("decimal")).items():
    setattr(Context, _name, _function)
del _name, _function

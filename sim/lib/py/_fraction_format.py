"""format() of fractions: as a fraction without a type, else as the floating-point types do, but exactly."""
import re

_GENERAL = re.compile(r"(?:(?P<fill>.)?(?P<align>[<>=^]))?(?P<sign>[-+ ]?)(?P<alt>\#?)(?P<width>0|[1-9][0-9]*)?"
                      r"(?P<thousands>[,_]?)", re.DOTALL)
_FLOAT = re.compile(r"(?:(?P<fill>.)?(?P<align>[<>=^]))?(?P<sign>[-+ ]?)(?P<no_neg_zero>z?)(?P<alt>\#?)"
                    r"(?P<zeropad>0(?=[0-9]))?(?P<width>[0-9]+)?(?P<thousands>[,_]?)(?:\.(?P<precision>[0-9]+))?"
                    r"(?P<type>[eEfFgG%])", re.DOTALL)


def format_fraction(fraction, spec):
    match = _GENERAL.fullmatch(spec)
    if match is not None:
        return _general(fraction, match)
    match = _FLOAT.fullmatch(spec)
    complaint = f"Invalid format specifier {spec!r} for object of type {type(fraction).__name__!r}"
    if match is None:
        raise ValueError(complaint)
    if match["align"] is not None and match["zeropad"] is not None:
        raise ValueError(f"{complaint}; can't use explicit alignment when zero-padding")
    return _as_float(fraction.numerator, fraction.denominator, match)


def _sign(match, negative):
    return "-" if negative else "" if match["sign"] == "-" else match["sign"]


def _pad(match, sign, body):
    fill, align = match["fill"] or " ", match["align"] or ">"
    padding = fill * (int(match["width"] or 0) - len(sign) - len(body))
    if align == ">":
        return padding + sign + body
    if align == "<":
        return sign + body + padding
    if align == "=":
        return sign + padding + body
    half = len(padding) // 2
    return padding[:half] + sign + body + padding[half:]


def _general(fraction, match):
    n, d = fraction.numerator, fraction.denominator
    body = format(abs(n), match["thousands"])
    if d > 1 or match["alt"]:
        body += "/" + format(d, match["thousands"])
    return _pad(match, _sign(match, n < 0), body)


def _round(n, d, exponent, no_neg_zero=False):
    """Whether n/d is below zero, and |n/d| in units of 10**exponent, ties to even."""
    if exponent >= 0:
        d *= 10 ** exponent
    else:
        n *= 10 ** -exponent
    q, r = divmod(n + (d >> 1), d)
    if r == 0 and d & 1 == 0:
        q &= -2
    return q < 0 if no_neg_zero else n < 0, abs(q)


def _round_to_figures(n, d, figures):
    if n == 0:
        return False, 0, 1 - figures
    text_n, text_d = str(abs(n)), str(d)
    exponent = len(text_n) - len(text_d) + (text_d <= text_n) - figures
    negative, significand = _round(n, d, exponent)
    if len(str(significand)) == figures + 1:
        significand //= 10
        exponent += 1
    return negative, significand, exponent


def _as_float(n, d, match):
    kind, precision = match["type"], int(match["precision"] or "6")
    if kind in "fF%":
        exponent = -precision - (2 if kind == "%" else 0)
        negative, significand = _round(n, d, exponent, match["no_neg_zero"])
        scientific, point = False, precision
    else:
        figures = max(precision, 1) if kind in "gG" else precision + 1
        negative, significand, exponent = _round_to_figures(n, d, figures)
        scientific = kind in "eE" or exponent > 0 or exponent + figures <= -4
        point = figures - 1 if scientific else -exponent
    suffix = "%" if kind == "%" else ""
    if scientific:
        suffix = f"{'E' if kind in 'EFG' else 'e'}{exponent + point:+03d}"
    digits = f"{significand:0{point + 1}d}"
    leading, tail = digits[:len(digits) - point], digits[len(digits) - point:]
    if kind in "gG" and not match["alt"]:
        tail = tail.rstrip("0")
    sign = _sign(match, negative)
    tail = ("." if tail or match["alt"] else "") + tail + suffix
    separator = match["thousands"]
    if match["zeropad"]:
        room = int(match["width"] or 0) - len(sign) - len(tail)
        leading = leading.zfill(3 * room // 4 + 1 if separator else room)
    if separator:
        first = 1 + (len(leading) - 1) % 3
        leading = leading[:first] + "".join(separator + leading[at:at + 3] for at in range(first, len(leading), 3))
    return _pad(match, sign, leading + tail)

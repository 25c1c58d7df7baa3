"""format() of decimals."""
from _decimal_rare import count_digits as _count_digits, digits_of as _digits_of
from decimal import _make, _shift_right


def _parse_format(spec):
    """fill, align, sign, z, #, zeropad, width, thousands, precision, type; ValueError if it is none."""
    i = 0
    fill, align = " ", ""
    if len(spec) > 1 and spec[1] in "<>=^":
        fill, align, i = spec[0], spec[1], 2
    elif spec[:1] and spec[0] in "<>=^":
        align, i = spec[0], 1
    sign = "-"
    if spec[i:i + 1] in ("+", "-", " ") and spec[i:i + 1]:
        sign = spec[i]
        i += 1
    no_neg_0 = spec[i:i + 1] == "z"
    i += no_neg_0
    i += spec[i:i + 1] == "#"
    zeropad = spec[i:i + 1] == "0"
    if zeropad:
        if align:
            zeropad = False if align != "=" else True
            fill = fill if align else "0"
        i += 1
    width = ""
    while spec[i:i + 1].isdigit():
        width += spec[i]
        i += 1
    thousands = "," if spec[i:i + 1] == "," else ""
    i += len(thousands)
    precision = None
    if spec[i:i + 1] == ".":
        start = i = i + 1
        while spec[i:i + 1].isdigit():
            i += 1
        if start == i:
            raise ValueError
        precision = int(spec[start:i])
    kind = spec[i:]
    if kind not in ("", "e", "E", "f", "F", "g", "G", "n", "%"):
        raise ValueError
    if zeropad:
        fill, align = ("0", "=") if not align or align == "=" else (fill, align)
    return fill, align or ">", sign, no_neg_0, zeropad, int(width or 0), thousands, precision, kind


def _format(self, specifier, context):
    try:
        fill, align, sign, no_neg_0, zeropad, width, thousands, precision, kind = _parse_format(specifier)
    except ValueError:
        raise ValueError("invalid format string") from None
    lead = "-" if self._sign else sign if sign in "+ " else ""
    if self._special():
        if fill == "0" and align == "=":
            fill, align = " ", ">"
        return _pad(lead, str(self.copy_abs()) + ("%" if kind == "%" else ""), fill, align, width)
    value = self.copy_abs()
    rounding = context.rounding
    capital = kind.isupper() or not kind and context.capitals
    if kind == "%":
        value = _make(0, value._int, value._exp + 2)
    if not kind or kind in "gGn":
        if precision is not None:
            digits = max(precision, 1)
            if value._digits() > digits:
                value = _round_digits(value, self._sign, digits, rounding)
        body = _general(value, "E" if capital or kind == "G" else "e", kind)
    elif kind in "eE":
        if precision is not None:
            value = _round_digits(value, self._sign, precision + 1, rounding) if value._int else _make(
                0, 0, value._exp)
        digits = _digits_of(value._int)
        exp = value._exp + len(digits) - 1
        if precision is not None:
            if not value._int:
                digits = "0" * (precision + 1)
                exp = value._exp + precision
            else:
                digits = digits.ljust(precision + 1, "0")
        body = digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + f"{kind}{exp:+d}"
    else:
        if precision is not None:
            number, _ = _shift_right(self._sign, value._int, -precision - value._exp, rounding)
            value = _make(0, number, -precision)
        elif value._exp > 0:
            value = _make(0, value._int * 10 ** value._exp, 0)
        digits = _digits_of(value._int)
        if value._exp < 0:
            digits = digits.rjust(-value._exp + 1, "0")
            body = digits[:value._exp] + "." + digits[value._exp:]
        else:
            body = digits
        if kind == "%":
            body += "%"
    if no_neg_0 and self._sign and not any(c in "123456789" for c in body.partition("e")[0].partition("E")[0]):
        lead = sign if sign in "+ " else ""
    if thousands:
        body = _group(body, thousands, width - len(lead) if zeropad and align == "=" else 0)
    return _pad(lead, body, fill, align, width)


def _round_digits(value, sign, digits, rounding):
    cut = value._digits() - digits
    if cut <= 0:
        return value
    coefficient, _ = _shift_right(sign, value._int, cut, rounding)
    exp = value._exp + cut
    if _count_digits(coefficient) > digits:
        coefficient //= 10
        exp += 1
    return _make(0, coefficient, exp)


def _general(value, e, kind):
    digits = _digits_of(value._int)
    leftdigits = value._exp + len(digits)
    dotplace = leftdigits if value._exp <= 0 and leftdigits > -6 else 1
    if dotplace <= 0:
        text = "0." + "0" * -dotplace + digits
    elif dotplace >= len(digits):
        text = digits + "0" * (dotplace - len(digits))
    else:
        text = digits[:dotplace] + "." + digits[dotplace:]
    return text if leftdigits == dotplace else text + f"{e}{leftdigits - dotplace:+d}"


def _group(body, separator, min_width):
    end = 0
    while end < len(body) and body[end].isdigit():
        end += 1
    whole, rest = body[:end], body[end:]

    def grouped(digits):
        head = len(digits) % 3
        parts = ([digits[:head]] if head else []) + [digits[i:i + 3] for i in range(head, len(digits), 3)]
        return separator.join(parts)

    text = grouped(whole)
    while len(text) + len(rest) < min_width:
        whole = "0" + whole
        text = grouped(whole)
        if len(text) + len(rest) > min_width and text[1:2] == separator:
            break
    return text + rest


def _pad(lead, body, fill, align, width):
    space = max(0, width - len(lead) - len(body))
    if align == "=":
        return lead + fill * space + body
    text = lead + body
    if align == "<":
        return text + fill * space
    if align == "^":
        return fill * (space // 2) + text + fill * (space - space // 2)
    return fill * space + text

"""strftime and strptime, in the C locale, for datetime and time.

Both read the format one directive at a time; strptime matches without backtracking, which the directives allow.
"""

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December"]
_COMPOUND = {"c": "%a %b %e %H:%M:%S %Y", "x": "%m/%d/%y", "X": "%H:%M:%S", "D": "%m/%d/%y", "F": "%Y-%m-%d",
             "T": "%H:%M:%S", "R": "%H:%M", "r": "%I:%M:%S %p", "h": "%b", "n": "\n", "t": "\t"}


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _iso_week(year, weekday, yday):
    """ISO year and week; weekday counts from Monday = 0, yday from 1."""
    week = (yday - weekday + 9) // 7
    if week < 1:
        year -= 1
        return year, 53 if _has_53(year) else 52
    if week == 53 and not _has_53(year):
        return year + 1, 1
    return year, week


def _has_53(year):
    jan1 = (year * 365 + (year - 1) // 4 - (year - 1) // 100 + (year - 1) // 400 - 365) % 7    # Monday = 0
    return jan1 == 3 or jan1 == 2 and _is_leap(year)


def strftime(format, fields):
    """`fields`: year month day hour minute second weekday yday, and perhaps microsecond, offset, colon_offset, zone."""
    out = []
    i, n = 0, len(format)
    while i < n:
        c = format[i]
        i += 1
        if c != "%" or i == n:
            out.append(c)
            continue
        d = format[i]
        i += 1
        pad = None
        if d in "-_0^#" and i < n:
            pad, d = d, format[i]
            i += 1
        if d == ":" and i < n and format[i] == "z":
            i += 1
            out.append(fields.get("colon_offset", ""))
            continue
        text = _directive(d, fields)
        if text is None:
            text = "%" + (pad or "") + d
        elif pad == "-":
            text = text.lstrip("0 ") or text[-1:]
        elif pad == "_":
            stripped = text.lstrip("0") or "0"
            text = stripped.rjust(len(text))
        elif pad == "^":
            text = text.upper()
        out.append(text)
    return "".join(out)


def _directive(d, f):
    if d in _COMPOUND:
        return strftime(_COMPOUND[d], f)
    year, weekday = f["year"], f["weekday"]
    hour = f["hour"]
    match d:
        case "Y":
            return str(year)
        case "G":
            return str(_iso_week(year, weekday, f["yday"])[0])
        case "m":
            return f"{f['month']:02d}"
        case "d":
            return f"{f['day']:02d}"
        case "H":
            return f"{hour:02d}"
        case "M":
            return f"{f['minute']:02d}"
        case "S":
            return f"{f['second']:02d}"
        case "f":
            return f"{f['microsecond']:06d}" if "microsecond" in f else None
        case "z":
            return f.get("offset", "+0000")
        case "Z":
            return f.get("zone", "UTC")
        case "a":
            return DAYS[weekday][:3]
        case "A":
            return DAYS[weekday]
        case "b":
            return MONTHS[f["month"] - 1][:3]
        case "B":
            return MONTHS[f["month"] - 1]
        case "p":
            return "AM" if hour < 12 else "PM"
        case "P":
            return "am" if hour < 12 else "pm"
        case "I":
            return f"{(hour - 1) % 12 + 1:02d}"
        case "l":
            return f"{(hour - 1) % 12 + 1:2d}"
        case "k":
            return f"{hour:2d}"
        case "e":
            return f"{f['day']:2d}"
        case "j":
            return f"{f['yday']:03d}"
        case "y":
            return f"{year % 100:02d}"
        case "C":
            return f"{year // 100:02d}"
        case "g":
            return f"{_iso_week(year, weekday, f['yday'])[0] % 100:02d}"
        case "u":
            return str(weekday + 1)
        case "w":
            return str((weekday + 1) % 7)
        case "U":
            return f"{(f['yday'] + 6 - (weekday + 1) % 7) // 7:02d}"
        case "W":
            return f"{(f['yday'] + 6 - weekday) // 7:02d}"
        case "V":
            return f"{_iso_week(year, weekday, f['yday'])[1]:02d}"
        case "s":
            days = (year - 1) * 365 + (year - 1) // 4 - (year - 1) // 100 + (year - 1) // 400 + f["yday"] - 719163
            return str(((days * 24 + hour) * 60 + f["minute"]) * 60 + f["second"])
        case "%":
            return "%"
    return None


_WIDTHS = {"d": (2, 1, 31), "m": (2, 1, 12), "H": (2, 0, 23), "I": (2, 1, 12), "M": (2, 0, 59), "S": (2, 0, 61),
           "y": (2, 0, 99), "j": (3, 1, 366), "w": (1, 0, 6), "u": (1, 1, 7), "U": (2, 0, 53), "W": (2, 0, 53),
           "V": (2, 1, 53)}


class _Mismatch(Exception):
    pass


def _number(text, i, width, low, high):
    """The longest number of at most `width` digits at i that lies within the bounds."""
    end = i
    while end < len(text) and end - i < width and text[end].isdigit():
        end += 1
    while end > i:
        value = int(text[i:end])
        if low <= value <= high:
            return value, end
        end -= 1
    raise _Mismatch


def _name(text, i, names):
    rest = text[i:].lower()
    best = -1
    for index, name in enumerate(names):
        if rest.startswith(name.lower()) and (best < 0 or len(name) > len(names[best])):
            best = index
    if best < 0:
        raise _Mismatch
    return best, i + len(names[best])


def _zone_offset(text, i, data_string):
    """+HHMM, +HH:MM[:SS[.ffffff]] or Z: seconds east, microseconds, and where it ends."""
    if text[i:i + 1] == "Z":
        return 0, 0, i + 1
    if text[i:i + 1] not in ("+", "-") or not text[i:i + 1]:
        raise _Mismatch
    sign = -1 if text[i] == "-" else 1
    hours, j = _fixed(text, i + 1, 2, 99)
    colon = text[j:j + 1] == ":"
    minutes, j = _fixed(text, j + 1 if colon else j, 2, 59)
    seconds = micro = 0
    k = j + 1 if colon else j
    if (not colon or text[j:j + 1] == ":") and text[k:k + 2].isdigit() and len(text[k:k + 2]) == 2:
        if int(text[k:k + 2]) < 60:
            seconds, j = _fixed(text, k, 2, 59)
            if text[j:j + 1] == "." and text[j + 1:j + 2].isdigit():
                end = j + 1
                while end < len(text) and end - j <= 6 and text[end].isdigit():
                    end += 1
                micro = int(text[j + 1:end].ljust(6, "0"))
                j = end
    return sign * (hours * 3600 + minutes * 60 + seconds), sign * micro, j


def _fixed(text, i, width, high):
    digits = text[i:i + width]
    if len(digits) != width or not digits.isdigit() or int(digits) > high:
        raise _Mismatch
    return int(digits), i + width


def _expand(format):
    """Checks the directives, spells the compound ones out, and gives a list of (directive or '', text)."""
    steps = []
    i = 0
    while i < len(format):
        c = format[i]
        i += 1
        if c != "%":
            steps.append(("", c))
            continue
        if i == len(format):
            raise ValueError(f"stray % in format '{format}'")
        d = format[i]
        i += 1
        if d in "cxX":
            steps.extend(_expand(_COMPOUND[d].replace("%e", "%d")))
        elif d == "%":
            steps.append(("", "%"))
        elif d in _WIDTHS or d in "YGfaAbBpzZ":
            steps.append((d, ""))
        else:
            raise ValueError(f"'{d}' is a bad directive in format '{format}'")
    return steps


def _match(text, steps):
    found = {}
    i = 0
    for index, (d, literal) in enumerate(steps):
        if d == "":
            if literal.isspace():
                if index and steps[index - 1][0] == "" and steps[index - 1][1].isspace():
                    continue
                start = i
                while i < len(text) and text[i].isspace():
                    i += 1
                if i == start:
                    raise _Mismatch
            elif text[i:i + 1].lower() == literal.lower():
                i += 1
            else:
                raise _Mismatch
        elif d in _WIDTHS:
            width, low, high = _WIDTHS[d]
            if d == "d" and text[i:i + 1] == " " and text[i + 1:i + 2].isdigit():
                i += 1
                width = 1
            found[d], i = _number(text, i, width, low, high)
        elif d in "YG":
            digits = text[i:i + 4]
            if len(digits) != 4 or not digits.isdigit():
                raise _Mismatch
            found[d], i = int(digits), i + 4
        elif d == "f":
            end = i
            while end < len(text) and end - i < 6 and text[end].isdigit():
                end += 1
            if end == i:
                raise _Mismatch
            found[d], i = int(text[i:end].ljust(6, "0")), end
        elif d in "aA":
            names = DAYS if d == "A" else [name[:3] for name in DAYS]
            found["weekday"], i = _name(text, i, names)
        elif d in "bB":
            names = MONTHS if d == "B" else [name[:3] for name in MONTHS]
            month, i = _name(text, i, names)
            found["m"] = month + 1
        elif d == "p":
            found["p"], i = _name(text, i, ["AM", "PM"])
        elif d == "z":
            seconds, micro, i = _zone_offset(text, i, text)
            found["z"] = (seconds, micro)
        elif d == "Z":
            zone, i = _name(text, i, ["UTC", "GMT"])
            found["Z"] = ("UTC", "GMT")[zone]
    return found, i


def _ordinal(year, month, day):
    before = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)[month - 1]
    y = year - 1
    return y * 365 + y // 4 - y // 100 + y // 400 + before + (month > 2 and _is_leap(year)) + day


def _from_ordinal(ordinal):
    year = ordinal * 400 // 146097 + 1
    while _ordinal(year, 1, 1) > ordinal:
        year -= 1
    month = 12
    while _ordinal(year, month, 1) > ordinal:
        month -= 1
    return year, month, ordinal - _ordinal(year, month, 1) + 1


def parse(data_string, format):
    """(year, month, day, hour, minute, second, weekday, yday, microsecond, (offset seconds, micros) or None, zone)."""
    for index, arg in enumerate([data_string, format]):
        if not isinstance(arg, str):
            raise TypeError(f"strptime() argument {index} must be str, not {type(arg)}")
    steps = _expand(format)
    try:
        found, end = _match(data_string, steps)
    except _Mismatch:
        raise ValueError(f"time data {data_string!r} does not match format {format!r}") from None
    if end != len(data_string):
        raise ValueError(f"unconverted data remains: {data_string[end:]}")
    return _resolve(found)


def _resolve(found):
    year = found.get("Y")
    if "y" in found:
        year = found["y"] + (2000 if found["y"] <= 68 else 1900)
    iso_year, iso_week = found.get("G"), found.get("V")
    weekday = found.get("weekday")
    if "w" in found:
        weekday = (found["w"] - 1) % 7
    if "u" in found:
        weekday = found["u"] - 1
    _check_iso(iso_year, iso_week, weekday, found, year)
    hour = found.get("H", 0)
    if "I" in found:
        hour = found["I"] % 12 + (12 if found.get("p") else 0)
    month, day = found.get("m", 1), found.get("d", 1)
    julian = found.get("j")
    leap_year_fix = False
    if year is None and month == 2 and day == 29:
        year = 1904
        leap_year_fix = True
    elif year is None:
        year = 1900
    if julian is None and weekday is not None:
        if "U" in found or "W" in found:
            julian = _julian_of_week(year, found["U"] if "U" in found else found["W"], weekday, "W" in found)
        elif iso_year is not None and iso_week is not None:
            start = _ordinal(iso_year, 1, 4)
            ordinal = start - (start - 1) % 7 + (iso_week - 1) * 7 + weekday
            year, month, day = _from_ordinal(ordinal)
            julian = ordinal - _ordinal(year, 1, 1) + 1
        if julian is not None and julian <= 0:
            year -= 1
            julian += 366 if _is_leap(year) else 365
    if julian is None:
        if day > _month_length(year, month):
            raise ValueError("day is out of range for month")
        julian = _ordinal(year, month, day) - _ordinal(year, 1, 1) + 1
    else:
        year, month, day = _from_ordinal(julian - 1 + _ordinal(year, 1, 1))
    if weekday is None:
        weekday = (_ordinal(year, month, day) + 6) % 7
    if leap_year_fix:
        year = 1900
    return (year, month, day, hour, found.get("M", 0), found.get("S", 0), weekday, julian, found.get("f", 0),
            found.get("z"), found.get("Z"))


def _month_length(year, month):
    if month == 2:
        return 29 if _is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _check_iso(iso_year, iso_week, weekday, found, year):
    if iso_year is not None:
        if "j" in found:
            raise ValueError("Day of the year directive '%j' is not compatible with ISO year directive '%G'. Use "
                             "'%Y' instead.")
        if iso_week is None or weekday is None:
            raise ValueError("ISO year directive '%G' must be used with the ISO week directive '%V' and a weekday "
                             "directive ('%A', '%a', '%w', or '%u').")
    elif iso_week is not None:
        if year is None or weekday is None:
            raise ValueError("ISO week directive '%V' must be used with the ISO year directive '%G' and a weekday "
                             "directive ('%A', '%a', '%w', or '%u').")
        raise ValueError("ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year "
                         "'%G' instead.")


def _julian_of_week(year, week, weekday, starts_monday):
    first = (_ordinal(year, 1, 1) + 6) % 7
    if not starts_monday:
        first = (first + 1) % 7
        weekday = (weekday + 1) % 7
    week_0_length = (7 - first) % 7
    if week == 0:
        return 1 + weekday - first
    return 1 + week_0_length + 7 * (week - 1) + weekday

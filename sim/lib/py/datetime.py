"""Dates and times. The clock is the simulation's; the zone is UTC."""
import time as _time
from math import modf as _modf
from _strptime import strftime as _strftime, parse as _parse_time

__all__ = ["date", "datetime", "time", "timedelta", "timezone", "tzinfo", "MINYEAR", "MAXYEAR", "UTC"]

MINYEAR = 1
MAXYEAR = 9999
_MAXORDINAL = 3652059
_BEFORE_MONTH = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAY_NAMES = (None, "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH_NAMES = (None, "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EPOCH = 719163             # the ordinal of 1970-01-01
def _shown_name(obj):
    """The class in a repr: qualified when it is this module's own."""
    cls = type(obj)
    return f"datetime.{cls.__qualname__}" if cls.__module__ == "datetime" else cls.__name__


def _type_name(obj):
    cls = type(obj)
    return f"datetime.{cls.__name__}" if cls.__module__ == "datetime" else cls.__name__


def _index(value):
    if type(value) is int:
        return value
    if isinstance(value, float) or not hasattr(type(value), "__index__"):
        raise TypeError(f"{type(value).__name__!r} object cannot be interpreted as an integer")
    return value.__index__()


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in_month(year, month):
    if month == 2:
        return 29 if _is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _days_before_year(year):
    y = year - 1
    return y * 365 + y // 4 - y // 100 + y // 400


def _days_before_month(year, month):
    return _BEFORE_MONTH[month] + (month > 2 and _is_leap(year))


def _ymd2ord(year, month, day):
    return _days_before_year(year) + _days_before_month(year, month) + day


def _ord2ymd(n):
    n -= 1
    n400, n = divmod(n, 146097)
    n100, n = divmod(n, 36524)
    n4, n = divmod(n, 1461)
    n1, n = divmod(n, 365)
    year = n400 * 400 + n100 * 100 + n4 * 4 + n1 + 1
    if n1 == 4 or n100 == 4:
        return year - 1, 12, 31
    month = (n + 50) >> 5
    preceding = _days_before_month(year, month)
    if preceding > n:
        month -= 1
        preceding -= _days_in_month(year, month)
    return year, month, n - preceding + 1


def _iso_week1_monday(year):
    first = _ymd2ord(year, 1, 1)
    weekday = (first + 6) % 7
    return first - weekday + (7 if weekday > 3 else 0)


def _check_date(year, month, day):
    year, month, day = _index(year), _index(month), _index(day)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"year {year} is out of range")
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= _days_in_month(year, month):
        raise ValueError("day is out of range for month")
    return year, month, day


def _check_time(hour, minute, second, microsecond, fold):
    hour, minute, second, microsecond = _index(hour), _index(minute), _index(second), _index(microsecond)
    if not 0 <= hour <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= minute <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= second <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= microsecond <= 999999:
        raise ValueError("microsecond must be in 0..999999")
    if fold not in (0, 1):
        raise ValueError("fold must be either 0 or 1")
    return hour, minute, second, microsecond, fold


def _check_tzinfo(tz):
    if tz is not None and not isinstance(tz, tzinfo):
        raise TypeError(f"tzinfo argument must be None or of a tzinfo subclass, not type {type(tz).__name__!r}")


def _check_offset(name, offset):
    if offset is None:
        return
    if not isinstance(offset, timedelta):
        raise TypeError(f"tzinfo.{name}() must return None or a timedelta, not {type(offset).__name__!r}")
    if not -timedelta(1) < offset < timedelta(1):
        raise ValueError("offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24).")


def _format_time(hh, mm, ss, us, timespec="auto"):
    if timespec == "auto":
        timespec = "microseconds" if us else "seconds"
    match timespec:
        case "hours":
            return f"{hh:02d}"
        case "minutes":
            return f"{hh:02d}:{mm:02d}"
        case "seconds":
            return f"{hh:02d}:{mm:02d}:{ss:02d}"
        case "milliseconds":
            return f"{hh:02d}:{mm:02d}:{ss:02d}.{us // 1000:03d}"
        case "microseconds":
            return f"{hh:02d}:{mm:02d}:{ss:02d}.{us:06d}"
    raise ValueError("Unknown timespec value")


def _format_offset(off, sep=":"):
    if off is None:
        return ""
    sign = "+"
    if off.days < 0:
        sign, off = "-", -off
    hh, rest = divmod(off.days * 86400 + off.seconds, 3600)
    mm, ss = divmod(rest, 60)
    text = f"{sign}{hh:02d}{sep}{mm:02d}"
    if ss or off.microseconds:
        text += f"{sep}{ss:02d}"
        if off.microseconds:
            text += f".{off.microseconds:06d}"
    return text


def _divide_and_round(a, b):
    """a / b to the nearest integer, halves to even."""
    q, r = divmod(a, b)
    r *= 2
    greater = r > b if b > 0 else r < b
    if greater or r == b and q % 2 == 1:
        q += 1
    return q


def _field(slot, name, owner=None):
    """A read-only attribute, with the refusal that CPython's has."""
    def get(self):
        return getattr(self, slot)

    def refuse(self, value=None):
        raise AttributeError("readonly attribute" if owner is None else
                             f"attribute {name!r} of {owner!r} objects is not writable")

    return property(get, refuse, refuse, name)


class timedelta:
    """Difference between two datetime values."""
    __slots__ = ("_days", "_seconds", "_microseconds", "_hashcode")

    def __new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        total, leftover = 0, 0.0
        for name, value, factor in (("microseconds", microseconds, 1), ("milliseconds", milliseconds, 1000),
                                    ("seconds", seconds, 1000000), ("minutes", minutes, 60000000),
                                    ("hours", hours, 3600000000), ("days", days, 86400000000),
                                    ("weeks", weeks, 604800000000)):
            if isinstance(value, int):
                total += value * factor
            elif isinstance(value, float):
                frac, whole = _modf(value)
                total += int(whole) * factor
                if frac:
                    frac, whole = _modf(factor * frac)
                    total += int(whole)
                    leftover += frac
            else:
                raise TypeError(f"unsupported type for timedelta {name} component: {type(value).__name__}")
        if leftover:
            whole = round(leftover)
            if abs(whole - leftover) == 0.5:
                odd = total & 1
                whole = 2 * round((leftover + odd) * 0.5) - odd
            total += int(whole)
        return cls._from_microseconds(total)

    @classmethod
    def _from_microseconds(cls, total):
        seconds, us = divmod(total, 1000000)
        d, s = divmod(seconds, 86400)
        if abs(d) > 0x7FFFFFFF:
            raise OverflowError("Python int too large to convert to C int")
        if abs(d) > 999999999:
            raise OverflowError(f"days={d}; must have magnitude <= 999999999")
        self = object.__new__(cls)
        self._days, self._seconds, self._microseconds, self._hashcode = d, s, us, -1
        return self

    def __repr__(self):
        args = [f"{name}={value}" for name, value in (("days", self._days), ("seconds", self._seconds),
                                                      ("microseconds", self._microseconds)) if value]
        return f"{_shown_name(self)}({', '.join(args) or '0'})"

    def __str__(self):
        mm, ss = divmod(self._seconds, 60)
        hh, mm = divmod(mm, 60)
        s = f"{hh}:{mm:02d}:{ss:02d}"
        if self._days:
            s = f"{self._days} day{'' if abs(self._days) == 1 else 's'}, {s}"
        if self._microseconds:
            s += f".{self._microseconds:06d}"
        return s

    def total_seconds(self):
        return ((self._days * 86400 + self._seconds) * 10 ** 6 + self._microseconds) / 10 ** 6

    days = _field("_days", "days")
    seconds = _field("_seconds", "seconds")
    microseconds = _field("_microseconds", "microseconds")

    def _total(self):
        return (self._days * 86400 + self._seconds) * 1000000 + self._microseconds

    def __add__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_microseconds(self._total() + other._total())
        return NotImplemented

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_microseconds(self._total() - other._total())
        return NotImplemented

    def __neg__(self):
        return timedelta._from_microseconds(-self._total())

    def __pos__(self):
        return self

    def __abs__(self):
        return -self if self._days < 0 else self

    def __mul__(self, other):
        if isinstance(other, int):
            return timedelta._from_microseconds(self._total() * other)
        if isinstance(other, float):
            a, b = other.as_integer_ratio()
            return timedelta._from_microseconds(_divide_and_round(self._total() * a, b))
        return NotImplemented

    def __rmul__(self, other):
        if isinstance(other, (int, float)):
            return self * other
        return NotImplemented

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._total() // other._total()
        if isinstance(other, int):
            return timedelta._from_microseconds(self._total() // other)
        return NotImplemented

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._total() / other._total()
        if isinstance(other, int):
            if not other:
                raise ZeroDivisionError("integer division or modulo by zero")
            return timedelta._from_microseconds(_divide_and_round(self._total(), other))
        if isinstance(other, float):
            a, b = other.as_integer_ratio()
            if not a:
                raise ZeroDivisionError("integer division or modulo by zero")
            return timedelta._from_microseconds(_divide_and_round(b * self._total(), a))
        return NotImplemented

    def __mod__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_microseconds(self._total() % other._total())
        return NotImplemented

    def __divmod__(self, other):
        if isinstance(other, timedelta):
            q, r = divmod(self._total(), other._total())
            return q, timedelta._from_microseconds(r)
        return NotImplemented

    def __eq__(self, other):
        return self._total() == other._total() if isinstance(other, timedelta) else NotImplemented

    def __le__(self, other):
        return self._total() <= other._total() if isinstance(other, timedelta) else NotImplemented

    def __lt__(self, other):
        return self._total() < other._total() if isinstance(other, timedelta) else NotImplemented

    def __ge__(self, other):
        return self._total() >= other._total() if isinstance(other, timedelta) else NotImplemented

    def __gt__(self, other):
        return self._total() > other._total() if isinstance(other, timedelta) else NotImplemented

    def __hash__(self):
        if self._hashcode == -1:
            self._hashcode = hash((self._days, self._seconds, self._microseconds))
        return self._hashcode

    def __bool__(self):
        return self._days != 0 or self._seconds != 0 or self._microseconds != 0

    def __reduce__(self):
        return self.__class__, (self._days, self._seconds, self._microseconds)


timedelta.min = timedelta(-999999999)
timedelta.max = timedelta(days=999999999, hours=23, minutes=59, seconds=59, microseconds=999999)
timedelta.resolution = timedelta(microseconds=1)


class IsoCalendarDate(tuple):
    """The result of date.isocalendar() or datetime.isocalendar()"""

    def __new__(cls, year, week, weekday, /):
        return super().__new__(cls, (year, week, weekday))

    @property
    def year(self):
        return self[0]

    @property
    def week(self):
        return self[1]

    @property
    def weekday(self):
        return self[2]

    def __repr__(self):
        return f"datetime.{self.__class__.__name__}(year={self[0]}, week={self[1]}, weekday={self[2]})"


def _parse_isoformat_date(text):
    """YYYY-MM-DD, YYYYMMDD, YYYY-Www[-D] or YYYYWww[D]."""
    def digits(part):
        if not (part.isascii() and part.isdigit()):
            raise ValueError
        return int(part)

    if len(text) not in (7, 8, 10):
        raise ValueError
    year = digits(text[:4])
    dashed = text[4] == "-"
    at = 5 if dashed else 4
    if text[at] == "W":
        week = digits(text[at + 1:at + 3])
        rest = text[at + 3:]
        if not rest:
            day = 1
        elif dashed:
            if rest[0] != "-" or len(rest) != 2:
                raise ValueError
            day = digits(rest[1:])
        else:
            if len(rest) != 1:
                raise ValueError
            day = digits(rest)
        return _iso_to_ymd(year, week, day)
    if dashed:
        if len(text) != 10 or text[7] != "-":
            raise ValueError
        return year, digits(text[5:7]), digits(text[8:10])
    if len(text) != 8:
        raise ValueError
    return year, digits(text[4:6]), digits(text[6:8])


def _iso_to_ymd(year, week, day):
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"Year is out of range: {year}")
    if not 0 < week < 53:
        out = True
        if week == 53:
            first = (_ymd2ord(year, 1, 1) + 6) % 7
            out = not (first == 3 or first == 2 and _is_leap(year))
        if out:
            raise ValueError(f"Invalid week: {week}")
    if not 0 < day < 8:
        raise ValueError(f"Invalid day: {day} (range is [1, 7])")
    return _ord2ymd(_iso_week1_monday(year) + (week - 1) * 7 + day - 1)


class date:
    """date(year, month, day) --> date object"""
    __slots__ = ("_year", "_month", "_day", "_hashcode")

    def __new__(cls, year=None, month=None, day=None):
        if month is None:
            pickled = _date_state(year)
            if pickled is not None:
                return cls(*pickled)
        if year is None:
            raise TypeError("function missing required argument 'year' (pos 1)")
        if month is None:
            raise TypeError("function missing required argument 'month' (pos 2)")
        if day is None:
            raise TypeError("function missing required argument 'day' (pos 3)")
        year, month, day = _check_date(year, month, day)
        self = object.__new__(cls)
        self._year, self._month, self._day, self._hashcode = year, month, day, -1
        return self

    @classmethod
    def fromtimestamp(cls, t):
        return cls.fromordinal(_EPOCH + int(t // 86400))

    @classmethod
    def today(cls):
        return cls.fromtimestamp(_time.time())

    @classmethod
    def fromordinal(cls, n):
        if n < 1:
            raise ValueError("ordinal must be >= 1")
        if n > _MAXORDINAL:
            raise ValueError("year is out of range")
        return cls(*_ord2ymd(n))

    @classmethod
    def fromisoformat(cls, date_string):
        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            parts = _parse_isoformat_date(date_string)
        except ValueError:
            raise ValueError(f"Invalid isoformat string: {date_string!r}") from None
        return cls(*parts)

    @classmethod
    def fromisocalendar(cls, year, week, day):
        return cls(*_iso_to_ymd(year, week, day))

    def __repr__(self):
        return f"{_shown_name(self)}({self._year}, {self._month}, {self._day})"

    def ctime(self):
        return (f"{_DAY_NAMES[self.toordinal() % 7 or 7]} {_MONTH_NAMES[self._month]} {self._day:2d} 00:00:00 "
                f"{self._year:04d}")

    def _fields(self):
        return {"year": self._year, "month": self._month, "day": self._day, "hour": 0, "minute": 0, "second": 0,
                "microsecond": 0, "weekday": self.weekday(), "offset": "", "colon_offset": "", "zone": "",
                "yday": _days_before_month(self._year, self._month) + self._day}

    def strftime(self, format):
        if not isinstance(format, str):
            raise TypeError(f"strftime() argument 1 must be str, not {type(format).__name__}")
        return _strftime(format, self._fields())

    def __format__(self, fmt):
        if not isinstance(fmt, str):
            raise TypeError(f"__format__() argument 1 must be str, not {type(fmt).__name__}")
        return self.strftime(fmt) if fmt else str(self)

    def isoformat(self):
        return f"{self._year:04d}-{self._month:02d}-{self._day:02d}"

    __str__ = isoformat

    year = _field("_year", "year", "datetime.date")
    month = _field("_month", "month", "datetime.date")
    day = _field("_day", "day", "datetime.date")

    def timetuple(self):
        return _struct_time(self, 0, 0, 0, -1)

    def toordinal(self):
        return _ymd2ord(self._year, self._month, self._day)

    def replace(self, year=None, month=None, day=None):
        return type(self)(self._year if year is None else year, self._month if month is None else month,
                          self._day if day is None else day)

    __replace__ = replace

    def _key(self):
        return (self._year, self._month, self._day)

    def _plain(self, other):
        return isinstance(other, date) and not isinstance(other, datetime)

    def __eq__(self, other):
        return self._key() == other._key() if self._plain(other) else NotImplemented

    def __le__(self, other):
        return self._key() <= other._key() if self._plain(other) else NotImplemented

    def __lt__(self, other):
        return self._key() < other._key() if self._plain(other) else NotImplemented

    def __ge__(self, other):
        return self._key() >= other._key() if self._plain(other) else NotImplemented

    def __gt__(self, other):
        return self._key() > other._key() if self._plain(other) else NotImplemented

    def __hash__(self):
        if self._hashcode == -1:
            self._hashcode = hash(self._key())
        return self._hashcode

    def __add__(self, other):
        if isinstance(other, timedelta):
            o = self.toordinal() + other.days
            if 0 < o <= _MAXORDINAL:
                return type(self).fromordinal(o)
            raise OverflowError("date value out of range")
        return NotImplemented

    def __radd__(self, other):
        if isinstance(other, timedelta):
            return self + other
        return NotImplemented

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if self._plain(other):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented

    def weekday(self):
        return (self.toordinal() + 6) % 7

    def isoweekday(self):
        return self.toordinal() % 7 or 7

    def isocalendar(self):
        year = self._year
        week1 = _iso_week1_monday(year)
        today = self.toordinal()
        week, day = divmod(today - week1, 7)
        if week < 0:
            year -= 1
            week, day = divmod(today - _iso_week1_monday(year), 7)
        elif week >= 52 and today >= _iso_week1_monday(year + 1):
            year += 1
            week = 0
        return IsoCalendarDate(year, week + 1, day + 1)

    def __reduce__(self):
        return self.__class__, (self._year.to_bytes(2) + bytes([self._month, self._day]),)


# What pickles of dates and times hold: their fields as bytes, which the constructors take for that sake. The fold is the
# top bit of the month, or of a time's hour.
def _date_state(state):
    if not isinstance(state, bytes) or len(state) != 4 or not 1 <= state[2] <= 12:
        return None
    return state[0] << 8 | state[1], state[2], state[3]


def _datetime_state(state, tzinfo):
    if not isinstance(state, bytes) or len(state) != 10 or not 1 <= state[2] & 127 <= 12:
        return None
    return (state[0] << 8 | state[1], state[2] & 127, *state[3:7], int.from_bytes(state[7:]), tzinfo), state[2] >> 7


def _time_state(state, tzinfo):
    if len(state) != 6 or state[0] & 127 >= 24:
        return None
    return (state[0] & 127, *state[1:3], int.from_bytes(state[3:]), tzinfo or None), state[0] >> 7


def _struct_time(d, hour, minute, second, dst):
    yday = _days_before_month(d._year, d._month) + d._day
    return _time.struct_time((d._year, d._month, d._day, hour, minute, second, d.weekday(), yday, dst))


date.min = date(1, 1, 1)
date.max = date(9999, 12, 31)
date.resolution = timedelta(days=1)


class tzinfo:
    """Abstract base class for time zone info objects."""
    __slots__ = ()

    def tzname(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement tzname()")

    def utcoffset(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement utcoffset()")

    def dst(self, dt):
        raise NotImplementedError("a tzinfo subclass must implement dst()")

    def fromutc(self, dt):
        if not isinstance(dt, datetime):
            raise TypeError("fromutc: argument must be a datetime")
        if dt.tzinfo is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        dtoff = dt.utcoffset()
        if dtoff is None:
            raise ValueError("fromutc: non-None utcoffset() result required")
        dtdst = dt.dst()
        if dtdst is None:
            raise ValueError("fromutc: non-None dst() result required")
        delta = dtoff - dtdst
        if delta:
            dt += delta
            dtdst = dt.dst()
            if dtdst is None:
                raise ValueError("fromutc(): dt.dst gave inconsistent results; cannot convert")
        return dt + dtdst

    def __reduce__(self):
        args = getattr(self, "__getinitargs__", tuple)()
        return self.__class__, args, self.__getstate__()


def _parse_digits(text, i, width):
    part = text[i:i + width]
    if len(part) != width or not (part.isascii() and part.isdigit()):
        raise ValueError
    return int(part)


def _parse_hh_mm_ss_ff(text):
    """[hour, minute, second, microsecond] of HH[[:]MM[[:]SS[(.|,)f...]]]."""
    parts = [0, 0, 0, 0]
    colons = text[2:3] == ":"
    i = 0
    for index in range(3):
        parts[index] = _parse_digits(text, i, 2)
        i += 2
        if i >= len(text):
            return parts
        c = text[i]
        if index == 2:
            break
        if c in ".,":
            raise ValueError
        if colons:
            if c != ":":
                raise ValueError
            i += 1
    if text[i] not in ".,":
        raise ValueError
    fraction = text[i + 1:]
    if not fraction or not (fraction.isascii() and fraction.isdigit()):
        raise ValueError
    parts[3] = int(fraction[:6].ljust(6, "0"))
    return parts


def _parse_isoformat_time(text):
    """hour, minute, second, microsecond, tzinfo."""
    if len(text) < 2:
        raise ValueError
    at = max(text.find("-"), text.find("+"))
    zulu = text.endswith("Z")
    clock = text[:-1] if zulu else text[:at] if at >= 0 else text
    parts = _parse_hh_mm_ss_ff(clock)
    if zulu:
        return (*parts, timezone.utc)
    if at < 0:
        return (*parts, None)
    zone = text[at + 1:]
    if len(zone) in (0, 1, 3):
        raise ValueError
    hh, mm, ss, us = _parse_hh_mm_ss_ff(zone)
    offset = timedelta(hours=hh, minutes=mm, seconds=ss, microseconds=us)
    if not offset:
        return (*parts, timezone.utc)
    return (*parts, timezone(-offset if text[at] == "-" else offset))


class time:
    """time([hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a time object"""
    __slots__ = ("_hour", "_minute", "_second", "_microsecond", "_tzinfo", "_hashcode", "_fold")

    def __new__(cls, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        if isinstance(hour, bytes):
            pickled = _time_state(hour, minute)
            if pickled is not None:
                return cls(*pickled[0], fold=pickled[1])
        hour, minute, second, microsecond, fold = _check_time(hour, minute, second, microsecond, fold)
        _check_tzinfo(tzinfo)
        self = object.__new__(cls)
        self._hour, self._minute, self._second, self._microsecond = hour, minute, second, microsecond
        self._tzinfo, self._hashcode, self._fold = tzinfo, -1, fold
        return self

    hour = _field("_hour", "hour", "datetime.time")
    minute = _field("_minute", "minute", "datetime.time")
    second = _field("_second", "second", "datetime.time")
    microsecond = _field("_microsecond", "microsecond", "datetime.time")
    tzinfo = _field("_tzinfo", "tzinfo", "datetime.time")
    fold = _field("_fold", "fold", "datetime.time")

    def _key(self):
        return (self._hour, self._minute, self._second, self._microsecond)

    def _utc_key(self):
        off = self.utcoffset()
        micros = ((self._hour * 60 + self._minute) * 60 + self._second) * 1000000 + self._microsecond
        return micros - (off._total() if off else 0)

    def _order(self, op, other, compare):
        if not isinstance(other, time):
            return NotImplemented
        if (self.utcoffset() is None) != (other.utcoffset() is None):
            if op == "==":
                return False
            raise TypeError("can't compare offset-naive and offset-aware times")
        return compare(self._utc_key(), other._utc_key())

    def __eq__(self, other):
        return self._order("==", other, lambda a, b: a == b)

    def __le__(self, other):
        return self._order("<=", other, lambda a, b: a <= b)

    def __lt__(self, other):
        return self._order("<", other, lambda a, b: a < b)

    def __ge__(self, other):
        return self._order(">=", other, lambda a, b: a >= b)

    def __gt__(self, other):
        return self._order(">", other, lambda a, b: a > b)

    def __hash__(self):
        if self._hashcode == -1:
            self._hashcode = hash(self._utc_key()) if self.utcoffset() else hash(self._key())
        return self._hashcode

    def __repr__(self):
        s = ""
        if self._microsecond:
            s = f", {self._second}, {self._microsecond}"
        elif self._second:
            s = f", {self._second}"
        tz = f", tzinfo={self._tzinfo!r}" if self._tzinfo is not None else ""
        fold = ", fold=1" if self._fold else ""
        return f"{_shown_name(self)}({self._hour}, {self._minute}{s}{tz}{fold})"

    def isoformat(self, timespec="auto"):
        return _format_time(*self._key(), timespec) + _format_offset(self.utcoffset())

    def __str__(self):
        return self.isoformat()

    @classmethod
    def fromisoformat(cls, time_string):
        if not isinstance(time_string, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            return cls(*_parse_isoformat_time(time_string.removeprefix("T")))
        except ValueError as e:
            if e.args:
                raise
            raise ValueError(f"Invalid isoformat string: {time_string!r}") from None

    def strftime(self, format):
        off = self.utcoffset()
        return _strftime(format, {"year": 1900, "month": 1, "day": 1, "hour": self._hour, "minute": self._minute,
                                  "second": self._second, "microsecond": self._microsecond, "weekday": 0, "yday": 1,
                                  "offset": _format_offset(off, ""), "colon_offset": _format_offset(off),
                                  "zone": self.tzname() or ""})

    def __format__(self, fmt):
        if not isinstance(fmt, str):
            raise TypeError(f"__format__() argument 1 must be str, not {type(fmt).__name__}")
        return self.strftime(fmt) if fmt else str(self)

    def utcoffset(self):
        if self._tzinfo is None:
            return None
        offset = self._tzinfo.utcoffset(None)
        _check_offset("utcoffset", offset)
        return offset

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(None)

    def dst(self):
        return None if self._tzinfo is None else self._tzinfo.dst(None)

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=True, *, fold=None):
        return type(self)(self._hour if hour is None else hour, self._minute if minute is None else minute,
                          self._second if second is None else second,
                          self._microsecond if microsecond is None else microsecond,
                          self._tzinfo if tzinfo is True else tzinfo, fold=self._fold if fold is None else fold)

    __replace__ = replace

    def __reduce_ex__(self, protocol):
        fold = self._fold << 7 if protocol > 3 else 0
        state = bytes([self._hour | fold, self._minute, self._second]) + self._microsecond.to_bytes(3)
        return self.__class__, (state,) if self._tzinfo is None else (state, self._tzinfo)

    def __reduce__(self):
        return self.__reduce_ex__(2)


_time_class = time
time.min = time(0, 0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(microseconds=1)
_tzinfo_class = tzinfo


class datetime(date):
    """datetime(year, month, day[, hour[, minute[, second[, microsecond[,tzinfo]]]]])"""
    __slots__ = ("_hour", "_minute", "_second", "_microsecond", "_tzinfo", "_fold")

    def __new__(cls, year=None, month=None, day=None, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *,
                fold=0):
        if day is None:
            pickled = _datetime_state(year, month)
            if pickled is not None:
                return cls(*pickled[0], fold=pickled[1])
        if year is None:
            raise TypeError("function missing required argument 'year' (pos 1)")
        if month is None:
            raise TypeError("function missing required argument 'month' (pos 2)")
        if day is None:
            raise TypeError("function missing required argument 'day' (pos 3)")
        year, month, day = _check_date(year, month, day)
        hour, minute, second, microsecond, fold = _check_time(hour, minute, second, microsecond, fold)
        _check_tzinfo(tzinfo)
        self = object.__new__(cls)
        self._year, self._month, self._day, self._hashcode = year, month, day, -1
        self._hour, self._minute, self._second, self._microsecond = hour, minute, second, microsecond
        self._tzinfo, self._fold = tzinfo, fold
        return self

    hour = _field("_hour", "hour", "datetime.datetime")
    minute = _field("_minute", "minute", "datetime.datetime")
    second = _field("_second", "second", "datetime.datetime")
    microsecond = _field("_microsecond", "microsecond", "datetime.datetime")
    tzinfo = _field("_tzinfo", "tzinfo", "datetime.datetime")
    fold = _field("_fold", "fold", "datetime.datetime")

    @classmethod
    def _from_micros(cls, total, tz=None):
        """The wall time `total` microseconds after 1970, no zone applied."""
        days, rest = divmod(total, 86400000000)
        ordinal = days + _EPOCH
        if not 0 < ordinal <= _MAXORDINAL:
            raise ValueError(f"year {1970 + days * 400 // 146097} is out of range")
        seconds, us = divmod(rest, 1000000)
        return cls(*_ord2ymd(ordinal), seconds // 3600, seconds // 60 % 60, seconds % 60, us, tz)

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        _check_tzinfo(tz)
        if isinstance(timestamp, int):
            total = timestamp * 1000000
        elif not isinstance(timestamp, float):
            raise TypeError(f"{type(timestamp).__name__!r} object cannot be interpreted as an integer")
        else:
            a, b = timestamp.as_integer_ratio()
            total = _divide_and_round(a * 1000000, b)
        result = cls._from_micros(total, tz)
        return result if tz is None else tz.fromutc(result)

    @classmethod
    def utcfromtimestamp(cls, t):
        return cls.fromtimestamp(t)

    @classmethod
    def now(cls, tz=None):
        _check_tzinfo(tz)
        result = cls._from_micros(_time.time_ns() // 1000, tz)
        return result if tz is None else tz.fromutc(result)

    @classmethod
    def today(cls):
        return cls.now()

    @classmethod
    def utcnow(cls):
        return cls.now()

    @classmethod
    def combine(cls, date, time, tzinfo=True):
        if not isinstance(date, _date_class):
            raise TypeError(f"combine() argument 1 must be datetime.date, not {_type_name(date)}")
        if not isinstance(time, _time_class):
            raise TypeError(f"combine() argument 2 must be datetime.time, not {_type_name(time)}")
        return cls(date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond,
                   time.tzinfo if tzinfo is True else tzinfo, fold=time.fold)

    @classmethod
    def fromisoformat(cls, date_string):
        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            size = _date_size(date_string)
            parts = _parse_isoformat_date(date_string[:size])
            rest = date_string[size + 1:]
            if len(date_string) > size and not rest:
                raise ValueError
            clock = _parse_isoformat_time(rest) if rest else (0, 0, 0, 0, None)
        except ValueError as e:
            if e.args:
                raise
            raise ValueError(f"Invalid isoformat string: {date_string!r}") from None
        return cls(*parts, *clock)

    @classmethod
    def strptime(cls, date_string, format):
        if not isinstance(date_string, str):
            raise TypeError(f"strptime() argument 1 must be str, not {type(date_string).__name__}")
        if not isinstance(format, str):
            raise TypeError(f"strptime() argument 2 must be str, not {type(format).__name__}")
        (year, month, day, hour, minute, second, _, _, micro, offset, zone) = _parse_time(date_string, format)
        tz = None
        if offset is not None:
            delta = timedelta(seconds=offset[0], microseconds=offset[1])
            tz = timezone(delta, zone) if zone else timezone(delta)
        return cls(year, month, day, hour, minute, second, micro, tz)

    def timetuple(self):
        dst = self.dst()
        return _struct_time(self, self._hour, self._minute, self._second, -1 if dst is None else 1 if dst else 0)

    def utctimetuple(self):
        offset = self.utcoffset()
        d = self - offset if offset else self
        return _struct_time(d, d._hour, d._minute, d._second, 0)

    def _micros(self):
        """Wall time in microseconds since 1970."""
        days = self.toordinal() - _EPOCH
        return (((days * 24 + self._hour) * 60 + self._minute) * 60 + self._second) * 1000000 + self._microsecond

    def timestamp(self):
        offset = self.utcoffset()
        return (self._micros() - (offset._total() if offset is not None else 0)) / 1000000

    def date(self):
        return _date_class(self._year, self._month, self._day)

    def time(self):
        return _time_class(self._hour, self._minute, self._second, self._microsecond, fold=self._fold)

    def timetz(self):
        return _time_class(self._hour, self._minute, self._second, self._microsecond, self._tzinfo, fold=self._fold)

    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None,
                tzinfo=True, *, fold=None):
        return type(self)(self._year if year is None else year, self._month if month is None else month,
                          self._day if day is None else day, self._hour if hour is None else hour,
                          self._minute if minute is None else minute, self._second if second is None else second,
                          self._microsecond if microsecond is None else microsecond,
                          self._tzinfo if tzinfo is True else tzinfo, fold=self._fold if fold is None else fold)

    __replace__ = replace

    def astimezone(self, tz=None):
        if tz is None:
            tz = timezone(timedelta(0), "UTC")
        _check_tzinfo(tz)
        mytz = self._tzinfo
        if mytz is tz:
            return self
        offset = self.utcoffset() if mytz is not None else None
        utc = (self - offset if offset else self).replace(tzinfo=tz)
        return tz.fromutc(utc)

    def ctime(self):
        return (f"{_DAY_NAMES[self.toordinal() % 7 or 7]} {_MONTH_NAMES[self._month]} {self._day:2d} "
                f"{self._hour:02d}:{self._minute:02d}:{self._second:02d} {self._year:04d}")

    def isoformat(self, sep="T", timespec="auto"):
        return (f"{self._year:04d}-{self._month:02d}-{self._day:02d}{sep}"
                + _format_time(self._hour, self._minute, self._second, self._microsecond, timespec)
                + _format_offset(self.utcoffset()))

    def __repr__(self):
        parts = [self._year, self._month, self._day, self._hour, self._minute, self._second, self._microsecond]
        if parts[-1] == 0:
            del parts[-1]
            if parts[-1] == 0:
                del parts[-1]
        s = ", ".join(map(str, parts))
        if self._tzinfo is not None:
            s += f", tzinfo={self._tzinfo!r}"
        if self._fold:
            s += ", fold=1"
        return f"{_shown_name(self)}({s})"

    def __str__(self):
        return self.isoformat(sep=" ")

    def _fields(self):
        off = self.utcoffset()
        fields = super()._fields()
        fields.update(hour=self._hour, minute=self._minute, second=self._second, microsecond=self._microsecond,
                      offset=_format_offset(off, ""), colon_offset=_format_offset(off), zone=self.tzname() or "")
        return fields

    def utcoffset(self):
        if self._tzinfo is None:
            return None
        offset = self._tzinfo.utcoffset(self)
        _check_offset("utcoffset", offset)
        return offset

    def tzname(self):
        return None if self._tzinfo is None else self._tzinfo.tzname(self)

    def dst(self):
        if self._tzinfo is None:
            return None
        offset = self._tzinfo.dst(self)
        _check_offset("dst", offset)
        return offset

    def _difference(self, other, complaint):
        """self - other in microseconds; None if they are not comparable and complaint is None."""
        mine, others = self.utcoffset(), other.utcoffset()
        if (mine is None) != (others is None):
            if complaint is None:
                return None
            raise TypeError(f"can't {complaint} offset-naive and offset-aware datetimes")
        if self._tzinfo is other._tzinfo or mine is None:
            return self._micros() - other._micros()
        return self._micros() - mine._total() - other._micros() + others._total()

    def _against(self, other):
        """The sign of self - other, or NotImplemented."""
        return self._difference(other, "compare") if isinstance(other, datetime) else NotImplemented

    def __eq__(self, other):
        if not isinstance(other, datetime):
            return NotImplemented
        return self._difference(other, None) == 0

    def __le__(self, other):
        diff = self._against(other)
        return diff if diff is NotImplemented else diff <= 0

    def __lt__(self, other):
        diff = self._against(other)
        return diff if diff is NotImplemented else diff < 0

    def __ge__(self, other):
        diff = self._against(other)
        return diff if diff is NotImplemented else diff >= 0

    def __gt__(self, other):
        diff = self._against(other)
        return diff if diff is NotImplemented else diff > 0

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        total = self._micros() + other._total()
        if not 0 < total // 86400000000 + _EPOCH <= _MAXORDINAL:
            raise OverflowError("date value out of range")
        return type(self)._from_micros(total, self._tzinfo)

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self + -other
        if not isinstance(other, datetime):
            return NotImplemented
        return timedelta._from_microseconds(self._difference(other, "subtract"))

    def __hash__(self):
        if self._hashcode == -1:
            off = self.utcoffset()
            self._hashcode = hash(self._micros() - (off._total() if off else 0))
        return self._hashcode

    def __reduce_ex__(self, protocol):
        fold = self._fold << 7 if protocol > 3 else 0
        state = (self._year.to_bytes(2) + bytes([self._month | fold, self._day, self._hour, self._minute, self._second])
                 + self._microsecond.to_bytes(3))
        return self.__class__, (state,) if self._tzinfo is None else (state, self._tzinfo)

    def __reduce__(self):
        return self.__reduce_ex__(2)


_date_class = date
datetime.min = datetime(1, 1, 1)
datetime.max = datetime(9999, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(microseconds=1)


def _date_size(text):
    """How many characters of an ISO date and time are the date."""
    if len(text) < 7:
        raise ValueError
    if text[4] == "-":
        if text[5] == "W":
            if len(text) > 8 and text[8] == "-":
                return 10
            return 8
        return 10
    if text[4] == "W":
        i = 7
        while i < len(text) and text[i].isdigit():
            i += 1
        return i if i < 9 else 7 if i % 2 == 0 else 8
    return 8


class timezone(tzinfo):
    """Fixed offset from UTC implementation of tzinfo."""
    __slots__ = ("_offset", "_name")

    def __new__(cls, offset, name=None):
        if not isinstance(offset, timedelta):
            raise TypeError(f"timezone() argument 1 must be datetime.timedelta, not {type(offset).__name__}")
        if name is None:
            if not offset and hasattr(cls, "utc"):
                return cls.utc
        elif not isinstance(name, str):
            raise TypeError(f"timezone() argument 2 must be str, not {type(name).__name__}")
        if not -timedelta(1) < offset < timedelta(1):
            raise ValueError("offset must be a timedelta strictly between -timedelta(hours=24) and "
                             f"timedelta(hours=24), not {offset!r}.")
        self = object.__new__(cls)
        self._offset, self._name = offset, name
        return self

    def __getinitargs__(self):
        return (self._offset,) if self._name is None else (self._offset, self._name)

    def __getstate__(self):
        return None

    def __eq__(self, other):
        return self._offset == other._offset if isinstance(other, timezone) else NotImplemented

    def __hash__(self):
        return hash(self._offset)

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        if self._name is None:
            return f"{_shown_name(self)}({self._offset!r})"
        return f"{_shown_name(self)}({self._offset!r}, {self._name!r})"

    def __str__(self):
        return self.tzname(None)

    def _check(self, name, dt):
        if dt is not None and not isinstance(dt, datetime):
            raise TypeError(f"{name}(dt) argument must be a datetime instance or None, not {type(dt).__name__}")

    def utcoffset(self, dt):
        self._check("utcoffset", dt)
        return self._offset

    def tzname(self, dt):
        self._check("tzname", dt)
        if self._name is not None:
            return self._name
        return "UTC" + _format_offset(self._offset) if self._offset else "UTC"

    def dst(self, dt):
        self._check("dst", dt)
        return None

    def fromutc(self, dt):
        if not isinstance(dt, datetime):
            raise TypeError("fromutc: argument must be a datetime instance")
        if dt.tzinfo is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        return dt + self._offset

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


UTC = timezone.utc = timezone(timedelta(0))
timezone.min = timezone(-timedelta(hours=23, minutes=59))
timezone.max = timezone(timedelta(hours=23, minutes=59))

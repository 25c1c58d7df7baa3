"""The calendar half of module time. The zone is UTC."""

import time

_NAMES = ('tm_year', 'tm_mon', 'tm_mday', 'tm_hour', 'tm_min', 'tm_sec', 'tm_wday', 'tm_yday', 'tm_isdst')

class struct_time(tuple):
    __module__ = 'time'
    n_fields = 11
    n_sequence_fields = 9
    n_unnamed_fields = 0
    __match_args__ = _NAMES

    def __new__(cls, sequence):
        values = tuple(sequence)
        if not 9 <= len(values) <= 11:
            word = 'at least 9' if len(values) < 9 else 'at most 11'
            raise TypeError(f'time.struct_time() takes an {word}-sequence ({len(values)}-sequence given)')
        self = tuple.__new__(cls, values[:9])
        self._zone = values[9] if len(values) > 9 else 'UTC'
        self._offset = values[10] if len(values) > 10 else 0
        return self

    def __repr__(self):
        return f"time.struct_time({', '.join(f'{n}={v!r}' for n, v in zip(_NAMES, self))})"

    @property
    def tm_zone(self):
        return self._zone

    @property
    def tm_gmtoff(self):
        return self._offset


def _field(i):
    return property(lambda self: self[i])


for _i, _name in enumerate(_NAMES):
    setattr(struct_time, _name, _field(_i))


def _civil(days):
    """(year, month, day) of a day counted from 1970-01-01, in the Gregorian calendar."""
    days += 719468
    era, day_of_era = divmod(days, 146097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year_of_era + era * 400 + (month <= 2), month, day


def _days(year, month, day):
    """The inverse of _civil; months beyond 1..12 count on into other years."""
    year += (month - 1) // 12
    month = (month - 1) % 12 + 1
    if month <= 2:
        year -= 1
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468


def gmtime(seconds=None):
    if seconds is None:
        seconds = time.time()
    seconds = int(seconds // 1)
    days, rest = divmod(seconds, 86400)
    year, month, day = _civil(days)
    return struct_time((year, month, day, rest // 3600, rest // 60 % 60, rest % 60, (days + 3) % 7,
                        days - _days(year, 1, 1) + 1, 0))


localtime = gmtime


def mktime(t):
    if len(t) != 9:
        raise TypeError('mktime(): illegal time tuple argument')
    return float(_days(t[0], t[1], t[2]) * 86400 + t[3] * 3600 + t[4] * 60 + t[5])


_FIELDS = ('year', 'month', 'day', 'hour', 'minute', 'second', 'weekday', 'yday')


def strftime(format, t=None):
    from _strptime import strftime
    if t is None:
        t = localtime()
    if len(t) != 9:
        raise TypeError('strftime(): illegal time tuple argument')
    fields = dict(zip(_FIELDS, t))
    fields.update(offset='+0000', colon_offset='+00:00', zone='UTC')
    return strftime(format, fields)


def asctime(t=None):
    return strftime('%a %b %e %H:%M:%S %Y', t)


def ctime(seconds=None):
    return asctime(localtime(seconds))


def strptime(string, format='%a %b %d %H:%M:%S %Y'):
    from _strptime import parse
    year, month, day, hour, minute, second, weekday, yday, _, offset, zone = parse(string, format)
    return struct_time((year, month, day, hour, minute, second, weekday, yday, -1))


class _ClockInfo:
    def __init__(self, adjustable, implementation, monotonic, resolution):
        self.adjustable = adjustable
        self.implementation = implementation
        self.monotonic = monotonic
        self.resolution = resolution


def get_clock_info(name):
    if name not in ('time', 'monotonic', 'perf_counter', 'process_time', 'thread_time'):
        raise ValueError('unknown clock')
    return _ClockInfo(name == 'time', 'virtual', name != 'time', 1e-09)

"""Time zones by name. There is no data base of them in a scenario, only UTC: use datetime.timezone for fixed offsets."""
from datetime import timedelta, tzinfo

__all__ = ["ZoneInfo", "available_timezones", "TZPATH", "ZoneInfoNotFoundError", "InvalidTZPathWarning"]

TZPATH = ()


class ZoneInfoNotFoundError(KeyError):
    """Exception raised when a ZoneInfo key is not found."""


class InvalidTZPathWarning(RuntimeWarning):
    """Warning raised if an invalid path is specified in PYTHONTZPATH."""


class ZoneInfo(tzinfo):
    _known = {}

    def __new__(cls, key):
        if key not in available_timezones():
            raise ZoneInfoNotFoundError(f"No time zone found with key {key} in orrery: only UTC is; use "
                                        "datetime.timezone for fixed offsets")
        if key not in cls._known:
            self = cls._known[key] = super().__new__(cls)
            self._key = key
        return cls._known[key]

    @property
    def key(self):
        return self._key

    def utcoffset(self, dt):
        return timedelta(0)

    dst = utcoffset

    def tzname(self, dt):
        return "UTC"

    def fromutc(self, dt):
        return dt

    def __str__(self):
        return self._key

    def __repr__(self):
        return f"zoneinfo.ZoneInfo(key={self._key!r})"

    def __reduce__(self):
        return type(self), (self._key,)


def available_timezones():
    return {"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Universal"}

"""Lines of the program's source, from the native `_orrery.source_line(filename, number)`. The host is not read."""
from _orrery import source_line as _source_line

__all__ = ["getline", "getlines", "clearcache", "checkcache"]

cache = {}


def getlines(filename, module_globals=None):
    lines = cache.get(filename)
    if lines is None:
        lines = cache[filename] = []
        while (line := _source_line(filename, len(lines) + 1)) is not None:
            lines.append(line + "\n")
    return lines


def getline(filename, lineno, module_globals=None):
    lines = getlines(filename)
    return lines[lineno - 1] if 1 <= lineno <= len(lines) else ""


def clearcache():
    cache.clear()


def checkcache(filename=None):
    """The sources of a run never change."""

"""Lines of the program's source, from the native `_orrery.source(filename)`: its text, or None if it isn't known.

Nothing is read from the host.
"""
__all__ = ["getline", "getlines", "clearcache", "checkcache"]

try:
    from _orrery import source as _source
except ImportError:
    def _source(filename):
        return None

cache = {}


def getlines(filename, module_globals=None):
    lines = cache.get(filename)
    if lines is None:
        text = _source(filename)
        lines = cache[filename] = [] if text is None else [line + "\n" for line in text.split("\n")]
    return lines


def getline(filename, lineno, module_globals=None):
    lines = getlines(filename)
    return lines[lineno - 1] if 1 <= lineno <= len(lines) else ""


def clearcache():
    cache.clear()


def checkcache(filename=None):
    """The sources of a run never change."""

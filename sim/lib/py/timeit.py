"""How long functions take: no time at all, unless they sleep. The clock is virtual, and code takes none of it."""
import itertools
from time import perf_counter as default_timer

__all__ = ["Timer", "timeit", "repeat", "default_timer"]


def _function(what):
    if callable(what):
        return what
    if what == "pass":
        return lambda: None
    if isinstance(what, str):
        raise ValueError("a scenario is compiled before it runs: give timeit functions, not text")
    raise ValueError("stmt is neither a string nor callable")


class Timer:
    """Class for timing execution speed of functions."""

    def __init__(self, stmt="pass", setup="pass", timer=default_timer, globals=None):
        self._stmt, self._setup, self.timer = _function(stmt), _function(setup), timer

    def timeit(self, number=1000000):
        self._setup()
        start = self.timer()
        for _ in itertools.repeat(None, number):
            self._stmt()
        return self.timer() - start

    def repeat(self, repeat=5, number=1000000):
        return [self.timeit(number) for _ in range(repeat)]

    def autorange(self, callback=None):
        taken = self.timeit(1)
        if callback:
            callback(1, taken)
        return 1, taken


def timeit(stmt="pass", setup="pass", timer=default_timer, number=1000000, globals=None):
    return Timer(stmt, setup, timer, globals).timeit(number)


def repeat(stmt="pass", setup="pass", timer=default_timer, repeat=5, number=1000000, globals=None):
    return Timer(stmt, setup, timer, globals).repeat(repeat, number)

"""Signals that a scenario sends itself. None come from outside.

`_orrery.die(signum)` is the native that ends the process as the default action does. asyncio's loops set and clear
their handlers through `_set_loop_handler`, whose callable decides when the loop hears of the signal.
"""
import sys
from enum import IntEnum, global_enum

__all__ = ["Signals", "Handlers", "SIG_DFL", "SIG_IGN", "default_int_handler", "getsignal", "raise_signal", "signal",
           "strsignal", "valid_signals"]


@global_enum
class Signals(IntEnum):
    SIGHUP = 1
    SIGINT = 2
    SIGQUIT = 3
    SIGILL = 4
    SIGTRAP = 5
    SIGABRT = 6
    SIGBUS = 7
    SIGFPE = 8
    SIGKILL = 9
    SIGUSR1 = 10
    SIGSEGV = 11
    SIGUSR2 = 12
    SIGPIPE = 13
    SIGALRM = 14
    SIGTERM = 15
    SIGSTKFLT = 16
    SIGCHLD = 17
    SIGCONT = 18
    SIGSTOP = 19
    SIGTSTP = 20
    SIGTTIN = 21
    SIGTTOU = 22
    SIGURG = 23
    SIGXCPU = 24
    SIGXFSZ = 25
    SIGVTALRM = 26
    SIGPROF = 27
    SIGWINCH = 28
    SIGIO = 29
    SIGPWR = 30
    SIGSYS = 31
    SIGRTMIN = 34
    SIGRTMAX = 64


@global_enum
class Handlers(IntEnum):
    SIG_DFL = 0
    SIG_IGN = 1


Signals.__repr__ = Handlers.__repr__ = lambda self: f"<{type(self).__name__}.{self.name}: {self.value}>"
SIG_DFL, SIG_IGN = Handlers.SIG_DFL, Handlers.SIG_IGN
NSIG = 65
_NAMES = {1: "Hangup", 2: "Interrupt", 3: "Quit", 4: "Illegal instruction", 5: "Trace/breakpoint trap", 6: "Aborted",
          7: "Bus error", 8: "Floating point exception", 9: "Killed", 10: "User defined signal 1",
          11: "Segmentation fault", 12: "User defined signal 2", 13: "Broken pipe", 14: "Alarm clock",
          15: "Terminated", 16: "Stack fault", 17: "Child exited", 18: "Continued", 19: "Stopped (signal)",
          20: "Stopped", 21: "Stopped (tty input)", 22: "Stopped (tty output)", 23: "Urgent I/O condition",
          24: "CPU time limit exceeded", 25: "File size limit exceeded", 26: "Virtual timer expired",
          27: "Profiling timer expired", 28: "Window changed", 29: "I/O possible", 30: "Power failure",
          31: "Bad system call"}
_IGNORED_BY_DEFAULT = (17, 18, 23, 28)


def default_int_handler(signalnum, frame, /):
    raise KeyboardInterrupt


_handlers = {2: default_int_handler, 13: SIG_IGN, 25: SIG_IGN}
_loop_handlers = {}


def _check(signalnum):
    if not isinstance(signalnum, int):
        raise TypeError(f"{type(signalnum).__name__!r} object cannot be interpreted as an integer")
    if not 1 <= signalnum < NSIG:
        raise ValueError("signal number out of range")
    return int(signalnum)


def signal(signalnum, handler, /):
    number = _check(signalnum)
    if not callable(handler) and handler not in (SIG_DFL, SIG_IGN):
        raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    if number in (9, 19):
        raise OSError(22, "Invalid argument")
    previous = _handlers.get(number, SIG_DFL)
    _handlers[number] = handler if callable(handler) else Handlers(handler)
    return previous


def getsignal(signalnum, /):
    return _handlers.get(_check(signalnum), SIG_DFL)


def raise_signal(signalnum, /):
    number = _check(signalnum)
    hear = _loop_handlers.get(number)
    if hear is not None:
        hear()
        return
    handler = _handlers.get(number, SIG_DFL)
    if callable(handler):
        handler(number, sys._getframe(1))
    elif handler == SIG_DFL and number not in _IGNORED_BY_DEFAULT:
        from _orrery import die
        die(number)


def _set_loop_handler(signalnum, hear):
    """hear() is what raise_signal then does; None takes it back."""
    if hear is None:
        _loop_handlers.pop(_check(signalnum), None)
    else:
        _loop_handlers[_check(signalnum)] = hear


def strsignal(signalnum, /):
    return _NAMES.get(_check(signalnum))


def valid_signals():
    return {Signals(n) if n in Signals._value2member_map_ else n for n in range(1, NSIG) if n not in (32, 33)}

"""Signals inside the simulation: a program sends them to itself."""

from enum import IntEnum
import _orrery_thread


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


globals().update(Signals.__members__)
NSIG = 65


class Handlers(IntEnum):
    SIG_DFL = 0
    SIG_IGN = 1


SIG_DFL = Handlers.SIG_DFL
SIG_IGN = Handlers.SIG_IGN

_handlers = {}


def default_int_handler(signum, frame):
    raise KeyboardInterrupt


def _current(signalnum):
    return _handlers.get(int(signalnum), default_int_handler if signalnum == 2 else SIG_DFL)


def signal(signalnum, handler):
    if not callable(handler) and handler not in (SIG_DFL, SIG_IGN):
        raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    if signalnum in (9, 19):
        raise OSError(22, 'Invalid argument')
    before = _current(signalnum)
    _handlers[int(signalnum)] = handler
    native = handler
    if handler is default_int_handler and signalnum == 2:
        native = None
    elif not callable(handler):
        native = None if handler == SIG_DFL else 0
    _orrery_thread.set_signal(signalnum, native)
    return before


def getsignal(signalnum):
    return _current(signalnum)


def raise_signal(signum):
    _orrery_thread.raise_signal(signum)


def strsignal(signalnum):
    words = {1: 'Hangup', 2: 'Interrupt', 3: 'Quit', 6: 'Aborted', 9: 'Killed', 10: 'User defined signal 1',
             12: 'User defined signal 2', 14: 'Alarm clock', 15: 'Terminated'}
    return words.get(int(signalnum))


def valid_signals():
    return set(Signals)


def set_wakeup_fd(fd, *, warn_on_full_buffer=True):
    return -1


def siginterrupt(signalnum, flag):
    pass

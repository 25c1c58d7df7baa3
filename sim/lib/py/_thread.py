"""The low-level thread interface, as far as programs use it."""

from _orrery_thread import lock, get_ident, start as _start

LockType = lock
allocate_lock = lock
error = RuntimeError
TIMEOUT_MAX = 9223372036.0


def start_new_thread(function, args, kwargs=None):
    if kwargs:
        def call():
            function(*args, **kwargs)
        return _start(call, (), True)
    return _start(function, args, True)

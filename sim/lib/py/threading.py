"""Threads of the simulation: they run one at a time and are switched only where they block."""

import _orrery_thread
from _orrery_thread import lock as _lock, get_ident
from collections import deque
from time import monotonic as _now

__all__ = ['get_ident', 'active_count', 'Condition', 'current_thread', 'enumerate', 'main_thread', 'TIMEOUT_MAX', 'Event',
           'Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Thread', 'Barrier', 'BrokenBarrierError', 'Timer',
           'ThreadError', 'settrace', 'setprofile', 'excepthook', 'ExceptHookArgs', 'local', 'stack_size',
           'get_native_id']

Lock = _lock
ThreadError = RuntimeError
TIMEOUT_MAX = 9223372036.0
get_native_id = get_ident


class RLock:
    __module__ = '_thread'

    def __init__(self):
        self._block = _lock()
        self._owner = None
        self._count = 0

    def __repr__(self):
        state = 'locked' if self._block.locked() else 'unlocked'
        return f'<{state} _thread.RLock object owner={self._owner or 0} count={self._count} at {id(self):#x}>'

    def acquire(self, blocking=True, timeout=-1):
        me = get_ident()
        if self._owner == me:
            self._count += 1
            return True
        if not self._block.acquire(blocking, timeout):
            return False
        self._owner = me
        self._count = 1
        return True

    __enter__ = acquire

    def release(self):
        if self._owner != get_ident():
            raise RuntimeError("cannot release un-acquired lock")
        self._count -= 1
        if not self._count:
            self._owner = None
            self._block.release()

    def __exit__(self, exc_type, exc, tb):
        self.release()

    def locked(self):
        return self._block.locked()

    # For Condition.
    def _release_save(self):
        state = self._count, self._owner
        self._count, self._owner = 0, None
        self._block.release()
        return state

    def _acquire_restore(self, state):
        self._block.acquire()
        self._count, self._owner = state

    def _is_owned(self):
        return self._owner == get_ident()


class Condition:
    def __init__(self, lock=None):
        if lock is None:
            lock = RLock()
        self._lock = lock
        self.acquire = lock.acquire
        self.release = lock.release
        self._waiters = deque()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def __repr__(self):
        return f"<Condition({self._lock}, {len(self._waiters)})>"

    def _owned(self):
        if hasattr(self._lock, '_is_owned'):
            return self._lock._is_owned()
        if self._lock.acquire(False):
            self._lock.release()
            return False
        return True

    def wait(self, timeout=None):
        if not self._owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        waiter = _lock()
        waiter.acquire()
        self._waiters.append(waiter)
        if hasattr(self._lock, '_release_save'):
            saved = self._lock._release_save()
        else:
            saved = None
            self._lock.release()
        notified = False
        try:
            if timeout is None:
                waiter.acquire()
                notified = True
            elif timeout > 0:
                notified = waiter.acquire(True, timeout)
            else:
                notified = waiter.acquire(False)
            return notified
        finally:
            if hasattr(self._lock, '_acquire_restore'):
                self._lock._acquire_restore(saved)
            else:
                self._lock.acquire()
            if not notified and waiter in self._waiters:
                self._waiters.remove(waiter)

    def wait_for(self, predicate, timeout=None):
        end = None if timeout is None else _now() + timeout
        result = predicate()
        while not result:
            if end is None:
                self.wait()
            else:
                left = end - _now()
                if left <= 0:
                    break
                self.wait(left)
            result = predicate()
        return result

    def notify(self, n=1):
        if not self._owned():
            raise RuntimeError("cannot notify on un-acquired lock")
        while self._waiters and n > 0:
            self._waiters.popleft().release()
            n -= 1

    def notify_all(self):
        self.notify(len(self._waiters))

    notifyAll = notify_all


class Semaphore:
    def __init__(self, value=1):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._cond = Condition(Lock())
        self._value = value

    def __repr__(self):
        cls = self.__class__
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: value={self._value}>"

    def acquire(self, blocking=True, timeout=None):
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        end = None
        with self._cond:
            while self._value == 0:
                if not blocking:
                    return False
                if timeout is not None:
                    if end is None:
                        end = _now() + timeout
                    else:
                        timeout = end - _now()
                        if timeout <= 0:
                            return False
                self._cond.wait(timeout)
                if timeout is not None and self._value == 0 and _now() >= end:
                    return False
            self._value -= 1
            return True

    __enter__ = acquire

    def release(self, n=1):
        if n < 1:
            raise ValueError('n must be one or more')
        with self._cond:
            self._value += n
            self._cond.notify(n)

    def __exit__(self, exc_type, exc, tb):
        self.release()


class BoundedSemaphore(Semaphore):
    def __init__(self, value=1):
        super().__init__(value)
        self._initial_value = value

    def release(self, n=1):
        if n < 1:
            raise ValueError('n must be one or more')
        with self._cond:
            if self._value + n > self._initial_value:
                raise ValueError("Semaphore released too many times")
            self._value += n
            self._cond.notify(n)


class Event:
    def __init__(self):
        self._cond = Condition(Lock())
        self._flag = False

    def __repr__(self):
        cls = self.__class__
        return f"<{cls.__module__}.{cls.__qualname__} at {id(self):#x}: {'set' if self._flag else 'unset'}>"

    def is_set(self):
        return self._flag

    isSet = is_set

    def set(self):
        with self._cond:
            self._flag = True
            self._cond.notify_all()

    def clear(self):
        with self._cond:
            self._flag = False

    def wait(self, timeout=None):
        with self._cond:
            if not self._flag:
                self._cond.wait(timeout)
            return self._flag


class BrokenBarrierError(RuntimeError):
    pass


class Barrier:
    def __init__(self, parties, action=None, timeout=None):
        if parties < 1:
            raise ValueError("parties must be > 0")
        self._cond = Condition(Lock())
        self._action = action
        self._timeout = timeout
        self._parties = parties
        self._state = 0                 # 0 filling, 1 draining, -1 resetting, -2 broken
        self._count = 0

    def __repr__(self):
        cls = self.__class__
        name = f"{cls.__module__}.{cls.__qualname__}"
        if self.broken:
            return f"<{name} at {id(self):#x}: broken>"
        return f"<{name} at {id(self):#x}: waiters={self.n_waiting}/{self.parties}>"

    def wait(self, timeout=None):
        if timeout is None:
            timeout = self._timeout
        with self._cond:
            while self._state in (-1, 1):
                self._cond.wait()
            if self._state < 0:
                raise BrokenBarrierError
            index = self._count
            self._count += 1
            try:
                if index + 1 == self._parties:
                    try:
                        if self._action:
                            self._action()
                        self._state = 1
                        self._cond.notify_all()
                    except BaseException:
                        self._break()
                        raise
                else:
                    if not self._cond.wait_for(lambda: self._state != 0, timeout):
                        self._break()
                        raise BrokenBarrierError
                    if self._state < 0:
                        raise BrokenBarrierError
                return index
            finally:
                self._count -= 1
                if self._count == 0 and self._state in (-1, 1):
                    self._state = 0
                    self._cond.notify_all()

    def reset(self):
        with self._cond:
            if self._count > 0:
                if self._state == 0 or self._state == -2:
                    self._state = -1
            else:
                self._state = 0
            self._cond.notify_all()

    def abort(self):
        with self._cond:
            self._break()

    def _break(self):
        self._state = -2
        self._cond.notify_all()

    @property
    def parties(self):
        return self._parties

    @property
    def n_waiting(self):
        return self._count if self._state == 0 else 0

    @property
    def broken(self):
        return self._state == -2


# Threads.

_started = {}                           # ident -> Thread, of those that run
_counter = 0


class ExceptHookArgs(tuple):
    exc_type = property(lambda self: self[0])
    exc_value = property(lambda self: self[1])
    exc_traceback = property(lambda self: self[2])
    thread = property(lambda self: self[3])


def excepthook(args):
    import sys
    import traceback
    if args.exc_type is SystemExit:
        return
    name = args.thread.name if args.thread is not None else get_ident()
    print(f"Exception in thread {name}:", file=sys.stderr)
    traceback.print_exception(args.exc_type, args.exc_value, args.exc_traceback)


__excepthook__ = excepthook


class Thread:
    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        global _counter
        assert group is None, "group argument must be None for now"
        if name is not None:
            name = str(name)
        else:
            _counter += 1
            name = f"Thread-{_counter}"
            if target is not None:
                function = getattr(target, '__name__', None)
                if function is not None:
                    name = f"{name} ({function})"
        self._target = target
        self._name = name
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._daemonic = current_thread().daemon if daemon is None else daemon
        self._ident = None
        self._is_started = False
        self._is_stopped = False
        self._ended = Event()
        self._initialized = True

    def __repr__(self):
        status = 'initial'
        if self._is_started:
            status = 'started'
        if self._is_stopped:
            status = 'stopped'
        if self._daemonic:
            status += ' daemon'
        if self._ident is not None:
            status += f' {self._ident}'
        return f"<{self.__class__.__name__}({self._name}, {status})>"

    def start(self):
        if self._is_started:
            raise RuntimeError("threads can only be started once")
        self._is_started = True
        self._ident = _orrery_thread.start(self._bootstrap, (), bool(self._daemonic), self._name)
        _started[self._ident] = self

    def run(self):
        try:
            if self._target is not None:
                self._target(*self._args, **self._kwargs)
        finally:
            del self._target, self._args, self._kwargs

    def _bootstrap(self):
        try:
            self.run()
        except BaseException as error:
            excepthook(ExceptHookArgs((type(error), error, error.__traceback__, self)))
        finally:
            self._is_stopped = True
            _started.pop(self._ident, None)
            self._ended.set()

    def join(self, timeout=None):
        if not self._is_started:
            raise RuntimeError("cannot join thread before it is started")
        if self is current_thread():
            raise RuntimeError("cannot join current thread")
        self._ended.wait(timeout)

    def is_alive(self):
        return self._is_started and not self._is_stopped

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, name):
        self._name = str(name)

    @property
    def ident(self):
        return self._ident

    native_id = ident

    @property
    def daemon(self):
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        if self._is_started:
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemonic = daemonic

    def isDaemon(self):
        return self._daemonic

    def setDaemon(self, daemonic):
        self.daemon = daemonic

    def getName(self):
        return self._name

    def setName(self, name):
        self.name = name


class Timer(Thread):
    def __init__(self, interval, function, args=None, kwargs=None):
        super().__init__()
        self.interval = interval
        self.function = function
        self.args = args if args is not None else []
        self.kwargs = kwargs if kwargs is not None else {}
        self.finished = Event()

    def cancel(self):
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class _MainThread(Thread):
    def __init__(self):
        self._name = 'MainThread'
        self._daemonic = False
        self._ident = 1
        self._is_started = True
        self._is_stopped = False
        self._ended = Event()


class _ForeignThread(Thread):
    """A thread that was not started here: an executor's."""

    def __init__(self, ident):
        from _orrery_asyncio import worker_name
        self._name = worker_name() or f'Dummy-{ident}'
        self._daemonic = True
        self._ident = ident
        self._is_started = True
        self._is_stopped = False
        self._ended = Event()


def _forget_workers(prefix):
    """The threads of an executor that has been shut down."""
    for ident, thread in list(_started.items()):
        if isinstance(thread, _ForeignThread) and thread._name.rpartition('_')[0] == prefix:
            del _started[ident]


_main = _MainThread()


def main_thread():
    return _main


def current_thread():
    ident = get_ident()
    if ident == 1:
        return _main
    thread = _started.get(ident)
    if thread is None:
        thread = _ForeignThread(ident)
        _started[ident] = thread
    return thread


currentThread = current_thread


def enumerate():
    return [_main] + list(_started.values())


def active_count():
    return 1 + len(_started)


activeCount = active_count


class local:
    """Attributes that each thread has its own values of."""

    def __new__(cls, /, *args, **kwargs):
        self = object.__new__(cls)
        object.__setattr__(self, '_local_arguments', (args, kwargs))
        object.__setattr__(self, '_local_dicts', {get_ident(): {}})
        return self

    def _own(self):
        dicts = object.__getattribute__(self, '_local_dicts')
        ident = get_ident()
        mine = dicts.get(ident)
        if mine is None:
            mine = dicts[ident] = {}
            args, kwargs = object.__getattribute__(self, '_local_arguments')
            if type(self).__init__ is not object.__init__:
                type(self).__init__(self, *args, **kwargs)
        return mine

    def __getattribute__(self, name):
        mine = local._own(self)
        if name == '__dict__':
            return mine
        if name in mine:
            return mine[name]
        try:
            return object.__getattribute__(self, name)
        except AttributeError:
            if type(self) is not local:
                raise
        raise AttributeError(f"'_thread._local' object has no attribute {name!r}", name=name, obj=self)

    def __setattr__(self, name, value):
        if name == '__dict__':
            raise AttributeError(f"{type(self).__name__!r} object attribute '__dict__' is read-only")
        local._own(self)[name] = value

    def __delattr__(self, name):
        mine = local._own(self)
        if name not in mine:
            raise AttributeError(name)
        del mine[name]


def stack_size(size=0):
    return 0


def settrace(function):
    raise NotImplementedError("orrery has no trace functions")


setprofile = settrace

"""Executors over the threads of the simulation. Processes are threads too: nothing is shared that a program can tell."""

import threading
from collections import namedtuple
from time import monotonic as _now
from _orrery_asyncio import Pool as _Pool

__all__ = ['FIRST_COMPLETED', 'FIRST_EXCEPTION', 'ALL_COMPLETED', 'CancelledError', 'TimeoutError',
           'InvalidStateError', 'BrokenExecutor', 'Future', 'Executor', 'wait', 'as_completed', 'ProcessPoolExecutor',
           'ThreadPoolExecutor']

FIRST_COMPLETED = 'FIRST_COMPLETED'
FIRST_EXCEPTION = 'FIRST_EXCEPTION'
ALL_COMPLETED = 'ALL_COMPLETED'
TimeoutError = TimeoutError


class Error(Exception):
    __module__ = 'concurrent.futures._base'


class CancelledError(Error):
    __module__ = 'concurrent.futures._base'


class InvalidStateError(Error):
    __module__ = 'concurrent.futures._base'


class BrokenExecutor(RuntimeError):
    __module__ = 'concurrent.futures._base'


class Future:
    __module__ = 'concurrent.futures._base'

    def __init__(self):
        self._condition = threading.Condition()
        self._state = 'PENDING'
        self._result = None
        self._exception = None
        self._callbacks = []

    def __repr__(self):
        state = self._state.lower()
        if self._state == 'FINISHED':
            outcome = self._exception if self._exception is not None else self._result
            word = 'raised' if self._exception is not None else 'returned'
            return f'<Future at {id(self):#x} state={state} {word} {type(outcome).__name__}>'
        return f'<Future at {id(self):#x} state={state}>'

    def _invoke_callbacks(self):
        for callback in self._callbacks:
            self._invoke(callback)

    def _invoke(self, callback):
        try:
            callback(self)
        except Exception:
            import logging
            logging.getLogger('concurrent.futures').exception('exception calling callback for %r', self)

    def cancel(self):
        with self._condition:
            if self._state in ('RUNNING', 'FINISHED'):
                return False
            if self._state in ('CANCELLED', 'CANCELLED_AND_NOTIFIED'):
                return True
            self._state = 'CANCELLED'
            self._condition.notify_all()
        self._invoke_callbacks()
        return True

    def cancelled(self):
        return self._state in ('CANCELLED', 'CANCELLED_AND_NOTIFIED')

    def running(self):
        return self._state == 'RUNNING'

    def done(self):
        return self._state in ('CANCELLED', 'CANCELLED_AND_NOTIFIED', 'FINISHED')

    def add_done_callback(self, fn):
        if not self.done():
            self._callbacks.append(fn)
        else:
            self._invoke(fn)

    def _outcome(self):
        if self.cancelled():
            raise CancelledError()
        if self._exception is not None:
            try:
                raise self._exception
            finally:
                self = None
        return self._result

    def _wait(self, timeout):
        with self._condition:
            if not self.done():
                self._condition.wait(timeout)
            if not self.done():
                raise TimeoutError()

    def result(self, timeout=None):
        self._wait(timeout)
        return self._outcome()

    def exception(self, timeout=None):
        self._wait(timeout)
        if self.cancelled():
            raise CancelledError()
        return self._exception

    def set_running_or_notify_cancel(self):
        with self._condition:
            if self._state == 'CANCELLED':
                self._state = 'CANCELLED_AND_NOTIFIED'
                return False
            if self._state == 'PENDING':
                self._state = 'RUNNING'
                return True
            raise RuntimeError('Future in unexpected state')

    def _finish(self):
        with self._condition:
            if self.done():
                raise InvalidStateError('{}: {!r}'.format(self._state, self))
            self._state = 'FINISHED'
            self._condition.notify_all()

    def set_result(self, result):
        if not self.done():
            self._result = result
        self._finish()
        self._invoke_callbacks()

    def set_exception(self, exception):
        if not self.done():
            self._exception = exception
        self._finish()
        self._invoke_callbacks()


DoneAndNotDoneFutures = namedtuple('DoneAndNotDoneFutures', 'done not_done')


def _watch(futures, wake):
    for future in futures:
        future.add_done_callback(wake)


def wait(fs, timeout=None, return_when=ALL_COMPLETED):
    fs = list(dict.fromkeys(fs))
    changed = threading.Condition()

    def enough():
        done = [f for f in fs if f.done()]
        if len(done) == len(fs) or done and return_when == FIRST_COMPLETED:
            return True
        return return_when == FIRST_EXCEPTION and any(not f.cancelled() and f._exception is not None for f in done)

    def wake(future):
        with changed:
            changed.notify_all()

    if not enough():
        _watch([f for f in fs if not f.done()], wake)
        with changed:
            changed.wait_for(enough, timeout)
    done = {f for f in fs if f.done()}
    return DoneAndNotDoneFutures(done, {f for f in fs if f not in done})


def as_completed(fs, timeout=None):
    end = None if timeout is None else _now() + timeout
    fs = list(dict.fromkeys(fs))
    total = len(fs)
    finished = [f for f in fs if f.done()]
    changed = threading.Condition()

    def wake(future):
        with changed:
            finished.append(future)
            changed.notify_all()

    _watch([f for f in fs if not f.done()], wake)
    given = 0
    while given < total:
        with changed:
            left = None if end is None else end - _now()
            if not finished and (left is not None and left < 0 or not changed.wait_for(lambda: finished, left)):
                raise TimeoutError('%d (of %d) futures unfinished' % (total - given, total))
            future = finished.pop(0)
        given += 1
        yield future


class Executor:
    __module__ = 'concurrent.futures._base'

    def submit(self, fn, /, *args, **kwargs):
        raise NotImplementedError()

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        end = None if timeout is None else _now() + timeout
        futures = [self.submit(fn, *args) for args in zip(*iterables)]

        def results():
            try:
                futures.reverse()
                while futures:
                    future = futures.pop()
                    yield future.result() if end is None else future.result(end - _now())
            finally:
                for future in futures:
                    future.cancel()
        return results()

    def shutdown(self, wait=True, *, cancel_futures=False):
        pass

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.shutdown(wait=True)
        return False


class ThreadPoolExecutor(Executor):
    __module__ = 'concurrent.futures.thread'
    _counter = 0

    def __init__(self, max_workers=None, thread_name_prefix='', initializer=None, initargs=(), **kwargs):
        if max_workers is None:
            max_workers = 6
        if max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._max_workers = max_workers
        if not thread_name_prefix:
            thread_name_prefix = f'ThreadPoolExecutor-{ThreadPoolExecutor._counter}'
            ThreadPoolExecutor._counter += 1
        self._thread_name_prefix = thread_name_prefix
        self._orrery_pool = _Pool(max_workers, thread_name_prefix)
        self._initializer = initializer
        self._initargs = initargs
        self._started = set()       # the idents of the workers that had their initializer
        self._pending = {}
        self._shutdown = False
        self._broken = False

    def submit(self, fn, /, *args, **kwargs):
        if self._broken:
            from concurrent.futures.thread import BrokenThreadPool
            raise BrokenThreadPool(self._broken)
        if self._shutdown:
            raise RuntimeError('cannot schedule new futures after shutdown')
        future = Future()
        self._pending[future] = None
        self._orrery_pool.submit(self._work, (future, fn, args, kwargs), {})
        return future

    def _initialise(self):
        """What a worker does first. False: it failed, and with it the pool."""
        ident = threading.get_ident()
        if ident in self._started:
            return True
        self._started.add(ident)
        try:
            self._initializer(*self._initargs)
        except BaseException:
            import logging
            from concurrent.futures.thread import BrokenThreadPool
            logging.getLogger('concurrent.futures').critical('Exception in initializer:', exc_info=True)
            self._broken = 'A thread initializer failed, the thread pool is not usable anymore'
            for future in list(self._pending):
                if not future.done():
                    future.set_exception(BrokenThreadPool(self._broken))
            self._pending.clear()
            return False
        return True

    def _work(self, future, fn, args, kwargs):
        if self._broken or self._initializer is not None and not self._initialise():
            return
        if not future.set_running_or_notify_cancel():
            self._pending.pop(future, None)
            return
        try:
            result = fn(*args, **kwargs)
        except BaseException as error:
            self._pending.pop(future, None)
            future.set_exception(error)
        else:
            self._pending.pop(future, None)
            future.set_result(result)

    def shutdown(self, wait=True, *, cancel_futures=False):
        self._shutdown = True
        self._orrery_pool.close()
        if cancel_futures:
            for future in list(self._pending):
                future.cancel()
        if wait:
            self._orrery_pool.wait()
        threading._forget_workers(self._thread_name_prefix)


class ProcessPoolExecutor(ThreadPoolExecutor):
    __module__ = 'concurrent.futures.process'

    def __init__(self, max_workers=None, mp_context=None, initializer=None, initargs=(), *, max_tasks_per_child=None):
        super().__init__(max_workers, '', initializer, initargs)

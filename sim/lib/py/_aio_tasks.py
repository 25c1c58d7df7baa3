"""asyncio's functions over tasks that are not in C: wait, shield, as_completed, threads.

Assignments to __name__ say in which module of asyncio a function is: it becomes the function's __module__."""

import asyncio
import _orrery_asyncio
from _orrery_asyncio import trace_gone, trace_link, trace_new, trace_wait

__name__ = 'asyncio.tasks'
_WAITER, _ANY, _SHIELD = 14, 13, 15         # kinds of object and of wait, as in trace/events.def
_ALL, _FIRST, _FIRST_EXCEPTION = asyncio.ALL_COMPLETED, asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION


def _release(waiter, *args):
    if not waiter.done():
        waiter.set_result(None)


def _wait(waiter, timer, left, return_when):
    """What hears of the end of each future that wait() waits for."""
    def _on_completion(f):
        nonlocal left
        left -= 1
        if (left <= 0 or return_when == _FIRST
                or return_when == _FIRST_EXCEPTION and not f.cancelled() and f.exception() is not None):
            if timer is not None:
                timer.cancel()
            _release(waiter)
    return _on_completion


async def wait(fs, *, timeout=None, return_when=_ALL):
    if asyncio.isfuture(fs) or asyncio.iscoroutine(fs):
        raise TypeError(f"expect a list of futures, not {type(fs).__name__}")
    if not fs:
        raise ValueError('Set of Tasks/Futures is empty.')
    if return_when not in (_FIRST, _FIRST_EXCEPTION, _ALL):
        raise ValueError(f'Invalid return_when value: {return_when}')
    fs = list(dict.fromkeys(fs))
    for f in fs:
        if asyncio.iscoroutine(f):
            raise TypeError("Passing coroutines is forbidden, use tasks explicitly.")
    loop = asyncio.get_running_loop()
    waiter = loop.create_future()
    trace = trace_new(_WAITER, 0)
    trace_wait(waiter, _ANY, trace)
    timer = None if timeout is None else loop.call_later(timeout, _release, waiter)
    _on_completion = _wait(waiter, timer, len(fs), return_when)
    for f in fs:
        trace_link(trace, f)
        f.add_done_callback(_on_completion)
    try:
        await waiter
    finally:
        trace_gone(trace)
        if timer is not None:
            timer.cancel()
        for f in fs:
            f.remove_done_callback(_on_completion)
    done, pending = set(), set()
    for f in fs:
        (done if f.done() else pending).add(f)
    return done, pending


async def _cancel_and_wait(future):
    waiter = asyncio.get_running_loop().create_future()

    def on_done(_):
        _release(waiter)

    future.add_done_callback(on_done)
    try:
        future.cancel()
        await waiter
    finally:
        future.remove_done_callback(on_done)


async def _wait_for_expired(fut):
    """wait_for() with a timeout of zero or less."""
    fut = asyncio.ensure_future(fut)
    if fut.done():
        return fut.result()
    await _cancel_and_wait(fut)
    try:
        return fut.result()
    except asyncio.CancelledError as error:
        raise TimeoutError from error


def shield(arg):
    inner = asyncio.ensure_future(arg)
    if inner.done():
        return inner
    outer = inner.get_loop().create_future()
    trace = trace_new(_WAITER, 0)
    trace_wait(outer, _SHIELD, trace)
    trace_link(trace, inner)

    def _inner_done_callback(inner):
        if outer.cancelled():
            if not inner.cancelled():
                inner.exception()
        elif inner.cancelled():
            outer.cancel()
        else:
            error = inner.exception()
            if error is not None:
                outer.set_exception(error)
            else:
                outer.set_result(inner.result())

    def _outer_done_callback(outer):
        trace_gone(trace)
        if not inner.done():
            inner.remove_done_callback(_inner_done_callback)

    inner.add_done_callback(_inner_done_callback)
    outer.add_done_callback(_outer_done_callback)
    return outer


class _AsCompletedIterator:
    def __init__(self, aws, timeout):
        self._done = asyncio.Queue()
        self._timer = None
        loop = asyncio.get_event_loop()
        todo = dict.fromkeys([asyncio.ensure_future(aw, loop=loop) for aw in dict.fromkeys(aws)])
        for future in todo:
            future.add_done_callback(self._handle_completion)
        if todo and timeout is not None:
            self._timer = loop.call_later(timeout, self._handle_timeout)
        self._todo = todo
        self._left = len(todo)

    def __aiter__(self):
        return self

    def __iter__(self):
        return self

    async def __anext__(self):
        if not self._left:
            raise StopAsyncIteration
        self._left -= 1
        return await self._wait_for_one()

    def __next__(self):
        if not self._left:
            raise StopIteration
        self._left -= 1
        return self._wait_for_one(resolve=True)

    def _handle_timeout(self):
        for future in self._todo:
            future.remove_done_callback(self._handle_completion)
            self._done.put_nowait(None)
        self._todo.clear()

    def _handle_completion(self, future):
        if not self._todo:
            return
        del self._todo[future]
        self._done.put_nowait(future)
        if not self._todo and self._timer is not None:
            self._timer.cancel()

    async def _wait_for_one(self, resolve=False):
        future = await self._done.get()
        if future is None:
            raise TimeoutError
        return future.result() if resolve else future


def as_completed(fs, *, timeout=None):
    if asyncio.isfuture(fs) or asyncio.iscoroutine(fs) or hasattr(fs, '__await__'):
        raise TypeError(f"expects an iterable of awaitables, not {type(fs).__name__}")
    return _AsCompletedIterator(fs, timeout)


__name__ = 'asyncio.threads'


async def to_thread(func, /, *args, **kwargs):
    return await _orrery_asyncio.to_thread(func, args, kwargs)


__name__ = 'asyncio.coroutines'


def iscoroutinefunction(func):
    import inspect
    return inspect.iscoroutinefunction(func) or getattr(func, '_is_coroutine', None) is _is_coroutine


_is_coroutine = object()
__name__ = 'asyncio.tasks'


def create_eager_task_factory(custom_task_constructor):
    def factory(loop, coro, *, name=None, context=None):
        return custom_task_constructor(coro, loop=loop, name=name, context=context, eager_start=True)
    return factory


def _register_task(task):
    pass


def _unregister_task(task):
    pass


def _enter_task(loop, task):
    raise NotImplementedError("orrery runs tasks itself")


_leave_task = _enter_task


def _copy_outcome(source, target):
    """From a future that is done, of either kind, to one that is not."""
    if target.done():
        return
    if source.cancelled():
        target.cancel()
        return
    error = source.exception()
    if error is not None:
        target.set_exception(_converted(error) if asyncio.isfuture(target) else error)
    else:
        target.set_result(source.result())


def _converted(error):
    """What asyncio makes of the exceptions that concurrent.futures has of its own."""
    from concurrent import futures
    if type(error) is futures.CancelledError:
        return asyncio.CancelledError(*error.args).with_traceback(error.__traceback__)
    if type(error) is futures.InvalidStateError:
        return asyncio.InvalidStateError(*error.args).with_traceback(error.__traceback__)
    return error


__name__ = 'asyncio.futures'


def wrap_future(future, *, loop=None):
    if asyncio.isfuture(future):
        return future
    from concurrent.futures import Future
    assert isinstance(future, Future), f'concurrent.futures.Future is expected, got {future!r}'
    loop = loop or asyncio.get_event_loop()
    wrapped = loop.create_future()

    def pass_on():
        _copy_outcome(future, wrapped)

    def wrapped_done(wrapped):
        if wrapped.cancelled():
            future.cancel()

    wrapped_done.__qualname__ = '_chain_future.<locals>._call_check_cancel'     # as reprs show it
    wrapped.add_done_callback(wrapped_done)
    future.add_done_callback(lambda _: None if loop.is_closed() else loop.call_soon_threadsafe(pass_on))
    return wrapped


__name__ = 'asyncio.tasks'


def run_coroutine_threadsafe(coro, loop):
    from concurrent.futures import Future
    if not asyncio.iscoroutine(coro):
        raise TypeError('A coroutine object is required')
    future = Future()

    def start():
        try:
            task = asyncio.ensure_future(coro, loop=loop)
        except BaseException as error:
            if future.set_running_or_notify_cancel():
                future.set_exception(error)
            raise

        def task_done(task):
            if task.cancelled():
                future.cancel()
                future.set_running_or_notify_cancel()
            elif future.set_running_or_notify_cancel():
                _copy_outcome(task, future)

        task_done.__qualname__ = '_chain_future.<locals>._call_set_state'       # as reprs show it
        task.add_done_callback(task_done)

        def future_done(future):
            if future.cancelled():
                loop.call_soon_threadsafe(task.cancel)

        future.add_done_callback(future_done)

    loop.call_soon_threadsafe(start)
    return future

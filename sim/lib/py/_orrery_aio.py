"""What asyncio's C parts call."""

from _contextvars import Context as _Context
from _functools import partial as _partial
from _orrery_asyncio import enter as _enter

_builtin = type(len)


def call(function, args, kwargs):
    """The outermost function of a thread: what it calls may block, since no C frame is below it.

    So a partial object is taken apart here, and Context.run(f) becomes f in that context."""
    if kwargs is None:
        kwargs = {}
    while True:
        kind = type(function)
        if kind is _partial:
            args = function.args + args
            kwargs = {**function.keywords, **kwargs}
            function = function.func
        elif kind is _builtin and type(function.__self__) is _Context and function.__name__ == 'run' and args:
            _enter(function.__self__)
            function, args = args[0], args[1:]
        else:
            break
    return function(*args, **kwargs)


async def wrap_awaitable(awaitable):
    return await awaitable


wrap_awaitable.__name__, wrap_awaitable.__qualname__ = '_wrap_awaitable', 'ensure_future.<locals>._wrap_awaitable'


async def enter(primitive):
    """__aenter__ of locks and semaphores whose acquire() is the program's."""
    await primitive.acquire()


def log_error(text, exception):
    import logging
    logger = logging.getLogger('asyncio')
    if exception is None:
        logger.error(text)
    else:
        logger.error(text, exc_info=(type(exception), exception, exception.__traceback__))


def __init__():
    """What a new loop tells the log."""
    import logging
    logging.getLogger('asyncio').debug('Using selector: %s', 'EpollSelector')


def log_warning(text, _):
    import logging
    logging.getLogger('asyncio').warning(text)


def warn_unawaited(text, _category, _stacklevel, source):
    """'... was never awaited' where no code of the program runs: CPython says that of a line of its loop."""
    import sys
    import warnings
    warnings.warn_explicit(text, RuntimeWarning, 'sys', 1, 'sys', vars(sys).setdefault('__warningregistry__', {}),
                           source=source)


def created_at(coroutine_origin):
    """What a warning adds about where a coroutine was made, outermost frame first."""
    import linecache
    lines = ['\nCoroutine created at (most recent call last)\n']
    for filename, line, name in reversed(coroutine_origin):
        lines.append(f'  File "{filename}", line {line}, in {name}\n')
        text = linecache.getline(filename, line).strip()
        if text:
            lines.append(f'    {text}\n')
    return ''.join(lines).rstrip()


def submit_elsewhere(loop, executor, function, args):
    from _aio_tasks import wrap_future
    return wrap_future(executor.submit(function, *args), loop=loop)


def get_stack(task, limit=None):
    """Task.get_stack(): of a task that waits the outermost frame, of one that failed those of the traceback."""
    coroutine = task._coro
    for name in ('cr_frame', 'gi_frame', 'ag_frame'):
        frame = getattr(coroutine, name, None)
        if frame is not None:
            break
    frames = []
    if frame is not None:
        while frame is not None and (limit is None or len(frames) < limit):
            frames.append(frame)
            frame = frame.f_back
        frames.reverse()
    elif task._exception is not None:
        tb = task._exception.__traceback__
        while tb is not None and (limit is None or len(frames) < limit):
            frames.append(tb.tb_frame)
            tb = tb.tb_next
    return frames


def print_stack(task, limit=None, file=None):
    """Task.print_stack()."""
    import linecache
    import traceback
    entries = []
    for frame in task.get_stack(limit=limit):
        code, line = frame.f_code, frame.f_lineno
        text = linecache.getline(code.co_filename, line, frame.f_globals)
        entries.append((code.co_filename, line, code.co_name, text))
    if file is None:
        import sys
        file = sys.stderr
    exception = task._exception
    if not entries:
        print(f'No stack for {task!r}', file=file)
    else:
        print(f'{"Stack" if exception is None else "Traceback"} for {task!r} (most recent call last):', file=file)
    traceback.print_list(entries, file=file)
    if exception is not None:
        for text in traceback.format_exception_only(type(exception), exception):
            print(text, file=file, end='')

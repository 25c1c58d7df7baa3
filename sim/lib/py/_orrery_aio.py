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


def submit_elsewhere(loop, executor, function, args):
    from _aio_tasks import wrap_future
    return wrap_future(executor.submit(function, *args), loop=loop)

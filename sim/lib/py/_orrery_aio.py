"""What asyncio's C parts call."""


def call(function, args, kwargs):
    """The outermost function of a thread: what it calls may block, since no C frame is below it."""
    if kwargs is None:
        return function(*args)
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


def submit_elsewhere(loop, executor, function, args):
    from _aio_tasks import wrap_future
    return wrap_future(executor.submit(function, *args), loop=loop)

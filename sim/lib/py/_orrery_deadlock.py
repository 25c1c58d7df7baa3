"""What the deadlock report says in words: names that the program has for things, and what a task waits for in those
parts of asyncio that are Python. Nothing here runs code of the program."""


def _frames(task):
    """The suspended frames of a task, outermost first."""
    coroutine, frames = task._coro, []
    while coroutine is not None and len(frames) < 1000:
        frame = None
        for prefix in ('cr', 'gi', 'ag'):
            frame = getattr(coroutine, prefix + '_frame', None)
            if frame is not None:
                frames.append(frame)
                coroutine = getattr(coroutine, prefix + '_await' if prefix != 'gi' else 'gi_yieldfrom', None)
                break
        if frame is None:
            break
    return frames


def _within(value, thing):
    """How to reach thing from a value that has a name: '.lock', '[0]', '["in"]'; None if it isn't there."""
    if value is thing:
        return ''
    kind = type(value)
    if kind is list or kind is tuple:
        for i, item in enumerate(value):
            if item is thing:
                return f'[{i}]'
    elif kind is dict:
        for key, item in value.items():
            if item is thing and type(key) in (str, int):
                return f'[{key!r}]'
    elif kind.__module__ == '__main__':
        for name, item in getattr(value, '__dict__', {}).items():
            if item is thing:
                return f'.{name}'
    return None


def name(thing, tasks):
    """What the program calls a thing: by a global name, a local one of a task that waits, or an attribute or item of these."""
    import sys
    scopes = [vars(sys.modules['__main__'])]
    for task in tasks:
        scopes += [frame.f_locals for frame in _frames(task) if not frame.f_code.co_filename.startswith('<orrery>')]
    for scope in scopes:
        for key, value in scope.items():
            if value is thing:
                return key
    for scope in scopes:
        for key, value in list(scope.items()):
            path = _within(value, thing)
            if path is not None:
                return key + path
    return None


def _titled(thing, tasks):
    called = name(thing, tasks)
    return f'{type(thing).__name__} {called}' if called else type(thing).__name__


def thread_name(ident, _):
    """The name that threading has for a thread, if the program uses it."""
    import sys
    threading = sys.modules.get('threading')
    for thread in threading.enumerate() if threading is not None else ():
        if thread.ident == ident:
            return thread.name
    return None


def _listed(futures):
    names = [f.get_name() if hasattr(f, 'get_name') else type(f).__name__ for f in futures if not f.done()]
    if len(names) > 5:
        names[4:] = [f'{len(names) - 4} more']
    return ', '.join(names)


def sentence(task, tasks):
    """What a task waits for, or None if the future that it awaits says it best."""
    for frame in _frames(task):
        if not frame.f_code.co_filename.startswith('<orrery>'):
            continue
        where, local = frame.f_code.co_qualname, frame.f_locals
        if where == 'Barrier.wait':
            barrier = local['self']
            return f'waits at {_titled(barrier, tasks)}, where {barrier._count} of {barrier._parties} have come'
        if where == 'Condition.wait':
            waiting = len(local['self']._waiters)
            others = '' if waiting == 1 else f', as {waiting - 1} other{"s do" if waiting > 2 else " does"}'
            return f'waits to be notified of {_titled(local["self"], tasks)}{others}'
        if where == 'TaskGroup._leave':
            return f'waits at the end of its TaskGroup for {_listed(local["self"]._tasks)}'
        if where == 'wait':
            return f'waits in asyncio.wait() for {_listed(local["fs"])}'
    children = getattr(task._fut_waiter, '_children', None)
    if children:
        return f'waits in gather() for {_listed(children)}'
    return None

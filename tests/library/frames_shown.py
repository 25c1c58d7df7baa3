# What few generators and frames have: names of their own, an origin, frame objects, an instance under construction.
import asyncio
import functools
import sys
import traceback


def named(function):
    @functools.wraps(function)
    def generator():
        yield from function()
    return generator


@named
def numbers():
    yield 1
    yield 2


g = numbers()
print(g.__name__, g.__qualname__, g.gi_code.co_name)
g.__name__ = 'renamed'
print(g.__name__, g.__qualname__, list(g))
g.__qualname__ = 'a.b'
print(g.__qualname__, repr(g).split(' at ')[0])


async def agen():
    yield 1


def renamed_later():
    yield 3


renamed_later.__name__ = 'late'
renamed_later.__qualname__ = 'very.late'
print(renamed_later().__name__, renamed_later().__qualname__, next(renamed_later()))


async def origin():
    sys.set_coroutine_origin_tracking_depth(2)
    c = asyncio.sleep(0)
    own = other()
    sys.set_coroutine_origin_tracking_depth(0)
    print(own.cr_origin[0][2], other.__name__)
    own.__name__ = 'x'
    print(own.cr_origin[0][2], own.__name__, await own, await c)


async def other():
    return 7


asyncio.run(origin())


# Frame objects of several frames at once, that outlive them.
def outer():
    x = 1
    return inner(), sys._getframe()


def inner():
    y = 2
    return [frame.f_code.co_name for frame in walk(sys._getframe())], sys._getframe(1), sys._getframe()


def walk(frame):
    while frame is not None:
        yield frame
        frame = frame.f_back


(names, middle, innermost), again = outer()
print(names, middle is again, middle.f_code.co_name, innermost.f_code.co_name)


def recursive(n, frames):
    frames.append(sys._getframe())
    if n > 0:
        recursive(n - 1, frames)
        return
    print([frame.f_locals['n'] for frame in frames], n)


recursive(5, [])


# A function that changes its code while it runs.
def first():
    first.__code__ = second.__code__
    exec_more = [n for n in range(3)]
    return 'first', exec_more


def second():
    return 'second'


print(first(), first())


def generator():
    yield 1
    yield 2


def other_generator():
    yield 5


g = generator()
print(next(g))
generator.__code__ = other_generator.__code__
print(next(g), next(generator()))


# __init__: what it makes, when it fails, with keywords, recursively, and when it returns something.
class Node:
    def __init__(self, depth, fail=False, **more):
        self.depth = depth
        self.more = more
        if fail and depth == 0:
            raise ValueError('at the bottom')
        self.child = Node(depth - 1, fail=fail, **more) if depth > 0 else None

    def __del__(self):
        print('gone', getattr(self, 'depth', None))


node = Node(2, a=1)
print(node.child.child.more)
del node
try:
    Node(1, fail=True)
except ValueError as e:
    print(e, len(traceback.extract_tb(e.__traceback__)))
    del e
try:
    Node()
except TypeError as e:
    print(e)


class Bad:
    def __init__(self):
        return 3


try:
    Bad()
except TypeError as e:
    print(e)


def build(depth):
    class Local:
        def __init__(self):
            self.shown = sys._getframe().f_locals['self'] is self
    return Local().shown, depth and build(depth - 1)


print(build(2))


# Async generators: their hooks.
hooks = []


def hooked():
    sys.set_asyncgen_hooks(firstiter=lambda g: hooks.append('first'), finalizer=lambda g: hooks.append(g.__name__))
    g = agen()
    try:
        g.__anext__().send(None)
    except StopIteration as e:
        print('value', e.value)
    del g
    sys.set_asyncgen_hooks(None, None)


hooked()
print(hooks)

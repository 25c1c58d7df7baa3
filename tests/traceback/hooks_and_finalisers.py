"""sys.excepthook, errors in __del__, frames of native code in Python, coroutines nobody awaited."""
import sys


class Dying:
    def __del__(self):
        raise ValueError("in del")


Dying()


async def forgotten():
    pass


forgotten()
try:
    open("nowhere")
except FileNotFoundError as error:
    import traceback
    print("".join(traceback.format_tb(error.__traceback__)), end="")
    print(error)


def hook(kind, value, tb):
    print("hook", kind.__name__, value, tb.tb_lineno)
    raise KeyError("hook failed")


sys.excepthook = hook
1 / 0

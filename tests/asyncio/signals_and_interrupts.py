# Signal handlers, and what SIGINT does to asyncio.run
import asyncio
def HX(s):
    p = str(s).split('0x'); return p[0] + ''.join('0x' + q.lstrip('0123456789abcdef') for q in p[1:])
def R(x): return HX(repr(x))
def s(label, fn, *args, **k):
    try: r = fn(*args, **k)
    except BaseException as e: print(label, type(e).__name__, HX(str(e)))
    else: print(label, '->', R(r))
async def a(label, aw):
    try: r = await aw
    except BaseException as e: print(label, type(e).__name__, HX(str(e)), e.args if isinstance(e, asyncio.CancelledError) else '')
    else: print(label, '->', R(r))
import signal, os
async def main():
    loop = asyncio.get_running_loop(); got = []
    loop.add_signal_handler(signal.SIGUSR1, got.append, 'usr1'); signal.raise_signal(signal.SIGUSR1); await asyncio.sleep(0.1); print(got)
    ev = asyncio.Event(); loop.add_signal_handler(signal.SIGTERM, ev.set); loop.call_later(1, signal.raise_signal, signal.SIGTERM); await ev.wait(); print('term', loop.time())
    print(loop.remove_signal_handler(signal.SIGTERM), loop.remove_signal_handler(signal.SIGTERM), loop.remove_signal_handler(signal.SIGUSR1))
    s('bad', loop.add_signal_handler, 999, print); s('coro', loop.add_signal_handler, signal.SIGTERM, main); s('kill', loop.add_signal_handler, signal.SIGKILL, print); s('type', loop.add_signal_handler, 'x', print)
    print(signal.SIGINT, repr(signal.SIGTERM), signal.Signals(2).name)
    t = asyncio.current_task()
    loop.call_later(1, signal.raise_signal, signal.SIGINT)
    try: await asyncio.sleep(5)
    except asyncio.CancelledError as e: print('cancelled by SIGINT', e.args, t.cancelling()); raise
try: asyncio.run(main())
except KeyboardInterrupt as e: print('KI', repr(e))
async def m2():
    loop = asyncio.get_running_loop(); loop.call_later(1, signal.raise_signal, signal.SIGINT)
    try: await asyncio.sleep(5)
    except asyncio.CancelledError: print('swallowed'); return 'value'
try: print(asyncio.run(m2()))
except KeyboardInterrupt as e: print('KI', repr(e))

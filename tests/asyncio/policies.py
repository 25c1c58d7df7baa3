# get_event_loop, set_event_loop, policies
import asyncio, warnings
warnings.simplefilter('always')
def tryit(label, f):
    try: print(label, f())
    except BaseException as e: print(label, type(e).__name__, e.args)
with warnings.catch_warnings(record=True) as w:
    tryit('gel', lambda: type(asyncio.get_event_loop()).__name__[:5]); print([(x.category.__name__, str(x.message)) for x in w])
asyncio.set_event_loop(None); tryit('none', asyncio.get_event_loop)
l = asyncio.new_event_loop(); asyncio.set_event_loop(l); print(asyncio.get_event_loop() is l); tryit('bad', lambda: asyncio.set_event_loop(5))
f = asyncio.Future(); print(f.get_loop() is l); f.cancel()
async def m(): return asyncio.get_event_loop() is asyncio.get_running_loop()
print(l.run_until_complete(m())); print(asyncio.run(m())); tryit('after run', asyncio.get_event_loop)
asyncio.set_event_loop(l); t = asyncio.ensure_future(m()); print(type(t).__name__); print(l.run_until_complete(t)); l.close(); print(asyncio.get_event_loop() is l)
tryit('ens', lambda: asyncio.ensure_future(m()))
p = asyncio.get_event_loop_policy(); print(type(p).__name__ , isinstance(p, asyncio.AbstractEventLoopPolicy))
class P(asyncio.DefaultEventLoopPolicy):
    def new_event_loop(self): print('policy new'); return super().new_event_loop()
    def get_event_loop(self): print('policy get'); return super().get_event_loop()
    def set_event_loop(self, l): print('policy set', l is None); return super().set_event_loop(l)
asyncio.set_event_loop_policy(P()); 
l = asyncio.get_event_loop_policy().new_event_loop(); asyncio.set_event_loop(l); print(asyncio.get_event_loop() is l); l.close()
tryit('badpol', lambda: asyncio.set_event_loop_policy(5)); asyncio.set_event_loop_policy(None)
tryit('abstract', lambda: asyncio.AbstractEventLoopPolicy().get_event_loop())
tryit('abs loop', lambda: asyncio.AbstractEventLoop().time())
for n in ('run_forever', 'stop', 'is_running', 'close', 'call_soon', 'create_task', 'get_debug', 'create_future', 'add_reader', 'add_signal_handler'):
    try: getattr(asyncio.AbstractEventLoop(), n)(*[None] * (1 if n in ('call_soon', 'create_task') else 2 if n in ('add_reader', 'add_signal_handler') else 0))
    except NotImplementedError as e: print(n, 'NIE', e.args)
    except Exception as e: print(n, e)

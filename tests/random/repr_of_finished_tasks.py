import asyncio
async def w(fail=False):
    await asyncio.sleep(0)
    if fail: 1/0
async def e(): return 1
def clean(s):
    return '>'.join(p.split(' at ')[0] for p in s.replace('<orrery>', '').split('>'))
async def main():
    t=[asyncio.create_task(w()), asyncio.create_task(w(True)), asyncio.create_task(w()),asyncio.create_task(asyncio.sleep(0)),asyncio.create_task(asyncio.sleep(1)), asyncio.create_task(w())]
    t.append(asyncio.eager_task_factory(asyncio.get_running_loop(), e()))
    t.append(asyncio.eager_task_factory(asyncio.get_running_loop(), w()))
    t[2].cancel()
    for x in t: print(clean(repr(x)))
    await asyncio.sleep(0)
    t[5].cancel()
    await asyncio.sleep(0)
    print()
    for x in t: print(clean(repr(x)))
    await asyncio.sleep(0)
    t[4].cancel()
    await asyncio.sleep(0)
    print()
    for x in t: print(clean(repr(x)), x.get_coro() is None)
asyncio.run(main())

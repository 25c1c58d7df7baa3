# The message of a cancel() that came to nothing is still there for gather to find
import asyncio
async def sc(e=None, d=0):
    if d: await asyncio.sleep(d)
    asyncio.current_task().cancel('self')
    if e: raise e
    return 5
async def slow():
    try: await asyncio.sleep(5)
    except asyncio.CancelledError: pass
    asyncio.current_task().uncancel(); 
    return 'sw'
async def main():
    for kids in (lambda: [asyncio.create_task(sc(ValueError()))], lambda: [asyncio.create_task(sc(ValueError(), .1)), asyncio.create_task(slow())],  lambda: [asyncio.create_task(sc(None, .1)), asyncio.create_task(slow())], lambda: [asyncio.create_task(slow())], lambda: [asyncio.create_task(sc(ValueError(),.1)), asyncio.sleep(5)]):
      for how in (True, False):
        async def w():
            return await asyncio.gather(*kids(), return_exceptions=how)
        t = asyncio.create_task(w())
        await asyncio.sleep(.2 if how else 0); t.cancel('outer')
        try: print(await t)
        except BaseException as e: print(repr(e))
    async def w3():
        f = asyncio.get_running_loop().create_future()
        async def x():
            asyncio.current_task().cancel('self 43')
            raise ValueError
        t = asyncio.create_task(x()); 
        t2 = asyncio.create_task(asyncio.wait([t]))
        await asyncio.sleep(.1)
        return await asyncio.gather(f, t2, t, return_exceptions=True)
    t = asyncio.create_task(w3()); await asyncio.sleep(.5); t.cancel()
    try: print(await t)
    except BaseException as e: print(repr(e))
    async def leftmsg():
        try:
            asyncio.current_task().cancel('left')
            asyncio.current_task().uncancel()
            await asyncio.sleep(1)
        except asyncio.CancelledError: pass
    t = asyncio.create_task(leftmsg())
    await asyncio.sleep(.1); print(t)
    g = asyncio.gather(t, return_exceptions=True)
    g.cancel(); 
    try: print(await g)
    except asyncio.CancelledError as e: print(repr(e))
    f = asyncio.get_running_loop().create_future()
    t = asyncio.create_task(leftmsg()); await t
    print(t._cancel_message, t._make_cancelled_error())
asyncio.run(main())

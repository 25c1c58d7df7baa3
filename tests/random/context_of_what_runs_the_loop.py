import asyncio, sys
def show(e):
    return repr(e) + (" after " + show(e.__context__) if e.__context__ else "")
async def w():
    try:
        await asyncio.sleep(10)
    except BaseException as e:
        print(show(e))
async def main(k):
    asyncio.create_task(w())
    await asyncio.sleep(0)
    if k == 0: raise ValueError
    if k == 1:
        asyncio.current_task().cancel('x')
        await asyncio.sleep(0)
    if k == 2:
        raise SystemExit
    if k == 3:
        asyncio.get_running_loop().stop()
        await asyncio.sleep(1)
for k in range(4):
    try: asyncio.run(main(k))
    except BaseException as e: print(k, show(e))
for k in range(4):
    try:
        with asyncio.Runner() as r: r.run(main(k))
    except BaseException as e: print(k, show(e))
try:
    1/0
except Exception:
    for k in range(4):
        try:
            with asyncio.Runner() as r: r.run(main(k))
        except BaseException as e: print(k, show(e))

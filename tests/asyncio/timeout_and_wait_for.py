# timeout(), timeout_at(), wait_for(): every way in and out
import asyncio


async def tick(n, log):
    try:
        for i in range(n):
            await asyncio.sleep(1)
            log.append(i)
        return "done"
    except asyncio.CancelledError as e:
        log.append(repr(e))
        raise


async def show(label, coro):
    loop = asyncio.get_running_loop()
    t0 = loop.time()
    try:
        r = await coro
    except BaseException as e:
        r = f"{e!r} cause={e.__cause__!r} context={e.__context__!r} suppress={e.__suppress_context__}"
    print(f"{label:20} +{loop.time() - t0:.2f} {r} cancelling={asyncio.current_task().cancelling()}")


async def body(delay, inner, log):
    async with asyncio.timeout(delay) as cm:
        log.append(repr(cm))
        await inner
    log.append(repr(cm))


async def main():
    log = []
    for delay in (None, 5, 1.5, 0, -1):
        await show(f"timeout {delay}", body(delay, tick(3, log), log))
        await show(f"wait_for {delay}", asyncio.wait_for(tick(3, log), delay))
        print(log)
        log.clear()
    f = asyncio.get_running_loop().create_future()
    await show("future", asyncio.wait_for(f, 1))
    print(f)
    f = asyncio.get_running_loop().create_future()
    f.set_result(7)
    await show("done future, 0", asyncio.wait_for(f, 0))
    await show("not awaitable", asyncio.wait_for(3, 1))
    await show("fails", asyncio.wait_for(asyncio.gather(asyncio.sleep(0), fail()), 1))

    async def swallow():
        async with asyncio.timeout(1) as cm:
            try:
                await asyncio.sleep(5)
            except asyncio.CancelledError:
                pass
            await asyncio.sleep(1)
        return cm.expired(), repr(cm)
    await show("swallowed", swallow())

    async def other_error():
        async with asyncio.timeout(1):
            try:
                await asyncio.sleep(5)
            finally:
                raise KeyError("instead")
    await show("other error", other_error())

    async def nested():
        async with asyncio.timeout(2):
            try:
                async with asyncio.timeout(1):
                    await asyncio.sleep(5)
            except TimeoutError:
                await asyncio.sleep(5)
    await show("nested", nested())

    async def misuse():
        cm = asyncio.timeout(1)
        for use in (lambda: cm.reschedule(2), lambda: None):
            try:
                use()
            except RuntimeError as e:
                print(e)
        async with cm:
            print(cm.when() > 0, cm)
            cm.reschedule(None)
            print(cm)
            await asyncio.sleep(3)
        try:
            cm.reschedule(1)
        except RuntimeError as e:
            print(e)
        try:
            async with cm:
                pass
        except RuntimeError as e:
            print(e)
        async with asyncio.timeout_at(asyncio.get_running_loop().time() - 1):
            print("body runs until it awaits")
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            print("never")
    await show("misuse", misuse())

    async def cancelled_from_outside(t):
        async with asyncio.timeout(1):
            await asyncio.sleep(t)
    t = asyncio.create_task(cancelled_from_outside(5))
    asyncio.get_running_loop().call_later(1, t.cancel, "outside")
    await show("outside, same time", t)
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(asyncio.wait_for(asyncio.sleep(3), 1), name="w")
            g.create_task(tick(5, log))
    except* TimeoutError as e:
        print(e.exceptions, log)


async def fail():
    await asyncio.sleep(0.5)
    raise ValueError("inner")


asyncio.run(main())

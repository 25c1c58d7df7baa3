# Context variables: tokens, contexts as mappings, tasks, callbacks, run()
import asyncio
import contextvars

a = contextvars.ContextVar("a")
b = contextvars.ContextVar("b", default=0)


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return type(e).__name__


print(attempt(a.get), a.get(1), b.get(), b.get(5), a.name)
t = a.set(1)
print(t.old_value is contextvars.Token.MISSING, t.var is a, a.get())
u = a.set(2)
print(u.old_value, attempt(b.reset, u), a.reset(u), a.get(), attempt(a.reset, u), a.reset(t), attempt(a.get))
a.set(10)
c = contextvars.copy_context()
print(len(c), a in c, b in c, c[a], c.get(b), c.get(b, "x"), attempt(lambda: c[b]), attempt(lambda: c[3]), list(c.values()))
print(c.run(a.set, 11).old_value, c[a], a.get(), c == contextvars.copy_context(), c == c.copy())


def inside():
    a.set("inside")
    return attempt(c.run, inside), attempt(contextvars.Context().run, a.get), a.get()


print(c.run(inside), c[a], a.get())
empty = contextvars.Context()
print(len(empty), empty.run(b.get), dict(empty.items()))


async def worker(n, log):
    log.append((n, a.get()))
    a.set(n)
    await asyncio.sleep(0.1 * n)
    log.append((n, a.get()))
    asyncio.get_running_loop().call_soon(lambda: log.append(("soon", n, a.get())))
    await asyncio.sleep(1)
    return contextvars.copy_context()[a]


async def main():
    log = []
    a.set("main")
    print(await asyncio.gather(*(worker(n, log) for n in range(3))), a.get())
    print(log)
    shared = contextvars.copy_context()
    await asyncio.create_task(worker(7, log), context=shared)
    print(a.get(), shared[a])
    t = asyncio.create_task(worker(8, log))
    context = t.get_context()
    await t
    print(context[a], context is t.get_context(), isinstance(context, contextvars.Context))
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: a.set("lost"))
    loop.call_later(0.1, lambda: print("later in", a.get()), context=shared)
    f = loop.create_future()
    f.add_done_callback(lambda f: print("callback in", a.get()))
    a.set("changed")
    f.add_done_callback(lambda f: print("callback in", a.get()))
    f.set_result(1)
    await asyncio.sleep(1)
    print(a.get())

    async def gen():
        a.set("gen")
        yield a.get()
    async for x in gen():
        print(x, a.get())


asyncio.run(main())
print(a.get())

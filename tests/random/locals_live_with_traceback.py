import asyncio


async def a1(n):
    try:
        yield 16
    finally:
        print('closes', asyncio.current_task().get_name())


class C:
    def __del__(self): print('del')


def g():
    try: yield 1
    finally: print('g closes')


async def w0():
    x = C()
    y = g(); next(y)
    agen22 = a1(5)
    await anext(agen22, 'end')
    raise ValueError


async def main():
    try:
        await w0()
    except ValueError as e:
        print('caught')
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        print('end')
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print('end2')


asyncio.run(main())

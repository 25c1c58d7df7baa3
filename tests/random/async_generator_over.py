import asyncio
async def a():
    yield 1
async def b():
    try: yield 1
    finally:
        await asyncio.sleep(1)
async def attempt(aw):
    try: print('got', await aw)
    except BaseException as e: print(repr(e))
async def main():
    x = a(); 
    async for _ in x: pass
    await attempt(x.athrow(ValueError(1)))
    await attempt(x.aclose())
    await attempt(anext(x)); await attempt(x.asend(None))
    x = a(); await x.aclose(); 
    await attempt(x.athrow(ValueError(1)))
    await attempt(x.aclose())
    await attempt(anext(x))
    x = a(); await anext(x); await x.aclose(); 
    await attempt(x.athrow(ValueError(1)))
    await attempt(x.athrow(ValueError(1)))
    x = a(); await attempt(x.athrow(ValueError(1))); await attempt(x.athrow(ValueError(1))); await attempt(anext(x)); await attempt(x.aclose())
    x = a(); await anext(x); await attempt(x.athrow(ValueError(1))); await attempt(x.athrow(ValueError(1))); await attempt(anext(x)); await attempt(x.aclose())
    x = b(); await anext(x); t = asyncio.create_task(x.aclose()); await asyncio.sleep(0);
    await attempt(x.athrow(ValueError(2)));await attempt(anext(x));await attempt(x.aclose());await attempt(x.asend(2));
    await attempt(t)
    await attempt(anext(x, 5))
    x = b(); await anext(x); t = asyncio.create_task(x.aclose()); await asyncio.sleep(0); t.cancel(); await attempt(t); print(x.ag_running)
    await attempt(anext(x, 5)); await attempt(x.athrow(ValueError(3)))
    x = b(); await anext(x); t = asyncio.create_task(asyncio.wait_for(anext(x), 2)); await asyncio.sleep(0); t.cancel(); await attempt(t); print(x.ag_running)
    await attempt(anext(x, 5)); await attempt(x.athrow(ValueError(3)))
    x = a(); await attempt(x.asend(3)); print(x.ag_running); await attempt(x.asend(None))
    s = x.asend(None); await attempt(s); await attempt(s)
    s = x.athrow(ValueError(7)); await attempt(s); await attempt(s)
    x = a(); s = x.asend(None); s.close(); await attempt(s); print(x.ag_running); await attempt(anext(x))
    x = a(); s = x.asend(None); 
    try: s.throw(KeyError(1))
    except BaseException as e: print(repr(e))
    await attempt(s); print(x.ag_running); await attempt(anext(x))
    x = a(); s = x.aclose(); 
    try: s.throw(KeyError(1))
    except BaseException as e: print(repr(e))
    await attempt(s); print(x.ag_running); await attempt(anext(x))
    x = a(); s = x.athrow(ValueError); 
    try: s.throw(KeyError(1))
    except BaseException as e: print(repr(e))
    await attempt(s); print(x.ag_running); await attempt(anext(x))
asyncio.run(main())
async def ig():
    while True:
        try: yield 1
        except GeneratorExit: print('ignored')
async def main():
    x = ig(); await anext(x); await attempt(x.aclose()); await attempt(x.aclose()); await attempt(anext(x)); await attempt(x.athrow(ValueError(1))); await attempt(x.aclose())
    x = a(); await anext(x); s = x.aclose(); s.close(); await attempt(s); await attempt(anext(x))
    x = b(); await anext(x); t = asyncio.create_task(x.aclose()); await asyncio.sleep(0);
    s = anext(x)
    try: s.close()
    except Exception as e: print(repr(e))
asyncio.run(main())

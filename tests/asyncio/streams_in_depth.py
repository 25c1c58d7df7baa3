# Streams: readers by hand and over connections, their errors, limits and ends
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
async def main():
    loop = asyncio.get_running_loop()
    async def handle(r, w):
        while line := await r.readline():
            w.write(b'echo ' + line); await w.drain()
        w.close(); await w.wait_closed()
    srv = await asyncio.start_server(handle, '127.0.0.1', 8888)
    print(srv.is_serving(), len(srv.sockets))
    async with srv:
        r, w = await asyncio.open_connection('127.0.0.1', 8888)
        w.write(b'one\n'); w.writelines([b'two\n', b'three\n']); await w.drain(); print(await r.readline(), await r.readline(), await r.readline())
        print(w.can_write_eof(), w.is_closing(), r.at_eof()); w.write_eof(); print(await r.read(), r.at_eof()); w.close(); print(w.is_closing()); await w.wait_closed()
    print(srv.is_serving())
    await a('refused', asyncio.open_connection('127.0.0.1', 8888))
    got = []
    async def h2(r, w):
        try:
            got.append(await r.readexactly(5)); got.append(await r.readuntil(b';')); got.append(await r.readuntil((b'|', b'||')));  got.append(await r.read(3)); 
            try: await r.readexactly(100)
            except asyncio.IncompleteReadError as e: got.append((str(e), e.partial, e.expected))
            try: await r.readuntil(b'x')
            except asyncio.IncompleteReadError as e: got.append((str(e), e.partial, e.expected))
            got.append(await r.read(10)); got.append(await r.readline()); got.append(await r.readexactly(0))
        except Exception as e: got.append(repr(e))
        w.close()
    srv = await asyncio.start_server(h2, 'localhost', 9000)
    r, w = await asyncio.open_connection('localhost', 9000)
    w.write(b'helloa;b|abcdef'); w.write_eof(); await r.read(); print(got); w.close(); srv.close(); await srv.wait_closed()
    # StreamReader direct
    r = asyncio.StreamReader(limit=10); r.feed_data(b'abc'); r.feed_data(b'def\nxyz'); print(R(r)); print(await r.readline(), await r.read(1), await r.readexactly(2)); r.feed_data(b'0123456789ABCDEF\nrest')
    try: await r.readline()
    except ValueError as e: print(type(e).__name__, e)
    print(R(r)); r.feed_data(b'aaaaaaaaaaaaaaaaaaaaaaaa')
    try: await r.readuntil(b'Q')
    except asyncio.LimitOverrunError as e: print(e, e.consumed)
    try: await r.readuntil(b'')
    except ValueError as e: print(e)
    try: await r.readexactly(-1)
    except ValueError as e: print(e)
    r.feed_eof(); print(R(r), r.at_eof()); print(await r.read(5), await r.read(-1), r.at_eof(), await r.read(), await r.readline())
    r = asyncio.StreamReader(); r.set_exception(ValueError('broken')); print(r.exception()); await a('rl', r.readline()); await a('re', r.readexactly(1)); await a('ru', r.readuntil()); await a('r', r.read(1)); await a('r0', r.read(0)); print(R(r))
    r = asyncio.StreamReader(); t = asyncio.create_task(r.read(5)); await asyncio.sleep(0); await a('two', r.read(5)); await a('two', r.readline()); await a('two', r.readexactly(2)); r.feed_data(b'zz'); print(await t)
    r = asyncio.StreamReader(); t = asyncio.create_task(r.readexactly(4)); await asyncio.sleep(0); r.feed_data(b'ab'); await asyncio.sleep(0); print(t.done()); r.feed_data(b'cd'); print(await t)
    r = asyncio.StreamReader(); r.feed_data(b'l1\nl2\nl3'); r.feed_eof(); print([l async for l in r])
    s('limit', asyncio.StreamReader, 0); s('fd', r.feed_data, b'after eof'); 
    r = asyncio.StreamReader(); r.feed_data(b''); print(R(r)); 
    e = asyncio.IncompleteReadError(b'ab', None); print(e, repr(e)); e = asyncio.IncompleteReadError(b'ab', 10); print(e, e.args); print(asyncio.LimitOverrunError('m', 3).args)
    # cancelled handler and errors
    async def bad(r, w): await r.readline(); raise RuntimeError('handler')
    loop.set_exception_handler(lambda l, c: print('EH', c['message'], repr(c.get('exception'))))
    srv = await asyncio.start_server(bad, '127.0.0.1', 7000); r, w = await asyncio.open_connection('127.0.0.1', 7000); w.write(b'x\n'); print(await r.read()); w.close(); srv.close(); await srv.wait_closed()
    print(w.get_extra_info('peername'), w.get_extra_info('nothing', 'dflt'), type(w.transport).__name__)
    # many clients concurrently
    async def adder(r, w):
        s_ = 0
        async for line in r: s_ += int(line)
        w.write(str(s_).encode()); await w.drain(); w.close()
    srv = await asyncio.start_server(adder, '127.0.0.1', 7001)
    async def client(n):
        r, w = await asyncio.open_connection('127.0.0.1', 7001)
        for i in range(n): w.write(f'{i}\n'.encode()); await w.drain()
        w.write_eof(); d = await r.read(); w.close(); await w.wait_closed(); return int(d)
    print(await asyncio.gather(*map(client, range(5)))); srv.close(); await srv.wait_closed()
    await a('timeout read', asyncio.wait_for(asyncio.StreamReader().read(1), 1))
asyncio.run(main())

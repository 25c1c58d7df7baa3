"""An echo server and its client as asyncio's documentation has them, over streams and over protocols."""
import asyncio


async def serve(reader, writer):
    data = await reader.read(100)
    print('server received', data.decode(), 'from', writer.get_extra_info('peername')[0])
    writer.write(data)
    await writer.drain()
    print('server closes')
    writer.close()
    await writer.wait_closed()


async def client(port, message):
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    print('client sends', message)
    writer.write(message.encode())
    await writer.drain()
    data = await reader.read(100)
    print('client received', data.decode())
    writer.close()
    await writer.wait_closed()
    print('client closed', writer.is_closing())


async def lines(port):
    reader, writer = await asyncio.open_connection('127.0.0.1', port)
    writer.writelines([b'one\n', b'two\n', b'rest'])
    writer.write_eof()
    async for line in reader:
        print('line', line)
    print(reader.at_eof(), await reader.readline(), await reader.read())
    writer.close()
    await writer.wait_closed()


async def mirror(reader, writer):
    writer.write(await reader.read())
    writer.close()
    await writer.wait_closed()


async def main():
    for handler, *calls in (serve, lambda p: client(p, 'Hello'), lambda p: client(p, 'again')), (mirror, lines):
        server = await asyncio.start_server(handler, '127.0.0.1', 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            forever = asyncio.create_task(server.serve_forever())
            for call in calls:
                await call(port)
                await asyncio.sleep(0.01)
        try:
            await forever
        except asyncio.CancelledError:
            print('no longer serving', server.is_serving())
    try:
        await asyncio.open_connection('127.0.0.1', port)
    except ConnectionRefusedError:
        print('nobody there')


asyncio.run(main())

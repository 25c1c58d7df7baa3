import asyncio
class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        print('server: made', type(transport.get_extra_info('peername')).__name__)
    def data_received(self, data):
        print('server: received', data)
        self.transport.write(data.upper())
    def eof_received(self):
        print('server: eof')
    def connection_lost(self, exc):
        print('server: lost', exc)
class Client(asyncio.Protocol):
    def __init__(self, message, lost):
        self.message, self.lost = message, lost
        print('client: init')
    def connection_made(self, transport):
        print('client: made', transport.get_extra_info('peername')[1] == PORT, transport.is_closing())
        transport.write(self.message)
        transport.writelines([b' and', b' more'])
        print('client: can_write_eof', transport.can_write_eof(), transport.get_protocol() is self)
        self.transport = transport
    def data_received(self, data):
        print('client: received', data)
        self.transport.close()
        print('client: closing', self.transport.is_closing())
    def eof_received(self):
        print('client: eof')
    def connection_lost(self, exc):
        print('client: lost', exc)
        self.lost.set_result(True)
async def main():
    global PORT
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Echo, '127.0.0.1', 0)
    PORT = server.sockets[0].getsockname()[1]
    print('serving', server.is_serving())
    async with server:
        for message in b'one', b'two':
            lost = loop.create_future()
            transport, protocol = await loop.create_connection(lambda: Client(message, lost), '127.0.0.1', PORT)
            print('connected', type(transport).__name__, type(protocol).__name__, protocol.transport is transport)
            print(await lost)
            await asyncio.sleep(0.01)
        # streams and protocols talk with one another
        reader, writer = await asyncio.open_connection('127.0.0.1', PORT)
        writer.write(b'streams')
        print(await reader.readexactly(7))
        writer.write_eof()
        print(await reader.read())
        writer.close()
        await writer.wait_closed()
        await asyncio.sleep(0.01)
    print('serving', server.is_serving(), server.sockets)
    try:
        await loop.create_connection(asyncio.Protocol, '127.0.0.1', PORT)
    except ConnectionRefusedError as error:
        print('refused')
    for call in (lambda: loop.create_connection(asyncio.Protocol), ):
        try:
            await call()
        except ValueError as error:
            print(type(error).__name__, error)
    later = await loop.create_server(Echo, '127.0.0.1', 0, start_serving=False)
    print('serving', later.is_serving())
    await later.start_serving()
    print('serving', later.is_serving())
    later.close()
    await later.wait_closed()
asyncio.run(main())

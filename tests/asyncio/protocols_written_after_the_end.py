"""Writing to a connection that is closed or lost says nothing; only write_eof() forbids it."""
import asyncio


class Closing(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        print('server received', data)
        self.transport.close()

    def connection_lost(self, exc):
        print('server lost', type(exc).__name__)


class Client(asyncio.Protocol):
    def connection_lost(self, exc):
        print('client lost')


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Closing, '127.0.0.1', 0)
    address = server.sockets[0].getsockname()
    transport, protocol = await loop.create_connection(Client, *address)
    transport.write(b'one')
    await asyncio.sleep(0.05)
    transport.write(b'two')
    await asyncio.sleep(0.05)
    transport.write(b'three')
    print('closing', transport.is_closing())
    transport, protocol = await loop.create_connection(Client, *address)
    transport.close()
    transport.write(b'after close')
    await asyncio.sleep(0.05)
    transport.write(b'after the loss')
    transport, protocol = await loop.create_connection(Client, *address)
    transport.write_eof()
    try:
        transport.write(b'after the end')
    except RuntimeError as error:
        print(error)
    transport.close()
    await asyncio.sleep(0.05)
    server.close()
    await server.wait_closed()


asyncio.run(main())

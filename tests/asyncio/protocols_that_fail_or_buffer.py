import asyncio


class Failing(asyncio.Protocol):
    def data_received(self, data):
        raise ValueError(f'no {data}')

    def connection_lost(self, exc):
        print('failing: lost', repr(exc))


class Buffered(asyncio.BufferedProtocol):
    def __init__(self):
        self.space = bytearray(4)
        self.got = b''

    def connection_made(self, transport):
        self.transport = transport

    def get_buffer(self, sizehint):
        return self.space

    def buffer_updated(self, nbytes):
        self.got += self.space[:nbytes]

    def eof_received(self):
        self.transport.write(self.got)


async def talk(factory, message):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(factory, '127.0.0.1', 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(message)
        writer.write_eof()
        print(await reader.read())
        writer.close()
        await writer.wait_closed()


async def main():
    def handler(loop, context):
        print(context['message'], repr(context['exception']), type(context['protocol']).__name__)
    asyncio.get_running_loop().set_exception_handler(handler)
    await talk(Buffered, b'0123456789')
    await talk(Failing, b'x')

asyncio.run(main())

"""asyncio's streams, transports and protocols, over a network inside the simulation: a connection is a pair of buffers, and
what is written arrives in the next turn of the loop."""

import asyncio

_LIMIT = 2 ** 16


class IncompleteReadError(EOFError):
    __module__ = 'asyncio.exceptions'

    def __init__(self, partial, expected):
        total = 'undefined' if expected is None else repr(expected)
        super().__init__(f'{len(partial)} bytes read on a total of {total} expected bytes')
        self.partial = partial
        self.expected = expected

    def __reduce__(self):
        return type(self), (self.partial, self.expected)


class LimitOverrunError(Exception):
    __module__ = 'asyncio.exceptions'

    def __init__(self, message, consumed):
        super().__init__(message)
        self.consumed = consumed

    def __reduce__(self):
        return type(self), (self.args[0], self.consumed)


# Protocols and transports.

class BaseProtocol:
    __module__ = 'asyncio.protocols'
    __slots__ = ()

    def connection_made(self, transport):
        pass

    def connection_lost(self, exc):
        pass

    def pause_writing(self):
        pass

    def resume_writing(self):
        pass


class Protocol(BaseProtocol):
    __module__ = 'asyncio.protocols'
    __slots__ = ()

    def data_received(self, data):
        pass

    def eof_received(self):
        pass


class BufferedProtocol(BaseProtocol):
    __module__ = 'asyncio.protocols'
    __slots__ = ()

    def get_buffer(self, sizehint):
        pass

    def buffer_updated(self, nbytes):
        pass

    def eof_received(self):
        pass


class DatagramProtocol(BaseProtocol):
    __module__ = 'asyncio.protocols'
    __slots__ = ()

    def datagram_received(self, data, addr):
        pass

    def error_received(self, exc):
        pass


class SubprocessProtocol(BaseProtocol):
    __module__ = 'asyncio.protocols'
    __slots__ = ()

    def pipe_data_received(self, fd, data):
        pass

    def pipe_connection_lost(self, fd, exc):
        pass

    def process_exited(self):
        pass


class BaseTransport:
    __module__ = 'asyncio.transports'
    __slots__ = ('_extra',)

    def __init__(self, extra=None):
        self._extra = {} if extra is None else extra

    def get_extra_info(self, name, default=None):
        return self._extra.get(name, default)

    def is_closing(self):
        raise NotImplementedError

    def close(self):
        raise NotImplementedError

    def set_protocol(self, protocol):
        raise NotImplementedError

    def get_protocol(self):
        raise NotImplementedError


class ReadTransport(BaseTransport):
    __module__ = 'asyncio.transports'
    __slots__ = ()

    def is_reading(self):
        raise NotImplementedError

    def pause_reading(self):
        raise NotImplementedError

    def resume_reading(self):
        raise NotImplementedError


class WriteTransport(BaseTransport):
    __module__ = 'asyncio.transports'
    __slots__ = ()

    def set_write_buffer_limits(self, high=None, low=None):
        raise NotImplementedError

    def get_write_buffer_size(self):
        raise NotImplementedError

    def get_write_buffer_limits(self):
        raise NotImplementedError

    def write(self, data):
        raise NotImplementedError

    def writelines(self, list_of_data):
        self.write(b''.join(list_of_data))

    def write_eof(self):
        raise NotImplementedError

    def can_write_eof(self):
        raise NotImplementedError

    def abort(self):
        raise NotImplementedError


class Transport(ReadTransport, WriteTransport):
    __module__ = 'asyncio.transports'
    __slots__ = ()


class DatagramTransport(BaseTransport):
    __module__ = 'asyncio.transports'
    __slots__ = ()

    def sendto(self, data, addr=None):
        raise NotImplementedError

    def abort(self):
        raise NotImplementedError


class SubprocessTransport(BaseTransport):
    __module__ = 'asyncio.transports'
    __slots__ = ()

    def get_pid(self):
        raise NotImplementedError

    def get_returncode(self):
        raise NotImplementedError

    def get_pipe_transport(self, fd):
        raise NotImplementedError

    def send_signal(self, signal):
        raise NotImplementedError

    def terminate(self):
        raise NotImplementedError

    def kill(self):
        raise NotImplementedError


# Streams.

class StreamReader:
    __module__ = 'asyncio.streams'

    def __init__(self, limit=_LIMIT, loop=None):
        if limit <= 0:
            raise ValueError('Limit cannot be <= 0')
        self._limit = limit
        self._loop = loop if loop is not None else asyncio.get_event_loop()
        self._buffer = bytearray()
        self._eof = False
        self._waiter = None
        self._exception = None
        self._transport = None
        self._paused = False

    def __repr__(self):
        info = ['StreamReader']
        if self._buffer:
            info.append(f'{len(self._buffer)} bytes')
        if self._eof:
            info.append('eof')
        if self._limit != _LIMIT:
            info.append(f'limit={self._limit}')
        if self._waiter:
            info.append(f'waiter={self._waiter!r}')
        if self._exception:
            info.append(f'exception={self._exception!r}')
        if self._transport:
            info.append(f'transport={self._transport!r}')
        if self._paused:
            info.append('paused')
        return '<{}>'.format(' '.join(info))

    def exception(self):
        return self._exception

    def set_exception(self, exc):
        self._exception = exc
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.cancelled():
            waiter.set_exception(exc)

    def _wakeup_waiter(self):
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.cancelled():
            waiter.set_result(None)

    def set_transport(self, transport):
        assert self._transport is None, 'Transport already set'
        self._transport = transport

    def _maybe_resume_transport(self):
        if self._paused and len(self._buffer) <= self._limit:
            self._paused = False
            self._transport.resume_reading()

    def feed_eof(self):
        self._eof = True
        self._wakeup_waiter()

    def at_eof(self):
        return self._eof and not self._buffer

    def feed_data(self, data):
        assert not self._eof, 'feed_data after feed_eof'
        if not data:
            return
        self._buffer.extend(data)
        self._wakeup_waiter()
        if self._transport is not None and not self._paused and len(self._buffer) > 2 * self._limit:
            try:
                self._transport.pause_reading()
            except NotImplementedError:
                self._transport = None
            else:
                self._paused = True

    async def _wait_for_data(self, func_name):
        if self._waiter is not None:
            raise RuntimeError(f'{func_name}() called while another coroutine is already waiting for incoming data')
        assert not self._eof, '_wait_for_data after EOF'
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _take(self, count):
        data = bytes(self._buffer[:count])
        del self._buffer[:count]
        self._maybe_resume_transport()
        return data

    async def readline(self):
        separator = b'\n'
        try:
            return await self.readuntil(separator)
        except IncompleteReadError as error:
            return error.partial
        except LimitOverrunError as error:
            if self._buffer.startswith(separator, error.consumed):
                del self._buffer[:error.consumed + len(separator)]
            else:
                self._buffer.clear()
            self._maybe_resume_transport()
            raise ValueError(error.args[0])

    async def readuntil(self, separator=b'\n'):
        separators = sorted(separator, key=len) if isinstance(separator, tuple) else [separator]
        if not separators:
            raise ValueError('Separator should contain at least one element')
        shortest, longest = len(separators[0]), len(separators[-1])
        if shortest == 0:
            raise ValueError('Separator should be at least one-byte string')
        if self._exception is not None:
            raise self._exception
        offset = 0
        while True:
            size = len(self._buffer)
            if size - offset >= shortest:
                start = end = None
                for sep in separators:
                    at = self._buffer.find(sep, offset)
                    if at != -1 and (end is None or at + len(sep) < end):
                        start, end = at, at + len(sep)
                if end is not None:
                    break
                offset = max(0, size + 1 - longest)
                if offset > self._limit:
                    raise LimitOverrunError('Separator is not found, and chunk exceed the limit', offset)
            if self._eof:
                chunk = bytes(self._buffer)
                self._buffer.clear()
                raise IncompleteReadError(chunk, None)
            await self._wait_for_data('readuntil')
        if start > self._limit:
            raise LimitOverrunError('Separator is found, but chunk is longer than limit', start)
        return self._take(end)

    async def read(self, n=-1):
        if self._exception is not None:
            raise self._exception
        if n == 0:
            return b''
        if n < 0:
            blocks = []
            while block := await self.read(self._limit):
                blocks.append(block)
            return b''.join(blocks)
        if not self._buffer and not self._eof:
            await self._wait_for_data('read')
        return self._take(n)

    async def readexactly(self, n):
        if n < 0:
            raise ValueError('readexactly size can not be less than zero')
        if self._exception is not None:
            raise self._exception
        if n == 0:
            return b''
        while len(self._buffer) < n:
            if self._eof:
                incomplete = bytes(self._buffer)
                self._buffer.clear()
                raise IncompleteReadError(incomplete, n)
            await self._wait_for_data('readexactly')
        return self._take(n)

    def __aiter__(self):
        return self

    async def __anext__(self):
        line = await self.readline()
        if line == b'':
            raise StopAsyncIteration
        return line


class StreamReaderProtocol(Protocol):
    __module__ = 'asyncio.streams'

    def __init__(self, stream_reader, client_connected_cb=None, loop=None):
        self._loop = loop if loop is not None else asyncio.get_event_loop()
        self._reader = stream_reader
        self._client_connected_cb = client_connected_cb
        self._transport = None
        self._task = None
        self._paused = False
        self._connection_lost = False
        self._drain_waiters = []
        self._closed = self._loop.create_future()

    def connection_made(self, transport):
        self._transport = transport
        if self._reader is not None:
            self._reader.set_transport(transport)
        if self._client_connected_cb is None:
            return
        writer = StreamWriter(transport, self, self._reader, self._loop)
        result = self._client_connected_cb(self._reader, writer)
        if asyncio.iscoroutine(result):
            def done(task):
                if task.cancelled():
                    transport.close()
                    return
                error = task.exception()
                if error is not None:
                    self._loop.call_exception_handler({
                        'message': 'Unhandled exception in client_connected_cb',
                        'exception': error,
                        'transport': transport,
                    })
                    transport.close()
            self._task = self._loop.create_task(result)
            self._task.add_done_callback(done)

    def connection_lost(self, exc):
        if self._reader is not None:
            if exc is None:
                self._reader.feed_eof()
            else:
                self._reader.set_exception(exc)
        if not self._closed.done():
            if exc is None:
                self._closed.set_result(None)
            else:
                self._closed.set_exception(exc)
                self._closed.exception()
        self._connection_lost = True
        for waiter in self._drain_waiters:
            if not waiter.done():
                if exc is None:
                    waiter.set_result(None)
                else:
                    waiter.set_exception(exc)
        self._task = None
        self._transport = None

    def data_received(self, data):
        if self._reader is not None:
            self._reader.feed_data(data)

    def eof_received(self):
        if self._reader is not None:
            self._reader.feed_eof()
        return True

    def pause_writing(self):
        self._paused = True

    def resume_writing(self):
        self._paused = False
        for waiter in self._drain_waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def _drain_helper(self):
        if self._connection_lost:
            raise ConnectionResetError('Connection lost')
        if not self._paused:
            return
        waiter = self._loop.create_future()
        self._drain_waiters.append(waiter)
        try:
            await waiter
        finally:
            self._drain_waiters.remove(waiter)

    def _get_close_waiter(self, stream):
        return self._closed


class StreamWriter:
    __module__ = 'asyncio.streams'

    def __init__(self, transport, protocol, reader, loop):
        self._transport = transport
        self._protocol = protocol
        self._reader = reader
        self._loop = loop

    def __repr__(self):
        info = ['StreamWriter', f'transport={self._transport!r}']
        if self._reader is not None:
            info.append(f'reader={self._reader!r}')
        return '<{}>'.format(' '.join(info))

    @property
    def transport(self):
        return self._transport

    def write(self, data):
        self._transport.write(data)

    def writelines(self, data):
        self._transport.writelines(data)

    def write_eof(self):
        return self._transport.write_eof()

    def can_write_eof(self):
        return self._transport.can_write_eof()

    def close(self):
        return self._transport.close()

    def is_closing(self):
        return self._transport.is_closing()

    async def wait_closed(self):
        await self._protocol._get_close_waiter(self)

    def get_extra_info(self, name, default=None):
        return self._transport.get_extra_info(name, default)

    async def drain(self):
        if self._reader is not None:
            error = self._reader.exception()
            if error is not None:
                raise error
        if self._transport.is_closing():
            await asyncio.sleep(0)
        await self._protocol._drain_helper()


# The network inside the simulation.

_HIGH = 64 * 1024
_listening = {}                         # port -> Server
_next_port = 49152


class _SelectorSocketTransport(Transport):
    """One end of a connection. What it writes waits in the other end's inbox until that reads."""

    __slots__ = ('_loop', '_protocol', '_peer', '_inbox', '_inbox_size', '_reading', '_closing', '_eof_sent', '_lost',
                 '_writing_paused', '_delivery', '_high', '_low', '_server')

    def __init__(self, loop, name, peer_name):
        super().__init__({'sockname': name, 'peername': peer_name})
        self._loop = loop
        self._protocol = None
        self._peer = None
        self._inbox = []                # bytes, or None for the end
        self._inbox_size = 0
        self._reading = True
        self._closing = False
        self._eof_sent = False
        self._lost = False
        self._writing_paused = False
        self._delivery = False          # is one on its way
        self._high, self._low = _HIGH, _HIGH // 4
        self._server = None

    def __repr__(self):
        return f"<_SelectorSocketTransport {'closing' if self._closing else 'open'}>"

    def set_protocol(self, protocol):
        self._protocol = protocol

    def get_protocol(self):
        return self._protocol

    def is_closing(self):
        return self._closing

    def is_reading(self):
        return self._reading and not self._closing

    def pause_reading(self):
        self._reading = False

    def resume_reading(self):
        if not self._reading:
            self._reading = True
            self._expect()

    def set_write_buffer_limits(self, high=None, low=None):
        if high is None:
            high = _HIGH if low is None else 4 * low
        if low is None:
            low = high // 4
        if not high >= low >= 0:
            raise ValueError(f'high ({high!r}) must be >= low ({low!r}) must be >= 0')
        self._high, self._low = high, low

    def get_write_buffer_limits(self):
        return self._low, self._high

    def get_write_buffer_size(self):
        return self._peer._inbox_size

    def write(self, data):
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f'data argument must be a bytes-like object, not {type(data).__name__!r}')
        if self._eof_sent:
            raise RuntimeError('Cannot call write() after write_eof()')
        if not data or self._closing or self._lost:
            return
        self._send(bytes(data))

    def write_eof(self):
        if not self._closing and not self._eof_sent:
            self._eof_sent = True
            self._send(None)

    def can_write_eof(self):
        return True

    def _send(self, item):
        peer = self._peer
        if peer._lost:
            self._loop.call_soon(self._lose, BrokenPipeError(32, 'Broken pipe'))
            return
        peer._inbox.append(item)
        peer._inbox_size += len(item or b'')
        peer._expect()
        if peer._inbox_size > self._high and not self._writing_paused:
            self._writing_paused = True
            self._protocol.pause_writing()

    def _expect(self):
        if self._inbox and self._reading and not self._delivery:
            self._delivery = True
            self._loop.call_soon(self._deliver)

    def _deliver(self):
        self._delivery = False
        if self._closing or not self._reading or not self._inbox:
            return
        parts = []
        while self._inbox and self._inbox[0] is not None:
            parts.append(self._inbox.pop(0))
        data = b''.join(parts)
        self._inbox_size -= len(data)
        if data and not self._tell('buffer_updated' if isinstance(self._protocol, BufferedProtocol) else 'data_received',
                                   self._hand_over, data):
            return
        if self._inbox and self._inbox[0] is None:
            self._inbox.pop(0)
            if not self._tell('eof_received', self._hand_over_eof):
                return
        peer = self._peer
        if peer._writing_paused and self._inbox_size <= peer._low:
            peer._writing_paused = False
            peer._protocol.resume_writing()
        self._expect()

    def _hand_over(self, data):
        if not isinstance(self._protocol, BufferedProtocol):
            self._protocol.data_received(data)
            return
        while data:
            buffer = self._protocol.get_buffer(-1)
            if not len(buffer):
                raise RuntimeError('get_buffer() returned an empty buffer')
            count = min(len(buffer), len(data))
            memoryview(buffer)[:count] = data[:count]
            data = data[count:]
            self._protocol.buffer_updated(count)

    def _hand_over_eof(self):
        if not self._protocol.eof_received():
            self.close()

    def _tell(self, method, call, *args):
        """Whether the protocol took it: one that raises loses its connection."""
        try:
            call(*args)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            if not isinstance(error, OSError):
                self._loop.call_exception_handler({
                    'message': f'Fatal error: protocol.{method}() call failed.',
                    'exception': error,
                    'transport': self,
                    'protocol': self._protocol,
                })
            self._inbox.clear()
            self._closing = True
            self._loop.call_soon(self._lose, error)
            return False
        return True

    def close(self):
        if self._closing:
            return
        self._closing = True
        self._loop.call_soon(self._lose, None)

    def abort(self):
        self._closing = True
        self._peer._loop.call_soon(self._peer._lose, ConnectionResetError(104, 'Connection reset by peer'))
        self._loop.call_soon(self._lose, None)

    def _lose(self, exc):
        if self._lost:
            return
        self._lost = self._closing = True
        self._protocol.connection_lost(exc)
        if not self._eof_sent and not self._peer._lost:
            self._send(None)
        if self._server is not None:
            self._server._detach(self)


class AbstractServer:
    __module__ = 'asyncio.events'

    def close(self):
        raise NotImplementedError

    async def wait_closed(self):
        raise NotImplementedError

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc):
        self.close()
        await self.wait_closed()


class Server(AbstractServer):
    __module__ = 'asyncio.base_events'

    def __init__(self, loop, factory, host, port):
        self._loop = loop
        self._factory = factory
        self._address = (host, port)
        self._serving = False
        self._closed = False
        self._connections = {}
        self._waiters = []
        self._forever = None

    def __repr__(self):
        return f'<{self.__class__.__name__} sockets={self.sockets!r}>'

    def get_loop(self):
        return self._loop

    def is_serving(self):
        return self._serving

    @property
    def sockets(self):
        return () if self._closed else (_Socket(self._address),)

    def _start(self):
        if not self._serving and not self._closed:
            self._serving = True
            _listening[self._address[1]] = self

    async def start_serving(self):
        self._start()
        await asyncio.sleep(0)

    async def serve_forever(self):
        if self._forever is not None:
            raise RuntimeError(f'server {self!r} is already being awaited on serve_forever()')
        if self._closed:
            raise RuntimeError(f'server {self!r} is closed')
        self._start()
        self._forever = self._loop.create_future()
        try:
            await self._forever
        except asyncio.CancelledError:
            try:
                self.close()
                await self.wait_closed()
            finally:
                raise
        finally:
            self._forever = None

    def close(self):
        if self._closed:
            return
        self._closed = True
        self._serving = False
        if _listening.get(self._address[1]) is self:
            del _listening[self._address[1]]
        if self._forever is not None and not self._forever.done():
            self._forever.cancel()
        if not self._connections:
            self._wake()

    def close_clients(self):
        for connection in list(self._connections):
            connection.close()

    def abort_clients(self):
        for connection in list(self._connections):
            connection.abort()

    def _detach(self, connection):
        self._connections.pop(connection, None)
        if self._closed and not self._connections:
            self._wake()

    def _wake(self):
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait_closed(self):
        if self._closed and not self._connections:
            return
        waiter = self._loop.create_future()
        self._waiters.append(waiter)
        await waiter


class _Socket:
    """As much of a listening socket as programs ask for: its address."""

    def __init__(self, address):
        self._address = address

    def getsockname(self):
        return self._address

    def __repr__(self):
        return f'<asyncio.TransportSocket laddr={self._address!r}>'


def _own_port():
    global _next_port
    _next_port += 1
    return _next_port


__name__ = 'asyncio.streams'


def _host(host):
    if isinstance(host, (list, tuple)):
        host = host[0] if host else None
    return '127.0.0.1' if host in (None, '', 'localhost') else host


def _refuse(function, options):
    for name in 'ssl', 'sock':
        if options.get(name):
            raise NotImplementedError(f'{function}({name}=...) is not in orrery: the network is simulated, '
                                      'without sockets or encryption')


async def create_server(loop, protocol_factory, host=None, port=None, *, start_serving=True, **options):
    _refuse('create_server', options)
    if host is None and port is None:
        raise ValueError('Neither host/port nor sock were specified')
    host = _host(host)
    port = _own_port() if not port else port
    if port in _listening:
        raise OSError(98, f"error while attempting to bind on address ({host!r}, {port}): address already in use")
    server = Server(loop, protocol_factory, host, port)
    if start_serving:
        server._start()
        await asyncio.sleep(0)
    return server


async def start_server(client_connected_cb, host=None, port=None, *, limit=_LIMIT, **options):
    loop = asyncio.get_running_loop()

    def factory():
        return StreamReaderProtocol(StreamReader(limit=limit, loop=loop), client_connected_cb, loop=loop)

    return await create_server(loop, factory, host, port or 0, **options)


async def _connect(loop, protocol_factory, host, port):
    """Both ends of a new connection, the server's of which hears of it in the next turn."""
    await asyncio.sleep(0)
    server = _listening.get(port)
    address = (_host(host), port)
    if server is None:
        raise ConnectionRefusedError(111, f'Connect call failed {address!r}')
    mine = ('127.0.0.1', _own_port())
    near, far = _SelectorSocketTransport(loop, mine, address), _SelectorSocketTransport(server._loop, address, mine)
    near._peer, far._peer = far, near
    near._protocol = protocol_factory()
    far._protocol = server._factory()
    far._server = server
    server._connections[far] = None
    server._loop.call_soon(far._protocol.connection_made, far)
    return near, near._protocol


async def create_connection(loop, protocol_factory, host=None, port=None, **options):
    _refuse('create_connection', options)
    if host is None and port is None:
        raise ValueError('host and port was not specified and no sock specified')
    transport, protocol = await _connect(loop, protocol_factory, host, port)
    made = loop.create_future()
    # In this order, and the caller goes on before the other end gets what connection_made() writes.
    loop.call_soon(lambda: made.done() or made.set_result(None))
    loop.call_soon(protocol.connection_made, transport)
    try:
        await made
    except BaseException:
        transport.close()
        raise
    return transport, protocol


async def open_connection(host=None, port=None, *, limit=_LIMIT, **options):
    _refuse('open_connection', options)
    loop = asyncio.get_running_loop()
    reader = StreamReader(limit=limit, loop=loop)
    transport, protocol = await _connect(loop, lambda: StreamReaderProtocol(reader, loop=loop), host, port)
    protocol.connection_made(transport)
    return reader, StreamWriter(transport, protocol, reader, loop)

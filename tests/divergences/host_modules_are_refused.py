"""What needs the host is refused where it is imported or asked for, and says what to use instead (law 6).

CPython imports them.
"""
def attempt(what):
    try:
        what()
        print("there")
    except (ImportError, AttributeError) as error:
        print(error)


def sockets():
    import socket


def processes():
    import asyncio
    asyncio.create_subprocess_exec


def forks():
    from os import fork


def unix_sockets():
    import asyncio
    asyncio.open_unix_connection


def call_graphs():
    import asyncio
    asyncio.capture_call_graph


for what in (sockets, processes, forks, unix_sockets, call_graphs):
    attempt(what)

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


for what in (sockets, processes, forks):
    attempt(what)

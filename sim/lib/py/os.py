"""The operating system, as far as a scenario has one: files in memory, no processes, an empty environment."""
import posixpath as path
import sys

__all__ = ["path", "name", "environ", "getenv", "getpid", "getppid", "cpu_count", "process_cpu_count", "sep", "linesep",
           "pathsep", "curdir", "pardir", "extsep", "altsep", "devnull", "urandom", "fspath", "PathLike", "fsencode",
           "fsdecode", "strerror", "error", "getcwd", "chdir", "listdir", "mkdir", "makedirs", "remove", "unlink", "rmdir",
           "removedirs", "rename", "replace", "stat", "lstat", "utime", "chmod", "access", "scandir", "walk", "DirEntry",
           "stat_result", "F_OK", "X_OK", "W_OK", "R_OK", "SEEK_SET", "SEEK_CUR",
           "SEEK_END", "kill", "getuid", "geteuid", "getgid", "getegid", "getlogin", "isatty", "terminal_size",
           "get_terminal_size", "putenv", "unsetenv", "uname"]

sys.modules["os.path"] = path
name = "posix"
sep, pathsep, linesep, curdir, pardir, extsep, altsep, devnull = "/", ":", "\n", ".", "..", ".", None, "/dev/null"
error = OSError


class _Environ(dict):
    """Empty at first, and nobody's but the scenario's. Holds text only."""

    def __setitem__(self, key, value):
        for text in (key, value):
            if not isinstance(text, str):
                raise TypeError(f"str expected, not {type(text).__name__}")
        super().__setitem__(key, value)

    def setdefault(self, key, value):
        if key not in self:
            self[key] = value
        return self[key]

    def update(self, other=(), /, **kwds):
        for key, value in dict(other, **kwds).items():
            self[key] = value

    def copy(self):
        return dict(self)

    def __repr__(self):
        return f"environ({{{', '.join(f'{k!r}: {v!r}' for k, v in self.items())}}})"


environ = _Environ()


def getenv(key, default=None):
    return environ.get(key, default)


def getpid():
    return 1


def getppid():
    return 0


def kill(pid, signal, /):
    """Send a signal to the one process that there is."""
    if pid != getpid():
        raise ProcessLookupError(3, strerror(3))
    import _orrery_thread
    _orrery_thread.raise_signal(signal)


def getuid():
    return 1000


geteuid = getgid = getegid = getuid


def getlogin():
    return "orrery"


def isatty(fd, /):
    return False


class terminal_size(tuple):
    """A tuple of (columns, lines) for holding terminal window size"""
    __slots__ = ()
    columns = property(lambda self: self[0])
    lines = property(lambda self: self[1])

    def __repr__(self):
        return f"os.terminal_size(columns={self[0]}, lines={self[1]})"


def get_terminal_size(fd=1, /):
    """There is no terminal."""
    raise OSError(25, strerror(25))


def putenv(name, value, /):
    environ[name] = value


def unsetenv(name, /):
    environ.pop(name, None)


def uname():
    import platform
    return platform.uname()


def cpu_count():
    return 2


process_cpu_count = cpu_count


def urandom(size, /):
    """Bytes from a generator that the run seeds."""
    from random import _urandom
    return _urandom(size)


_ERRORS = {1: "Operation not permitted", 2: "No such file or directory", 3: "No such process",
           4: "Interrupted system call", 5: "Input/output error", 6: "No such device or address",
           7: "Argument list too long", 9: "Bad file descriptor", 10: "No child processes",
           11: "Resource temporarily unavailable", 12: "Cannot allocate memory", 13: "Permission denied",
           14: "Bad address", 16: "Device or resource busy", 17: "File exists", 18: "Invalid cross-device link",
           19: "No such device", 20: "Not a directory", 21: "Is a directory", 22: "Invalid argument",
           23: "Too many open files in system", 24: "Too many open files", 25: "Inappropriate ioctl for device",
           27: "File too large", 28: "No space left on device", 29: "Illegal seek", 30: "Read-only file system",
           31: "Too many links", 32: "Broken pipe", 33: "Numerical argument out of domain",
           34: "Numerical result out of range", 36: "File name too long", 38: "Function not implemented",
           39: "Directory not empty", 40: "Too many levels of symbolic links", 61: "No data available",
           62: "Timer expired", 71: "Protocol error", 75: "Value too large for defined data type",
           88: "Socket operation on non-socket", 89: "Destination address required", 90: "Message too long",
           95: "Operation not supported", 97: "Address family not supported by protocol",
           98: "Address already in use", 99: "Cannot assign requested address", 100: "Network is down",
           101: "Network is unreachable", 103: "Software caused connection abort", 104: "Connection reset by peer",
           105: "No buffer space available", 106: "Transport endpoint is already connected",
           107: "Transport endpoint is not connected", 108: "Cannot send after transport endpoint shutdown",
           110: "Connection timed out", 111: "Connection refused", 112: "Host is down", 113: "No route to host",
           114: "Operation already in progress", 115: "Operation now in progress", 116: "Stale file handle",
           122: "Disk quota exceeded", 125: "Operation canceled"}


def strerror(code, /):
    return _ERRORS.get(code, f"Unknown error {code}")


def fspath(path):
    if isinstance(path, (str, bytes)):
        return path
    try:
        result = type(path).__fspath__(path)
    except AttributeError:
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(path).__name__}") from None
    if isinstance(result, (str, bytes)):
        return result
    raise TypeError(f"expected {type(path).__name__}.__fspath__() to return str or bytes, not "
                    f"{type(result).__name__}")


def fsencode(filename):
    filename = fspath(filename)
    return filename.encode("utf-8", "surrogateescape") if isinstance(filename, str) else filename


def fsdecode(filename):
    filename = fspath(filename)
    return filename.decode("utf-8", "surrogateescape") if isinstance(filename, bytes) else filename


_OF_FILES = {"getcwd", "chdir", "listdir", "mkdir", "makedirs", "remove", "rmdir", "removedirs", "rename", "stat", "lstat",
             "utime", "chmod", "access", "scandir", "walk", "DirEntry", "stat_result"}
F_OK, X_OK, W_OK, R_OK = 0, 1, 2, 4
SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2


def __getattr__(name):
    """What needs the files is made when first asked for."""
    if name in _OF_FILES or name in ("unlink", "replace"):
        import _files
        value = globals()[name] = getattr(_files, {"unlink": "remove", "replace": "rename"}.get(name, name))
        return value
    if name == "PathLike":
        import abc

        class PathLike(abc.ABC):
            """Abstract base class for implementing the file system path protocol."""
            __slots__ = ()

            @abc.abstractmethod
            def __fspath__(self):
                raise NotImplementedError

            @classmethod
            def __subclasshook__(cls, subclass):
                return hasattr(subclass, "__fspath__") if cls is PathLike else NotImplemented

            __class_getitem__ = classmethod(type(list[int]))

        globals()["PathLike"] = PathLike
        return PathLike
    raise AttributeError(f"module 'os' has no attribute {name!r}")

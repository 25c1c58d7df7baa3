"""The operating system, as far as a scenario has one: no files, no processes, an empty environment."""
import posixpath as path
import sys

__all__ = ["path", "name", "environ", "getenv", "getpid", "getppid", "cpu_count", "process_cpu_count", "sep", "linesep",
           "pathsep", "curdir", "pardir", "extsep", "altsep", "devnull", "urandom", "fspath", "PathLike", "fsencode",
           "fsdecode", "strerror", "error", "getcwd"]

sys.modules["os.path"] = path
name = "posix"
sep, pathsep, linesep, curdir, pardir, extsep, altsep, devnull = "/", ":", "\n", ".", "..", ".", None, "/dev/null"
error = OSError
environ = {}


def getenv(key, default=None):
    return environ.get(key, default)


def getpid():
    return 1


def getppid():
    return 0


def getcwd():
    return "/"


def cpu_count():
    return 2


process_cpu_count = cpu_count


def urandom(size, /):
    """Bytes from a generator that the run seeds."""
    from random import SystemRandom
    return SystemRandom().randbytes(size)


_ERRORS = {1: "Operation not permitted", 2: "No such file or directory", 4: "Interrupted system call",
           5: "Input/output error", 9: "Bad file descriptor", 11: "Resource temporarily unavailable",
           12: "Cannot allocate memory", 13: "Permission denied", 17: "File exists", 20: "Not a directory",
           21: "Is a directory", 22: "Invalid argument", 28: "No space left on device", 32: "Broken pipe",
           98: "Address already in use", 101: "Network is unreachable", 104: "Connection reset by peer",
           110: "Connection timed out", 111: "Connection refused", 113: "No route to host"}


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


def __getattr__(name):
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

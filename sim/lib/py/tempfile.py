"""Files and folders with names of their own, in the scenario's files, below /tmp. The names come from the run's seed."""
import io as _io
import os as _os
import shutil as _shutil
import weakref as _weakref
from random import Random as _Random

__all__ = ["NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "TemporaryDirectory", "mkdtemp", "mktemp",
           "TMP_MAX", "gettempprefix", "tempdir", "gettempdir", "gettempprefixb", "gettempdirb"]

TMP_MAX = 10000
template = "tmp"
tempdir = None
_names = _Random()


def gettempdir():
    folder = tempdir or "/tmp"
    _os.makedirs(folder, exist_ok=True)
    return folder


def gettempdirb():
    return gettempdir().encode()


def gettempprefix():
    return template


def gettempprefixb():
    return template.encode()


def _new_name(suffix, prefix, dir):
    folder = gettempdir() if dir is None else _os.fspath(dir)
    prefix = template if prefix is None else prefix
    while True:
        letters = "".join(_names.choices("abcdefghijklmnopqrstuvwxyz0123456789_", k=8))
        path = _os.path.join(_os.path.abspath(folder), f"{prefix}{letters}{suffix or ''}")
        if not _os.path.exists(path):
            return path


def mktemp(suffix="", prefix=template, dir=None):
    return _new_name(suffix, prefix, dir)


def mkdtemp(suffix=None, prefix=None, dir=None):
    path = _new_name(suffix, prefix, dir)
    _os.mkdir(path, 0o700)
    return path


class _Closer:
    """Deletes the file once, at the time that was asked for."""

    def __init__(self, file, name, delete, on_close):
        self.file, self.name, self.delete, self.on_close = file, name, delete, on_close
        self.closed = False

    def cleanup(self):
        if self.closed:
            return
        self.closed = True
        try:
            self.file.close()
        finally:
            if self.delete and _os.path.exists(self.name):
                _os.unlink(self.name)


class _TemporaryFileWrapper:
    """A file with a name, that is deleted when it is closed."""

    def __init__(self, file, name, delete=True, delete_on_close=True):
        self.file, self.name = file, name
        self._closer = _Closer(file, name, delete, delete_on_close)

    def __getattr__(self, name):
        return getattr(self.__dict__["file"], name)

    def __enter__(self):
        self.file.__enter__()
        return self

    def __exit__(self, exc, value, tb):
        self.file.close()
        self._closer.cleanup()

    def close(self):
        self.file.close()
        if self._closer.on_close:
            self._closer.cleanup()

    def __del__(self):
        self._closer.cleanup()

    def __iter__(self):
        yield from self.file

    def __repr__(self):
        return f"<{type(self).__module__}.{type(self).__qualname__} {self.file!r}>"


def NamedTemporaryFile(mode="w+b", buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None,
                       delete=True, *, errors=None, delete_on_close=True):
    name = _new_name(suffix, prefix, dir)
    file = open(name, mode, buffering, encoding=encoding, newline=newline, errors=errors)
    return _TemporaryFileWrapper(file, name, delete, delete_on_close)


def TemporaryFile(mode="w+b", buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None, *,
                  errors=None):
    name = _new_name(suffix, prefix, dir)
    file = open(name, mode, buffering, encoding=encoding, newline=newline, errors=errors)
    _os.unlink(name)
    return file


class SpooledTemporaryFile(_io.IOBase):
    """A file in memory: here every file is."""

    def __init__(self, max_size=0, mode="w+b", buffering=-1, encoding=None, newline=None, suffix=None, prefix=None,
                 dir=None, *, errors=None):
        self._file = TemporaryFile(mode, buffering, encoding, newline, suffix, prefix, dir, errors=errors)

    def rollover(self):
        """It is where it will stay."""

    def __getattr__(self, name):
        return getattr(self.__dict__["_file"], name)

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self._file.close()

    def __iter__(self):
        return iter(self._file)


for _name in ("read", "readline", "readlines", "write", "writelines", "seek", "tell", "truncate", "close", "flush"):
    setattr(SpooledTemporaryFile, _name, lambda self, *args, _name=_name: getattr(self._file, _name)(*args))
del _name


class TemporaryDirectory:
    """A folder that is deleted, with all in it, at the end of a with statement, by cleanup(), or when it is forgotten."""

    def __init__(self, suffix=None, prefix=None, dir=None, ignore_cleanup_errors=False, *, delete=True):
        self.name = mkdtemp(suffix, prefix, dir)
        self._delete = delete
        self._finalizer = _weakref.finalize(self, self._cleanup, self.name, delete)

    @staticmethod
    def _cleanup(name, delete):
        if delete:
            _shutil.rmtree(name, ignore_errors=True)

    def __repr__(self):
        return f"<{self.__class__.__name__} {self.name!r}>"

    def __enter__(self):
        return self.name

    def __exit__(self, exc, value, tb):
        if self._delete:
            self.cleanup()

    def cleanup(self):
        if self._finalizer.detach() or _os.path.exists(self.name):
            _shutil.rmtree(self.name, ignore_errors=True)

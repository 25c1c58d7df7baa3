"""The files of a scenario: a tree in memory that is empty when a run begins and gone when it ends.

A folder is a _Folder, a file a _File with its bytes. Times are those of the virtual clock. Below that are the streams that
open() gives, and the functions that os, os.path and pathlib are made of.
"""
import io
import os
import time


class _Node:
    __slots__ = ("serial", "mode", "mtime", "__weakref__")
    _count = 0

    def __init__(self, mode):
        _Node._count += 1
        self.serial, self.mode = _Node._count, mode
        self.touch()

    def touch(self):
        self.mtime = time.time_ns()


class _Folder(_Node):
    __slots__ = ("entries",)

    def __init__(self):
        super().__init__(0o40755)
        self.entries = {}


class _File(_Node):
    __slots__ = ("data",)

    def __init__(self):
        super().__init__(0o100644)
        self.data = bytearray()


_root = _Folder()
_root.entries["tmp"] = _Folder()
_place = ["/"]


def _error(number, path, other=None):
    if other is not None:
        return OSError(number, os.strerror(number), os.fspath(path), None, os.fspath(other))
    return OSError(number, os.strerror(number), os.fspath(path))


def _split(path):
    """The names from the root to an absolute or relative path. '..' goes up in the text, as there are no links."""
    text = os.fsdecode(path)
    if "\0" in text:
        raise ValueError("embedded null byte")
    names = []
    for name in (text if text.startswith("/") else _place[0] + "/" + text).split("/"):
        if name == "..":
            del names[-1:]
        elif name and name != ".":
            names.append(name)
    return names


def _walk(names, path):
    node = _root
    for name in names:
        if not isinstance(node, _Folder):
            raise _error(20, path)
        node = node.entries.get(name)
        if node is None:
            raise _error(2, path)
    return node


def _find(path):
    if not os.fspath(path):
        raise _error(2, path)
    node = _walk(_split(path), path)
    if isinstance(node, _File) and os.fsdecode(path).endswith("/"):
        raise _error(20, path)
    return node


def _look(path):
    try:
        return _find(path)
    except (OSError, ValueError):
        return None


def _parent(path):
    """The folder that a path is or would be in, and its name there; ('' for the root itself)."""
    if not os.fspath(path):
        raise _error(2, path)
    names = _split(path)
    if not names:
        return _root, ""
    folder = _walk(names[:-1], path)
    if not isinstance(folder, _Folder):
        raise _error(20, path)
    return folder, names[-1]


def _folder(path):
    node = _find(path)
    if not isinstance(node, _Folder):
        raise _error(20, path)
    return node


# What os has of it

def getcwd():
    return _place[0]


def chdir(path):
    _folder(path)
    _place[0] = "/" + "/".join(_split(path))


def listdir(path="."):
    return list(_folder("." if path is None else path).entries)


def mkdir(path, mode=0o777, *, dir_fd=None):
    folder, name = _parent(path)
    if not name or name in folder.entries:
        raise _error(17, path)
    folder.entries[name] = _Folder()
    folder.touch()


def makedirs(name, mode=0o777, exist_ok=False):
    head, tail = os.path.split(name)
    if not tail:
        head, tail = os.path.split(head)
    if head and tail and not exists(head):
        makedirs(head, exist_ok=exist_ok)
        if tail == ".":
            return
    try:
        mkdir(name, mode)
    except OSError:
        if not exist_ok or not isdir(name):
            raise


def remove(path, *, dir_fd=None):
    folder, name = _parent(path)
    node = folder.entries.get(name) if name else _root
    if node is None:
        raise _error(2, path)
    if isinstance(node, _Folder):
        raise _error(21, path)
    del folder.entries[name]
    folder.touch()


def rmdir(path, *, dir_fd=None):
    folder, name = _parent(path)
    node = folder.entries.get(name)
    if node is None:
        raise _error(2 if name else 16, path)
    if not isinstance(node, _Folder):
        raise _error(20, path)
    if node.entries:
        raise _error(39, path)
    del folder.entries[name]
    folder.touch()


def removedirs(name):
    rmdir(name)
    head, tail = os.path.split(name)
    if not tail:
        head, tail = os.path.split(head)
    while head and tail:
        try:
            rmdir(head)
        except OSError:
            break
        head, tail = os.path.split(head)


def rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None):
    try:
        node = _find(src)
        folder, name = _parent(src)
        target, target_name = _parent(dst)
    except FileNotFoundError:
        raise _error(2, src, dst) from None
    if not name or not target_name:
        raise _error(16, src, dst)
    there = target.entries.get(target_name)
    if there is not None and there is not node:
        if isinstance(there, _Folder) and not isinstance(node, _Folder):
            raise _error(21, src, dst)
        if isinstance(node, _Folder) and not isinstance(there, _Folder):
            raise _error(20, src, dst)
        if isinstance(there, _Folder) and there.entries:
            raise _error(39, src, dst)
    names, into = _split(src), _split(dst)
    if isinstance(node, _Folder) and into[:len(names)] == names and len(into) > len(names):
        raise _error(22, src, dst)
    del folder.entries[name]
    target.entries[target_name] = node
    folder.touch()
    target.touch()


class stat_result:
    """What stat() gives: a file's size, kind and times."""
    __module__ = "os"

    def __init__(self, node):
        self.st_mode, self.st_ino, self.st_dev, self.st_nlink, self.st_uid, self.st_gid = node.mode, node.serial, 1, 1, 0, 0
        self.st_size = len(node.data) if isinstance(node, _File) else 4096
        self.st_mtime_ns = self.st_atime_ns = self.st_ctime_ns = node.mtime
        self.st_mtime = self.st_atime = self.st_ctime = node.mtime / 1e9

    def __repr__(self):
        return (f"os.stat_result(st_mode={self.st_mode}, st_ino={self.st_ino}, st_dev={self.st_dev}, "
                f"st_nlink={self.st_nlink}, st_uid={self.st_uid}, st_gid={self.st_gid}, st_size={self.st_size}, "
                f"st_atime={int(self.st_atime)}, st_mtime={int(self.st_mtime)}, st_ctime={int(self.st_ctime)})")


def stat(path, *, dir_fd=None, follow_symlinks=True):
    return stat_result(_find(path))


lstat = stat


def utime(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True):
    node = _find(path)
    node.mtime = ns[1] if ns is not None else int(times[1] * 10**9) if times is not None else time.time_ns()


def chmod(path, mode, *, dir_fd=None, follow_symlinks=True):
    node = _find(path)
    node.mode = node.mode & ~0o7777 | mode & 0o7777


def access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True):
    return _look(path) is not None


class DirEntry:
    """One entry that scandir() found."""
    __module__ = "posix"

    def __init__(self, path, name):
        self.name, self.path = name, os.path.join(path, name)

    def is_dir(self, *, follow_symlinks=True):
        return isdir(self.path)

    def is_file(self, *, follow_symlinks=True):
        return isfile(self.path)

    def is_symlink(self):
        return False

    def stat(self, *, follow_symlinks=True):
        return stat(self.path)

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return f"<DirEntry {self.name!r}>"


class ScandirIterator:
    __module__ = "posix"

    def __init__(self, path):
        self._entries = iter([DirEntry(os.fspath(path), name) for name in listdir(path)])

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._entries)

    def close(self):
        self._entries = iter(())

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def scandir(path="."):
    return ScandirIterator("." if path is None else path)


def walk(top, topdown=True, onerror=None, followlinks=False):
    top = os.fspath(top)
    try:
        entries = list(scandir(top))
    except OSError as error:
        if onerror is not None:
            onerror(error)
        return
    dirs = [e.name for e in entries if e.is_dir()]
    nondirs = [e.name for e in entries if not e.is_dir()]
    if topdown:
        yield top, dirs, nondirs
    for name in dirs:
        yield from walk(os.path.join(top, name), topdown, onerror, followlinks)
    if not topdown:
        yield top, dirs, nondirs


# What os.path has of it

def exists(path):
    return _look(path) is not None


def isfile(path):
    return isinstance(_look(path), _File)


def isdir(path):
    return isinstance(_look(path), _Folder)


def getsize(filename):
    return stat(filename).st_size


def getmtime(filename):
    return stat(filename).st_mtime


def samefile(f1, f2):
    return _find(f1) is _find(f2)


# Streams

_MODES = {"r", "w", "a", "x", "+", "b", "t"}


def _parse_mode(mode):
    if not isinstance(mode, str):
        raise TypeError(f"open() argument 'mode' must be str, not {type(mode).__name__}")
    letters = set(mode)
    if letters - _MODES or len(mode) > len(letters):
        raise ValueError(f"invalid mode: {mode!r}")
    if "t" in letters and "b" in letters:
        raise ValueError("can't have text and binary mode at once")
    if len(letters & set("rwax")) != 1:
        raise ValueError("must have exactly one of create/read/write/append mode" if letters & set("rwax") else
                         "Must have exactly one of create/read/write/append mode and at most one plus")
    return letters


class _Stream:
    """What all open files share. Written bytes wait in _pending until flush(), close() or a read."""

    def _open(self, node, name, mode, letters):
        self.name, self.mode, self._node = name, mode, node
        self._can_read = "r" in letters or "+" in letters
        self._can_write = letters != {"r"} and ("+" in letters or not letters & {"r"})
        self._append = "a" in letters
        self._at = len(node.data) if self._append else 0
        self._pending = bytearray()

    def readable(self):
        self._checkClosed()
        return self._can_read

    def writable(self):
        self._checkClosed()
        return self._can_write

    def seekable(self):
        self._checkClosed()
        return True

    def fileno(self):
        self._checkClosed()
        raise io.UnsupportedOperation("fileno")

    def flush(self):
        self._checkClosed()
        if not self._pending:
            return
        data = self._node.data
        if self._append:
            self._at = len(data)
        if self._at > len(data):
            data.extend(bytes(self._at - len(data)))
        data[self._at:self._at + len(self._pending)] = self._pending
        self._at += len(self._pending)
        self._pending.clear()
        self._node.touch()

    def close(self):
        if not self._closed:
            self.flush()
            self._closed = True

    def __del__(self):
        if not self._closed:
            self.close()

    def _need_read(self):
        self._checkClosed()
        if not self._can_read:
            raise io.UnsupportedOperation(self._not_readable)
        self.flush()

    def _need_write(self):
        self._checkClosed()
        if not self._can_write:
            raise io.UnsupportedOperation(self._not_writable)

    def _put(self, data):
        self._pending += data
        if len(self._pending) > 8192:
            self.flush()

    def _take(self, end):
        data = bytes(self._node.data[self._at:end])
        self._at = max(self._at, min(end, len(self._node.data)))
        return data

    def tell(self):
        self.flush()
        return self._at

    def truncate(self, size=None):
        self._need_write()
        self.flush()
        size = self._at if size is None else size
        data = self._node.data
        del data[size:]
        data.extend(bytes(size - len(data)))
        return size

    def _seek(self, offset, whence):
        self.flush()
        at = offset + (0 if whence == 0 else self._at if whence == 1 else len(self._node.data))
        if at < 0:
            raise OSError(22, "Invalid argument")
        self._at = at
        return at


class _Binary(_Stream, io.BufferedIOBase):
    _not_readable, _not_writable = "read", "write"

    def read(self, size=-1, /):
        self._need_read()
        return self._take(len(self._node.data) if size is None or size < 0 else self._at + size)

    read1 = read

    def peek(self, size=0, /):
        self._need_read()
        return bytes(self._node.data[self._at:])

    def readinto(self, b, /):
        data = self.read(len(b))
        b[:len(data)] = data
        return len(data)

    def readline(self, size=-1, /):
        self._need_read()
        data = self._node.data
        end = data.find(b"\n", self._at) + 1 or len(data)
        return self._take(end if size is None or size < 0 else min(end, self._at + size))

    def write(self, b, /):
        self._need_write()
        if isinstance(b, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        data = bytes(memoryview(b))
        self._put(data)
        return len(data)

    def seek(self, target, whence=0, /):
        self._checkClosed()
        if whence not in (0, 1, 2):
            raise ValueError(f"invalid whence ({whence}, should be 0, 1 or 2)")
        return self._seek(target, whence)

    def _checkClosed(self, msg=None):
        if self._closed:
            raise ValueError(msg or ("write to closed file" if not self._can_read else "read of closed file"))

    def __enter__(self):
        if self._closed:
            raise ValueError("I/O operation on closed file.")
        return self

    def __repr__(self):
        return f"<_io.{type(self).__name__} name={self.name!r}>"


class BufferedReader(_Binary):
    __module__ = "_io"


class BufferedWriter(_Binary):
    __module__ = "_io"


class BufferedRandom(_Binary):
    __module__ = "_io"


class TextIOWrapper(_Stream, io.TextIOWrapper):
    __module__ = "_io"
    _not_readable, _not_writable = "not readable", "not writable"
    line_buffering = write_through = False

    def __init__(self, encoding, errors, newline):
        self.encoding, self.errors, self._newline = encoding, errors, newline
        self.newlines = None

    @property
    def buffer(self):
        raise io.UnsupportedOperation("a text file of a scenario has no buffer below: open it in a binary mode")

    def _checkClosed(self, msg=None):
        if self._closed:
            raise ValueError(msg or "I/O operation on closed file.")

    def _decode(self, data):
        text = data.decode(self.encoding, self.errors)
        if self._newline is None and "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text

    def read(self, size=-1, /):
        self._need_read()
        start, end = self._at, len(self._node.data)
        if size is None or size < 0:
            return self._decode(self._take(end))
        text = self._decode(bytes(self._node.data[start:end]))
        part = text[:size]
        if self._newline is None and b"\r" in self._node.data[start:end]:
            raw = bytes(self._node.data[start:end]).decode(self.encoding, self.errors)
            at = 0
            for _ in part:
                at += 2 if raw[at:at + 2] == "\r\n" else 1
            self._at = start + len(raw[:at].encode(self.encoding, self.errors))
        else:
            self._at = start + len(part.encode(self.encoding, self.errors))
        return part

    def _line_end(self):
        data, at = self._node.data, self._at
        if self._newline in ("\r", "\r\n"):
            mark = self._newline.encode()
            end = data.find(mark, at)
            return len(data) if end < 0 else end + len(mark)
        end = data.find(b"\n", at) + 1 or len(data)
        if self._newline == "\n":
            return end
        cr = data.find(b"\r", at, end)
        return end if cr < 0 or cr + 2 == end and data[cr + 1] == 10 else cr + 1

    def readline(self, size=-1, /):
        self._need_read()
        start = self._at
        line = self._decode(self._take(self._line_end()))
        if size is not None and 0 <= size < len(line):
            line = line[:size]
            self._at = start + len(line.encode(self.encoding, self.errors))
        return line

    def write(self, s, /):
        self._need_write()
        if not isinstance(s, str):
            raise TypeError(f"write() argument must be str, not {type(s).__name__}")
        length = len(s)
        if self._newline in ("\r", "\r\n"):
            s = s.replace("\n", self._newline)
        self._put(s.encode(self.encoding, self.errors))
        return length

    def seek(self, cookie, whence=0, /):
        self._checkClosed()
        if whence == 1 and cookie:
            raise io.UnsupportedOperation("can't do nonzero cur-relative seeks")
        if whence == 2 and cookie:
            raise io.UnsupportedOperation("can't do nonzero end-relative seeks")
        if whence not in (0, 1, 2):
            raise ValueError(f"invalid whence ({whence}, should be 0, 1 or 2)")
        if cookie < 0:
            raise ValueError(f"negative seek position {cookie}")
        return self._seek(cookie, whence)

    def reconfigure(self, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None):
        self.encoding, self.errors = encoding or self.encoding, errors or self.errors

    def __repr__(self):
        return f"<_io.TextIOWrapper name={self.name!r} mode={self.mode!r} encoding={self.encoding!r}>"


def _node_to_open(file, letters):
    folder, name = _parent(file)
    node = folder.entries.get(name) if name else _root
    if isinstance(node, _Folder):
        raise _error(21, file)
    if node is not None and "x" in letters:
        raise _error(17, file)
    if node is None:
        if "r" in letters or os.fsdecode(file).endswith("/"):
            raise _error(2, file) if "r" in letters else _error(21, file)
        node = folder.entries[name] = _File()
        folder.touch()
    elif "w" in letters:
        node.data.clear()
        node.touch()
    return node


def open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    """Open a file of the scenario's own tree, which is in memory. Nothing of the host is there."""
    if isinstance(file, int):
        raise OSError(9, "Bad file descriptor: a scenario's files have no numbers")
    if not isinstance(file, (str, bytes)) and not hasattr(type(file), "__fspath__"):
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(file).__name__}")
    letters = _parse_mode(mode)
    if "b" in letters:
        if encoding is not None:
            raise ValueError("binary mode doesn't take an encoding argument")
        if errors is not None:
            raise ValueError("binary mode doesn't take an errors argument")
        if newline is not None:
            raise ValueError("binary mode doesn't take a newline argument")
    elif newline not in (None, "", "\n", "\r", "\r\n"):
        raise ValueError(f"illegal newline value: {newline}")
    elif encoding is not None:
        "".encode(encoding)
    path = os.fspath(file)
    node = _node_to_open(path, letters)
    if "b" in letters:
        stream = (BufferedRandom if "+" in letters else BufferedReader if "r" in letters else BufferedWriter)()
        mode = {"r": "rb", "w": "wb", "a": "ab", "x": "xb"}[min(letters & set("rwax"))] + ("+" if "+" in letters else "")
    else:
        stream = TextIOWrapper(encoding or "UTF-8", errors or "strict", newline)
    stream._open(node, path, mode, letters - {"b", "t"})
    return stream

"""Paths as objects. PurePath only computes; Path also asks the scenario's files, which are in memory."""
import os
import posixpath
from functools import total_ordering


__all__ = ["UnsupportedOperation", "PurePath", "PurePosixPath", "Path", "PosixPath"]


class UnsupportedOperation(NotImplementedError):
    """An operation that this kind of path doesn't have."""


class _Parents:
    """The folders above a path, nearest first."""

    def __init__(self, path):
        self._path = path
        self._tail = path._tail

    def __len__(self):
        return len(self._tail)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        if index >= len(self) or index < -len(self):
            raise IndexError(index)
        if index < 0:
            index += len(self)
        return self._path._with_tail(self._tail[:-index - 1])

    def __repr__(self):
        return f"<{type(self._path).__name__}.parents>"


def _text(segment):
    if isinstance(segment, PurePath):
        return segment._raw
    try:
        path = os.fspath(segment)
    except TypeError:
        path = segment
    if not isinstance(path, str):
        raise TypeError("argument should be a str or an os.PathLike object where __fspath__ returns a str, not "
                        f"{type(path).__name__!r}")
    return path


@total_ordering
class PurePath:
    """A path and what can be told from its text."""
    __slots__ = ("_raw", "_root_text", "_tail", "_string")
    parser = posixpath

    def __new__(cls, *args, **kwargs):
        return object.__new__(PurePosixPath if cls is PurePath else cls)

    def __init__(self, *args):
        parts = [_text(arg) for arg in args]
        self._raw = raw = posixpath.join(*parts) if parts else ""
        _, root, rest = posixpath.splitroot(raw)
        self._root_text = root
        self._tail = [name for name in rest.split("/") if name and name != "."]
        self._string = None

    def _with_tail(self, tail):
        return self.with_segments(self._root_text + "/".join(tail))

    def with_segments(self, *pathsegments):
        """A path of the same kind."""
        return type(self)(*pathsegments)

    def __reduce__(self):
        return self.__class__, (self._raw,)

    def __str__(self):
        if self._string is None:
            self._string = self._root_text + "/".join(self._tail) or "."
        return self._string

    def __fspath__(self):
        return str(self)

    def as_posix(self):
        return str(self)

    def __bytes__(self):
        return os.fsencode(self)

    def __repr__(self):
        return f"{type(self).__name__}({str(self)!r})"

    def as_uri(self):
        if not self.is_absolute():
            raise ValueError("relative path can't be expressed as a file URI")
        from urllib.parse import quote
        return "file://" + quote(str(self))

    def __eq__(self, other):
        if not isinstance(other, PurePath):
            return NotImplemented
        return str(self) == str(other)

    def __hash__(self):
        return hash(str(self))

    def _key(self):
        return str(self).split("/")

    def __lt__(self, other):
        if not isinstance(other, PurePath):
            return NotImplemented
        return self._key() < other._key()

    def __truediv__(self, key):
        try:
            return self.with_segments(self, key)
        except TypeError:
            return NotImplemented

    def __rtruediv__(self, key):
        try:
            return self.with_segments(key, self)
        except TypeError:
            return NotImplemented

    @property
    def drive(self):
        return ""

    @property
    def root(self):
        return self._root_text

    @property
    def anchor(self):
        return self._root_text

    @property
    def parts(self):
        return ((self._root_text,) if self._root_text else ()) + tuple(self._tail)

    @property
    def parent(self):
        return self._with_tail(self._tail[:-1]) if self._tail else self

    @property
    def parents(self):
        return _Parents(self)

    @property
    def name(self):
        return self._tail[-1] if self._tail else ""

    @property
    def suffix(self):
        name = self.name
        dot = name.rfind(".")
        return name[dot:] if 0 < dot < len(name) - 1 else ""

    @property
    def suffixes(self):
        name = self.name
        if name.endswith("."):
            return []
        return ["." + suffix for suffix in name.lstrip(".").split(".")[1:]]

    @property
    def stem(self):
        name = self.name
        suffix = self.suffix
        return name[:-len(suffix)] if suffix else name

    def with_name(self, name):
        if not name or "/" in name or name == ".":
            raise ValueError(f"Invalid name {name!r}")
        if not self._tail:
            raise ValueError(f"{self!r} has an empty name")
        return self._with_tail(self._tail[:-1] + [name])

    def with_stem(self, stem):
        suffix = self.suffix
        if not suffix:
            return self.with_name(stem)
        if not stem:
            raise ValueError(f"{self!r} has a non-empty suffix")
        return self.with_name(stem + suffix)

    def with_suffix(self, suffix):
        stem = self.stem
        if not stem:
            raise ValueError(f"{self!r} has an empty name")
        if suffix and not (suffix.startswith(".") and len(suffix) > 1 and "/" not in suffix):
            raise ValueError(f"Invalid suffix {suffix!r}")
        return self.with_name(stem + suffix)

    def joinpath(self, *pathsegments):
        return self.with_segments(self, *pathsegments)

    def is_absolute(self):
        return bool(self._root_text)

    def is_reserved(self):
        return False

    def is_relative_to(self, other, *_deprecated):
        if not isinstance(other, PurePath):
            other = self.with_segments(other)
        return other == self or other in self.parents

    def relative_to(self, other, *_deprecated, walk_up=False):
        if not isinstance(other, PurePath):
            other = self.with_segments(other)
        for step, path in enumerate([other] + list(other.parents)):
            if path == self or path in self.parents:
                break
            if not walk_up:
                raise ValueError(f"{str(self)!r} is not in the subpath of {str(other)!r}")
            if path.name == "..":
                raise ValueError(f"'..' segment in {str(other)!r} cannot be walked")
        else:
            raise ValueError(f"{str(self)!r} and {str(other)!r} have different anchors")
        return self.with_segments("/".join([".."] * step + self._tail[len(path._tail):]))

    def match(self, path_pattern, *, case_sensitive=None):
        """True if the path's end matches the pattern (all of it if the pattern is absolute)."""
        if not isinstance(path_pattern, PurePath):
            path_pattern = self.with_segments(path_pattern)
        names, patterns = self.parts[::-1], path_pattern.parts[::-1]
        if not patterns:
            raise ValueError("empty pattern")
        if len(names) < len(patterns) or len(names) > len(patterns) and path_pattern._root_text:
            return False
        return all(_matches(name, pattern, case_sensitive) for name, pattern in zip(names, patterns))

    def full_match(self, pattern, *, case_sensitive=None):
        if not isinstance(pattern, PurePath):
            pattern = self.with_segments(pattern)
        return _match_all(self.parts, pattern.parts, case_sensitive)


def _matches(name, pattern, case_sensitive):
    from fnmatch import fnmatchcase
    if case_sensitive is False:
        name, pattern = name.lower(), pattern.lower()
    return fnmatchcase(name, pattern)


def _match_all(names, patterns, case_sensitive):
    if not patterns:
        return not names
    if patterns[0] == "**":
        return any(_match_all(names[i:], patterns[1:], case_sensitive) for i in range(len(names) + 1))
    return bool(names) and _matches(names[0], patterns[0], case_sensitive) and \
        _match_all(names[1:], patterns[1:], case_sensitive)


class PurePosixPath(PurePath):
    __slots__ = ()


class Path(PurePath):
    """A path that can be asked what is there."""
    __slots__ = ()

    def __new__(cls, *args, **kwargs):
        return object.__new__(PosixPath if cls is Path else cls)

    def stat(self, *, follow_symlinks=True):
        return os.stat(self)

    lstat = stat

    def exists(self, *, follow_symlinks=True):
        return os.path.exists(self)

    def is_dir(self, *, follow_symlinks=True):
        return os.path.isdir(self)

    def is_file(self, *, follow_symlinks=True):
        return os.path.isfile(self)

    def is_symlink(self):
        return False

    is_mount = is_socket = is_fifo = is_block_device = is_char_device = is_junction = is_symlink

    def samefile(self, other_path):
        return os.path.samefile(self, other_path)

    def open(self, mode="r", buffering=-1, encoding=None, errors=None, newline=None):
        return open(self, mode, buffering, encoding, errors, newline)

    def read_bytes(self):
        with self.open("rb") as f:
            return f.read()

    def read_text(self, encoding=None, errors=None, newline=None):
        with self.open("r", encoding=encoding, errors=errors, newline=newline) as f:
            return f.read()

    def write_bytes(self, data):
        view = memoryview(data)
        with self.open("wb") as f:
            return f.write(view)

    def write_text(self, data, encoding=None, errors=None, newline=None):
        if not isinstance(data, str):
            raise TypeError(f"data must be str, not {type(data).__name__}")
        with self.open("w", encoding=encoding, errors=errors, newline=newline) as f:
            return f.write(data)

    def iterdir(self):
        names = os.listdir(self)
        return (self._child(name) for name in names)

    def _child(self, name):
        return self._with_tail(self._tail + [name])

    def glob(self, pattern, *, case_sensitive=None, recurse_symlinks=False):
        """The existing paths below this one that match the pattern, '**' being any number of folders."""
        parts = pattern if isinstance(pattern, PurePath) else self.with_segments(pattern)
        if parts._root_text:
            raise NotImplementedError("Non-relative patterns are unsupported")
        if not parts._tail:
            raise ValueError(f"Unacceptable pattern: {parts!r}")
        only_folders = str(pattern).endswith("/")
        seen = set()
        for path in self._select(parts._tail, case_sensitive):
            if path not in seen and (not only_folders or path.is_dir()):
                seen.add(path)
                yield path

    def rglob(self, pattern, *, case_sensitive=None, recurse_symlinks=False):
        parts = pattern if isinstance(pattern, PurePath) else PurePosixPath(pattern)
        if parts._root_text:
            raise NotImplementedError("Non-relative patterns are unsupported")
        return self.glob(PurePosixPath("**", pattern), case_sensitive=case_sensitive)

    def _select(self, patterns, case_sensitive):
        if not patterns:
            if self.exists():
                yield self
            return
        first, rest = patterns[0], patterns[1:]
        if first == "**":
            yield from self._select(rest, case_sensitive)
            if self.is_dir():
                for child in self.iterdir():
                    if child.is_dir():
                        yield from child._select(patterns, case_sensitive)
                    elif not rest:
                        yield child
        elif first == "..":
            if self.is_dir():
                yield from self._child("..")._select(rest, case_sensitive)
        elif self.is_dir():
            for child in self.iterdir():
                if _matches(child.name, first, case_sensitive) and (not rest or child.is_dir()):
                    yield from child._select(rest, case_sensitive)

    def walk(self, top_down=True, on_error=None, follow_symlinks=False):
        for path, folders, files in os.walk(self, top_down, on_error):
            yield self.with_segments(path), folders, files

    @classmethod
    def cwd(cls):
        return cls(os.getcwd())

    @classmethod
    def home(cls):
        return cls("/")

    def absolute(self):
        return self if self.is_absolute() else self.with_segments(os.getcwd(), self)

    def resolve(self, strict=False):
        if strict:
            self.stat()
        return self.with_segments(os.path.abspath(self))

    def expanduser(self):
        return self

    def owner(self, *, follow_symlinks=True):
        self.stat()
        return "orrery"

    group = owner

    def touch(self, mode=0o666, exist_ok=True):
        if self.exists():
            if not exist_ok:
                raise FileExistsError(17, os.strerror(17), str(self))
            os.utime(self)
        else:
            self.open("w").close()

    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        try:
            os.mkdir(self, mode)
        except FileNotFoundError:
            if not parents or self.parent == self:
                raise
            self.parent.mkdir(parents=True, exist_ok=True)
            self.mkdir(mode, parents=False, exist_ok=exist_ok)
        except OSError:
            if not exist_ok or not self.is_dir():
                raise

    def chmod(self, mode, *, follow_symlinks=True):
        os.chmod(self, mode)

    def unlink(self, missing_ok=False):
        try:
            os.unlink(self)
        except FileNotFoundError:
            if not missing_ok:
                raise

    def rmdir(self):
        os.rmdir(self)

    def rename(self, target):
        os.rename(self, target)
        return self.with_segments(target)

    def replace(self, target):
        os.replace(self, target)
        return self.with_segments(target)

    def symlink_to(self, target, target_is_directory=False):
        raise UnsupportedOperation("a scenario's files have no links")

    hardlink_to = readlink = symlink_to


class PosixPath(Path, PurePosixPath):
    """Path on a system like Linux, which is what a scenario is on."""
    __slots__ = ()

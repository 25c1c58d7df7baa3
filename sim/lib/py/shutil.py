"""Copies and removals of the scenario's files, and of folders with all that is in them."""
import fnmatch as _fnmatch
import os
from _namedtuple import namedtuple as _namedtuple

__all__ = ["copyfileobj", "copyfile", "copymode", "copystat", "copy", "copy2", "copytree", "move", "rmtree", "Error",
           "SpecialFileError", "which", "get_terminal_size", "SameFileError", "ignore_patterns", "disk_usage"]

COPY_BUFSIZE = 64 * 1024
_usage = _namedtuple("usage", "total used free", module="shutil")


class Error(OSError):
    pass


class SameFileError(Error):
    """Raised when source and destination are the same file."""


class SpecialFileError(OSError):
    """Raised when trying to do a kind of operation (e.g. copying) which is not supported on a special file."""


def copyfileobj(fsrc, fdst, length=0):
    while data := fsrc.read(length or COPY_BUFSIZE):
        fdst.write(data)


def copyfile(src, dst, *, follow_symlinks=True):
    if os.path.exists(src) and os.path.exists(dst) and os.path.samefile(src, dst):
        raise SameFileError(f"{src!r} and {dst!r} are the same file")
    with open(src, "rb") as fsrc, open(dst, "wb") as fdst:
        copyfileobj(fsrc, fdst)
    return dst


def copymode(src, dst, *, follow_symlinks=True):
    os.chmod(dst, os.stat(src).st_mode & 0o7777)


def copystat(src, dst, *, follow_symlinks=True):
    st = os.stat(src)
    os.utime(dst, (st.st_atime, st.st_mtime))
    os.chmod(dst, st.st_mode & 0o7777)


def _into(src, dst):
    return os.path.join(dst, os.path.basename(src)) if os.path.isdir(dst) else dst


def copy(src, dst, *, follow_symlinks=True):
    dst = _into(src, dst)
    copyfile(src, dst)
    copymode(src, dst)
    return dst


def copy2(src, dst, *, follow_symlinks=True):
    dst = _into(src, dst)
    copyfile(src, dst)
    copystat(src, dst)
    return dst


def ignore_patterns(*patterns):
    def _ignore_patterns(path, names):
        return {name for pattern in patterns for name in _fnmatch.filter(names, pattern)}
    return _ignore_patterns


def copytree(src, dst, symlinks=False, ignore=None, copy_function=copy2, ignore_dangling_symlinks=False,
             dirs_exist_ok=False):
    names = os.listdir(src)
    ignored = ignore(os.fspath(src), names) if ignore is not None else ()
    os.makedirs(dst, exist_ok=dirs_exist_ok)
    errors = []
    for name in names:
        if name in ignored:
            continue
        old, new = os.path.join(src, name), os.path.join(dst, name)
        try:
            if os.path.isdir(old):
                copytree(old, new, symlinks, ignore, copy_function, dirs_exist_ok=dirs_exist_ok)
            else:
                copy_function(old, new)
        except Error as err:
            errors.extend(err.args[0])
        except OSError as why:
            errors.append((old, new, str(why)))
    copystat(src, dst)
    if errors:
        raise Error(errors)
    return dst


def rmtree(path, ignore_errors=False, onerror=None, *, onexc=None, dir_fd=None):
    def failed(function, name, error):
        error.filename = name
        if onexc is not None:
            onexc(function, name, error)
        elif onerror is not None:
            onerror(function, name, (type(error), error, error.__traceback__))
        elif not ignore_errors:
            raise error

    try:
        names = os.listdir(path)
    except OSError as error:
        failed(os.listdir, path, error)
        return
    for name in names:
        inner = os.path.join(path, name)
        if os.path.isdir(inner):
            rmtree(inner, ignore_errors, onerror, onexc=onexc)
            continue
        try:
            os.unlink(inner)
        except OSError as error:
            failed(os.unlink, inner, error)
    try:
        os.rmdir(path)
    except OSError as error:
        failed(os.rmdir, path, error)


def move(src, dst, copy_function=copy2):
    real = dst
    if os.path.isdir(dst):
        real = os.path.join(dst, os.path.basename(os.fspath(src).rstrip("/")))
        if os.path.exists(real):
            raise Error(f"Destination path '{real}' already exists")
    os.rename(src, real)
    return real


def which(cmd, mode=os.F_OK | os.X_OK, path=None):
    """A scenario has no programs."""
    return None


def get_terminal_size(fallback=(80, 24)):
    def number(name):
        try:
            return int(os.environ.get(name, 0))
        except ValueError:
            return 0
    return os.terminal_size((number("COLUMNS") or fallback[0], number("LINES") or fallback[1]))


def disk_usage(path):
    """Of a disk of 1 GiB that only the scenario's files are on."""
    total = 1 << 30
    used = sum(os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk("/") for name in names)
    return _usage(total, used, total - used)

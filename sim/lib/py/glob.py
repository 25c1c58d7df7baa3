"""Names of the scenario's files that match a pattern."""
import fnmatch
import os

__all__ = ["escape", "glob", "iglob"]


def has_magic(s):
    return any(c in s for c in "*?[")


def escape(pathname):
    return "".join(f"[{c}]" if c in "*?[" else c for c in pathname)


def glob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    return list(iglob(pathname, root_dir=root_dir, recursive=recursive, include_hidden=include_hidden))


def iglob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    root = "" if root_dir is None else os.fspath(root_dir)
    parts = pathname.split("/")
    start = ""
    if parts[0] == "":
        start, parts = "/", parts[1:]
    return _matches(root, start, parts, recursive, include_hidden)


def _names(root, folder):
    try:
        return os.listdir(os.path.join(root, folder) or ".")
    except OSError:
        return []


def _matches(root, folder, parts, recursive, hidden):
    if not parts:
        yield folder
        return
    first, rest = parts[0], parts[1:]
    if recursive and first == "**":
        yield from _matches(root, folder, rest, recursive, hidden) if rest else [folder] if folder else []
        for name in _names(root, folder):
            path = os.path.join(folder, name)
            if name.startswith(".") and not hidden:
                continue
            if os.path.isdir(os.path.join(root, path)):
                yield from _matches(root, path, parts, recursive, hidden)
            elif not rest:
                yield path
    elif not has_magic(first):
        path = os.path.join(folder, first)
        if rest or os.path.exists(os.path.join(root, path)):
            yield from _matches(root, path, rest, recursive, hidden) if os.path.exists(os.path.join(root, path)) else ()
    else:
        for name in _names(root, folder):
            if name.startswith(".") and not hidden and not first.startswith("."):
                continue
            path = os.path.join(folder, name)
            if fnmatch.fnmatchcase(name, first) and (not rest or os.path.isdir(os.path.join(root, path))):
                yield from _matches(root, path, rest, recursive, hidden)



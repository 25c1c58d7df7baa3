"""Paths as text; what asks for files asks those of the scenario, in memory."""
__all__ = ["normcase", "isabs", "join", "splitdrive", "splitroot", "split", "splitext", "basename", "dirname",
           "commonprefix", "commonpath", "normpath", "abspath", "relpath", "expanduser", "expandvars", "exists", "lexists",
           "isfile", "isdir", "islink", "ismount", "getsize", "getmtime", "samefile", "realpath"]

curdir, pardir, extsep, sep, pathsep, defpath, altsep, devnull = ".", "..", ".", "/", ":", "/bin:/usr/bin", None, \
    "/dev/null"


def _text(path):
    if isinstance(path, str):
        return path
    result = getattr(type(path), "__fspath__", None)
    if result is None:
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(path).__name__}")
    return result(path)


def normcase(s):
    return _text(s)


def isabs(s):
    return _text(s).startswith("/")


def join(a, *p):
    path = _text(a)
    for b in map(_text, p):
        if b.startswith("/") or not path:
            path = b
        elif path.endswith("/"):
            path += b
        else:
            path += "/" + b
    return path


def split(p):
    p = _text(p)
    i = p.rfind("/") + 1
    head, tail = p[:i], p[i:]
    if head and head != "/" * len(head):
        head = head.rstrip("/")
    return head, tail


def splitext(p):
    p = _text(p)
    name = p.rfind("/") + 1
    dot = p.rfind(".")
    if dot > name and p[name:dot].strip("."):
        return p[:dot], p[dot:]
    return p, p[:0]


def splitdrive(p):
    p = _text(p)
    return p[:0], p


def splitroot(p):
    p = _text(p)
    if p[:1] != "/":
        return "", "", p
    if p[1:2] != "/" or p[2:3] == "/":
        return "", "/", p[1:]
    return "", "//", p[2:]


def basename(p):
    p = _text(p)
    return p[p.rfind("/") + 1:]


def dirname(p):
    return split(p)[0]


def commonprefix(m):
    if not m:
        return ""
    s1, s2 = min(m), max(m)
    for i, c in enumerate(s1):
        if c != s2[i]:
            return s1[:i]
    return s1


def commonpath(paths):
    paths = [_text(p) for p in paths]
    if not paths:
        raise ValueError("commonpath() arg is an empty sequence")
    if len({p[:1] == "/" for p in paths}) > 1:
        raise ValueError("Can't mix absolute and relative paths")
    split_paths = [[c for c in p.split("/") if c and c != "."] for p in paths]
    common = commonprefix(split_paths) if split_paths else []
    return ("/" if paths[0][:1] == "/" else "") + "/".join(common)


def normpath(path):
    path = _text(path)
    if not path:
        return "."
    _, root, rest = splitroot(path)
    comps = []
    for comp in rest.split("/"):
        if not comp or comp == ".":
            continue
        if comp != ".." or not root and not comps or comps and comps[-1] == "..":
            comps.append(comp)
        elif comps:
            comps.pop()
    return root + "/".join(comps) or "."


def abspath(path):
    path = _text(path)
    return normpath(path if path.startswith("/") else join(_files().getcwd(), path))


def relpath(path, start="."):
    path = _text(path)
    if not path:
        raise ValueError("no path specified")
    start_list = [x for x in abspath(start).split("/") if x]
    path_list = [x for x in abspath(path).split("/") if x]
    i = len(commonprefix([start_list, path_list]))
    return "/".join([".."] * (len(start_list) - i) + path_list[i:]) or "."


def expanduser(path):
    return _text(path)


def expandvars(path):
    """The environment is empty: every name stays as it is."""
    return _text(path)


def _files():
    import _files
    return _files


def exists(path):
    return _files().exists(path)


lexists = exists


def isfile(path):
    return _files().isfile(path)


def isdir(s):
    return _files().isdir(s)


def getsize(filename):
    return _files().getsize(filename)


def getmtime(filename):
    return _files().getmtime(filename)


getatime = getctime = getmtime


def samefile(f1, f2):
    return _files().samefile(f1, f2)


def islink(path):
    return False


def ismount(path):
    return abspath(path) == "/"


def realpath(filename, *, strict=False):
    return abspath(filename)

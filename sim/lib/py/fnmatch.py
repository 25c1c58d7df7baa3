"""Names against patterns: * ? [seq] [!seq]."""
from functools import lru_cache

__all__ = ["filter", "fnmatch", "fnmatchcase", "translate"]


def fnmatch(name, pat):
    return fnmatchcase(name, pat)


@lru_cache(maxsize=32768, typed=True)
def _parse(pat):
    """A list of: None for *, a test for ? and [...], or a character."""
    steps = []
    i, n = 0, len(pat)
    while i < n:
        c = pat[i]
        i += 1
        if c == "*":
            if not steps or steps[-1] is not None:
                steps.append(None)
        elif c == "?":
            steps.append(_any)
        elif c == "[":
            j = i
            if j < n and pat[j] == "!":
                j += 1
            if j < n and pat[j] == "]":
                j += 1
            while j < n and pat[j] != "]":
                j += 1
            if j >= n:
                steps.append("[")
            else:
                steps.append(_char_class(pat[i:j]))
                i = j + 1
        else:
            steps.append(c)
    return steps


def _any(c):
    return True


def _char_class(stuff):
    negate = stuff[:1] == "!"
    if negate:
        stuff = stuff[1:]
    singles, ranges = set(), []
    i = 0
    while i < len(stuff):
        if i + 2 < len(stuff) and stuff[i + 1] == "-":
            ranges.append((stuff[i], stuff[i + 2]))
            i += 3
        else:
            singles.add(stuff[i])
            i += 1

    def test(c):
        return (c in singles or any(low <= c <= high for low, high in ranges)) != negate
    return test


def fnmatchcase(name, pat):
    if isinstance(name, bytes):
        name, pat = name.decode("latin-1"), pat.decode("latin-1")
    steps = _parse(pat)
    at = step = 0
    star = mark = -1
    while at < len(name):
        want = steps[step] if step < len(steps) else False
        if want is None:
            star, mark = step, at
            step += 1
        elif want is not False and (want == name[at] if isinstance(want, str) else want(name[at])):
            at += 1
            step += 1
        elif star >= 0:
            mark += 1
            at, step = mark, star + 1
        else:
            return False
    return all(want is None for want in steps[step:])


def filter(names, pat):
    return [name for name in names if fnmatchcase(name, pat)]


def translate(pat):
    import re
    out = []
    i, n = 0, len(pat)
    while i < n:
        c = pat[i]
        i += 1
        if c == "*":
            while i < n and pat[i] == "*":
                i += 1
            out.append(".*")
        elif c == "?":
            out.append(".")
        elif c == "[":
            j = i
            if j < n and pat[j] == "!":
                j += 1
            if j < n and pat[j] == "]":
                j += 1
            while j < n and pat[j] != "]":
                j += 1
            if j >= n:
                out.append("\\[")
            else:
                stuff = pat[i:j].replace("\\", r"\\")
                i = j + 1
                if stuff[0] == "!":
                    stuff = "^" + stuff[1:]
                elif stuff[0] in "^[":
                    stuff = "\\" + stuff
                out.append(f"[{stuff}]")
        else:
            out.append(re.escape(c))
    return f"(?s:{''.join(out)})\\Z"

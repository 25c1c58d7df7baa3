"""Binding of arguments for methods that are built at run time (namedtuple, dataclass), with the interpreter's errors.

A function whose parameters are known only at run time takes *args and **kwargs here, since there is no exec() to
write it out; `Signature.bind` puts them in order and words the errors as the interpreter does.
"""

MISSING = object()


def _distance(a, b, limit):
    """Edits from a to b as CPython counts them for 'Did you mean': a move costs 2, a change of case 1."""
    if a == b:
        return 0
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    if not a or not b:
        return 2 * (len(a) + len(b))
    if len(b) < len(a):
        a, b = b, a
    if (len(b) - len(a)) * 2 > limit:
        return limit + 1
    row = [2 * (i + 1) for i in range(len(a))]
    result = 0
    for bindex, bchar in enumerate(b):
        result = distance = bindex * 2
        lowest = None
        for index, achar in enumerate(a):
            if achar == bchar:
                change = 0
            else:
                change = 1 if achar.lower() == bchar.lower() else 2
            substitute = distance + change
            distance = row[index]
            result = min(substitute, min(result, distance) + 2)
            row[index] = result
            if lowest is None or result < lowest:
                lowest = result
        if lowest > limit:
            return limit + 1
    return result


def suggestion(wrong, names):
    """The name that was probably meant, or None."""
    best, best_distance = None, None
    if len(names) > 750 or len(wrong) > 40:
        return None
    for name in names:
        if name == wrong or len(name) > 40:
            continue
        limit = (len(wrong) + len(name) + 3) * 2 // 6
        if best_distance is not None:
            limit = min(limit, best_distance - 1)
        distance = _distance(wrong, name, limit)
        if distance <= limit and (best_distance is None or distance < best_distance):
            best, best_distance = name, distance
    return best


def _listed(names):
    names = [repr(name) for name in names]
    if len(names) < 3:
        return " and ".join(names)
    return ", ".join(names[:-1]) + ", and " + names[-1]


def format_annotation(annotation, base_module=None):
    """An annotation as inspect shows it in a signature."""
    kind = type(annotation)
    if getattr(annotation, "__module__", None) == "typing":
        return repr(annotation).replace("typing.", "")
    if kind is _GenericAlias:
        return str(annotation)
    if isinstance(annotation, type):
        if annotation.__module__ in ("builtins", base_module):
            return annotation.__qualname__
        return annotation.__module__ + "." + annotation.__qualname__
    return repr(annotation)


_GenericAlias = type(list[int])


class Signature:
    """Positional-or-keyword `names` whose last ones have `defaults`, then `kwonly` names with `kwdefaults`."""
    __slots__ = ("qualname", "names", "defaults", "kwonly", "kwdefaults", "index")

    def __init__(self, qualname, names, defaults=(), kwonly=(), kwdefaults=None):
        self.qualname = qualname
        self.names = names
        self.defaults = tuple(defaults)
        self.kwonly = kwonly
        self.kwdefaults = kwdefaults or {}
        self.index = {name: i for i, name in enumerate((*names, *kwonly))}

    def bind(self, args, kwargs):
        """The values of all parameters in order, self included; raises the interpreter's TypeError."""
        names = self.names
        count = len(names)
        given = len(args)
        values = list(args[:count])
        values.extend([MISSING] * (count - len(values) + len(self.kwonly)))
        index = self.index
        for name, value in kwargs.items():
            at = index.get(name)
            if at is None:
                self.fail_unexpected(name)
            if values[at] is not MISSING:
                raise TypeError(f"{self.qualname}() got multiple values for argument {name!r}")
            values[at] = value
        if given > count:
            self.fail_too_many(given, kwargs)
        self.fill_defaults(values)
        return values

    def fill_defaults(self, values):
        names = self.names
        count = len(names)
        required = count - len(self.defaults)
        missing = [names[i] for i in range(required) if values[i] is MISSING]
        if missing:
            self.fail_missing(missing, "positional")
        for i in range(required, count):
            if values[i] is MISSING:
                values[i] = self.defaults[i - required]
        for i, name in enumerate(self.kwonly, count):
            if values[i] is MISSING:
                if name in self.kwdefaults:
                    values[i] = self.kwdefaults[name]
                else:
                    missing.append(name)
        if missing:
            self.fail_missing(missing, "keyword-only")

    def fail_unexpected(self, name):
        meant = suggestion(name, (*self.names, *self.kwonly))
        hint = f". Did you mean {meant!r}?" if meant is not None else ""
        raise TypeError(f"{self.qualname}() got an unexpected keyword argument {name!r}{hint}")

    def fail_too_many(self, given, kwargs):
        count = len(self.names)
        least = count - len(self.defaults)
        takes = f"from {least} to {count}" if self.defaults else str(count)
        plural = "" if count == 1 and not self.defaults else "s"
        extra = sum(1 for name in kwargs if name in self.kwonly)
        were = f"{given} {'was' if given == 1 else 'were'} given"
        if extra:
            were = (f"{given} positional argument{'' if given == 1 else 's'} (and {extra} keyword-only "
                    f"argument{'' if extra == 1 else 's'}) were given")
        raise TypeError(f"{self.qualname}() takes {takes} positional argument{plural} but {were}")

    def fail_missing(self, missing, kind):
        raise TypeError(f"{self.qualname}() missing {len(missing)} required {kind} "
                        f"argument{'' if len(missing) == 1 else 's'}: {_listed(missing)}")

    def text(self, annotations):
        """The parameters but the first as inspect would show them: '(x: int, y: int = 0)'."""
        first_default = len(self.names) - len(self.defaults)
        shown = [self.show(name, annotations, self.defaults[i - first_default] if i >= first_default else MISSING)
                 for i, name in enumerate(self.names) if i]
        if self.kwonly:
            shown.append("*")
        shown += [self.show(name, annotations, self.kwdefaults.get(name, MISSING)) for name in self.kwonly]
        return f"({', '.join(shown)})"

    def show(self, name, annotations, default):
        text = name
        if name in annotations:
            text += ": " + format_annotation(annotations[name])
        if default is not MISSING:
            text += f" = {default!r}" if name in annotations else f"={default!r}"
        return text

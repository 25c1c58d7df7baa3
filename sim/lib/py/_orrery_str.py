"""Taking a format string apart, for string.Formatter."""


def _field(text, start):
    """The text of a replacement field that opens before `start`, and where it ends."""
    depth, i, bracket = 1, start, False
    while i < len(text):
        c = text[i]
        if c == "[":
            bracket = True
        elif c == "]":
            bracket = False
        elif bracket:
            pass
        elif c == "{":
            depth += 1
        elif c == "}":
            depth -= 1
            if depth == 0:
                return text[start:i], i + 1
        i += 1
    raise ValueError("expected '}' before end of string")


def _split_field(field):
    """A field's name, format spec and conversion."""
    bracket = False
    for i, c in enumerate(field):
        if c == "[":
            bracket = True
        elif c == "]":
            bracket = False
        elif bracket:
            continue
        elif c == "{":
            raise ValueError("unexpected '{' in field name")
        elif c == ":":
            return field[:i], field[i + 1:], None
        elif c == "!":
            name, rest = field[:i], field[i + 1:]
            if not rest:
                raise ValueError("end of string while looking for conversion specifier")
            if len(rest) > 1 and rest[1] != ":":
                raise ValueError("expected ':' after conversion specifier")
            return name, rest[2:], rest[0]
    return field, "", None


def formatter_parser(text):
    """Yields (literal, field name, format spec, conversion); the last three are None for a literal alone."""
    literal = []
    i = 0
    while i < len(text):
        c = text[i]
        if c not in "{}":
            literal.append(c)
            i += 1
        elif text.startswith(c, i + 1):
            literal.append(c)
            yield "".join(literal), None, None, None
            literal = []
            i += 2
        elif c == "}":
            raise ValueError("Single '}' encountered in format string")
        elif i + 1 == len(text):
            raise ValueError("Single '{' encountered in format string")
        else:
            field, i = _field(text, i + 1)
            name, spec, conversion = _split_field(field)
            yield "".join(literal), name, spec, conversion
            literal = []
    if literal:
        yield "".join(literal), None, None, None


def formatter_field_name_split(name):
    """A field name's first part (an int if it is one) and a list of (is attribute, key) steps."""
    end = 0
    while end < len(name) and name[end] not in ".[":
        end += 1
    first, steps = name[:end], []
    if first.isdigit():
        first = int(first)
    while end < len(name):
        if name[end] == ".":
            start = end = end + 1
            while end < len(name) and name[end] not in ".[":
                end += 1
            step = (True, name[start:end])
        elif name[end] == "[":
            close = name.find("]", end)
            if close < 0:
                raise ValueError("Missing ']' in format string")
            key = name[end + 1:close]
            end = close + 1
            step = (False, int(key) if key.isdigit() else key)
        else:
            raise ValueError("Only '.' or '[' may follow ']' in format field specifier")
        if step[1] == "":
            raise ValueError("Empty attribute in format string")
        steps.append(step)
    return first, steps

"""Objects to JSON text."""
__all__ = ["JSONEncoder"]

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TABLE = {**{i: f"\\u{i:04x}" for i in range(0x20)}, **{ord(c): text for c, text in _ESCAPES.items()}}
_INFINITY = float("inf")


def encode_basestring(s):
    return '"' + s.translate(_TABLE) + '"'


def _escape(c):
    n = ord(c)
    if n < 0x10000:
        return f"\\u{n:04x}"
    n -= 0x10000
    return f"\\u{0xd800 | (n >> 10):04x}\\u{0xdc00 | (n & 0x3ff):04x}"


def encode_basestring_ascii(s):
    s = s.translate(_TABLE)
    if not s.isascii() or "\x7f" in s:
        s = "".join([c if " " <= c <= "~" else _escape(c) for c in s])
    return '"' + s + '"'


class JSONEncoder:
    """Extensible JSON encoder for Python data structures."""
    item_separator = ", "
    key_separator = ": "

    def __init__(self, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True, sort_keys=False,
                 indent=None, separators=None, default=None):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.check_circular = check_circular
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        elif indent is not None:
            self.item_separator = ","
        if default is not None:
            self.default = default

    def default(self, o):
        raise TypeError(f"Object of type {o.__class__.__name__} is not JSON serializable")

    def encode(self, o):
        if isinstance(o, str):
            return encode_basestring_ascii(o) if self.ensure_ascii else encode_basestring(o)
        return "".join(self.iterencode(o, _one_shot=True))

    def iterencode(self, o, _one_shot=False):
        """The text in pieces. They are made at once: a piece a time would only cost more."""
        out = []
        _Writer(self, out).write(o, 0)
        return iter(out) if not _one_shot else out


class _Writer:
    """One encoding under way: where the pieces go, what encloses the value at hand."""
    __slots__ = ("encoder", "add", "string", "markers", "indent", "item_separator", "key_separator", "sort_keys",
                 "skipkeys", "allow_nan")

    def __init__(self, encoder, out):
        self.encoder = encoder
        self.add = out.append
        self.string = encode_basestring_ascii if encoder.ensure_ascii else encode_basestring
        self.markers = {} if encoder.check_circular else None
        indent = encoder.indent
        self.indent = indent if indent is None or isinstance(indent, str) else " " * indent
        self.item_separator, self.key_separator = encoder.item_separator, encoder.key_separator
        self.sort_keys, self.skipkeys, self.allow_nan = encoder.sort_keys, encoder.skipkeys, encoder.allow_nan

    def float(self, o):
        if o != o:
            text = "NaN"
        elif o == _INFINITY:
            text = "Infinity"
        elif o == -_INFINITY:
            text = "-Infinity"
        else:
            return float.__repr__(o)
        if not self.allow_nan:
            raise ValueError("Out of range float values are not JSON compliant: " + repr(o))
        return text

    def write(self, o, level):
        if isinstance(o, str):
            self.add(self.string(o))
        elif o is None:
            self.add("null")
        elif o is True:
            self.add("true")
        elif o is False:
            self.add("false")
        elif isinstance(o, int):
            self.add(int.__repr__(o))
        elif isinstance(o, float):
            self.add(self.float(o))
        elif isinstance(o, (list, tuple)):
            self.guarded(self.write_list, o, level)
        elif isinstance(o, dict):
            self.guarded(self.write_dict, o, level)
        else:
            self.guarded(self.write_default, o, level)

    def guarded(self, write, o, level):
        """Calls write(o, level) with o marked as open, so that an object within itself is found out."""
        markers = self.markers
        if markers is None:
            return write(o, level)
        key = id(o)
        if key in markers:
            raise ValueError("Circular reference detected")
        markers[key] = o
        write(o, level)
        del markers[key]

    def write_default(self, o, level):
        self.write(self.encoder.default(o), level)

    def separators(self, level):
        """What opens, parts and closes the items of a container."""
        if self.indent is None:
            return "", self.item_separator, ""
        opening = "\n" + self.indent * (level + 1)
        return opening, self.item_separator + opening, "\n" + self.indent * level

    def write_list(self, o, level):
        if not o:
            self.add("[]")
            return
        opening, between, closing = self.separators(level)
        self.add("[" + opening)
        first = True
        for value in o:
            if not first:
                self.add(between)
            first = False
            self.write(value, level + 1)
        self.add(closing + "]")

    def key_text(self, key):
        if isinstance(key, str):
            return key
        if isinstance(key, float):
            return self.float(key)
        if key is True:
            return "true"
        if key is False:
            return "false"
        if key is None:
            return "null"
        if isinstance(key, int):
            return int.__repr__(key)
        if self.skipkeys:
            return None
        raise TypeError("keys must be str, int, float, bool or None, not " + key.__class__.__name__)

    def write_dict(self, o, level):
        if not o:
            self.add("{}")
            return
        opening, between, closing = self.separators(level)
        self.add("{")
        first = True
        for key, value in (sorted(o.items()) if self.sort_keys else o.items()):
            text = self.key_text(key)
            if text is None:
                continue
            self.add(opening if first else between)
            first = False
            self.add(self.string(text))
            self.add(self.key_separator)
            self.write(value, level + 1)
        if not first:
            self.add(closing)
        self.add("}")

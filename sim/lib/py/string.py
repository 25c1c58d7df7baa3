"""Character sets, Template, Formatter."""
from _orrery_str import formatter_parser, formatter_field_name_split

__all__ = ["ascii_letters", "ascii_lowercase", "ascii_uppercase", "capwords", "digits", "hexdigits", "octdigits",
           "printable", "punctuation", "whitespace", "Formatter", "Template"]

whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdef" + "ABCDEF"
octdigits = "01234567"
punctuation = r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    return (sep or " ").join(map(str.capitalize, s.split(sep)))


_MISSING = {}


def _is_identifier(text, braced=False):
    return bool(text) and text.isascii() and text.isidentifier()


class Template:
    """A string class for supporting $-substitutions."""
    delimiter = "$"
    idpattern = r"(?a:[_a-z][_a-z0-9]*)"
    braceidpattern = None

    flags = None

    def __init_subclass__(cls):
        super().__init_subclass__()
        if not {"pattern", "idpattern", "braceidpattern", "flags"}.isdisjoint(name for c in cls.__mro__[:-2]
                                                                              for name in c.__dict__):
            cls.pattern = cls._compile()
            cls._pieces = cls._pattern_pieces

    @classmethod
    def _compile(cls):
        import re
        flags = re.IGNORECASE if cls.flags is None else cls.flags
        pattern = cls.__dict__.get("pattern")
        if pattern is None:
            mark, name = re.escape(cls.delimiter), cls.idpattern
            pattern = (f"{mark}(?:(?P<escaped>{mark})|(?P<named>{name})|"
                       f"{{(?P<braced>{cls.braceidpattern or name})}}|(?P<invalid>))")
        return re.compile(pattern, flags | re.VERBOSE)

    def _pattern_pieces(self):
        """As _pieces, for classes with a pattern of their own."""
        text, last = self.template, 0
        for m in self.pattern.finditer(text):
            yield text[last:m.start()], "", ""
            last = m.end()
            name = m.group("named") or m.group("braced")
            if name is not None:
                yield "", name, m.group()
            elif m.group("escaped") is not None:
                yield self.delimiter, "", ""
            elif m.group("invalid") is not None:
                yield "", None, m.start("invalid") - len(self.delimiter)
                yield m.group(), "", ""
            else:
                raise ValueError("Unrecognized named group in pattern", self.pattern)
        yield text[last:], "", ""

    def __init__(self, template):
        self.template = template

    def _pieces(self):
        """Yields (literal, None, None), or ("", name, the placeholder's text); name is None if it is not valid."""
        text, delimiter = self.template, self.delimiter
        i = 0
        while True:
            j = text.find(delimiter, i)
            if j < 0:
                yield text[i:], "", ""
                return
            yield text[i:j], "", ""
            k = j + len(delimiter)
            if text.startswith(delimiter, k):
                yield delimiter, "", ""
                i = k + len(delimiter)
                continue
            braced = text.startswith("{", k)
            start = k + 1 if braced else k
            end = start
            while end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] == "_"):
                end += 1
            name = text[start:end]
            if name and not name[0].isdigit() and (not braced or text.startswith("}", end)):
                i = end + 1 if braced else end
                yield "", name, text[j:i]
            else:
                yield "", None, j
                i = k
                yield delimiter, "", ""

    def _invalid(self, at):
        lines = self.template[:at].splitlines(keepends=True)
        if not lines:
            colno, lineno = 1, 1
        else:
            colno = at - len("".join(lines[:-1]))
            lineno = len(lines)
        raise ValueError(f"Invalid placeholder in string: line {lineno}, col {colno}")

    def _mapping(self, mapping, kws):
        if mapping is _MISSING:
            return kws
        if kws:
            from collections import ChainMap
            return ChainMap(kws, mapping)
        return mapping

    def substitute(self, mapping=_MISSING, /, **kws):
        mapping = self._mapping(mapping, kws)
        out = []
        for literal, name, text in self._pieces():
            if name is None:
                self._invalid(text + len(self.delimiter))
            out.append(str(mapping[name]) if name else literal)
        return "".join(out)

    def safe_substitute(self, mapping=_MISSING, /, **kws):
        mapping = self._mapping(mapping, kws)
        out = []
        for literal, name, text in self._pieces():
            if name:
                try:
                    out.append(str(mapping[name]))
                except KeyError:
                    out.append(text)
            elif name is not None:
                out.append(literal)
        result = "".join(out)
        return result

    def is_valid(self):
        return all(name is not None for _, name, _ in self._pieces())

    def get_identifiers(self):
        return list(dict.fromkeys(name for _, name, _ in self._pieces() if name))


class Formatter:
    def format(self, format_string, /, *args, **kwargs):
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        used_args = set()
        result, _ = self._vformat(format_string, args, kwargs, used_args, 2)
        self.check_unused_args(used_args, args, kwargs)
        return result

    def _vformat(self, format_string, args, kwargs, used_args, recursion_depth, auto_arg_index=0):
        if recursion_depth < 0:
            raise ValueError("Max string recursion exceeded")
        result = []
        for literal_text, field_name, format_spec, conversion in self.parse(format_string):
            if literal_text:
                result.append(literal_text)
            if field_name is None:
                continue
            field_first, _ = formatter_field_name_split(field_name)
            if field_first == "":
                if auto_arg_index is False:
                    raise ValueError("cannot switch from manual field specification to automatic field numbering")
                field_name = str(auto_arg_index) + field_name
                auto_arg_index += 1
            elif isinstance(field_first, int):
                if auto_arg_index:
                    raise ValueError("cannot switch from manual field specification to automatic field numbering")
                auto_arg_index = False
            obj, arg_used = self.get_field(field_name, args, kwargs)
            used_args.add(arg_used)
            obj = self.convert_field(obj, conversion)
            format_spec, auto_arg_index = self._vformat(format_spec, args, kwargs, used_args, recursion_depth - 1,
                                                        auto_arg_index=auto_arg_index)
            result.append(self.format_field(obj, format_spec))
        return "".join(result), auto_arg_index

    def get_value(self, key, args, kwargs):
        return args[key] if isinstance(key, int) else kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        pass

    def format_field(self, value, format_spec):
        return format(value, format_spec)

    def convert_field(self, value, conversion):
        if conversion is None:
            return value
        if conversion == "s":
            return str(value)
        if conversion == "r":
            return repr(value)
        if conversion == "a":
            return ascii(value)
        raise ValueError(f"Unknown conversion specifier {conversion!s}")

    def parse(self, format_string):
        return formatter_parser(format_string)

    def get_field(self, field_name, args, kwargs):
        first, rest = formatter_field_name_split(field_name)
        obj = self.get_value(first, args, kwargs)
        for is_attr, i in rest:
            obj = getattr(obj, i) if is_attr else obj[i]
        return obj, first

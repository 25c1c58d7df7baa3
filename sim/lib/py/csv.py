"""Comma-separated values: reader, writer, DictReader, DictWriter and dialects."""
from types import GenericAlias as _GenericAlias

__all__ = ["QUOTE_MINIMAL", "QUOTE_ALL", "QUOTE_NONNUMERIC", "QUOTE_NONE", "QUOTE_STRINGS", "QUOTE_NOTNULL", "Error",
           "Dialect", "excel", "excel_tab", "field_size_limit", "reader", "writer", "register_dialect", "get_dialect",
           "list_dialects", "Sniffer", "unregister_dialect", "DictReader", "DictWriter", "unix_dialect"]

QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE, QUOTE_STRINGS, QUOTE_NOTNULL = range(6)


class Error(Exception):
    __module__ = "_csv"


_dialects = {}
_limit = 128 * 1024


def field_size_limit(*args):
    global _limit
    if len(args) > 1:
        raise TypeError(f"field_size_limit expected at most 1 argument, got {len(args)}")
    old = _limit
    if args:
        if not isinstance(args[0], int):
            raise TypeError("limit must be an integer")
        _limit = args[0]
    return old


def _char(name, value, may_be_none):
    if value is None and may_be_none:
        return None
    if not isinstance(value, str):
        raise TypeError(f'"{name}" must be string{" or None" if may_be_none else ""}, not {type(value).__name__}')
    if len(value) != 1:
        raise TypeError(f'"{name}" must be a 1-character string')
    return value


_DEFAULTS = {"delimiter": ",", "doublequote": True, "escapechar": None, "lineterminator": "\r\n", "quotechar": '"',
             "quoting": QUOTE_MINIMAL, "skipinitialspace": False, "strict": False}


class _Dialect:
    """A dialect checked and made ready for use."""
    __module__, __qualname__ = "_csv", "Dialect"

    def __init__(self, dialect, options):
        if isinstance(dialect, str):
            dialect = get_dialect(dialect)
        for name in options:
            if name not in _DEFAULTS:
                raise TypeError(f"this function got an unexpected keyword argument '{name}'")

        def value(name):
            return options[name] if name in options else getattr(dialect, name, _DEFAULTS[name])

        self.delimiter = _char("delimiter", value("delimiter"), False)
        self.doublequote = bool(value("doublequote"))
        self.escapechar = _char("escapechar", value("escapechar"), True)
        self.lineterminator = value("lineterminator")
        if self.lineterminator is None:
            raise TypeError("lineterminator must be set")
        if not isinstance(self.lineterminator, str):
            raise TypeError('"lineterminator" must be a string')
        quoting = value("quoting")
        if type(quoting) is not int:
            raise TypeError('"quoting" must be an integer')
        if not QUOTE_MINIMAL <= quoting <= QUOTE_NOTNULL:
            raise TypeError('bad "quoting" value')
        self.quotechar = _char("quotechar", value("quotechar"), True)
        if self.quotechar is None and "quotechar" in options and "quoting" not in options:
            quoting = QUOTE_NONE
        self.quoting = quoting
        self.skipinitialspace = bool(value("skipinitialspace"))
        self.strict = bool(value("strict"))
        if quoting != QUOTE_NONE and self.quotechar is None:
            raise TypeError("quotechar must be set if quoting enabled")
        self._check_apart()

    def _check_apart(self):
        for name in ("delimiter", "escapechar", "quotechar"):
            char = getattr(self, name)
            if char is None:
                continue
            if char in "\r\n" or char == " " and self.skipinitialspace and name != "delimiter":
                raise ValueError(f"bad {name} value")
        for a, b in (("delimiter", "escapechar"), ("delimiter", "quotechar"), ("escapechar", "quotechar")):
            if getattr(self, a) is not None and getattr(self, a) == getattr(self, b):
                raise ValueError(f"bad {a} or {b} value")
        for name in ("delimiter", "escapechar", "quotechar"):
            char = getattr(self, name)
            if char is not None and char in self.lineterminator:
                raise ValueError(f"bad {name} or lineterminator value")


class Dialect:
    """Describe a CSV dialect, by its class attributes."""
    _name = ""
    _valid = False
    delimiter = None
    quotechar = None
    escapechar = None
    doublequote = None
    skipinitialspace = None
    lineterminator = None
    quoting = None

    def __init__(self):
        if self.__class__ != Dialect:
            self._valid = True
        if not isinstance(self.quoting, int):
            raise Error('"quoting" must be an integer')
        try:
            _Dialect(self, {})
        except TypeError as e:
            raise Error(str(e)) from None


class excel(Dialect):
    """Describe the usual properties of Excel-generated CSV files."""
    delimiter = ","
    quotechar = '"'
    doublequote = True
    skipinitialspace = False
    lineterminator = "\r\n"
    quoting = QUOTE_MINIMAL


class excel_tab(excel):
    """Describe the usual properties of Excel-generated TAB-delimited files."""
    delimiter = "\t"


class unix_dialect(Dialect):
    """Describe the usual properties of Unix-generated CSV files."""
    delimiter = ","
    quotechar = '"'
    doublequote = True
    skipinitialspace = False
    lineterminator = "\n"
    quoting = QUOTE_ALL


def register_dialect(name, dialect=None, **fmtparams):
    if not isinstance(name, str):
        raise TypeError("dialect name must be a string")
    if isinstance(dialect, type):
        dialect = dialect()
    _dialects[name] = _Dialect(dialect, fmtparams)


def unregister_dialect(name):
    if _dialects.pop(name, None) is None:
        raise Error("unknown dialect")


def get_dialect(name):
    try:
        return _dialects[name]
    except KeyError:
        raise Error("unknown dialect") from None


def list_dialects():
    return list(_dialects)


# How a reader is in the middle of a field.
_START_RECORD, _START_FIELD, _IN_FIELD, _IN_QUOTED, _ESCAPE, _ESCAPE_QUOTED, _QUOTE_IN_QUOTED, _AFTER_ESCAPED = range(8)


class _Reader:
    __module__, __qualname__ = "_csv", "reader"

    def __init__(self, iterable, dialect, options):
        try:
            self._lines = iter(iterable)
        except TypeError:
            raise TypeError(f"'{type(iterable).__name__}' object is not iterable") from None
        self.dialect = _Dialect(dialect, options)
        self.line_num = 0

    def __iter__(self):
        return self

    def __next__(self):
        self._fields = []
        self._field = []
        self._quoted = False
        state = _START_RECORD
        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                if self._field or state in (_IN_QUOTED, _ESCAPE_QUOTED):
                    if self.dialect.strict:
                        raise Error("unexpected end of data") from None
                    self._save()
                    return self._fields
                raise
            if not isinstance(line, str):
                raise Error(f"iterator should return strings, not {type(line).__name__} (the file should be opened in "
                            "text mode)")
            self.line_num += 1
            state = self._line(line, state)
            if state == _START_RECORD:
                return self._fields

    def _line(self, line, state):
        for char in line:
            state = self._step(char, state)
        return self._step("\n\n", state)       # the end of a line that had none

    def _save(self):
        value = "".join(self._field)
        self._field = []
        quoting = self.dialect.quoting
        if not self._quoted:
            if quoting == QUOTE_NONNUMERIC and value or quoting == QUOTE_STRINGS and value:
                value = float(value)
            elif not value and quoting in (QUOTE_STRINGS, QUOTE_NOTNULL):
                value = None
        self._quoted = False
        self._fields.append(value)

    def _add(self, char):
        if len(self._field) >= _limit:
            raise Error(f"field larger than field limit ({_limit})")
        self._field.append(char)

    def _step(self, c, state):
        d = self.dialect
        end = c == "\n\n"
        if state == _START_RECORD:
            if end:
                return _START_RECORD
            if c in "\r\n":
                return self._eat_newline
            state = _START_FIELD
        if state == _START_FIELD:
            if end or c in "\r\n":
                self._save()
                return _START_RECORD if end else self._eat_newline
            if c == d.quotechar and d.quoting != QUOTE_NONE:
                self._quoted = True
                return _IN_QUOTED
            if c == d.escapechar:
                return _ESCAPE
            if c == " " and d.skipinitialspace:
                return _START_FIELD
            if c == d.delimiter:
                self._save()
                return _START_FIELD
            self._add(c)
            return _IN_FIELD
        if state == _ESCAPE:
            if not end and c in "\r\n":
                self._add(c)
                return _AFTER_ESCAPED
            self._add("\n" if end else c)
            return _IN_FIELD
        if state == _AFTER_ESCAPED:
            if end:
                return state
            state = _IN_FIELD
        if state == _IN_FIELD:
            if end or c in "\r\n":
                self._save()
                return _START_RECORD if end else self._eat_newline
            if c == d.escapechar:
                return _ESCAPE
            if c == d.delimiter:
                self._save()
                return _START_FIELD
            self._add(c)
            return state
        if state == _IN_QUOTED:
            if end:
                return state
            if c == d.escapechar:
                return _ESCAPE_QUOTED
            if c == d.quotechar and d.quoting != QUOTE_NONE:
                return _QUOTE_IN_QUOTED if d.doublequote else _IN_FIELD
            self._add(c)
            return state
        if state == _ESCAPE_QUOTED:
            self._add("\n" if end else c)
            return _IN_QUOTED
        if state == _QUOTE_IN_QUOTED:
            if not end and d.quoting != QUOTE_NONE and c == d.quotechar:
                self._add(c)
                return _IN_QUOTED
            if c == d.delimiter:
                self._save()
                return _START_FIELD
            if end or c in "\r\n":
                self._save()
                return _START_RECORD if end else self._eat_newline
            if not d.strict:
                self._add(c)
                return _IN_FIELD
            raise Error(f"'{d.delimiter}' expected after '{d.quotechar}'")
        # after a newline within a line
        if end:
            return _START_RECORD
        if c in "\r\n":
            return state
        raise Error("new-line character seen in unquoted field - do you need to open the file with newline=''?")

    _eat_newline = 8


def reader(*args, **fmtparams):
    iterable, dialect = _two(args, fmtparams)
    return _Reader(iterable, _made(dialect), fmtparams)


def _two(args, options):
    if not args:
        raise TypeError(" expected at least 1 argument, got 0")
    if len(args) > 2:
        raise TypeError(f" expected at most 2 arguments, got {len(args)}")
    return args[0], args[1] if len(args) > 1 else options.pop("dialect", "excel")


def _made(dialect):
    return dialect() if isinstance(dialect, type) else dialect


class _Writer:
    __module__, __qualname__ = "_csv", "writer"

    def __init__(self, file, dialect, options):
        write = getattr(file, "write", None)
        if not callable(write):
            raise TypeError('argument 1 must have a "write" method')
        self._write = write
        self.dialect = _Dialect(dialect, options)

    def writerow(self, row):
        try:
            fields = list(row)
        except TypeError:
            raise Error(f"iterable expected, not {type(row).__name__}") from None
        d = self.dialect
        texts = [self._field(value, len(fields)) for value in fields]
        return self._write(d.delimiter.join(texts) + d.lineterminator)

    def writerows(self, rows):
        for row in rows:
            self.writerow(row)

    def _field(self, value, count):
        d = self.dialect
        quoting = d.quoting
        quoted = (quoting == QUOTE_ALL or quoting == QUOTE_NONNUMERIC and not isinstance(value, (int, float))
                  and not hasattr(type(value), "__float__")
                  or quoting == QUOTE_STRINGS and isinstance(value, str)
                  or quoting == QUOTE_NOTNULL and value is not None)
        text = "" if value is None else value if isinstance(value, str) else str(value)
        if not text and count == 1 and not quoted:
            if quoting == QUOTE_NONE or value is None and quoting in (QUOTE_STRINGS, QUOTE_NOTNULL):
                raise Error("single empty field record must be quoted")
            quoted = True
        special = d.delimiter + (d.escapechar or "") + (d.quotechar or "") + d.lineterminator + "\r\n"
        if text.startswith(" ") and d.skipinitialspace and not quoted:
            if quoting == QUOTE_NONE:
                raise Error("empty field must be quoted if delimiter is a space and skipinitialspace is true")
            quoted = True
        if not any(c in special for c in text):
            if not text and d.delimiter == " " and d.skipinitialspace and not quoted:
                if quoting == QUOTE_NONE:
                    raise Error("empty field must be quoted if delimiter is a space and skipinitialspace is true")
                quoted = True
            return f"{d.quotechar}{text}{d.quotechar}" if quoted else text
        out = []
        for c in text:
            if c in special:
                escape = False
                if quoting == QUOTE_NONE:
                    escape = True
                elif c == d.quotechar:
                    if d.doublequote:
                        out.append(c)
                    else:
                        escape = True
                elif c == d.escapechar:
                    escape = True
                if escape:
                    if d.escapechar is None:
                        raise Error("need to escape, but no escapechar set")
                    out.append(d.escapechar)
                else:
                    quoted = True
            out.append(c)
        text = "".join(out)
        return f"{d.quotechar}{text}{d.quotechar}" if quoted else text


def writer(*args, **fmtparams):
    file, dialect = _two(args, fmtparams)
    return _Writer(file, _made(dialect), fmtparams)


class DictReader:
    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect="excel", *args, **kwds):
        if fieldnames is not None and iter(fieldnames) is fieldnames:
            fieldnames = list(fieldnames)
        self._fieldnames = fieldnames
        self.restkey = restkey
        self.restval = restval
        self.reader = reader(f, dialect, *args, **kwds)
        self.dialect = dialect
        self.line_num = 0

    def __iter__(self):
        return self

    @property
    def fieldnames(self):
        if self._fieldnames is None:
            try:
                self._fieldnames = next(self.reader)
            except StopIteration:
                pass
        self.line_num = self.reader.line_num
        return self._fieldnames

    @fieldnames.setter
    def fieldnames(self, value):
        self._fieldnames = value

    def __next__(self):
        if self.line_num == 0:
            self.fieldnames
        row = next(self.reader)
        self.line_num = self.reader.line_num
        while row == []:
            row = next(self.reader)
        names = self.fieldnames
        d = dict(zip(names, row))
        if len(names) < len(row):
            d[self.restkey] = row[len(names):]
        else:
            for key in names[len(row):]:
                d[key] = self.restval
        return d

    __class_getitem__ = classmethod(_GenericAlias)


class DictWriter:
    def __init__(self, f, fieldnames, restval="", extrasaction="raise", dialect="excel", *args, **kwds):
        if fieldnames is not None and iter(fieldnames) is fieldnames:
            fieldnames = list(fieldnames)
        self.fieldnames = fieldnames
        self.restval = restval
        extrasaction = extrasaction.lower()
        if extrasaction not in ("raise", "ignore"):
            raise ValueError(f"extrasaction ({extrasaction}) must be 'raise' or 'ignore'")
        self.extrasaction = extrasaction
        self.writer = writer(f, dialect, *args, **kwds)

    def writeheader(self):
        return self.writerow(dict(zip(self.fieldnames, self.fieldnames)))

    def _dict_to_list(self, rowdict):
        if self.extrasaction == "raise":
            wrong = [key for key in rowdict if key not in self.fieldnames]
            if wrong:
                raise ValueError("dict contains fields not in fieldnames: " + ", ".join(repr(x) for x in wrong))
        return (rowdict.get(key, self.restval) for key in self.fieldnames)

    def writerow(self, rowdict):
        return self.writer.writerow(self._dict_to_list(rowdict))

    def writerows(self, rowdicts):
        return self.writer.writerows(map(self._dict_to_list, rowdicts))

    __class_getitem__ = classmethod(_GenericAlias)


class Sniffer:
    """Its guesses depend on much that is not specified."""

    def __new__(cls):
        raise NotImplementedError("orrery: csv.Sniffer is not supported; say which dialect the data has")


register_dialect("excel", excel)
register_dialect("excel-tab", excel_tab)
register_dialect("unix", unix_dialect)

"""Tracebacks as text: stacks, chains, groups, notes, suggestions, and the carets under the failing part of a line."""
import sys
import linecache
from _orrery import position as _position
from _orrery_bind import suggestion as _suggestion

__all__ = ["extract_stack", "extract_tb", "format_exception", "format_exception_only", "format_list", "format_stack",
           "format_tb", "print_exc", "format_exc", "print_exception", "print_last", "print_stack", "print_tb",
           "clear_frames", "FrameSummary", "StackSummary", "TracebackException", "walk_stack", "walk_tb",
           "print_list"]

_RECURSIVE_CUTOFF = 3
_cause_message = "\nThe above exception was the direct cause of the following exception:\n\n"
_context_message = "\nDuring handling of the above exception, another exception occurred:\n\n"


class _Sentinel:
    def __repr__(self):
        return "<implicit>"


_sentinel = _Sentinel()


def _resolve(exc, value, tb):
    if (value is _sentinel) != (tb is _sentinel):
        raise ValueError("Both or neither of value and tb must be given")
    if value is tb is _sentinel:
        if exc is None:
            return None, None
        if isinstance(exc, BaseException):
            return exc, exc.__traceback__
        raise TypeError(f"Exception expected for value, {type(exc).__name__} found")
    return value, tb


def print_list(extracted_list, file=None):
    file = sys.stderr if file is None else file
    for item in StackSummary.from_list(extracted_list).format():
        print(item, file=file, end="")


def format_list(extracted_list):
    return StackSummary.from_list(extracted_list).format()


def print_tb(tb, limit=None, file=None):
    print_list(extract_tb(tb, limit=limit), file=file)


def format_tb(tb, limit=None):
    return extract_tb(tb, limit=limit).format()


def extract_tb(tb, limit=None):
    return StackSummary._extract(_walk_positions(tb), limit=limit)


def print_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None, file=None, chain=True, **kwargs):
    value, tb = _resolve(exc, value, tb)
    TracebackException(type(value), value, tb, limit=limit, compact=True).print(file=file, chain=chain)


def format_exception(exc, /, value=_sentinel, tb=_sentinel, limit=None, chain=True, **kwargs):
    value, tb = _resolve(exc, value, tb)
    return list(TracebackException(type(value), value, tb, limit=limit, compact=True).format(chain=chain))


def format_exception_only(exc, /, value=_sentinel, *, show_group=False, **kwargs):
    if value is _sentinel:
        value = exc
    return list(TracebackException(type(value), value, None, compact=True).format_exception_only(
        show_group=show_group))


def print_exc(limit=None, file=None, chain=True):
    print_exception(sys.exception(), limit=limit, file=file, chain=chain)


def format_exc(limit=None, chain=True):
    return "".join(format_exception(sys.exception(), limit=limit, chain=chain))


def print_last(limit=None, file=None, chain=True):
    if not hasattr(sys, "last_exc") and not hasattr(sys, "last_type"):
        raise ValueError("no last exception")
    print_exception(sys.last_exc, limit=limit, file=file, chain=chain)


def print_stack(f=None, limit=None, file=None):
    print_list(extract_stack(f or sys._getframe(1), limit=limit), file=file)


def format_stack(f=None, limit=None):
    return format_list(extract_stack(f or sys._getframe(1), limit=limit))


def extract_stack(f=None, limit=None):
    stack = StackSummary.extract(walk_stack(f or sys._getframe(1)), limit=limit)
    stack.reverse()
    return stack


def walk_stack(f):
    if f is None:
        f = sys._getframe(1)
    while f is not None:
        yield f, f.f_lineno
        f = f.f_back


def walk_tb(tb):
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def _walk_positions(tb):
    """(frame, (line, end line, column, end column)) of each entry; columns count UTF-8 bytes, None if unknown."""
    while tb is not None:
        yield tb.tb_frame, _position(tb)
        tb = tb.tb_next


def clear_frames(tb):
    while tb is not None:
        try:
            tb.tb_frame.clear()
        except RuntimeError:
            pass
        tb = tb.tb_next


class FrameSummary:
    """Information about a single frame from a traceback."""
    __slots__ = ("filename", "lineno", "end_lineno", "colno", "end_colno", "name", "_lines", "locals")

    def __init__(self, filename, lineno, name, *, lookup_line=True, locals=None, line=None, end_lineno=None,
                 colno=None, end_colno=None, **kwargs):
        self.filename, self.lineno, self.name = filename, lineno, name
        self.end_lineno = lineno if end_lineno is None else end_lineno
        self.colno, self.end_colno = colno, end_colno
        self._lines = line
        self.locals = {k: _safe_string(v, "local", repr) for k, v in locals.items()} if locals else None

    def __eq__(self, other):
        if isinstance(other, FrameSummary):
            return tuple(self) == tuple(other) and self.locals == other.locals
        if isinstance(other, tuple):
            return tuple(self) == other
        return NotImplemented

    def __getitem__(self, pos):
        return (self.filename, self.lineno, self.name, self.line)[pos]

    def __iter__(self):
        return iter([self.filename, self.lineno, self.name, self.line])

    def __repr__(self):
        return f"<FrameSummary file {self.filename}, line {self.lineno} in {self.name}>"

    def __len__(self):
        return 4

    def _load(self):
        if self._lines is None and self.lineno is not None:
            last = self.end_lineno or self.lineno
            self._lines = "\n".join([linecache.getline(self.filename, n).rstrip()
                                     for n in range(self.lineno, last + 1)])
        return self._lines

    @property
    def line(self):
        lines = self._load()
        return None if lines is None else lines.partition("\n")[0].strip()


class StackSummary(list):
    """A list of FrameSummary objects, representing a stack of frames."""

    @classmethod
    def extract(klass, frame_gen, *, limit=None, lookup_lines=True, capture_locals=False):
        return klass._extract(((f, (lineno, None, None, None)) for f, lineno in frame_gen), limit=limit,
                              capture_locals=capture_locals)

    @classmethod
    def _extract(klass, frames, *, limit=None, capture_locals=False):
        frames = list(frames)
        if limit is None:
            limit = getattr(sys, "tracebacklimit", None)
            if limit is not None and limit < 0:
                limit = 0
        if limit is not None:
            frames = frames[:limit] if limit >= 0 else frames[limit:]
        result = klass()
        for f, (lineno, end_lineno, colno, end_colno) in frames:
            co = f.f_code
            result.append(FrameSummary(co.co_filename, lineno, co.co_name, end_lineno=end_lineno, colno=colno,
                                       end_colno=end_colno, locals=f.f_locals if capture_locals else None))
        return result

    @classmethod
    def from_list(klass, a_list):
        result = klass()
        for frame in a_list:
            if isinstance(frame, FrameSummary):
                result.append(frame)
            else:
                filename, lineno, name, line = frame
                result.append(FrameSummary(filename, lineno, name, line=line))
        return result

    def format_frame_summary(self, frame_summary, **kwargs):
        fs = frame_summary
        rows = [f'  File "{fs.filename}", line {fs.lineno}, in {fs.name}\n']
        text = fs._load()
        if text and text.strip():
            rows.append(_format_lines(fs, text))
        if fs.locals:
            rows.extend(f"    {name} = {value}\n" for name, value in sorted(fs.locals.items()))
        return "".join(rows)

    def format(self, **kwargs):
        result = []
        last, count = None, 0
        for fs in self:
            text = self.format_frame_summary(fs)
            if text is None:
                continue
            if last != (fs.filename, fs.lineno, fs.name):
                if count > _RECURSIVE_CUTOFF:
                    result.append(_repeated(count))
                last, count = (fs.filename, fs.lineno, fs.name), 0
            count += 1
            if count <= _RECURSIVE_CUTOFF:
                result.append(text)
        if count > _RECURSIVE_CUTOFF:
            result.append(_repeated(count))
        return result


def _repeated(count):
    more = count - _RECURSIVE_CUTOFF
    return f"  [Previous line repeated {more} more time{'s' if more > 1 else ''}]\n"


def _characters(line, offset):
    """A column in bytes as a column in characters."""
    return len(line.encode("utf-8")[:offset].decode("utf-8", "replace"))


def _format_lines(fs, text):
    """The frame's source, indented by four, with carets below where its positions say more than the line does."""
    if fs.colno is None or fs.end_colno is None:
        return f"    {text.partition(chr(10))[0].strip()}\n"
    lines = text.split("\n")
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    cut = min(indents)
    start = _characters(lines[0], fs.colno) - cut
    end = _characters(lines[-1], fs.end_colno) - cut
    lines = [line[cut:] for line in lines]
    start, end = max(start, 0), max(end, 0)
    segment = lines[0][start:end] if len(lines) == 1 else "\n".join([lines[0][start:], *lines[1:-1], lines[-1][:end]])
    anchors = _find_anchors(segment)
    if not _wants_carets(lines, start, end, segment, anchors):
        if len(lines) == 1:
            return f"    {lines[0]}\n"
        return "".join(f"    {line}\n" for line in _middle_cut(lines, None, range(len(lines))))
    marks = _marks(lines, start, end, segment, anchors)
    around = [0, len(lines) - 1]
    for at in anchors[:2] if anchors else ():
        row = segment.count("\n", 0, at)
        around += [row - 1, row, row + 1]
    return "".join(f"    {row}\n" for row in _middle_cut(lines, marks, around))


def _marks(lines, start, end, segment, anchors):
    """For each line the row of carets below it: ^ for the anchored part, ~ for the rest of the segment."""
    flat = []
    for i, c in enumerate(segment):
        flat.append("\n" if c == "\n" else "^" if not anchors or anchors[0] <= i < anchors[1] else "~")
    rows = "".join(flat).split("\n")
    marks = []
    for i, row in enumerate(rows):
        line = lines[i]
        offset = start if i == 0 else 0
        body = line[offset:offset + len(row)]
        blank = len(body) - len(body.lstrip())
        row = " " * (offset + blank) + row[blank:].rstrip()
        marks.append(row)
    return marks


def _middle_cut(lines, marks, keep):
    """Lines with their carets; a gap of two lines or more between those to keep is left out."""
    out = []
    previous = None
    for i in sorted({i for i in keep if 0 <= i < len(lines)}):
        gap = 0 if previous is None else i - previous - 1
        if gap == 1:
            out.extend(_pair(lines, marks, i - 1))
        elif gap > 1:
            out.append(f"...<{gap} lines>...")
        out.extend(_pair(lines, marks, i))
        previous = i
    return out


def _pair(lines, marks, i):
    if marks is None or not marks[i].strip():
        return [lines[i]]
    return [lines[i], marks[i]]


def _wants_carets(lines, start, end, segment, anchors):
    before, after = lines[0][:start].strip(), lines[-1][end:].strip()
    if not after and anchors and anchors[2] == "call":
        name = segment[:anchors[0]]
        if before == "return" and name.replace("_", "").isalnum():
            return False                # "return f(...)" is as clear without
        if before.endswith("=") and before[:-1].translate(_NO_TARGET_MARKS).isalnum():
            return False                # and so is "x = f(...)"
    return bool(anchors or before or after)


_NO_TARGET_MARKS = str.maketrans("", "", "_., ")
_BINARY = {"|": 1, "^": 2, "&": 3, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "/": 6, "//": 6, "%": 6, "@": 6, "**": 8}
_LOOSER = {"if", "else", "or", "and", "not", "in", "is", "lambda", "await", "yield", "for", "async", "from",
           "raise", "assert", "import", "return", "with", "del"}


def _skip_string(text, i):
    quote = text[i] * 3 if text.startswith(text[i] * 3, i) else text[i]
    i += len(quote)
    while i < len(text):
        if text[i] == "\\":
            i += 2
        elif text.startswith(quote, i):
            return i + len(quote)
        else:
            i += 1
    return i


def _find_anchors(segment):
    """Where in an expression the thing that failed stands: (start, end, kind) of its operator, call or subscript."""
    depth, i = 0, 0
    operand = False             # whether what came last can be a left operand
    best = None
    opened = None               # where the last bracket at depth 0 opened, if an operand stood before it
    closed = None
    while i < len(segment):
        c = segment[i]
        if c in "\"'":
            i = _skip_string(segment, i)
            operand = True
        elif c == "#":
            end = segment.find("\n", i)
            i = len(segment) if end < 0 else end
        elif c.isspace() or c == "\\":
            i += 1
        elif c in "([{":
            if depth == 0:
                opened = i if operand else None
            depth += 1
            i += 1
            operand = False
        elif c in ")]}":
            depth -= 1
            i += 1
            operand = True
            if depth == 0:
                closed = i
        elif depth:
            i += 1
        elif c.isalnum() or c == "_" or c == ".":
            j = i
            while j < len(segment) and (segment[j].isalnum() or segment[j] in "_."):
                j += 1
            word = segment[i:j]
            if word in _LOOSER:
                return None
            if segment[j:j + 1] in ("'", '"') and segment[j:j + 1] and word.lower() in ("f", "r", "b", "fr", "rf",
                                                                                        "br", "rb", "u"):
                j = _skip_string(segment, j)
            i = j
            operand = True
        else:
            op = segment[i:i + 2] if segment[i:i + 2] in _BINARY or segment[i:i + 2] in (
                "==", "!=", "<=", ">=", ":=") else c
            if op in _BINARY and operand:
                rank = _BINARY[op]
                if best is None or rank < best[0] or rank == best[0] and op != "**":
                    best = (rank, i, i + len(op))
            elif op not in "+-~":
                return None
            i += len(op)
            operand = False
    if best is not None:
        return best[1], best[2], "binary"
    if closed == len(segment) and opened is not None:
        kind = {"(": "call", "[": "subscript"}.get(segment[opened])
        if kind:
            return opened, len(segment), kind
    return None


def _safe_string(value, what, func=str):
    try:
        return func(value)
    except Exception:
        return f"<{what} {func.__name__}() failed>"


def _final_line(etype, value):
    text = _safe_string(value, "exception")
    return f"{etype}\n" if value is None or not text else f"{etype}: {text}\n"


class _Context:
    """How deep within exception groups the output is."""

    def __init__(self):
        self.depth = 0
        self.need_close = False

    def indent(self):
        return " " * (2 * self.depth)

    def emit(self, texts, margin="|"):
        prefix = self.indent() + (margin + " " if self.depth else "")
        for text in (texts,) if isinstance(texts, str) else texts:
            yield "".join([prefix + line for line in text.splitlines(True)]) if prefix else text


class TracebackException:
    """An exception ready for rendering."""

    def __init__(self, exc_type, exc_value, exc_traceback, *, limit=None, lookup_lines=True, capture_locals=False,
                 compact=False, max_group_width=15, max_group_depth=10, save_exc_type=True, _seen=None):
        seen = _seen if _seen is not None else set()
        seen.add(id(exc_value))
        self.max_group_width, self.max_group_depth = max_group_width, max_group_depth
        self.stack = StackSummary._extract(_walk_positions(exc_traceback), limit=limit, capture_locals=capture_locals)
        self.exc_type = exc_type
        self._exc_type = exc_type
        self._str = _safe_string(exc_value, "exception")
        self._is_none = exc_value is None
        try:
            self.__notes__ = getattr(exc_value, "__notes__", None)
        except Exception as e:
            self.__notes__ = [f"Ignored error getting __notes__: {_safe_string(e, '__notes__', repr)}"]
        self._have_exc_type = exc_type is not None
        if exc_type is not None:
            self.exc_type_qualname = exc_type.__qualname__
            self.exc_type_module = exc_type.__module__
        else:
            self.exc_type_qualname = self.exc_type_module = None
        if exc_type and issubclass(exc_type, SyntaxError):
            self.filename, self.text, self.msg = exc_value.filename, exc_value.text, exc_value.msg
            self.lineno, self.offset = exc_value.lineno, exc_value.offset
            self.end_lineno, self.end_offset = exc_value.end_lineno, exc_value.end_offset
        elif exc_value is not None:
            self._str += _hint(exc_type, exc_value, exc_traceback)
        self.__suppress_context__ = exc_value.__suppress_context__ if exc_value is not None else False
        options = {"limit": limit, "capture_locals": capture_locals, "compact": compact,
                   "max_group_width": max_group_width, "max_group_depth": max_group_depth}

        def nested(e):
            return TracebackException(type(e), e, e.__traceback__, _seen=seen, **options)

        self.__cause__ = self.__context__ = self.exceptions = None
        if exc_value is None:
            return
        cause, context = exc_value.__cause__, exc_value.__context__
        if cause is not None and id(cause) not in seen:
            self.__cause__ = nested(cause)
        need_context = cause is None and not exc_value.__suppress_context__ if compact else True
        if context is not None and need_context and id(context) not in seen:
            self.__context__ = nested(context)
        if isinstance(exc_value, BaseExceptionGroup):
            self.exceptions = [nested(e) for e in exc_value.exceptions]

    @classmethod
    def from_exception(cls, exc, *args, **kwargs):
        return cls(type(exc), exc, exc.__traceback__, *args, **kwargs)

    @property
    def exc_type_str(self):
        if not self._have_exc_type:
            return None
        if self.exc_type_module not in ("__main__", "builtins"):
            module = self.exc_type_module if isinstance(self.exc_type_module, str) else "<unknown>"
            return module + "." + self.exc_type_qualname
        return self.exc_type_qualname

    def __eq__(self, other):
        if isinstance(other, TracebackException):
            return self.__dict__ == other.__dict__
        return NotImplemented

    def __str__(self):
        return self._str

    def format_exception_only(self, *, show_group=False, _depth=0, **kwargs):
        indent = 3 * _depth * " "
        if not self._have_exc_type:
            yield indent + _final_line(None, None if self._is_none else self._str)
            return
        stype = self.exc_type_str
        if issubclass(self._exc_type, SyntaxError):
            for line in self._format_syntax_error(stype):
                yield indent + line
        elif _depth > 0:
            for line in _final_line(stype, self._str).split("\n")[:-1]:
                yield f"{indent}{line}\n"
        else:
            yield _final_line(stype, self._str)
        notes = self.__notes__
        if isinstance(notes, (list, tuple)):
            for note in notes:
                for line in _safe_string(note, "note").split("\n"):
                    yield f"{indent}{line}\n"
        elif notes is not None:
            yield f"{indent}{_safe_string(notes, '__notes__', repr)}\n"
        if self.exceptions and show_group:
            for ex in self.exceptions:
                yield from ex.format_exception_only(show_group=show_group, _depth=_depth + 1)

    def _format_syntax_error(self, stype):
        suffix = ""
        if self.lineno is not None:
            yield f'  File "{self.filename or "<string>"}", line {self.lineno}\n'
            if self.text is not None:
                text = self.text.rstrip("\n")
                stripped = text.lstrip(" \n\f")
                yield f"    {stripped}\n"
                if self.offset is not None:
                    cut = len(text) - len(stripped)
                    offset = self.offset
                    end = self.end_offset if self.end_offset not in (None, 0) else offset
                    if self.lineno != self.end_lineno and self.end_lineno is not None:
                        end = len(text) + 1
                    if offset == end or end == -1:
                        end = offset + 1
                    column = offset - 1 - cut
                    if column >= 0:
                        blank = "".join([c if c.isspace() else " " for c in stripped[:column]])
                        yield f"    {blank}{'^' * (end - 1 - cut - column)}\n"
        elif self.filename is not None:
            suffix = f" ({self.filename})"
        yield f"{stype}: {self.msg or '<no detail available>'}{suffix}\n"

    def format(self, *, chain=True, _ctx=None, **kwargs):
        ctx = _ctx or _Context()
        links = []
        exc = self
        while exc is not None:
            message, earlier = None, None
            if chain and exc.__cause__ is not None:
                message, earlier = _cause_message, exc.__cause__
            elif chain and exc.__context__ is not None and not exc.__suppress_context__:
                message, earlier = _context_message, exc.__context__
            links.append((message, exc))
            exc = earlier
        for message, exc in reversed(links):
            if message is not None:
                yield from ctx.emit(message)
            if exc.exceptions is None:
                if exc.stack:
                    yield from ctx.emit("Traceback (most recent call last):\n")
                    yield from ctx.emit(exc.stack.format())
                yield from ctx.emit(exc.format_exception_only())
            elif ctx.depth > self.max_group_depth:
                yield from ctx.emit(f"... (max_group_depth is {self.max_group_depth})\n")
            else:
                yield from self._format_group(exc, chain, ctx)

    def _format_group(self, exc, chain, ctx):
        outermost = ctx.depth == 0
        if outermost:
            ctx.depth = 1
        if exc.stack:
            yield from ctx.emit("Exception Group Traceback (most recent call last):\n", "+" if outermost else "|")
            yield from ctx.emit(exc.stack.format())
        yield from ctx.emit(exc.format_exception_only())
        total = len(exc.exceptions)
        shown = min(total, self.max_group_width + 1)
        ctx.need_close = False
        for i in range(shown):
            last = i == shown - 1
            if last:
                ctx.need_close = True
            cut = i >= self.max_group_width
            title = "..." if cut else str(i + 1)
            yield f"{ctx.indent()}{'+-' if i == 0 else '  '}+---------------- {title} ----------------\n"
            ctx.depth += 1
            if cut:
                more = total - self.max_group_width
                yield from ctx.emit(f"and {more} more exception{'s' if more > 1 else ''}\n")
            else:
                yield from exc.exceptions[i].format(chain=chain, _ctx=ctx)
            if last and ctx.need_close:
                yield ctx.indent() + "+------------------------------------\n"
                ctx.need_close = False
            ctx.depth -= 1
        if outermost:
            ctx.depth = 0

    def print(self, *, file=None, chain=True, **kwargs):
        file = sys.stderr if file is None else file
        for line in self.format(chain=chain):
            print(line, file=file, end="")


def _hint(exc_type, exc, tb):
    """'. Did you mean ...' for a wrong name of a variable, attribute or import."""
    if issubclass(exc_type, ImportError):
        name = getattr(exc, "name_from", None)
        if name is not None:
            found = _best_name(exc, None, name)
            if found:
                return f". Did you mean: '{found}'?"
        return ""
    if not issubclass(exc_type, (NameError, AttributeError)):
        return ""
    name = getattr(exc, "name", None)
    if name is None:
        return ""
    found = _best_name(exc, tb, name)
    hint = f". Did you mean: '{found}'?" if found else ""
    if issubclass(exc_type, NameError) and name in getattr(sys, "stdlib_module_names", ()):
        hint += f" Or did you forget to import '{name}'?" if found else f". Did you forget to import '{name}'?"
    return hint


def _best_name(exc, tb, wrong):
    if not isinstance(wrong, str):
        return None
    try:
        if isinstance(exc, AttributeError):
            names = sorted(n for n in dir(exc.obj) if isinstance(n, str))
            if wrong[:1] != "_":
                names = [n for n in names if n[:1] != "_"]
        elif isinstance(exc, ImportError):
            names = sorted(n for n in dir(sys.modules[exc.name]) if isinstance(n, str))
            if wrong[:1] != "_":
                names = [n for n in names if n[:1] != "_"]
        else:
            if tb is None:
                return None
            while tb.tb_next is not None:
                tb = tb.tb_next
            frame = tb.tb_frame
            names = sorted({*frame.f_locals, *frame.f_globals, *sys.modules["builtins"].__dict__})
            if "self" in frame.f_locals and hasattr(frame.f_locals["self"], wrong):
                return f"self.{wrong}"
    except Exception:
        return None
    return _suggestion(wrong, names)

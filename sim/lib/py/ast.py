"""literal_eval alone: a scenario is compiled before it runs, and its syntax trees are gone by then."""
import re as _re

__all__ = ["literal_eval"]

_REFUSED = frozenset("AST Module Expression parse dump walk unparse NodeVisitor NodeTransformer get_source_segment "
                     "get_docstring increment_lineno fix_missing_locations copy_location iter_fields "
                     "iter_child_nodes Name Call Constant".split())


def __getattr__(name):
    why = " in orrery: there are no syntax trees; ast.literal_eval() reads literals" if name in _REFUSED else ""
    raise AttributeError(f"module 'ast' has no attribute {name!r}{why}")


_TOKEN = _re.compile(r"""\s*(?:(?P<comment>\#[^\n]*)
    |(?P<string>(?i:br|rb|b|u|r)?(?:\'\'\'(?s:\\.|.)*?\'\'\'|"{3}(?s:\\.|.)*?"{3}|'(?:\\(?s:.)|[^'\\\n])*'|"(?:\\(?s:.)|[^"\\\n])*"))
    |(?P<number>(?:0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)[jJ]?)
    |(?P<name>\.\.\.|[^\W\d]\w*)|(?P<sign>.))""", _re.VERBOSE)
_NAMES = {"None": None, "True": True, "False": False, "...": ...}
# What the tree would have where a literal ends and something else goes on.
_NODES = {"(": "Call", "[": "Subscript", ".": "Attribute", "if": "IfExp", "for": "ListComp", "<": "Compare",
          ">": "Compare", "=": "Compare", "and": "BoolOp", "or": "BoolOp"}


class _Literal:
    """Reads one literal from text that is known to be a right expression."""

    def __init__(self, text):
        self.tokens = [(m.lastgroup, m[m.lastgroup], m.start(m.lastgroup)) for m in _TOKEN.finditer(text)
                       if m.lastgroup != "comment" and m[m.lastgroup].strip()]
        self.text, self.at = text, 0

    def peek(self):
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def refuse(self, node, at=None):
        at = self.at if at is None else at
        start = self.tokens[min(at, len(self.tokens) - 1)][2]
        line = self.text.count("\n", 0, start) + 1
        raise ValueError(f"malformed node or string on line {line}: <ast.{node} object at {id(self):#x}>")

    def whole(self):
        value = self.value()
        if self.at < len(self.tokens):
            self.refuse(_NODES.get(self.peek(), "BinOp"))
        return value

    def value(self):
        value = self.signed()
        sign = self.peek()
        if sign in ("+", "-") and type(value) in (int, float):
            at = self.at
            self.at += 1
            other = self.signed() if self.peek() not in ("+", "-") else None
            if type(other) is not complex:
                self.refuse("BinOp", at)
            return value + other if sign == "+" else value - other
        return value

    def signed(self):
        sign = self.peek()
        if sign not in ("+", "-"):
            return self.plain()
        self.at += 1
        value = self.plain()
        if type(value) not in (int, float, complex):
            self.refuse("Constant")
        return -value if sign == "-" else value

    def plain(self):
        kind, token, _ = self.tokens[self.at]
        if kind == "name" and token == "set" and [t[1] for t in self.tokens[self.at + 1:self.at + 3]] == ["(", ")"]:
            self.at += 3
            return set()
        if kind == "name" and token not in _NAMES:
            after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ("", "", 0)
            if after[0] == "string":
                self.refuse("JoinedStr")
            self.refuse({"not": "UnaryOp", "lambda": "Lambda", "await": "Await"}.get(token) or _NODES.get(after[1], "Name"))
        self.at += 1
        if kind == "name":
            return _NAMES[token]
        if kind == "number":
            return eval(token)
        if kind == "string":
            value = eval(token)
            while self.at < len(self.tokens) and self.tokens[self.at][0] == "string":
                value += eval(self.tokens[self.at][1])
                self.at += 1
            return value
        if token == "(":
            return self.parenthesized()
        if token == "[":
            return self.items("]")
        if token == "{":
            return self.braces()
        self.refuse("UnaryOp" if token == "~" else "Starred", self.at - 1)

    def items(self, end):
        values = []
        while self.peek() != end:
            values.append(self.value())
            if self.peek() == ",":
                self.at += 1
            elif self.peek() != end:
                self.refuse(_NODES.get(self.peek(), "BinOp"))
        self.at += 1
        return values

    def parenthesized(self):
        if self.peek() == ")":
            self.at += 1
            return ()
        first = self.value()
        if self.peek() == ")":
            self.at += 1
            return first
        if self.peek() != ",":
            self.refuse(_NODES.get(self.peek(), "BinOp"))
        self.at += 1
        return (first, *self.items(")"))

    def braces(self):
        if self.peek() == "}":
            self.at += 1
            return {}
        if self.peek() == "*" and self.tokens[self.at + 1][1] == "*":
            raise ValueError("malformed node or string: None")
        first = self.value()
        if self.peek() != ":":
            if self.peek() == ",":
                self.at += 1
            elif self.peek() != "}":
                self.refuse(_NODES.get(self.peek(), "BinOp"))
            return {first, *self.items("}")}
        result = {}
        while True:
            self.at += 1
            result[first] = self.value()
            if self.peek() == ",":
                self.at += 1
            if self.peek() == "}":
                self.at += 1
                return result
            first = self.value()


def literal_eval(node_or_string):
    """The value of a string that holds a Python literal: numbers, strings, bytes, booleans, None, and containers of them."""
    if not isinstance(node_or_string, str):
        raise ValueError(f"malformed node or string: {node_or_string!r}")
    text = node_or_string.lstrip(" \t")
    compile(text, "<unknown>", "eval")      # says what is no expression at all
    return _Literal(text).whole()

"""Cuts a program down to statements that still show what it was kept for.

Works on the syntax tree: takes out runs of statements, halving their length, and puts compound statements' bodies in their
place, until nothing more can go.
"""
import ast

ROUNDS_MAX = 6


def blocks(tree):
    """Every list of statements (or of handlers) in a tree, outermost first."""
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody", "handlers"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block:
                yield node, field, block


def text_of(tree):
    """The program's text, or None if a cut left something that is no program."""
    for node in ast.walk(tree):
        if isinstance(getattr(node, "body", None), list) and not node.body and not isinstance(node, ast.Module):
            node.body.append(ast.Pass())
    try:
        text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
        compile(text, "program", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError):
        return None
    return text


class Reducer:
    def __init__(self, source, shows):
        self.shows = shows
        self.tree = ast.parse(source)
        self.tried = set()

    def works(self):
        text = text_of(self.tree)
        if text is None or text in self.tried:
            return False
        self.tried.add(text)
        return self.shows(text)

    def try_with(self, block, new):
        """Keeps a block's new contents if the program still shows it."""
        old = block[:]
        block[:] = new
        if self.works():
            return True
        block[:] = old
        return False

    def cut(self, block):
        """Takes out what can go of one block."""
        changed = False
        size = len(block)
        while size:
            start = max(0, len(block) - size)
            while True:
                if start < len(block) and not (size == 1 and isinstance(block[start], ast.Pass)):
                    changed |= self.try_with(block, block[:start] + block[start + size:])
                if start == 0:
                    break
                start = max(0, start - size)
            size //= 2
        return changed

    def unwrap(self, block):
        """Puts the body of a compound statement in its place."""
        changed = False
        for n in range(len(block) - 1, -1, -1):
            node = block[n]
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.excepthandler)):
                continue
            for field in ("body", "finalbody", "orelse"):
                if getattr(node, field, None):
                    if self.try_with(block, block[:n] + getattr(node, field) + block[n + 1:]):
                        changed = True
                        break
        return changed

    def run(self):
        for _ in range(ROUNDS_MAX):
            changed = False
            for _, _, block in list(blocks(self.tree)):
                if block:
                    changed |= self.cut(block)
            for _, _, block in list(blocks(self.tree)):
                if block:
                    changed |= self.unwrap(block)
            if not changed:
                break
        return text_of(self.tree)


def reduce_program(source, shows):
    """The least program found for which shows(text) is still true."""
    whole = text_of(ast.parse(source))
    if whole is None or not shows(whole):
        return source
    return Reducer(source, shows).run()

"""Annotations are evaluated when they are asked for, as in Python 3.14 (PEP 649).

CPython 3.13 evaluates them at once, and says NameError: name 'Later' is not defined.
"""
class Node:
    next: Later | None = None

    def link(self, other: Later) -> Later:
        return other


class Later:
    pass


print(Node.__annotations__, Node.link.__annotations__)

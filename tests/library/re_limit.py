"""A pattern that backtracks for ever ends with an error here. CPython would not end, so this is a divergence."""
import re

try:
    re.match(r"(a+)+$", "a" * 40 + "b")
except RuntimeError as e:
    print(e)
try:
    re.compile("a", re.DEBUG)
except ValueError as e:
    print(e)
print(re.match(r"(a+)+$", "a" * 40).span())

"""Paths. The classes call themselves after pathlib._local, as CPython's do."""
from pathlib._local import *
from pathlib._local import __all__

"""Runs a program on CPython with orrery's own library modules in place of CPython's: under_cpython.py PROGRAM [ARG...]

Only what the program and these modules import is replaced; natives (itertools, _functools, ...) are CPython's.
ORR_ONLY=name,name replaces just these modules.
"""
import sys
import os
import importlib.abc
import importlib.util
import runpy
import types

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "sim", "lib", "py")
only = set(filter(None, os.environ.get("ORR_ONLY", "").split(",")))


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        base = os.path.join(ROOT, *name.split("."))
        if only and name.split(".")[0] not in only:
            return None
        for file, package in ((base + ".py", False), (os.path.join(base, "__init__.py"), True)):
            if os.path.exists(file):
                where = [os.path.dirname(file)] if package else None
                return importlib.util.spec_from_file_location(name, file, submodule_search_locations=where)
        return None


def ours(name):
    base = os.path.join(ROOT, *name.split("."))
    if only and name.split(".")[0] not in only:
        return False
    return name != "os" and (os.path.exists(base + ".py") or os.path.exists(os.path.join(base, "__init__.py")))


def source_line(filename, number):
    """Stands in for the native _orrery.source_line: a line of a source file, or None."""
    try:
        with open(filename, encoding="utf-8") as f:
            return f.read().splitlines()[number - 1]
    except (OSError, IndexError):
        return None


def position(tb):
    """Stands in for the native _orrery.position: where a traceback's entry is."""
    found = list(tb.tb_frame.f_code.co_positions())[tb.tb_lasti // 2]
    return (tb.tb_lineno, *found[1:])


natives = types.ModuleType("_orrery")
natives.position, natives.source_line = position, source_line
sys.modules["_orrery"] = natives
program = sys.argv[1]
import asyncio, argparse, zlib, hashlib, concurrent.futures.thread  # with CPython's own library
kept = list(sys.modules.values())
for name in list(sys.modules):
    if ours(name):
        del sys.modules[name]
del sys.argv[0]
sys.meta_path.insert(0, Finder())
runpy.run_path(program, run_name="__main__")

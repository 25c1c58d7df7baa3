"""Where orrery differs from CPython, and why: each program of tests/divergences must still differ.

usage: divergences.py ORRERY

tests/programs.py compares what the programs print with their .out; this runs them by CPython, which must print something
else, or end in another way, or not end. Skips (status 77) where there is no CPython 3.13 or later. (ORRERY_CPYTHON names one.)
"""
import glob
import os
import subprocess
import sys

from harness import TESTS, find_cpython

SKIPPED = 77


def outcome(command, program):
    try:
        done = subprocess.run([*command, os.path.basename(program)], cwd=os.path.dirname(program), stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=5)
    except subprocess.TimeoutExpired:
        return "no end", b""
    return done.returncode, done.stdout


def main():
    cpython = find_cpython()
    if cpython is None:
        print("skipped: no CPython 3.13 or later to differ from (ORRERY_CPYTHON names one)")
        return SKIPPED
    programs = sorted(glob.glob(os.path.join(TESTS, "divergences", "*.py")))
    failed = 0
    for program in programs:
        with open(program, encoding="utf-8") as f:
            text = f.read()
        documented = text.startswith('"""') and "CPython" in text.split('"""')[1]
        same = outcome([os.path.abspath(sys.argv[1]), "run"], program) == outcome([cpython], program)
        if same:
            print(f"FAIL {os.path.basename(program)}: no longer differs from CPython")
        if not documented:
            print(f"FAIL {os.path.basename(program)}: doesn't say why it differs and what CPython does")
        failed += same or not documented
    print(f"{len(programs) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

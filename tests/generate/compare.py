"""Compares random asyncio programs under CPython and under orrery: the same stdout and exit status, or the program is kept.

usage: compare.py [--keep FOLDER] [--reduce] ORRERY COUNT SEED      (under CPython 3.13 or later; see `run`)

Programs SEED ... SEED + COUNT - 1. One that differs is written to FOLDER (default: differences) as SEED.py with what
CPython printed in SEED.out (SEED.rc if its status is not 0), cut down first with --reduce.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time

import asyncio_programs
import reduce_program

HERE = os.path.dirname(os.path.abspath(__file__))
LIMIT_S = 30


class CPython:
    """The server that says what a program has to print."""

    def __init__(self):
        self.start()

    def start(self):
        self.server = subprocess.Popen([sys.executable, os.path.join(HERE, "virtual_asyncio.py"), "--serve"],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def run(self, path):
        self.server.stdin.write(path.encode() + b"\n")
        self.server.stdin.flush()
        status, out, err = map(int, self.server.stdout.readline().split())
        return status, self.server.stdout.read(out), self.server.stdout.read(err)

    def close(self):
        self.server.stdin.close()
        self.server.wait()


def run_orrery(orrery, path):
    try:
        done = subprocess.run([orrery, "run", path], stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_S)
        return done.returncode, done.stdout, done.stderr
    except subprocess.TimeoutExpired as late:
        return "no end", late.stdout or b"", late.stderr or b""


def first_difference(want, got):
    """Where two outcomes part, in three lines, or None."""
    if want[1] != got[1]:
        a, b = want[1].splitlines() + [b"(end)"], got[1].splitlines() + [b"(end)"]
        n = next(n for n in range(max(len(a), len(b))) if a[n:n + 1] != b[n:n + 1])
        show = lambda lines: lines[min(n, len(lines) - 1)].decode("utf-8", "replace")[:200]
        return f"line {n + 1}\n    want {show(a)}\n    got  {show(b)}   [{want[0]}, {got[0]}] {last_line(got[2])}"
    if want[0] != got[0]:
        return f"exit status\n    want {want[0]} {last_line(want[2])}\n    got  {got[0]} {last_line(got[2])}"
    return None


def last_line(text):
    lines = text.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:160] if lines else ""


class Comparer:
    def __init__(self, options, folder):
        self.options = options
        self.cpython = CPython()
        self.path = os.path.join(folder, "program.py")

    def difference(self, source):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(source)
        want = self.cpython.run(self.path)
        got = run_orrery(self.options.orrery, self.path)
        return first_difference(want, got), want

    def still_differs(self, source):
        """Not because something that the program needs was cut away."""
        difference, want = self.difference(source)
        return difference is not None and not any(word in want[1] + want[2] for word in (b"NameError", b"UnboundLocalError"))

    def keep(self, seed, source):
        if self.options.reduce:
            source = reduce_program.reduce_program(source, self.still_differs)
        difference, want = self.difference(source)
        os.makedirs(self.options.keep, exist_ok=True)
        base = os.path.join(self.options.keep, f"{seed}")
        with open(base + ".py", "w", encoding="utf-8") as file:
            file.write(source)
        with open(base + ".out", "wb") as file:
            file.write(want[1])
        if want[0] != 0:
            with open(base + ".rc", "w", encoding="utf-8") as file:
                file.write(f"{want[0]}\n")
        return difference


def main():
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("--keep", default="differences")
    parser.add_argument("--reduce", action="store_true")
    parser.add_argument("orrery")
    parser.add_argument("count", type=int)
    parser.add_argument("seed", type=int)
    options = parser.parse_args()
    options.orrery = os.path.abspath(options.orrery)
    differ, lines, deadlocks, begin = 0, 0, 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        comparer = Comparer(options, folder)
        for seed in range(options.seed, options.seed + options.count):
            source = asyncio_programs.write_program(seed)
            difference, want = comparer.difference(source)
            lines += want[1].count(b"\n")
            deadlocks += want[0] == 75
            if difference is not None:
                differ += 1
                print(f"seed {seed}: {difference}", flush=True)
                reduced = comparer.keep(seed, source)
                if options.reduce:
                    print(f"  reduced: {reduced}", flush=True)
        comparer.cpython.close()
    print(f"{options.count} programs, {lines} lines, {deadlocks} deadlocks, {differ} differ, {time.monotonic() - begin:.1f} s")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())

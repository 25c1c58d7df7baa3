"""Every program of the corpora, recorded: its trace must be true to itself, replay to the same digest, and export well.

    python3 tests/trace/corpus.py ORRERY [-j N] [PROGRAM ...]

For each program: `run --trace` must leave output and status as they are without; `check` must find nothing (the run also
says itself when an event contradicts those before it); `replay` must go the same way, byte for byte; the Chrome JSON must
parse, its slices nest on every thread and each of its flows begin before it ends; each line of `show --json` must parse, and
CSV have as many rows as there are events.
"""
import argparse
import concurrent.futures
import csv
import glob
import io
import json
import os
import subprocess
import sys
import tempfile

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOP = os.path.dirname(TESTS)
FOLDERS = ["asyncio", "conformance", "library", "programs", "scenarios", "traceback", "../scenarios"]


class Wrong(Exception):
    pass


def programs():
    found = {}
    for folder in FOLDERS:
        for path in glob.glob(os.path.join(TESTS, folder, "**", "*.py"), recursive=True):
            if os.path.basename(path) != "__init__.py":
                found[os.path.realpath(path)] = None
    return sorted(found)


def orrery(options, *arguments, cwd=None):
    done = subprocess.run([options.orrery, *arguments], cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=options.timeout)
    if done.returncode < 0 or b"Sanitizer" in done.stderr or b"runtime error:" in done.stderr:
        raise Wrong(f"orrery {arguments[0]}: status {done.returncode}\n{done.stderr.decode(errors='replace')[-2000:]}")
    return done


def check_slices(events):
    """On each thread a slice that begins within another one ends within it. Sorted by time as Perfetto does; times are
    compared as whole nanoseconds. What ends by an E has the end None on the stack."""
    open_slices = {}
    for e in sorted(events, key=lambda e: round(e["ts"] * 1000)):
        stack = open_slices.setdefault((e.get("pid"), e.get("tid")), [])
        start = round(e["ts"] * 1000)
        while stack and stack[-1] is not None and stack[-1] <= start:
            stack.pop()
        if e["ph"] == "X":
            end = start + round(e["dur"] * 1000)
            if stack and stack[-1] is not None and end > stack[-1]:
                raise Wrong(f"chrome: slice {e['name']!r} at {e['ts']} ends after the one around it")
            stack.append(end)
        elif e["ph"] == "B":
            if stack and stack[-1] is not None:
                raise Wrong(f"chrome: {e['name']!r} begins at {e['ts']} within a state")
            stack.append(None)
        else:
            if not stack or stack[-1] is not None:
                raise Wrong(f"chrome: an end without a beginning at {e['ts']}")
            stack.pop()
    left = {thread: stack for thread, stack in open_slices.items() if None in stack}
    if left:
        raise Wrong(f"chrome: not ended: {left}")


def check_flows(events):
    starts = {}
    for e in events:
        if e["ph"] == "s":
            starts[e["id"]] = e["ts"]
        elif e["ph"] in "tf":
            if e["id"] not in starts or starts[e["id"]] > e["ts"] + 1e-6:
                raise Wrong(f"chrome: flow {e['id']} ends before it begins")


def check_chrome(text):
    try:
        document = json.loads(text)
    except ValueError as error:
        raise Wrong(f"chrome: {error}")
    events = document["traceEvents"] if isinstance(document, dict) else document
    slices = [e for e in events if e["ph"] in "XBE"]
    check_slices(slices)
    check_flows([e for e in events if e["ph"] in "stf"])
    named = {e["tid"] for e in events if e["ph"] == "M"}
    if not {e["tid"] for e in slices} <= named:
        raise Wrong("chrome: a thread has no name")
    return len(events)


def check_tables(options, trace):
    lines = orrery(options, "show", "--json", trace).stdout.decode().splitlines()
    for n, line in enumerate(lines):
        if json.loads(line).get("event") is None:
            raise Wrong(f"show --json: line {n + 1} is no event")
    rows = list(csv.reader(io.StringIO(orrery(options, "export", "--to", "csv", trace).stdout.decode(), newline="")))
    if len(rows) != len(lines) + 1 or any(len(row) != len(rows[0]) for row in rows):
        raise Wrong(f"csv: {len(rows)} rows for {len(lines)} events")


def check(options, program):
    base, folder = program[:-3], os.path.dirname(program)
    arguments = open(base + ".args").read().split() if os.path.exists(base + ".args") else []
    name = os.path.basename(program)
    with tempfile.TemporaryDirectory() as scratch:
        trace = os.path.join(scratch, "t.cbor")
        plain = orrery(options, "run", name, *arguments, cwd=folder)
        traced = orrery(options, "run", "--trace", trace, name, *arguments, cwd=folder)
        if b"contradicts" in traced.stderr:
            raise Wrong(traced.stderr.decode(errors="replace").strip().splitlines()[-1])
        if (plain.returncode, plain.stdout, plain.stderr) != (traced.returncode, traced.stdout, traced.stderr):
            raise Wrong("recording changes what the program does")
        checked = orrery(options, "check", trace)
        if checked.returncode != 0:
            raise Wrong("check: " + (checked.stdout + checked.stderr).decode(errors="replace").strip()[:500])
        again = orrery(options, "replay", "--quiet", trace)
        if again.returncode != 0:
            raise Wrong("replay: " + again.stderr.decode(errors="replace").strip()[:800])
        for extra in ([], ["--steps"]):
            check_chrome(orrery(options, "export", "--to", "chrome", *extra, trace).stdout)
        check_tables(options, trace)
        for command in (["stats"], ["stats", "--json"], ["export", "--to", "dot"]):
            done = orrery(options, *command, trace)
            if done.returncode != 0 or done.stderr:
                raise Wrong(f"{' '.join(command)}: status {done.returncode}: {done.stderr.decode(errors='replace')}")
    return None


def attempt(options, program):
    try:
        return check(options, program)
    except Wrong as why:
        return str(why)
    except subprocess.TimeoutExpired:
        return f"no end after {options.timeout} s"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("orrery", type=os.path.abspath)
    parser.add_argument("programs", nargs="*")
    parser.add_argument("-j", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=120)
    options = parser.parse_args()
    chosen = [os.path.realpath(p) for p in options.programs] or programs()
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        for program, why in zip(chosen, pool.map(lambda p: attempt(options, p), chosen)):
            if why is not None:
                failed += 1
                print(f"FAIL {os.path.relpath(program, TOP)}: {why}")
    print(f"{len(chosen) - failed} of {len(chosen)} programs passed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

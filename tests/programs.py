"""Runs the programs that have an expected output, and compares stdout and exit status.

usage: programs.py [-j N] [-v] [--timeout S] [--trace] [--learn] ORRERY [FOLDER or PROGRAM ...]

A test is a file NAME.out below tests/ with NAME.py beside it (or in scenarios/). NAME.rc is the exit status if it is not 0,
NAME.err what stderr must be, NAME.args the arguments. Each runs in the folder where it lies, so no path shows.
tests/known_failures.txt names those that are known to fail: one of them that passes fails the run, so the list is true.
--trace   also writes a trace of each, which must not change the output and must pass `orrery check`
--hostile leaves out the programs that show when garbage is collected, or have too much of it
--learn   writes the list of known failures anew
"""
import argparse
import concurrent.futures
import os
import subprocess
import sys
import tempfile

TESTS = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(TESTS)
# The hostile build collects all the time: where a collection at another time is seen, as it would be in CPython, and
# where it would take minutes.
COLLECTED = {
    "conformance/asyncio/run_cleanup_of_leftovers": "a task that only waits for itself is garbage",
    "library/weakref_gc": "it counts what a collection finds",
    "hostile/cycles": "chains of a million objects",
    "hostile/deep_containers": "containers five thousand deep, of every kind",
}
KNOWN = os.path.join(TESTS, "known_failures.txt")


def find(places):
    """The tests below some folders, as sorted names relative to tests/."""
    names = set()
    for place in places or [TESTS]:
        place = os.path.abspath(place)
        if os.path.isfile(place):
            names.add(os.path.relpath(place, TESTS).rsplit(".", 1)[0])
        for folder, _, files in os.walk(place):
            names.update(os.path.relpath(os.path.join(folder, f), TESTS)[:-4] for f in files if f.endswith(".out"))
    return sorted(name for name in names if program_of(name) is not None)


def program_of(name):
    for path in (os.path.join(TESTS, name + ".py"), os.path.join(TOP, "scenarios", os.path.basename(name) + ".py")):
        if os.path.exists(path):
            return path
    return None


def read(path, default=b""):
    try:
        with open(path, "rb") as f:
            return f.read()
    except FileNotFoundError:
        return default


def first_difference(want, got):
    want, got = want.split(b"\n"), got.split(b"\n")
    for number in range(max(len(want), len(got))):
        a = want[number] if number < len(want) else b"(end)"
        b = got[number] if number < len(got) else b"(end)"
        if a != b:
            show = lambda line: line[:160].decode("utf-8", "replace")
            return f"line {number + 1}:\n    want {show(a)}\n    got  {show(b)}"
    return "nothing"


def last_line(text):
    lines = text.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:160] if lines else ""


def run(options, name, extra):
    """None if the program does what it should, else why it doesn't."""
    program = program_of(name)
    base = os.path.join(TESTS, name)
    arguments = read(base + ".args").decode().split()
    command = [options.orrery, "run", *extra, os.path.basename(program), *arguments]
    try:
        done = subprocess.run(command, cwd=os.path.dirname(program), stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=options.timeout)
    except subprocess.TimeoutExpired:
        return f"no end after {options.timeout} s"
    status = int(read(base + ".rc", b"0"))
    if done.returncode != status:
        return f"exit status {done.returncode} instead of {status}: {last_line(done.stderr)}"
    want = read(base + ".out")
    if done.stdout != want:
        return "stdout differs in " + first_difference(want, done.stdout)
    if os.path.exists(base + ".err") and done.stderr != read(base + ".err"):
        return "stderr differs in " + first_difference(read(base + ".err"), done.stderr)
    return None


def run_traced(options, name):
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "t.cbor")
        why = run(options, name, ["--trace", trace])
        if why is not None:
            return why
        done = subprocess.run([options.orrery, "check", trace], capture_output=True, timeout=options.timeout)
        if done.returncode != 0:
            return "its trace is not right: " + (done.stdout + done.stderr).decode("utf-8", "replace").split("\n")[0]
    return None


def main():
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("-j", type=int, default=os.cpu_count() or 1)
    parser.add_argument("-v", action="store_true")
    parser.add_argument("--timeout", type=float, default=30)
    parser.add_argument("--trace", action="store_true")
    parser.add_argument("--hostile", action="store_true")
    parser.add_argument("--learn", action="store_true")
    parser.add_argument("orrery")
    parser.add_argument("places", nargs="*")
    options = parser.parse_args()
    options.orrery = os.path.abspath(options.orrery)
    known = {line.split("#")[0].strip() for line in read(KNOWN).decode().splitlines()} - {""}
    names = [name for name in find(options.places) if not (options.hostile and name in COLLECTED)]

    def one(name):
        return run_traced(options, name) if options.trace else run(options, name, [])

    with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
        outcomes = dict(zip(names, pool.map(one, names)))

    folders, failed = {}, 0
    for name, why in outcomes.items():
        count = folders.setdefault(os.path.dirname(name), [0, 0])
        count[0] += why is None
        count[1] += 1
        if options.trace and name in known:
            continue
        if why is not None and (name not in known or options.v):
            print(f"{'known' if name in known else 'FAIL'} {name}: {why}")
        if why is None and name in known:
            print(f"FAIL {name}: passes, but tests/known_failures.txt lists it")
        failed += (why is None) == (name in known)
    for folder, (passed, total) in sorted(folders.items()):
        print(f"{folder}: {passed} of {total}")
    if options.learn:
        with open(KNOWN, "w") as f:
            f.write("# Programs that do not yet do what CPython does. tests/programs.py --learn writes this list.\n")
            f.writelines(f"{name}\n" for name in sorted({n for n, why in outcomes.items() if why} | (known - set(names))))
    passed = len(names) - failed
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 or options.learn else 1


if __name__ == "__main__":
    sys.exit(main())

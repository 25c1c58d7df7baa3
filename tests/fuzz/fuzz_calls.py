"""Runs calls.py, which calls all that there is with odd arguments, with one seed after another: no run may crash, trip an assertion
or a sanitizer, or go on for ever.

    python3 tests/fuzz/fuzz_calls.py ORRERY [--seconds S | --rounds N] [--seed N] [--count N]

What fails is shown with the last call that it made and the command that repeats it.
"""
import argparse
import os
import random
import subprocess
import sys
import time

from fuzz_programs import wrong

HERE = os.path.dirname(os.path.abspath(__file__))


def last_call(command, seconds):
    try:
        text = subprocess.run([*command, "--verbose"], cwd=HERE, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds).stdout
    except subprocess.TimeoutExpired as late:
        text = late.stdout or b""
    return text.decode("utf-8", "replace").rstrip().split("\n")[-1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("orrery")
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--timeout", type=float, default=60)
    options = parser.parse_args()
    orrery = os.path.abspath(options.orrery)
    start, failed, n = time.monotonic(), 0, 0
    while time.monotonic() - start < options.seconds if options.seconds else n < options.rounds:
        seed = options.seed + n
        n += 1
        memory = random.Random(seed).choice(["8M", "16M", "64M", "64M", "64M", "200M"])
        command = [orrery, "run", "--max-steps", "100000", "--max-ops", "20000000", "--max-memory", memory, "--seed", str(seed), "calls.py", str(options.count)]
        why = wrong(command, HERE, options.timeout)
        if why is None:
            continue
        failed += 1
        print(f"FAIL {' '.join(command)}\n{last_call(command, options.timeout)}\n{why}\n", flush=True)
    print(f"{n - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

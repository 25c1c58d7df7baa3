"""Gives a fuzz target the kept inputs and some thousand changed ones, the same every time.

usage: fuzz.py TARGET [--rounds N] INPUT...       an INPUT is a file, or a folder of files

It is no substitute for a day of libFuzzer or AFL (see the head of tests/fuzz/*.c); it keeps what these found from coming
back, and notices what is broken at once.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile

WORDS = [b"(", b")", b"[", b"{", b"}", b":", b"\n", b"\n    ", b"    ", b"\t", b"=", b"*", b"**", b"'", b'"""', b"f'", b"\\",
         b"async ", b"await ", b"lambda ", b"def f():", b"class C:", b"match x:", b"case ", b"except*", b"\xff", b"\0",
         b"\xc3\xa9", b"0x", b"1e999", b"if ", b" else ", b"for ", b" in ", b"yield ", b":=", b"->", b"@", b"...", b"\x1b\xff"]


def change(dice, data, other):
    data = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        at = dice.randrange(len(data) + 1)
        to = min(len(data), at + dice.choice((1, 2, 8, 40)))
        match dice.randrange(6):
            case 0: data[at:to] = b""
            case 1: data[at:at] = data[at:to] * dice.choice((1, 2, 50))
            case 2: data[at:at] = dice.choice(WORDS)
            case 3: data[at:to] = bytes(dice.randrange(256) for _ in range(to - at))
            case 4: data[at:at + 1] = bytes([dice.choice((0, 1, 0x7f, 0x80, 0xff, 0x1a, 0x1b))])
            case _:
                start = dice.randrange(len(other) + 1)
                data[at:at] = other[start:start + dice.choice((4, 40, 200))]
    return bytes(data[:20000])


def inputs(places):
    for place in places:
        names = [place]
        if os.path.isdir(place):
            names = [os.path.join(place, name) for name in sorted(os.listdir(place))]
        for name in names:
            with open(name, "rb") as f:
                yield name, f.read()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("target")
    parser.add_argument("--rounds", type=int, default=2000)
    parser.add_argument("places", nargs="+")
    options = parser.parse_args()
    dice = random.Random(1)
    kept = [(name, data) for name, data in inputs(options.places) if not name.endswith((".out", ".rc"))]
    failed, tried = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        batch = [(name, data) for name, data in kept]
        for n in range(options.rounds):
            batch.append((f"change {n}", change(dice, dice.choice(kept)[1], dice.choice(kept)[1])))
        for start in range(0, len(batch), 100):
            paths = []
            for n, (name, data) in enumerate(batch[start:start + 100]):
                paths.append(os.path.join(folder, str(n)))
                with open(paths[-1], "wb") as f:
                    f.write(data)
            done = subprocess.run([options.target, *paths], capture_output=True, timeout=300)
            tried += len(paths)
            if done.returncode == 0:
                continue
            for path, (name, data) in zip(paths, batch[start:start + 100]):
                one = subprocess.run([options.target, path], capture_output=True, timeout=300)
                if one.returncode != 0:
                    failed += 1
                    keep = f"fuzz-{os.path.basename(options.target)}-{failed}.bin"
                    with open(keep, "wb") as f:
                        f.write(data)
                    print(f"FAIL {name}: status {one.returncode}, kept as {keep}")
                    print(one.stderr.decode("utf-8", "replace")[:2000])
    print(f"{tried} inputs")
    print(f"{0 if failed else 1} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

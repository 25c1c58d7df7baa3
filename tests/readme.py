"""Makes the examples in README.md true: runs the commands of its console blocks and puts in what they print.

usage: readme.py ORRERY            writes README.md anew
       readme.py --check ORRERY    fails if it would change

A block is ```console, lines that start with "$ ", and what these print. They run by sh, one after the other, in a folder
that has the scenarios and the small programs below.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
README = os.path.join(TOP, "README.md")

FILES = {
    "tick.py": """\
import asyncio

async def main():
    hours = 0
    while True:
        await asyncio.sleep(60)
        print(asyncio.get_running_loop().time(), "s")

asyncio.run(main())
""",
    "oops.py": """\
import asyncio

async def withdraw(amount):
    await asyncio.sleep(1)
    return 100 / amount

async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(withdraw(50))
        group.create_task(withdraw(0))

asyncio.run(main())
""",
    "uses_files.py": """\
import asyncio
import socket

async def main():
    import multiprocessing
    print(socket, multiprocessing)
""",
    "dice.py": """\
import asyncio, random

async def main():
    await asyncio.sleep(random.randint(1, 6))

asyncio.run(main())
""",
}


def run_block(commands, folder, env):
    status, lines = 0, []
    for command in commands:
        done = subprocess.run(["sh", "-c", f"(exit {status}); {command}"], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        status = done.returncode
        lines += ["$ " + command] + done.stdout.decode().splitlines()
    return "\n".join(line.rstrip() for line in lines)


def render(text, orrery):
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "bin"))
        os.symlink(orrery, os.path.join(folder, "bin", "orrery"))
        shutil.copytree(os.path.join(TOP, "scenarios"), os.path.join(folder, "scenarios"))
        for name, source in FILES.items():
            with open(os.path.join(folder, name), "w") as f:
                f.write(source)
        env = {"PATH": os.path.join(folder, "bin") + ":" + os.environ["PATH"], "LC_ALL": "C.UTF-8", "COLUMNS": "100"}

        def block(match):
            commands = [line[2:] for line in match.group(1).splitlines() if line.startswith("$ ")]
            return f"```console\n{run_block(commands, folder, env)}\n```"
        text = re.sub(r"```console\n(.*?)\n?```", block, text, flags=re.S)
    return text


def main():
    check = "--check" in sys.argv[1:]
    orrery = [a for a in sys.argv[1:] if a != "--check"]
    if len(orrery) != 1 or not os.access(orrery[0], os.X_OK):
        print(__doc__, file=sys.stderr)
        return 2
    with open(README, encoding="utf-8") as f:
        was = f.read()
    text = render(was, os.path.abspath(orrery[0]))
    if not check:
        with open(README, "w", encoding="utf-8") as f:
            f.write(text)
        return 0
    for a, b in zip(was.splitlines(), text.splitlines()):
        if a != b:
            print(f"README.md says\n    {a}\nbut it is\n    {b}\n(python3 tests/readme.py ORRERY writes it anew)")
            break
    print("1 passed, 0 failed" if was == text else "0 passed, 1 failed")
    return 0 if was == text else 1


if __name__ == "__main__":
    sys.exit(main())

"""The command line: its options, its messages, what its commands give."""
import csv
import io
import json

from harness import Skip, expect, main

PROGRAM = """
import asyncio, random, sys

async def worker(name, queue):
    while (item := await queue.get()) is not None:
        await asyncio.sleep(random.random())
        print(name, item, *sys.argv[1:])

async def main():
    queue = asyncio.Queue(1)
    worker_task = asyncio.create_task(worker("w", queue), name="worker")
    for item in range(3):
        await queue.put(item)
    await queue.put(None)
    await worker_task

asyncio.run(main())
"""


def traced(host, *arguments, trace="t.cbor", program=PROGRAM):
    host.write("a.py", program)
    done = host.run("run", "--trace", trace, "a.py", *arguments)
    expect(done, 0)
    return done


def test_no_command(host):
    expect(host.run(), 2, "", "usage: orrery COMMAND")


def test_help(host):
    done = host.run("--help")
    expect(done, 0)
    commands = [line.split()[0] for line in done.out.splitlines() if line.startswith("  ") and not line.startswith("  orrery")]
    assert "run" in commands and len(commands) >= 10, commands
    for command in commands:
        for way in ([command, "--help"], [command, "-h"], ["help", command]):
            expect(host.run(*way), 0)
        assert f"usage: orrery {command}" in host.run(command, "--help").out


def test_version(host):
    done = host.run("--version")
    expect(done, 0)
    assert done.out.startswith("orrery 0."), done.out


def test_mistyped(host):
    expect(host.run("rnu"), 2, "", "no command 'rnu'. Did you mean 'run'?")
    expect(host.run("xyzzy"), 2, "", "no command 'xyzzy'. See 'orrery --help'")
    expect(host.run("--verson"), 2, "", "no option '--verson'. Did you mean '--version'?")
    expect(host.run("a.py"), 2, "", "Did you mean 'orrery run a.py'?")
    expect(host.run("run", "--tarce", "t", "a.py"), 2, "", "no option '--tarce'. Did you mean '--trace'?")
    expect(host.run("run", "-x", "a.py"), 2, "", "no option '-x'")
    expect(host.run("run"), 2, "", "'run' wants more: orrery run FILE [ARGS...]")
    expect(host.run("show", "a", "b"), 2, "", "too many arguments for 'show'")
    expect(host.run("run", "--seed"), 2, "", "--seed wants a value")
    expect(host.run("show", "--json=1", "t"), 2, "", "--json takes no value")


def test_bad_values(host):
    host.write("a.py", "print(1)\n")
    for option, value in (("--seed", "-1"), ("--seed", "x"), ("--seed", "18446744073709551616"), ("--max-steps", "0"),
                          ("--max-time", "1x"), ("--max-time", "1e3"), ("--max-time", "99999999999d"),
                          ("--max-memory", "1Q"), ("--max-memory", "-5")):
        expect(host.run("run", option, value, "a.py"), 2, "", f"{option} wants")
    expect(host.run("run", "--trace", "-", "a.py"), 2, "", "stdout is the program's")
    expect(host.run("run", "--trace", "./a.py", "a.py"), 2, "", "would overwrite the program")
    assert host.read("a.py") == b"print(1)\n"


def test_good_values(host):
    host.write("a.py", "print(1)\n")
    for option, value in (("--seed", "18446744073709551615"), ("--max-time", "10s"), ("--max-time", "1.5"),
                          ("--max-time", "250ms"), ("--max-time", "2d"), ("--max-memory", "512M"), ("--max-memory", "64MiB")):
        expect(host.run("run", option, value, "a.py"), 0, "1\n")
        expect(host.run("run", f"{option}={value}", "a.py"), 0, "1\n")


def test_arguments_are_the_programs(host):
    host.write("a.py", "import sys\nprint(sys.argv)\n")
    expect(host.run("run", "a.py", "--seed", "x", "-h", "--", "--trace"), 0,
           "['a.py', '--seed', 'x', '-h', '--', '--trace']\n")


def test_seed(host):
    host.write("a.py", "import random\nprint(random.random())\n")
    assert host.run("run", "a.py").out == host.run("run", "--seed", "0", "a.py").out == "0.8444218515250481\n"
    assert host.run("run", "--seed", "1", "a.py").out == "0.13436424411240122\n"


def test_show(host):
    traced(host)
    done = host.run("show", "t.cbor")
    expect(done, 0, err=[])
    assert "task_new" in done.out and "worker" in done.out and "output" in done.out
    some = host.run("show", "--task", "worker", "--kind", "step,wait", "t.cbor").out
    assert some and all("worker" in line and (" step " in line or " wait " in line) for line in some.splitlines()), some
    for line in host.run("show", "--json", "t.cbor").out.splitlines():
        json.loads(line)
    late = host.run("show", "--from", "1s", "t.cbor").out.splitlines()
    early = host.run("show", "--to", "0.999999999", "t.cbor").out.splitlines()
    assert len(late) + len(early) == len(done.out.splitlines())
    expect(host.run("show", "--kind", "waitt", "t.cbor"), 2, "", "Did you mean 'wait'?")


def test_stats(host):
    traced(host)
    done = host.run("stats", "t.cbor")
    expect(done, 0)
    assert "virtual time" in done.out and "worker" in done.out
    json.loads(host.run("stats", "--json", "t.cbor").out)


def test_export(host):
    traced(host)
    json.loads(host.run("export", "--to", "chrome", "t.cbor").out)
    json.loads(host.run("export", "--to", "chrome", "--steps", "t.cbor").out)
    assert len(list(csv.reader(io.StringIO(host.run("export", "--to", "csv", "t.cbor").out)))) > 20
    assert host.run("export", "--to", "dot", "t.cbor").out.startswith("digraph")
    expect(host.run("export", "--to", "csv", "-o", "t.csv", "t.cbor"), 0, "")
    assert host.read("t.csv").decode() == host.run("export", "--to", "csv", "t.cbor").out
    expect(host.run("export", "t.cbor"), 2, "", "say which format")
    expect(host.run("export", "--to", "crome", "t.cbor"), 2, "", "Did you mean 'chrome'?")
    expect(host.run("export", "--to", "csv", "-o", "/dev/full", "t.cbor"), 74, "", "No space left")


def test_diff(host):
    traced(host)
    traced(host, trace="same.cbor")
    expect(host.run("diff", "t.cbor", "same.cbor"), 0)
    host.run("run", "--seed", "5", "--trace", "other.cbor", "a.py")
    done = host.run("diff", "t.cbor", "other.cbor")
    expect(done, 1)
    assert "seed" in done.out, done.out


def test_replay(host):
    host.write("helper.py", "def double(x):\n    return 2 * x\n")
    done = traced(host, "one", "two", program=PROGRAM + "\nimport helper\nprint(helper.double(21))\n")
    host.write("a.py", "raise SystemExit('the file is not read')\n")
    host.write("helper.py", "")
    again = host.run("replay", "t.cbor")
    expect(again, 0, done.out, "orrery: replayed 't.cbor': the same")
    expect(host.run("replay", "--quiet", "t.cbor"), 0, "", "the same")
    host.write("cut.cbor", host.read("t.cbor")[:-200])
    assert host.run("replay", "-q", "cut.cbor").returncode == 0


# What lint finds has "# no" in its line; all else is there, or can't be known.
LINTED = """\
import asyncio as aio, os.path, sys
import logging.handlers as handlers
from datetime import datetime as when
from asyncio import create_subprocess_exec as spawn  # no

def f(os2):
    import logging.handlers as h
    h.SMTPHandler  # no
    os2.fork()
    os = os2
    os.fork()

class A:
    async def g(self, aio2):
        aio.sleep(1)
        return await aio.create_subprocess_shell("ls")  # no

when.now()
when.yesterday()  # no
os.path.join("a", os.path.sep)
os.path.jion("a")  # no
os.fork()  # no
aio.queues.Queue
aio.frobnicate.more.and_more  # no
handlers.RotatingFileHandler
sys.my_own = 1
sys.my_own
sys.settrace(None)  # no
breakpoint()  # no
json = None
json.anything
try:
    aio.subprocess  # no
except AttributeError:
    pass
for aio3 in (aio, 1):
    aio3.nothing
"""


def test_lint(host):
    host.write("helper.py", "import nowhere\nfrom . import x\n")
    host.write("a.py", "import asyncio, helper\nimport os.nothing\ntry:\n    import maybe\nexcept ImportError:\n    pass\n"
                       "def f():\n    from deep.down import y\n")
    done = host.run("lint", "a.py")
    expect(done, 1)
    for words in ("a.py:2:1: No module named 'os.nothing'", "a.py:8:5: No module named 'deep'",
                  "helper.py:1:1: No module named 'nowhere'", "a.py:4:5: note: guarded by try: No module named 'maybe'"):
        assert words in done.out, done.out
    host.write("names.py", LINTED)
    done = host.run("lint", "names.py")
    expect(done, 1)
    found = [line.split(" in orrery: ")[0] for line in done.out.splitlines() if line.startswith("names.py")]
    wanted = [f"names.py:{n}:" for n, line in enumerate(LINTED.splitlines(), 1) if "# no" in line]
    assert [line[:len(w)] for line, w in zip(found, wanted)] == wanted and len(found) == len(wanted), done.out
    lines = [json.loads(line) for line in host.run("lint", "--json", "names.py").out.splitlines()]
    assert [f"names.py:{one['line']}:" for one in lines] == wanted
    assert lines[0] == {"file": "names.py", "line": 4, "column": 1, "guarded": False,
                        "message": "cannot import name 'create_subprocess_exec' from 'asyncio' in orrery: a scenario is one "
                                   "process: let a coroutine with asyncio.sleep() stand for the other"}, lines[0]
    host.write("b.py", PROGRAM)
    expect(host.run("lint", "b.py"), 0, "", [])
    host.write("c.py", "x = = 1\n")
    expect(host.run("lint", "b.py", "c.py"), 1, "", "c.py:1:5: SyntaxError: invalid syntax")


def test_modules(host):
    listed = host.run("modules")
    expect(listed, 0)
    assert "Modules in C:\n  asyncio " in listed.out and " csv " in listed.out and "unittest.mock" in listed.out
    assert "\n  socket  " in listed.out and " _" not in listed.out.split("Not as")[0].replace("__future__", "")
    expect(host.run("modules", "math", "os"), 0)
    assert "math: in C\n" in host.run("modules", "math", "os").out
    assert "  not os.fork: " in host.run("modules", "os").out
    expect(host.run("modules", "csv", "socket"), 1)
    assert "socket: not in orrery: a scenario has no sockets" in host.run("modules", "csv", "socket").out


def test_timeline(host):
    host.write("a.py", PROGRAM)
    plain = host.run("run", "a.py")
    done = host.run("run", "--timeline", "a.py", env={"COLUMNS": "80"})
    expect(done, 0, plain.out, ["worker", "Task-1"])
    assert all(len(line) <= 80 for line in done.err.splitlines()), done.err
    expect(host.run("run", "--steps", "--trace", "t.cbor", "a.py"), 0, plain.out, "worker")
    host.write("b.py", "x = = 1")
    done = host.run("run", "--timeline", "b.py")
    expect(done, 1, "", "SyntaxError")


def test_view(host):
    traced(host)
    done = host.run("view", "--png", "a.png", "a.py")
    if "not installed" in done.err:
        raise Skip("there is no viewer in this build")
    expect(done, 0)
    assert host.read("a.png").startswith(b"\x89PNG")
    expect(host.run("view", "--axis", "time", "--png", "b.png", "t.cbor"), 0, "")
    assert host.read("b.png").startswith(b"\x89PNG")
    expect(host.run("view", "--svg", "a.svg", "t.cbor"), 0, "")
    expect(host.run("view", "t.cbor", "argument"), 2, "", "takes no arguments")
    expect(host.run("view", "nothing.py"), 2, "", "can't open file")


def test_dis(host):
    host.write("a.py", "def f(x):\n    return x + 1\n")
    done = host.run("dis", "a.py")
    expect(done, 0)
    assert "f:" in done.out, done.out


if __name__ == "__main__":
    main(globals())

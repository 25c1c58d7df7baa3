"""Traces and an unkind world: full disks, pipes, files cut or damaged anywhere, and another CBOR library."""
import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, os.pardir))
from harness import TOP, Skip, expect, main  # noqa: E402

PROGRAM = """import asyncio
async def worker(n, jobs):
    while True:
        job = await jobs.get()
        if job is None:
            return n
        await asyncio.sleep(job / 10)
async def main():
    jobs = asyncio.Queue(2)
    workers = [asyncio.create_task(worker(n, jobs), name=f"w{n}") for n in range(2)]
    for job in [3, 1, 2, None, None]:
        await jobs.put(job)
    print(await asyncio.gather(*workers))
asyncio.run(main())
"""
LONG = """import asyncio
async def tick(n):
    for _ in range(40000):
        await asyncio.sleep(0)
async def main():
    await asyncio.gather(*(tick(n) for n in range(3)))
    print("done")
asyncio.run(main())
"""
OUT = "[0, 1]\n"


def record(host):
    host.write("p.py", PROGRAM)
    expect(host.run("run", "--trace", "t.cbor", "p.py"), 0, OUT)
    return host.read("t.cbor")


# ---- targets ----


def test_full_device(host):
    host.write("p.py", PROGRAM)
    if not os.path.exists("/dev/full"):
        raise Skip("no /dev/full")
    expect(host.run("run", "--trace", "/dev/full", "p.py"), 74, OUT, ["can't write the trace '/dev/full'", "No space left"])


def test_status_of_the_program_is_kept(host):
    host.write("p.py", PROGRAM + "import sys; sys.exit(7)\n")
    expect(host.run("run", "--trace", "/dev/full", "p.py"), 7, OUT, "No space left")


def test_full_disk(host):
    """The trace so far is good; the program goes on to its end."""
    disk = host.path("disk")
    os.mkdir(disk)
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk], capture_output=True)
    if done.returncode != 0:
        raise Skip("can't mount a small tmpfs")
    try:
        host.write("p.py", LONG)
        expect(host.run("run", "--trace", "disk/t.cbor", "p.py"), 74, "done\n", "No space left on device")
        shown = host.run("show", "--kind", "step", "disk/t.cbor")
        assert shown.returncode == 0 and len(shown.out.splitlines()) > 10000, shown.err
        expect(host.run("check", "disk/t.cbor"), 1)
    finally:
        subprocess.run(["umount", disk])


def test_no_such_folder(host):
    host.write("p.py", PROGRAM)
    expect(host.run("run", "--trace", "no/t.cbor", "p.py"), 74, "", ["can't write the trace 'no/t.cbor'", "No such file"])
    expect(host.run("run", "--trace", ".", "p.py"), 74, "", "Is a directory")


def test_unwritable_folder(host):
    if os.geteuid() == 0:
        raise Skip("root may write anywhere")
    host.write("p.py", PROGRAM)
    os.mkdir(host.path("locked"))
    os.chmod(host.path("locked"), 0o500)
    expect(host.run("run", "--trace", "locked/t.cbor", "p.py"), 74, "", "Permission denied")


def test_pipe(host):
    trace = record(host)
    os.mkfifo(host.path("pipe"))
    got = []
    reader = threading.Thread(target=lambda: got.append(host.read("pipe")))
    reader.start()
    expect(host.run("run", "--trace", "pipe", "p.py"), 0, OUT)
    reader.join(60)
    assert got == [trace], "what comes through a pipe is not what a file gets"
    assert stat.S_ISFIFO(os.stat(host.path("pipe")).st_mode)


def test_reader_of_the_pipe_goes_away(host):
    host.write("p.py", LONG)
    os.mkfifo(host.path("pipe"))

    def look():
        with open(host.path("pipe"), "rb") as f:
            f.read(100)
    reader = threading.Thread(target=look)
    reader.start()
    expect(host.run("run", "--trace", "pipe", "p.py"), 74, "done\n", "can't write the trace 'pipe'")
    reader.join(60)


def test_reading_from_a_pipe(host):
    trace = record(host)
    want = host.run("show", "t.cbor").out
    done = subprocess.run([host.orrery, "show", "/dev/stdin"], input=trace, capture_output=True, timeout=60)
    assert done.returncode == 0 and done.stdout.decode() == want, done.stderr


def test_stdout_is_the_program_s(host):
    host.write("p.py", PROGRAM)
    expect(host.run("run", "--trace", "-", "p.py"), 2, "", "stdout is the program's")


def test_output_of_readers(host):
    record(host)
    for command in (["show"], ["show", "--json"], ["explain"], ["stats"], ["export", "--to", "chrome"]):
        with open("/dev/full", "wb") as full:
            done = host.run(*command, "t.cbor", stdout=full)
        assert done.returncode == 74 and "No space left" in done.err, (command, done.returncode, done.err)
    expect(host.run("export", "--to", "csv", "-o", "/dev/full", "t.cbor"), 74, "", "No space left")
    expect(host.run("export", "--to", "csv", "-o", "no/x.csv", "t.cbor"), 74, "", "No such file")


# ---- damage ----


def lines(text):
    return text.splitlines()


def test_cut_anywhere(host):
    """Each prefix gives a beginning of the events and a word about what is lost, or is refused: no header."""
    trace = record(host)
    want = lines(host.run("show", "t.cbor").out)
    for length in [*range(0, len(trace), 13), len(trace) - 1]:
        host.write("cut.cbor", trace[:length])
        done = host.run("show", "cut.cbor")
        assert done.returncode in (0, 2) and done.err, (length, done.returncode, done.err)
        got = lines(done.out)
        assert got == want[:len(got)], f"cut at {length}: other events"
        assert host.run("check", "cut.cbor").returncode in (1, 2), f"cut at {length}: nothing is said"
        for command in (["stats"], ["explain"], ["export", "--to", "chrome"], ["replay", "--quiet"]):
            if length % 7 == 0:
                done = host.run(*command, "cut.cbor")
                assert done.returncode in (0, 1, 2), (length, command, done.err)


def test_flipped_anywhere(host):
    """A changed byte is noticed by check, or changes nothing."""
    trace = record(host)
    want = host.run("show", "t.cbor").out
    for at in range(0, len(trace), 11):
        for flip in (0x01, 0x80):
            damaged = bytearray(trace)
            damaged[at] ^= flip
            host.write("bad.cbor", bytes(damaged))
            done = host.run("check", "bad.cbor")
            assert done.returncode in (0, 1, 2), (at, done.err)
            if done.returncode == 0:
                assert host.run("show", "bad.cbor").out == want, f"byte {at} ^ {flip}: other events, and nobody says so"


def test_not_a_trace(host):
    host.write("p.py", PROGRAM)
    for content in (b"", b"hello\n", bytes(100), b"\xff" * 100, os.urandom(1000)):
        host.write("x.cbor", content)
        for command in (["show"], ["check"], ["stats"], ["explain"], ["replay"], ["export", "--to", "dot"]):
            done = host.run(*command, "x.cbor")
            assert done.returncode == 2 and "'x.cbor'" in done.err, (content[:20], command, done.err)
    expect(host.run("show", "p.py"), 2)
    expect(host.run("show", "."), 2, "", "Is a directory")
    expect(host.run("show", "none.cbor"), 2, "", "No such file")


# ---- another library ----


def event_table():
    """trace/events.def: {number: (name, [(type, field)])}."""
    text = open(os.path.join(TOP, "trace", "events.def")).read()
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    table = {}
    for m in re.finditer(r'ORR_EVENT\((\d+), \w+, (\w+), "[^"]*",\s*\d+,((?:\s*\(\w+, \w+\),?)+)\)', text):
        fields = [f for f in re.findall(r"\((\w+), (\w+)\)", m[3]) if f[0] != "NONE"]
        table[int(m[1])] = (m[2], fields)
    return table


def span(value):
    """A TIME field, as trace/orrery.cddl has it."""
    argument = value if value >= 0 else -1 - value
    m = argument // 2 if value >= 0 else -1 - argument // 2
    return m * 1000000 if argument & 1 else m


def wrap(value):
    return (value + 2 ** 63) % 2 ** 64 - 2 ** 63


def events_of(cbor2, trace):
    """All events as (name, {field: value}), strings as text, decoded with nothing of ours."""
    table, stream, strings, events = event_table(), io.BytesIO(trace), {0: ""}, []
    header = cbor2.load(stream)
    header = getattr(header, "value", header)  # some versions take the tag off themselves
    assert trace[:3] == b"\xd9\xd9\xf7" and header[0] == "orrery-trace", header
    while stream.tell() < len(trace):
        kind, embedded, _ = cbor2.load(stream)
        chunk = cbor2.loads(embedded.value)
        if kind != "chunk":
            continue
        strings.update({chunk.get("first-string", 0) + n: text for n, text in enumerate(chunk.get("strings", []))})
        data, now, last, first = io.BytesIO(chunk["events"]), chunk["time"], {}, len(events)
        while data.tell() < len(chunk["events"]):
            name, types = table[cbor2.load(data)]
            values = {}
            for kind, field in types:
                value = cbor2.load(data)
                if kind in ("TASK", "OBJECT", "HANDLE", "LINE"):
                    value = last[kind] = wrap(last.get(kind, 0) + value)
                elif kind == "TIME":
                    value = now + span(value)
                elif kind == "STRING":
                    value = strings[value]
                values[field] = (kind, value)
            if name == "clock":
                now = values["time"][1]
            events.append((name, now, values))
        assert len(events) - first == chunk["count"] and first == chunk["first"]
    return events


def test_another_cbor_library(host):
    try:
        import cbor2
    except ImportError:
        raise Skip("python's cbor2 is not installed")
    for name in ("bakery_queue", "cancellation", "condition", "executor", "task_group"):
        shutil.copy(os.path.join(TOP, "scenarios", name + ".py"), host.folder)
        host.run("run", "--trace", "t.cbor", name + ".py")
        shown = [json.loads(line) for line in host.run("show", "--json", "t.cbor").out.splitlines()]
        decoded = events_of(cbor2, host.read("t.cbor"))
        assert len(shown) == len(decoded) > 20
        for ours, (event, now, values) in zip(shown, decoded):
            assert ours["event"] == event and ours["now_ns"] == now, (ours, event)
            for field, (kind, value) in values.items():
                if kind in ("TASK", "OBJECT"):
                    assert ours[field + "_id"] == value, (ours, field, value)
                elif kind in ("HANDLE", "LINE", "TIME", "STRING", "COUNT"):
                    assert ours[field] == value, (ours, field, value)


if __name__ == "__main__":
    main(globals())

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
import time
import zlib

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
    host.write("p.py", PROGRAM)
    os.mkdir(host.path("locked"))
    os.chmod(host.path("locked"), 0o500)
    nobody = {}
    if os.geteuid() == 0:  # who may write anywhere
        os.chmod(host.folder, 0o755)
        nobody = {"user": 65534}
    try:
        done = host.run("run", "--trace", "locked/t.cbor", "p.py", **nobody)
    except PermissionError:
        raise Skip("nobody but root can start orrery here")
    expect(done, 74, "", "Permission denied")


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
    for name in ("/dev/stdin", "-"):
        done = subprocess.run([host.orrery, "show", name], input=trace, capture_output=True, timeout=60)
        assert done.returncode == 0 and done.stdout.decode() == want, done.stderr
    os.mkfifo(host.path("pipe"))
    writer = threading.Thread(target=lambda: host.write("pipe", trace))
    writer.start()
    expect(host.run("show", "pipe"), 0, want)
    writer.join(60)


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


def with_format(trace, number):
    """The trace with another format in its header, and the checksum right."""
    start = trace.index(b"\xd8\x18") + 2
    width = {0x58: 1, 0x59: 2, 0x5a: 4}[trace[start]]
    length = int.from_bytes(trace[start + 1:start + 1 + width], "big")
    payload = start + 1 + width
    header = trace[payload:payload + length].replace(b"fformat\x01", b"fformat" + bytes([number]), 1)
    assert header != trace[payload:payload + length] or number == 1
    return trace[:payload] + header + b"\x1a" + zlib.crc32(header).to_bytes(4, "big") + trace[payload + length + 5:]


def test_formats(host):
    """A newer format is refused by its number; the one that we write is read."""
    trace = record(host)
    host.write("same.cbor", with_format(trace, 1))
    assert with_format(trace, 1) == trace
    host.write("new.cbor", with_format(trace, 7))
    for command in ("show", "check", "stats", "explain", "replay"):
        expect(host.run(command, "new.cbor"), 2, "", ["'new.cbor': a trace of format 7", "knows formats up to 1"])
    expect(host.run("diff", "t.cbor", "new.cbor"), 2, "", "format 7")


def test_second_trace_can_t_be_read(host):
    record(host)
    host.write("bad.cbor", "nonsense")
    for other in ("bad.cbor", "none.cbor", "."):
        expect(host.run("diff", "t.cbor", other), 2, "", f"'{other}'")
        expect(host.run("diff", other, "t.cbor"), 2, "", f"'{other}'")


def write_busy(host):
    """A program with as many events as one likes; not for builds that look at everything all the time."""
    host.write("p.py", BUSY)
    before = time.monotonic()
    host.run("run", "p.py", "20000")
    if time.monotonic() - before > 3:
        raise Skip("this build, or this machine, is too slow")


def test_file_that_changes(host):
    """Who overwrites a trace while it is read gets a word, not other events."""
    write_busy(host)
    host.run("run", "--trace", "t.cbor", "p.py", "400000")
    reader = host.start("show", "t.cbor")
    reader.stdout.read(100)  # it has been opened, and waits for us to read on
    with open(host.path("t.cbor"), "r+b") as f:
        f.truncate(1000)
    out, err = reader.communicate(timeout=120)
    if not host.is_sanitized() and os.path.getsize(host.path("t.cbor")) == 1000:
        assert reader.returncode in (0, 74), err
        assert reader.returncode == 0 or b"was changed while it was read" in err, err


BUSY = """import asyncio, sys
async def producer(q, n):
    for i in range(n):
        await q.put(i)
        if i % 64 == 0:
            await asyncio.sleep(0.01)
async def consumer(q):
    while (i := await q.get()) is not None:
        if i % 1000 == 0:
            print("item", i)
async def one(n):
    await asyncio.sleep(n)
async def main(n):
    q = asyncio.Queue(8)
    tasks = [asyncio.create_task(consumer(q)) for _ in range(3)]
    await asyncio.gather(*(producer(q, n // 4) for _ in range(4)))
    for _ in tasks:
        await q.put(None)
    for k in range(n // 100):
        await asyncio.create_task(one(k % 3))
asyncio.run(main(int(sys.argv[1])))
"""


PEAK = """import os, subprocess, sys
null = subprocess.DEVNULL
process = subprocess.Popen(sys.argv[1:], stdin=null, stdout=null, stderr=null)
_, status, usage = os.wait4(process.pid, 0)
process.returncode = 0
print(usage.ru_maxrss if status == 0 else -1)
"""


def peak(host, *arguments):
    """Memory that a command takes at its highest, in MB. A small Python starts it: to the kernel the memory of who forks
    counts too."""
    done = subprocess.run([sys.executable, "-c", PEAK, host.orrery, *arguments], cwd=host.folder, capture_output=True, text=True,
                          timeout=300)
    assert done.returncode == 0 and int(done.stdout) > 0, (arguments, done)
    return int(done.stdout) / 1024


def test_memory_does_not_grow(host):
    """Writing and reading a trace that is ten times as long takes no more, beyond the few megabytes that are kept."""
    if host.is_sanitized():
        raise Skip("the sanitizers take memory of their own")
    write_busy(host)
    wrote = [peak(host, "run", "--trace", f"{n}.cbor", "p.py", str(n)) for n in (200000, 2000000)]
    assert os.path.getsize(host.path("2000000.cbor")) > 20e6
    assert wrote[1] < wrote[0] * 1.3 + 3, wrote
    for command in (["check"], ["stats"], ["explain", "--most", "5"], ["explain", "--task", "Task-2"], ["show", "--kind", "mark"],
                    ["export", "--to", "chrome"], ["export", "--to", "csv"], ["replay", "--quiet"]):
        took = peak(host, *command, "2000000.cbor")
        assert took < 48, (command, took)


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


OTHER_PROGRAMS = ("bakery_queue", "cancellation", "condition", "executor", "task_group", "timeout", "lost_update")


def test_python_cbor2(host):
    """cbor2, of the distribution or of pip, and the words of trace/orrery.cddl give what show --json gives."""
    sys.path.append("/usr/lib/python3/dist-packages")  # where Debian has it, also for a Python of one's own
    try:
        import cbor2
    except ImportError:
        raise Skip("python's cbor2 is not installed")
    for name in OTHER_PROGRAMS:
        shutil.copy(os.path.join(TOP, "scenarios", name + ".py"), host.folder)
        host.run("run", "--trace", "t.cbor", name + ".py")
        compare(host, events_of(cbor2, host.read("t.cbor")))


def compare(host, decoded):
    shown = [json.loads(line) for line in host.run("show", "--json", "t.cbor").out.splitlines()]
    assert len(shown) == len(decoded) > 20
    for ours, (event, now, values) in zip(shown, decoded):
        assert ours["event"] == event and ours["now_ns"] == now, (ours, event)
        for field, (kind, value) in values.items():
            if kind in ("TASK", "OBJECT"):
                assert ours[field + "_id"] == value, (ours, field, value)
            elif kind in ("HANDLE", "LINE", "TIME", "STRING", "COUNT"):
                assert ours[field] == value, (ours, field, value)


# The same with node-cbor (npm's package cbor): reads a trace and {number: [name, [[type, field]]]}, prints [name, now, values].
NODE = r"""
const cbor = require('cbor'), fs = require('fs');
const table = JSON.parse(fs.readFileSync(0)), trace = fs.readFileSync(process.argv[2]);
const all = b => cbor.decodeAllSync(b, {bigint: true, preferWeb: false, extendedResults: false});
const wrap = v => BigInt.asIntN(64, v);
const span = v => {
  const a = v >= 0n ? v : -1n - v, m = v >= 0n ? a / 2n : -1n - a / 2n;
  return a & 1n ? m * 1000000n : m;
};
const strings = [''], lines = [];
for (let item of all(trace)) {
  if (item instanceof cbor.Tagged) item = item.value;
  if (item[0] !== 'chunk') continue;
  const chunk = cbor.decodeFirstSync(item[1].value);
  for (const text of chunk.strings || []) strings.push(text);
  const numbers = all(chunk.events).map(BigInt), last = {};
  let now = BigInt(chunk.time), at = 0;
  while (at < numbers.length) {
    const [name, fields] = table[numbers[at++]], values = {};
    for (const [type, field] of fields) {
      let value = numbers[at++];
      if (['TASK', 'OBJECT', 'HANDLE', 'LINE'].includes(type)) value = last[type] = wrap((last[type] || 0n) + value);
      else if (type === 'TIME') value = wrap(now + span(value));
      values[field] = [type, type === 'STRING' ? strings[value] : value];
    }
    if (name === 'clock') now = values.time[1];
    lines.push(JSON.stringify([name, now, values], (key, v) => typeof v === 'bigint' ? Number(v) : v));
  }
}
console.log(lines.join('\n'));
"""


def test_node_cbor(host):
    host.write("decode.js", NODE)
    if shutil.which("node") is None or subprocess.run(["node", "-e", "require('cbor')"], cwd=host.folder,
                                                      capture_output=True).returncode != 0:
        raise Skip("node or its package cbor (npm install cbor; NODE_PATH) is not installed")
    for name in OTHER_PROGRAMS:
        shutil.copy(os.path.join(TOP, "scenarios", name + ".py"), host.folder)
        host.run("run", "--trace", "t.cbor", name + ".py")
        done = subprocess.run(["node", "decode.js", "t.cbor"], cwd=host.folder, input=json.dumps(event_table()),
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        compare(host, [json.loads(line) for line in done.stdout.splitlines()])


if __name__ == "__main__":
    main(globals())

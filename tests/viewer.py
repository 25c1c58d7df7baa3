"""The viewer as a program: pictures without a display, a window without a screen, messages.

    python3 tests/viewer.py ORRERY [NAME...]      orrery-view is looked for beside orrery, and in viz/
"""
import os
import re
import shutil
import signal
import struct
import subprocess
import time
import zlib

from harness import TESTS, Skip, expect, main

PROGRAM = """
import asyncio

async def worker(name, queue):
    while (item := await queue.get()) is not None:
        await asyncio.sleep(0.5)
        print(name, item)

async def main():
    queue = asyncio.Queue(1)
    task = asyncio.create_task(worker("w", queue), name="worker")
    for item in range(3):
        await queue.put(item)
    await queue.put(None)
    await task

asyncio.run(main())
"""


def viewer_path(host):
    folder = os.path.dirname(host.orrery)
    for name in ("orrery-view", "viz/orrery-view"):
        if os.access(os.path.join(folder, name), os.X_OK):
            return os.path.join(folder, name)
    raise Skip("orrery-view was not built")


def start(host, *arguments, display="dummy"):
    environment = {**os.environ, "SDL_VIDEODRIVER": display, "XDG_STATE_HOME": host.folder}
    return subprocess.Popen([viewer_path(host), *arguments], cwd=host.folder, env=environment, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def view(host, *arguments, display="dummy"):
    process = start(host, *arguments, display=display)
    try:
        out, err = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise AssertionError(f"orrery-view {' '.join(arguments)}: no end")
    process.out, process.err = out.decode("utf-8", "replace"), err.decode("utf-8", "replace")
    assert process.returncode >= 0 and "Sanitizer" not in process.err, process.err
    return process


def traced(host):
    viewer_path(host)
    host.write("a.py", PROGRAM)
    expect(host.run("run", "--trace", "t.cbor", "a.py"), 0)
    return "t.cbor"


def pixels(png):
    """Width, height and the set of colours of an eight-bit RGB PNG filtered by the row above."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, data = 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at:at + 8])
        body = png[at + 8:at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", png[at + 8 + length:at + 12 + length])[0]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            assert (depth, colour) == (8, 2)
        elif kind == b"IDAT":
            data += body
        at += 12 + length
    rows = zlib.decompress(data)
    assert len(rows) == height * (3 * width + 1)
    above, colours = bytes(3 * width), set()
    for y in range(height):
        row = rows[y * (3 * width + 1):(y + 1) * (3 * width + 1)]
        assert row[0] == 2
        above = bytes((a + b) & 255 for a, b in zip(row[1:], above))
        colours.update(above[i:i + 3] for i in range(0, len(above), 3))
    return width, height, colours


def test_png(host):
    trace = traced(host)
    for theme, ground, running in ("dark", "15181d", "00b583"), ("light", "fbfbf8", "009e73"), ("contrast", "000000", "00ffb0"):
        for axis in "step", "time", "folded":
            expect(view(host, "--png", "a.png", "--size", "700x400", "--theme", theme, "--axis", axis, trace), 0, "")
            width, height, colours = pixels(host.read("a.png"))
            assert (width, height) == (700, 400)
            assert bytes.fromhex(ground) in colours and bytes.fromhex(running) in colours


def test_png_is_reproducible(host):
    trace = traced(host)
    for name in "a.png", "b.png":
        expect(view(host, "--png", name, "--select", "worker", "--step", "4", "--path", trace), 0)
    assert host.read("a.png") == host.read("b.png")


def test_svg(host):
    import xml.dom.minidom
    trace = traced(host)
    expect(view(host, "--svg", "a.svg", "--select", "worker", trace), 0, "")
    text = host.read("a.svg").decode()
    xml.dom.minidom.parseString(text)
    assert "worker" in text and "queue" in text


def test_html_runs(host):
    trace = traced(host)
    expect(view(host, "--html", "a.html", trace), 0, "")
    text = host.read("a.html").decode()
    assert not re.search(r"https?://|<link|<script src", text), "it needs the network"
    assert '"axis":0' in text
    expect(view(host, "--html", "b.html", "--axis", "time", "t.cbor"), 0, "")
    assert b'"axis":1' in host.read("b.html")
    node = shutil.which("node")
    if node is None:
        raise Skip("no node")
    done = subprocess.run([node, os.path.join(TESTS, "viz", "page.js"), host.path("a.html")], capture_output=True,
                          text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "worker" in done.stdout


def test_through_orrery_view(host):
    viewer_path(host)
    host.write("a.py", PROGRAM)
    expect(host.run("view", "--png", "a.png", "a.py"), 0)
    assert pixels(host.read("a.png"))[0] == 1600


def test_two_traces(host):
    trace = traced(host)
    host.write("b.py", PROGRAM.replace("range(3)", "range(4)"))
    expect(host.run("run", "--trace", "b.cbor", "b.py"), 0)
    expect(view(host, "--svg", "a.svg", trace, "b.cbor"), 0, "")
    text = host.read("a.svg").decode()
    assert "they part" in text and "t.cbor" in text and "b.cbor" in text
    expect(view(host, "--svg", "a.svg", trace, trace), 0, "")
    assert "the same story" in host.read("a.svg").decode()
    expect(host.run("view", "--png", "a.png", trace, "b.cbor"), 0)
    assert pixels(host.read("a.png"))[0] == 1600
    # Both must be there to be compared; the step that is asked for is shown, in both.
    for option in "--png", "--svg", "--html":
        expect(view(host, option, "none", trace, "missing.cbor"), 1, "", "missing.cbor")
        expect(view(host, option, "none", "missing.cbor", trace), 1, "", "missing.cbor")
    assert not os.path.exists(host.path("none"))
    expect(view(host, "--svg", "a.svg", "--step", "3", trace, "b.cbor"), 0, "")
    assert host.read("a.svg").decode().count("step 3, ") >= 2
    expect(view(host, "--png", "a.png", trace, "b.cbor", "b.cbor"), 2, "", "two traces at most")


def test_render(host):
    host.write("a.py", PROGRAM)
    expect(host.run("run", "--trace", "t.cbor", "a.py"), 0)
    for axis in "step", "time":
        expect(host.run("render", "--axis", axis, "--to", "a.svg", "t.cbor"), 0, "")
        expect(view(host, "--axis", axis, "--svg", "b.svg", "t.cbor"), 0, "")
        assert host.read("a.svg") == host.read("b.svg")
    expect(host.run("render", "--to", "a.svg", "--select", "worker", "--step", "4", "--theme", "light", "--path", "--size", "1000x500",
                    "t.cbor"), 0, "")
    expect(view(host, "--svg", "b.svg", "--select", "worker", "--step", "4", "--theme", "light", "--path", "--size", "1000x500", "t.cbor"),
           0, "")
    assert host.read("a.svg") == host.read("b.svg") and b'width="1000"' in host.read("a.svg")
    host.write("b.py", PROGRAM.replace("range(3)", "range(4)"))
    expect(host.run("run", "--trace", "u.cbor", "b.py"), 0)
    for name in "two.svg", "two.html":
        expect(host.run("render", "--to", name, "t.cbor", "u.cbor"), 0, "")
        assert b"they part" in host.read(name)
    expect(host.run("render", "--to", "two.png", "t.cbor", "u.cbor"), 0, "")
    expect(host.run("render", "--to", "none.svg", "t.cbor", "missing.cbor"), 2, "", "missing.cbor")
    expect(host.run("render", "--to", "none.svg", "--select", "nobody", "t.cbor"), 74, "", "no task of that name")
    expect(host.run("render", "--to", "a.html", "t.cbor"), 0, "")
    assert b"<canvas" in host.read("a.html")
    expect(host.run("render", "--to", "a.png", "t.cbor"), 0, "")
    assert pixels(host.read("a.png"))[0] == 1600
    expect(host.run("render", "t.cbor"), 2, "", "--to FILE.svg")
    expect(host.run("render", "--to", "a.bmp", "t.cbor"), 2, "", "no picture")
    expect(host.run("render", "--to", "a.svg", "--axis", "x", "t.cbor"), 2, "", "not one of step")
    expect(host.run("render", "--to", "no/such/a.svg", "t.cbor"), 74, "", "can't write")
    expect(host.run("render", "--to", "a.svg", "missing.cbor"), 2, "", "missing.cbor")


def test_to_standard_output(host):
    done = view(host, "--svg", "-", traced(host))
    expect(done, 0)
    assert done.out.startswith("<?xml")


def test_wrong_arguments(host):
    trace = traced(host)
    expect(view(host), 2, "", "usage: orrery-view")
    expect(view(host, "--frobnicate", trace), 2, "", "--frobnicate: no such option")
    expect(view(host, "--png", "a.png", "--size", "1x1", trace), 2, "", "not a size")
    expect(view(host, "--png", "a.png", "--select", "nobody", trace), 1, "", "no task of that name")
    expect(view(host, "--png", "no/such/folder/a.png", trace), 1, "", "No such file")
    expect(view(host, "--help"), 0)
    assert "orrery-view " in view(host, "--version").out


def test_unreadable(host):
    viewer_path(host)
    host.write("text.cbor", "this is no trace")
    host.write("empty.cbor", "")
    for name in "missing.cbor", "text.cbor", "empty.cbor", ".":
        expect(view(host, "--png", "a.png", name), 1, "", name)
        assert not os.path.exists(host.path("a.png"))


def test_window_closes(host):
    """A window on no screen: drawn, and closed by a signal as by its button. An unreadable file gets one, too."""
    trace = traced(host)
    for name in trace, "missing.cbor":
        process = start(host, name)
        time.sleep(1)
        assert process.poll() is None, process.stderr.read()
        process.send_signal(signal.SIGTERM)
        try:
            out, err = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise AssertionError("the window does not close")
        assert process.returncode == 0, err
        assert (out, err) == (b"", b""), err


def test_no_display(host):
    done = view(host, traced(host), display="nonsense")
    expect(done, 1, "", ["no window", "--png"])


if __name__ == "__main__":
    main(globals())

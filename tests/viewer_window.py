"""The viewer on a screen, and its page in a browser: what they say is compared with the trace.

    python3 tests/viewer_window.py ORRERY [NAME...]      wants Xvfb and xdotool, and chromium for the page
"""
import html
import json
import os
import re
import shlex
import shutil
import subprocess
import threading
import time

from harness import Skip, expect, main
from viewer import PROGRAM, traced, view, viewer_path


class Screen:
    """An X server that shows on no monitor."""

    def __init__(self, *programs):
        for program in ("Xvfb", "xdotool", *programs):
            if shutil.which(program) is None:
                raise Skip(f"no {program}")
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-noreset"],
                                       pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        assert number, "Xvfb does not start"
        self.environment = {**os.environ, "DISPLAY": f":{number}", "SDL_VIDEODRIVER": "x11", "SDL_RENDER_DRIVER": "software",
                            # The window system's own libraries keep what they once allocated; orrery's leaks show in viewer.py.
                            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.kill()
        self.server.wait()

    def do(self, *arguments):
        return subprocess.run(["xdotool", *arguments], env=self.environment, capture_output=True, text=True, timeout=30).stdout


KEYSYMS = {
    "Left": "Left", "Right": "Right", "Up": "Up", "Down": "Down", "Home": "Home", "End": "End", "PgUp": "Prior", "PgDn": "Next",
    "Esc": "Escape", "Enter": "Return", "Backspace": "BackSpace", "Tab": "Tab", "Space": "space", "Ctrl": "ctrl", "Shift": "shift",
    ",": "comma", ".": "period", "{": "braceleft", "}": "braceright", "(": "parenleft", ")": "parenright", "[": "bracketleft",
    "]": "bracketright", "<": "less", ">": "greater", "+": "plus", "=": "equal", "-": "minus", "/": "slash", ":": "colon",
    "'": "apostrophe", '"': "quotedbl", "?": "question",
}


def keysym(words):
    """What xdotool calls a key that the viewer calls "Ctrl Shift Left", or "A"."""
    parts = [KEYSYMS.get(word, word) for word in words.split()]
    if parts[0] == "ctrl" and len(parts[-1]) == 1:
        parts[-1] = parts[-1].lower()
    return "+".join(parts)


class Window:
    """The viewer, and what it says it shows: a dictionary of the last line of --report."""

    def __init__(self, host, screen, *arguments, state=None, report=True):
        self.screen, self.shown, self.lines = screen, {}, 0
        environment = {**screen.environment, "XDG_STATE_HOME": state or host.folder}
        self.process = subprocess.Popen([viewer_path(host), *["--report"][:report], *arguments], cwd=host.folder, env=environment,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.expect("orrery")

    def read(self):
        for line in self.process.stdout:
            words = shlex.split(line)
            shown = {}
            while words:
                name = words.pop(0)
                shown[name] = words.pop(0)
            self.shown, self.lines = shown, self.lines + 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()
        self.process.stderr.close()

    def number(self):
        found = self.screen.do("search", "--onlyvisible", "--name", "orrery$").split()
        return found[-1] if found else None

    def title(self):
        number = self.number()
        return self.screen.do("getwindowname", number).strip() if number else ""

    def wait(self, good, what):
        end = time.monotonic() + 20
        while not good():
            assert self.process.poll() is None, self.process.stderr.read()
            assert time.monotonic() < end, what()
            time.sleep(0.03)

    def expect(self, words):
        self.wait(lambda: words in self.title(), lambda: f"the title is {self.title()!r}, without {words!r}")

    def shows(self, **wanted):
        """Waits until it says so; a function is asked whether the value will do."""
        def good(name, value):
            value = str(value) if not callable(value) else value
            got = self.shown.get(name)
            return got is not None and (value(got) if callable(value) else got == value)
        self.wait(lambda: all(good(*item) for item in wanted.items()),
                  lambda: f"shows {({name: self.shown.get(name) for name in wanted})}, not {wanted}")
        return self.shown

    def press(self, *keys):
        self.screen.do("key", *keys)

    def type(self, text):
        self.screen.do("type", "--delay", "5", text)

    def mouse(self, *words):
        self.screen.do("mousemove", "--window", self.number(), *words)

    def close(self):
        self.press("q")
        self.process.wait(timeout=20)
        self.reader.join(20)
        err = self.process.stderr.read()
        assert (self.process.returncode, err) == (0, ""), f"status {self.process.returncode}\n{err}"


def steps(host, trace):
    """For each step the task that runs, and when, as show tells."""
    done = host.run("show", "--kind", "step", trace)
    expect(done, 0)
    return done.out.splitlines()


def test_keys(host):
    trace = traced(host)
    last = len(steps(host, trace))
    assert last > 5
    with Screen() as screen, Window(host, screen, trace) as window:
        window.expect("step 0, 0 s - t.cbor - orrery")
        window.press("Right")
        window.expect("step 1,")
        window.press("Right", "Right")
        window.expect("step 3,")
        window.press("Left")
        window.expect("step 2,")
        window.press("End")
        window.expect(f"step {last},")
        window.press("slash", "w", "o", "r", "k", "e", "r", "Return")
        window.expect("worker, step")
        window.press("slash", "colon", "4", "Return")
        window.expect("worker, step 4,")
        window.press("Tab", "question", "Escape", "k", "Home")
        window.expect("step 0,")
        window.close()


def states(host, trace):
    """What there is after each event, worked out from the events alone: a list of dictionaries."""
    done = host.run("show", "--json", trace)
    expect(done, 0)
    joins, leaves = {"ready", "yield", "fire", "call_soon"}, {"step", "call", "call_cancel"}
    now = {"step": 0, "time": 0, "ready": 0, "timers": 0, "tasks": 0, "output": 0}
    all_states = []
    for line in done.out.splitlines():
        event = json.loads(line)
        kind = event.get("event")
        if not isinstance(kind, str):
            continue
        now = dict(now)
        now["ready"] += (kind in joins) - (kind in leaves)
        now["timers"] += (kind == "timer") - (kind in ("fire", "timer_cancel"))
        now["tasks"] += (kind == "task_new") - (kind in ("task_done", "task_gone"))
        now["output"] += kind == "output"
        now["step"] += kind == "step"
        if kind == "clock":
            now["time"] = event["time"]
        all_states.append(now)
    return all_states


def test_steps_are_the_traces(host):
    """Every step, forwards and backwards, in the words of the window and of the trace."""
    trace = traced(host)
    wanted = states(host, trace)
    with Screen() as screen, Window(host, screen, trace) as window:
        first = {}
        for event, state in enumerate(wanted):
            first.setdefault(state["step"], (event, state))
        for step in range(1, wanted[-1]["step"] + 1):
            window.press("Right")
            event, state = first[step]
            window.shows(event=event, **state)
        for step in range(wanted[-1]["step"] - 1, 0, -1):
            window.press("Left")
            window.shows(event=first[step][0], **first[step][1])
        window.press("Home")
        for event in range(1, 12):
            window.press("period")
            window.shows(event=event, **wanted[event])
        window.press("End")
        window.shows(event=len(wanted) - 1, **wanted[-1])
        window.close()


def test_every_key(host):
    """Each key of the table is pressed, in a window with and without something selected; it lives, and can be quit."""
    trace = traced(host)
    done = view(host, "--keys")
    expect(done, 0)
    keys = [word for line in done.out.splitlines() if line.startswith("  ") for word in line[2:20].strip().split(" or ")]
    assert len(keys) > 70, keys
    with Screen() as screen, Window(host, screen, trace) as window:
        window.press("Down", "End")
        window.shows(state=lambda state: state != "none")
        for key in keys:
            if keysym(key) in ("q", "ctrl+q"):
                continue
            window.press(keysym(key))
            window.press("Escape")
        window.press("Home")
        window.shows(event=0, typing=0)
        window.close()


def test_what_keys_do(host):
    trace = traced(host)
    with Screen() as screen, Window(host, screen, "--size", "1300x800", trace) as window:
        shown = window.shows(axis="step", event=0)
        line, span = int(shown["line"]), int(shown["to"]) - int(shown["from"])
        window.press("Tab")
        window.shows(axis="time")
        window.press("z")
        window.shows(axis="folded")
        window.press("Tab", "w", "w")
        window.shows(axis="step", to=lambda to: int(to) < span)
        window.press("u")
        window.shows(to=shown["to"])
        window.press("T")
        window.shows(theme="light")
        window.press("ctrl+plus", "ctrl+plus", "ctrl+plus")
        window.shows(line=lambda now: int(now) > line)
        window.press("ctrl+0")
        window.shows(line=line)
        window.press("M", "p")
        window.shows(map=0, panel=0)
        window.press("slash")
        window.type("worker")
        window.shows(typing=1, listed=lambda count: int(count) >= 1)
        window.press("Return")
        window.shows(selected="worker", typing=0)
        window.press("colon")
        window.type("critical")
        window.shows(listed=1)
        window.press("Return")
        window.shows(path=1)
        window.press("End")
        last = int(window.shows(event=lambda event: int(event) > 0)["event"])
        window.press("Home", "greater", "greater", "greater", "greater", "space")
        window.shows(playing=1)
        window.shows(playing=0, event=last)
        window.press("question")
        window.shows(help=1)
        window.press("Escape")
        window.shows(help=0)
        window.close()


def test_mouse(host):
    trace = traced(host)
    with Screen() as screen, Window(host, screen, "--size", "1200x700", trace) as window:
        shown = window.shows(event=0)
        panel, names, span = int(shown["panel"]), int(shown["names"]), int(shown["to"]) - int(shown["from"])
        # Down the names until the task's is found.
        for y in range(110, 500, 12):
            window.mouse("40", str(y), "click", "1")
            time.sleep(0.05)
            if window.shown["selected"] == "worker":
                break
        window.shows(selected="worker")
        window.mouse("500", str(y), "click", "4")
        window.shows(to=lambda to: int(to) - int(window.shown["from"]) < span)
        window.mouse("500", str(y), "click", "1")
        window.shows(event=lambda event: int(event) > 0)
        edge = 1200 - panel
        window.mouse(str(edge), "400", "mousedown", "1", "mousemove", "--window", window.number(), str(edge - 50), "400",
                     "mousemove", "--window", window.number(), str(edge - 100), "400", "mouseup", "1")
        window.shows(panel=lambda width: abs(int(width) - panel - 100) < 10)
        window.mouse(str(names), "400", "mousedown", "1", "mousemove", "--window", window.number(), str(names + 60), "400", "mouseup", "1")
        window.shows(names=lambda width: abs(int(width) - names - 60) < 10)
        window.close()


def test_notes_are_kept(host):
    trace = traced(host)
    with Screen() as screen:
        with Window(host, screen, trace) as window:
            window.press("Right", "Right", "b", "Right", "B")
            window.type("why now")
            window.press("Return")
            window.shows(bookmarks=2)
            at = window.shown["event"]
            window.close()
        lines = host.read("t.cbor.notes").decode().splitlines()
        assert lines[0].startswith("# orrery notes") and lines[2] == at + " why now" and len(lines) == 3, lines
        with Window(host, screen, trace) as window:
            window.shows(bookmarks=2)
            window.press("apostrophe", "apostrophe")
            window.shows(event=at, says="why now")
            window.press("b", "quotedbl", "b")
            window.shows(bookmarks=0)
            window.close()
        assert not os.path.exists(host.path("t.cbor.notes"))
        # Of two traces each has its own.
        shutil.copy(host.path("t.cbor"), host.path("u.cbor"))
        with Window(host, screen, trace, "u.cbor") as window:
            window.press("Right", "Right", "b")
            window.shows(bookmarks=1)
            window.close()
        assert host.read("t.cbor.notes") == host.read("u.cbor.notes")
        # What is not ours is not touched, and that is said.
        host.write("t.cbor.notes", "milk, eggs\n")
        with Window(host, screen, trace) as window:
            window.shows(says=lambda words: "cannot be read" in words)
            window.press("Right", "b")
            window.shows(bookmarks=1, says=lambda words: "as long as this window" in words)
            window.close()
        assert host.read("t.cbor.notes") == b"milk, eggs\n"
        os.remove(host.path("t.cbor.notes"))
        os.mkdir(host.path("t.cbor.notes"))
        with Window(host, screen, trace) as window:
            window.press("Right", "b")
            window.shows(bookmarks=1, says=lambda words: "as long as this window" in words)
            window.close()


def test_settings_are_kept(host):
    trace = traced(host)
    with Screen() as screen:
        with Window(host, screen, trace, state=host.path("state")) as window:
            line = int(window.shows(event=0)["line"])
            window.press("T", "ctrl+plus", "ctrl+plus", "M")
            window.shows(theme="light", map=0, line=lambda now: int(now) > line)
            now = window.shown["line"]
            window.close()
        with Window(host, screen, trace, state=host.path("state")) as window:
            window.shows(theme="light", map=0, line=now)
            window.close()
        with Window(host, screen, "--theme", "dark", "--scale", "1", trace, state=host.path("state")) as window:
            window.shows(theme="dark", line=line)
            window.close()
        # Nonsense, and no place to keep anything.
        host.write("state/orrery/viewer", b"theme \xff\nwidth 1\nheight 0\ntext 4000\npart 3\n" + bytes(range(256)) * 50)
        for state in host.path("state"), "/dev/null", "/proc":
            with Window(host, screen, trace, state=state) as window:
                window.shows(theme="dark", line=line)
                window.close()


def test_unreadable_says_so(host):
    viewer_path(host)
    host.write("text.cbor", "this is no trace")
    with Screen() as screen:
        for name in "text.cbor", "missing.cbor", ".":
            with Window(host, screen, name) as window:
                window.shows(nothing=lambda words: name in words)
                window.press("w", "Right", "colon", "T")
                window.shows(theme="light")
                window.press("T", "T")
                window.shows(theme="dark")
                window.close()


def test_lesson(host):
    trace = traced(host)
    host.write("l.lesson", "lesson: L\nprogram: a.py\nstop: before step 2\nask: next\nstop: before step 4\nask: next\n")
    with Screen() as screen, Window(host, screen, "--lesson", "l.lesson", trace) as window:
        window.expect("step 0,")
        window.press("Return")
        window.expect("Task-1, step 1,")
        window.press("Right", "End", "Return")  # no way on but by an answer, or by passing
        window.expect("worker, step 2,")
        window.press("Return")
        window.expect("step 3,")
        window.press("1")
        window.expect("step 4,")
        window.press("Escape", "End")
        window.expect(f"step {len(steps(host, trace))},")
        window.close()


def test_screen_shows_the_picture(host):
    trace = traced(host)
    with Screen("import") as screen, Window(host, screen, "--size", "1200x700", trace) as window:
        window.press("End")
        window.expect("step 1")
        time.sleep(0.3)
        subprocess.run(["import", "-window", "root", "-depth", "8", host.path("screen.ppm")], env=screen.environment, check=True,
                       timeout=30)
        data = host.read("screen.ppm")
        colours = {data[i:i + 3] for i in range(len(data) - 1400 * 900 * 3, len(data), 3)}
        for colour in "15181d", "00b583":
            assert bytes.fromhex(colour) in colours, f"no {colour} on the screen"
        window.close()


def test_follows_a_growing_trace(host):
    viewer_path(host)
    host.write("long.py", "import asyncio\n\nasync def main():\n    for _ in range(30000):\n        await asyncio.sleep(1)\n"
               "\nasyncio.run(main())\n")
    expect(host.run("run", "--trace", "t.cbor", "long.py"), 0)
    last = len(steps(host, "t.cbor"))
    whole = host.read("t.cbor")
    host.write("grows.cbor", "")
    with Screen() as screen, Window(host, screen, "grows.cbor") as window:
        window.expect("grows.cbor - orrery")
        time.sleep(0.5)
        with open(host.path("grows.cbor"), "ab") as out:
            out.write(whole[:len(whole) // 2])
        window.expect("step 0,")
        window.press("End")
        time.sleep(0.5)
        half = int(re.match(r"step (\d+),", window.title())[1])
        assert 0 < half < last, half
        with open(host.path("grows.cbor"), "ab") as out:
            out.write(whole[len(whole) // 2:])
        window.expect(f"step {last},")
        window.close()


PROBE = """<script>
const said = [];
window.addEventListener("error", e => said.push(e.message));
const complain = console.error; console.error = (...words) => said.push(words.join(" "));
window.addEventListener("load", () => {
  const before = scale, steps = axis, $ = id => document.getElementById(id);
  const shot = () => canvas.toDataURL();
  const whole = shot();
  canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: -1, clientX: 500, clientY: 160, cancelable: true }));
  const zoomed = scale, near = shot();
  const tips = [], box = canvas.getBoundingClientRect();
  for (let y = 0; y < box.height; y += 10)
    for (let x = 0; x < box.width; x += 20) {
      canvas.dispatchEvent(new MouseEvent("mousemove", { clientX: box.x + x, clientY: box.y + y }));
      if (tip.style.display === "block") tips.push(tip.textContent);
    }
  const press = key => window.dispatchEvent(new KeyboardEvent("keydown", { key }));
  press("t");
  const other = axis;
  press("t");
  press("ArrowRight"); press("ArrowRight");
  const now = $("now").textContent, source = $("source").textContent, output = $("output").textContent;
  press("[");
  const cause = $("now").textContent;
  $("search").value = "worker";
  $("search").dispatchEvent(new Event("input"));
  $("search").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  const found = $("found").textContent, chosen = $("now").textContent;
  const rows = traces[0].rows.length;
  press("C");
  const folded = traces[0].rows.length;
  const out = document.createElement("pre");
  out.id = "probe";
  out.textContent = JSON.stringify({ said, zoomed: zoomed < before, redrawn: whole !== near, tips: [...new Set(tips)], axes: [steps, other],
    now, source, output, cause, found, chosen, rows, folded, title: $("title").textContent, verdict: $("verdict").textContent,
    legend: $("legend").textContent });
  document.body.append(out);
});
</script></head>"""


def browse(host, page):
    """What the page says of itself after some clicks and keys in a browser without a screen."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise Skip("no chromium")
    host.write("probe.html", host.read(page).decode().replace("</head>", PROBE, 1))
    done = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                           "--disable-background-networking", f"--user-data-dir={host.path('browser')}",
                           "--window-size=1200,700", "--enable-logging=stderr", "--dump-dom", "file://" + host.path("probe.html")],
                          capture_output=True, text=True, timeout=90)
    found = re.search(r'<pre id="probe">(.*?)</pre>', done.stdout, re.S)
    assert found, done.stderr
    told = json.loads(html.unescape(found[1]))
    assert told["said"] == [] and "CONSOLE" not in done.stderr, (told, done.stderr)
    return told


def test_page_in_a_browser(host):
    expect(view(host, "--html", "a.html", traced(host)), 0, "")
    told = browse(host, "a.html")
    assert told["zoomed"] and told["redrawn"] and told["axes"] == [0, 1], told
    names = {tip.split()[0] for tip in told["tips"]}
    assert {"worker", "Task-1"} <= names, names
    words = "\n".join(told["tips"])
    assert "waiting for a lock, queue, event (queue put)" in words and "(line 6: " in words and "because of step" in words, words
    assert told["title"] == "t.cbor" and told["verdict"] == "ok" and "waiting for a lock" in told["legend"], told
    assert "step 2: worker starts" in told["now"] and "\u25b6" in told["source"] and told["output"] == "", told
    assert "step 1: Task-1 starts" in told["cause"], told["cause"]
    assert told["found"] == "1 of 1" and told["chosen"].startswith("worker worker"), told
    assert told["folded"] < told["rows"], told


def test_page_of_two_traces(host):
    trace = traced(host)
    host.write("b.py", PROGRAM.replace("range(3)", "range(4)"))
    expect(host.run("run", "--trace", "b.cbor", "b.py"), 0)
    expect(view(host, "--html", "a.html", trace, "b.cbor"), 0, "")
    assert "they part" in host.read("a.html").decode()
    told = browse(host, "a.html")
    assert "t.cbor" in told["title"] and "b.cbor" in told["title"] and told["verdict"] == "ok, ok", told
    assert told["found"] == "1 of 2" and told["zoomed"], told


def test_page_of_a_crowd(host):
    """Thousands of tasks: folded into one line, found by name."""
    viewer_path(host)
    host.write("crowd.py", "import asyncio\n\nasync def worker(n):\n    await asyncio.sleep(n % 7)\n\nasync def main():\n"
               "    await asyncio.gather(*(asyncio.create_task(worker(n), name=f'worker-{n}') for n in range(10000)))\n"
               "\nasyncio.run(main())\n")
    expect(host.run("run", "--trace", "t.cbor", "crowd.py"), 0)
    expect(view(host, "--html", "a.html", "t.cbor"), 0, "")
    told = browse(host, "a.html")
    assert told["rows"] > 10000 and told["folded"] < 20, told  # the search opened the group
    assert any("10000 tasks like this" in tip for tip in told["tips"]), told["tips"][:5]


if __name__ == "__main__":
    main(globals())

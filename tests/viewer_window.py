"""The viewer on a screen, and its page in a browser: what they say is compared with the trace.

    python3 tests/viewer_window.py ORRERY [NAME...]      wants Xvfb and xdotool, and chromium for the page
"""
import json
import os
import re
import shutil
import subprocess
import time

from harness import Skip, expect, main
from viewer import traced, view, viewer_path


class Screen:
    """An X server that shows on no monitor."""

    def __init__(self, *programs):
        for program in ("Xvfb", "xdotool", *programs):
            if shutil.which(program) is None:
                raise Skip(f"no {program}")
        read, write = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
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


class Window:
    def __init__(self, host, screen, *arguments):
        self.screen = screen
        self.process = subprocess.Popen([viewer_path(host), *arguments], cwd=host.folder,
                                        env={**screen.environment, "XDG_STATE_HOME": host.folder},
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.expect("orrery")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def number(self):
        found = self.screen.do("search", "--onlyvisible", "--name", "orrery$").split()
        return found[-1] if found else None

    def title(self):
        number = self.number()
        return self.screen.do("getwindowname", number).strip() if number else ""

    def expect(self, words):
        end = time.monotonic() + 20
        while words not in self.title():
            assert self.process.poll() is None, self.process.stderr.read()
            assert time.monotonic() < end, f"the title is {self.title()!r}, without {words!r}"
            time.sleep(0.05)

    def press(self, *keys):
        self.screen.do("key", *keys)

    def close(self):
        self.press("q")
        out, err = self.process.communicate(timeout=20)
        assert self.process.returncode == 0 and (out, err) == ("", ""), err


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


def test_mouse(host):
    trace = traced(host)
    with Screen() as screen, Window(host, screen, "--size", "1200x700", trace) as window:
        # Down the labels until the task's is found.
        for y in range(100, 500, 12):
            screen.do("mousemove", "--window", window.number(), "40", str(y), "click", "1")
            time.sleep(0.05)
            if "worker, " in window.title():
                break
        window.expect("worker, ")
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
  const before = scale, steps = axis;
  canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: -1, clientX: 500, clientY: 120, cancelable: true }));
  const zoomed = scale;
  const tips = [], box = canvas.getBoundingClientRect();
  for (let y = 0; y < box.height; y += 10)
    for (let x = 0; x < box.width; x += 20) {
      canvas.dispatchEvent(new MouseEvent("mousemove", { clientX: box.x + x, clientY: box.y + y }));
      if (tip.style.display === "block") tips.push(tip.textContent.split(/\\s/)[0]);
    }
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "t" }));
  const out = document.createElement("pre");
  out.id = "probe";
  out.textContent = JSON.stringify({ said, zoomed: zoomed < before, tips: [...new Set(tips)], axes: [steps, axis] });
  document.body.append(out);
});
</script></head>"""


def test_page_in_a_browser(host):
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        raise Skip("no chromium")
    expect(view(host, "--html", "a.html", traced(host)), 0, "")
    host.write("probe.html", host.read("a.html").decode().replace("</head>", PROBE, 1))
    done = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                           "--disable-background-networking", f"--user-data-dir={host.path('browser')}",
                           "--window-size=1200,700", "--enable-logging=stderr", "--dump-dom", "file://" + host.path("probe.html")],
                          capture_output=True, text=True, timeout=90)
    found = re.search(r'<pre id="probe">(.*?)</pre>', done.stdout)
    assert found, done.stderr
    told = json.loads(found[1].replace("&gt;", ">").replace("&amp;", "&"))
    assert told["said"] == [] and "CONSOLE" not in done.stderr, (told, done.stderr)
    assert told["zoomed"] and told["axes"] == [0, 1], told
    assert "worker" in told["tips"] and "Task-1" in told["tips"], told


if __name__ == "__main__":
    main(globals())

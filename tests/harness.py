"""What the test scripts share: a case is a function whose name starts with test_, run in a folder of its own.

    python3 tests/SCRIPT.py ORRERY [NAME...]      runs all cases of a script, or those whose names contain NAME
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile
import traceback

TESTS = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(TESTS)


class Skip(Exception):
    """The case can't be tried on this machine."""


ASK = "import sys; print(sys.implementation.name == 'cpython' and sys.version_info >= (3, 13))"


def find_cpython():
    """A CPython that knows asyncio as orrery does: $ORRERY_CPYTHON or what is installed. None: there is none."""
    names = [os.environ.get("ORRERY_CPYTHON"), "python3.13", "python3.14", "python3"]
    candidates = [shutil.which(name) for name in names if name]
    if shutil.which("pyenv"):
        root = subprocess.run(["pyenv", "root"], capture_output=True, text=True).stdout.strip()
        candidates += sorted(glob.glob(os.path.join(root, "versions", "3.1[3-9]*", "bin", "python3")))
    for candidate in candidates:
        if candidate is None:
            continue
        done = subprocess.run([candidate, "-c", ASK], capture_output=True)
        if done.returncode == 0 and done.stdout.strip() == b"True":
            return candidate
    return None


class Host:
    """A folder with the files that a case needs, and orrery to run there."""

    def __init__(self, orrery, folder):
        self.orrery = orrery
        self.folder = folder

    def is_sanitized(self):
        """Built with the address sanitizer: memory is not what it is otherwise, and programs linked to it need the library."""
        with open(self.orrery, "rb") as f:
            return b"__asan_init" in f.read()

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "wb") as f:
            f.write(text if isinstance(text, bytes) else text.encode())
        return name

    def read(self, name):
        with open(self.path(name), "rb") as f:
            return f.read()

    def start(self, *arguments, **options):
        options = {"cwd": self.folder, "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
                   "stderr": subprocess.PIPE, **options}
        return subprocess.Popen([self.orrery, *arguments], **options)

    def run(self, *arguments, timeout=120, **options):
        """Runs orrery to its end; the result has returncode, out and err (as str)."""
        process = self.start(*arguments, **options)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise AssertionError(f"orrery {' '.join(arguments)}: no end after {timeout} s")
        process.out = (out or b"").decode("utf-8", "replace")
        process.err = (err or b"").decode("utf-8", "replace")
        assert process.returncode >= 0, f"orrery {' '.join(arguments)}: killed by signal {-process.returncode}\n{process.err}"
        assert "Sanitizer" not in process.err and "runtime error:" not in process.err, process.err
        return process


def expect(done, status, out=None, err=None):
    """Checks status, the whole of stdout if given, and words that must be in stderr."""
    assert done.returncode == status, f"status {done.returncode} instead of {status}\n{done.err}"
    if out is not None:
        assert done.out == out, f"stdout is {done.out!r} instead of {out!r}"
    for words in [err] if isinstance(err, str) else err or []:
        assert words in done.err, f"{words!r} is not in stderr: {done.err!r}"


def main(cases):
    orrery = os.path.abspath(sys.argv[1])
    wanted = sys.argv[2:]
    passed = failed = skipped = 0
    for name, case in sorted(cases.items()):
        if not name.startswith("test_") or (wanted and not any(part in name for part in wanted)):
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                case(Host(orrery, folder))
                passed += 1
            except Skip as why:
                skipped += 1
                print(f"skipped {name}: {why}")
            except Exception as error:
                failed += 1
                print(f"FAIL {name}: {error}")
                if not isinstance(error, AssertionError):
                    traceback.print_exc(file=sys.stdout)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    sys.exit(1 if failed else 0)

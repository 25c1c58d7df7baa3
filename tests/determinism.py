"""The first law: the same program, arguments and seed give the same bytes, wherever and however orrery is built and run.

Each case runs some programs of the conformance corpus and compares the digests of stdout, status and the trace's bytes.
"""
import glob
import hashlib
import os
import shutil
import subprocess

from harness import TESTS, TOP, Skip, main

LESSONS = sorted(glob.glob(os.path.join(TOP, "scenarios", "*.py")))
CORPUS = sorted(glob.glob(os.path.join(TESTS, "conformance", "asyncio", "*.py")))[::4] + \
    sorted(glob.glob(os.path.join(TESTS, "conformance", "programs", "*.py")))[::4]


def digest(orrery, program, folder, prefix=(), extra=(), **options):
    """Runs the program in a folder that holds nothing else, so that its path is only its name."""
    name = os.path.basename(program)
    shutil.copy(program, os.path.join(folder, name))
    trace = os.path.join(folder, "t.cbor")
    done = subprocess.run([*prefix, orrery, "run", *extra, "--trace", trace, name], cwd=folder, stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=300, **options)
    with open(trace, "rb") as f:
        trace_bytes = f.read()
    os.unlink(trace)
    return hashlib.sha256(b"%d\0" % done.returncode + done.stdout + b"\0" + trace_bytes).hexdigest()


def compare(host, one, other, programs):
    """one and other: keyword arguments of digest, and 'orrery'."""
    folders = [host.path("one"), host.path("other")]
    for folder in folders:
        os.mkdir(folder)
    for program in programs:
        results = [digest(how.get("orrery", host.orrery), program, folder,
                          **{key: value for key, value in how.items() if key != "orrery"})
                   for how, folder in zip((one, other), folders)]
        assert results[0] == results[1], f"{os.path.basename(program)} is not the same"


def test_again(host):
    compare(host, {}, {}, CORPUS + LESSONS)


def test_environment(host):
    env = {"PATH": "/nowhere", "HOME": "/", "LANG": "tr_TR.UTF-8", "LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Kathmandu",
           "PYTHONHASHSEED": "7", "PYTHONPATH": "/tmp", "COLUMNS": "17", "MALLOC_PERTURB_": "85", "X" * 1000: "y" * 10000}
    compare(host, {}, {"env": env}, CORPUS)


def test_folder(host):
    """Also the absolute place where it runs doesn't show (it did not in the others either)."""
    deep = host.path("a folder/with a long name/" + "x" * 100)
    os.makedirs(deep)
    for program in CORPUS[:8]:
        assert digest(host.orrery, program, deep) == digest(host.orrery, program, host.folder), program


def test_address_space(host):
    setarch = shutil.which("setarch")
    if setarch is None or subprocess.run([setarch, "-R", "true"], capture_output=True).returncode != 0:
        raise Skip("setarch -R does not work here")
    compare(host, {}, {"prefix": (setarch, "-R")}, CORPUS)


def test_small_address_space(host):
    prefix = ("sh", "-c", 'ulimit -v 1000000; exec "$@"', "sh")
    if subprocess.run([*prefix, host.orrery, "--version"], capture_output=True).returncode != 0:
        raise Skip("this build needs more (sanitizers reserve terabytes)")
    compare(host, {"extra": ("--max-memory", "256M")}, {"extra": ("--max-memory", "256M"), "prefix": prefix}, CORPUS[:8])


def other_builds():
    """Other builds of the same sources: ORR_BUILDS lists them, tests/run makes them."""
    return [path for path in os.environ.get("ORR_BUILDS", "").split(":") if path]


def test_other_builds(host):
    builds = other_builds()
    if not builds:
        raise Skip("no other builds (tests/run --all makes them)")
    for n, build in enumerate(builds):
        os.mkdir(host.path(str(n)))
        for program in CORPUS + LESSONS:
            same = digest(host.orrery, program, host.path(str(n))) == digest(build, program, host.path(str(n)))
            assert same, f"{os.path.basename(program)} is not the same with {os.path.basename(os.path.dirname(build))}"


if __name__ == "__main__":
    main(globals())

"""The example in trace/trace.h: it compiles with what pkg-config says, and says what is true of a trace.

    python3 tests/trace/example.py ORRERY CC BUILD
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from harness import TOP, Skip, expect, main  # noqa: E402

CC, BUILD = sys.argv[2], os.path.abspath(sys.argv[3])
del sys.argv[2:]

DEADLOCK = """import asyncio
async def main():
    never = asyncio.Event()
    await asyncio.sleep(1)
    await never.wait()
asyncio.run(main())
"""


def example():
    """The lines of the header's comment from the first #include to the end of main."""
    lines = open(os.path.join(TOP, "trace", "trace.h")).read().split("*/")[0].splitlines()
    code = [line[7:] for line in lines if line.startswith(" *     ") or line == " *"]
    return "\n".join(code[code.index("#include <inttypes.h>"):]) + "\n"


def pkg_config(*arguments):
    environment = {**os.environ, "PKG_CONFIG_PATH": os.path.join(BUILD, "meson-uninstalled")}
    done = subprocess.run(["pkg-config", *arguments, "orrery-trace"], capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        raise Skip("pkg-config: " + done.stderr.strip())
    return done.stdout.split()


def test_example(host):
    host.write("example.c", example())
    flags = ["-std=c17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-I" + TOP]
    if host.is_sanitized():
        flags.append("-fsanitize=address,undefined")
    compiled = subprocess.run([CC, *flags, "example.c", "-o", "example", *pkg_config("--cflags", "--libs", "--static")],
                              cwd=host.folder, capture_output=True, text=True)
    assert compiled.returncode == 0, compiled.stderr
    host.write("p.py", DEADLOCK)
    host.run("run", "--trace", "t.cbor", "p.py")
    done = subprocess.run([host.path("example"), "t.cbor"], cwd=host.folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    events = len(host.run("show", "t.cbor").out.splitlines())
    assert done.stdout == f"{events} events, 2 waits, 1000000000 ns\nTask-1 waits for event never\n", done.stdout
    missing = subprocess.run([host.path("example"), "none.cbor"], cwd=host.folder, capture_output=True, text=True)
    assert missing.returncode == 1 and "No such file" in missing.stderr


def installed(host):
    """Installs into a folder; returns what pkg-config says there of a library."""
    stage = host.path("stage")
    done = subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", stage], capture_output=True, text=True)
    if done.returncode != 0:
        raise Skip("not everything is built: " + (done.stderr or done.stdout).strip()[-200:])
    configs = [folder for folder, _, files in os.walk(stage) if "orrery-trace.pc" in files]
    assert len(configs) == 1, configs
    environment = {**os.environ, "PKG_CONFIG_PATH": configs[0], "PKG_CONFIG_SYSROOT_DIR": stage}

    def flags(library):
        done = subprocess.run(["pkg-config", "--cflags", "--libs", "--static", library], capture_output=True, text=True,
                              env=environment)
        if done.returncode != 0:
            raise Skip("pkg-config: " + done.stderr.strip())
        # Only what is ours lies in the stage: the libraries below are where they were.
        words = done.stdout.split()
        return [w for w in words if not w.startswith(("-I", "-L")) or os.path.isdir(w[2:])]
    return flags


RUNNER = """
#include <sim/orrery.h>
int main(int argc, char **argv) {
    OrrRunOptions options = {.path = argv[argc - 1]};
    OrrRunResult result;
    OrrRun *run = orr_run_new(&options);
    if (run == NULL) return 1;
    orr_run_program(run, &result);
    orr_run_free(run);
    return result.exit_status;
}
"""


def test_installed_libraries(host):
    """After `meson install` both libraries are found by pkg-config, with all the headers that they need."""
    if host.is_sanitized():
        raise Skip("an installed library has no sanitizer")
    flags = installed(host)
    host.write("example.c", example())
    host.write("runner.c", RUNNER)
    host.write("p.py", DEADLOCK)
    for source, library, arguments, status in (("example", "orrery-trace", "t.cbor", 0), ("runner", "orrery", "p.py", 75)):
        compiled = subprocess.run([CC, "-std=c17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", source + ".c", "-o", source,
                                   *flags(library)], cwd=host.folder, capture_output=True, text=True)
        assert compiled.returncode == 0, compiled.stderr
        host.run("run", "--trace", "t.cbor", "p.py")
        done = subprocess.run([host.path(source), arguments], cwd=host.folder, capture_output=True, text=True)
        assert done.returncode == status, (done.returncode, done.stderr)


if __name__ == "__main__":
    main(globals())

"""What the house asks of its sources, checked:

    layers    who may include whom (DESIGN.md, "The house")
    calls     nothing whose answer depends on the machine: qsort, rand, time, locale, %p; nothing that overruns or jumps
    headers   every header compiles by itself
    paths     no path of somebody's machine in a file
    length    files beyond 1000 lines are listed (that alone doesn't fail)

usage: tidy.py [--cc CC]
"""
import argparse
import concurrent.futures
import os
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# What a layer may include besides itself: folders, or single headers.
LAYERS = {
    "trace": [],
    "sim/base": [],
    "sim/loop": ["sim/base", "trace/events.h"],
    "sim/code": ["sim/base"],
    "sim/lang": ["sim/code", "sim/base"],
    "sim/vm": ["sim/code", "sim/base"],
    "sim/lib": ["sim/vm", "sim/loop", "sim/lang", "sim/code", "sim/base", "trace/events.h"],
    "sim/explore": ["sim/loop", "sim/base", "trace"],
    "viz": ["trace", "sim/orrery.h"],
    "sim": ["sim", "trace", "viz/picture.h", "viz/teacher.h", "viz/timeline.h"],
}

# Called nowhere in sim, trace and viz; the reason is for who meets it.
BANNED = {
    "qsort": "is not stable: sim/base/sort.h", "bsearch": None, "rand": "sim/base/prng.h", "srand": None, "random": None,
    "time": "no clock of the host may show", "gettimeofday": None, "clock_gettime": None, "clock": None,
    "localtime": None, "gmtime": None, "strftime": None, "mktime": None, "setlocale": "no locale", "localeconv": None,
    "sprintf": "snprintf", "vsprintf": "vsnprintf", "strcpy": None, "strcat": None, "gets": None, "strtok": None,
    "atoi": None, "atof": None, "strtod": "depends on the locale", "setjmp": "errors don't jump", "longjmp": None,
    "alloca": None, "system": None, "popen": None, "tmpnam": None,
}
# strtod: the compiler reads literals with it; orrery never leaves the C locale.
ALLOWED = {
    "sim/code/dis.c": {"strtod"},
    "sim/lang/compile_unparse.c": {"strtod"},
    "sim/lang/string_literal.c": {"strtod"},
}
CALL = re.compile(r"(?<![\w.>])(" + "|".join(BANNED) + r")\s*\(")
PATHS = re.compile("|".join("/" + part for part in ("tmp/w/", "work/", "root/", "home/")))


def tracked():
    """Files that git knows, or all of them outside a repository."""
    done = subprocess.run(["git", "ls-files"], cwd=TOP, capture_output=True, text=True)
    if done.returncode == 0 and done.stdout:
        return [name for name in done.stdout.splitlines() if os.path.exists(os.path.join(TOP, name))]
    names = []
    for folder, folders, files in os.walk(TOP):
        folders[:] = [name for name in folders if not name.startswith((".", "build"))]
        names += [os.path.relpath(os.path.join(folder, name), TOP) for name in files]
    return sorted(names)


def read(name):
    with open(os.path.join(TOP, name), encoding="utf-8", errors="replace") as f:
        return f.read()


def strip(text, strings):
    """C without its comments, and without the contents of its strings unless they are wanted."""
    def blank(match):
        found = match.group(0)
        if found.startswith("/"):
            return re.sub(r"[^\n]", " ", found)
        return found if strings else '""'
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def layer_of(name):
    found = [layer for layer in LAYERS if name.startswith(layer + "/")]
    return max(found, key=len) if found else None


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def check_layers(name, text, report):
    layer = layer_of(name)
    if layer is None:
        return
    for match in re.finditer(r'^\s*#\s*include\s+"([^"]+)"', text, re.M):
        target = match.group(1)
        to = layer_of(target)
        allowed = to == layer or target in LAYERS[layer] or to in LAYERS[layer] or \
            (layer == "sim" and target.startswith("sim/"))
        if not allowed and to is not None:
            report(f"{name}:{line_of(text, match.start())}: {layer} may not include {target}")
        if to is None and not os.path.exists(os.path.join(TOP, os.path.dirname(name), target)):
            continue  # made by the build
        if to is None:
            report(f"{name}:{line_of(text, match.start())}: write {target} from the top of the tree")


def check_calls(name, text, report):
    code = strip(text, strings=False)
    for match in CALL.finditer(code):
        call = match.group(1)
        if call in ALLOWED.get(name, ()) or re.search(r"\b(static|define)\b[^\n;{]*$", code[:match.start()]):
            continue
        why = BANNED[call]
        report(f"{name}:{line_of(code, match.start())}: {call} is not called here" + (f" ({why})" if why else ""))
    for match in re.finditer(r'"(?:\\.|[^"\\\n])*%p(?:\\.|[^"\\\n])*"', strip(text, strings=True)):
        report(f"{name}:{line_of(text, match.start())}: %p shows an address")


def check_paths(name, text, report):
    for match in PATHS.finditer(text):
        report(f"{name}:{line_of(text, match.start())}: the path of a machine: {match.group(0)}")


def has_sdl():
    return subprocess.run(["pkg-config", "--exists", "sdl2", "SDL2_ttf"], capture_output=True).returncode == 0


def compile_header(cc, name):
    flags = ["-fsyntax-only", "-std=c17", "-D_GNU_SOURCE", "-DORR_HOSTILE=0", "-Wall", "-Wextra", "-Wconversion", "-Wshadow",
             "-Wundef", "-Wno-unused-function", "-Werror", "-x", "c", "-I", TOP]
    if name.startswith("viz/") and has_sdl():
        flags += subprocess.run(["pkg-config", "--cflags", "sdl2", "SDL2_ttf"], capture_output=True, text=True).stdout.split()
    source = f'#include "{name}"\ntypedef int orr_not_empty;\n'
    done = subprocess.run([cc, *flags, "-"], input=source, cwd=TOP, capture_output=True, text=True)
    if done.returncode == 0:
        return None
    if name.startswith("viz/") and "SDL" in done.stderr and not has_sdl():
        return None
    first = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr.strip())
    return f"{name}: does not compile by itself: {first}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cc", default="cc")
    options = parser.parse_args()
    problems, long_files, checked = [], [], 0
    names = tracked()
    sources = [name for name in names if name.endswith((".c", ".h", ".def")) and name.split("/")[0] in ("sim", "trace", "viz")]
    for name in names:
        if name.endswith((".cbor", ".png", ".gz")) or "/corpus/" in name or name == "tests/tidy.py":
            continue
        text = read(name)
        check_paths(name, text, problems.append)
        checked += 1
        if name in sources:
            check_layers(name, text, problems.append)
            check_calls(name, text, problems.append)
        if name.endswith((".c", ".h", ".py")) and text.count("\n") > 1000:
            long_files.append((text.count("\n"), name))
    headers = [name for name in sources if name.endswith(".h")]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        problems += [p for p in pool.map(lambda name: compile_header(options.cc, name), headers) if p]
    for problem in problems:
        print(problem)
    for lines, name in sorted(long_files, reverse=True):
        print(f"note: {name} has {lines} lines")
    print(f"{checked} files, {len(headers)} headers")
    print(f"{1 if not problems else 0} passed, {len(problems)} failed")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

"""The machine that a scenario believes to be on. It is the same on every real one."""
import collections

uname_result = collections.namedtuple("uname_result", "system node release version machine")


def system():
    return "Linux"


def node():
    return "orrery"


def release():
    return "6.0.0"


def version():
    return "#1"


def machine():
    return "x86_64"


def processor():
    return ""


def architecture(executable="", bits="", linkage=""):
    return "64bit", linkage or "ELF"


def python_implementation():
    return "CPython"


def python_version():
    import sys
    return ".".join(map(str, sys.version_info[:3]))


def python_version_tuple():
    return tuple(python_version().split("."))


def python_compiler():
    return "orrery"


def python_build():
    return "", ""


def python_branch():
    return ""


def python_revision():
    return ""


def platform(aliased=False, terse=False):
    return f"{system()}-{release()}" if terse else f"{system()}-{release()}-{machine()}"


def uname():
    return uname_result(system(), node(), release(), version(), machine())

"""Lessons in a terminal: what they ask, what they take, what they refuse.

    python3 tests/lessons.py ORRERY [NAME...]
    python3 tests/lessons.py ORRERY --renew          writes the expected transcripts of scenarios/*.lesson anew
"""
import glob
import os
import re
import subprocess
import sys

from harness import TESTS, TOP, expect, main

LESSONS = sorted(glob.glob(os.path.join(TOP, "scenarios", "*.lesson")))
LESSON = """lesson: L
program: a.py
about:
  About it.
stop: before step 1 of worker
ask: next
stop: after output "w 1"
ask: How many?
- one
* two
why:
  Because.
end:
  Bye.
"""
PROGRAM = """
import asyncio

async def worker(name):
    for n in range(3):
        await asyncio.sleep(0)
        print(name, n)

async def main():
    tasks = [asyncio.create_task(worker(n), name=n) for n in ("worker", "w")]
    for task in tasks:
        await task

asyncio.run(main())
"""


def lesson(host, *arguments, answers=""):
    process = subprocess.Popen([host.orrery, "lesson", *arguments], cwd=host.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    process.out, process.err = process.communicate(answers, timeout=60)
    assert "Sanitizer" not in process.err and "runtime error:" not in process.err, process.err
    return process


def right_answers(out):
    return re.findall(r"^It is (\d),", out, re.M)


def questions(out):
    return len(re.findall(r"^> ", out, re.M))


def test_shipped(host):
    """Read to the end without an answer as expected; with the right answers all are right, with others none."""
    assert len(LESSONS) >= 4
    for path in LESSONS:
        read = lesson(host, path)
        expect(read, 0, err=[])
        name = os.path.join(TESTS, "scenarios", os.path.basename(path) + ".out")
        with open(name) as f:
            assert read.out == f.read(), f"{name} differs: renew it with --renew if that is meant"
        right = right_answers(read.out)
        assert len(right) == questions(read.out) >= 4, path
        count = len(right)
        done = lesson(host, path, answers="".join(answer + "\n" for answer in right))
        expect(done, 0)
        assert done.out.endswith(f"{count} of {count} answers were right.\n"), done.out
        done = lesson(host, path, answers="".join(("2" if answer == "1" else "1") + "\n" for answer in right))
        assert done.out.endswith(f"0 of {count} answers were right.\n"), done.out
        assert done.out.count("No, it is ") == count


def test_answers(host):
    host.write("a.py", PROGRAM)
    host.write("l.lesson", LESSON)
    first = lesson(host, "l.lesson")
    expect(first, 0)
    assert "1  worker  (worker)" in first.out and "2  w  (worker)" in first.out, first.out
    assert "worker is first in the ready queue: it was created in step 1. Behind it: w." in first.out, first.out
    done = lesson(host, "l.lesson", answers="x\n77\n9\n1\n\n")
    expect(done, 0)
    assert done.out.count("a number from 1 to 2, nothing to pass, or q to end") == 3
    assert "Right: 1, worker." in done.out and "It is 2, two." in done.out
    assert done.out.endswith("1 of 1 answer was right.\n"), done.out
    done = lesson(host, "l.lesson", answers="1\nq\n")
    expect(done, 0)
    assert "Bye." not in done.out


def test_any_run_is_a_lesson(host):
    host.write("a.py", PROGRAM)
    expect(host.run("run", "--trace", "t.cbor", "a.py"), 0)
    of_program, of_trace = lesson(host, "a.py"), lesson(host, "t.cbor")
    expect(of_program, 0)
    assert of_program.out == of_trace.out
    assert questions(of_program.out) >= 4
    host.write("b.py", "print(1)\n")
    expect(lesson(host, "b.py"), 2, "", "no decisions")


def test_of_a_trace(host):
    host.write("a.py", PROGRAM)
    expect(host.run("run", "--trace", "t.cbor", "a.py"), 0)
    host.write("p.lesson", LESSON)
    host.write("l.lesson", LESSON.replace("program: a.py", "trace: t.cbor"))
    assert lesson(host, "l.lesson").out == lesson(host, "p.lesson").out


def test_refused(host):
    host.write("a.py", PROGRAM)
    for change, words in [
        (("lesson: L\n", ""), "line 14: the lesson has no title"),
        (("program: a.py\n", ""), "line 14: the lesson wants a program or a trace"),
        (("About it.", "About\tit."), "line 4: a lesson is plain text"),
        (("about:", "abuot:"), "line 3: not a line of a lesson"),
        (("before step 1 of worker", "before lunch"), "line 5: no such place"),
        (("before step 1 of worker", "before step 0"), "line 5: no such place"),
        (("before step 1 of worker", "before step 9 of worker"), "line 5: that task has not so many steps"),
        (("before step 1 of worker", "before step 99"), "line 5: the run has not so many steps"),
        (("before step 1 of worker", "before step 1 of nobody"), "line 5: the run has no task of that name"),
        (("before step 1 of worker", "at noon"), "line 5: only 'at start' and 'at end'"),
        (("before step 1 of worker", "at end"), "line 5: no task runs after this stop"),
        (("before step 1 of worker", "each decision to step 3"), "line 5: not like: each decision from"),
        (("before step 1 of worker", "after output w"), "line 5: the output is wanted in quotes"),
        (('"w 1"', '"w 7"'), "line 7: the run prints no such thing"),
        (("ask: next\n", ""), "line 6: the stop above neither says nor asks anything"),
        (("- one\n* two", "* one\n* two"), "line 10: a second answer is marked"),
        (("* two", "- two"), "line 13: none of the answers above is marked"),
        (("- one\n", ""), "line 12: the question above wants two answers"),
        (("stop: before", "- x\nstop: before"), "line 5: an answer belongs below a question"),
        (("about:\n", ""), "line 3: an indented line belongs to"),
        (("end:", "end: bye"), "line 13: the text comes in the lines below"),
        (("end:", "lesson: M\nend:"), "line 13: it comes before the first stop"),
        (("end:\n  Bye.", "end:\n  Bye.\nstop: at end\nsay:\n  x"), "line 15: end: comes last"),
        (("why:", "ask: next\nwhy:"), "line 11: this stop asks already"),
    ]:
        text = LESSON.replace(*change)
        assert text != LESSON, change
        host.write("l.lesson", text)
        expect(lesson(host, "l.lesson"), 2, "", f"l.lesson: {words}")
    expect(lesson(host, "none.lesson"), 2, "", "can't read 'none.lesson'")
    host.write("l.lesson", "")
    expect(lesson(host, "l.lesson"), 2, "", "no title")
    host.write("l.lesson", LESSON.replace("a.py", "b.py"))
    expect(lesson(host, "l.lesson"), 2, "", "b.py")


def renew(orrery):
    for path in LESSONS:
        done = subprocess.run([orrery, "lesson", path], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
        with open(os.path.join(TESTS, "scenarios", os.path.basename(path) + ".out"), "w") as f:
            f.write(done.stdout)


if __name__ == "__main__":
    if "--renew" in sys.argv:
        renew(os.path.abspath(sys.argv[1]))
    else:
        main(globals())

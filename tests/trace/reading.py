"""The commands that read traces: explain, diff, replay, show, stats, export."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from harness import expect, main  # noqa: E402

DEADLOCK = """import asyncio
async def take(first, second):
    async with first:
        await asyncio.sleep(1)
        async with second:
            pass
async def main():
    left, right = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(take(left, right), take(right, left))
asyncio.run(main())
"""

RACE = """import asyncio, random
async def worker(n, jobs):
    await asyncio.sleep(random.random())
    print(n)
    await jobs.put(n)
async def main():
    jobs = asyncio.Queue()
    tasks = [asyncio.create_task(worker(i, jobs)) for i in range(3)]
    for _ in tasks:
        await jobs.get()
asyncio.run(main())
"""

CANCEL = """import asyncio
async def sleeper():
    await asyncio.sleep(10)
async def failing():
    raise LookupError("nothing here")
async def main():
    t = asyncio.create_task(sleeper(), name="sleeper")
    f = asyncio.create_task(failing(), name="failing")
    await asyncio.sleep(1)
    t.cancel("enough")
    print(await asyncio.gather(t, f, return_exceptions=True))
asyncio.run(main())
"""


def record(host, text, name="p.py", trace="t.cbor", *options):
    host.write(name, text)
    return host.run("run", "--trace", trace, *options, name)


def contains(text, *parts):
    for part in parts:
        assert part in text, f"{part!r} is not in\n{text}"


def test_explain_tells_the_story(host):
    record(host, DEADLOCK)
    done = host.run("explain", "t.cbor")
    expect(done, 0)
    contains(done.out, "Task-1 starts (main): creates Task-2, Task-3; waits for gather",
             "(line 9: await asyncio.gather(take(left, right), take(right, left)))",
             "Task-2 goes on, since its sleep is over: waits for lock", "The run ends at 1 s: deadlock.")


def test_explain_task_that_waits(host):
    record(host, DEADLOCK)
    done = host.run("explain", "--task", "Task-2", "t.cbor")
    expect(done, 0)
    contains(done.out, "Task-2 (take) was created by Task-1, in line 9", "It still waits for lock #",
             "held by Task-3, since 1 s, in line 5: async with second:", "a circle, nobody can go on",
             "What led to its last step:")


def test_explain_task_that_ended(host):
    record(host, CANCEL)
    done = host.run("explain", "--task", "sleeper", "t.cbor")
    expect(done, 0)
    contains(done.out, 'Task-1 asked for its cancellation, in line 10: t.cancel("enough")', "it was cancelled.")
    done = host.run("explain", "--task", "failing", "t.cbor")
    contains(done.out, 'it raised LookupError: nothing here.', 'in line 5: raise LookupError("nothing here")')
    expect(host.run("explain", "--task", "nobody", "t.cbor"), 2, "", "has no task 'nobody'")


def test_explain_limits(host):
    record(host, RACE)
    assert len(host.run("explain", "--most", "2", "t.cbor").out.splitlines()) <= 6
    assert "Task-1 starts" not in host.run("explain", "--from", "0.1", "t.cbor").out


def test_diff_by_seed(host):
    record(host, RACE, "p.py", "a.cbor", "--seed", "1")
    record(host, RACE, "p.py", "b.cbor", "--seed", "2")
    expect(host.run("diff", "a.cbor", "a.cbor"), 0)
    done = host.run("diff", "a.cbor", "b.cbor")
    expect(done, 1)
    contains(done.out, "the runs part at event", "line 3: await asyncio.sleep(random.random())",
             "Because the seeds are not the same: the left run runs Task-")
    first = host.run("diff", "--first", "a.cbor", "b.cbor")
    expect(first, 1)
    assert len(first.out.splitlines()) <= 7, first.out
    contains(first.out, "the seeds are not the same\n", "\n-      ", "\n+      ")


def test_replay(host):
    record(host, RACE)
    os.unlink(host.path("p.py"))
    done = host.run("replay", "t.cbor")
    expect(done, 0, None, "the same")
    contains(done.out, "0\n", "1\n", "2\n")


def test_replay_until(host):
    record(host, RACE)
    done = host.run("replay", "--until", "3", "t.cbor")
    expect(done, 0, None, "the same up to step 3")
    contains(done.out, "after step 2", "Task-1 waits for queue get of queue jobs", "ready: Task-3, Task-4")
    expect(host.run("replay", "--until", "1000000", "t.cbor"), 2, "", "has only")


def test_replay_edited_program(host):
    record(host, RACE)
    host.write("moved.py", "# moved down\n\n" + RACE)
    expect(host.run("replay", "-q", "--program", "moved.py", "t.cbor"), 0, "", "does what")
    host.write("changed.py", RACE.replace("await jobs.put(n)", "await asyncio.sleep(0)\n    await jobs.put(n)"))
    done = host.run("replay", "-q", "--program", "changed.py", "t.cbor")
    expect(done, 1, "", ["goes another way", "line 5: await asyncio.sleep(0)", "the program is not the same"])
    expect(host.run("replay", "--program", "none.py", "t.cbor"), 2, "", "can't read 'none.py'")


def test_show_filters(host):
    record(host, CANCEL)
    everything = host.run("show", "--json", "t.cbor").out.splitlines()
    events = [json.loads(line) for line in everything]
    assert [e["index"] for e in events] == list(range(len(events)))
    some = [json.loads(line) for line in host.run("show", "--json", "--kind", "cancel,raise", "t.cbor").out.splitlines()]
    assert {e["event"] for e in some} == {"cancel", "raise"}, some
    late = [json.loads(line) for line in host.run("show", "--json", "--from", "1", "t.cbor").out.splitlines()]
    assert all(e["now_ns"] >= 1000000000 for e in late) and len(late) < len(events)
    own = host.run("show", "--task", "sleeper", "t.cbor").out
    contains(own, 'cancel task="sleeper" message="enough" line=10', 'cancelled message="enough"')


def test_parts_by_step(host):
    record(host, CANCEL)
    events = [json.loads(line) for line in host.run("show", "--json", "--from", "@2", "--to", "@3", "t.cbor").out.splitlines()]
    assert {e["step"] for e in events} == {2, 3} and events[0]["event"] == "step", events
    told = host.run("explain", "--from", "@2", "--to", "@2", "t.cbor").out
    contains(told, "  2       sleeper starts")
    assert "  1  " not in told and "  3  " not in told, told
    both = host.run("show", "--json", "--from", "1s", "--to", "@4", "t.cbor").out.splitlines()
    assert all(json.loads(line)["now_ns"] >= 10 ** 9 and json.loads(line)["step"] <= 4 for line in both) and both
    expect(host.run("show", "--from", "@0", "t.cbor"), 2, "", "a step such as @12, not '@0'")
    expect(host.run("show", "--from", "5 minutes", "t.cbor"), 2, "", "wants a time such as")
    expect(host.run("run", "--max-time", "@5", "p.py"), 2, "", "--max-time wants a time")


def test_unknown_task(host):
    record(host, CANCEL)
    for command in ("show", "explain"):
        expect(host.run(command, "--task", "sleepr", "t.cbor"), 2, None, "has no task 'sleepr'. Did you mean 'sleeper'?")
        expect(host.run(command, "--task", "quite another", "t.cbor"), 2, None, "'orrery stats' lists them")
    expect(host.run("show", "--task", "sleeper", "--kind", "mark", "t.cbor"), 0, "")
    expect(host.run("show", "--task", "failing", "--from", "1s", "--kind", "step", "t.cbor"), 0, "")  # it has ended by then


def test_check_of_several(host):
    record(host, CANCEL)
    trace = host.read("t.cbor")
    host.write("cut.cbor", trace[:-20])
    alone, several = host.run("check", "cut.cbor"), host.run("check", "t.cbor", "cut.cbor")
    expect(alone, 1, None, "")
    assert alone.err == "" and alone.out.startswith("the trace is cut off after byte"), alone.out
    expect(several, 1, "cut.cbor:\n" + alone.out)
    expect(host.run("check", "t.cbor"), 0, "")


def test_replay_of_what_can_t_run(host):
    record(host, CANCEL)
    host.write("bad.py", "async def main(:\n")
    expect(host.run("replay", "--program", "bad.py", "t.cbor"), 2, "", ["SyntaxError", "the program can't be run"])
    expect(host.run("replay", "-q", "--program", "bad.py", "t.cbor"), 2, "", "without --quiet it is said why")


def test_what_decided_the_length(host):
    """The critical path: each part of it blamed on who slept, ran or was kept waiting; it adds up to the time."""
    record(host, "import asyncio, time\nasync def slow(n):\n    await asyncio.sleep(n)\n    time.sleep(1)\n"
                 "async def side():\n    await asyncio.sleep(2)\n"
                 "async def main():\n    await asyncio.gather(slow(3), slow(1), side())\n    await asyncio.sleep(0.5)\n"
                 "    await asyncio.to_thread(time.sleep, 2)\nasyncio.run(main())\n")
    stats = json.loads(host.run("stats", "--json", "t.cbor").out)
    blame = {(b["function"], b["what"], b["for"]): b["spent_ns"] / 1e9 for b in stats["blame"]}
    assert blame == {("slow", "waited", "sleep"): 3, ("slow", "ran", ""): 1, ("main", "waited", "sleep"): 0.5,
                     ("main", "waited", "thread"): 2}, blame
    assert sum(blame.values()) * 1e9 == stats["time_ns"]
    contains(host.run("stats", "t.cbor").out, "what the time up to 6.5 s went into",
             "slow waited: sleep                              3.000000000     46.2 %")
    waker = [w for w in stats["wakes"] if w["woken"] == "main"]
    assert {(w["waker"], w["reason"]) for w in waker} == {("", "result"), ("", "timer"), ("", "thread")}, waker


def test_depth_over_time(host):
    record(host, "import asyncio\nasync def main():\n    q = asyncio.Queue(4)\n    for i in range(4):\n        await q.put(i)\n"
                 "        await asyncio.sleep(1)\n    while not q.empty():\n        q.get_nowait()\n    await asyncio.sleep(4)\n"
                 "asyncio.run(main())\n")
    queue = json.loads(host.run("stats", "--json", "t.cbor").out)["objects"][0]
    assert queue["depth"] == [1] * 5 + [2] * 5 + [3] * 5 + [4] * 5 + [0] * 20 and queue["mean_size"] == 1.25, queue
    plain = {**os.environ, "LC_ALL": "C"}
    contains(host.run("stats", "t.cbor", env=plain).out, "queue q                             |" + ":" * 5 + "=" * 5 + "*" * 5 + "@" * 5)


def test_many_tasks(host):
    """Those beyond the first 40 are told by function; JSON has all."""
    record(host, "import asyncio\nasync def one(n):\n    await asyncio.sleep(n)\nasync def main():\n"
                 "    for n in range(100):\n        await asyncio.create_task(one(n % 2))\nasyncio.run(main())\n")
    table = host.run("stats", "t.cbor").out
    contains(table, "  ... and 63 more\n", "\n  one                         100       200       0.000000000     0.000000000     "
                    "50.000000000    100 returned\n")
    assert len(json.loads(host.run("stats", "--json", "t.cbor").out)["tasks"]) == 103
    assert len(json.loads(host.run("stats", "--json", "-n", "5", "t.cbor").out)["tasks"]) == 5


def test_exports_of_every_kind(host):
    record(host, DEADLOCK)
    for format, word in (("chrome", '"traceEvents"'), ("csv", "number,time_ns"), ("dot", "digraph"), ("svg", "<svg"), ("html", "<html")):
        direct = host.run("export", "--to", format, "t.cbor")
        expect(direct, 0)
        contains(direct.out, word)
        assert host.run("export", "--to", format, "-o", "-", "t.cbor").out == direct.out
        expect(host.run("export", "--to", format, "--output", "x." + format, "t.cbor"), 0, "")
        assert host.read("x." + format).decode() == direct.out
    contains(host.run("export", "--to", "dot", "t.cbor").out, '[label="held by", style=bold]', '[label="lock", style=bold]')
    contains(host.run("export", "--to", "dot", "--at", "@2", "t.cbor").out, 'label="Task-2\\nready"')
    expect(host.run("export", "--to", "svgg", "t.cbor"), 2, "", "Did you mean 'svg'?")
    expect(host.run("export", "--to", "png", "t.cbor"), 2, "", "orrery render")
    expect(host.run("export", "t.cbor"), 2, "", "say which format")


def test_graph_of_a_whole_run(host):
    record(host, RACE)
    contains(host.run("export", "--to", "dot", "t.cbor").out, "digraph run", 'label="Task-1\\nmain"', 'label="queue jobs"',
             'label="queue get 3x, ')


def test_slices_nest(host):
    """A coroutine that is awaited lies within the one that awaits it."""
    record(host, "import asyncio\nasync def inner():\n    await asyncio.sleep(1)\n    await asyncio.sleep(1)\n"
                 "async def outer():\n    await inner()\n    await asyncio.sleep(1)\nasyncio.run(outer())\n")
    events = json.loads(host.run("export", "--to", "chrome", "t.cbor").out)["traceEvents"]
    task = next(e["tid"] for e in events if e["name"] == "thread_name" and e["args"]["name"] == "Task-1")
    slices = [(e["ph"], e["name"], e["ts"]) for e in events if e["tid"] == task and e["ph"] in "BE"]
    assert slices == [("B", "outer", 0), ("B", "inner", 0), ("E", "", 2000000), ("E", "", 3000000)], slices


def test_threads_have_names(host):
    record(host, "import asyncio, threading, time\ndef work(n):\n    time.sleep(n)\nasync def main():\n"
                 "    await asyncio.to_thread(work, 2)\n    t = threading.Thread(target=work, args=(1,), name='mine')\n"
                 "    t.start()\n    t.join()\nasyncio.run(main())\n")
    out = host.run("show", "t.cbor").out
    contains(out, 'kind="thread" capacity=0 name="work"', 'kind="thread" capacity=0 name="mine"',
             'thread_block kind="sleep" object="timer', 'link object="future #')


def test_stats_and_exports(host):
    record(host, CANCEL)
    stats = json.loads(host.run("stats", "--json", "t.cbor").out)
    assert any(t["name"] == "sleeper" for t in stats["tasks"]), stats
    contains(host.run("export", "--to", "dot", "t.cbor").out, "digraph")
    contains(host.run("stats", "t.cbor").out, "that led to the end")


def test_finished_tasks_wake_their_waiters(host):
    """Who ended is who wakes: the causal chain goes through the ends of tasks."""
    record(host, "import asyncio\nasync def child():\n    await asyncio.sleep(1)\n"
                 "async def main():\n    await asyncio.create_task(child(), name='child')\nasyncio.run(main())\n")
    wakes = [json.loads(line) for line in host.run("show", "--json", "--kind", "ready", "t.cbor").out.splitlines()]
    assert any(w["actor"] == "child" and w["task"] == "Task-1" for w in wakes), wakes


def test_objects_have_names_and_lines(host):
    record(host, "import asyncio\nasync def main():\n    gate = asyncio.Event()\n    self = asyncio.Barrier(2)\n"
                 "    jobs: asyncio.Queue = asyncio.Queue(3)\n    a, b = asyncio.Lock(), asyncio.Lock()\n"
                 "    if gate == asyncio.Lock(): pass\nasyncio.run(main())\n")
    new = [json.loads(line) for line in host.run("show", "--json", "--kind", "object_new", "t.cbor").out.splitlines()]
    found = [(e["kind"], e["name"], e["capacity"], e["line"]) for e in new]
    assert ("event", "gate", 0, 3) in found and ("barrier", "self", 2, 4) in found, found
    assert ("queue", "jobs", 3, 5) in found and found.count(("lock", "", 1, 6)) == 2 and ("lock", "", 1, 7) in found, found


if __name__ == "__main__":
    main(globals())

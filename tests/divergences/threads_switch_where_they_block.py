"""Threads are simulated: one runs until it blocks, sleeps or ends, so that every run is the same (law 1).

CPython switches after 5 ms: the spinning thread is stopped by the other one, and does fewer rounds.
"""
import threading

stop = False
rounds = 0


def spin():
    global rounds
    while not stop and rounds < 3_000_000:
        rounds += 1


def end():
    global stop
    stop = True


threads = [threading.Thread(target=spin), threading.Thread(target=end)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(rounds)

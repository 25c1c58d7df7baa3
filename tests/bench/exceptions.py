# Raising and catching.
class Refused(Exception):
    pass


def check(n):
    if n % 2:
        raise Refused(n)
    return n


caught = 0
for n in range(300_000):
    try:
        check(n)
    except Refused as error:
        caught += error.args[0] & 1
    finally:
        caught += 0
assert caught == 150_000

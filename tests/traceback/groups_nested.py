def mk(n):
    try:
        if n == 0: raise ValueError("zero")
        if n == 1: 1 / 0
        if n == 2: raise TypeError("two") from KeyError("c")
        if n == 3: raise ExceptionGroup("inner", [mk(0), mk(2)])
        if n == 4:
            try: 1/0
            except ZeroDivisionError: raise OSError(2, "no such", "f")
    except Exception as e:
        e.add_note(f"note {n}")
        return e
def main():
    raise ExceptionGroup("outer", [mk(0), mk(1), mk(2), mk(3), mk(4)])
main()

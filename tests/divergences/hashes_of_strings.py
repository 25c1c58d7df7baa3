"""Strings have the same hash in each run, and sets of them keep an order of their own (law 1, determinism).

CPython salts the hash of strings: both lines differ from run to run, unless PYTHONHASHSEED is set.
"""
print(hash("orrery"), hash(b"orrery"))
print({"one", "two", "three", "four", "five", "six"}, frozenset("stable"))

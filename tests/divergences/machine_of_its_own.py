"""A scenario sees no machine but its own (law 6): two processors, no environment, process 1, nobody's home.

CPython prints what the machine has.
"""
import getpass
import os
import platform
import sys

print(dict(os.environ), os.getpid(), os.cpu_count(), os.getcwd(), getpass.getuser())
print(platform.node(), sys.executable, sys.implementation.name)

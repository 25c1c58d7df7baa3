"""Files are in memory, and gone when the run ends (law 6): what is on the disk isn't seen.

CPython reads the file that it finds, and True follows.
"""
import os
import pathlib

print(os.path.exists("/usr"), os.listdir("/"))
pathlib.Path("/tmp/note.txt").write_text("kept until the end")
print(open("/tmp/note.txt").read(), os.listdir("/tmp"))
try:
    open("/etc/hostname")
except FileNotFoundError as error:
    print(error)

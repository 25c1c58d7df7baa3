"""Writes a text file as a C array: embed.py NAME INPUT OUTPUT."""
import sys

name, source, target = sys.argv[1:]
with open(source, "rb") as file:
    data = file.read()
rows = [", ".join(str(byte) for byte in data[i:i + 24]) for i in range(0, len(data), 24)]
with open(target, "w", encoding="ascii") as file:
    file.write(f"/* Made from {source.rsplit('/', 1)[-1]} by embed.py. */\n")
    file.write(f"static const char {name}[] = {{\n    " + ",\n    ".join(rows) + ", 0};\n")

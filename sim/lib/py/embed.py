"""Writes the C file that embeds the library's Python sources: embed.py ROOT OUTPUT FILE..."""
import os
import sys


def module_name(path):
    parts = path[:-len(".py")].split("/")
    if parts[-1] == "__init__":
        return ".".join(parts[:-1]), True
    return ".".join(parts), False


def c_bytes(data):
    rows = []
    for start in range(0, len(data), 24):
        rows.append(",".join(str(b) for b in data[start:start + 24]))
    return ",\n".join(rows)


def main(root, output, files):
    modules = []
    for file in files:
        name, is_package = module_name(os.path.relpath(file, root).replace(os.sep, "/"))
        with open(file, "rb") as f:
            modules.append((name, is_package, f.read()))
    modules.sort()
    with open(output, "w", encoding="ascii", newline="\n") as out:
        out.write('// Written by sim/lib/py/embed.py.\n#include "sim/lib/py/embedded.h"\n\n#include <string.h>\n\n')
        for i, (name, _, data) in enumerate(modules):
            out.write(f"static const unsigned char source_{i}[] = {{ // {name}\n{c_bytes(data + bytes(1))}}};\n")
        out.write("\nstatic const OrrEmbeddedModule modules[] = {\n")
        for i, (name, is_package, data) in enumerate(modules):
            out.write(f'    {{"{name}", source_{i}, {len(data)}, {"true" if is_package else "false"}}},\n')
        out.write("};\n\nconst OrrEmbeddedModule *orr_embedded_all(size_t *count) {\n"
                  "    *count = sizeof modules / sizeof modules[0];\n    return modules;\n}\n\n"
                  "const OrrEmbeddedModule *orr_embedded_find(const char *name) {\n"
                  "    size_t low = 0, high = sizeof modules / sizeof modules[0];\n"
                  "    while (low < high) {\n"
                  "        size_t middle = low + (high - low) / 2;\n"
                  "        int order = strcmp(name, modules[middle].name);\n"
                  "        if (order == 0)\n            return &modules[middle];\n"
                  "        if (order < 0)\n            high = middle;\n"
                  "        else\n            low = middle + 1;\n"
                  "    }\n    return NULL;\n}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])

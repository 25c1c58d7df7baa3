# Strings: f-strings, join, split, find, replace, and a string that grows.
def report():
    lines = []
    for i in range(100_000):
        lines.append(f"{i:06d};name{i % 97};{i / 7:.3f}")
    text = "\n".join(lines)
    total = 0
    for line in text.split("\n"):
        number, name, value = line.split(";")
        if name.startswith("name1") and value.endswith("0"):
            total += int(number)
    assert text.replace("name", "n").count("n9") > 0
    return total


def grow():
    s = ""
    for _ in range(200_000):
        s += "ab"
    return len(s)


assert report() > 0
assert grow() == 400_000

"""Letters that are the same without regard to case, and what counts as a digit, a space, part of a word, everywhere in Unicode."""
import re
import zlib


def crc(found):
    return len(found), zlib.crc32(repr(found).encode())


everything = "".join(map(chr, range(0x3000))) + "".join(map(chr, range(0xA000, 0xD800))) + \
    "".join(map(chr, range(0xF900, 0x10000))) + "".join(map(chr, range(0x10000, 0x11000)))
for pattern in (r"\s", r"\S+", r"\d+", r"(?a)\w+", r"(?a)\s", r"[^\S\n]", r"[\s\d]"):
    print(pattern, crc([m.span() for m in re.finditer(pattern, everything)]))
latin = everything[:256]
for pattern in (r"\w+", r"\W+", r"[\W_]", r"\b", r"\B", r"[^\w\s]"):
    print(pattern, crc([m.span() for m in re.finditer(pattern, latin)]))
for c in "aAkKsSiI\u0130\u0131\u017f\u212a\u212b\xe5\xc5\xb5\u03bc\u039c\xdf\u1e9e\xff\u0178\u01c4\u01c5\u01c6\u03c3\u03c2\u03a3\u0390\u1fd3\u03b8" \
         "\u03d1\u03f4\u0398\u0432\u1c80\u0412\ufb05\ufb06\u0345\u03b9\u1fbe\u0399\u1e61\u1e9b\u10d0\u1c90\u13a0\uab70":
    one = [hex(ord(m)) for m in re.findall(c, everything, re.I)]
    many = [hex(ord(m)) for m in re.findall("[" + c + "!]", everything, re.I)]
    narrow = [hex(ord(m)) for m in re.findall(c, latin, re.I)]
    in_range = len(re.findall("[" + c + "-" + chr(ord(c) + 3) + "]", everything, re.I))
    print(ascii(c), one, many == ["0x21"] + one or many, narrow, in_range, len(re.findall(c, everything, re.I | re.A)))

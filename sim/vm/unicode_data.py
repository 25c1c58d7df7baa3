"""Writes unicode_data.inc for unicode.c from the Unicode data of the Python that runs it (3.13: Unicode 15.1).

    python3.13 unicode_data.py > unicode_data.inc

The table is part of orrery, and not asked from a library of the host, so that a run is the same on every machine.
"""
import sys
import unicodedata

CATEGORIES = 'Cn Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co'.split()
FLAGS = 'LOWER UPPER DECIMAL DIGIT NUMERIC SPACE XID_START XID_CONTINUE CASED CASE_IGNORABLE SPECIAL'.split()
MAPPINGS = [str.upper, str.lower, str.title, str.casefold]

special = []


def record(code):
    char = chr(code)
    ignorable = ('a' + char + 'Σ').lower()[-1] == 'ς' and ('.' + char + 'Σ').lower()[-1] != 'ς'
    flags = {
        'LOWER': char.islower(),
        'UPPER': char.isupper(),
        'DECIMAL': char.isdecimal(),
        'DIGIT': char.isdigit(),
        'NUMERIC': char.isnumeric(),
        'SPACE': char.isspace(),
        'XID_START': char.isidentifier(),
        'XID_CONTINUE': ('a' + char).isidentifier(),
        'CASED': (char + 'a').title()[-1] == 'a',
        'CASE_IGNORABLE': ignorable,
        'SPECIAL': False,
    }
    mapped = []
    for number, mapping in enumerate(MAPPINGS):
        text = mapping(char)
        if len(text) == 1:
            mapped.append(ord(text) - code)
        else:
            mapped.append(0)
            flags['SPECIAL'] = True
            special.append((code, number, [ord(c) for c in text] + [0] * (3 - len(text))))
    bits = sum(1 << i for i, name in enumerate(FLAGS) if flags[name])
    return (CATEGORIES.index(unicodedata.category(char)), unicodedata.digit(char, 0), bits, *mapped)


def rows(items, width=118):
    line = ''
    for item in items:
        if len(line) + len(item) + 1 > width:
            yield line.rstrip()
            line = ''
        line += item + ' '
    yield line.rstrip()


records, ranges, previous = {}, [], None
for code in range(sys.maxunicode + 1):
    current = record(code)
    if current != previous:
        ranges.append((code, records.setdefault(current, len(records))))
        previous = current

print(f'/* Unicode {unicodedata.unidata_version}, written by unicode_data.py. */')
print('static const Record records[] = {')
for line in rows('{%d,%d,%d,{%d,%d,%d,%d}},' % r for r in records):
    print('   ', line)
print('};\nstatic const Range ranges[] = {')
for line in rows('{0x%X,%d},' % r for r in ranges):
    print('   ', line)
print('};\nstatic const Special specials[] = {')
for line in rows('{0x%X,%d,{%s}},' % (c, n, ','.join('0x%X' % x for x in t)) for c, n, t in special):
    print('   ', line)
print('};')

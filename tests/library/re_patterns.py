"""Some hundred patterns against some thirty texts: errors in full, results as a checksum for each pattern."""
import re
import zlib
PATS = r'''
a|abc|a*|a+|a?|a*?|a+?|a??|a{2}|a{2,}|a{,2}|a{1,3}|a{1,3}?|a{2}+|a*+|a++|a?+
(a)|(a)(b)?|(a|b)*|(a*)*|(a*)+|(a|ab)(c|bcd)(d*)|(?:a|b)+|(?P<x>a)(?P=x)|(?P<x>a)|(?P<y>b)
^a|a$|^|$|\Aa|a\Z|\bfoo\b|\Bo|\b|\B|^$|(?m)^a|(?m)a$|(?m)^|(?m)$|(?s).+|.+|(?s)a.b|a.b
[abc]+|[^abc]+|[a-c]+|[]a]+|[^]a]+|[a\]]+|[-a]+|[a-]+|[\w.]+|[\d]+|[^\d]+|[\s]+|[\S]+|[\W]+|[\D]+|[^\W\d]+
\d+|\D+|\s+|\S+|\w+|\W+|(\w+)\s(\w+)|(\d+)-(\d+)|\w+@\w+\.\w+
(?i)abc|(?i)[a-c]+|(?i)é|(?i)[à-é]+|(?i)ß|(?i)k|(?i)s|(?i)i|(?i)İ|(?i)ı|(?i)ſ|(?i)µ|(?i)Σ|(?i)σ|(?i)[a-z]+|(?i)[^a-z]+|(?i)(a)\1|(?i)ÿ|(?i)Å
(?a)\w+|(?a)\W+|(?ai)é|(?ai)[a-z]+|(?a:\w+)\w|(?i:a)b|(?-i:a)b|(?i)(?-i:a)b|(?s:.)(.)|(?x) a b # c
a(?=b)|a(?!b)|(?<=a)b|(?<!a)b|(?<=ab)c|(?<!ab)c|(?=(a))|(?<=(a))b|(?=a)*|(?!a)*|(?!)|(?=)|(?<=)
(?>a*)a|(?>a|ab)c|(?>a+)b|(a)?(?(1)b|c)|(?P<q>")?\w+(?(q)")|(a)?(?(1)b)|(<)?(\w+@\w+(?:\.\w+)+)(?(1)>|$)
(a(b)?)+|(a(b)?)*c|(?:(a)|b)*|(?:(a)|(b))*|((a)|b)*|(a)|(b)|()|()a|(a?)(b?)|(a)(?=(b))|(?=(ab))(a)|((a)(b))|(((a)))|(?:()|a)+|(a|)+|(|a)+|(?:a|)+b
\x41|\101|\u0041|\U00000041|\n|\t|\0|\07|\\|\.|\-|\/|\'|\"|\ |\#|\N{LATIN SMALL LETTER A}|[\x41-\x43]|[\b]|[\n]|\x{41}
(|)|(?:|(?P<|(?P<a|(?P<1>a)|(?P<a b>c)|(?P=x)|(?P=|(?Px)|(?P|(?|(?z)|(?<a)|(?<|(?#|(?#abc|a(?#abc)b|a(?#c)*
[|[a|[^|[]|[^]|[b-a]|[\d-a]|[a-\d]|[a-|[a-z|\q|\8|\1|(a)\2|\400|[\400]|\777|\xg|\x1|\u12|\U1|\U00110000|[\xg]|[\q]|[\8]|a\
*|+|?|{|{1}|a**|a+*|a?*|a{2}*|a*??|a*+?|a{|a{}|a{a}|a{1|a{1,|a{,}|a{3,1}|(*)|(?:*)|^*|$*|\b*|(?:^)*|a||b|(a||b)|a{99999999999}|x{0}|x{0,0}y
(?i|(?ii|(?i-|(?i-)|(?i-i:a)|(?i-a:b)|(?L)a|(?u)a|(?au)a|(?a-i:b)|(?-:a)|(?-|(?-q:a)|(?iq)|(?i1)|(?-1:a)|a(?i)b|(?i)(?m)a|(?:(?i)a)|(?#x)(?i)a|(?P<n>a)(?P<n>b)
(?<=a*)b|(?<=a|bc)d|(?<=a{2})b|(?<=(?:ab|cd))e|(?<=(a)\1)b|(?<=(a)(?:\1))b|(a)(?<=\1)b|(?<=a(?=b))b|(?<!a+)|(?<=^)a|(?<=\b)a|(?<=(?:a){2})b|(?<=(?<=a)b)c|(?<=(?(1)a|b))c|(a)(?<=(?(1)a|b))b|(?<=\N{DIGIT ONE})a
(?(1)a|b)|(?(0)a)|(?(x)a)|(a)(?(1)b|c|d)|(?(1|(?(|(?(a|(?(99)a)|(?(1)a)(b)|(a)(?(1))|(?()a)|(?(-1)a)|(?(1a)b)|(\1)|(?P<a>(?P=a))|(a\1)|\10|(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\10|\18
)|a)|(a|((a)|(?=a|(?!a|(?<=a|(?>a|(?:a|(?(1)a|[[a]|[a--b]|[a&&b]|[a||b]|[a~~b]|[--a]|[a-b-c]|[a\-z]+|[\]]|[\^]|[^^]+
(?:a+)+b|(?:a|a)*b|(x+x+)+y|\s*,\s*|,|;|[,;]|\W|(-)|x*|(?:x|y)*|(?P<num>\d+)|(?P<id>[a-z]+)|(?P<ws>\s+)|(?P<op>[+*/-])
[一-龥]+|é|[é]|[^é]+|ü+|😀|[😀-😂]+|.😀|[^\x00-\x7f]+|\w😀|[а-я]+|(?i)[а-я]+|(?i)ж|(?i)𐐀|[\u4e00-\u9fff]|\ud800|(?i)[ſ]|(?i)[k-k]|(?i)K|(?i)[K]
'''.strip().split('\n')
extra = ['a|b','(?:a|b)|c','a|b|','(a|b|)','^a|b$','foo|foobar','(?:foo|foobar)$',r'(\d+)|(\w+)',r'(?P<n>\d+)|(?P<w>\w+)|(?P<s>\s)','(?s)a|.','(a)|(b)|(c)','(?x) [a b] | c','(?x)a#b\nc','(?x)(?:a b)c\\ d','a\nb','\n(','\n\n  [', '(?x)\n(?# )\n*', '(?P<é>a)', '(?P<a>.)(?P<b>.)', 'x|(?i:Y)|z', '(?i:a|B)|C','(?i:(a)|b)C|(?-i:d)', "(a)(?:(?P<z>b)|c)?", r'"(?:[^"\\]|\\.)*"', r"(?<![\w.])[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?", r'(\w)(\w)?(\w)?\3\2\1', r'^(?:(\d+)x)?(\d+)$', r'(?:(?:ab)*c)+', r'(?=a)(?=ab)(?=abc)abc', r'(?:(?=(\w+))\1:)+']
pats = []
for line in PATS:
    pats += line.split('|')
pats += extra + PATS
STR = ['', 'a', 'b', 'ab', 'abc', 'aaa', 'aab', 'abcd', 'foo bar', 'foo.bar@x.com', 'a\nb', 'a\n', '\n', 'ABC', 'Kk\u212a sS\u017f iI\u0130\u0131', 'é É ß ẞ ÿ Ÿ µ μ Μ å Å \u212b', 'ΣσςΘθϑϴ', '12-34 x9', '"q" q "q', '  x , y;z ', '<a@b.c>', 'a@b.c', '漢字 kanji 😀😁x', 'Жжа', 'abcabc aa', 'xxxxy', 'a]b-c^d', '\x00\x1c\x85\xa0\u2003_²½', 'A\u0300b \u0660\u0661', '𐐀𐐨', 'abcdefghijj', '#include "x\\"y" // 1.5e3']
def show(f):
    try:
        return f()
    except re.error as e:
        return ('error', str(e), e.msg, e.pos, e.lineno, e.colno)
    except (TypeError, ValueError, IndexError, OverflowError, RecursionError) as e:
        return (type(e).__name__, str(e))
def desc(m):
    if m is None or isinstance(m, tuple): return m
    return (m.span(), m.groups(), m.lastindex, m.lastgroup, m.groupdict(), m.regs)
import warnings
warnings.simplefilter('ignore')


def check(p, strings, template, dash, text):
    lines = []
    for s in strings:
        lines.append(ascii((s, desc(p.match(s)), desc(p.search(s)), desc(p.fullmatch(s)), p.findall(s), p.split(s),
                            show(lambda: p.sub(template, s)), p.subn(dash, s, 2),
                            [m.span() for m in p.finditer(s, 1, 5)], desc(p.search(s, 1)), desc(p.match(s, 1, 3)))))
    return zlib.crc32("\n".join(lines).encode())


for pat in pats:
    p = show(lambda: re.compile(pat))
    if isinstance(p, tuple):
        print(ascii(p))
    else:
        print(ascii(p), p.flags, p.groups, ascii(dict(p.groupindex)), check(p, STR, "<\\g<0>>", "-", True))
BYTES = [s.encode("utf8") for s in STR]
for pat in pats:
    if not all(ord(c) < 256 for c in pat):
        continue
    p = show(lambda: re.compile(pat.encode("latin1")))
    if isinstance(p, tuple):
        print(ascii(p))
    else:
        print(p.flags, p.groups, check(p, BYTES, b"<\\g<0>>", b"-", False))

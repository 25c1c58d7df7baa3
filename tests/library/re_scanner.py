"""Scanners: matches one after the other, and re.Scanner on top of them."""
import re
p=re.compile(r'(?P<num>\d+)|(?P<ws>\s+)|(?P<id>[a-z]*)')
s=p.scanner('ab 12  cd!!x')
print(type(s), s.pattern is p)
for m in iter(s.match, None):
    print(m.lastgroup, repr(m.group()), m.span())
print(s.match(), s.search())
s=p.scanner('ab 12 !! x', 1, 8)
for m in iter(s.search, None): print(m.lastgroup, repr(m.group()), m.span())
s=re.compile('a|').scanner('baab')
print([s.search().span() for _ in range(3)], s.match(), s.search(), s.search(), s.match())
s=re.compile(b'.').scanner(b'xy'); print(s.match(), s.search(), s.search())
sc = re.Scanner([(r"[a-zA-Z_]\w*", lambda s, t: ("id", t)), (r"\d+\.\d*", lambda s, t: float(t)), (r"\d+", lambda s, t: int(t)), (r"=|\+|-|\*|/", lambda s, t: "op%s" % t), (r"\s+", None)])
print(sc.scan("sum = 3*foo + 312.50+bar!x"), sc.scan(""))
class T: pass
sc = re.Scanner([("a(b)c", "abc"), ("(?:x|y)", lambda s,t: (s.match.span(), t))], re.I); print(sc.scan("ABCxyabcZ"), sc.lexicon[0])

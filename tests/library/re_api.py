"""Everything that module re has, and its errors."""
import re, copy
def t(f):
    try: print(ascii(f()))
    except BaseException as e: print(type(e).__name__, ascii(str(e)))
print(re.__all__)
print(re.I, repr(re.I), str(re.I), re.I | re.M, repr(re.A), re.NOFLAG, repr(re.NOFLAG), repr(re.RegexFlag(0)), repr(re.I|1024), ~re.I, re.RegexFlag.IGNORECASE is re.I, int(re.X), re.S.name, re.S.value, f"{re.S}", f"{re.I|re.S:d}", list(re.RegexFlag), re.U|re.L)
t(lambda: re.sub('a',1,'b')); t(lambda: re.sub('a',b'x','bab')); t(lambda: re.sub('a',lambda m:1,'bab')); t(lambda: re.sub('a',lambda m:None,'bab'))
t(lambda: re.sub(b'a','x',b'bab')); t(lambda: re.sub(b'a',lambda m: bytearray(b'q'),b'bab'))
t(lambda: re.match('a')); t(lambda: re.match()); t(lambda: re.match('a','b',0,1)); t(lambda: re.match('a', string='b', x=1)); t(lambda: re.match([], 'a')); t(lambda: re.match(1, 'a')); t(lambda: re.match(None, 'a'))
t(lambda: re.match('a', None)); t(lambda: re.match('a', 1)); t(lambda: re.match('a', b'a')); t(lambda: re.match(b'a', 'a')); t(lambda: re.match(b'a', 5)); t(lambda: re.match(b'a', bytearray(b'ab'))); t(lambda: re.match(b'a', memoryview(b'ab')).group())
t(lambda: re.compile('a').match()); t(lambda: re.compile('a').match('a',1,2,3)); t(lambda: re.compile('a').match(string='ab',pos=0,endpos=1)); t(lambda: re.compile('a').match('a',foo=1)); t(lambda: re.compile('a').sub('a'))
t(lambda: re.match('a','a').group('x')); t(lambda: re.match('a','a').group(1)); t(lambda: re.match('a','a').group(-1)); t(lambda: re.match('a','a').group([])); t(lambda: re.match('a','a').start(1.5)); t(lambda: re.match('a','a').group(True)); t(lambda: re.match('(a)','a').group(True)); t(lambda: re.match('(a)(?P<b>b)?','a').group(0,1,2,'b'))
t(lambda: type(re.compile('a'))); t(lambda: type(re.match('a','a'))); t(lambda: type(re.finditer('a','a'))); t(lambda: re.Pattern()); t(lambda: re.Match()); t(lambda: re.Match[str]); t(lambda: re.Pattern[bytes])
t(lambda: re.compile('a',re.U|re.A)); t(lambda: re.compile('a',re.L)); t(lambda: re.compile(b'a',re.U)); t(lambda: re.compile(b'a',re.L|re.A)); t(lambda: re.compile(b'a',re.L|re.I)); t(lambda: re.compile('(?u)a',re.A)); t(lambda: re.compile(re.compile('a'),re.I)); t(lambda: re.compile(re.compile('a')) is re.compile('a'))
t(lambda: re.compile('a',re.I|re.M|re.S|re.X|re.A)); t(lambda: re.compile('a'*300)); t(lambda: re.compile("'\"\n")); t(lambda: re.compile('(?im)a')); t(lambda: re.compile('a', 0x4000)); t(lambda: re.compile(b'a', re.I)); t(lambda: re.compile('a', re.U))
t(lambda: re.error.__mro__); t(lambda: re.error.__module__); t(lambda: re.error is re.PatternError); t(lambda: repr(re.error('x','y',0))); t(lambda: re.error('x').args); t(lambda: str(re.error('x','a\nb',3)))
t(lambda: [x for x in dir(re.match('a','a')) if x[0] != '_'])
t(lambda: re.sub('a','x','aaa',1,0,3)); t(lambda: re.compile('a').subn('x','aaa',count='a')); t(lambda: re.sub('a','x','aaa',count=2)); t(lambda: re.sub('a','x','aaa',count=-1)); t(lambda: re.split('a','xaxax',maxsplit=1)); t(lambda: re.split('(a)','xaxax',maxsplit=-1)); t(lambda: re.split('(a)|(b)','xaxbx')); t(lambda: re.split('x*','axbc')); t(lambda: re.split('',''))
for tmpl in [r'\1', r'\2', r'\g<1>', r'\g<x>', r'\g<n>', r'\g<0>', r'\0', r'\00', r'\012', r'\101', r'\400', r'\777', r'\g', r'\g<', r'\g<>', r'\g<1', r'\g<-1>', r'\g<+1>', r'\g< 1>', r'\g<1 >', r'\g<99>', r'\g<1a>', r'\q', r'\n\t\a\b\f\v\r\\', r'\.', r'\-', '\\', r'a\1b\g<n>c', r'\11', r'\10', r'\99', r'\g<é>', r'\é', r'\08', r'\18', r'\g<4294967296>', r'\_', r'\Z', r'x\x41', r'\e', r'\g<a b>', r'\1\1', r'[\1]']:
    t(lambda: re.sub(r'(?P<n>a)(b)?', tmpl, 'xaby a')); t(lambda: re.match(r'(?P<n>a)(b)?', 'a').expand(tmpl))
    try: bt = tmpl.encode('latin1')
    except Exception: continue
    t(lambda: re.sub(rb'(?P<n>a)(b)?', bt, b'xaby a'))
m = re.match(r'(?P<first>\w+) (?P<last>\w+)( x)?', 'Jo Do')
print(m, m.groups(), m.groups('?'), m.groups(default=0), m.groupdict(), m.groupdict('d'), m.span('last'), m.start(3), m.end(3), m.span(3), m['first'], m[2], m[3], m.re, m.string, m.pos, m.endpos, m.regs, m.lastindex, m.lastgroup, bool(m))
t(lambda: m['zz']); t(lambda: m[9]); t(lambda: m[None]); t(lambda: m.groups(1,2)); t(lambda: m.expand()); t(lambda: m.expand(1)); t(lambda: m.expand(template='x')); t(lambda: copy.copy(m) is m); t(lambda: copy.deepcopy(m) is m); t(lambda: copy.copy(m.re) is m.re); t(lambda: copy.deepcopy(m.re) is m.re)
def setattr_(o, n):
    setattr(o, n, 1)
for o, n in [(m,'string'),(m,'re'),(m,'pos'),(m,'lastindex'),(m,'regs'),(m,'zz'),(m.re,'pattern'),(m.re,'flags'),(m.re,'groups'),(m.re,'groupindex'),(m.re,'zz')]: t(lambda: setattr_(o,n))
p = re.compile(r'(?P<a>x)(y)(?P<b>z)')
print(p.groupindex, dict(p.groupindex), type(p.groupindex), p.groups, p.flags, p.pattern)
t(lambda: p.groupindex.__setitem__('q', 1))
print(p == re.compile(r'(?P<a>x)(y)(?P<b>z)'), p == re.compile('x'), p != 5, hash(p) == hash(re.compile(p.pattern)), re.compile('a') == re.compile(b'a'), re.compile('a') == re.compile('a', re.I), len({re.compile('a'), re.compile('a'), re.compile('b')}))
t(lambda: p < p)
for s in ['', 'abc_09', 'a.b*c', ' \t\n#&~-', '漢 é', "()[]{}?*+-|^$\\.&~# \t\n\r\v\f", '!"%\',/:;<=>@`', '\0']:
    t(lambda: re.escape(s)); t(lambda: re.escape(s.encode('utf8'))); t(lambda: bool(re.fullmatch(re.escape(s), s)))
t(lambda: re.escape(1)); t(lambda: re.escape())
t(lambda: [m.group() for m in re.compile('.').finditer('abcdef', 2, 4)]); t(lambda: re.compile('^b').search('ab', 1)); t(lambda: re.compile('(?<=a)b').search('ab', 1)); t(lambda: re.compile('b$').search('abc', 0, 2)); t(lambda: re.compile(r'b\b').search('abc', 0, 2)); t(lambda: re.compile('a').search('a', 5)); t(lambda: re.compile('').search('abc', 5)); t(lambda: re.compile('').search('abc', 2, 1)); t(lambda: re.compile('').findall('abc', 2, 1)); t(lambda: re.compile('b').search('abc', -5, -1)); t(lambda: re.compile('b').search('abc', -5, 10**30))
it = re.finditer('(a)|b', 'abx'); print(next(it), next(it), next(it, None), next(it, None), iter(it) is it)
re.purge()
def f(m): return m.group(0).upper() + str(m.start())
t(lambda: re.sub('[a-c]', f, 'abcd')); t(lambda: re.subn('x*', '-', 'abxd')); t(lambda: re.sub('(?:)', '-', 'abc')); t(lambda: re.sub(r'\b', '|', 'a bc')); t(lambda: re.sub('x', 'y', 'abc')); t(lambda: re.sub('a', lambda m: 1/0, 'a')); t(lambda: re.sub('^', '> ', 'a\nb\n', flags=re.M)); t(lambda: re.findall('(a)(b)?', 'aab')); t(lambda: re.findall(b'(a)|(b)', b'ab')); t(lambda: re.findall('a|(b)', 'ab'))
class S(str): pass
t(lambda: type(re.sub('x','y',S('abc')))); t(lambda: re.match(S('a'), S('abc')).string); t(lambda: type(re.match('.*', S('abc')).group())); t(lambda: re.compile(S('a')).pattern)
match re.match(r'(\d)', '5x'):
    case re.Match() as mm: print('matched', mm[1])
    case None: print('none')
tok = re.compile(r'(?P<NUMBER>\d+(\.\d*)?)|(?P<ASSIGN>:=)|(?P<END>;)|(?P<ID>[A-Za-z]+)|(?P<OP>[+\-*/])|(?P<NEWLINE>\n)|(?P<SKIP>[ \t]+)|(?P<MISMATCH>.)')
print([(m.lastgroup, m.group(), m.start(), m.lastindex) for m in tok.finditer('IF x THEN\n  y := 3.25 * z; $\n')])
print(re.match(r'''
 (?P<h>\d{1,2}) : (?P<m>\d{2})   # time
 (?: \s* (?P<ap>[ap]m) )?
''', '12:45 pm', re.VERBOSE | re.IGNORECASE).groupdict())
t(lambda: re.compile('(' * 100 + ')' * 100).groups); t(lambda: len(re.match('(?:ab)*', 'ab'*50000).group())); t(lambda: len(re.match(r'(?:a|b)*', 'ab'*20000).group())); t(lambda: re.match('a{70000}', 'a'*70000).span()); t(lambda: re.match('a{2,70000}b', 'a'*69999+'b').span()); t(lambda: re.compile('(?:a{70000}){2}').groups)
t(lambda: re.compile('|'.join('word%d' % i for i in range(2000))).search('xx word1999').span())

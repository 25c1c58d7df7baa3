import random, string, textwrap, bisect, numbers
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
random.seed(42)
r=random.Random(7)
for R in (random, r):
    print(R.random(), R.randint(1,100), R.randrange(0,100,7), R.randrange(5), R.choice('abc'), R.choices([1,2,3],k=5), R.choices('abc',[1,5,2],k=4), R.choices('abc',cum_weights=[1,5,9],k=4), R.sample(range(100),10), R.sample(range(10000),12), R.sample('ab',3,counts=[4,5]), R.uniform(1,2), R.triangular(), R.triangular(1,5,2), R.gauss(), R.gauss(1,2), R.normalvariate(), R.expovariate(2), R.betavariate(1,2), R.gammavariate(2,3), R.gammavariate(.5,1), R.gammavariate(1,1), R.lognormvariate(0,1), R.vonmisesvariate(0,1), R.paretovariate(3), R.weibullvariate(1,2), R.binomialvariate(10,.3), R.binomialvariate(1000,.4), R.binomialvariate(100,.9), R.randbytes(5), R.getrandbits(70))
    l=list(range(20)); R.shuffle(l); print(l)
st=r.getstate(); a=r.random(); r.setstate(st); print(a==r.random(), st[0], len(st[1]))
for s in (1,'x',b'x',2.5,-5,10**30,True,0): print(random.Random(s).random())
rr=random.Random(); rr.seed('a',version=1); print(rr.random())
for f in [lambda: random.randint(5,1), lambda: random.randrange(0), lambda: random.randrange(1,1,2), lambda: random.randrange(1,5,0), lambda: random.choice([]), lambda: random.sample({1,2},1), lambda: random.sample([1],3), lambda: random.choices([1,2],[0,0]), lambda: random.choices([1],[1,2]), lambda: random.choices([1,2],[1,1],cum_weights=[1,2]), lambda: random.choices([1,2],3), lambda: random.seed([]), lambda: random.randrange(1.5), lambda: random.randint(1.0,2), lambda: random.choices([]), lambda: random.randrange(5,step=2), lambda: random.sample([1,2],1,counts=[1]), lambda: random.gammavariate(0,1), lambda: random.binomialvariate(-1), lambda: random.getrandbits(-1)]: t(f)
class Sub(random.Random):
    def random(self): return 0.5
print(Sub(1).randint(1,10), Sub(1).choice('abcd'))
T=string.Template
for tpl in ['$a ${b} $$ x','$','${','$1','a\nb $ c','${a-b}','$a$b','$ab_c']:
    t(lambda: T(tpl).substitute(a=1,b=2,ab_c=3)); t(lambda: T(tpl).safe_substitute({'a':1})); t(lambda: T(tpl).is_valid()); 
t(lambda: T('$x').substitute({'x':1},x=2)); t(lambda: T('$q').substitute()); print(T('$a $b ${a}').get_identifiers())
print(string.capwords('hello wORLD  x'), string.capwords('a-b','-'), string.printable)
F=string.Formatter()
for a,k in [(('{} {} {x}',1,2),{'x':3}),(('{0.real} {1[0]} {x!r:>5}',1,[4]),{'x':'q'}),(('{:{}}',3,5),{}),(('{',),{}),(('}',),{}),(('{{}}',),{}),(('{0} {}',1),{}),(('{} {0}',1),{}),(('{q}',),{}),(('{!x}',1),{}),(('{3}',1),{})]:
    t(lambda: F.format(*a,**k))
print(list(F.parse('a{b!r:c{d}}e{{f')))
txt="The quick brown fox jumped over the lazy dog's well-known back--twice--in a self-contained, state-of-the-art way. Mr. Smith's e-mail: foo-bar@baz.com and a verylongwordthatexceedsthewidthofeverything indeed -- yes! --verbose -x"
for w in (10,20,25,40,70):
    print(textwrap.fill(txt,w)); print(textwrap.wrap(txt,w,break_on_hyphens=False)); print(textwrap.wrap(txt,w,break_long_words=False)); print(textwrap.wrap(txt,w,initial_indent='* ',subsequent_indent='  ',max_lines=3)); print(textwrap.shorten(txt,w)); print(textwrap.wrap(txt,w,fix_sentence_endings=True,drop_whitespace=False))
print(repr(textwrap.dedent("""
    a
      b
  
    c\td
    """)), repr(textwrap.dedent("\ta\n\t  b\n")), repr(textwrap.indent('a\n\nb\n','> ')), repr(textwrap.indent('a\n\nb','> ',lambda l:True)), repr(textwrap.dedent("  a\n b")), textwrap.wrap(''), repr(textwrap.fill('a\tb\nc  d',5)))
t(lambda: textwrap.wrap('abc',0)); t(lambda: textwrap.shorten('abc def ghi',3)); print(textwrap.shorten('Hello  world!',width=11), textwrap.shorten('Hello world foo',width=12,placeholder='...'))
l=[1,3,3,5]; print(bisect.bisect(l,3), bisect.bisect_left(l,3), bisect.bisect([{'a':1},{'a':5}],3,key=lambda d:d['a'])); bisect.insort(l,4); print(l); t(lambda: bisect.bisect(l,1,-1))
print(isinstance(1,numbers.Integral), isinstance(1.0,numbers.Real), isinstance(1,numbers.Number), isinstance(1.0,numbers.Rational), isinstance(1j,numbers.Complex))


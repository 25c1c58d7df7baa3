import pprint, difflib, collections, types
from dataclasses import dataclass
d={'name':'x'*30,'list':list(range(30)),'nested':{'a':['long string number %d'%i for i in range(5)],'t':(1,),'s':{3,1,2}},'z':None, 1:2}
for kw in [{},{'width':40},{'indent':4},{'compact':True},{'depth':1},{'sort_dicts':False},{'width':20,'compact':True}]:
    pprint.pprint(d,**kw)
pprint.pprint([1,2,3]); pprint.pp({'b':1,'a':2}); print(pprint.pformat('word '*40,width=40)); print(pprint.pformat({'k':'word '*40},width=50)); print(pprint.pformat(b'abcdef'*20))
@dataclass
class P:
    x:int
    name:str
    l:list
pprint.pprint([P(1,'n'*30,list(range(20))),P(2,'b',[])]); pprint.pprint(collections.Counter('abracadabra'*3),width=20); pprint.pprint(collections.OrderedDict((i,'v'*20) for i in range(5))); pprint.pprint(collections.defaultdict(list,{i:['v'*20] for i in range(5)})); pprint.pprint(collections.deque(range(40),maxlen=50)); pprint.pprint(types.SimpleNamespace(a='x'*50,b='y'*50)); pprint.pprint(frozenset('a%d'%i*9 for i in range(6))); pprint.pprint(123456789,underscore_numbers=True)
l=[1]; l.append(l); print(pprint.pformat(l)[:20], pprint.isrecursive(l), pprint.isreadable([1]))
NT=collections.namedtuple('NT','a b'); pprint.pprint([NT(1,'x'*80),NT(2,3)]); pprint.pprint(collections.ChainMap({'a':'x'*60},{'b':'y'*60}))
a='one\ntwo\nthree\nfour\n'.splitlines(True); b='ore\ntree\nfour\nfive\n'.splitlines(True)
print(''.join(difflib.ndiff(a,b))); print(''.join(difflib.unified_diff(a,b,'f','t'))); print(''.join(difflib.context_diff(a,b,'f','t'))); print(difflib.get_close_matches('appel',['ape','apple','peach','puppy'])); s=difflib.SequenceMatcher(None,'abxcd','abcd'); print(s.ratio(), s.get_opcodes(), s.get_matching_blocks(), s.find_longest_match(0,5,0,4)); print(list(difflib.restore(difflib.ndiff(a,b),2)))
print(''.join(difflib.ndiff(['[1, 2, 3]\n'],['[1, 2, 4]\n']))); print(''.join(difflib.ndiff("{'a': 1,\n 'b': 2}\n".splitlines(True),"{'a': 1,\n 'b': 3,\n 'c': 4}\n".splitlines(True))))


import json, io, enum, collections
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
data={'a':[1,2.5,None,True,False,{'x':[]},{}],'b':'é"\\\n\x01\x7f😀','c':(1,2),1:2,2.5:3,None:4,True:5,'e':1e100,'n':10**30,'inf':float('inf')}
for kw in [{},{'indent':2},{'indent':0},{'indent':'\t'},{'separators':(',',':')},{'ensure_ascii':False},{'indent':2,'separators':(',',':')}]:
    print(json.dumps(data,**kw))
print(json.dumps({'b':1,'a':{'d':1,'c':2}},sort_keys=True), json.dumps('x'), json.dumps(3), json.dumps([]), json.dumps({},indent=2), json.dumps([[]],indent=2), json.dumps([{}],indent=1))
class E(enum.IntEnum): A=1
class S(enum.StrEnum): A='q'
print(json.dumps([E.A,S.A,{E.A:1}]), json.dumps(collections.OrderedDict(a=1)), json.dumps(collections.namedtuple('N','a b')(1,2)))
for f in [lambda: json.dumps(object()), lambda: json.dumps({'a':[1,{2,3}]}), lambda: json.dumps({(1,2):3}), lambda: json.dumps(float('nan'),allow_nan=False), lambda: json.dumps([1,{'x':float('inf')}],allow_nan=False), lambda: json.dumps({(1,):2,'a':1},skipkeys=True), lambda: json.dumps({1:2,'a':3},sort_keys=True), lambda: json.dumps({1,2},default=list), lambda: json.dumps(1j,default=str), lambda: json.dumps(b'x'), lambda: json.dumps({'a':b'x'}), lambda: json.dumps({1:[object()]},indent=1)]: t(f)
l=[]; l.append(l); t(lambda: json.dumps(l)); d={}; d['x']=[d]; t(lambda: json.dumps(d))
for s in ['{"a":1}','[1,2,3]','"x"','12','-0','-1.5e3','1E5','null','true','false','NaN','-Infinity','Infinity',' [1 , 2 ] ','{"a":{"b":[]}}','"\\u00e9\\ud83d\\ude00\\n\\/"','"\\ud83d"','{}','[]','{"a":1,"a":2}',
 '','{','[','{"a"','{"a":','{"a":1','{"a":1,','{"a":1,}','[1,','[1,]','[1 2]','{a:1}',"{'a':1}",'nul','tru','1.','.5','01','-','+1','"abc','"a\\x"','"\\u12"','"a\nb"','[1]]','{"a" 1}','{"a":1 "b":2}','"\\','abc','[1,\n2,\nx]','{"a":\n\n}','1e','[,]','{,}','\ufeff1','"\\ud83d\\u0041"', '[tru]','{1:2}','1 2','// c']:
    t(lambda: json.loads(s))
t(lambda: json.loads(b'{"a":1}')); t(lambda: json.loads(bytearray(b'[1]'))); t(lambda: json.loads(3)); t(lambda: json.loads(None)); t(lambda: json.loads('"\u00e9"'.encode('utf-16')))
print(json.loads('{"a":1.5,"b":2}',parse_float=str,parse_int=lambda x:x+'i',object_pairs_hook=list), json.loads('{"a":{"b":1}}',object_hook=lambda d:sorted(d)), json.loads('[NaN]',parse_constant=lambda c:c), json.loads('"a\tb"',strict=False))
f=io.StringIO(); json.dump({'a':[1]},f,indent=1); print(repr(f.getvalue())); f.seek(0); print(json.load(f))
class Enc(json.JSONEncoder):
    def default(self,o):
        if isinstance(o,set): return sorted(o)
        if isinstance(o,complex): return {'re':o.real}
        return super().default(o)
print(json.dumps({'s':{3,1},'c':1j},cls=Enc)); t(lambda: json.dumps(object,cls=Enc)); print(Enc(indent=1).encode([{1}]), list(json.JSONEncoder().iterencode([1,'a'])) and '')
print(json.JSONDecoder().raw_decode('[1] x'), json.JSONDecoder().decode('1')); t(lambda: json.JSONDecoder().raw_decode('x'))
try: json.loads('{"a":\n x}')
except json.JSONDecodeError as e: print(e.msg,e.doc,e.pos,e.lineno,e.colno,type(e).__module__, type(e).__qualname__, e.args)
class F(float):
    def __repr__(self): return 'FF'
class I(int):
    def __repr__(self): return 'II'
print(json.dumps([F(1.5),I(3)]), json.dumps({F(1.5):1,I(3):2}))


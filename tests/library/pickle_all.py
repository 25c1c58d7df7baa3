"""Pickles of every kind of object, protocols 3 to 5: the bytes, what comes back, and the errors."""
import pickle, collections, datetime, decimal, fractions, uuid, enum, dataclasses, random, functools, re, types, pathlib
class P:
    def __init__(self): self.x=[1,2,self.__class__]
class S:
    __slots__=('a','b')
class E(enum.Enum): A=1; B='x'
@dataclasses.dataclass
class D: a:int; b:list=dataclasses.field(default_factory=list)
@dataclasses.dataclass(frozen=True, slots=True)
class F: a:int; b:str='q'
NT=collections.namedtuple('NT','a b')
class X(Exception):
    def __init__(self,a): super().__init__(a); self.k=a*2
def fun(): pass
class G:
    def __getstate__(self): return {'v':1}
    def __setstate__(self, s): self.v=s['v']+1
class L(list): pass
class DD(dict): pass
class K:
    def __new__(cls,*a,k=1): o=super().__new__(cls); o.k=k; return o
    def __getnewargs_ex__(self): return ((1,),{'k':self.k})
class M:
    class N: pass
s=S(); s.a=1
rec=[1]; rec.append(rec); t=([],); t[0].append(t)
l=L([1,2]); l.z=3
d=DD(a=1)
objs=[[None],True,0,255,256,65535,65536,-1,-128,2**31-1,2**31,-2**31-1,2**63,2**2100,1.5,float('inf'),'','a','é'*200,'x'*300,b'',b'ab',b'z'*300,bytearray(b'qq'),(),(1,),(1,2),(1,2,3),(1,2,3,4),[],[1],[1,2],{}, {'a':1},{'a':1,'b':2},set(),{1},frozenset(),frozenset({1}),P(),s,E.A,E.B,D(1,[2]),F(1),NT(1,2),X(3),fun,len,G(),l,d,K(k=5),M.N(),rec,t,collections.deque([1,2],4),collections.OrderedDict(a=1),collections.defaultdict(list,{1:[2]}),collections.Counter('aab'),datetime.datetime(2020,1,2,3,4,5,6),datetime.date(2020,1,2),datetime.time(1,2),datetime.timedelta(1,2,3),datetime.timezone.utc,datetime.datetime(2020,1,1,tzinfo=datetime.timezone(datetime.timedelta(hours=1))),decimal.Decimal('1.25'),fractions.Fraction(1,3),uuid.UUID(int=7),1+2j,range(3),slice(1,2),Ellipsis,NotImplemented,functools.partial(int,base=2),types.SimpleNamespace(a=1),pathlib.PurePosixPath('/a/b'),ValueError('x'),OSError(2,'no','f'),['a','a','ab'], list(range(1005)), {i:i for i in range(1001)}, re.compile('a+', re.I), collections.ChainMap({'a':1}), 'q'*70000, ['m'*40000]*1+['n'*40000,'o'*10], print, [].append, ('k','k'), str.upper]
for o in objs:
    for p in (3,4,5):
        try:
            b=pickle.dumps(o,p)
            r=repr(b) if len(b)<400 else (len(b),hash(b)and 0, b[:60], b[-60:])
            print(p,type(o).__name__,r)
            c=pickle.loads(b)
            print('  ',type(c).__name__, c==o if type(o).__eq__ is not object.__eq__ and o is not rec and o is not t else getattr(c,'__dict__',None))
        except BaseException as e: print(p,type(o).__name__,type(e).__name__,e)
def loc():
    class Q: pass
    return Q()
for bad in (lambda: 1, loc(), (i for i in ()), pickle):
    try: pickle.dumps(bad)
    except BaseException as e: print(type(e).__name__, str(e).split(' at 0x')[0])
for b in (b'', b'\x80', b'\x80\x09.', b'x', b'\x80\x04.', b'\x80\x04K', b'\x80\x04h\x05.', b'\x80\x04\x8c\x05ab', pickle.dumps([1,2,3])[:-2], b'\x80\x04t.', b'\x80\x04c__main__\nNope\n.', b'\x80\x04\x8c\x08__main__\x8c\x04Nope\x93.', b'garbage'):
    try: print(pickle.loads(b))
    except BaseException as e: print(b, type(e).__name__, str(e).split(' from ')[0])
for a in ((1,9),('x',)):
    try: print(pickle.dumps(*a))
    except BaseException as e: print(type(e).__name__, e)
try: pickle.loads('a')
except BaseException as e: print(type(e).__name__, e)

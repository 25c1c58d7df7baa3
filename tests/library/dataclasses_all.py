from dataclasses import *
import dataclasses, abc
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e, '|', repr(e.__context__), repr(e.__cause__))
@dataclass
class P:
    x: int
    y: int = 0
    z: list = field(default_factory=list)
print(P(1), P(1,2), P(1,y=5), P.__doc__, P.__match_args__)
for a,k in [((),{}),((1,2,3,4),{}),((1,),{'q':1}),((1,),{'x':2}),((),{'y':1}),((1,),{'zz':1}),((1,2,3,4),{'y':3})]:
    t(lambda: P(*a,**k))
@dataclass
class Q:
    a: int
    b: int
    c: str
    _: KW_ONLY
    d: int
    e: int = 5
print(Q(1,2,'x',d=4), Q.__doc__)
for a,k in [((),{}),((1,),{}),((1,2),{}),((1,2,3),{}),((1,2,3,4),{}),((1,2,3,4),{'d':4}),((1,2,3,4,5),{'d':4,'e':5}),((1,2,3),{'d':1,'ee':2}),((1,2,3),{'de':1})]:
    t(lambda: Q(*a,**k))
@dataclass
class E0: pass
print(E0(), E0()==E0(), E0.__doc__)
t(lambda: E0(1)); t(lambda: E0(x=1))
@dataclass
class One: a:int
t(lambda: One(1,2)); t(lambda: One()); t(lambda: One(1,2,3)); t(lambda: One(A=1))
@dataclass(frozen=True, order=True)
class F:
    a:int
    b:str='x'
f=F(1)
def s(o,n,v): setattr(o,n,v)
t(lambda: s(f,'a',2)); t(lambda: s(f,'q',2)); t(lambda: delattr(f,'a')); print(hash(f)==hash((1,'x')), f<F(2), f<=F(1), F(1,'a')>f, sorted([F(3),F(1)]))
t(lambda: f<3); t(lambda: P(1)<P(2)); t(lambda: hash(P(1)))
print(f=={}, P(1)==P(1), P(1)!=P(2), P(1)==Q(1,2,3,d=1))
@dataclass(slots=True)
class S:
    a:int
    b:int=3
    def m(self): return super().__repr__()[:5]
    def n(self): return __class__
print(S(1), S.__slots__, hasattr(S(1),'__dict__'), S(2).n() is S); t(lambda: s(S(1),'zz',3)); 
@dataclass(slots=True, frozen=True)
class S2(S.__base__):
    q:int=1
t(lambda: s(S2(),'q',3)); t(lambda: s(S2(),'zz',3)); print(S2())
@dataclass
class Base:
    x:int=1
    y:int=2
@dataclass
class Der(Base):
    z:int=3
    x:str='q'
print(Der(), Der('a',2,3), [f.name for f in fields(Der)], Der.__doc__, Der.__eq__(Der(),Base()))
@dataclass
class PI:
    a:int
    b: InitVar[int]
    c:int=field(init=False)
    d: InitVar[int]=7
    def __post_init__(self, b, d): self.c=self.a+b+d
print(PI(1,2), PI(1,2,3), PI.__doc__, replace(PI(1,2),b=3,d=1)); t(lambda: replace(PI(1,2))); t(lambda: replace(PI(1,2),c=3,b=1,d=1)); t(lambda: PI(1).b)
def bad(fn):
    t(fn)
def b1():
    @dataclass
    class X:
        a:int=1
        b:int
bad(b1)
def b2():
    @dataclass
    class X:
        a:list=[]
bad(b2)
def b3():
    @dataclass
    class X:
        a=field()
bad(b3)
def b4():
    @dataclass(order=True,eq=False)
    class X: a:int
bad(b4)
def b5():
    @dataclass
    class X(F): c:int=1
bad(b5)
def b6():
    @dataclass(frozen=True)
    class X(P): c:int=1
bad(b6)
def b7():
    @dataclass(order=True)
    class X:
        a:int
        def __lt__(self,o): return 1
bad(b7)
def b8():
    @dataclass
    class X:
        _:KW_ONLY
        a:int
        __:KW_ONLY
bad(b8)
def b9():
    @dataclass(slots=True)
    class X:
        __slots__=('a',)
        a:int
bad(b9)
def b10():
    field(default=1,default_factory=list)
bad(b10)
def b11():
    @dataclass(unsafe_hash=True)
    class X:
        a:int
        def __hash__(self): return 1
bad(b11)
@dataclass
class T:
    p: P
    l: list
    d: dict
    t: tuple
from collections import namedtuple, defaultdict, OrderedDict
NT=namedtuple('NT','a b')
dd=defaultdict(list); dd['q'].append(P(4))
tt=T(P(1),[P(2)],{'k':P(3),'dd':dd},(NT(P(5),1),))
print(asdict(tt)); print(astuple(tt)); print(asdict(tt,dict_factory=OrderedDict))
t(lambda: asdict(P)); t(lambda: astuple(3)); t(lambda: fields(3)); t(lambda: replace(3)); print(is_dataclass(P), is_dataclass(P(1)), is_dataclass(3))
print(replace(P(1),y=9)); t(lambda: replace(P(1),w=9))
print(P.__dataclass_params__)
C=make_dataclass('C',['a',('b',int),('c',int,field(default=5))],namespace={'f':lambda s:s.b}, bases=(E0,))
print(C(1,2), C(1,2).f(), C.__doc__, C.__module__)
t(lambda: make_dataclass('C',['a','a'])); t(lambda: make_dataclass('C',['for'])); t(lambda: make_dataclass('C',['1a'])); t(lambda: make_dataclass('C',[(1,2,3,4)]))
from typing import ClassVar, Optional, Any
import typing
@dataclass
class CV:
    a: ClassVar[int]=3
    b: 'ClassVar[int]'=4
    c: 'typing.ClassVar'=4
    d: Optional[int]=None
    e: 'InitVar[int]'=4
    g: dict[str,int]=field(default_factory=dict, metadata={'a':1}, repr=False, compare=False, hash=None)
    h: int|None=None
print(CV(), CV.__doc__, [f.name for f in fields(CV)], fields(CV)[1].metadata, CV(g={'a':1})==CV())
class Rec: pass
@dataclass
class R:
    r: Any=None
r=R(); r.r=r; print(r)
@dataclass(repr=False,eq=False,init=False)
class N: a:int=3
print(repr(N())[:12], N().a, N()==N(), hash(N()) is not None)
@dataclass
class Gen[T]:
    a: list
print(Gen([1]), Gen[int]([1]))
class AB(abc.ABC):
    @property
    @abc.abstractmethod
    def n(self): ...
    @abc.abstractmethod
    def go(self): ...
@dataclass
class Imp(AB):
    n: int = 1
    def go(self): pass
print(Imp())
@dataclass(kw_only=True)
class KW:
    a:int
    b:int=field(default=1,kw_only=False)
print(KW(3,a=1), KW.__doc__, KW.__match_args__); t(lambda: KW(1)); t(lambda: KW(1,2,a=3))
import inspect
print(inspect.signature(P), inspect.signature(Q), inspect.signature(PI.__init__), inspect.signature(E0), P.__init__.__qualname__, P.__init__.__annotations__, P.__eq__.__qualname__, P.__repr__.__qualname__)
match P(1,2):
    case P(1, y=2): print('m')
@dataclass
class WithSelf:
    self: int
    other: int = 2
print(WithSelf(1), WithSelf(self=3))
@dataclass
class Outer:
    @dataclass
    class Inner:
        q:int
    i: Inner
print(Outer(Outer.Inner(3))); t(lambda: Outer.Inner())
@dataclass
class Exc(Exception):
    code:int
    msg:str='m'
print(repr(Exc(3)), str(Exc(3)), Exc(3).args)
try: raise Exc(4)
except Exc as e: print(e.code, e)
@dataclass
class D1:
    x:int=field(default=3)
    def __eq__(self,o): return True
print(D1.x, D1()==3, D1.__hash__)
import copy
print(copy.replace(P(1),x=4), copy.copy(P(1)), copy.deepcopy(P(1,2,[3])), copy.deepcopy(S(1)), copy.copy(F(2)))
class Desc:
    def __get__(self,i,o): return 5 if i is None else i._v
    def __set__(self,i,v): i._v=v*2
@dataclass
class DD:
    v:int=Desc()
print(DD(), DD(4).v)


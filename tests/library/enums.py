from enum import *
import enum
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e, '|', repr(e.__context__), repr(e.__cause__))
class Color(Enum):
    RED=1
    GREEN=2
    CRIMSON=1
    BLUE=auto()
    def hex(self): return f"{self.value:02x}"
    @classmethod
    def default(cls): return cls.RED
    @enum.property
    def nice(self): return self.name.title()
print(list(Color), Color.RED, repr(Color.RED), Color.CRIMSON, Color(1), Color['BLUE'], Color.BLUE.hex(), Color.default(), Color.RED.nice)
t(lambda: Color(9)); t(lambda: Color['X']); t(lambda: Color.NOPE); t(lambda: setattr(Color,'RED',3)); t(lambda: delattr(Color,'RED'))
t(lambda: setattr(Color.RED,'value',3)); t(lambda: setattr(Color.RED,'name',3))
def sub():
    class X(Color): Y=1
t(sub)
def dup():
    class X(Enum):
        A=1
        A=2
t(dup)
print(Color.__members__, len(Color), Color.RED in Color, 1 in Color, 5 in Color, 'x' in Color, Color, repr(Color), bool(Color))
print(f"{Color.RED}", f"{Color.RED:>12}|", "%s %r"%(Color.RED,Color.RED), hash(Color.RED)==hash('RED'), {Color.RED:1}, [*reversed(Color)])
class P(IntEnum):
    LOW=1
    HIGH=10
print(P.LOW<P.HIGH, P.LOW+1, repr(P.HIGH), str(P.HIGH), f"{P.HIGH}", f"{P.HIGH:05d}", sorted([P.HIGH,P.LOW]), P(10), P.LOW==1, max(P), int(P.HIGH), P.HIGH.real, "%d"%P.HIGH)
t(lambda: P(11))
class S(StrEnum):
    A=auto()
    B='bee'
print(S.A, repr(S.A), S.B.upper(), S('bee'), S.A=='a', f"{S.B:>6}", S.A+S.B, [*S], {S.A:1}['a'])
def bads():
    class Q(StrEnum): A=1
t(bads)
class F(Flag):
    R=auto()
    W=auto()
    X=auto()
    RW=R|W
print(list(F), F.R|F.X, repr(F.R|F.W), F.RW, ~F.R, F.RW & F.R, F.R^F.RW, F(0), repr(F(0)), bool(F(0)), F.R in F.RW, list(F.RW), len(F.RW), F(5), F(7), ~F(0), (F.R|F.X).name, (F.R|F.X).value)
t(lambda: F(8)); t(lambda: F('a')); t(lambda: F.R|1); t(lambda: 1 in F.R)
class IF(IntFlag):
    A=1
    B=2
    D=8
print(IF.A|IF.B, repr(IF.A|IF.B), IF(3), repr(IF(16)), repr(IF(19)), ~IF.A, repr(~IF.A), IF.A|4, repr(IF.A|4), IF.A+1, str(IF.A), f"{IF.A}", IF(0), repr(IF(0)), list(IF(11)), IF.A==1, 4|IF.A, repr(4|IF.A))
class Planet(Enum):
    E=(5.9,6.3)
    M=(3.3,2.4)
    def __init__(self, mass, radius):
        self.mass=mass; self.radius=radius
    @property
    def g(self): return self.mass/self.radius
print(Planet.E, repr(Planet.E), Planet.E.value, Planet.M.mass, Planet.M.g, Planet((5.9,6.3)))
class C2(bytes, Enum):
    def __new__(cls, value, label):
        obj=bytes.__new__(cls,[value]); obj._value_=value; obj.label=label; return obj
    PX=(0,'P.X'); PY=(1,'P.Y')
print(C2.PY, C2.PY.label, C2(1))
class M(Enum):
    A='a'; B='b'
    @classmethod
    def _missing_(cls, v):
        if isinstance(v,str):
            for m in cls:
                if m.value==v.lower(): return m
        if v==7: return 7
        if v==8: raise KeyError(8)
print(M('A')); t(lambda: M(5)); t(lambda: M(7)); t(lambda: M(8))
class G(Enum):
    def _generate_next_value_(name,start,count,last): return (name.lower(),count)
    X=auto(); Y=auto()
print(list(G))
An=Enum('An','ant bee cat'); print(list(An), An, An.ant.__class__, An.__module__); print(list(Enum('B2',{'x':5,'y':6}))); print(list(IntEnum('B3',['p','q'],start=4)), list(Enum('B4',[('a',1),('b',2)])), Flag('FF','a b c')(3))
def un():
    @unique
    class U(Enum): A=1;B=1;C=1
t(un)
def ver():
    @verify(CONTINUOUS)
    class U(Enum): A=1;B=4
t(ver)
def ver2():
    @verify(NAMED_FLAGS)
    class U(Flag): A=1;B=7
t(ver2)
class NM(Enum):
    A=member(lambda: 1); B=nonmember(5); C=3
    def f(self): return 1
    class Inner: pass
print(list(NM).__len__(), NM.B, NM.C, NM.Inner)
print(dir(Color)[:5], dir(Color), dir(Color.RED))
t(lambda: Enum('x')); t(lambda: Enum(3)); t(lambda: Color(1,2)); t(lambda: Color())
class Emp(Enum): pass
t(lambda: Emp(3)); print(list(Emp), len(Emp))
class Lst(Enum):
    A=[1]; B=[2]; C=[1]
print(list(Lst), Lst([2]), Lst.C, [1] in Lst)
class K(Flag, boundary=KEEP): A=1;B=2
print(K(9), repr(K(9)), ~K.A, K(8))
class CF(Flag, boundary=CONFORM): A=1;B=2
print(CF(9), repr(CF(9)))
class EJ(Flag, boundary=EJECT): A=1;B=2
print(EJ(9), repr(EJ(9)))
class W(str, Enum): A='a'
print(W.A, repr(W.A), f"{W.A}", W.A=='a', W.A.upper())
class I2(int, Enum): A=1
print(I2.A, repr(I2.A), f"{I2.A}")
from dataclasses import dataclass
@dataclass
class Mix:
    x:int
    y:int=0
class DM(Mix, Enum):
    P=1,2
    Q=3
print(DM.P, DM.P.x, DM.Q)
import copy
print(copy.copy(Color.RED) is Color.RED, copy.deepcopy([Color.RED])[0] is Color.RED, auto(), isinstance(Color.RED, Color), type(Color), Color.RED.__class__, Color.RED.__doc__, Color.RED<1 if 0 else '')
t(lambda: Color.RED<Color.BLUE)
print(FlagBoundary.STRICT, repr(STRICT), enum.EnumMeta is enum.EnumType)
class A1(Enum):
    _ignore_=['z']
    z=5
    Q=1
print(list(A1), hasattr(A1,'z'))
class HTTP(IntEnum):
    def __new__(cls, value, phrase=''):
        obj=int.__new__(cls,value); obj._value_=value; obj.phrase=phrase; return obj
    OK=200,'fine'
    NF=404,'nf'
print(HTTP.OK, HTTP(404), repr(HTTP.NF), HTTP.NF.phrase, HTTP.OK==200)
match Color.RED:
    case Color.BLUE: print('b')
    case Color.RED: print('r')
class SA(Enum):
    A = auto(); B = 'x'
t(lambda: SA.A)
def s2():
    class SB(Enum):
        A='x'; B=auto()
t(s2)
class T2(Enum):
    A=auto(),1
    B=auto(),2
print(list(T2))
class Neg(IntFlag):
    A=1;B=2;AB=3
    ALL=~0 & 0xff
t(lambda: list(Neg)); t(lambda: Neg.ALL)
class NF(Flag):
    NONE=0
    A=1
    B=2
    AB=A|B
t(lambda: (list(NF), NF.NONE, NF.A & NF.B, NF.AB, repr(NF(3)), ~NF.A))


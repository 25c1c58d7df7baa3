import inspect, functools, asyncio, typing
from dataclasses import dataclass
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
def f(a, b:int, /, c, d=1, *args:str, e, g:'x'=None, **kw)->typing.Optional[int]: 
    """Doc.

        indented
      less
    """
async def co(x): pass
async def ag(): yield 1
def gen(): yield
class C:
    "C doc"
    x=1
    def __init__(self, a, b=2): self.a=a
    def m(self, q:list[int]): "mdoc"
    @classmethod
    def cm(cls, z): pass
    @staticmethod
    def sm(z): pass
    @property
    def p(self): return 1
    async def am(self): pass
class D(C):
    def m(self, q): pass
class Callable_:
    def __call__(self, k, *, j=2): pass
@functools.wraps(f)
def wr(*a,**k): pass
@dataclass
class DC:
    a:int
    b:str='x'
for o in [f,co,ag,gen,C,C(1).m,C.m,C.cm,C.sm,Callable_(),wr,DC,lambda x,y=2:0,functools.partial(f,1),functools.partial(f,1,2,d=5),functools.partial(co,x=1),D,type('E',(),{}),3]:
    t(lambda: inspect.signature(o))
    t(lambda: str(inspect.signature(o)))
print([n for n,_ in inspect.getmembers(C(1)) if not n.startswith('__')], [n for n,_ in inspect.getmembers(C, inspect.isfunction)], inspect.getdoc(f), inspect.getdoc(D.m), inspect.getdoc(D), inspect.getdoc(D(1).m))
for n in 'isfunction ismethod isclass iscoroutinefunction isasyncgenfunction isgeneratorfunction isbuiltin isroutine isabstract ismodule iscode isdatadescriptor ismethoddescriptor isawaitable'.split():
    fn=getattr(inspect,n); print(n,[fn(o) for o in (f,co,ag,gen,C,C(1).m,C.cm,C(1).am,len,[].append,inspect,f.__code__,C.__dict__['p'],functools.partial(co,1),str.join)])
c=co(1); print(inspect.iscoroutine(c), inspect.isawaitable(c), inspect.getcoroutinestate(c)); c.close(); print(inspect.getcoroutinestate(c)); g=gen(); print(inspect.getgeneratorstate(g)); next(g); print(inspect.getgeneratorstate(g)); print(inspect.isgenerator(g), inspect.isasyncgen(ag()))
s=inspect.signature(f); print(s.parameters['d'], repr(s.parameters['d']), s.parameters['d'].kind, s.parameters['a'].kind, s.parameters['d'].default, s.parameters['c'].default is inspect.Parameter.empty, s.return_annotation, list(s.parameters), s.parameters['args'].kind.description)
b=s.bind(1,2,3,e=5,z=6); print(b, b.args, b.kwargs, b.arguments); b.apply_defaults(); print(b.arguments)
for a,k in [((),{}),((1,),{}),((1,2),{}),((1,2,3),{}),((1,2),{'c':1}),((1,2,3,4,5),{'e':1}),((1,2,3),{'c':3,'e':1}),((),{'a':1,'b':2,'c':3,'e':4})]: t(lambda: s.bind(*a,**k)); t(lambda: s.bind_partial(*a,**k))
s2=inspect.signature(lambda a,*,b:0); t(lambda: s2.bind(1,2)); t(lambda: s2.bind(1,c=2)); t(lambda: s2.bind(1,b=2,c=2)); t(lambda: s2.bind(1))
print(s.replace(return_annotation=int), s==inspect.signature(f), inspect.Signature([inspect.Parameter('x',inspect.Parameter.KEYWORD_ONLY,default=3,annotation=int)]), inspect.getfullargspec(f), inspect.getcallargs(lambda a,b=2:0,1))
t(lambda: inspect.Parameter('1',inspect.Parameter.KEYWORD_ONLY)); t(lambda: inspect.Signature([inspect.Parameter('a',3),inspect.Parameter('b',1)])); t(lambda: inspect.Parameter('x',9))
def outer(): return inspect.currentframe().f_code.co_name, inspect.stack()[1].function, inspect.stack()[0][3]
print(outer()); print(inspect.getsource(outer), inspect.getsourcelines(gen)[1], inspect.unwrap(wr) is f, inspect.getattr_static(C,'x'), inspect.getattr_static(C(1),'a'), inspect.getmro(D), inspect.getmodule(C).__name__, inspect.cleandoc('  a\n    b\n   c'))
t(lambda: inspect.getattr_static(C,'zz')); print(inspect.getsource(C.m), inspect.get_annotations(f)); print(inspect.getclosurevars(outer).globals.keys())
class A(type):
    def __call__(cls, meta_a): pass
class WithMeta(metaclass=A): pass
print(inspect.signature(WithMeta)); 
class N:
    def __new__(cls, n1, n2=3): pass
print(inspect.signature(N)); 
import enum
def kwd(*, a, b=1): pass
def po(a, /): pass
def va(*a, b): pass
print(inspect.signature(kwd), inspect.signature(po), inspect.signature(va), inspect.signature(C(1).am), inspect.signature(lambda *a, **k: 0))


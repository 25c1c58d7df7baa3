from dataclasses import dataclass, field, InitVar, KW_ONLY, replace, make_dataclass
import inspect, traceback
@dataclass
class A:
    a: int
    b: str = 'x'
    c: list = field(default_factory=list)
    d: int = field(default=5, init=False)
    e: InitVar[int] = 3
    def __post_init__(self, e):
        self.f = e
        if e == 9: raise ValueError('nine')
print(A(1), A(1, 'y', [2], 4).f, inspect.signature(A), A.__init__.__qualname__, A.__init__.__name__)
for args, kw in (((), {}), ((1, 2, 3, 4, 5), {}), ((1,), {'z': 1}), ((1,), {'a': 2})):
    try: A(*args, **kw)
    except TypeError as e: print(e)
try: A(1, e=9)
except ValueError: print(traceback.format_exc().replace(__file__, 'F'))
@dataclass(frozen=True, slots=True)
class F:
    x: int
    y: int = 2
    _: KW_ONLY
    z: int = 7
    w: int = field(default=8, init=False)
print(F(1), F(1, 2, z=3), inspect.signature(F), hash(F(1)) == hash(F(1)))
try: F(1).x = 3
except Exception as e: print(type(e), e)
try: F(1, 2, 3)
except TypeError as e: print(e)
@dataclass
class S:
    self: int
    q: float = 1.0
print(S(3), S.__init__.__annotations__, S.__init__.__defaults__, F.__init__.__kwdefaults__)
@dataclass
class E: pass
print(E(), replace(F(1), y=9), make_dataclass('M', [('x', int), ('y', int, 5)])(1))

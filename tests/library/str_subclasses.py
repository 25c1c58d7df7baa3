# Subclasses of str, bytes and exceptions, and a mix of what else they do.
from enum import Enum
class S(str):
    kind = 'k'
    def __new__(cls, v, extra):
        self = super().__new__(cls, v)
        self.extra = extra
        return self
    def shout(self): return self.upper() + '!'
s = S('héllo', 5)
print(s, s.extra, s.shout(), s.__dict__, repr(s), type(s), s == 'héllo', {s: 1}['héllo'], f'{s:>8}', '%s' % s, s + 'x', len(s), s[1:])
class Color(str, Enum):
    RED = 'red'
    BLUE = 'blue'
print(Color.RED, Color.RED == 'red', Color('blue'), Color.RED.upper(), f'{Color.RED}', [c.value for c in Color], '-'.join(Color))
class B(bytes):
    pass
b = B(b'abc'); b.x = 1
print(b, b.x, type(b), b[0], b + b'd', B.fromhex('6162'), type(B.fromhex('6162')))
class BA(bytearray):
    def __init__(self, *a): super().__init__(*a); self.n = len(a)
ba = BA(b'abc'); ba.append(100)
print(ba, ba.n, type(ba + b'x'), repr(ba))
class E(Exception):
    def __init__(self, code, **kw):
        super().__init__(f'code {code}')
        self.code = code
        self.kw = kw
try: raise E(5, a=1)
except E as e: print(e, repr(e), e.code, e.kw, e.args, e.__dict__)
class F(OSError):
    pass
try: raise F(2, 'x', 'file')
except OSError as e: print(repr(e), e, e.errno, e.filename, e.args)
class G(OSError):
    def __init__(self, a): self.a = a
print(repr(G(1)), G(1).args, str(G(1)))
class H(KeyError, AttributeError): pass
print(repr(H('x')), str(H('x')), H.__mro__)
class T(TimeoutError): pass
print(issubclass(T, OSError), str(T()), repr(T('a')))
import copy, sys
e = ValueError('x', 1); e.note = 5
f = copy.copy(e); print(repr(f), f.note, copy.deepcopy(OSError(2, 'n', 'f')).filename)
def gen():
    try: yield 1
    except GeneratorExit: print('closing'); raise
g = gen(); next(g); g.close()
try:
    try: raise KeyError(1)
    finally:
        try: raise ValueError(2)
        except ValueError as v: print(repr(v.__context__))
except KeyError as k: print(repr(k.__context__))
print(sys.exception())
try: raise ValueError from 5
except TypeError as t: print(t)
try: raise 5
except TypeError as t: print(t)
try: raise ValueError('a') from None
except ValueError as v: print(v.__cause__, v.__suppress_context__)
m = memoryview(bytearray(b'abcdef'))
print(m[1:3].tolist(), bytes(m[::2]), m.nbytes, [x for x in m])
print(str(b'abc', 'ascii'), bytes('é', 'utf8'), bytearray('x', 'ascii'), 'a'.encode().decode())
print('a,b;c'.replace(',', ';').split(';'), 'x'.join('abc'), '%s' % ('a',), '{0}{0}'.format('z'), ascii('é'), 'ab' 'cd', r'\n', 'é'.encode('unicode_escape') if 0 else '')

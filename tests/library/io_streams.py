import io, sys
def t(f):
    try: print(repr(f()))
    except Exception as e: print(type(e).__name__, e)
s=io.StringIO('a\nb\nc'); print(s.read(2), s.tell(), s.readline(), s.read(), s.getvalue(), s.seek(0), list(s), s.seek(0,2), s.write('zz'), s.getvalue(), s.seek(1), s.write('Q'), s.getvalue(), s.truncate(3), s.getvalue(), s.tell())
s=io.StringIO(); print('x',1,file=s); print('y',end='',file=s); s.writelines(['a','b\n']); print(repr(s.getvalue())); s.seek(0); print(s.readlines(), s.closed, s.readable(), s.isatty()); 
with io.StringIO('q') as z: print(z.read())
t(lambda: z.read()); t(lambda: z.getvalue()); t(lambda: io.StringIO(3)); t(lambda: io.StringIO().write(b'x')); t(lambda: io.StringIO().seek(-1)); t(lambda: io.StringIO().seek(1,1)); t(lambda: io.StringIO().fileno()); s=io.StringIO(); s.seek(3); s.write('a'); print(repr(s.getvalue())); s=io.StringIO('abc'); s.write('X'); print(s.getvalue()); s.truncate(1); s.write('Y'); print(s.getvalue())
b=io.BytesIO(b'ab\ncd'); print(b.read(1), b.readline(), b.read(), b.seek(-1,2), b.read(), b.write(b'zz'), b.getvalue(), b.seek(10), b.write(b'k'), b.getvalue(), bytes(b.getbuffer())[:2], b.truncate(2), b.getvalue()); t(lambda: b.write('x')); t(lambda: b.seek(-1)); b.seek(0); print(list(b), b.readinto(bytearray(3))); t(lambda: b.read('x'))
class Tee(io.TextIOBase):
    def __init__(self,*f): self.f=f
    def write(self,s):
        for x in self.f: x.write(s)
        return len(s)
    def writable(self): return True
a,c=io.StringIO(),io.StringIO(); print('tee',file=Tee(a,c)); print(a.getvalue(),c.getvalue(), isinstance(Tee(),io.IOBase)); t(lambda: Tee().read()); t(lambda: Tee().seek(0)); t(lambda: Tee().fileno())
import contextlib
with contextlib.redirect_stdout(io.StringIO()) as o: print('cap'); sys.stdout.write('w')
print(repr(o.getvalue()))
w=io.TextIOWrapper(io.BytesIO(),encoding='utf-8'); w.write('é'); w.flush(); print(w.buffer.getvalue()); print(io.TextIOWrapper(io.BytesIO(b'a\r\nb')).read())
class R(io.RawIOBase):
    def __init__(self): self.d=b'hello\nworld'; self.i=0
    def readable(self): return True
    def readinto(self,b):
        n=min(len(b),len(self.d)-self.i); b[:n]=self.d[self.i:self.i+n]; self.i+=n; return n
print(R().read(3), R().readall(), R().readline())


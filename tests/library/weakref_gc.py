import weakref, gc, atexit, sys, errno, platform, getpass
atexit.register(print, "bye", sep="-");
@atexit.register
def last(): print("last registered first")
class A:
    def __init__(self, n=0): self.n = n
    def __repr__(self): return f"A({self.n})"
    def m(self): return self.n
    def __len__(self): return 3
    def __call__(self, x): return x
    def __getitem__(self, k): return k
    def __del__(self): print("del", self.n)
a = A(1); r = weakref.ref(a, lambda w: print("cb", w())); p = weakref.proxy(a)
print(r() is a, r() , p.n, p, len(p), p[3], p.m(), bool(p), type(p) , weakref.getweakrefcount(a), isinstance(p, A), p.__class__)
p.n = 7; print(a.n)
d = weakref.WeakValueDictionary(x=a); k = weakref.WeakKeyDictionary(); k[a] = 1; s = weakref.WeakSet([a])
f = weakref.finalize(a, print, "fin", 1); wm = weakref.WeakMethod(a.m)
print(dict(d), dict(k), list(s), len(d), len(k), len(s), "x" in d, a in k, a in s, wm()(), f.alive, hash(r) == hash(a), r == weakref.ref(a), weakref.ref(a) is weakref.ref(a))
del a; print("x")
print(r(), len(d), len(k), len(s), wm(), f.alive, dict(d))
def attempt(label, thunk):
    try: print(label, "=", thunk())
    except Exception as e: print(label, "->", type(e).__name__, "|", e)
attempt("dead", lambda: p.n); attempt("ref5", lambda: weakref.ref(5)); attempt("reflist", lambda: weakref.ref([])); attempt("p5", lambda: weakref.proxy(5)); attempt("hash", lambda: hash(p)); attempt("d", lambda: d["x"]); attempt("ref()", lambda: weakref.ref()); attempt("ws", lambda: weakref.WeakSet([1])); attempt("wm", lambda: weakref.WeakMethod(5)); attempt("kd", lambda: k[5]); attempt("slots", lambda: weakref.ref(type("S", (), {"__slots__": ()})())); attempt("r(1)", lambda: r(1)); attempt("pop", lambda: weakref.WeakSet().pop())
class Node:
    def __init__(self, n): self.n = n; self.o = None
    pass
x = Node(1); y = Node(2); x.o = y; y.o = x; rx = weakref.ref(x, lambda w: print("never" if w() else "gone"))
gc.collect(); del x, y; print(gc.collect(), rx()); print(gc.isenabled(), gc.get_threshold()); gc.disable(); print(gc.isenabled()); gc.enable()
l = []; l.append(l); del l; print(gc.collect(), gc.garbage)
class P2:
    pass
q = P2(); q.s = q; del q; print(gc.collect())
attempt("gen", lambda: gc.collect(7)); gc.set_threshold(700); print(gc.get_threshold()); print(gc.is_tracked([]), gc.is_tracked(5), gc.is_tracked("a"))
z = A("global"); fz = weakref.finalize(z, print, "finalize at exit"); w = A("w"); fw = weakref.finalize(w, print, "not"); fw.atexit = False
print(errno.ENOENT, errno.errorcode[32], platform.system(), platform.python_implementation())
class Cb:
    def f(self): pass
c = Cb(); m = weakref.WeakMethod(c.f, lambda w: print("method died")); print(m() == c.f, m == weakref.WeakMethod(c.f)); del c; print(m())
def fn(): pass
rf = weakref.ref(fn); print(rf() is fn); print(weakref.ref(Cb)() is Cb)
ee = A(9); pp = weakref.proxy(ee, lambda p: print("proxy cb")); print(pp(4), pp.n); ee = None

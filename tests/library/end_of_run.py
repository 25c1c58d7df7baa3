class R:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n, log is not None)
log = []
d = R("d"); a = R("a"); z = [R("in list")]; b = R("b"); same = b; c = R("c")
def g():
    try: yield 1
    finally: print("gen closed")
gg = g(); next(gg)
class N: pass
x = N(); x.r = R("attr"); x.me = x
del b
print("end")

"""The operators as functions, all native."""
from _operator import *

__abs__, __add__, __and__, __concat__, __contains__ = abs, add, and_, concat, contains
__delitem__, __eq__, __floordiv__, __ge__, __getitem__, __gt__ = delitem, eq, floordiv, ge, getitem, gt
__index__, __inv__, __invert__, __le__, __lshift__, __lt__ = index, inv, invert, le, lshift, lt
__matmul__, __mod__, __mul__, __ne__, __neg__, __not__ = matmul, mod, mul, ne, neg, not_
__or__, __pos__, __pow__, __rshift__, __setitem__, __sub__ = or_, pos, pow, rshift, setitem, sub
__truediv__, __xor__ = truediv, xor
__iadd__, __iand__, __iconcat__, __ifloordiv__, __ilshift__ = iadd, iand, iconcat, ifloordiv, ilshift
__imatmul__, __imod__, __imul__, __ior__, __ipow__ = imatmul, imod, imul, ior, ipow
__irshift__, __isub__, __itruediv__, __ixor__ = irshift, isub, itruediv, ixor

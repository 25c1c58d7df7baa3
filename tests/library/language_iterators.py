"""What iterators say of themselves: __reduce__, __setstate__, __length_hint__, copies."""
import copy, operator
class Seq:
    def __getitem__(s, i):
        if i > 3: raise IndexError
        return i
    def __len__(s): return 4
    def __repr__(s): return 'Seq'
srcs = dict(l=lambda: iter([1, 2, 3]), t=lambda: iter((1, 2, 3)), s=lambda: iter('abc'), b=lambda: iter(b'abc'), ba=lambda: iter(bytearray(b'abc')), d=lambda: iter({'a': 1, 'b': 2, 'c': 3}), dv=lambda: iter({'a': 1, 'b': 2}.values()), di=lambda: iter({'a': 1, 'b': 2}.items()), se=lambda: iter({1, 2, 3}), rl=lambda: reversed([1, 2, 3]), rt=lambda: reversed((1, 2, 3)), rs=lambda: reversed('abc'), rd=lambda: reversed({'a': 1, 'b': 2}), sq=lambda: iter(Seq()), rq=lambda: reversed(Seq()), c=lambda: iter(lambda: 5, 5), en=lambda: enumerate([1, 2, 3], 5), mp=lambda: map(str, [1, 2]), fl=lambda: filter(None, [0, 1, 2]))
for n, f in srcs.items():
    it = f()
    def red(it):
        try: r = it.__reduce__()
        except Exception as e: return type(e).__name__, str(e)
        return (getattr(r[0], '__name__', r[0]),) + tuple((x if not callable(x) else '<fn>') if not isinstance(x, tuple) else tuple(y if 'iterator' not in type(y).__name__ and 'function' not in type(y).__name__ and type(y) is not str.__class__ else type(y).__name__ for y in x) for x in r[1:])
    print(n, type(it).__name__, red(it), operator.length_hint(it, -1))
    next(it, None)
    print('  after', red(it), operator.length_hint(it, -1))
    try:
        c = copy.copy(it)
        print('  copy', list(c), list(it))
    except Exception as e: print('  copy', type(e).__name__, e); list(it)
    print('  end', red(it), operator.length_hint(it, -1), list(it))
    it = f()
    for state in (1, 100, -5, 0):
        try: it.__setstate__(state); print('  set', state, operator.length_hint(it, -1), list(copy.copy(it)))
        except Exception as e: print('  set', state, type(e).__name__, e if 'attribute' not in str(e) else 'attr')
    try: it.__setstate__('a')
    except Exception as e: print('  bad', type(e).__name__, e if 'attribute' not in str(e) else 'attr')

for it in (iter(range(1, 9, 2)), iter(range(10**20, 10**20 + 3)), reversed(range(4)), iter(range(0)), zip([1, 2], 'ab'), zip([1], [2], strict=True)):
    print(len(it.__reduce__()), list(copy.copy(it)))
    it = copy.copy(it); next(it, None); print(list(copy.copy(it)), list(it))

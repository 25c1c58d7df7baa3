"""Containers of every kind inside each other, 5000 deep: whatever walks down is refused in time, and their end is no
recursion. The depth at which the refusal comes is orrery's own."""
import asyncio, collections, contextvars, copy, dataclasses, functools, gc, itertools, operator, types, typing, weakref

def gen(x):
    yield x

def mkcause(x):
    e = Exception(); e.__cause__ = x if isinstance(x, Exception) else None; return e
def mkctx(x):
    e = Exception(); e.__context__ = x if isinstance(x, Exception) else None; return e
class O: pass
class S: __slots__ = ('x',)
n = 0
class D:
    def __del__(self):
        global n; n += 1
def cb(r):
    global n; n += 1
NT = collections.namedtuple('NT', 'a')
@dataclasses.dataclass
class DC:
    x: object
def in_context(x):
    c = contextvars.copy_context(); v = contextvars.ContextVar('v'); c.run(v.set, x); return c
async def co(x): pass
async def ag(x): yield x
def tbf(x):
    try: raise KeyError(x)
    except KeyError as e: return e
loop = asyncio.new_event_loop()
def tk(x): return loop.create_task(co(x))


KINDS = {}

def list_(x):
    x = [x]
    return x
KINDS['list'] = list_

def tuple_(x):
    x = (x,)
    return x
KINDS['tuple'] = tuple_

def dict_(x):
    x = {1: x}
    return x
KINDS['dict'] = dict_

def dictkey_(x):
    x = {(x,): 1} if 0 else (x,)
    return x
KINDS['dictkey'] = dictkey_

def fset_(x):
    x = frozenset([x]) if not isinstance(x, list) else 1
    return x
KINDS['fset'] = fset_

def deque_(x):
    x = collections.deque([x])
    return x
KINDS['deque'] = deque_

def odict_(x):
    x = collections.OrderedDict({1: x})
    return x
KINDS['odict'] = odict_

def ddict_(x):
    x = collections.defaultdict(int, {1: x})
    return x
KINDS['ddict'] = ddict_

def partial_(x):
    x = functools.partial(print, x)
    return x
KINDS['partial'] = partial_

def method_(x):
    x = types.MethodType(print, x)
    return x
KINDS['method'] = method_

def iter_(x):
    x = iter([x])
    return x
KINDS['iter'] = iter_

def map_(x):
    x = map(str, x)
    return x
KINDS['map'] = map_

def filter_(x):
    x = filter(None, x)
    return x
KINDS['filter'] = filter_

def zip_(x):
    x = zip(x)
    return x
KINDS['zip'] = zip_

def enum_(x):
    x = enumerate(x)
    return x
KINDS['enum'] = enum_

def chain_(x):
    x = itertools.chain(x)
    return x
KINDS['chain'] = chain_

def islice_(x):
    x = itertools.islice(x, 1)
    return x
KINDS['islice'] = islice_

def cycle_(x):
    x = itertools.cycle(x)
    return x
KINDS['cycle'] = cycle_

def starmap_(x):
    x = itertools.starmap(print, x)
    return x
KINDS['starmap'] = starmap_

def accum_(x):
    x = itertools.accumulate(x)
    return x
KINDS['accum'] = accum_

def group_(x):
    x = itertools.groupby(x)
    return x
KINDS['group'] = group_

def tee_(x):
    x = itertools.tee(x)[0]
    return x
KINDS['tee'] = tee_

def genexp_(x):
    x = (y for y in x)
    return x
KINDS['genexp'] = genexp_

def gen_(x):
    x = gen(x)
    return x
KINDS['gen'] = gen_

def exc_(x):
    x = Exception(x)
    return x
KINDS['exc'] = exc_

def cause_(x):
    x = mkcause(x)
    return x
KINDS['cause'] = cause_

def ctxt_(x):
    x = mkctx(x)
    return x
KINDS['ctxt'] = ctxt_

def eg_(x):
    x = ExceptionGroup("a", [x if isinstance(x, Exception) else Exception()])
    return x
KINDS['eg'] = eg_

def slice_(x):
    x = slice(x)
    return x
KINDS['slice'] = slice_

def ga_(x):
    x = list[x]
    return x
KINDS['ga'] = ga_

def union_(x):
    x = list[x] | int
    return x
KINDS['union'] = union_

def cell_(x):
    x = (lambda y: lambda: y)(x)
    return x
KINDS['cell'] = cell_

def inst_(x):
    o = O()
    o.x = x
    x = o
    return x
KINDS['inst'] = inst_

def slots_(x):
    o = S()
    o.x = x
    x = o
    return x
KINDS['slots'] = slots_

def ns_(x):
    x = types.SimpleNamespace(x=x)
    return x
KINDS['ns'] = ns_

def mp_(x):
    x = types.MappingProxyType({1: x})
    return x
KINDS['mp'] = mp_

def wr_(x):
    o = O()
    o.x = x
    o.w = weakref.ref(x) if isinstance(x, O) else 1
    x = o
    return x
KINDS['wr'] = wr_

def wrcb_(x):
    o = O()
    o.x = x
    o.w = weakref.ref(x, cb) if isinstance(x, O) else 1
    x = o
    return x
KINDS['wrcb'] = wrcb_

def del_(x):
    o = D()
    o.x = x
    x = o
    return x
KINDS['del'] = del_

def nt_(x):
    x = NT(x)
    return x
KINDS['nt'] = nt_

def dv_(x):
    x = {1: x}.values()
    return x
KINDS['dv'] = dv_

def prop_(x):
    x = property(x)
    return x
KINDS['prop'] = prop_

def sm_(x):
    x = staticmethod(x)
    return x
KINDS['sm'] = sm_

def cm_(x):
    x = classmethod(x)
    return x
KINDS['cm'] = cm_

def super_(x):
    o = O()
    o.x = x
    x = super(O, o)
    return x
KINDS['super'] = super_

def ctx2_(x):
    x = in_context(x)
    return x
KINDS['ctx2'] = ctx2_

def fut_(x):
    f = asyncio.Future(loop=loop)
    f.set_result(x)
    x = f
    return x
KINDS['fut'] = fut_

def agen_(x):
    x = ag(x)
    return x
KINDS['agen'] = agen_

def rev_(x):
    x = reversed([x])
    return x
KINDS['rev'] = rev_

def bm_(x):
    x = [x].append
    return x
KINDS['bm'] = bm_

def dc_(x):
    x = DC(x)
    return x
KINDS['dc'] = dc_

def mv_(x):
    x = memoryview(x) if isinstance(x, (bytes, memoryview)) else memoryview(b"a")
    return x
KINDS['mv'] = mv_

def cmpk_(x):
    x = functools.cmp_to_key(lambda a, b: 0)(x)
    return x
KINDS['cmpk'] = cmpk_

def iget_(x):
    x = operator.itemgetter(x)
    return x
KINDS['iget'] = iget_

def frame_(x):
    x = tbf(x)
    return x
KINDS['frame'] = frame_

def handle_(x):
    x = loop.call_soon(print, x)
    return x
KINDS['handle'] = handle_

def chainmap_(x):
    x = collections.ChainMap({1: x})
    return x
KINDS['chainmap'] = chainmap_

def udict_(x):
    x = collections.UserList([x])
    return x
KINDS['udict'] = udict_

def enumx_(x):
    x = frozenset({(x,)}) if not isinstance(x, list) else frozenset()
    return x
KINDS['enumx'] = enumx_

def wref_(x):
    o = O()
    o.x = weakref.ref(o)
    o.y = x
    x = o
    return x
KINDS['wref'] = wref_

def task_(x):
    x = tk(x)
    return x
KINDS['task'] = task_

def bytearray_(x):
    x = (bytearray(3), x)
    return x
KINDS['bytearray'] = bytearray_

def counter_(x):
    x = collections.Counter({1: x})
    return x
KINDS['counter'] = counter_

def set_(x):
    x = {(x,) if 0 else id(x), frozenset([id(x)])}, x
    return x
KINDS['set'] = set_

USES = [lambda x: len(repr(x)), lambda x: x == x, lambda x: hash(x), lambda x: iter(x), lambda x: next(x), lambda x: x(),
        lambda x: isinstance(1, x), lambda x: copy.copy(x), lambda x: copy.deepcopy(x), lambda x: x.foo, lambda x: str(x), lambda x: f"{x}",
        lambda x: sorted([x, x]), lambda x: x | x, lambda x: {x}, lambda x: x[0], lambda x: len(x), lambda x: 1 in x, lambda x: list(x)]
for name, wrap in KINDS.items():
    x = []
    for i in range(5000):
        x = wrap(x)
    refused = 0
    for use in USES:
        try:
            use(x)
        except RecursionError:
            refused += 1
        except (TypeError, StopIteration, AttributeError, ValueError, LookupError, RuntimeError):
            pass
    del x
    gc.collect()
    print(name, "ends")

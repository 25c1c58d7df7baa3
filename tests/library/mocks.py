def noid(text):
    while " id='" in text:
        a = text.index(" id='"); b = text.index("'", a + 5)
        text = text[:a] + " id=N" + text[b + 1:]
    return text
from unittest import mock
from unittest.mock import *
import asyncio, inspect, sys
def t(f):
    try: print(noid(repr(f())))
    except BaseException as e: print(type(e).__name__, noid(str(e)), repr(e.__cause__))
m=Mock(); t(lambda: m); t(lambda: m.a.b()); t(lambda: m.a().c); print(m.mock_calls, m.method_calls, m.called, m.call_count); m(1,x=2); print(m.call_args, m.call_args_list, m.call_args.args, m.call_args.kwargs, m.mock_calls, m.call_args==call(1,x=2), m.call_args==((1,),{'x':2}))
t(lambda: m.assert_called_with(1)); t(lambda: m.assert_called_once_with(1,x=2)); t(lambda: m.assert_not_called()); m(3); t(lambda: m.assert_called_once()); t(lambda: m.assert_any_call(1,x=2)); t(lambda: m.assert_any_call(9)); t(lambda: m.assert_has_calls([call(1,x=2),call(3)])); t(lambda: m.assert_has_calls([call(3),call(1,x=2)])); t(lambda: m.assert_has_calls([call(3),call(1,x=2)],any_order=True)); t(lambda: m.assert_has_calls([call(7)],any_order=True))
t(lambda: Mock().assert_called()); t(lambda: Mock(name='nm').assert_called_with(1)); t(lambda: Mock(name='nm').x.y()); t(lambda: m.asert_called()); t(lambda: m.called_once()); t(lambda: Mock().assert_called_once_with(1))
m=Mock(return_value=5,side_effect=None,attr=7,**{'meth.return_value':3}); print(m(),m.attr,m.meth()); m.side_effect=[1,ValueError('x'),DEFAULT]; t(lambda: m()); t(lambda: m()); t(lambda: m()); t(lambda: m()); m.side_effect=lambda *a: a; t(lambda: m(1,2)); m.side_effect=KeyError; t(lambda: m()); m.reset_mock(); print(m.called, m.call_args_list)
class C:
    attr=1
    def __init__(self,a): self.a=a
    def meth(self,x,y=2): return x
    async def am(self,z): return z
    @property
    def p(self): return 1
s=Mock(spec=C); t(lambda: s); t(lambda: s.meth(1)); t(lambda: s.nope); print(isinstance(s,C)); s.extra=1; ss=Mock(spec_set=C); t(lambda: setattr(ss,'extra',1)); t(lambda: ss)
t(lambda: Mock(spec=['a']).a()); t(lambda: Mock(spec=['a']).b)
a=create_autospec(C); t(lambda: a(1)); t(lambda: a()); t(lambda: a(1).meth(1,y=3)); t(lambda: a(1).meth()); t(lambda: a(1).nope); a(1).meth.return_value=9; print(a(1).meth(2))
def fn(x,y=1): "d"
f=create_autospec(fn,return_value=4); print(f(1), f.call_count, f.__name__); t(lambda: f()); f.assert_called_once_with(1); t(lambda: f.assert_called_with(1,y=2)); f(x=3); f.assert_called_with(3)
mm=MagicMock(); print(len(mm), int(mm), bool(mm), list(mm), float(mm), 3 in mm, mm==mm, mm==3, mm!=3, hash(mm)==hash(mm)); mm.__len__.return_value=4; print(len(mm)); mm.__getitem__.side_effect=lambda k:k*2; print(mm[3]); mm.__iter__.return_value=[1,2]; print(list(mm)); t(lambda: mm+1); t(lambda: mm['x']); mm['a']=1; print(mm.__setitem__.call_args); 
with mm as e: t(lambda: e)
print(mm.__enter__.called, mm.__exit__.call_args); t(lambda: mm<1); mm.__str__.return_value='sss'; print(str(mm)); mm.__contains__.return_value=True; print(3 in mm); t(lambda: Mock()[1]); t(lambda: len(Mock())); 
x=Mock(); x.__len__=Mock(return_value=6); print(len(x)); x.__str__=lambda self:'strx'; print(str(x))
async def main():
    am=AsyncMock(return_value=3); print(await am(1), am.await_count, am.await_args, am.await_args_list, am.call_count); am.assert_awaited_once_with(1); t(lambda: am.assert_awaited_with(2)); t(lambda: am.assert_not_awaited()); c=am(2); t(lambda: am.assert_awaited_once()); await c; t(lambda: am.assert_awaited_once()); am.side_effect=[1,OSError('q')]; print(await am()); 
    try: await am()
    except OSError as e: print('os',e)
    try: await am()
    except StopAsyncIteration as e: print('sai',e)
    async def eff(v): return v+1
    am.side_effect=eff; print(await am(4)); am.side_effect=lambda v:v+2; print(await am(4)); t(lambda: am.assert_any_await(99)); t(lambda: am.assert_has_awaits([call(4),call(4)])); t(lambda: AsyncMock().assert_awaited())
    print(inspect.iscoroutinefunction(am), asyncio.iscoroutinefunction(am)); t(lambda: am); t(lambda: AsyncMock().meth); 
    r=await am.foo(1); t(lambda: am.foo.mock_calls)
    mg=MagicMock(); mg.__aenter__.return_value='ent'
    async with mg as e: print(e)
    mg.__aiter__.return_value=[1,2,3]; print([i async for i in mg])
    sp=MagicMock(spec=C); t(lambda: sp.am); print(type(sp.am).__name__, type(sp.meth).__name__); sp.am.return_value=7; print(await sp.am(1))
    ac=create_autospec(C); i=ac(1); i.am.return_value=8; print(await i.am(2)); i.am.assert_awaited_once_with(2)
    with patch('asyncio.sleep',new=AsyncMock()) as sl: await asyncio.sleep(100); print(sl.await_args_list, sl.await_args_list==[call(100)])
    with patch('asyncio.sleep') as sl: await asyncio.sleep(5); print(type(sl).__name__, sl.mock_calls)
    @patch('asyncio.sleep')
    async def deco(s): await asyncio.sleep(1); return s.await_count
    print(await deco())
asyncio.run(main())
class Tg:
    val=1
    def m(self): return 'orig'
    @staticmethod
    def s(): return 's'
with patch.object(Tg,'m',return_value='pat') as pm: print(Tg().m(), pm.call_args)
print(Tg().m())
with patch.object(Tg,'val',5): print(Tg.val)
print(Tg.val)
with patch.object(Tg,'m',autospec=True) as pm: Tg().m(); print(pm.call_count)
@patch.object(Tg,'s')
@patch.object(Tg,'m')
def two(m1,s1): m1.return_value=1; s1.return_value=2; return Tg().m(),Tg.s()
print(two(), Tg.s())
d={'a':1}
with patch.dict(d,{'b':2},c=3): print(d)
print(d)
with patch.dict(d,{'z':1},clear=True): print(d)
@patch.dict(d,{'q':1})
def pd(): return dict(d)
print(pd(),d)
t(lambda: patch('nodots').start()); t(lambda: patch('sys.nope_attr').start()); t(lambda: patch.object(Tg,'zzz').start()); p=patch.object(Tg,'val',9); p.start(); print(Tg.val); p.stop(); print(Tg.val)
with patch.multiple(Tg,m=DEFAULT,val=3) as mu: print(sorted(mu), Tg.val)
with patch.object(Tg,'p',new_callable=PropertyMock,create=True,return_value=11) as pp: print(Tg().p, pp.call_count)
with patch(__name__+'.fn',side_effect=[7]) as pf: print(fn(), pf)  if 0 else print(fn())
print(ANY==3, call(1,ANY)==call(1,'x'), sentinel.foo, sentinel.foo is sentinel.foo, call.a.b(1), call(1).x(2), call, call.foo)
mgr=Mock(); c1=Mock(); mgr.attach_mock(c1,'c1'); c1(5); c1.z(6); print(mgr.mock_calls); par=Mock(); par.one(1); par.two.three(2); par.four().five(3); print(par.mock_calls, par.method_calls); print(par.mock_calls==[call.one(1),call.two.three(2),call.four(),call.four().five(3)], call.four().five(3).call_list())
w=Mock(wraps=[3,1]); print(w.index(1)); ww=Mock(wraps=lambda v:v*2); print(ww(4)); se=Mock(); se.a.b=1; seal(se); t(lambda: se.q); t(lambda: se.a.b)
o=mock_open(read_data='l1\nl2\n')
with o('f') as fh: print(fh.read(), fh.write('x')); o.assert_called_once_with('f')
m=Mock(); m.x=1; del m.x; t(lambda: m.x); t(lambda: Mock(side_effect=5)); m=Mock(); m.configure_mock(**{'a.b':3,'c':4}); print(m.a.b,m.c)
nc=NonCallableMock(); t(lambda: nc()); print(callable(nc), callable(Mock()))
m=Mock(); m.return_value.x=3; print(m().x, m.mock_calls); t(lambda: m.return_value); t(lambda: Mock(name='foo')()); m=MagicMock(name='root'); t(lambda: m.a[0].b())
t(lambda: m.mock_calls); print(str(call('a',b=1)), [call(1)]==[((1,),)], tuple(call(1,a=2)))
def cb(*a,**k): return DEFAULT
print(Mock(side_effect=cb,return_value=3)())


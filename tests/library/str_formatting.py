# % formatting and str.format: results and messages.
def t(f):
    try:
        print(repr(f()))
    except BaseException as e:
        print(type(e).__name__, e)


for f in ["%","%z","%d","%s %s","%(a)s","%(a","%*d","%.*f","%c","%5","% z","%l"]:
    for a in [1,(),(1,2),{},{'a':1},"x",1.5,('a',),(1,2,3),(1.5,2.0),[1]]:
        try: r=f%a
        except BaseException as e: r=type(e).__name__+': '+str(e)
        print(repr(f),repr(a),r)
t(lambda:'%d'%'x')
t(lambda:'%x'%1.5)
t(lambda:'%d'%1.5)
t(lambda:'%d'%1e300)
t(lambda:'%i'%None)
t(lambda:'%f'%'x')
t(lambda:'%c'%'xy')
t(lambda:'%c'%-1)
t(lambda:'%c'%0x110000)
t(lambda:'%c'%1.5)
t(lambda:'%d'%float('nan'))
t(lambda:'%d'%float('inf'))
t(lambda:'%c'%(10**30))
class I:
  def __index__(self): return 5
class N:
  def __int__(self): return 5
t(lambda:'%d'%I())
t(lambda:'%x'%I())
t(lambda:'%d'%N())
t(lambda:'%x'%N())
t(lambda:'%c'%I())
t(lambda:'%c'%N())
t(lambda:'%f'%I())
t(lambda:'%+05d|% d|%-5d|%#x|%#o|%.3d|%+.3d|%05.3d|%#08x'%(3,3,3,255,8,5,5,5,255))
t(lambda:'%5s|%-5s|%.2s|%5.1s|%r|%a|%.3r'%('ab','ab','abc','abc','é','é','abcdef'))
t(lambda:'%05s|%+s'%('ab','c'))
t(lambda:'%5c|%-5c|%05c'%('a','b','c'))
t(lambda:'%5.2f|%-8.2e|%g|%G|%+g|% g|%05g|%#g|%010.3f|%F'%(1.005,12345.678,1e-5,1e20,1.0,1.0,-1.5,1.0,-3.14159,float('inf')))
t(lambda:'%010f|%-10f|%+f'%(float('inf'),float('-inf'),float('nan')))
t(lambda:'%ld %hd %Lf %qd'%(1,2,3,4))
t(lambda:'%ld %hd %Lf'%(1,2,3))
t(lambda:'%(a)s %(b)d %%'%{'a':1,'b':2})
t(lambda:'%(a)s'%5)
t(lambda:'%(a)s'%(5,))
t(lambda:'%(a(b)c)s'%{'a(b)c':3})
t(lambda:'%()s'%{'':3})
t(lambda:'%*s|%-*s|%*s'%(5,'a',5,'b',-5,'c'))
t(lambda:'%.*s'%('a','b'))
t(lambda:'%*s'%('a','b'))
t(lambda:'%.*s|'%(-3,'abc'))
t(lambda:'%99999999999999999999d'%1)
t(lambda:'%.99999999999d'%1)
t(lambda:'%s'%[1])
t(lambda:'abc'%{})
t(lambda:'abc'%[])
t(lambda:'abc'%'x')
t(lambda:'abc'%1.5)
t(lambda: 'abc'%{'a':1})
t(lambda: '%s %s'%{'a':1})
t(lambda:'%(a)*d'%{'a':1})
t(lambda: '%.f'%2.5)
t(lambda:'%.0f|%#.0f'%(2.5,2.5))
t(lambda:'%s'%((1,2),))
t(lambda:'%5%|%-5%'%())
t(lambda:'%u'%5)
t(lambda:'%\x01'%5)
t(lambda:'%é'%5)
print('---format')
for f,a,k in [("{",(),{}),("}",(),{}),("{}",(),{}),("{0}{}",(1,2),{}),("{}{0}",(1,2),{}),("{a}",(),{}),("{0!z}",(1,),{}),("{0!}",(1,),{}),("{0!rr}",(1,),{}),("{0!r:>5}",('a',),{}),("{:{}}",('a',5),{}),("{:{:{}}}",('a',5,3),{}),("{0.x}",(1,),{}),("{0[a]}",({'a':1},),{}),("{0[0]}",([5],),{}),("{0[}",([5],),{}),("{0[]}",([5],),{}),("{0.}",([5],),{}),("{0[0]x}",([5],),{}),("{.real}",(5,),{}),("{[0]}",([7],),{}),("{-1}",(5,),{}),("{0[-1]}",([5],),{}),("{99999999999999999999}",(5,),{}),("{{}}",(),{}),("{}}",(1,),{}),("{!r}",("a",),{}),("{0:",(1,),{}),("{0!r",(1,),{}),("{0:{",(1,),{}),("{a.b[c]}",(),{'a':1}),("{:d}",('a',),{}),("{:5}",([1],),{}),("{:>{w}}",('a',),{'w':4}),("{!}",(1,),{}),("{0!r }",(1,),{}),("{ 0 }",(1,),{}),("{0:}}",(1,),{}),("{a[b]}",(),{'a':{'b':2}}),("{0[99999999999999999999]}",([1],),{}),("{0:{1}{2}}",(1,'>','5'),{}),("{:{}} {}",(1,5,2),{}),("{0.a.b}",(1,),{}),("{0]}",(1,),{}),("{a}}",(1,),{'a':1}),("{0:{{}}}",(1,),{}),("{:%Y}",(1,),{}),("{!s:x}",(1,),{}),("{0{}}",(1,),{}),("{a{}}",(1,),{'a':2}),("{a[{}}",(1,),{'a':2}),("{0!",(1,),{}), ("{:!r}",(1,),{}), ("{0[0:1]}",({'0:1':3},),{}), ("{0[!]:>3}",({'!':3},),{})]:
        try: r=f.format(*a,**k)
        except BaseException as e: r=type(e).__name__+': '+str(e)
        print(repr(f),r)
class D(dict):
  def __missing__(s,k): return 'M'+k
t(lambda:'{a} {b[0]}'.format_map(D(b=[1])))
t(lambda:'{}'.format_map({}))
t(lambda:'{0}'.format_map({}))
t(lambda:'{0}'.format_map({'0':1}))
t(lambda: '{a}'.format_map([1]))
t(lambda: '{a}'.format_map({}))

"""Fractions as text: every format, and what can't be one."""
from fractions import Fraction as F
vals=[F(0),F(1,3),F(-22,7),F(12345678),F(-1,1000),F(5,2),F(10**20,3),F(99995,100)]
for spec in ('','.2f','.0f','f','e','.3e','E','g','.3g','G','%','.1%','+.2f',' .2f','012.3f','>12.2f','*^14.3e','=+12.1f','_','+','>8','<8|','^9','#','#.0f',',.2f','_.3f','0,.2f','z.1f','#g','.0e',',','-'):
    for v in vals:
        try: print(repr(spec), format(v,spec))
        except ValueError as e: print(repr(spec), e); break
for s in ('3/4',' 3/4 ','3 / 4','-1.5e-3','1_0/3','1__0','/2','1/','1/0','inf','+2','.5','5.','1e3','0x1',''):
    try: print(repr(s), repr(F(s)))
    except (ValueError, ZeroDivisionError) as e: print(repr(s), type(e).__name__, e)
for f in (lambda: F(1,2)+1j, lambda: F(1,2)%2j, lambda: 2j//F(1,2), lambda: F(1,2)+'a', lambda: divmod(F(7,2),2), lambda: F(1,2)**F(1,2), lambda: F('x'), lambda: F(1.5,2), lambda: F(None), lambda: round(F(7,2)), lambda: F(1,3).as_integer_ratio(), lambda: F(7,3).__floor__(), lambda: F(1,3)<0.5, lambda: F(1,3)==1/3, lambda: F(0.1).limit_denominator(10), lambda: F(1,3).is_integer()):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)

"""Every operator between dates, times, spans, decimals and everything else: results and complaints."""
import operator as o, datetime as d, decimal as e
D=e.Decimal
vals=[d.date(2000,1,1), d.datetime(2000,1,2), d.timedelta(1), d.time(1), D(1), 1, 1.5, 'a', b'x', [1], (1,), {}, None, 2j, {1}, d.timezone.utc]
for a in vals:
    for b in vals:
        for f in (o.add,o.sub,o.mul,o.truediv,o.floordiv,o.mod,o.lt,o.ge,o.eq,o.iadd,pow,divmod):
            if not any(isinstance(x,(d.date,d.timedelta,d.time,D,d.tzinfo)) for x in (a,b)): continue
            try: print(f.__name__,repr(a),repr(b),f(a,b) if not isinstance(a,list) else f(list(a),b))
            except Exception as x: print(f.__name__,repr(a),repr(b),type(x).__name__,x)

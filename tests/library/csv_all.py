"""The csv module: quoting of every kind, dialects, errors."""
import csv, io
def t(*a, **k):
    try: r=csv.reader(*a, **k); print(list(r))
    except Exception as e: print(k, type(e).__name__, e)
for n in ('delimiter','quotechar','escapechar'):
    for v in ('', ':::', 5, None, b'x', '\n', ' '):
        t(['a b'], **{n:v})
for v in (1, None, '', 'ab', '\0'): t(['a'], lineterminator=v)
for v in ('x', None, 9, -1, True): t(['a'], quoting=v)
t([], quotechar=None); t([], quotechar='', quoting=1); t([],quotechar=None, quoting=csv.QUOTE_NONE); t([],quotechar='', quoting=csv.QUOTE_NONE)
t(['1,"a",b'], quoting=csv.QUOTE_NONNUMERIC); t(['1,"a",2.5,'], quoting=csv.QUOTE_NONNUMERIC)
t(['a b'], delimiter=' ', skipinitialspace=True); t(['a'], foo=1); t(['a'], dialect='zz'); t(5); t([5]); t([b'a'])
t(['a"b"c','"a"b','"a,"",b"','a\\,b','"x\ny",z','"un']); t(['"a" ,b'], strict=True); t(['"abc'], strict=True); t(['a,b\\'], escapechar='\\')
t(['a\rb']); t(['a\r\nb']); t(['']); t(['','a','\n']); t(['"a\n','b"\n','c'])
t(['a,"b",,""'], quoting=csv.QUOTE_STRINGS); t(['1,"b",,""'], quoting=csv.QUOTE_STRINGS); t(['a,"b",,""'], quoting=csv.QUOTE_NOTNULL); t(['"a",b'], quoting=csv.QUOTE_NONE)
def w(rows, **k):
    s=io.StringIO()
    try:
        x=csv.writer(s, **k)
        for r in rows: print(x.writerow(r), end=' ')
    except Exception as e: print(type(e).__name__, e, end=' ')
    print(repr(s.getvalue()))
rows=[[1,2.5,None,'a','b,c','d"e','f\ng',' h','',True,b'x']]
for q in range(6):
    w(rows, quoting=q); w(rows, quoting=q, escapechar='\\'); w(rows, quoting=q, doublequote=False, escapechar='\\'); w([['']], quoting=q); w([[None]],quoting=q); w([[]],quoting=q); w([['a','']],quoting=q)
w([5]); w([['a b','c']], delimiter=' '); w([['','c']], delimiter=' ', skipinitialspace=True); w([['a']], lineterminator='!'); w([['a!b']], lineterminator='!'); w([["it's"]],quotechar="'"); w(['abc']); w([{'a':1}]); w([(1,2),(3,)])
try: csv.writer(5)
except Exception as e: print(e)
d=csv.DictReader(io.StringIO('a,b\n1,2\n3\n4,5,6\n\n7,8\n'), restkey='rest', restval='-')
print(d.fieldnames, d.line_num); print(list(d), d.line_num)
s=io.StringIO(); x=csv.DictWriter(s,['a','b'],restval='?',lineterminator='\n'); print(x.writeheader()); x.writerow({'a':1}); x.writerows([{'a':1,'b':2}]); print(s.getvalue())
try: x.writerow({'c':1})
except ValueError as e: print(e)
try: csv.DictWriter(s,[],extrasaction='x')
except ValueError as e: print(e)
print(csv.list_dialects(), csv.get_dialect('excel').delimiter, csv.get_dialect('unix').quoting, csv.field_size_limit())
csv.register_dialect('pipe', delimiter='|'); print(list(csv.reader(['a|b'],'pipe')))
csv.unregister_dialect('pipe')
for f in (lambda: csv.unregister_dialect('pipe'), lambda: csv.get_dialect('q'), lambda: csv.register_dialect(1), lambda: csv.reader(), lambda: csv.DictReader([]).fieldnames, lambda: csv.field_size_limit('x')):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
class D(csv.Dialect): delimiter=';'
try: D()
except csv.Error as e: print(e)
class D2(csv.excel): delimiter=';'; quoting=csv.QUOTE_ALL
s=io.StringIO(); csv.writer(s,D2).writerow([1,2]); print(repr(s.getvalue()))
r=csv.reader(['a,b','c,d']); next(r); print(r.line_num, r.dialect.delimiter, r.dialect.lineterminator, type(r), type(csv.writer(s)), r.dialect.__class__)
csv.field_size_limit(3)
t(['abcdef'])

"""configparser: sections, interpolation, converters, writing, and what its errors say."""
import configparser as cp, io
text='''
# comment
[DEFAULT]
Base = /srv
level = 3
[server]
host: example.org
port = 8080
url = http://%(host)s:%(port)s%(path)s
path = %(base)s/x
debug = Yes
multi = one
    two
    
    three
empty =
pct = 50%%
[db]
name=test
timeout = 1.5
list = a, b
'''
c=cp.ConfigParser(); c.read_string(text)
print(c.sections(), c.defaults(), c.options('server'), c['server']['url'], c.get('server','pct'), c.getint('server','port'), c.getboolean('server','debug'), c.getfloat('db','timeout'), repr(c['server']['multi']), repr(c['server']['empty']))
print(dict(c['db']), c['db'].getint('level'), c['db'].get('nope'), c['db'].get('nope','fb'), c.get('db','nope',fallback=None), 'db' in c, 'zz' in c, len(c), list(c), c['db'], c.has_option('db','base'), c.items('db'), c.items('db', raw=True))
for f in (lambda: c['zz'], lambda: c.get('zz','a'), lambda: c.get('db','zz'), lambda: c['db']['zz'], lambda: c.getint('server','host'), lambda: c.getboolean('server','host'), lambda: c.add_section('db'), lambda: c.add_section('DEFAULT'), lambda: c.set('db','x',1), lambda: c.set('zz','x','1'), lambda: c.set('db','x','%'), lambda: c.read_string('[a]\nx=1\nx=2'), lambda: c.read_string('[a]\n[a]'), lambda: c.read_string('x=1'), lambda: cp.ConfigParser().read_string('[a]\nfoo\nbar\n = 1'), lambda: c.read_dict({'q':{'a':'%(zz)s'}}) or c['q']['a'], lambda: c.read_dict({'r':{'a':'%(a)s'}}) or c['r']['a'], lambda: c.read_dict({'s':{'a':'%x'}}) or c['s']['a'], lambda: c.read_dict({'t':{'a':'%(x'}}) or c['t']['a'], lambda: c.add_section(1), lambda: c.__delitem__('DEFAULT'), lambda: c.remove_option('zz','a')):
    try: print(f())
    except Exception as e: print(type(e).__name__, str(e), e.args)
c.set('db','new','v'); c['db']['other']='w'; c['sec2']={'A':'1','b':'x\ny'}; c.remove_section('q'); c.remove_section('r'); c.remove_section('s'); c.remove_section('t')
o=io.StringIO(); c.write(o); print(o.getvalue()); o=io.StringIO(); c.write(o, space_around_delimiters=False); print(o.getvalue()[:60])
e=cp.ConfigParser(interpolation=cp.ExtendedInterpolation(), allow_no_value=True, inline_comment_prefixes=('#',), delimiters=('=',), converters={'list': lambda s: [x.strip() for x in s.split(',')]})
e.read_string('[a]\nx=1 # c\ny=${x}2\nz=${b:q}$$\nflag\n[b]\nq=${a:y}\nl=1, 2,3\n')
print(dict(e['a']), e['b'].getlist('l'), e.getlist('b','l'), e.get('a','flag'), e['a'].getlist('nope', fallback=[]))
r=cp.RawConfigParser(defaults={'A':1}, strict=False); r.optionxform=str; r.read_string('[s]\nKey=%(x)s\nKey=2\n[s]\nj=1'); print(dict(r['s']), r.get('s','a'))
r.read_file(io.StringIO('[f]\na=1')); print(r.read(['/nope.ini']), r.has_section('f'), r.getint('s','j',vars={'j':'9'}), r.popitem())
open('/tmp/x.ini','w').write('[file]\nk=v\n'); print(r.read('/tmp/x.ini'), r['file']['k'])
del r['file']; print('file' in r)

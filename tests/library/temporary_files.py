"""Temporary files and folders, shutil, colorsys, contextlib.chdir."""
import tempfile, os, shutil, pathlib, colorsys, contextlib
with tempfile.TemporaryDirectory(prefix='x-') as d:
    p=pathlib.Path(d); print(p.name.startswith('x-'), p.exists(), os.path.dirname(d))
    (p/'a.txt').write_text('hello'); (p/'sub').mkdir(); (p/'sub'/'b.py').write_text('b'); (p/'sub'/'c.txt').write_text('c')
    print(shutil.copy(p/'a.txt', p/'sub') == str(p/'sub'/'a.txt') or shutil.copy(p/'a.txt', p/'sub'))
    shutil.copytree(p/'sub', p/'new', ignore=shutil.ignore_patterns('*.py'))
    print(sorted(x.relative_to(p).as_posix() for x in p.rglob('*')))
    try: shutil.copytree(p/'sub', p/'new')
    except FileExistsError as e: print(type(e).__name__)
    try: shutil.copyfile(p/'a.txt', p/'a.txt')
    except shutil.SameFileError as e: print(str(e).replace(d,'D'))
    shutil.move(p/'a.txt', p/'new'/'moved.txt'); print((p/'new'/'moved.txt').read_text(), (p/'a.txt').exists())
    try: shutil.move(p/'sub'/'c.txt', p/'new')
    except shutil.Error as e: print(str(e).replace(d,'D'))
    shutil.rmtree(p/'new'); print(sorted(os.listdir(d)))
    try: shutil.rmtree(p/'nope')
    except FileNotFoundError as e: print(str(e).replace(d,'D'))
    shutil.rmtree(p/'nope', ignore_errors=True)
    print(shutil.rmtree(p/'nope', onexc=lambda f,n,e: print(type(e).__name__)))
print(os.path.exists(d))
with tempfile.NamedTemporaryFile('w+', suffix='.log', delete=True) as f:
    f.write('line\n'); f.flush(); f.seek(0); print(f.read(), os.path.exists(f.name), f.name.endswith('.log')); n=f.name
print(os.path.exists(n), f.closed)
f=tempfile.NamedTemporaryFile(delete=False); f.write(b'x'); f.close(); print(os.path.exists(f.name)); os.unlink(f.name)
with tempfile.TemporaryFile() as f: f.write(b'abc'); f.seek(1); print(f.read())
with tempfile.SpooledTemporaryFile(max_size=10, mode='w+') as f: f.write('q'); f.seek(0); print(f.read())
d=tempfile.mkdtemp(); print(os.path.isdir(d)); os.rmdir(d)
t=tempfile.TemporaryDirectory(); print(os.path.isdir(t.name)); t.cleanup(); print(os.path.isdir(t.name)); t.cleanup()
print(tempfile.gettempdir(), tempfile.gettempprefix(), shutil.get_terminal_size(), shutil.which('nope-nope'))
for f in (colorsys.rgb_to_hls, colorsys.hls_to_rgb, colorsys.rgb_to_hsv, colorsys.hsv_to_rgb, colorsys.rgb_to_yiq, colorsys.yiq_to_rgb):
    print(f.__name__, [f(*c) for c in ((0,0,0),(1,1,1),(.2,.4,.6),(.9,.1,.3),(.3,.3,.9),(1,0,0))])
with contextlib.chdir('/tmp'): print(os.getcwd())
try: os.environ['a']=1
except TypeError as e: print(e)
os.environ.update({'LINES':'5'},COLUMNS='33'); print(shutil.get_terminal_size(), os.environ.get('nope'), os.getenv('LINES'), os.environ.setdefault('q','w'))

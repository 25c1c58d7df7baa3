# Random calls of methods of str and bytes, formatting and codecs: a digest of each thousand results. (To see the results
# themselves print them in the loop, and compare with CPython.)
import hashlib
seed = 77
N = 30000
state = seed * 2862933555777941757 + 3037000493 & (2**64 - 1)
def rnd(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) & (2**64 - 1)
    return (state >> 33) % n
ALPH = ['a', 'b', 'A', 'B', ' ', ',', '\n', '\r', '\t', 'é', 'ß', 'Σ', 'σ', '€', 'İ', '😀', 'x', '1', '²', '½', '\x1c', '\x85', '\u2028', 'ǆ', 'ﬁ', '-', '+', '0', '{', '}', '%', 's', 'd', '\x00', '\ud800', "'", '"', '\\', 'ı', 'ŉ', '\u0345', 'ª', '٣', '\u0301', '.', '_', 'ΐ', 'Ა', 'ᲀ']
def rs(m=8):
    k = rnd(4)
    alph = ALPH if k == 0 else ALPH[:9] if k < 3 else ALPH[:22]
    return ''.join([alph[rnd(len(alph))] for _ in range(rnd(m))])
BALPH = b'abAB ,\n\r\t\x00\xff\x80\xc3\xa9x1-+0%s'
def rb(m=8):
    b = bytes([BALPH[rnd(len(BALPH))] for _ in range(rnd(m))])
    return b if rnd(3) else bytearray(b)
def ri():
    return [0, 1, 2, 3, -1, -2, -3, 5, 10, -10, 100, None][rnd(12)]
def rint():
    return [0, 1, 2, 3, -1, -2, 5, 10, 20][rnd(9)]
S0 = ['upper', 'lower', 'title', 'capitalize', 'swapcase', 'casefold', 'isalpha', 'isalnum', 'isdigit', 'isdecimal', 'isnumeric', 'isspace', 'isprintable', 'isidentifier', 'islower', 'isupper', 'istitle', 'isascii', 'split', 'rsplit', 'splitlines', 'strip', 'lstrip', 'rstrip', 'expandtabs', '__repr__', '__len__', 'encode']
S1 = ['find', 'rfind', 'count', 'index', 'startswith', 'endswith', 'split', 'rsplit', 'strip', 'lstrip', 'rstrip', 'partition', 'rpartition', 'removeprefix', 'removesuffix', '__contains__', '__lt__', '__eq__', '__add__', '__ge__']
B0 = [n for n in S0 if hasattr(b'', n) and n not in ('__repr__',)]
B1 = [n for n in S1 if n not in ('__add__',)]
FM = ['5', '<5', '>8', '^9', '*^7', '05', 's', '.2', '10.3s', '=5', 'd', '+', '#x', ',', '<', 'é<4', '.0', '_', '5.', 'c', 'n', 'e']
FV = ['%5s', '%-5s', '%.2s', '%r', '%a', '%d', '%5.2f', '%x', '%c', '%%', '%s%s', '%(a)s', '%+d', '%05d', '%e', '%g', '%i', '%.3d', '% d', '%#o', '%10.3r', '%*d', '%o']
def one():
    k = rnd(14)
    if k <= 2:
        s, n = rs(14), S0[rnd(len(S0))]
        return (s, n), lambda: getattr(s, n)()
    if k <= 4:
        s, t, n = rs(16), rs(3), S1[rnd(len(S1))]
        if rnd(3) == 0 and n in ('find', 'rfind', 'count', 'index', 'startswith', 'endswith'):
            a, b = ri(), ri()
            return (s, n, t, a, b), lambda: getattr(s, n)(t, a, b)
        if rnd(2) and n in ('split', 'rsplit'):
            a = rint(); t2 = None if rnd(2) else t
            return (s, n, t2, a), lambda: getattr(s, n)(t2, a)
        return (s, n, t), lambda: getattr(s, n)(t)
    if k == 5:
        s, a, b, c = rs(12), rs(3), rs(3), rint()
        return (s, 'replace', a, b, c), lambda: s.replace(a, b, c)
    if k == 6:
        s, w, f, n = rs(6), rint(), rs(3), ['center', 'ljust', 'rjust'][rnd(3)]
        return (s, n, w, f), lambda: getattr(s, n)(w, f)
    if k == 7:
        s, a, b, c = rs(12), ri(), ri(), ri()
        return (s, 'slice', a, b, c), lambda: (s[a:b:c], s.encode('utf-16', 'surrogatepass')[a:b:c])
    if k == 8:
        v, f = [rs(6), rint(), 3.14159, True, None][rnd(5)], FM[rnd(len(FM))]
        return (v, 'format', f), lambda: (format(v, f), ('{:' + f + '}|{!r:' + f.replace('d', 's') + '}').format(v, v))
    if k == 9:
        f, v = FV[rnd(len(FV))] + rs(3) + (FV[rnd(len(FV))] if rnd(2) else ''), [rs(4), rint(), 2.5, (rint(), rs(2)), {'a': rs(3)}, (rs(2),), (1.5, 2)][rnd(7)]
        return (f, '%', v), lambda: f % v
    if k == 10:
        b, n = rb(14), B0[rnd(len(B0))]
        return (b, n), lambda: getattr(b, n)()
    if k == 11:
        b, t, n = rb(16), rb(3), B1[rnd(len(B1))]
        return (b, n, t), lambda: getattr(b, n)(t)
    if k == 12:
        b, e, h = rb(10), ['utf-8', 'ascii', 'utf-16', 'utf-32', 'latin-1', 'utf-16-be'][rnd(6)], ['strict', 'replace', 'ignore', 'backslashreplace', 'surrogateescape', 'surrogatepass'][rnd(6)]
        return (b, 'decode', e, h), lambda: b.decode(e, h)
    s, e, h = rs(8), ['utf-8', 'ascii', 'utf-16', 'utf-32', 'latin-1', 'utf-16-be'][rnd(6)], ['strict', 'replace', 'ignore', 'backslashreplace', 'surrogateescape', 'surrogatepass', 'xmlcharrefreplace'][rnd(7)]
    return (s, 'encode', e, h), lambda: s.encode(e, h)
digest = hashlib.md5()
for i in range(N):
    args, f = one()
    try:
        r = ascii(f())
    except Exception as e:
        r = type(e).__name__ + ' ' + ascii(str(e))
    digest.update(f'{ascii(args)} -> {r}\n'.encode())
    if i % 1000 == 999:
        print(i + 1, digest.hexdigest())

"""unicodedata: categories and normal forms of many characters, and what its functions refuse."""
import unicodedata as u, hashlib
texts=['é','e\u0301','Å','ﬁ','①','½','한','\u1112\u1161\u11ab','q\u0307\u0323','\u212b','ẛ̣','ａ','ｶﾞ','\ud800x','','abc'*50,'\u0344','\u0958','\u2126','Ⅷ', 'ﷺ', '\U0001d15e', 'a\u0315\u0300\u05ae\u0300b','\u00a0','ΐ']
for f in ('NFC','NFD','NFKC','NFKD'):
    print(f,[ascii(u.normalize(f,t)) for t in texts],[u.is_normalized(f,t) for t in texts])
for c in 'aA1 é½_-(€\u0301ב\u0661中\n\u200d': print(ascii(c), u.category(c), u.combining(c), u.bidirectional(c), u.mirrored(c), u.decimal(c,None))
h=hashlib.md5()
for i in range(0,0x3000): h.update((u.category(chr(i))+str(u.combining(chr(i)))+u.normalize('NFKD',chr(i))).encode('utf-8','surrogatepass'))
print(h.hexdigest())
def slug(s): return ''.join(c for c in u.normalize('NFKD', s) if not u.combining(c)).lower()
print(slug('Crème Brûlée à la Ærø Ñandú'), u.unidata_version)
for f,a in ((u.category,('ab',)),(u.category,(1,)),(u.decimal,('a',)),(u.decimal,('ab',1)),(u.normalize,('X','a')),(u.normalize,(1,'a')),(u.normalize,('NFC',1))):
    try: print(f(*a))
    except Exception as e: print(type(e).__name__, e)

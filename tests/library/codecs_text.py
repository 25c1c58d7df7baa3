# Text encodings and error handlers.
def t(f):
    try:
        print(repr(f()))
    except BaseException as e:
        print(type(e).__name__, e)


for enc in ['utf-8', 'ascii', 'latin-1', 'utf-16', 'utf-16-le', 'utf-16-be', 'utf-32', 'utf-32-le', 'utf-32-be', 'UTF8', 'u8', 'utf_8',
            'L1', 'iso-8859-1', 'iso8859_1', 'us-ascii', '646', 'U16', 'utf-8-sig', 'utf 8', 'UTF--8', 'xx', 'mbcs']:
    t(lambda: (enc,'aé€😀'.encode(enc,'replace')))
    t(lambda: (enc,b'ab\xff'.decode(enc,'replace')))
    t(lambda: (enc,'aé€\ud800😀'.encode(enc)))
    t(lambda: (enc,b'ab\xff'.decode(enc)))
for b in [b'\xff',b'a\xc3',b'a\xe2\x82',b'a\xe2(\xa1',b'\xed\xa0\x80',b'\xf0\x9f\x98',b'\xf0\x9f\x98x',b'\xf8\x88',b'\xc0\x80',b'\x80',b'\xf4\x90\x80\x80',b'\xe0\x80\x80',b'\xf0\x80\x80\x80',b'a\xe2\x82x',b'\xc3(']:
    for e in ['strict','replace','ignore','backslashreplace','surrogateescape','surrogatepass','xmlcharrefreplace','foo']:
        t(lambda: (b,e,b.decode('utf-8',e)))
for s in ['a\ud800','\udcff\udc80b','€','😀é']:
    for enc in ['utf-8','ascii','latin-1','utf-16','utf-32-le']:
        for e in ['strict','replace','ignore','backslashreplace','surrogateescape','surrogatepass','xmlcharrefreplace','foo']:
            t(lambda: (s,enc,e,s.encode(enc,e)))
for b in [b'a',b'abc',b'\x00\xd8',b'\x00\xd8\x00\x00',b'\x00\xdc',b'\xff\xfea\x00',b'\xfe\xff\x00a',b'\x00\x00\x11\x00',b'\x00\xd8\x00\x00a\x00',b'\xff\xfe\x00\x00a\x00\x00\x00', b'abcd\x00\xd8']:
    for enc in ['utf-16','utf-16-le','utf-16-be','utf-32','utf-32-le','utf-32-be']:
        for e in ['strict','replace','ignore','backslashreplace','surrogatepass']:
            t(lambda: (b,enc,e,b.decode(enc,e)))
t(lambda:b'\xff\x80a'.decode('ascii'))
t(lambda:b'\xff\x80a'.decode('ascii','backslashreplace'))
t(lambda:b'\xff\x80a'.decode('ascii','surrogateescape'))
t(lambda:b'a'.decode(1))
t(lambda:b'a'.decode('utf-8',1))
t(lambda:'a'.encode(None))
t(lambda:b''.decode('xx'))
t(lambda:''.encode('xx'))
t(lambda:b''.decode('utf-8','foo'))
t(lambda:'a\0'.encode('a\0b'))
t(lambda:str(1,'utf-8'))
t(lambda:str('a','utf-8'))
t(lambda:str(b'a',1))
t(lambda:str(b'a',errors='strict'))
t(lambda:str(b"ab"))
t(lambda: str(object=5))
t(lambda:str(1,2,3,4))
t(lambda:str(foo=1))
t(lambda:str(encoding='utf-8'))
t(lambda: str(bytearray(b'x'),'ascii'))
t(lambda:str(memoryview(b'x'),'ascii'))

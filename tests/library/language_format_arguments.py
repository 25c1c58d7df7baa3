"""What % takes for its values, and __format__ for its argument."""
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
for a in ('x', b'x', bytearray(b'x'), [1], {1: 2}, {}, range(2), memoryview(b'a'), 5, None, (), (1,)):
    t(lambda: b'ab' % a); t(lambda: bytearray(b'ab') % a); t(lambda: 'ab' % a)
t(lambda: 'a'.__format__(5)); t(lambda: (5).__format__(None)); t(lambda: object().__format__(None)); t(lambda: 1.5.__format__(b'x')); t(lambda: (5).__format__())

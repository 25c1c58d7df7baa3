# s += text grows in place, and nobody may see it.
def f(a):
    s = a + 'b'
    s += s
    s = s + s
    return s
print(f('xy'))


def grow(n):
    s = ''
    for i in range(n):
        s += 'abc'
        if i == 10:
            kept = s
    return s, kept


s, kept = grow(100000)
print(len(s), kept, s[:6], s[-3:])


def widen():
    s = 'a'
    for part in ('b', 'é', '€', '😀', 'x'):
        t = s
        s += part
        print(ascii(t), ascii(s), len(s))
    return {s: 1}[s]


print(widen())
names = {}
key = 'k'
key += 'ey'
names[key] = 1
key += 's'
print(names, key)

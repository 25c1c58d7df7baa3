# Both kinds of interpolation of configparser: what they put in, and every way in which they complain.
import configparser as c

text = """
[DEFAULT]
home = /h
[a]
x = %(home)s/x
y = %(x)s/%%y
bad = %(nope)s
worse = %q
loop = %(loop)s
open = %(home
upper = %(HOME)s
empty =
"""
p = c.ConfigParser(); p.read_string(text)
def tell(p, s, k):
    try: print(k, repr(p.get(s, k)))
    except Exception as e: print(k, type(e).__name__, str(e), e.args)
for k in p.options("a"): tell(p, "a", k)
for v in ("ok %(home)s", "100%", "100%%", "%(x", "a%(x)s%"):
    try: p.set("a", "n", v); print(v, p.get("a", "n"))
    except Exception as e: print(type(e).__name__, e)
text = """
[DEFAULT]
home = /h
[a]
x = ${home}/x
y = ${x}/$$y/${b:z}
bad = ${nope}
none = ${b:nope}
gone = ${q:z}
many = ${a:b:c}
worse = $q
loop = ${loop}
open = ${home
upper = ${HOME}
[b]
z = ${w}${a:x}
w = W
"""
p = c.ConfigParser(interpolation=c.ExtendedInterpolation()); p.read_string(text)
for k in p.options("a"): tell(p, "a", k)
for v in ("ok ${home}", "100$", "100$$", "${x", "${a:b:c}"):
    try: p.set("a", "n", v); print(v); tell(p, "a", "n")
    except Exception as e: print(type(e).__name__, e)

"""Documents made at random, whole and damaged, and objects encoded with all options."""
import collections
import enum
import json
import random
import zlib

rnd = random.Random(5)


def text():
    return "".join(rnd.choice('abc "\\/\b\f\n\r\t\x00\x1f\x7fé漢😀\ud800\udc00u0') for _ in range(rnd.randrange(6)))


class Colour(enum.IntEnum):
    RED = 1


class Odd(float):
    def __repr__(self):
        return "odd"


class Name(str):
    pass


Pair = collections.namedtuple("Pair", "a b")


def value(depth):
    k = rnd.randrange(18)
    if depth <= 0 or k < 9:
        return rnd.choice([None, True, False, 0, -1, 17, 2**70, -2**63, 1.5, -0.0, 1e300, 1e-9, 3.0, float("inf"), float("nan"),
                           Colour.RED, Odd(2.5), Name("n"), text(), text(), text()])
    if k < 13:
        return [value(depth - 1) for _ in range(rnd.randrange(4))]
    if k < 14:
        return Pair(value(depth - 1), value(depth - 1))
    if k < 15:
        return collections.OrderedDict((text(), value(depth - 1)) for _ in range(rnd.randrange(3)))
    if k < 16:
        return {key(): value(depth - 1) for _ in range(rnd.randrange(3))}
    return {text(): value(depth - 1) for _ in range(rnd.randrange(4))}


def key():
    return rnd.choice([text(), 1, 2.5, True, None, Colour.RED, (1, 2), Odd(1.0), float("nan")])


def outcome(f):
    try:
        return repr(f())
    except (TypeError, ValueError, RecursionError) as e:
        return type(e).__name__ + " " + str(e)


total = 0
for i in range(600):
    v = value(4)
    for options in ({}, {"indent": 2}, {"sort_keys": True, "skipkeys": True}, {"ensure_ascii": False, "separators": (",", ":")},
                    {"allow_nan": False}, {"indent": "\t", "sort_keys": True}, {"indent": 0}, {"check_circular": False}):
        result = outcome(lambda: json.dumps(v, **options))
        total = zlib.crc32(result.encode("utf8", "surrogatepass"), total)
        if "Error" in result[:20] and i < 150:
            print(ascii(result))
print(total)
marks = list('{}[],:"\\ \n0123456789.eE+-tfnNIu') + ["null", "true", "NaN", "-Infinity", "\\u12", "\\ud800", "\\udc00", "\x01", "é", "1e5", "01"]
for i in range(900):
    doc = json.dumps(value(3), skipkeys=True, indent=rnd.choice([None, None, 1]), ensure_ascii=rnd.random() < .5)
    for _ in range(rnd.choice([0, 1, 1, 2])):
        j = rnd.randrange(len(doc) + 1)
        if rnd.random() < .4:
            doc = doc[:j] + doc[j + rnd.randrange(3):]
        else:
            doc = doc[:j] + rnd.choice(marks) + doc[j:]
    result = outcome(lambda: json.loads(doc))
    total = zlib.crc32(result.encode("utf8", "surrogatepass"), total)
    if result.startswith("JSONDecodeError"):
        print(ascii(doc[:30]), result)
    for options in ({"strict": False}, {"object_pairs_hook": list}, {"object_hook": len}, {"parse_int": str, "parse_float": str},
                    {"parse_constant": str.lower}):
        result = outcome(lambda: json.loads(doc, **options))
        total = zlib.crc32(result.encode("utf8", "surrogatepass"), total)
print(total)
loop = []
loop.append(loop)
ring = {"a": {}}
ring["a"]["b"] = ring
for v in (loop, ring, object, {1, 2}, b"x", 1j, [object()], {"a": {3}}, {b"k": 1}, range(3)):
    for indent in (None, 1):
        result = outcome(lambda: json.dumps(v, indent=indent))
        print(result if " at 0x" not in result else "address")


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, set):
            return sorted(o)
        if isinstance(o, complex):
            return {"re": o.real, "im": o.imag}
        return super().default(o)


print(json.dumps({"s": {3, 1, 2}, "c": [1j]}, cls=Encoder), Encoder(indent=1).encode([{1}]), outcome(lambda: Encoder().encode([b""])))
print(json.dumps([1j, {2}], default=str), outcome(lambda: json.dumps(1j, default=lambda o: o)), outcome(lambda: json.dumps([1j], default=lambda o: 1 // 0) if 0 else None))
print("".join(json.JSONEncoder(sort_keys=True).iterencode({"b": 1, "a": [1, {}]})), outcome(lambda: json.dumps({"a": 1, 2: 3}, sort_keys=True)))
decoder = json.JSONDecoder()
print(decoder.raw_decode('{"a": 1} rest'), decoder.raw_decode("  [1]", 2), outcome(lambda: decoder.raw_decode(" 1")), outcome(lambda: decoder.raw_decode("1", -1)))
print(outcome(lambda: json.loads("[" * 100000)), outcome(lambda: json.loads('{"a":' * 100000)), outcome(lambda: json.loads(None)), outcome(lambda: json.loads(b'\xff\xfe[\x001\x00]\x00')), outcome(lambda: json.loads("\ufeff1")))

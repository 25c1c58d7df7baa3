"""pprint of deques, bytearrays, mappings and sets in three widths."""
import pprint, collections, types
for w in (1, 28, 80):
    for o in (collections.deque(maxlen=7), collections.deque(), collections.deque(range(40), 50), collections.deque(range(3)), bytearray(b'abcdefghijklmnopqrstuvwxyz'), bytearray(), bytearray(bytes(range(40))), types.MappingProxyType({'the':0,'quick':1,'brown':2}), types.MappingProxyType({}), b'abcdefghijklmnopqrstuvwxyz'*3, collections.OrderedDict(a=1,b=2), collections.defaultdict(int, {1:2}), collections.Counter('aab'), {1,2,30}, frozenset({3}), {'k'*20: bytearray(b'z'*40)}):
        pprint.pprint(o, width=w)

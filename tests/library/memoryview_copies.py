# What is copied from a memoryview that isn't contiguous is its bytes, whatever the items are.
import struct

m = memoryview(bytearray(range(16)))
for view in (m[::2], m.cast("H")[::2], m.cast("H")[::-1], m.cast("i", (2, 2))[::-1]):
    print(view.format, view.shape, bytes(view), bytearray(view), view.tobytes() == bytes(view))
array = bytearray(8)
array[2:4] = m.cast("H")[1:2]
print(array)
try:
    struct.pack_into("<H", memoryview(array).toreadonly(), 0, 7)
except TypeError as error:
    print(error)
struct.pack_into("<H", memoryview(array), 0, 7)
print(array)
m.release()
try:
    bytes(m)
except ValueError as error:
    print(error)

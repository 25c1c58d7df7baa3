"""Writes powers_of_ten.inc: the powers of ten that a double's shortest digits need, as 128 bits each, rounded up."""
import pathlib

FIRST, LAST = -292, 324


def normalised(k):
    """10**k scaled by a power of two into [2**127, 2**128), rounded up."""
    if k >= 0:
        value, shift = 10**k, (10**k).bit_length() - 128
        return value << -shift if shift <= 0 else -(-value >> shift)
    divisor = 10**-k
    shift = 127 + divisor.bit_length()
    value = -(-(1 << shift) // divisor)
    return value if value >> 128 == 0 else -(-(1 << shift - 1) // divisor)


lines = ["/* Made by powers_of_ten.py: 10**k for k from %d to %d, high and low 64 bits. */\n" % (FIRST, LAST)]
for k in range(FIRST, LAST + 1):
    value = normalised(k)
    assert value >> 127 == 1
    lines.append("{0x%016X, 0x%016X},\n" % (value >> 64, value & (1 << 64) - 1))
pathlib.Path(__file__).with_suffix(".inc").write_text("".join(lines))

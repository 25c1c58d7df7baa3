"""Bytes and their representations in text."""


class Error(ValueError):
    pass


class Incomplete(Exception):
    pass


_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES = {c: i for i, c in enumerate(_ALPHABET)}


def _ascii(data):
    if isinstance(data, str):
        if not data.isascii():
            raise ValueError("string argument should contain only ASCII characters")
        return data.encode("ascii")
    return bytes(data)


def hexlify(data, sep=None, bytes_per_sep=1):
    if isinstance(data, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    text = bytes(data).hex() if sep is None else bytes(data).hex(sep, bytes_per_sep)
    return text.encode("ascii")


def unhexlify(hexstr):
    data = _ascii(hexstr)
    if len(data) % 2:
        raise Error("Odd-length string")
    digits = b"0123456789abcdefABCDEF"
    if any(c not in digits for c in data):
        raise Error("Non-hexadecimal digit found")
    return bytes.fromhex(data.decode("ascii"))


b2a_hex, a2b_hex = hexlify, unhexlify


def b2a_base64(data, *, newline=True):
    if isinstance(data, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    data = bytes(data)
    out = bytearray()
    for i in range(0, len(data) - 2, 3):
        n = data[i] << 16 | data[i + 1] << 8 | data[i + 2]
        out += bytes((_ALPHABET[n >> 18], _ALPHABET[n >> 12 & 63], _ALPHABET[n >> 6 & 63], _ALPHABET[n & 63]))
    rest = len(data) % 3
    if rest == 1:
        n = data[-1] << 4
        out += bytes((_ALPHABET[n >> 6], _ALPHABET[n & 63])) + b"=="
    elif rest == 2:
        n = (data[-2] << 8 | data[-1]) << 2
        out += bytes((_ALPHABET[n >> 12], _ALPHABET[n >> 6 & 63], _ALPHABET[n & 63])) + b"="
    if newline:
        out += b"\n"
    return bytes(out)


def a2b_base64(data, /, *, strict_mode=False):
    data = _ascii(data)
    out = bytearray()
    quad, left, pads = 0, 0, 0
    for at, c in enumerate(data):
        if c == 61:
            pads += 1
            if strict_mode and quad == 0:
                raise Error("Leading padding not allowed" if at == 0 else "Excess padding not allowed"
                            if quad == 0 else "Discontinuous padding not allowed")
            if quad >= 2 and quad + pads >= 4:
                if strict_mode and at + 1 < len(data):
                    raise Error("Excess data after padding")
                return bytes(out)
            continue
        value = _VALUES.get(c)
        if value is None:
            if strict_mode:
                raise Error("Only base64 data is allowed")
            continue
        pads = 0
        if quad == 0:
            left = value
        elif quad == 1:
            out.append((left << 2 | value >> 4) & 255)
            left = value & 15
        elif quad == 2:
            out.append((left << 4 | value >> 2) & 255)
            left = value & 3
        else:
            out.append((left << 6 | value) & 255)
        quad = (quad + 1) % 4
    if quad == 1:
        raise Error(f"Invalid base64-encoded string: number of data characters ({len(out) // 3 * 4 + 1}) cannot be 1 "
                    "more than a multiple of 4")
    if quad:
        raise Error("Incorrect padding")
    return bytes(out)


def _crc_table():
    table = []
    for n in range(256):
        for _ in range(8):
            n = n >> 1 ^ 0xEDB88320 if n & 1 else n >> 1
        table.append(n)
    return tuple(table)


_CRC = _crc_table()


def crc32(data, value=0):
    value ^= 0xFFFFFFFF
    for b in bytes(data):
        value = value >> 8 ^ _CRC[(value ^ b) & 255]
    return value ^ 0xFFFFFFFF


def crc_hqx(data, value):
    for b in bytes(data):
        value ^= b << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value

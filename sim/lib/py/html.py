"""Escaping and unescaping of HTML's special characters, and the commonest named ones."""
__all__ = ["escape", "unescape"]

_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\xa0", "copy": "©", "reg": "®",
          "euro": "€", "hellip": "…", "mdash": "—", "ndash": "–", "lsquo": "‘", "rsquo": "’", "ldquo": "“",
          "rdquo": "”", "times": "×", "divide": "÷", "deg": "°", "middot": "·", "laquo": "«", "raquo": "»",
          "eacute": "é", "egrave": "è", "agrave": "à", "ccedil": "ç", "auml": "ä", "ouml": "ö", "uuml": "ü",
          "szlig": "ß", "ntilde": "ñ", "pound": "£", "yen": "¥", "sect": "§", "para": "¶", "bull": "•",
          "trade": "™", "larr": "←", "rarr": "→", "uarr": "↑", "darr": "↓"}


def escape(s, quote=True):
    s = s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if quote:
        s = s.replace('"', "&quot;").replace("'", "&#x27;")
    return s


def unescape(s):
    if "&" not in s:
        return s
    out = []
    i = 0
    while True:
        at = s.find("&", i)
        if at < 0:
            out.append(s[i:])
            return "".join(out)
        out.append(s[i:at])
        text, i = _reference(s, at)
        out.append(text)


def _reference(s, at):
    """The text of the character reference at s[at], and where it ends; '&' itself if there is none."""
    i = at + 1
    if s[i:i + 1] == "#":
        base = 16 if s[i + 1:i + 2] in ("x", "X") else 10
        i += 2 if base == 16 else 1
        start = i
        while i < len(s) and s[i] in ("0123456789abcdefABCDEF" if base == 16 else "0123456789"):
            i += 1
        if i == start:
            return "&", at + 1
        num = int(s[start:i], base)
        i += s[i:i + 1] == ";"
        if 0xD800 <= num <= 0xDFFF or num > 0x10FFFF or num == 0:
            return "\ufffd", i
        return chr(num), i
    end = i
    while end < len(s) and end - i < 32 and s[end].isalnum():
        end += 1
    name = s[i:end]
    if name in _NAMED and (s[end:end + 1] == ";" or name in ("amp", "lt", "gt", "quot", "nbsp", "copy", "reg")):
        return _NAMED[name], end + (s[end:end + 1] == ";")
    return "&", at + 1

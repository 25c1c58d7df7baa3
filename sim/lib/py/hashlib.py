"""Message digests. MD5, SHA-1 and SHA-2 are native; BLAKE2 and SHA-3, used now and then for a short text, are not."""
from _hashlib import md5, sha1, sha224, sha256, sha384, sha512, new as _new

algorithms_guaranteed = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s", "sha3_224", "sha3_256",
                         "sha3_384", "sha3_512", "shake_128", "shake_256"}
algorithms_available = set(algorithms_guaranteed)

__all__ = (*sorted(algorithms_guaranteed), "new", "algorithms_guaranteed", "algorithms_available", "pbkdf2_hmac",
           "file_digest")


def new(name, data=b"", **kwargs):
    """new(name, data=b'') - a hash object of the named algorithm."""
    if isinstance(name, str) and name.lower() in _PYTHON:
        return __getattr__(name.lower())(data, **kwargs)
    return _new(name, data, **kwargs)


_PYTHON = ("blake2b", "blake2s", "sha3_224", "sha3_256", "sha3_384", "sha3_512", "shake_128", "shake_256")


def __getattr__(name):
    if name in _PYTHON:
        import _hashes
        value = globals()[name] = getattr(_hashes, name)
        return value
    raise AttributeError(f"module 'hashlib' has no attribute {name!r}")


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    """Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function."""
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    import hmac
    inner = hmac.new(bytes(password), None, hash_name)
    dklen = inner.digest_size if dklen is None else dklen
    if dklen < 1:
        raise ValueError("key length must be greater than 0.")
    result, block = b"", 0
    while len(result) < dklen:
        block += 1
        mac = inner.copy()
        mac.update(bytes(salt) + block.to_bytes(4, "big"))
        u = mac.digest()
        total = int.from_bytes(u, "big")
        for _ in range(iterations - 1):
            mac = inner.copy()
            mac.update(u)
            u = mac.digest()
            total ^= int.from_bytes(u, "big")
        result += total.to_bytes(len(u), "big")
    return result[:dklen]


def file_digest(fileobj, digest, /, *, _bufsize=2**18):
    """Hash the contents of a file-like object."""
    digestobj = new(digest) if isinstance(digest, str) else digest()
    if hasattr(fileobj, "getbuffer"):
        digestobj.update(fileobj.getbuffer())
        return digestobj
    while data := fileobj.read(_bufsize):
        digestobj.update(data)
    return digestobj

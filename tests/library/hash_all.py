import hashlib, hmac, io
for n in sorted(hashlib.algorithms_guaranteed):
    for d in (b"", b"abc", b"x" * 200):
        h = hashlib.new(n, d); print(n, h.name, h.digest_size, h.block_size, h.hexdigest(8) if "shake" in n else h.hexdigest())
print(hashlib.blake2b(b"a", digest_size=8).hexdigest(), hashlib.blake2b(b"a", key=b"k", salt=b"s", person=b"p").hexdigest()[:20], hashlib.blake2s(b"a", digest_size=4).digest(), hashlib.blake2b().digest_size)
h = hashlib.sha3_256(); h.update(b"a"); c = h.copy(); c.update(b"b"); print(h.hexdigest()[:9], c.hexdigest()[:9], hashlib.sha3_256(b"ab").hexdigest()[:9], hashlib.shake_128(b"a").digest(5))
print(hashlib.pbkdf2_hmac("sha256", b"p", b"s", 10).hex(), hmac.new(b"k", b"m", hashlib.blake2b).hexdigest()[:9], hmac.digest(b"k", b"m", "sha1").hex(), hashlib.file_digest(io.BytesIO(b"abc"), "md5").hexdigest(), hmac.new(b"k", b"m", "sha3_256").hexdigest()[:9])
def attempt(l, f):
    try: print(l, f())
    except Exception as e: print(l, type(e).__name__, e)
attempt("ds", lambda: hashlib.blake2b(digest_size=65)); attempt("key", lambda: hashlib.blake2b(key=b"k" * 65)); attempt("str", lambda: hashlib.blake2b("a")); attempt("int", lambda: hashlib.sha3_256(5)); attempt("new", lambda: hashlib.new("nope")); attempt("str2", lambda: hashlib.sha256("a")); attempt("sz", lambda: hashlib.blake2s(b"", digest_size=0)); attempt("salt", lambda: hashlib.blake2s(salt=b"x" * 9)); attempt("new5", lambda: hashlib.new(5)); attempt("attr", lambda: hashlib.nope)

/* Module _hashlib: MD5, SHA-1 and SHA-2. hashlib.py adds the rest. */
#include "sim/lib/digest.h"
#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/bytes.h"
#include "sim/vm/function.h"
#include "sim/vm/str.h"

typedef struct Hash {
    OrrObject head;
    OrrDigest digest;
} Hash;

static const OrrTypeSpec hash_spec;

static Hash *as_hash(OrrValue v) {
    return (Hash *)orr_object(v);
}

static void hash_destroy(OrrVm *vm, OrrObject *self) {
    orr_free_object(vm, self, self->type->instance_size);
}

static bool feed(OrrVm *vm, OrrDigest *digest, OrrValue data) {
    OrrByteView view;
    if (orr_is_str(data)) return orr_fail(vm, vm->exc.TypeError, "Strings must be encoded before hashing");
    if (!orr_byte_view(vm, data, &view)) {
        if (vm->exception != ORR_NULL) return false;
        return orr_fail(vm, vm->exc.TypeError, "object supporting the buffer API required");
    }
    orr_digest_update(digest, view.data, view.length);
    return true;
}

static OrrValue hash_new(OrrVm *vm, OrrType *type, const OrrDigest *digest) {
    Hash *h = orr_new_object(vm, type, sizeof *h);
    if (h == NULL) return ORR_NULL;
    h->digest = *digest;
    return orr_value(h);
}

static OrrValue hash_repr(OrrVm *vm, OrrValue self) {
    return orr_format(vm, "<%s _hashlib.HASH object @ 0x%lx>", as_hash(self)->digest.kind->name,
                      orr_object_serial(vm, orr_object(self)));
}

static OrrValue hash_update(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    return feed(vm, &as_hash(self)->digest, args[0]) ? ORR_NONE : ORR_NULL;
}

static OrrValue hash_digest(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrDigest copy = as_hash(self)->digest;
    uint8_t out[ORR_DIGEST_MAX_BYTES];
    orr_digest_finish(&copy, out);
    return orr_bytes_new(vm, out, copy.kind->digest_bytes);
}

static OrrValue hash_hexdigest(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    OrrDigest copy = as_hash(self)->digest;
    uint8_t out[ORR_DIGEST_MAX_BYTES];
    char text[2 * ORR_DIGEST_MAX_BYTES];
    orr_digest_finish(&copy, out);
    for (size_t i = 0; i < copy.kind->digest_bytes; i++) {
        text[2 * i] = "0123456789abcdef"[out[i] >> 4];
        text[2 * i + 1] = "0123456789abcdef"[out[i] & 15u];
    }
    return orr_str_new(vm, text, 2 * (size_t)copy.kind->digest_bytes);
}

static OrrValue hash_copy(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return hash_new(vm, orr_object(self)->type, &as_hash(self)->digest);
}

static OrrValue get_name(OrrVm *vm, OrrValue self) {
    return orr_str_from_cstring(vm, as_hash(self)->digest.kind->name);
}
static OrrValue get_digest_size(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_small_int(as_hash(self)->digest.kind->digest_bytes);
}
static OrrValue get_block_size(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_small_int(as_hash(self)->digest.kind->block_bytes);
}

static const OrrMethodDef hash_methods[] = {
    ORR_DEF_NONE("copy", hash_copy),
    ORR_DEF_NONE("digest", hash_digest),
    ORR_DEF_NONE("hexdigest", hash_hexdigest),
    ORR_DEF_ONE("update", hash_update),
    ORR_DEF_END,
};
static const OrrGetSetDef hash_getsets[] = {
    {"block_size", get_block_size, NULL},
    {"digest_size", get_digest_size, NULL},
    {"name", get_name, NULL},
    {NULL, NULL, NULL},
};
static const OrrTypeSpec hash_spec = {
    .name = "_hashlib.HASH",
    .doc = "A hash is an object used to calculate a checksum of a string of information.",
    .size = sizeof(Hash),
    .flags = ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = hash_destroy, .repr = hash_repr},
    .methods = hash_methods,
    .getsets = hash_getsets,
};

/* Functions of the module. */

static OrrValue start_hash(OrrVm *vm, OrrValue module, const OrrDigestKind *kind, OrrValue data) {
    OrrValue name = orr_str_intern_cstring(vm, "HASH");
    if (name == ORR_NULL) return ORR_NULL;
    OrrValue type = orr_getattr(vm, module, orr_as_str(name)), result = ORR_NULL;
    orr_release(vm, name);
    if (type == ORR_NULL) return ORR_NULL;
    OrrDigest digest;
    orr_digest_start(&digest, kind);
    if ((data == ORR_NULL || feed(vm, &digest, data))) result = hash_new(vm, (OrrType *)orr_object(type), &digest);
    orr_release(vm, type);
    return result;
}

/* openssl_sha256(data=b'', *, usedforsecurity=True, string=None) */
static OrrValue construct(OrrVm *vm, OrrValue module, const char *function, const char *kind, const OrrValue *args,
                          size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"string", "data", "usedforsecurity", NULL};
    OrrSignature signature = {function, names, 0, 1, 0, 3};
    OrrValue bound[3];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    return start_hash(vm, module, orr_digest_find(kind), bound[0] != ORR_NULL ? bound[0] : bound[1]);
}

#define CONSTRUCTOR(name)                                                                                              \
    static OrrValue module_##name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {    \
        return construct(vm, self, "openssl_" #name, #name, args, nargs, kwnames);                                     \
    }
CONSTRUCTOR(md5)
CONSTRUCTOR(sha1)
CONSTRUCTOR(sha224)
CONSTRUCTOR(sha256)
CONSTRUCTOR(sha384)
CONSTRUCTOR(sha512)

static OrrValue module_new(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"name", "data", "usedforsecurity", NULL};
    static const OrrSignature signature = {"new", names, 0, 2, 1, 3};
    OrrValue bound[3];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (!orr_is_str(bound[0])) return orr_raise(vm, vm->exc.TypeError, "name must be a string");
    OrrStr *s = orr_as_str(bound[0]);
    char lower[16] = "";
    for (size_t i = 0; i < s->length && i < sizeof lower - 1; i++) {
        uint32_t c = orr_str_at(s, i);
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c < 128 ? c : '?');
    }
    const OrrDigestKind *kind = s->length < sizeof lower ? orr_digest_find(lower) : NULL;
    if (kind == NULL) return orr_raise(vm, vm->exc.ValueError, "unsupported hash type %U", s);
    return start_hash(vm, self, kind, bound[1]);
}

static const OrrMethodDef methods[] = {
    ORR_DEF_KEYWORDS("md5", module_md5),       ORR_DEF_KEYWORDS("new", module_new),
    ORR_DEF_KEYWORDS("sha1", module_sha1),     ORR_DEF_KEYWORDS("sha224", module_sha224),
    ORR_DEF_KEYWORDS("sha256", module_sha256), ORR_DEF_KEYWORDS("sha384", module_sha384),
    ORR_DEF_KEYWORDS("sha512", module_sha512), ORR_DEF_END,
};

OrrValue orr_lib_hashlib(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "_hashlib");
    if (module == ORR_NULL) return ORR_NULL;
    if (orr_module_add_type(vm, module, &hash_spec, NULL) != NULL && orr_module_add_functions(vm, module, methods))
        return module;
    orr_release(vm, module);
    return ORR_NULL;
}

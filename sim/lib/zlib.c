/* Module zlib: checksums, compression and decompression, whole and as streams. zlib's own state lives in the arena, as all of a
 * run does: its allocator is ours. */
#include <zlib.h>

#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/bytes.h"
#include "sim/vm/exception.h"
#include "sim/vm/function.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"

#define CHUNK 4096u

static const OrrTypeSpec error_spec = {
    .name = "zlib.error",
    .size = sizeof(OrrExceptionObject),
    .flags = ORR_TYPE_BASE | ORR_TYPE_GC | ORR_TYPE_EXCEPTION_SUB,
    .dict_offset = offsetof(OrrExceptionObject, dict),
};

/* A compressor or decompressor. */
typedef struct Stream {
    OrrObject head;
    z_stream z;
    OrrType *error;     /* zlib.error, holds a reference */
    OrrValue dictionary; /* zdict as bytes, ORR_NULL: none */
    OrrValue unused, unconsumed; /* of a decompressor: bytes */
    bool open, inflating, eof;
} Stream;

static Stream *as_stream(OrrValue v) {
    return (Stream *)(uintptr_t)v;
}

/* Memory: blocks carry their size, since zlib does not tell it when it frees. */

static void *allocate(void *opaque, unsigned items, unsigned size) {
    OrrVm *vm = opaque;
    size_t bytes = (size_t)items * size + 16;
    size_t *block = orr_arena_alloc(vm->arena, ORR_BLOCK_RAW, bytes);
    if (block == NULL) return NULL;
    memset(block, 0, bytes);
    block[0] = bytes;
    return block + 2;
}

static void give_back(void *opaque, void *address) {
    OrrVm *vm = opaque;
    size_t *block = (size_t *)address - 2;
    orr_arena_free(vm->arena, ORR_BLOCK_RAW, block, block[0]);
}

/* Errors */

/* zlib.error, borrowed from the module (new reference). NULL: pending. */
static OrrType *error_type(OrrVm *vm, OrrValue module) {
    OrrValue name = orr_str_intern_cstring(vm, "error");
    OrrValue type = name == ORR_NULL ? name : orr_getattr(vm, module, orr_as_str(name));
    orr_xrelease(vm, name);
    return type == ORR_NULL ? NULL : (OrrType *)orr_object(type);
}

static bool fail(OrrVm *vm, const Stream *s, int code, const char *doing) {
    const char *why = s->z.msg;
    if (code == Z_MEM_ERROR) {
        orr_raise_memory(vm);
        return false;
    }
    if (why == NULL && code == Z_BUF_ERROR) why = "incomplete or truncated stream";
    if (why == NULL && code == Z_STREAM_ERROR) why = "inconsistent stream state";
    if (why == NULL && code == Z_DATA_ERROR) why = "invalid input data";
    if (why == NULL) return orr_fail(vm, s->error, "Error %d %s", code, doing);
    return orr_fail(vm, s->error, "Error %d %s: %s", code, doing, why);
}

/* Streams */

static void close_stream(Stream *s) {
    if (s->open && s->inflating) inflateEnd(&s->z);
    if (s->open && !s->inflating) deflateEnd(&s->z);
    s->open = false;
}

static void destroy(OrrVm *vm, OrrObject *self) {
    Stream *s = (Stream *)self;
    close_stream(s);
    orr_xrelease(vm, s->dictionary);
    orr_xrelease(vm, s->unused);
    orr_xrelease(vm, s->unconsumed);
    orr_xrelease_object(vm, s->error);
    orr_free_object(vm, s, sizeof *s);
}

/* A stream of a type of the module, not open yet. NULL: pending. */
static Stream *new_stream(OrrVm *vm, OrrValue module, const char *type_name, bool inflating) {
    OrrValue name = orr_str_intern_cstring(vm, type_name);
    OrrValue type = name == ORR_NULL ? name : orr_getattr(vm, module, orr_as_str(name));
    orr_xrelease(vm, name);
    if (type == ORR_NULL) return NULL;
    Stream *s = orr_new_object(vm, (OrrType *)orr_object(type), sizeof *s);
    orr_release(vm, type);
    if (s == NULL) return NULL;
    memset((char *)s + sizeof(OrrObject), 0, sizeof *s - sizeof(OrrObject));
    s->inflating = inflating;
    s->z.zalloc = allocate;
    s->z.zfree = give_back;
    s->z.opaque = vm;
    s->unused = orr_bytes_new(vm, NULL, 0);
    s->unconsumed = orr_bytes_new(vm, NULL, 0);
    s->error = error_type(vm, module);
    if (s->error != NULL && s->unused != ORR_NULL && s->unconsumed != ORR_NULL) return s;
    orr_release_object(vm, s);
    return NULL;
}

static void feed(Stream *s, OrrByteView view) {
    s->z.next_in = (Bytef *)(uintptr_t)view.data;
    s->z.avail_in = (uInt)view.length;
}

/* Runs deflate or inflate until the input is used up, the stream ends, or limit bytes are there (0: no limit). *code: zlib's last
 * answer. False: MemoryError. */
static bool run(Stream *s, OrrByteBuilder *out, int flush, size_t limit, int *code) {
    uint8_t chunk[CHUNK];
    do {
        size_t room = limit == 0 ? CHUNK : limit - out->length < CHUNK ? limit - out->length : CHUNK;
        s->z.next_out = chunk;
        s->z.avail_out = (uInt)room;
        *code = s->inflating ? inflate(&s->z, flush) : deflate(&s->z, flush);
        if (!orr_byte_builder_add(out, chunk, room - s->z.avail_out)) return false;
        if (*code == Z_NEED_DICT && s->dictionary != ORR_NULL) {
            const OrrBytes *dictionary = orr_as_bytes(s->dictionary);
            *code = inflateSetDictionary(&s->z, dictionary->data, (uInt)dictionary->length);
            if (*code == Z_OK) continue;
        }
        if (*code != Z_OK && *code != Z_BUF_ERROR) return true;
        if (limit != 0 && out->length >= limit) return true;
    } while (s->z.avail_out == 0 || (*code == Z_OK && s->z.avail_in > 0));
    return true;
}

/* What a function may be given: an int, or what is said otherwise. */
static bool read_int(OrrVm *vm, OrrValue value, int otherwise, int *out) {
    int64_t n = otherwise;
    if (value != ORR_NULL && !orr_to_index(vm, value, vm->exc.OverflowError, &n)) return false;
    if (n < INT32_MIN || n > INT32_MAX)
        return orr_fail(vm, vm->exc.OverflowError, "Python int too large to convert to C int");
    *out = (int)n;
    return true;
}

/* The checks that all input goes through: zlib counts in 32 bits. */
static bool read_data(OrrVm *vm, OrrValue value, OrrByteView *view) {
    if (!orr_byte_view_or_fail(vm, value, view)) return false;
    return view->length <= UINT32_MAX || orr_fail(vm, vm->exc.OverflowError, "Size does not fit in an unsigned int");
}

/* Whole */

static OrrValue module_compress(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"data", "level", "wbits", NULL};
    static const OrrSignature signature = {"compress", names, 1, 3, 1, 3};
    OrrValue bound[3] = {ORR_NULL, ORR_NULL, ORR_NULL};
    int level, bits, code;
    OrrByteView view;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound) || !read_data(vm, bound[0], &view) ||
        !read_int(vm, bound[1], -1, &level) || !read_int(vm, bound[2], MAX_WBITS, &bits))
        return ORR_NULL;
    Stream *s = new_stream(vm, self, "Compress", false);
    if (s == NULL) return ORR_NULL;
    OrrByteBuilder out = {.vm = vm};
    bool good = false;
    code = deflateInit2(&s->z, level, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
    s->open = code == Z_OK;
    if (code == Z_STREAM_ERROR) orr_fail(vm, s->error, "Bad compression level");
    else if (code != Z_OK) fail(vm, s, code, "while compressing data");
    else {
        feed(s, view);
        good = run(s, &out, Z_FINISH, 0, &code);
        if (good && code != Z_STREAM_END) good = fail(vm, s, code, "while compressing data");
    }
    orr_release_object(vm, s);
    if (good) return orr_byte_builder_finish(&out, NULL);
    orr_byte_builder_discard(&out);
    return ORR_NULL;
}

static OrrValue module_decompress(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"data", "wbits", "bufsize", NULL};
    static const OrrSignature signature = {"decompress", names, 1, 3, 1, 3};
    OrrValue bound[3] = {ORR_NULL, ORR_NULL, ORR_NULL};
    int bits, size, code;
    OrrByteView view;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound) || !read_data(vm, bound[0], &view) ||
        !read_int(vm, bound[1], MAX_WBITS, &bits) || !read_int(vm, bound[2], 16384, &size))
        return ORR_NULL;
    if (size < 0) return orr_raise(vm, vm->exc.ValueError, "bufsize must be non-negative");
    Stream *s = new_stream(vm, self, "Decompress", true);
    if (s == NULL) return ORR_NULL;
    OrrByteBuilder out = {.vm = vm};
    code = inflateInit2(&s->z, bits);
    s->open = code == Z_OK;
    bool good = code == Z_OK || fail(vm, s, code, "while preparing to decompress data");
    if (good) {
        feed(s, view);
        good = run(s, &out, Z_SYNC_FLUSH, 0, &code);
        if (code == Z_OK) code = Z_BUF_ERROR;
        if (good && code != Z_STREAM_END) good = fail(vm, s, code, "while decompressing data");
    }
    orr_release_object(vm, s);
    if (good) return orr_byte_builder_finish(&out, NULL);
    orr_byte_builder_discard(&out);
    return ORR_NULL;
}

/* Piece by piece */

static bool read_dictionary(OrrVm *vm, Stream *s, OrrValue value) {
    if (value == ORR_NULL || value == ORR_NONE) return true;
    s->dictionary = orr_bytes_from_buffer(vm, value);
    return s->dictionary != ORR_NULL;
}

static OrrValue compressobj(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"level", "method", "wbits", "memLevel", "strategy", "zdict", NULL};
    static const OrrSignature signature = {"compressobj", names, 0, 6, 0, 6};
    OrrValue bound[6] = {ORR_NULL, ORR_NULL, ORR_NULL, ORR_NULL, ORR_NULL, ORR_NULL};
    int level, method, bits, memory, strategy;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound) || !read_int(vm, bound[0], -1, &level) ||
        !read_int(vm, bound[1], Z_DEFLATED, &method) || !read_int(vm, bound[2], MAX_WBITS, &bits) ||
        !read_int(vm, bound[3], 8, &memory) || !read_int(vm, bound[4], Z_DEFAULT_STRATEGY, &strategy))
        return ORR_NULL;
    Stream *s = new_stream(vm, self, "Compress", false);
    if (s == NULL) return ORR_NULL;
    bool good = read_dictionary(vm, s, bound[5]);
    int code = good ? deflateInit2(&s->z, level, method, bits, memory, strategy) : Z_OK;
    s->open = good && code == Z_OK;
    if (s->open && s->dictionary != ORR_NULL) {
        const OrrBytes *dictionary = orr_as_bytes(s->dictionary);
        if (deflateSetDictionary(&s->z, dictionary->data, (uInt)dictionary->length) != Z_OK)
            good = orr_fail(vm, vm->exc.ValueError, "Invalid dictionary");
    }
    if (code == Z_STREAM_ERROR) good = orr_fail(vm, vm->exc.ValueError, "Invalid initialization option");
    else if (code != Z_OK) good = fail(vm, s, code, "while creating compression object");
    if (good) return orr_value(s);
    orr_release_object(vm, s);
    return ORR_NULL;
}

static OrrValue decompressobj(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"wbits", "zdict", NULL};
    static const OrrSignature signature = {"decompressobj", names, 0, 2, 0, 2};
    OrrValue bound[2] = {ORR_NULL, ORR_NULL};
    int bits;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound) || !read_int(vm, bound[0], MAX_WBITS, &bits))
        return ORR_NULL;
    Stream *s = new_stream(vm, self, "Decompress", true);
    if (s == NULL) return ORR_NULL;
    bool good = read_dictionary(vm, s, bound[1]);
    int code = good ? inflateInit2(&s->z, bits) : Z_OK;
    s->open = good && code == Z_OK;
    if (code == Z_STREAM_ERROR) good = orr_fail(vm, vm->exc.ValueError, "Invalid initialization option");
    else if (code != Z_OK) good = fail(vm, s, code, "while creating decompression object");
    if (good) return orr_value(s);
    orr_release_object(vm, s);
    return ORR_NULL;
}

static OrrValue finish(OrrByteBuilder *out, bool good) {
    if (good) return orr_byte_builder_finish(out, NULL);
    orr_byte_builder_discard(out);
    return ORR_NULL;
}

static OrrValue compress_some(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    Stream *s = as_stream(self);
    OrrByteBuilder out = {.vm = vm};
    OrrByteView view;
    int code = Z_STREAM_ERROR;
    (void)nargs, (void)kwnames;
    if (!read_data(vm, args[0], &view)) return ORR_NULL;
    feed(s, view);
    bool good = !s->open || run(s, &out, Z_NO_FLUSH, 0, &code);
    if (good && code == Z_STREAM_ERROR) good = fail(vm, s, code, "while compressing data");
    return finish(&out, good);
}

static OrrValue compress_flush(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    Stream *s = as_stream(self);
    OrrByteBuilder out = {.vm = vm};
    int mode, code = Z_STREAM_ERROR;
    (void)kwnames;
    if (!read_int(vm, nargs > 0 ? args[0] : ORR_NULL, Z_FINISH, &mode)) return ORR_NULL;
    if (mode == Z_NO_FLUSH) return orr_bytes_new(vm, NULL, 0);
    s->z.avail_in = 0;
    bool good = !s->open || run(s, &out, mode, 0, &code);
    if (good && code == Z_STREAM_END && mode == Z_FINISH) close_stream(s);
    else if (good && code != Z_OK && code != Z_BUF_ERROR) good = fail(vm, s, code, "while flushing");
    return finish(&out, good);
}

/* Keeps what zlib has not taken: behind the end of the stream, or because of a limit. */
static bool keep_rest(OrrVm *vm, Stream *s) {
    OrrValue none = orr_bytes_new(vm, NULL, 0);
    if (none == ORR_NULL) return false;
    if (!s->eof || s->z.avail_in == 0) {
        OrrValue rest = s->eof ? none : orr_bytes_new(vm, s->z.next_in, s->z.avail_in);
        if (rest == ORR_NULL) return false;
        orr_set_slot(vm, &s->unconsumed, rest);
        if (!s->eof) orr_release(vm, none);
        return true;
    }
    OrrByteBuilder all = {.vm = vm};
    bool good = orr_byte_builder_add(&all, orr_as_bytes(s->unused)->data, orr_as_bytes(s->unused)->length) &&
                orr_byte_builder_add(&all, s->z.next_in, s->z.avail_in);
    orr_set_slot(vm, &s->unconsumed, none);
    OrrValue unused = finish(&all, good);
    if (unused == ORR_NULL) return false;
    orr_set_slot(vm, &s->unused, unused);
    return true;
}

/* Decompresses view, which must stay valid meanwhile. */
static OrrValue inflate_some(OrrVm *vm, Stream *s, OrrByteView view, size_t limit, int flush, const char *doing) {
    OrrByteBuilder out = {.vm = vm};
    int code = Z_OK;
    feed(s, view);
    bool good = s->eof || run(s, &out, flush, limit, &code);
    if (good && code == Z_STREAM_END) s->eof = true;
    if (good && code == Z_NEED_DICT) good = fail(vm, s, code, doing);
    else if (good && code != Z_OK && code != Z_BUF_ERROR && code != Z_STREAM_END) good = fail(vm, s, code, doing);
    good = good && keep_rest(vm, s);
    s->z.next_in = NULL;
    s->z.avail_in = 0;
    return finish(&out, good);
}

static OrrValue decompress_some(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"data", "max_length", NULL};
    static const OrrSignature signature = {"decompress", names, 1, 2, 1, 2};
    OrrValue bound[2] = {ORR_NULL, ORR_NULL};
    int64_t limit = 0;
    OrrByteView view;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (bound[1] != ORR_NULL && !orr_to_index(vm, bound[1], vm->exc.OverflowError, &limit)) return ORR_NULL;
    if (limit < 0) return orr_raise(vm, vm->exc.ValueError, "max_length must be non-negative");
    if (!read_data(vm, bound[0], &view)) return ORR_NULL;
    return inflate_some(vm, as_stream(self), view, (size_t)limit, Z_SYNC_FLUSH, "while decompressing data");
}

static OrrValue decompress_flush(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    Stream *s = as_stream(self);
    int length;
    (void)kwnames;
    if (!read_int(vm, nargs > 0 ? args[0] : ORR_NULL, 16384, &length)) return ORR_NULL;
    if (length <= 0) return orr_raise(vm, vm->exc.ValueError, "length must be greater than zero");
    OrrValue rest = orr_retain(s->unconsumed);
    OrrByteView view = {orr_as_bytes(rest)->data, orr_as_bytes(rest)->length};
    OrrValue result = inflate_some(vm, s, view, 0, Z_FINISH, "while flushing");
    orr_release(vm, rest);
    return result;
}

static OrrValue get_eof(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_bool(as_stream(self)->eof);
}
static OrrValue get_unused(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(as_stream(self)->unused);
}
static OrrValue get_unconsumed(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(as_stream(self)->unconsumed);
}

static const OrrMethodDef compress_methods[] = {
    ORR_DEF_ONE("compress", compress_some),
    ORR_DEF_RANGE("flush", compress_flush, 0, 1),
    ORR_DEF_END,
};
static const OrrMethodDef decompress_methods[] = {
    ORR_DEF_KEYWORDS("decompress", decompress_some),
    ORR_DEF_RANGE("flush", decompress_flush, 0, 1),
    ORR_DEF_END,
};
static const OrrGetSetDef decompress_getsets[] = {
    {"eof", get_eof, NULL},
    {"unused_data", get_unused, NULL},
    {"unconsumed_tail", get_unconsumed, NULL},
    {NULL, NULL, NULL},
};
static const OrrTypeSpec compress_spec = {
    .name = "zlib.Compress",
    .size = sizeof(Stream),
    .flags = ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = destroy},
    .methods = compress_methods,
};
static const OrrTypeSpec decompress_spec = {
    .name = "zlib.Decompress",
    .size = sizeof(Stream),
    .flags = ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = destroy},
    .methods = decompress_methods,
    .getsets = decompress_getsets,
};

/* Checksums */

typedef uLong (*Checksum)(uLong start, const Bytef *data, z_size_t length);

static OrrValue checksum(OrrVm *vm, Checksum function, uint32_t otherwise, const OrrValue *args, size_t nargs) {
    int64_t start = otherwise;
    OrrByteView view;
    if (nargs > 1 && !orr_to_index(vm, args[1], vm->exc.OverflowError, &start)) return ORR_NULL;
    if (!orr_byte_view_or_fail(vm, args[0], &view)) return ORR_NULL;
    return orr_int(vm, (int64_t)function((uint32_t)start, view.data, view.length));
}

static OrrValue module_crc32(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    return checksum(vm, crc32_z, 0, args, nargs);
}
static OrrValue module_adler32(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    return checksum(vm, adler32_z, 1, args, nargs);
}

static const OrrMethodDef methods[] = {
    ORR_DEF_RANGE("adler32", module_adler32, 1, 2),  ORR_DEF_KEYWORDS("compress", module_compress),
    ORR_DEF_KEYWORDS("compressobj", compressobj),    ORR_DEF_RANGE("crc32", module_crc32, 1, 2),
    ORR_DEF_KEYWORDS("decompress", module_decompress), ORR_DEF_KEYWORDS("decompressobj", decompressobj),
    ORR_DEF_END,
};

static const struct {
    const char *name;
    int value;
} constants[] = {
    {"DEFLATED", Z_DEFLATED},
    {"DEF_BUF_SIZE", 16384},
    {"DEF_MEM_LEVEL", 8},
    {"MAX_WBITS", MAX_WBITS},
    {"Z_BEST_COMPRESSION", Z_BEST_COMPRESSION},
    {"Z_BEST_SPEED", Z_BEST_SPEED},
    {"Z_BLOCK", Z_BLOCK},
    {"Z_DEFAULT_COMPRESSION", Z_DEFAULT_COMPRESSION},
    {"Z_DEFAULT_STRATEGY", Z_DEFAULT_STRATEGY},
    {"Z_FILTERED", Z_FILTERED},
    {"Z_FINISH", Z_FINISH},
    {"Z_FIXED", Z_FIXED},
    {"Z_FULL_FLUSH", Z_FULL_FLUSH},
    {"Z_HUFFMAN_ONLY", Z_HUFFMAN_ONLY},
    {"Z_NO_COMPRESSION", Z_NO_COMPRESSION},
    {"Z_NO_FLUSH", Z_NO_FLUSH},
    {"Z_PARTIAL_FLUSH", Z_PARTIAL_FLUSH},
    {"Z_RLE", Z_RLE},
    {"Z_SYNC_FLUSH", Z_SYNC_FLUSH},
    {"Z_TREES", Z_TREES},
};

static bool add_constants(OrrVm *vm, OrrValue module) {
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++) {
        if (!orr_module_add(vm, module, constants[i].name, orr_int(vm, constants[i].value))) return false;
    }
    return orr_module_add(vm, module, "ZLIB_VERSION", orr_str_from_cstring(vm, ZLIB_VERSION)) &&
           orr_module_add(vm, module, "ZLIB_RUNTIME_VERSION", orr_str_from_cstring(vm, ZLIB_VERSION));
}

OrrValue orr_lib_zlib(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "zlib");
    if (module == ORR_NULL) return ORR_NULL;
    if (orr_module_add_type(vm, module, &error_spec, vm->exc.Exception) != NULL &&
        orr_module_add_type(vm, module, &compress_spec, NULL) != NULL &&
        orr_module_add_type(vm, module, &decompress_spec, NULL) != NULL &&
        orr_module_add_functions(vm, module, methods) && add_constants(vm, module))
        return module;
    orr_release(vm, module);
    return ORR_NULL;
}

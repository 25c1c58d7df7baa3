#include "sim/lib/stream.h"

#include "sim/vm/abstract.h"
#include "sim/vm/attr.h"
#include "sim/vm/dict.h"
#include "sim/vm/iter.h"
#include "sim/vm/sequence.h"

/* Writing. */

void orr_stream_flush(OrrStreamWriter *w) {
    if (w->length > 0) w->vm->host->write(w->vm->host->context, w->number, w->bytes, w->length);
    w->length = 0;
}

void orr_stream_put(OrrStreamWriter *w, const char *bytes, size_t length) {
    if (length > sizeof w->bytes - w->length) {
        orr_stream_flush(w);
        if (length > sizeof w->bytes) {
            w->vm->host->write(w->vm->host->context, w->number, bytes, length);
            return;
        }
    }
    memcpy(w->bytes + w->length, bytes, length);
    w->length += length;
}

static size_t encode(uint32_t c, char out[4]) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

static bool has_surrogates(const OrrStr *s) {
    for (size_t i = 0; s->kind > 1 && i < s->length; i++) {
        uint32_t c = orr_str_at(s, i);
        if (c >= 0xD800 && c <= 0xDFFF) return true;
    }
    return false;
}

/* The error that encoding s strictly gives. */
static bool refuse_surrogates(OrrVm *vm, OrrStr *s) {
    OrrValue name = orr_str_intern_cstring(vm, "encode");
    if (name == ORR_NULL) return false;
    orr_xrelease(vm, orr_call_method(vm, orr_value(s), orr_as_str(name), NULL, 0));
    orr_release(vm, name);
    return false;
}

/* Lone surrogates go to stderr as \udc80, as the error handler backslashreplace has it. */
static size_t encode_for(int number, uint32_t c, char out[8]) {
    if (number != 2 || c < 0xD800 || c > 0xDFFF) return encode(c, out);
    static const char digits[] = "0123456789abcdef";
    out[0] = '\\';
    out[1] = 'u';
    for (int i = 0; i < 4; i++) out[2 + i] = digits[c >> (12 - 4 * i) & 15u];
    return 6;
}

bool orr_stream_put_str(OrrStreamWriter *w, OrrStr *s) {
    if (s->kind == 1 && (s->head.flags & ORR_STR_ASCII)) {
        orr_stream_put(w, orr_str_data(s), s->length);
        return true;
    }
    if (w->number != 2 && has_surrogates(s)) return refuse_surrogates(w->vm, s);
    for (size_t i = 0; i < s->length; i++) {
        char bytes[8];
        orr_stream_put(w, bytes, encode_for(w->number, orr_str_at(s, i), bytes));
    }
    return true;
}

/* The type. */

static OrrStream *as_stream(OrrValue v) {
    return (OrrStream *)(uintptr_t)v;
}

OrrValue orr_stream_new(OrrVm *vm, OrrType *type, uint8_t number) {
    OrrStream *stream = orr_new_object(vm, type, sizeof *stream);
    if (stream == NULL) return ORR_NULL;
    stream->dict = NULL;
    stream->number = number;
    stream->closed = false;
    return orr_value(stream);
}

static void stream_destroy(OrrVm *vm, OrrObject *self) {
    orr_xrelease_object(vm, ((OrrStream *)self)->dict);
    orr_free_object(vm, self, sizeof(OrrStream));
}

static void stream_traverse(OrrObject *self, OrrVisit visit, void *context) {
    OrrDict *dict = ((OrrStream *)self)->dict;
    if (dict != NULL) visit(context, &dict->head);
}

static const char *const stream_names[] = {"<stdin>", "<stdout>", "<stderr>"};

static OrrValue stream_repr(OrrVm *vm, OrrValue self) {
    unsigned number = as_stream(self)->number;
    return orr_format(vm, "<_io.TextIOWrapper name='%s' mode='%s' encoding='utf-8'>", stream_names[number],
                      number == 0 ? "r" : "w");
}

static bool check_open(OrrVm *vm, OrrValue self) {
    return !as_stream(self)->closed || orr_fail(vm, vm->exc.ValueError, "I/O operation on closed file.");
}

static OrrValue stream_write(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    const OrrStream *stream = as_stream(self);
    if (!orr_is_str(args[0])) {
        return orr_raise(vm, vm->exc.TypeError, "write() argument must be str, not %T", args[0]);
    }
    if (!check_open(vm, self)) return ORR_NULL;
    if (stream->number == 0) return orr_raise(vm, vm->exc.OSError, "not writable");
    OrrStreamWriter w = {.vm = vm, .number = stream->number, .length = 0};
    if (!orr_stream_put_str(&w, orr_as_str(args[0]))) return ORR_NULL;
    orr_stream_flush(&w);
    return orr_small_int((int64_t)orr_as_str(args[0])->length);
}

static OrrValue stream_writelines(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)nargs, (void)kwnames;
    OrrValue iterator = orr_iter(vm, args[0]);
    if (iterator == ORR_NULL) return ORR_NULL;
    for (;;) {
        OrrValue line = orr_next(vm, iterator);
        if (line == ORR_NULL) break;
        OrrValue written = stream_write(vm, self, &line, 1, ORR_NULL);
        orr_release(vm, line);
        if (written == ORR_NULL) break;
    }
    orr_release(vm, iterator);
    return vm->exception != ORR_NULL ? ORR_NULL : ORR_NONE;
}

static OrrValue stream_flush(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return check_open(vm, self) ? ORR_NONE : ORR_NULL;
}
static OrrValue stream_isatty(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return check_open(vm, self) ? ORR_FALSE : ORR_NULL;
}
static OrrValue stream_fileno(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_small_int(as_stream(self)->number);
}
static OrrValue stream_readable(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(as_stream(self)->number == 0);
}
static OrrValue stream_writable(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_bool(as_stream(self)->number != 0);
}
static OrrValue stream_close(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    as_stream(self)->closed = true;
    return ORR_NONE;
}

/* A scenario's stdin is empty. */
static OrrValue stream_read(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    if (!check_open(vm, self)) return ORR_NULL;
    if (as_stream(self)->number != 0) return orr_raise(vm, vm->exc.OSError, "not readable");
    return orr_retain(vm->empty_str);
}
static OrrValue stream_next(OrrVm *vm, OrrValue self) {
    (void)vm, (void)self;
    return ORR_NULL;
}

static OrrValue stream_enter(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return check_open(vm, self) ? orr_retain(self) : ORR_NULL;
}
static OrrValue stream_exit(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return stream_close(vm, self, NULL, 0, ORR_NULL);
}

static OrrValue get_name(OrrVm *vm, OrrValue self) {
    return orr_str_from_cstring(vm, stream_names[as_stream(self)->number]);
}
static OrrValue get_mode(OrrVm *vm, OrrValue self) {
    return orr_str_from_cstring(vm, as_stream(self)->number == 0 ? "r" : "w");
}
static OrrValue get_encoding(OrrVm *vm, OrrValue self) {
    (void)self;
    return orr_str_from_cstring(vm, "utf-8");
}
static OrrValue get_errors(OrrVm *vm, OrrValue self) {
    return orr_str_from_cstring(vm, as_stream(self)->number == 2 ? "backslashreplace" : "strict");
}
static OrrValue get_closed(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_bool(as_stream(self)->closed);
}
static OrrValue get_line_buffering(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_bool(as_stream(self)->number == 2);
}

static const OrrMethodDef methods[] = {
    ORR_DEF_NONE("__enter__", stream_enter),
    ORR_DEF_RANGE("__exit__", stream_exit, 0, 3),
    ORR_DEF_NONE("close", stream_close),
    ORR_DEF_NONE("fileno", stream_fileno),
    ORR_DEF_NONE("flush", stream_flush),
    ORR_DEF_NONE("isatty", stream_isatty),
    ORR_DEF_RANGE("read", stream_read, 0, 1),
    ORR_DEF_NONE("readable", stream_readable),
    ORR_DEF_RANGE("readline", stream_read, 0, 1),
    ORR_DEF_NONE("writable", stream_writable),
    ORR_DEF_ONE("write", stream_write),
    ORR_DEF_ONE("writelines", stream_writelines),
    ORR_DEF_END,
};
static const OrrGetSetDef getsets[] = {
    {"__dict__", orr_get_dict, orr_set_dict},
    {"closed", get_closed, NULL},
    {"encoding", get_encoding, NULL},
    {"errors", get_errors, NULL},
    {"line_buffering", get_line_buffering, NULL},
    {"mode", get_mode, NULL},
    {"name", get_name, NULL},
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_stream_spec = {
    .name = "_io.TextIOWrapper",
    .size = sizeof(OrrStream),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .dict_offset = offsetof(OrrStream, dict),
    .slots = {.destroy = stream_destroy,
              .traverse = stream_traverse,
              .repr = stream_repr,
              .iter = orr_iter_self,
              .next = stream_next},
    .methods = methods,
    .getsets = getsets,
};

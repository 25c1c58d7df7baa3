/* Module _re: the functions of re, which compile a pattern (or take it from the cache) and ask it. */
#include "sim/lib/re.h"

#include "sim/lib/lib.h"
#include "sim/lib/modules.h"
#include "sim/vm/abstract.h"
#include "sim/vm/exception.h"
#include "sim/vm/function.h"
#include "sim/vm/number.h"

#define CACHE_MAX 512u

OrrReState *orr_re_state(OrrVm *vm) {
    OrrLib *lib = vm->lib;
    return lib->re;
}

/* Compiling */

static bool is_pattern(const OrrReState *st, OrrValue v) {
    return orr_is_object(v) && orr_object(v)->type == st->pattern;
}

/* What a pattern is found by in the cache: plain ones by themselves. New. */
static OrrValue cache_key(OrrVm *vm, OrrValue pattern, int64_t flags) {
    bool plain = orr_is_exact(vm, pattern, vm->types.str) || orr_is_exact(vm, pattern, vm->types.bytes);
    if (flags == 0 && plain) return orr_retain(pattern);
    OrrValue number = orr_int(vm, flags);
    if (number == ORR_NULL) return ORR_NULL;
    const OrrValue items[] = {orr_value(orr_type_of(vm, pattern)), pattern, number};
    OrrValue key = orr_tuple_new(vm, items, 3);
    orr_release(vm, number);
    return key;
}

static OrrValue compile_new(OrrVm *vm, OrrReState *st, OrrValue pattern, int64_t flags, OrrValue key) {
    if (!orr_is_str(pattern) && !orr_is_bytes(pattern))
        return orr_raise(vm, vm->exc.TypeError, "first argument must be string or compiled pattern");
    if (flags & ORR_RE_DEBUG)
        return orr_raise(vm, vm->exc.ValueError, "re.DEBUG is not supported: there is no compiled form to show");
    OrrValue made = orr_re_pattern_new(vm, pattern, (uint32_t)flags);
    if (made == ORR_NULL) return ORR_NULL;
    OrrValue oldest, unused;
    size_t position = 0;
    if (st->cache->live >= CACHE_MAX && orr_dict_step(st->cache, &position, &oldest, &unused)) {
        orr_retain(oldest);
        orr_dict_delete(vm, st->cache, oldest);
        orr_release(vm, oldest);
    }
    if (orr_dict_set(vm, st->cache, key, made)) return made;
    orr_release(vm, made);
    return ORR_NULL;
}

/* The compiled pattern; new. flags ORR_NULL: 0. */
static OrrValue compile(OrrVm *vm, OrrValue pattern, OrrValue flags) {
    OrrReState *st = orr_re_state(vm);
    int64_t bits = 0;
    if (flags != ORR_NULL && !orr_to_index(vm, flags, vm->exc.OverflowError, &bits)) return ORR_NULL;
    if (is_pattern(st, pattern)) {
        if (bits == 0) return orr_retain(pattern);
        return orr_raise(vm, vm->exc.ValueError, "cannot process flags argument with a compiled pattern");
    }
    OrrValue key = cache_key(vm, pattern, bits);
    if (key == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_xretain(orr_dict_get(vm, st->cache, key));
    if (result == ORR_NULL && vm->exception == ORR_NULL) result = compile_new(vm, st, pattern, bits, key);
    orr_release(vm, key);
    return result;
}

/* Binds (pattern, string, flags=0), compiles and opens. *pattern is new. */
static bool begin(OrrVm *vm, const char *function, const OrrValue *args, size_t nargs, OrrValue kwnames,
                  OrrValue *pattern, OrrReSubject *subject) {
    static const char *const names[] = {"pattern", "string", "flags", NULL};
    const OrrSignature signature = {function, names, 0, 3, 2, 3};
    OrrValue bound[3] = {ORR_NULL, ORR_NULL, ORR_NULL};
    if (nargs == 2 && kwnames == ORR_NULL) memcpy(bound, args, 2 * sizeof *bound);
    else if (!orr_bind_python(vm, &signature, false, args, nargs, kwnames, bound)) return false;
    *pattern = compile(vm, bound[0], bound[2]);
    if (*pattern == ORR_NULL) return false;
    if (orr_re_subject_open(vm, orr_as_pattern(*pattern), bound[1], subject)) return true;
    orr_release(vm, *pattern);
    return false;
}

static OrrValue find(OrrVm *vm, const char *function, const OrrValue *args, size_t nargs, OrrValue kwnames,
                     OrrReMode mode) {
    OrrReSubject subject;
    OrrValue pattern;
    if (!begin(vm, function, args, nargs, kwnames, &pattern, &subject)) return ORR_NULL;
    OrrValue result = orr_re_find(vm, orr_as_pattern(pattern), &subject, mode);
    orr_release(vm, pattern);
    return result;
}

static OrrValue module_match(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    return find(vm, "match", args, nargs, kwnames, ORR_RE_MATCH);
}
static OrrValue module_fullmatch(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    return find(vm, "fullmatch", args, nargs, kwnames, ORR_RE_FULLMATCH);
}
static OrrValue module_search(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    return find(vm, "search", args, nargs, kwnames, ORR_RE_SEARCH);
}

static OrrValue module_findall(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrReSubject subject;
    OrrValue pattern;
    (void)self;
    if (!begin(vm, "findall", args, nargs, kwnames, &pattern, &subject)) return ORR_NULL;
    OrrValue result = orr_re_findall(vm, orr_as_pattern(pattern), &subject);
    orr_release(vm, pattern);
    return result;
}

static OrrValue module_finditer(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrReSubject subject;
    OrrValue pattern;
    (void)self;
    if (!begin(vm, "finditer", args, nargs, kwnames, &pattern, &subject)) return ORR_NULL;
    OrrValue result = orr_re_finditer(vm, orr_as_pattern(pattern), &subject);
    orr_release(vm, pattern);
    return result;
}

static OrrValue module_compile(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"pattern", "flags", NULL};
    static const OrrSignature signature = {"compile", names, 0, 2, 1, 2};
    OrrValue bound[2] = {ORR_NULL, ORR_NULL};
    (void)self;
    if (!orr_bind_python(vm, &signature, false, args, nargs, kwnames, bound)) return ORR_NULL;
    return compile(vm, bound[0], bound[1]);
}

static bool read_limit(OrrVm *vm, OrrValue value, int64_t *limit) {
    *limit = 0;
    return value == ORR_NULL || orr_to_index(vm, value, vm->exc.OverflowError, limit);
}

static OrrValue module_split(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"pattern", "string", "maxsplit", "flags", NULL};
    static const OrrSignature signature = {"split", names, 0, 4, 2, 4};
    OrrValue bound[4] = {ORR_NULL, ORR_NULL, ORR_NULL, ORR_NULL}, result = ORR_NULL;
    OrrReSubject subject;
    int64_t limit;
    (void)self;
    if (!orr_bind_python(vm, &signature, false, args, nargs, kwnames, bound)) return ORR_NULL;
    OrrValue pattern = compile(vm, bound[0], bound[3]);
    if (pattern == ORR_NULL) return ORR_NULL;
    if (read_limit(vm, bound[2], &limit) && orr_re_subject_open(vm, orr_as_pattern(pattern), bound[1], &subject))
        result = orr_re_split(vm, orr_as_pattern(pattern), &subject, limit);
    orr_release(vm, pattern);
    return result;
}

static OrrValue substitute(OrrVm *vm, const char *function, const OrrValue *args, size_t nargs, OrrValue kwnames,
                           bool counted) {
    static const char *const names[] = {"pattern", "repl", "string", "count", "flags", NULL};
    const OrrSignature signature = {function, names, 0, 5, 3, 5};
    OrrValue bound[5] = {ORR_NULL, ORR_NULL, ORR_NULL, ORR_NULL, ORR_NULL}, result = ORR_NULL;
    int64_t limit;
    if (!orr_bind_python(vm, &signature, false, args, nargs, kwnames, bound)) return ORR_NULL;
    OrrValue pattern = compile(vm, bound[0], bound[4]);
    if (pattern == ORR_NULL) return ORR_NULL;
    if (read_limit(vm, bound[3], &limit))
        result = orr_re_sub(vm, orr_as_pattern(pattern), bound[1], bound[2], limit, counted);
    orr_release(vm, pattern);
    return result;
}

static OrrValue module_sub(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    return substitute(vm, "sub", args, nargs, kwnames, false);
}
static OrrValue module_subn(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    return substitute(vm, "subn", args, nargs, kwnames, true);
}

/* Characters that escape puts a backslash before. */
static bool is_special(uint32_t c) {
    return c < 0x80 && c > 0 && strchr("()[]{}?*+-|^$\\.&~# \t\n\r\v\f", (int)c) != NULL;
}

static OrrValue escape_bytes(OrrVm *vm, OrrByteView view) {
    OrrByteBuilder b = {.vm = vm};
    bool good = true;
    for (size_t i = 0; good && i < view.length; i++) {
        if (is_special(view.data[i])) good = orr_byte_builder_add_byte(&b, '\\');
        good = good && orr_byte_builder_add_byte(&b, view.data[i]);
    }
    if (good) return orr_byte_builder_finish(&b, NULL);
    orr_byte_builder_discard(&b);
    return ORR_NULL;
}

static OrrValue module_escape(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"pattern", NULL};
    static const OrrSignature signature = {"escape", names, 0, 1, 1, 1};
    OrrValue bound[1] = {ORR_NULL};
    OrrByteView view;
    OrrStrBuilder b;
    (void)self;
    if (!orr_bind_python(vm, &signature, false, args, nargs, kwnames, bound)) return ORR_NULL;
    if (!orr_is_str(bound[0])) {
        if (orr_byte_view(vm, bound[0], &view)) return escape_bytes(vm, view);
        return orr_raise(vm, vm->exc.TypeError, "decoding to str: need a bytes-like object, %T found", bound[0]);
    }
    const OrrStr *s = orr_as_str(bound[0]);
    orr_builder_init(&b, vm);
    bool good = true;
    for (size_t i = 0; good && i < s->length; i++) {
        uint32_t c = orr_str_at(s, i);
        good = (!is_special(c) || orr_builder_add_char(&b, '\\')) && orr_builder_add_char(&b, c);
    }
    if (good) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

static OrrValue module_purge(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)args, (void)nargs, (void)kwnames;
    orr_dict_clear(vm, orr_re_state(vm)->cache);
    return ORR_NONE;
}

static const OrrMethodDef methods[] = {
    ORR_DEF_KEYWORDS("compile", module_compile),     ORR_DEF_KEYWORDS("escape", module_escape),
    ORR_DEF_KEYWORDS("findall", module_findall),     ORR_DEF_KEYWORDS("finditer", module_finditer),
    ORR_DEF_KEYWORDS("fullmatch", module_fullmatch), ORR_DEF_KEYWORDS("match", module_match),
    ORR_DEF_NONE("purge", module_purge),             ORR_DEF_KEYWORDS("search", module_search),
    ORR_DEF_KEYWORDS("split", module_split),         ORR_DEF_KEYWORDS("sub", module_sub),
    ORR_DEF_KEYWORDS("subn", module_subn),           ORR_DEF_END,
};

/* The state is made with the module, once a run. */
static bool make_state(OrrVm *vm, OrrValue module) {
    OrrLib *lib = orr_lib(vm);
    if (lib == NULL) return false;
    OrrReState *st = lib->re;
    if (st == NULL) {
        st = orr_buffer_new(vm, sizeof *st);
        if (st == NULL) return false;
        *st = (OrrReState){.cache = NULL};
        lib->re = st;
    }
    if (st->cache == NULL) st->cache = orr_dict_new(vm, 0);
    st->pattern = orr_module_add_type(vm, module, &orr_re_pattern_spec, NULL);
    st->matched = orr_module_add_type(vm, module, &orr_re_match_spec, NULL);
    st->iterator = orr_type_from_spec(vm, &orr_re_iterator_spec, NULL);
    st->scanner = orr_type_from_spec(vm, &orr_re_scanner_spec, NULL);
    if (st->cache == NULL || st->pattern == NULL || st->matched == NULL) return false;
    if (st->iterator == NULL || st->scanner == NULL) return false;
    st->pattern->head.refs++;
    st->matched->head.refs++;
    return orr_re_state_init(vm, st);
}

OrrValue orr_lib_re(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "_re");
    if (module == ORR_NULL) return ORR_NULL;
    if (make_state(vm, module) && orr_module_add_functions(vm, module, methods)) return module;
    orr_release(vm, module);
    return ORR_NULL;
}

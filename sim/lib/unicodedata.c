/* Module unicodedata: categories from orrery's own table, normal forms and the other properties from utf8proc. Names of
 * characters are in neither. */
#include <string.h>
#include <utf8proc.h>

#include "sim/base/sort.h"
#include "sim/lib/lib.h"
#include "sim/lib/modules.h"
#include "sim/vm/function.h"
#include "sim/vm/str.h"
#include "sim/vm/unicode.h"

/* A decomposition is at most so many characters long. */
enum { LONGEST = 32 };

static bool one_char(OrrVm *vm, const char *function, const OrrValue *args, size_t nargs, uint32_t *c) {
    bool right = orr_is_str(args[0]) && orr_as_str(args[0])->length == 1;
    if (right) *c = orr_str_at(orr_as_str(args[0]), 0);
    else
        orr_raise(vm, vm->exc.TypeError, "%s() argument%s must be a unicode character, not %T", function,
                  nargs > 1 ? " 1" : "", args[0]);
    return right;
}

static OrrValue category(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    uint32_t c;
    if (!one_char(vm, "category", args, nargs, &c)) return ORR_NULL;
    return orr_str_from_cstring(vm, orr_unicode_category_name(orr_unicode_category(c)));
}

static OrrValue combining(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    uint32_t c;
    if (!one_char(vm, "combining", args, nargs, &c)) return ORR_NULL;
    return orr_small_int(utf8proc_get_property((utf8proc_int32_t)c)->combining_class);
}

static OrrValue mirrored(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    uint32_t c;
    if (!one_char(vm, "mirrored", args, nargs, &c)) return ORR_NULL;
    return orr_small_int(utf8proc_get_property((utf8proc_int32_t)c)->bidi_mirrored);
}

static OrrValue bidirectional(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    static const char *const names[] = {"",   "L",  "LRE", "LRO", "R", "AL", "RLE", "RLO", "PDF", "EN",  "ES",  "ET",
                                        "AN", "CS", "NSM", "BN",  "B", "S",  "WS",  "ON",  "LRI", "RLI", "FSI", "PDI"};
    uint32_t c;
    if (!one_char(vm, "bidirectional", args, nargs, &c)) return ORR_NULL;
    unsigned class = (unsigned)utf8proc_get_property((utf8proc_int32_t)c)->bidi_class;
    return orr_str_from_cstring(vm, class < sizeof names / sizeof names[0] ? names[class] : "");
}

static OrrValue decimal(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    uint32_t c;
    if (!one_char(vm, "decimal", args, nargs, &c)) return ORR_NULL;
    int value = orr_unicode_decimal(c);
    if (value >= 0) return orr_small_int(value);
    return nargs > 1 ? orr_retain(args[1]) : orr_raise(vm, vm->exc.ValueError, "not a decimal");
}

/* ---- normal forms ---- */

static int class_of(utf8proc_int32_t c) {
    return utf8proc_get_property(c)->combining_class;
}

static int by_class(void *context, const void *a, const void *b) {
    (void)context;
    return class_of(*(const utf8proc_int32_t *)a) - class_of(*(const utf8proc_int32_t *)b);
}

/* Marks on one character are in order of their class, those of one class as they came. False: MemoryError. */
static bool order_marks(OrrVm *vm, utf8proc_int32_t *buffer, size_t length) {
    for (size_t end, at = 0; at < length; at = end) {
        end = at + 1;
        if (class_of(buffer[at]) == 0) continue;
        while (end < length && class_of(buffer[end]) != 0) end++;
        size_t bytes = (end - at) * sizeof *buffer;
        if (end - at == 1) continue;
        void *scratch = orr_buffer_new(vm, bytes);
        if (scratch == NULL) return false;
        orr_sort_with(&buffer[at], end - at, sizeof *buffer, scratch, by_class, NULL);
        orr_buffer_free(vm, scratch, bytes);
    }
    return true;
}

/* The form's characters in a buffer of *capacity that the caller frees. NULL: MemoryError. */
static utf8proc_int32_t *form_of(OrrVm *vm, const OrrStr *text, utf8proc_option_t options, size_t *length,
                                 size_t *capacity) {
    *length = 0;
    *capacity = text->length * 3 + LONGEST;
    utf8proc_int32_t *buffer = orr_buffer_new(vm, *capacity * sizeof *buffer);
    for (size_t i = 0; buffer != NULL && i < text->length; i++) {
        if (*capacity - *length < LONGEST) {
            utf8proc_int32_t *more = orr_buffer_new(vm, 2 * *capacity * sizeof *more);
            if (more != NULL) memcpy(more, buffer, *length * sizeof *more);
            orr_buffer_free(vm, buffer, *capacity * sizeof *buffer);
            buffer = more;
            *capacity *= 2;
            if (buffer == NULL) return NULL;
        }
        int boundary = 0;
        utf8proc_ssize_t made = utf8proc_decompose_char((utf8proc_int32_t)orr_str_at(text, i), buffer + *length,
                                                        (utf8proc_ssize_t)(*capacity - *length), options, &boundary);
        if (made < 0) buffer[*length] = (utf8proc_int32_t)orr_str_at(text, i);
        *length += made < 0 ? 1 : (size_t)made;
    }
    if (buffer == NULL) return NULL;
    if (!order_marks(vm, buffer, *length)) {
        orr_buffer_free(vm, buffer, *capacity * sizeof *buffer);
        return NULL;
    }
    if (options & UTF8PROC_COMPOSE)
        *length = (size_t)utf8proc_normalize_utf32(buffer, (utf8proc_ssize_t)*length, options);
    return buffer;
}

static OrrValue normal_form(OrrVm *vm, const char *function, const OrrValue *args) {
    static const struct {
        const char *name;
        unsigned options;
    } forms[] = {{"NFC", UTF8PROC_COMPOSE},
                 {"NFD", UTF8PROC_DECOMPOSE},
                 {"NFKC", UTF8PROC_COMPOSE | UTF8PROC_COMPAT},
                 {"NFKD", UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT}};
    for (size_t i = 0; i < 2; i++)
        if (!orr_is_str(args[i]))
            return orr_raise(vm, vm->exc.TypeError, "%s() argument %d must be str, not %T", function, (int)i + 1,
                             args[i]);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (!orr_str_equals_cstring(orr_as_str(args[0]), forms[i].name)) continue;
        size_t length, capacity;
        utf8proc_int32_t *form = form_of(vm, orr_as_str(args[1]),
                                         (utf8proc_option_t)(forms[i].options | UTF8PROC_STABLE), &length, &capacity);
        if (form == NULL) return ORR_NULL;
        OrrStrBuilder b;
        orr_builder_init(&b, vm);
        bool ok = true;
        for (size_t n = 0; ok && n < length; n++) ok = orr_builder_add_char(&b, (uint32_t)form[n]);
        orr_buffer_free(vm, form, capacity * sizeof *form);
        if (ok) return orr_builder_finish(&b);
        orr_builder_discard(&b);
        return ORR_NULL;
    }
    return orr_raise(vm, vm->exc.ValueError, "invalid normalization form");
}

static OrrValue normalize(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    return normal_form(vm, "normalize", args);
}

static OrrValue is_normalized(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    OrrValue form = normal_form(vm, "is_normalized", args);
    if (form == ORR_NULL) return ORR_NULL;
    int same = orr_equal(vm, form, args[1]);
    orr_release(vm, form);
    return same < 0 ? ORR_NULL : orr_bool(same);
}

static const OrrMethodDef functions[] = {
    ORR_DEF_RANGE("bidirectional", bidirectional, 1, 1), ORR_DEF_RANGE("category", category, 1, 1),
    ORR_DEF_RANGE("combining", combining, 1, 1),         ORR_DEF_RANGE("decimal", decimal, 1, 2),
    ORR_DEF_RANGE("is_normalized", is_normalized, 2, 2), ORR_DEF_RANGE("mirrored", mirrored, 1, 1),
    ORR_DEF_RANGE("normalize", normalize, 2, 2),         ORR_DEF_END,
};

OrrValue orr_lib_unicodedata(OrrVm *vm) {
    OrrValue module = orr_module_new(vm, "unicodedata");
    if (module == ORR_NULL) return ORR_NULL;
    if (orr_module_add_functions(vm, module, functions) &&
        orr_module_add(vm, module, "unidata_version", orr_str_from_cstring(vm, "15.1.0")))
        return module;
    orr_release(vm, module);
    return ORR_NULL;
}

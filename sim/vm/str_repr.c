/* repr(str): quotes as few as can be, escapes for what can't be printed. */
#include "sim/vm/str_methods.h"

#include "sim/vm/unicode.h"

static bool add_hex(OrrStrBuilder *b, char letter, uint32_t c, unsigned digits) {
    bool good = orr_builder_add_char(b, '\\') && orr_builder_add_char(b, (uint32_t)letter);
    for (unsigned shift = digits * 4; good && shift > 0; shift -= 4)
        good = orr_builder_add_char(b, (uint32_t)"0123456789abcdef"[c >> (shift - 4) & 15]);
    return good;
}

static bool add_escaped(OrrStrBuilder *b, uint32_t c, uint32_t quote) {
    if (c == quote || c == '\\') return orr_builder_add_char(b, '\\') && orr_builder_add_char(b, c);
    if (c == '\n') return orr_builder_add_cstring(b, "\\n");
    if (c == '\r') return orr_builder_add_cstring(b, "\\r");
    if (c == '\t') return orr_builder_add_cstring(b, "\\t");
    if (orr_unicode_is_printable(c)) return orr_builder_add_char(b, c);
    if (c < 0x100) return add_hex(b, 'x', c, 2);
    return c < 0x10000 ? add_hex(b, 'u', c, 4) : add_hex(b, 'U', c, 8);
}

static bool has(const OrrStr *s, uint8_t c) {
    return orr_units_find(orr_str_data(s), s->kind, s->length, &c, 1, 1) != ORR_NOT_FOUND;
}

static bool needs_no_escape(const OrrStr *s) {
    const uint8_t *units = orr_str_data(s);
    for (size_t i = 0; i < s->length; i++) {
        if (units[i] < ' ' || units[i] > '~' || units[i] == '\\') return false;
    }
    return true;
}

OrrValue orr_str_repr(OrrVm *vm, OrrValue self) {
    OrrStr *s = orr_as_str(self);
    uint32_t quote = has(s, '\'') && !has(s, '"') ? '"' : '\'';
    OrrStrBuilder b;
    orr_builder_init(&b, vm);
    bool good = orr_builder_add_char(&b, quote);
    if (s->kind == 1 && (quote == '"' || !has(s, '\'')) && needs_no_escape(s)) {
        good = good && orr_builder_add_str(&b, s);
    } else {
        for (size_t i = 0; good && i < s->length; i++) good = add_escaped(&b, orr_str_at(s, i), quote);
    }
    if (good && orr_builder_add_char(&b, quote)) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

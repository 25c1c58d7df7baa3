/* Patterns and replacements as tokens, and the errors found in them. */
#include "sim/lib/lib.h"
#include "sim/lib/re.h"
#include "sim/vm/number.h"
#include "sim/vm/unicode.h"

static uint32_t unit_at(const OrrReSource *s, size_t i) {
    if (s->kind == 1) return ((const uint8_t *)s->units)[i];
    return s->kind == 2 ? ((const uint16_t *)s->units)[i] : ((const uint32_t *)s->units)[i];
}

uint32_t orr_re_source_at(const OrrReSource *s, size_t i) {
    return unit_at(s, i);
}

/* Makes what is at index the next token. */
static void look_ahead(OrrReSource *s) {
    s->next_length = 0;
    if (s->index >= s->length || s->failed) return;
    if (unit_at(s, s->index) != '\\') {
        s->next_length = 1;
    } else if (s->index + 1 < s->length) {
        s->next_length = 2;
    } else {
        orr_re_fail_text(s, "bad escape (end of pattern)", s->length - 1);
        return;
    }
    s->index += s->next_length;
}

void orr_re_source_open(OrrReSource *s, OrrVm *vm, OrrValue string) {
    *s = (OrrReSource){.vm = vm, .string = string, .kind = 1};
    if (orr_is_str(string)) {
        const OrrStr *text = orr_as_str(string);
        s->is_text = true;
        s->units = orr_str_data(text);
        s->kind = text->kind;
        s->length = text->length;
    } else {
        OrrByteView view;
        if (!orr_byte_view(vm, string, &view)) {
            orr_fail(vm, vm->exc.TypeError, "decoding to str: need a bytes-like object, %T found", string);
            s->failed = true;
            return;
        }
        s->units = view.data;
        s->length = view.length;
    }
    look_ahead(s);
}

size_t orr_re_source_tell(const OrrReSource *s) {
    return s->index - s->next_length;
}

void orr_re_source_seek(OrrReSource *s, size_t position) {
    s->index = position;
    look_ahead(s);
}

uint32_t orr_re_source_peek(const OrrReSource *s) {
    if (s->next_length == 0) return ORR_RE_END;
    return s->next_length == 2 ? ORR_RE_ESCAPE : unit_at(s, s->index - 1);
}

uint32_t orr_re_source_take(OrrReSource *s) {
    uint32_t token = orr_re_source_peek(s);
    look_ahead(s);
    return token;
}

bool orr_re_source_match(OrrReSource *s, uint32_t character) {
    if (orr_re_source_peek(s) != character) return false;
    look_ahead(s);
    return true;
}

OrrValue orr_re_source_text(const OrrReSource *s, size_t start, size_t end) {
    if (s->is_text) return orr_str_substring(s->vm, orr_as_str(s->string), start, end);
    return orr_str_from_units(s->vm, (const uint8_t *)s->units + start, 1, end - start);
}

OrrValue orr_re_source_until(OrrReSource *s, uint32_t terminator, const char *what) {
    size_t start = orr_re_source_tell(s);
    for (;;) {
        size_t end = orr_re_source_tell(s);
        uint32_t token = orr_re_source_take(s);
        if (token == ORR_RE_END) {
            if (end == start) orr_re_fail(s, orr_format(s->vm, "missing %s", what), end);
            else orr_re_fail(s, orr_format(s->vm, "missing %c, unterminated name", (int)terminator), start);
            return ORR_NULL;
        }
        if (token != terminator) continue;
        if (end > start) return orr_re_source_text(s, start, end);
        orr_re_fail(s, orr_format(s->vm, "missing %s", what), orr_re_source_tell(s) - 1);
        return ORR_NULL;
    }
}

static bool is_identifier(const OrrStr *name) {
    for (size_t i = 0; i < name->length; i++) {
        OrrCharFlag needed = i == 0 ? ORR_CHAR_XID_START : ORR_CHAR_XID_CONTINUE;
        if (!orr_unicode_is(orr_str_at(name, i), needed)) return false;
    }
    return name->length > 0;
}

bool orr_re_source_check_name(OrrReSource *s, OrrStr *name, size_t offset) {
    size_t position = orr_re_source_tell(s) - name->length - offset;
    if (!s->is_text && !(name->head.flags & ORR_STR_ASCII)) {
        OrrValue shown = orr_ascii(s->vm, orr_value(name));
        OrrValue message = shown == ORR_NULL ? shown : orr_format(s->vm, "bad character in group name %S", shown);
        orr_xrelease(s->vm, shown);
        return orr_re_fail(s, message, position);
    }
    if (is_identifier(name)) return true;
    return orr_re_fail(s, orr_format(s->vm, "bad character in group name %R", orr_value(name)), position);
}

static int digit_value(uint32_t c) {
    if (c >= '0' && c <= '9') return (int)(c - '0');
    if (c >= 'a' && c <= 'f') return (int)(c - 'a') + 10;
    return c >= 'A' && c <= 'F' ? (int)(c - 'A') + 10 : -1;
}

size_t orr_re_source_digits(OrrReSource *s, size_t count, unsigned base, uint32_t *value) {
    size_t taken = 0;
    for (; taken < count; taken++) {
        int digit = digit_value(orr_re_source_peek(s));
        if (digit < 0 || (unsigned)digit >= base) break;
        *value = *value * base + (uint32_t)digit;
        orr_re_source_take(s);
    }
    return taken;
}

/* In messages about bytes, what is not ASCII is escaped. Steals. */
static OrrValue escape_message(OrrVm *vm, OrrValue message) {
    OrrStrBuilder b;
    if (message == ORR_NULL || (orr_as_str(message)->head.flags & ORR_STR_ASCII)) return message;
    orr_builder_init(&b, vm);
    bool good = true;
    for (size_t i = 0; good && i < orr_as_str(message)->length; i++) {
        static const char hex[] = "0123456789abcdef";
        uint32_t c = orr_str_at(orr_as_str(message), i);
        if (c < 0x80) good = orr_builder_add_char(&b, c);
        else
            good = orr_builder_add_cstring(&b, "\\x") && orr_builder_add_char(&b, (uint8_t)hex[c >> 4 & 15u]) &&
                   orr_builder_add_char(&b, (uint8_t)hex[c & 15u]);
    }
    orr_release(vm, message);
    if (good) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

bool orr_re_fail(OrrReSource *s, OrrValue message, size_t position) {
    OrrVm *vm = s->vm;
    if (s->failed) {
        orr_xrelease(vm, message);
        return false;
    }
    s->failed = true;
    s->next_length = 0;
    if (!s->is_text) message = escape_message(vm, message);
    OrrValue type = message == ORR_NULL ? ORR_NULL : orr_lib_import_from(vm, "re", "PatternError");
    if (type != ORR_NULL) {
        const OrrValue args[] = {message, s->string, orr_small_int((int64_t)position)};
        OrrValue error = orr_call(vm, type, args, position == SIZE_MAX ? 1 : 3, ORR_NULL);
        if (error != ORR_NULL) orr_raise_value(vm, error);
        orr_release(vm, type);
    }
    orr_xrelease(vm, message);
    return false;
}

bool orr_re_fail_text(OrrReSource *s, const char *message, size_t position) {
    return orr_re_fail(s, s->failed ? ORR_NULL : orr_str_from_cstring(s->vm, message), position);
}

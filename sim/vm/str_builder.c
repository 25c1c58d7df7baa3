/* Growing a str piece by piece, see str.h. The buffer doubles; it widens when a wider character comes. */
#include "sim/vm/abstract.h"
#include "sim/vm/str_internal.h"

#define FIRST_CAPACITY 32u

void orr_builder_init(OrrStrBuilder *b, OrrVm *vm) {
    *b = (OrrStrBuilder){.vm = vm, .kind = 1};
}

static bool move_units(OrrStrBuilder *b, size_t capacity, uint8_t kind) {
    void *units = orr_buffer_new(b->vm, capacity * kind);
    if (units == NULL) return false;
    orr_units_copy(units, kind, b->units, b->kind, b->length);
    orr_buffer_free(b->vm, b->units, b->capacity * b->kind);
    b->units = units;
    b->capacity = capacity;
    b->kind = kind;
    return true;
}

/* Makes room for count more units as wide as max_char. */
static bool reserve(OrrStrBuilder *b, size_t count, uint32_t max_char) {
    uint8_t kind = orr_kind_of(max_char);
    if (kind < b->kind) kind = b->kind;
    if (ORR_LIKELY(count <= b->capacity - b->length && kind == b->kind)) return true;
    if (count > ORR_STR_LENGTH_MAX - b->length) {
        orr_raise_memory(b->vm);
        return false;
    }
    size_t capacity = b->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : b->capacity;
    while (capacity < b->length + count) capacity *= 2;
    if (kind != b->kind || b->units == NULL) return move_units(b, capacity, kind);
    void *units = orr_buffer_resize(b->vm, b->units, b->capacity * kind, capacity * kind);
    if (units == NULL) return false;
    b->units = units;
    b->capacity = capacity;
    return true;
}

bool orr_builder_add_range(OrrStrBuilder *b, const OrrStr *s, size_t start, size_t end) {
    ORR_ASSERT(start <= end && end <= s->length);
    const void *units = orr_unit_address(orr_str_data(s), s->kind, start);
    uint32_t widest = s->kind <= b->kind ? 0 : orr_units_widest(units, s->kind, end - start);
    if (!reserve(b, end - start, widest)) return false;
    orr_units_copy((uint8_t *)b->units + b->length * b->kind, b->kind, units, s->kind, end - start);
    b->length += end - start;
    return true;
}

bool orr_builder_add_str(OrrStrBuilder *b, const OrrStr *s) {
    return orr_builder_add_range(b, s, 0, s->length);
}

bool orr_builder_add_char(OrrStrBuilder *b, uint32_t code_point) {
    if (!reserve(b, 1, code_point)) return false;
    orr_unit_put(b->units, b->kind, b->length++, code_point);
    return true;
}

bool orr_builder_add_fill(OrrStrBuilder *b, uint32_t code_point, size_t count) {
    if (count == 0) return true;
    if (!reserve(b, count, code_point)) return false;
    orr_units_fill(b->units, b->kind, b->length, count, code_point);
    b->length += count;
    return true;
}

bool orr_builder_add_cstring(OrrStrBuilder *b, const char *ascii) {
    size_t count = strlen(ascii);
    if (!reserve(b, count, 0)) return false;
    orr_units_copy((uint8_t *)b->units + b->length * b->kind, b->kind, ascii, 1, count);
    b->length += count;
    return true;
}

bool orr_builder_add_utf8(OrrStrBuilder *b, const char *utf8, size_t length) {
    const uint8_t *bytes = (const uint8_t *)utf8;
    for (size_t i = 0; i < length;) {
        size_t plain = 0;
        while (i + plain < length && bytes[i + plain] < 0x80) plain++;
        if (plain > 0) {
            if (!reserve(b, plain, 0)) return false;
            orr_units_copy((uint8_t *)b->units + b->length * b->kind, b->kind, bytes + i, 1, plain);
            b->length += plain;
            i += plain;
            continue;
        }
        uint32_t c;
        size_t step = orr_utf8_decode(bytes + i, length - i, &c);
        if (!orr_builder_add_char(b, step == 0 ? 0xFFFD : c)) return false;
        i += step == 0 ? 1 : step;
    }
    return true;
}

/* Adds text (stolen), which may be ORR_NULL after a failure. */
static bool add_stolen(OrrStrBuilder *b, OrrValue text) {
    if (text == ORR_NULL) return false;
    bool added = orr_builder_add_str(b, orr_as_str(text));
    orr_release(b->vm, text);
    return added;
}

bool orr_builder_add_repr(OrrStrBuilder *b, OrrValue value) {
    return add_stolen(b, orr_repr(b->vm, value));
}

bool orr_builder_add_value(OrrStrBuilder *b, OrrValue value) {
    if (orr_is_str(value) && orr_object(value)->type == b->vm->types.str)
        return orr_builder_add_str(b, orr_as_str(value));
    return add_stolen(b, orr_str(b->vm, value));
}

OrrValue orr_builder_finish(OrrStrBuilder *b) {
    OrrValue s = orr_str_from_units(b->vm, b->units, b->kind, b->length);
    orr_builder_discard(b);
    return s;
}

void orr_builder_discard(OrrStrBuilder *b) {
    orr_buffer_free(b->vm, b->units, b->capacity * b->kind);
    orr_builder_init(b, b->vm);
}

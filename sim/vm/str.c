/* See str.h. Here: making, comparing, hashing, joining strs, and their conversion from and to UTF-8. */
#include "sim/vm/str.h"

#include "sim/vm/str_internal.h"

void orr_units_copy(void *to, uint8_t to_kind, const void *from, uint8_t from_kind, size_t count) {
    if (to_kind == from_kind) {
        if (count > 0) memcpy(to, from, count * to_kind);
        return;
    }
    for (size_t i = 0; i < count; i++) orr_unit_put(to, to_kind, i, orr_unit_get(from, from_kind, i));
}

static uint32_t widest_byte(const uint8_t *bytes, size_t count) {
    const uint64_t high = UINT64_C(0x8080808080808080);
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, 8);
        if (word & high) return 0xFF;
    }
    for (; i < count; i++) {
        if (bytes[i] & 0x80) return 0xFF;
    }
    return 0x7F;
}

uint32_t orr_units_widest(const void *units, uint8_t kind, size_t count) {
    if (kind == 1) return widest_byte(units, count);
    uint32_t all = 0;
    for (size_t i = 0; i < count; i++) all |= orr_unit_get(units, kind, i);
    return all < 0x80 ? 0x7F : all < 0x100 ? 0xFF : all < 0x10000 ? 0xFFFF : ORR_MAX_CODE_POINT;
}

void orr_units_fill(void *units, uint8_t kind, size_t start, size_t count, uint32_t code_point) {
    if (kind == 1) {
        memset((uint8_t *)units + start, (int)code_point, count);
        return;
    }
    for (size_t i = start; i < start + count; i++) orr_unit_put(units, kind, i, code_point);
}

/* Making. */

static size_t exact_size(size_t length, uint8_t kind) {
    return ORR_STR_DATA_OFFSET + (length + 1) * kind;
}

/* Blocks of strs that grew in place have sizes of eight steps to the doubling, so that one byte tells the size. */
static size_t grown_size(uint8_t size_class) {
    return (size_t)(8u + (size_class & 7u)) << (size_class >> 3);
}
static uint8_t grown_class(size_t size) {
    uint8_t size_class = 24; /* 64 bytes */
    while (grown_size(size_class) < size) size_class++;
    return size_class;
}

size_t orr_str_block_size(const OrrVm *vm, const OrrStr *s) {
    if (s->grown != 0) return grown_size(s->grown);
    if (s->head.type == vm->types.str) return exact_size(s->length, s->kind);
    return orr_str_fixed_size(s) + s->head.type->instance_size - sizeof(OrrStr);
}

static void fill_head(OrrStr *s, size_t length, uint32_t max_char) {
    s->hash = 0;
    s->length = length;
    s->kind = orr_kind_of(max_char);
    s->grown = 0;
    if (max_char < 0x80) s->head.flags |= ORR_STR_ASCII;
    orr_unit_put(orr_str_units(s), s->kind, length, 0);
}

OrrStr *orr_str_alloc(OrrVm *vm, size_t length, uint32_t max_char) {
    if (length == 0 && vm->empty_str != ORR_NULL) return orr_as_str(orr_retain(vm->empty_str));
    if (length > ORR_STR_LENGTH_MAX) {
        orr_raise_memory(vm);
        return NULL;
    }
    OrrStr *s = orr_new_object(vm, vm->types.str, exact_size(length, orr_kind_of(max_char)));
    if (s != NULL) fill_head(s, length, max_char);
    return s;
}

OrrValue orr_str_from_char(OrrVm *vm, uint32_t code_point) {
    if (code_point < 256) return orr_retain(vm->latin1[code_point]);
    OrrStr *s = orr_str_alloc(vm, 1, code_point);
    if (s == NULL) return ORR_NULL;
    orr_unit_put(orr_str_units(s), s->kind, 0, code_point);
    return orr_value(s);
}

OrrValue orr_str_from_units(OrrVm *vm, const void *units, uint8_t kind, size_t length) {
    if (length == 1) return orr_str_from_char(vm, orr_unit_get(units, kind, 0));
    OrrStr *s = orr_str_alloc(vm, length, orr_units_widest(units, kind, length));
    if (s == NULL) return ORR_NULL;
    orr_units_copy(orr_str_units(s), s->kind, units, kind, length);
    return orr_value(s);
}

OrrValue orr_str_substring(OrrVm *vm, OrrStr *s, size_t start, size_t end) {
    ORR_ASSERT(start <= end && end <= s->length);
    if (start == 0 && end == s->length && s->head.type == vm->types.str) return orr_retain(orr_value(s));
    const void *units = orr_unit_address(orr_str_data(s), s->kind, start);
    if (!orr_str_is_ascii(s) || end - start == 1) return orr_str_from_units(vm, units, s->kind, end - start);
    OrrStr *part = orr_str_alloc(vm, end - start, 0x7F);
    if (part == NULL) return ORR_NULL;
    memcpy(orr_str_units(part), units, end - start);
    return orr_value(part);
}

static uint32_t max_char_of(const OrrStr *s) {
    if (orr_str_is_ascii(s)) return 0x7F;
    return s->kind == 1 ? 0xFF : s->kind == 2 ? 0xFFFF : ORR_MAX_CODE_POINT;
}

OrrValue orr_str_concat(OrrVm *vm, OrrStr *a, OrrStr *b) {
    if (a->length == 0 && b->head.type == vm->types.str) return orr_retain(orr_value(b));
    if (b->length == 0 && a->head.type == vm->types.str) return orr_retain(orr_value(a));
    uint32_t widest = max_char_of(a) > max_char_of(b) ? max_char_of(a) : max_char_of(b);
    OrrStr *sum = orr_str_alloc(vm, a->length + b->length, widest);
    if (sum == NULL) return ORR_NULL;
    uint8_t *units = orr_str_units(sum);
    orr_units_copy(units, sum->kind, orr_str_data(a), a->kind, a->length);
    orr_units_copy(units + a->length * sum->kind, sum->kind, orr_str_data(b), b->kind, b->length);
    return orr_value(sum);
}

/* Makes room in the block of s for so many bytes, moving it if need be. NULL: no memory, s is untouched. */
static OrrStr *grow_block(OrrVm *vm, OrrStr *s, size_t needed) {
    size_t size = orr_str_block_size(vm, s);
    if (needed <= size) return s;
    uint8_t size_class = grown_class(needed + needed / 4);
    OrrStr *moved = orr_arena_realloc(vm->arena, ORR_BLOCK_RAW, s, size, grown_size(size_class));
    if (moved != NULL) moved->grown = size_class;
    return moved;
}

bool orr_str_append(OrrVm *vm, OrrValue *left, OrrStr *right) {
    OrrStr *s = orr_as_str(*left);
    uint32_t fixed = ORR_STR_INTERNED | ORR_OBJECT_HAS_ID | ORR_OBJECT_HAS_WEAKREF;
    bool in_place = s->head.refs == 1 && s != right && !(s->head.flags & fixed) && s->head.type == vm->types.str &&
                    s->kind >= right->kind && s->length > 0 && right->length < ORR_STR_LENGTH_MAX - s->length;
    if (in_place) {
        OrrStr *grown = grow_block(vm, s, exact_size(s->length + right->length, s->kind));
        if (grown != NULL) {
            orr_units_copy((uint8_t *)orr_str_units(grown) + grown->length * grown->kind, grown->kind,
                           orr_str_data(right), right->kind, right->length);
            grown->length += right->length;
            grown->hash = 0;
            if (!orr_str_is_ascii(right)) grown->head.flags &= ~ORR_STR_ASCII;
            orr_unit_put(orr_str_units(grown), grown->kind, grown->length, 0);
            *left = orr_value(grown);
            return true;
        }
    }
    OrrValue sum = orr_str_concat(vm, s, right);
    if (sum == ORR_NULL) return false;
    orr_release(vm, *left);
    *left = sum;
    return true;
}

/* Comparing and hashing. */

bool orr_str_equal(const OrrStr *a, const OrrStr *b) {
    if (a == b) return true;
    if (a->length != b->length || a->kind != b->kind) return false;
    if (a->hash != 0 && b->hash != 0 && a->hash != b->hash) return false;
    return memcmp(orr_str_data(a), orr_str_data(b), a->length * a->kind) == 0;
}

int orr_str_compare(const OrrStr *a, const OrrStr *b) {
    size_t common = a->length < b->length ? a->length : b->length;
    if (a->kind == 1 && b->kind == 1) {
        int order = memcmp(orr_str_data(a), orr_str_data(b), common);
        if (order != 0) return order < 0 ? -1 : 1;
    } else {
        for (size_t i = 0; i < common; i++) {
            uint32_t x = orr_str_at(a, i), y = orr_str_at(b, i);
            if (x != y) return x < y ? -1 : 1;
        }
    }
    return (a->length > b->length) - (a->length < b->length);
}

bool orr_str_equals_cstring(const OrrStr *s, const char *ascii) {
    size_t length = strlen(ascii);
    return s->length == length && s->kind == 1 && memcmp(orr_str_data(s), ascii, length) == 0;
}

static uint64_t read_word(const uint8_t *bytes, size_t count) {
    uint64_t word = 0;
    for (size_t i = 0; i < count; i++) word |= (uint64_t)bytes[i] << 8 * i;
    return word;
}

static uint64_t fold_multiply(uint64_t a, uint64_t b) {
    __extension__ typedef unsigned __int128 Wide;
    Wide product = (Wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Eight bytes at a time, each mixed in by a multiplication of which both halves are kept. */
int64_t orr_hash_bytes(const void *bytes, size_t length) {
    const uint64_t k1 = UINT64_C(0x9E3779B97F4A7C15), k2 = UINT64_C(0xD6E8FEB86659FD93);
    const uint8_t *p = bytes;
    uint64_t h = k2 ^ (length * k1);
    size_t left = length;
    for (; left > 8; left -= 8, p += 8) h = fold_multiply(h ^ read_word(p, 8), k1);
    h = fold_multiply(h ^ read_word(p, left), k2);
    h = fold_multiply(h ^ (h >> 29), k1);
    int64_t hash;
    memcpy(&hash, &h, sizeof hash);
    return hash == 0 || hash == -1 ? 2 : hash;
}

int64_t orr_str_hash(OrrStr *s) {
    if (s->hash == 0) s->hash = orr_hash_bytes(orr_str_data(s), s->length * s->kind);
    return s->hash;
}

/* UTF-8. */

size_t orr_utf8_encode(uint32_t c, uint8_t *out) {
    if (c < 0x80) {
        out[0] = (uint8_t)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (uint8_t)(0xC0 | c >> 6);
        out[1] = (uint8_t)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (uint8_t)(0xE0 | c >> 12);
        out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (uint8_t)(0xF0 | c >> 18);
    out[1] = (uint8_t)(0x80 | (c >> 12 & 0x3F));
    out[2] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
    out[3] = (uint8_t)(0x80 | (c & 0x3F));
    return 4;
}

size_t orr_utf8_decode(const uint8_t *bytes, size_t length, uint32_t *code_point) {
    uint8_t first = bytes[0];
    if (first < 0x80) {
        *code_point = first;
        return 1;
    }
    size_t needed = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || length < needed) return 0;
    uint32_t c = first & (0xFFu >> (needed + 1));
    for (size_t i = 1; i < needed; i++) {
        if ((bytes[i] & 0xC0) != 0x80) return 0;
        c = c << 6 | (bytes[i] & 0x3Fu);
    }
    if ((needed == 3 && c < 0x800) || (needed == 4 && (c < 0x10000 || c > ORR_MAX_CODE_POINT))) return 0;
    *code_point = c;
    return needed;
}

OrrValue orr_str_new(OrrVm *vm, const char *utf8, size_t length) {
    const uint8_t *bytes = (const uint8_t *)utf8;
    if (length == 1 && bytes[0] < 0x80) return orr_str_from_char(vm, bytes[0]);
    size_t count = 0;
    uint32_t widest = 0x7F, c;
    if (widest_byte(bytes, length) < 0x80) {
        count = length;
    } else {
        for (size_t i = 0; i < length; count++) {
            size_t step = orr_utf8_decode(bytes + i, length - i, &c);
            if (step == 0) c = 0xFFFD;
            if (c > widest) widest = c;
            i += step == 0 ? 1 : step;
        }
    }
    OrrStr *s = orr_str_alloc(vm, count, widest);
    if (s == NULL) return ORR_NULL;
    uint8_t *units = orr_str_units(s);
    if (widest < 0x80) {
        if (length > 0) memcpy(units, bytes, length);
        return orr_value(s);
    }
    for (size_t i = 0, at = 0; i < length; at++) {
        size_t step = orr_utf8_decode(bytes + i, length - i, &c);
        orr_unit_put(units, s->kind, at, step == 0 ? 0xFFFD : c);
        i += step == 0 ? 1 : step;
    }
    return orr_value(s);
}

OrrValue orr_str_from_cstring(OrrVm *vm, const char *utf8) {
    return orr_str_new(vm, utf8, strlen(utf8));
}

char *orr_str_to_utf8(OrrVm *vm, const OrrStr *s, size_t *length) {
    uint8_t unit[4];
    size_t bytes = 0;
    if (orr_str_is_ascii(s)) bytes = s->length;
    else for (size_t i = 0; i < s->length; i++) bytes += orr_utf8_encode(orr_str_at(s, i), unit);
    uint8_t *out = orr_buffer_new(vm, bytes + 1);
    if (out == NULL) return NULL;
    if (orr_str_is_ascii(s)) {
        memcpy(out, orr_str_data(s), bytes);
    } else {
        size_t at = 0;
        for (size_t i = 0; i < s->length; i++) at += orr_utf8_encode(orr_str_at(s, i), out + at);
    }
    out[bytes] = 0;
    *length = bytes;
    return (char *)out;
}

const char *orr_str_ascii(const OrrStr *s) {
    return orr_str_is_ascii(s) ? orr_str_data(s) : NULL;
}

bool orr_str_boot(OrrVm *vm) {
    if (!orr_str_intern_boot(vm)) return false;
    OrrStr *empty = orr_str_alloc(vm, 0, 0);
    if (empty == NULL) return false;
    vm->empty_str = orr_str_intern(vm, orr_value(empty));
    for (uint32_t c = 0; c < 256; c++) {
        OrrStr *s = orr_str_alloc(vm, 1, c);
        if (s == NULL) return false;
        orr_unit_put(orr_str_units(s), 1, 0, c);
        vm->latin1[c] = orr_str_intern(vm, orr_value(s));
        if (vm->latin1[c] == ORR_NULL) return false;
    }
    return vm->empty_str != ORR_NULL;
}

/* Case and character questions of bytes and bytearray: ASCII only. */
#include "sim/vm/bytes_methods.h"

static bool is_upper(uint8_t c) {
    return c >= 'A' && c <= 'Z';
}
static bool is_lower(uint8_t c) {
    return c >= 'a' && c <= 'z';
}
static bool is_alpha(uint8_t c) {
    return is_upper(c) || is_lower(c);
}
static bool is_digit(uint8_t c) {
    return c >= '0' && c <= '9';
}
static bool is_alnum(uint8_t c) {
    return is_alpha(c) || is_digit(c);
}
static bool is_space(uint8_t c) {
    return c == ' ' || (c >= 9 && c <= 13);
}
static uint8_t to_upper(uint8_t c, bool in_word) {
    (void)in_word;
    return is_lower(c) ? (uint8_t)(c - 32) : c;
}
static uint8_t to_lower(uint8_t c, bool in_word) {
    (void)in_word;
    return is_upper(c) ? (uint8_t)(c + 32) : c;
}
static uint8_t to_title(uint8_t c, bool in_word) {
    return in_word ? to_lower(c, true) : to_upper(c, false);
}
static uint8_t swap(uint8_t c, bool in_word) {
    return is_upper(c) ? to_lower(c, in_word) : to_upper(c, in_word);
}

/* words: in_word tells whether a letter came before; else whether it is not the first byte. */
static OrrValue map(OrrVm *vm, OrrValue self, uint8_t (*change)(uint8_t c, bool in_word), bool words) {
    OrrByteView all = orr_bytes_view_of(self);
    OrrByteBuilder b = {.vm = vm};
    bool in_word = false;
    for (size_t i = 0; i < all.length; i++) {
        if (!orr_byte_builder_add_byte(&b, change(all.data[i], in_word))) {
            orr_byte_builder_discard(&b);
            return ORR_NULL;
        }
        in_word = !words || is_alpha(all.data[i]);
    }
    return orr_byte_builder_finish(&b, orr_type_of(vm, self));
}

#define MAPPING(name, change, words)                                                                                   \
    ORR_BYTES_METHOD(orr_bytes_method_##name) {                                                                        \
        (void)args, (void)nargs, (void)kwnames;                                                                        \
        return map(vm, self, change, words);                                                                           \
    }
MAPPING(upper, to_upper, true)
MAPPING(lower, to_lower, true)
MAPPING(title, to_title, true)
MAPPING(capitalize, to_title, false)
MAPPING(swapcase, swap, true)

static OrrValue all_are(OrrValue self, bool (*test)(uint8_t c)) {
    OrrByteView all = orr_bytes_view_of(self);
    for (size_t i = 0; i < all.length; i++) {
        if (!test(all.data[i])) return ORR_FALSE;
    }
    return orr_bool(all.length > 0);
}

#define QUESTION(name, test)                                                                                           \
    ORR_BYTES_METHOD(orr_bytes_method_##name) {                                                                        \
        (void)vm, (void)args, (void)nargs, (void)kwnames;                                                              \
        return all_are(self, test);                                                                                    \
    }
QUESTION(isalpha, is_alpha)
QUESTION(isalnum, is_alnum)
QUESTION(isdigit, is_digit)
QUESTION(isspace, is_space)

ORR_BYTES_METHOD(orr_bytes_method_isascii) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    OrrByteView all = orr_bytes_view_of(self);
    return orr_bool(orr_units_widest(all.data, 1, all.length) < 0x80);
}

static OrrValue all_cased(OrrValue self, bool (*wanted)(uint8_t c), bool (*banned)(uint8_t c)) {
    OrrByteView all = orr_bytes_view_of(self);
    bool any = false;
    for (size_t i = 0; i < all.length; i++) {
        if (banned(all.data[i])) return ORR_FALSE;
        any |= wanted(all.data[i]);
    }
    return orr_bool(any);
}

ORR_BYTES_METHOD(orr_bytes_method_islower) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return all_cased(self, is_lower, is_upper);
}
ORR_BYTES_METHOD(orr_bytes_method_isupper) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return all_cased(self, is_upper, is_lower);
}

ORR_BYTES_METHOD(orr_bytes_method_istitle) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    OrrByteView all = orr_bytes_view_of(self);
    bool in_word = false, any = false;
    for (size_t i = 0; i < all.length; i++) {
        uint8_t c = all.data[i];
        if ((is_upper(c) && in_word) || (is_lower(c) && !in_word)) return ORR_FALSE;
        in_word = is_alpha(c);
        any |= in_word;
    }
    return orr_bool(any);
}

/* PCRE2 behind one face for its three widths. Its memory is the arena's; what it needs for a match is kept for the next. */
#define PCRE2_CODE_UNIT_WIDTH 0
#include <pcre2.h>

#include "sim/lib/lib.h"
#include "sim/lib/re.h"
#include "sim/vm/eval.h"
#include "sim/vm/exception.h"

/* Steps of backtracking that a match may take: it is tried with the first limit, and when that does not do the run is polled and
 * it starts again with the next. */
#define FIRST_LIMIT 1000000u
#define LAST_LIMIT  64000000u
/* Blocks beyond this are not kept for the next match. */
#define BIG_BLOCK (1u << 20)
#define NEST_LIMIT 2000u

static int width_of(uint8_t kind) {
    return kind == 4 ? 2 : kind - 1;
}

/* Memory: blocks carry their size, since PCRE2 does not tell it when it frees. */

static void *allocate(size_t size, void *context) {
    OrrVm *vm = context;
    size_t bytes = size + 16;
    if (bytes > BIG_BLOCK) orr_re_state(vm)->big = true;
    size_t *block = orr_arena_alloc(vm->arena, ORR_BLOCK_RAW, bytes);
    if (block == NULL) return NULL;
    block[0] = bytes;
    return block + 2;
}

static void give_back(void *address, void *context) {
    OrrVm *vm = context;
    if (address == NULL) return;
    size_t *block = (size_t *)address - 2;
    orr_arena_free(vm->arena, ORR_BLOCK_RAW, block, block[0]);
}

/* Contexts, made once for each width. They live as long as the run. */

static bool make_contexts(OrrVm *vm, OrrReState *st, int w) {
    if (st->match[w] != NULL) return true;
#define MAKE(bits)                                                                                                     \
    do {                                                                                                               \
        st->general[w] = pcre2_general_context_create_##bits(allocate, give_back, vm);                                 \
        if (st->general[w] == NULL) break;                                                                             \
        st->compile[w] = pcre2_compile_context_create_##bits(st->general[w]);                                          \
        if (st->compile[w] == NULL) break;                                                                             \
        pcre2_set_newline_##bits(st->compile[w], PCRE2_NEWLINE_LF);                                                    \
        pcre2_set_parens_nest_limit_##bits(st->compile[w], NEST_LIMIT);                                                \
        st->match[w] = pcre2_match_context_create_##bits(st->general[w]);                                              \
    } while (0)
    if (w == 0) MAKE(8);
    else if (w == 1) MAKE(16);
    else MAKE(32);
#undef MAKE
    if (st->match[w] != NULL) return true;
    orr_raise_memory(vm);
    return false;
}

static void free_data(OrrReState *st, int w) {
    if (st->data[w] == NULL) return;
    if (w == 0) pcre2_match_data_free_8(st->data[w]);
    else if (w == 1) pcre2_match_data_free_16(st->data[w]);
    else pcre2_match_data_free_32(st->data[w]);
    st->data[w] = NULL;
    st->data_spans[w] = 0;
}

static void free_all_data(OrrReState *st) {
    for (int w = 0; w < 3; w++) free_data(st, w);
    st->big = false;
}

/* Match data with room for so many spans. */
static bool make_data(OrrVm *vm, OrrReState *st, int w, uint32_t spans) {
    if (st->data_spans[w] >= spans) return true;
    free_data(st, w);
    if (w == 0) st->data[w] = pcre2_match_data_create_8(spans, st->general[w]);
    else if (w == 1) st->data[w] = pcre2_match_data_create_16(spans, st->general[w]);
    else st->data[w] = pcre2_match_data_create_32(spans, st->general[w]);
    if (st->data[w] == NULL) {
        orr_raise_memory(vm);
        return false;
    }
    st->data_spans[w] = spans;
    return true;
}

/* Compiling */

/* The text in units of this width. NULL: MemoryError. */
static void *widen(OrrVm *vm, const char *text, size_t length, int w) {
    uint8_t *units = orr_buffer_new(vm, (length + 1) << w);
    if (units == NULL) return NULL;
    for (size_t i = 0; i < length; i++) {
        if (w == 1) ((uint16_t *)(void *)units)[i] = (uint8_t)text[i];
        else if (w == 2) ((uint32_t *)(void *)units)[i] = (uint8_t)text[i];
        else units[i] = (uint8_t)text[i];
    }
    return units;
}

static bool compile_failed(OrrVm *vm, const OrrRePattern *pattern, int code) {
    if (code == PCRE2_ERROR_HEAP_FAILED) {
        orr_raise_memory(vm);
        return false;
    }
    if (code == PCRE2_ERROR_PATTERN_TOO_LARGE || code == PCRE2_ERROR_PATTERN_TOO_COMPLICATED)
        return orr_fail(vm, vm->exc.OverflowError, "regular expression code size limit exceeded");
    char why[128] = "";
    pcre2_get_error_message_8(code, (PCRE2_UCHAR8 *)why, sizeof why);
    OrrReSource s = {.vm = vm, .string = pattern->pattern, .is_text = true};
    return orr_re_fail_text(&s, why, SIZE_MAX);
}

bool orr_re_engine_compile(OrrVm *vm, OrrRePattern *pattern, uint8_t kind, const OrrReParsed *parsed) {
    OrrReState *st = orr_re_state(vm);
    int w = width_of(kind), code = 0;
    size_t offset;
    if (st == NULL || !make_contexts(vm, st, w)) return false;
    void *text = widen(vm, parsed->text, parsed->length, w);
    if (text == NULL) return false;
    uint32_t options = PCRE2_NEVER_UTF | PCRE2_ALT_CIRCUMFLEX | (parsed->ucp ? PCRE2_UCP : 0);
    if (w == 0) pattern->codes[w] = pcre2_compile_8(text, parsed->length, options, &code, &offset, st->compile[w]);
    else if (w == 1)
        pattern->codes[w] = pcre2_compile_16(text, parsed->length, options, &code, &offset, st->compile[w]);
    else pattern->codes[w] = pcre2_compile_32(text, parsed->length, options, &code, &offset, st->compile[w]);
    orr_buffer_free(vm, text, (parsed->length + 1) << w);
    return pattern->codes[w] != NULL || compile_failed(vm, pattern, code);
}

void orr_re_engine_free(OrrVm *vm, OrrRePattern *pattern) {
    (void)vm;
    pcre2_code_free_8(pattern->codes[0]);
    pcre2_code_free_16(pattern->codes[1]);
    pcre2_code_free_32(pattern->codes[2]);
}

/* A pattern is compiled for a kind of str when the first one comes along. */
static bool compile_for(OrrVm *vm, OrrRePattern *pattern, uint8_t kind) {
    OrrReParsed parsed;
    if (!orr_re_parse(vm, pattern->pattern, pattern->flags & ~(uint32_t)ORR_RE_UNICODE, kind, &parsed)) return false;
    bool good = orr_re_engine_compile(vm, pattern, kind, &parsed);
    orr_re_parsed_free(vm, &parsed);
    return good;
}

/* Matching */

static int match_once(OrrReState *st, const OrrRePattern *pattern, int w, const OrrReSubject *subject, size_t start,
                      uint32_t options, uint32_t limit) {
    switch (w) {
    case 0:
        pcre2_set_match_limit_8(st->match[w], limit);
        return pcre2_match_8(pattern->codes[w], subject->units, subject->endpos, start, options, st->data[w],
                             st->match[w]);
    case 1:
        pcre2_set_match_limit_16(st->match[w], limit);
        return pcre2_match_16(pattern->codes[w], subject->units, subject->endpos, start, options, st->data[w],
                              st->match[w]);
    default:
        pcre2_set_match_limit_32(st->match[w], limit);
        return pcre2_match_32(pattern->codes[w], subject->units, subject->endpos, start, options, st->data[w],
                              st->match[w]);
    }
}

/* Tries again with higher limits while the run may go on. */
static int match_patiently(OrrVm *vm, OrrReState *st, const OrrRePattern *pattern, int w, const OrrReSubject *subject,
                           size_t start, uint32_t options) {
    uint32_t limit = FIRST_LIMIT;
    for (;;) {
        int code = match_once(st, pattern, w, subject, start, options, limit);
        if (code >= 0 || code == PCRE2_ERROR_NOMATCH) return code;
        if (code == PCRE2_ERROR_NOMEMORY || code == PCRE2_ERROR_HEAPLIMIT) {
            orr_raise_memory(vm);
            return code;
        }
        if (code != PCRE2_ERROR_MATCHLIMIT) {
            orr_raise(vm, vm->exc.RuntimeError, "internal error in regular expression engine (%d)", code);
            return code;
        }
        vm->fuel -= limit;
        if (!orr_poll(vm)) return code;
        if (limit >= LAST_LIMIT) {
            orr_raise(vm, vm->exc.RuntimeError,
                      "regular expression %R backtracks too much: gave up after %u steps (nested repeats?)",
                      pattern->pattern, limit);
            return code;
        }
        limit *= 8;
    }
}

/* The group that was closed last: the one that ends last, and of those the outermost. See OrrReParsed.marks. */
static uint32_t last_closed(const OrrRePattern *pattern, const OrrReSpan *spans) {
    uint32_t last = 0;
    for (uint32_t i = 1; i <= pattern->groups; i++) {
        if (spans[i].end == SIZE_MAX) continue;
        if (last == 0 || spans[i].end > spans[last].end) last = i;
    }
    return last;
}

static uint32_t mark_number(const OrrReState *st, int w) {
    uint32_t n = 0;
    if (w == 0) {
        const PCRE2_UCHAR8 *mark = pcre2_get_mark_8(st->data[w]);
        while (mark != NULL && *mark != 0) n = n * 10 + (*mark++ - '0');
    } else if (w == 1) {
        const PCRE2_UCHAR16 *mark = pcre2_get_mark_16(st->data[w]);
        while (mark != NULL && *mark != 0) n = n * 10 + (uint32_t)(*mark++ - '0');
    } else {
        const PCRE2_UCHAR32 *mark = pcre2_get_mark_32(st->data[w]);
        while (mark != NULL && *mark != 0) n = n * 10 + (*mark++ - '0');
    }
    return n;
}

static void take_spans(OrrReState *st, const OrrRePattern *pattern, int w) {
    _Static_assert(sizeof(OrrReSpan) == 2 * sizeof(PCRE2_SIZE) && PCRE2_UNSET == SIZE_MAX, "spans are PCRE2's");
    const PCRE2_SIZE *offsets = w == 0   ? pcre2_get_ovector_pointer_8(st->data[w])
                                : w == 1 ? pcre2_get_ovector_pointer_16(st->data[w])
                                         : pcre2_get_ovector_pointer_32(st->data[w]);
    st->spans = (const OrrReSpan *)(const void *)offsets;
    if (pattern->groups == 0) st->last = 0;
    else st->last = pattern->marks ? mark_number(st, w) : last_closed(pattern, st->spans);
}

int orr_re_run(OrrVm *vm, OrrRePattern *pattern, const OrrReSubject *subject, size_t start, OrrReMode mode,
               bool advance) {
    OrrReState *st = orr_re_state(vm);
    int w = width_of(subject->kind);
    uint32_t options = advance ? PCRE2_NOTEMPTY_ATSTART : 0;
    if (start > subject->endpos) return 0;
    if (mode != ORR_RE_SEARCH) options |= PCRE2_ANCHORED;
    if (mode == ORR_RE_FULLMATCH) options |= PCRE2_ENDANCHORED;
    if (--vm->fuel < 0 && !orr_poll(vm)) return -1;
    if (st->big) free_all_data(st);
    if (pattern->codes[w] == NULL && !compile_for(vm, pattern, subject->kind)) return -1;
    if (!make_data(vm, st, w, pattern->groups + 1)) return -1;
    int code = match_patiently(vm, st, pattern, w, subject, start, options);
    if (code >= 0) take_spans(st, pattern, w);
    return code >= 0 ? 1 : code == PCRE2_ERROR_NOMATCH ? 0 : -1;
}

bool orr_re_state_init(OrrVm *vm, OrrReState *st) {
    return make_contexts(vm, st, 0);
}

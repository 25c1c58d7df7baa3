/* What the files of the pattern parser share: the parser's state, and how it writes for PCRE2 (re_emit.c). */
#ifndef ORR_LIB_RE_PARSE_H
#define ORR_LIB_RE_PARSE_H

#include "sim/lib/re.h"

#define ORR_RE_REPEAT_MAX UINT64_C(4294967295) /* CPython's MAXREPEAT: no upper limit */

/* The fewest and most characters that something matches, saturating. */
typedef struct OrrReWidth {
    uint64_t min, max;
} OrrReWidth;

typedef struct OrrReGroup {
    OrrReWidth width;
    bool closed;
} OrrReGroup;

typedef enum OrrReItemKind {
    ORR_RE_ITEM_NONE,
    ORR_RE_ITEM_ANCHOR, /* can't be repeated */
    ORR_RE_ITEM_REPEAT, /* nor can this, again */
    ORR_RE_ITEM_ASSERTION,
    ORR_RE_ITEM_OTHER
} OrrReItemKind;

/* A reference by number to a group that may yet come. */
typedef struct OrrReForward {
    uint64_t group;
    size_t position;
} OrrReForward;

typedef struct OrrReParser {
    OrrReSource source;
    OrrVm *vm;
    char *text; /* what is written */
    size_t length, capacity;
    uint32_t max_char; /* the greatest that strs of this kind hold */
    uint8_t kind;
    uint32_t flags;    /* global ones */
    bool ucp; /* compiled with UCP */
    bool wants_ucp, forces_ucp; /* a part is Unicode although the whole is not: read it again, so */
    bool marks, wants_marks;
    bool caseless; /* the state of PCRE2's (?i) at the end of the text */
    OrrReGroup *groups; /* [0] unused */
    uint32_t group_count, group_capacity;
    OrrDict *names;
    uint32_t lookbehind_groups; /* groups there were when the outermost open look-behind began; 0: none is open */
    uint32_t lookaround_depth, depth;
    bool bad_lookbehind;
    OrrReForward *forwards;
    size_t forward_count, forward_capacity;
} OrrReParser;

typedef enum OrrReCategory { ORR_RE_DIGIT, ORR_RE_SPACE, ORR_RE_WORD } OrrReCategory;

/* Writing. False: MemoryError, and the source has failed. */
bool orr_re_emit(OrrReParser *p, const char *text);
bool orr_re_emit_bytes(OrrReParser *p, const char *text, size_t length);
bool orr_re_emit_number(OrrReParser *p, uint64_t n);
/* Puts text in before what was written from position on. */
bool orr_re_emit_at(OrrReParser *p, size_t position, const char *text);
/* Matches c, under flags. *start: where in the text that begins. */
bool orr_re_emit_literal(OrrReParser *p, uint32_t c, uint32_t flags, size_t *start);
/* What matches never. */
bool orr_re_emit_never(OrrReParser *p);
/* \d and the like, on their own. */
bool orr_re_emit_category(OrrReParser *p, OrrReCategory category, bool negated, uint32_t flags);
bool orr_re_emit_boundary(OrrReParser *p, bool negated, uint32_t flags);
/* (?i) or (?-i), if it isn't so already. */
bool orr_re_emit_caseless(OrrReParser *p, bool caseless);

/* Character sets: begin, what is in it, end. */
bool orr_re_set_begin(OrrReParser *p, bool negated, uint32_t flags, size_t *start);
bool orr_re_set_range(OrrReParser *p, uint32_t low, uint32_t high, uint32_t flags);
bool orr_re_set_category(OrrReParser *p, OrrReCategory category, bool negated, uint32_t flags);
bool orr_re_set_end(OrrReParser *p, size_t start);

/* Are categories and cases those of Unicode under flags? */
bool orr_re_is_unicode(OrrReParser *p, uint32_t flags);

/* A set of characters from behind its '[' on, which is at start. re_parse_set.c */
bool orr_re_parse_set(OrrReParser *p, uint32_t flags, size_t start, size_t *item);
/* The value of an escape with a value (\n, \x41), whose backslash is at start; the token has been taken.
 * 1: *c, 0: it has none, -1: failed. in_set: octal escapes may not be groups, and \b is backspace. */
int orr_re_parse_escape(OrrReSource *s, uint32_t letter, bool in_set, size_t start, uint32_t *c);
/* \d, \s, \w and their opposites. */
bool orr_re_category_of(uint32_t letter, OrrReCategory *category, bool *negated);

/* Alternatives up to a ')' or the end. re_parse.c */
bool orr_re_parse_alternatives(OrrReParser *p, uint32_t flags, bool first, OrrReWidth *width);
/* One of them. first: global flags may come. */
bool orr_re_parse_sequence(OrrReParser *p, uint32_t flags, bool first, OrrReWidth *width);
/* A group from behind its '(' on, which is at start. *kind: NONE if it is nothing (a comment, flags). re_parse_group.c */
bool orr_re_parse_group(OrrReParser *p, uint32_t *flags, bool may_be_global, size_t start, size_t *item,
                        OrrReItemKind *kind, OrrReWidth *width);
/* A reference to a group that must be closed; offset: how far behind it the source is. */
bool orr_re_parse_reference(OrrReParser *p, uint32_t group, uint32_t flags, size_t offset, size_t *item,
                            OrrReWidth *width);

uint64_t orr_re_add(uint64_t a, uint64_t b);
uint64_t orr_re_multiply(uint64_t a, uint64_t b);

#endif

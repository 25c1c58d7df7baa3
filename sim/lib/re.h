/* Regular expressions: module _re, which sim/lib/py/re.py wraps as re.
 *
 * Python's syntax is ours to parse, so that its errors, its flags and its notion of characters are CPython's; what comes out is a
 * pattern for PCRE2, which compiles and matches it. A str is matched as it lies in memory: PCRE2 exists for units of 8, 16 and
 * 32 bits, as strs have one, two or four bytes a character, so nothing is converted and offsets are indices. Hence up to three
 * compiled forms of a Pattern, each made when the first str of its kind comes along; each is written for the characters that
 * its kind can hold. bytes are matched as units of 8 bits.
 *
 * What is written avoids everything whose meaning depends on PCRE2's version or options: character classes are spelt out, and the
 * only option that varies is UCP, which makes caseless matching know all of Unicode.
 *
 * Everything that PCRE2 allocates is in the arena: its allocator is ours. A match that backtracks too much ends with an error.
 */
#ifndef ORR_LIB_RE_H
#define ORR_LIB_RE_H

#include "sim/vm/bytes.h"
#include "sim/vm/dict.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

typedef enum OrrReFlag {
    ORR_RE_IGNORECASE = 2,
    ORR_RE_LOCALE = 4,
    ORR_RE_MULTILINE = 8,
    ORR_RE_DOTALL = 16,
    ORR_RE_UNICODE = 32,
    ORR_RE_VERBOSE = 64,
    ORR_RE_DEBUG = 128,
    ORR_RE_ASCII = 256
} OrrReFlag;

/* The text of a pattern or of a replacement, taken token by token: a character, or a backslash and the one behind it. re_source.c
 * After an error `failed` is set, an exception is pending, and there are no more tokens. */
typedef struct OrrReSource {
    OrrVm *vm;
    OrrValue string; /* str or bytes, borrowed */
    const void *units;
    uint8_t kind;
    bool is_text;
    bool failed;
    uint8_t next_length; /* 0 at the end, else 1 or 2 */
    size_t length, index;  /* index: behind the next token */
} OrrReSource;

#define ORR_RE_END    0xFFFFFFFFu
#define ORR_RE_ESCAPE 0xFFFFFFFEu

/* string is a str or a bytes-like object. Errors show at once as `failed`. */
void orr_re_source_open(OrrReSource *s, OrrVm *vm, OrrValue string);
uint32_t orr_re_source_at(const OrrReSource *s, size_t i);
/* Where the next token starts. */
size_t orr_re_source_tell(const OrrReSource *s);
void orr_re_source_seek(OrrReSource *s, size_t position);
/* The next token: its character, ORR_RE_ESCAPE for a pair, ORR_RE_END. */
uint32_t orr_re_source_peek(const OrrReSource *s);
uint32_t orr_re_source_take(OrrReSource *s);
/* Takes the next token if it is this character. */
bool orr_re_source_match(OrrReSource *s, uint32_t character);
/* The text from start to end; new str. */
OrrValue orr_re_source_text(const OrrReSource *s, size_t start, size_t end);
/* Takes a name up to terminator, and that. what: for messages. New str; ORR_NULL: failed. */
OrrValue orr_re_source_until(OrrReSource *s, uint32_t terminator, const char *what);
/* Must be an identifier; offset: how far behind it the source is. */
bool orr_re_source_check_name(OrrReSource *s, OrrStr *name, size_t offset);
/* Up to count more characters that are digits of a base (8 or 16), appended to *value. Returns how many. */
size_t orr_re_source_digits(OrrReSource *s, size_t count, unsigned base, uint32_t *value);
/* Raises PatternError(message, pattern, position), or (message) alone for position SIZE_MAX, unless the source has failed
 * already. Steals message (ORR_NULL: pending). Returns false. */
bool orr_re_fail(OrrReSource *s, OrrValue message, size_t position);
bool orr_re_fail_text(OrrReSource *s, const char *message, size_t position);

/* What parsing gives. re_parse.c */
typedef struct OrrReParsed {
    char *text; /* for PCRE2, ASCII; a buffer of `capacity` bytes */
    size_t length, capacity;
    uint32_t flags;  /* final ones */
    uint32_t groups; /* without group 0 */
    OrrDict *names;  /* name -> number; owned */
    bool ucp;        /* to be compiled with PCRE2_UCP */
    bool marks;      /* the last closed group is what the mark says, not what the offsets tell */
} OrrReParsed;
/* kind: of the strs to be matched. False: an exception is pending, nothing is owned. */
bool orr_re_parse(OrrVm *vm, OrrValue pattern, uint32_t flags, uint8_t kind, OrrReParsed *out);
void orr_re_parsed_free(OrrVm *vm, OrrReParsed *parsed);

typedef struct OrrRePattern {
    OrrObject head;
    OrrValue pattern; /* str or bytes */
    OrrDict *names;
    OrrTuple *group_names; /* by number, from 0; ORR_NONE for those without */
    uint32_t flags, groups;
    bool is_text, marks;
    void *codes[3]; /* by kind (see orr_re_width); NULL: not compiled yet */
} OrrRePattern;

typedef struct OrrReSpan {
    size_t start, end; /* SIZE_MAX: did not take part */
} OrrReSpan;

typedef struct OrrReMatch {
    OrrObject head;
    OrrRePattern *pattern;
    OrrValue string;
    size_t pos, endpos;
    uint32_t last; /* group closed last, 0: none */
    uint32_t count; /* of spans: groups + 1 */
    OrrReSpan spans[];
} OrrReMatch;

/* What is matched: a str or a bytes-like object, from pos to endpos. Valid until program code runs. */
typedef struct OrrReSubject {
    OrrValue string; /* borrowed */
    const void *units;
    size_t length;
    size_t pos, endpos;
    uint8_t kind;
} OrrReSubject;

/* What the module keeps for the run. re_engine.c */
typedef struct OrrReState {
    void *general[3], *compile[3], *match[3], *data[3]; /* contexts and match data of PCRE2, by width */
    uint32_t data_spans[3]; /* that the match data has room for */
    bool big;               /* a match took so much memory that it is to be given back */
    const OrrReSpan *spans; /* of the last match; valid until the next */
    uint32_t last;          /* its group closed last */
    OrrDict *cache;         /* compiled patterns by what they were compiled from */
    OrrType *pattern, *matched, *iterator, *scanner;
} OrrReState;

typedef enum OrrReMode { ORR_RE_SEARCH, ORR_RE_MATCH, ORR_RE_FULLMATCH } OrrReMode;

OrrReState *orr_re_state(OrrVm *vm);
bool orr_re_state_init(OrrVm *vm, OrrReState *state);
/* Compiles for strs of kind. */
bool orr_re_engine_compile(OrrVm *vm, OrrRePattern *pattern, uint8_t kind, const OrrReParsed *parsed);
void orr_re_engine_free(OrrVm *vm, OrrRePattern *pattern);
/* 1: matches (state->spans), 0: does not, -1: error. advance: an empty match at start does not count. */
int orr_re_run(OrrVm *vm, OrrRePattern *pattern, const OrrReSubject *subject, size_t start, OrrReMode mode,
               bool advance);

/* re_pattern.c */
extern const OrrTypeSpec orr_re_pattern_spec, orr_re_iterator_spec, orr_re_scanner_spec;
static inline OrrRePattern *orr_as_pattern(OrrValue v) {
    return (OrrRePattern *)(uintptr_t)v;
}
OrrValue orr_re_pattern_new(OrrVm *vm, OrrValue pattern, uint32_t flags);
/* Opens string for pattern; TypeError if they are not of one kind. pos and endpos: the whole of it. */
bool orr_re_subject_open(OrrVm *vm, const OrrRePattern *pattern, OrrValue string, OrrReSubject *subject);
/* What the methods and the functions do. */
OrrValue orr_re_find(OrrVm *vm, OrrRePattern *pattern, OrrReSubject *subject, OrrReMode mode); /* Match or None */
OrrValue orr_re_findall(OrrVm *vm, OrrRePattern *pattern, OrrReSubject *subject);
OrrValue orr_re_finditer(OrrVm *vm, OrrRePattern *pattern, const OrrReSubject *subject);
OrrValue orr_re_split(OrrVm *vm, OrrRePattern *pattern, OrrReSubject *subject, int64_t limit);
/* counted: (text, how many), as subn. re_sub.c */
OrrValue orr_re_sub(OrrVm *vm, OrrRePattern *pattern, OrrValue replacement, OrrValue string, int64_t limit,
                    bool counted);

/* re_match.c */
extern const OrrTypeSpec orr_re_match_spec;
static inline OrrReMatch *orr_as_match(OrrValue v) {
    return (OrrReMatch *)(uintptr_t)v;
}
/* A Match of what orr_re_run found last. */
OrrValue orr_re_match_new(OrrVm *vm, OrrRePattern *pattern, const OrrReSubject *subject);
/* string[start:end] */
OrrValue orr_re_slice(OrrVm *vm, const OrrReSubject *subject, size_t start, size_t end);
/* Group index of a match, otherwise if it took no part. */
OrrValue orr_re_group(OrrVm *vm, const OrrReSubject *subject, OrrReSpan span, OrrValue otherwise);

/* Replacements, parsed: a tuple of str (or bytes) and group numbers in turn; literal ones are the text alone. re_sub.c */
OrrValue orr_re_template(OrrVm *vm, const OrrRePattern *pattern, OrrValue replacement);
OrrValue orr_re_expand(OrrVm *vm, OrrValue parts, const OrrReSubject *subject, const OrrReSpan *spans);

#endif

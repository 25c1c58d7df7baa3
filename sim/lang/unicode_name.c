#include "sim/lang/unicode_name.h"

#include <stdbool.h>
#include <string.h>

#include "sim/lang/unicode_names.inc"

#define NAME_MAX_LENGTH 128u /* the longest is 88 */

static uint32_t hash_name(const char *name) {
    uint32_t hash = 2166136261u ^ UNICODE_NAME_SEED;
    for (; *name; name++) hash = (hash ^ (unsigned char)*name) * 16777619u;
    return hash;
}

/* ---- names made of code points: CJK UNIFIED IDEOGRAPH-4E00 ---- */

typedef struct Algorithmic {
    const char *prefix;
    int32_t first, last;
} Algorithmic;

static const Algorithmic algorithmic[] = {UNICODE_ALGORITHMIC};

/* Four or five upper-case hexadecimal digits; -1 if it isn't that. */
static int32_t hex_code_point(const char *digits) {
    size_t length = strlen(digits);
    if (length < 4 || length > 5) return -1;
    int32_t value = 0;
    for (; *digits; digits++) {
        if (*digits >= '0' && *digits <= '9') value = value * 16 + (*digits - '0');
        else if (*digits >= 'A' && *digits <= 'F') value = value * 16 + (*digits - 'A' + 10);
        else return -1;
    }
    return value;
}

static int32_t lookup_algorithmic(const char *name) {
    for (size_t i = 0; i < sizeof algorithmic / sizeof *algorithmic; i++) {
        size_t length = strlen(algorithmic[i].prefix);
        if (strncmp(name, algorithmic[i].prefix, length) != 0) continue;
        int32_t code_point = hex_code_point(name + length);
        if (code_point >= algorithmic[i].first && code_point <= algorithmic[i].last) return code_point;
    }
    return -1;
}

/* ---- HANGUL SYLLABLE GAG: leading consonant, vowel, trailing consonant ---- */

static const char *const leads[] = {"G",  "GG", "N", "D",  "DD", "R", "M", "B", "BB", "S",
                                    "SS", "",   "J", "JJ", "C",  "K", "T", "P", "H"};
static const char *const vowels[] = {"A",  "AE", "YA", "YAE", "EO", "E",  "YEO", "YE", "O",  "WA", "WAE",
                                     "OE", "YO", "U",  "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
static const char *const trails[] = {"",   "G",  "GG", "GS", "N",  "NJ", "NH", "D",  "L", "LG", "LM", "LB", "LS", "LT",
                                     "LP", "LH", "M",  "B",  "BS", "S",  "SS", "NG", "J", "C",  "K",  "T",  "P",  "H"};

/* The longest of the parts that the text begins with; -1 if there is none. */
static int longest(const char *const *parts, size_t count, const char *text) {
    int best = -1;
    size_t best_length = 0;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(parts[i]);
        if (strncmp(text, parts[i], length) != 0 || (best >= 0 && length <= best_length)) continue;
        best = (int)i;
        best_length = length;
    }
    return best;
}

static int32_t lookup_hangul(const char *name) {
    static const char prefix[] = "HANGUL SYLLABLE ";
    if (strncmp(name, prefix, sizeof prefix - 1) != 0) return -1;
    name += sizeof prefix - 1;
    int lead = longest(leads, sizeof leads / sizeof *leads, name);
    name += strlen(leads[lead]);
    int vowel = longest(vowels, sizeof vowels / sizeof *vowels, name);
    if (vowel < 0) return -1;
    name += strlen(vowels[vowel]);
    int trail = longest(trails, sizeof trails / sizeof *trails, name);
    if (name[strlen(trails[trail])]) return -1;
    return 0xAC00 + (lead * 21 + vowel) * 28 + trail;
}

/* ---- all others ---- */

static int32_t lookup_hash(const char *name) {
    uint32_t hash = hash_name(name);
    size_t index = 0;
    for (size_t run = 0; run < sizeof unicode_runs / sizeof *unicode_runs; run++)
        for (uint32_t i = 0; i < unicode_runs[run][1]; i++, index++)
            if (unicode_hashes[index] == hash) return (int32_t)(unicode_runs[run][0] + i);
    for (size_t i = 0; i < sizeof unicode_aliases / sizeof *unicode_aliases; i++)
        if (unicode_aliases[i][0] == hash) return (int32_t)unicode_aliases[i][1];
    return -1;
}

int32_t orr_unicode_lookup(const char *name, size_t length) {
    char upper[NAME_MAX_LENGTH];
    if (length == 0 || length >= sizeof upper) return -1;
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        if (c == 0) return -1;
        upper[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    upper[length] = 0;
    int32_t found = lookup_algorithmic(upper);
    if (found < 0) found = lookup_hangul(upper);
    return found < 0 ? lookup_hash(upper) : found;
}

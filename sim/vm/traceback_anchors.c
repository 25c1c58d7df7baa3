/* Finds the operation that an expression is, by its tokens: the VM has no parser, and needs only the outermost operator.
 *
 * An expression that holds, outside brackets, anything that binds looser than the binary operators (comparisons, not, and,
 * if, lambda, await, a comma) has no anchors. Otherwise it is the binary operator that binds least, and the last one of those
 * that bind alike; if there is none, the brackets at the end are a call or a subscript. */
#include "sim/vm/traceback_internal.h"

#include "sim/vm/unicode.h"

typedef struct Scanner {
    const OrrStr *text;
    size_t at, end;
} Scanner;

static uint32_t peek(const Scanner *s, size_t ahead) {
    return s->at + ahead < s->end ? orr_str_at(s->text, s->at + ahead) : 0;
}

static bool is_word(uint32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

static bool is_quote(uint32_t c) {
    return c == '\'' || c == '"';
}

static bool at_triple(const Scanner *s, uint32_t quote) {
    return peek(s, 0) == quote && peek(s, 1) == quote && peek(s, 2) == quote;
}

static void skip_string(Scanner *s) {
    uint32_t quote = peek(s, 0);
    bool triple = at_triple(s, quote);
    s->at += triple ? 3 : 1;
    while (s->at < s->end) {
        if (peek(s, 0) == '\\') {
            s->at += 2;
        } else if (triple ? at_triple(s, quote) : peek(s, 0) == quote) {
            s->at += triple ? 3 : 1;
            return;
        } else {
            s->at++;
        }
    }
}

static void skip_comment(Scanner *s) {
    while (s->at < s->end && peek(s, 0) != '\n') s->at++;
}

static bool is_one_of(const Scanner *s, size_t start, const char *words) {
    size_t length = s->at - start;
    for (const char *word = words; *word != 0; word += strcspn(word, " "), word += *word == ' ') {
        if (strcspn(word, " ") != length) continue;
        size_t i = 0;
        while (i < length && orr_str_at(s->text, start + i) == (uint8_t)word[i]) i++;
        if (i == length) return true;
    }
    return false;
}

/* Reads a name, number or prefixed string. False: a keyword that makes the expression something else. */
static bool skip_word(Scanner *s) {
    size_t start = s->at;
    while (is_word(peek(s, 0)) || peek(s, 0) == '.') s->at++;
    if (is_one_of(s, start, "if else or and not in is lambda await yield for async from raise assert import return with del"))
        return false;
    if (is_quote(peek(s, 0))) skip_string(s);
    return true;
}

/* How tight the operator at s binds (0: it is none), and its length. */
static int binary_rank(const Scanner *s, size_t *length) {
    uint32_t c = peek(s, 0), next = peek(s, 1);
    *length = (c == '<' || c == '>' || c == '*' || c == '/') && next == c ? 2 : 1;
    switch (c) {
    case '|': return 1;
    case '^': return 2;
    case '&': return 3;
    case '<': case '>': return *length == 2 ? 4 : 0;
    case '+': case '-': return 5;
    case '*': return *length == 2 ? 8 : 6;
    case '/': case '%': case '@': return 6;
    default: return 0;
    }
}

/* Reads a bracket with all that is in it; s->at is then behind it. */
static void skip_brackets(Scanner *s) {
    size_t depth = 0;
    while (s->at < s->end) {
        uint32_t c = peek(s, 0);
        if (is_quote(c)) {
            skip_string(s);
            continue;
        }
        if (c == '#') {
            skip_comment(s);
            continue;
        }
        s->at++;
        if (c == '(' || c == '[' || c == '{') depth++;
        if ((c == ')' || c == ']' || c == '}') && --depth == 0) return;
    }
}

OrrAnchors orr_traceback_anchors(const OrrStr *text, size_t start, size_t end) {
    const OrrAnchors none = {ORR_ANCHOR_NONE, 0, 0};
    Scanner s = {text, start, end};
    OrrAnchors best = none, last = none; /* the operator that binds least; the brackets that came last */
    int best_rank = 100;
    bool operand = false, signed_first = false;
    while (s.at < end) {
        uint32_t c = peek(&s, 0);
        size_t from = s.at, length;
        if (c == '#') {
            skip_comment(&s);
        } else if (c == '\\' || orr_unicode_is_space(c)) {
            s.at++;
        } else if (is_quote(c)) {
            skip_string(&s);
            operand = true;
            last = none;
        } else if (is_word(c) || c == '.') {
            if (!skip_word(&s)) return none;
            operand = true;
            last = none;
        } else if (c == '(' || c == '[' || c == '{') {
            skip_brackets(&s);
            last = none;
            if (operand && c != '{')
                last = (OrrAnchors){c == '(' ? ORR_ANCHOR_CALL : ORR_ANCHOR_SUBSCRIPT, from, s.at};
            operand = true;
        } else {
            int rank = binary_rank(&s, &length);
            bool sign = c == '+' || c == '-' || c == '~';
            if ((!operand && !sign) || (operand && rank == 0)) return none;
            if (orr_str_at(text, from + length - 1) != 0 && peek(&s, length) == '=' && operand) return none;
            if (!operand && from == start) signed_first = true;
            if (operand && (rank < best_rank || (rank == best_rank && rank != 8))) {
                best = (OrrAnchors){ORR_ANCHOR_BINARY, from, from + length};
                best_rank = rank;
            }
            s.at += length;
            operand = false;
        }
    }
    if (best.kind != ORR_ANCHOR_NONE) return signed_first && best_rank == 8 ? none : best;
    return last.kind != ORR_ANCHOR_NONE && last.end == end && !signed_first ? last : none;
}

/* Whole statements. */

static bool is_plain_name(const OrrStr *text, size_t start, size_t end) {
    for (size_t i = start; i < end; i++) {
        if (!is_word(orr_str_at(text, i))) return false;
    }
    return end > start;
}

/* Is text[0:end] "targets = "? */
static bool is_assignment(const OrrStr *text, size_t end) {
    Scanner s = {text, 0, end};
    bool equals = false;
    while (s.at < end) {
        uint32_t c = peek(&s, 0), next = peek(&s, 1);
        if (is_quote(c)) {
            skip_string(&s);
            equals = false;
        } else if (c == '(' || c == '[' || c == '{') {
            size_t from = s.at;
            skip_brackets(&s);
            uint32_t closing = orr_str_at(text, s.at - 1);
            if (s.at == from + 1 || (closing != ')' && closing != ']' && closing != '}')) return false;
            equals = false;
        } else if (c == '=') {
            if (next == '=' || equals) return false;
            equals = true;
            s.at++;
        } else if (is_word(c) || c == '.' || c == ',' || c == '*') {
            if (c != ',' && c != '*' && is_word(c) && !skip_word(&s)) return false;
            if (c == ',' || c == '*' || c == '.') s.at++;
            equals = false;
        } else if (orr_unicode_is_space(c) || c == '\\') {
            s.at++;
        } else {
            return false;
        }
    }
    return equals;
}

bool orr_traceback_is_whole_call(const OrrStr *text, size_t start, size_t end, const OrrAnchors *anchors) {
    if (anchors->kind != ORR_ANCHOR_CALL) return false;
    size_t after = end;
    while (after < text->length && (orr_str_at(text, after) == ' ' || orr_str_at(text, after) == '\t')) after++;
    if (after < text->length && orr_str_at(text, after) != '#' && orr_str_at(text, after) != ';') return false;
    static const char keyword[] = "return";
    size_t i = 0;
    while (i < 6 && i < start && orr_str_at(text, i) == (uint8_t)keyword[i]) i++;
    if (i == 6) {
        while (i < start && orr_unicode_is_space(orr_str_at(text, i))) i++;
        return i == start && start > 6 && is_plain_name(text, start, anchors->start);
    }
    return is_assignment(text, start);
}

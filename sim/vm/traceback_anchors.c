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

/* Is what starts at s->at nothing but an expression in brackets, up to the end? A tuple or generator has its own brackets. */
static bool is_bracketed(Scanner s) {
    if (peek(&s, 0) != '(') return false;
    Scanner inner = {s.text, s.at + 1, s.end};
    skip_brackets(&s);
    size_t close = s.at - 1;
    while (s.at < s.end && orr_unicode_is_space(peek(&s, 0))) s.at++;
    if (s.at < s.end || close <= inner.at) return false;
    inner.end = close;
    while (inner.at < close) {
        uint32_t c = peek(&inner, 0);
        size_t from = inner.at;
        if (c == ',') return false;
        if (c == '(' || c == '[' || c == '{') skip_brackets(&inner);
        else if (is_quote(c)) skip_string(&inner);
        else if (is_word(c)) {
            while (is_word(peek(&inner, 0))) inner.at++;
            if (is_one_of(&inner, from, "for async")) return false;
        } else inner.at++;
    }
    return true;
}

/* CPython counts a bracket right behind an operator of one character in, unless it is part of the right operand. */
static size_t operator_end(const Scanner *s, size_t length) {
    Scanner behind = {s->text, s->at + length, s->end};
    return behind.at + (length == 1 && is_bracketed(behind) ? 1 : 0);
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
    if (best.kind != ORR_ANCHOR_NONE) {
        Scanner at_operator = {text, best.start, end};
        best.end = operator_end(&at_operator, best.end - best.start);
        return signed_first && best_rank == 8 ? none : best;
    }
    return last.kind != ORR_ANCHOR_NONE && last.end == end && !signed_first ? last : none;
}

/* Whole statements. */

static void skip_spaces_and(Scanner *s, uint32_t bracket) {
    while (s->at < s->end && (peek(s, 0) == ' ' || peek(s, 0) == '\t' || peek(s, 0) == bracket)) s->at++;
}

/* Reads a name, maybe in brackets. */
static bool skip_name(Scanner *s) {
    skip_spaces_and(s, '(');
    size_t start = s->at;
    while (is_word(peek(s, 0))) s->at++;
    bool found = s->at > start;
    skip_spaces_and(s, ')');
    return found;
}

/* Is text[0:end] "name = " or "return ", the brackets around a name or value aside? */
static bool begins_assignment(const OrrStr *text, size_t end) {
    Scanner s = {text, 0, end};
    if (!skip_name(&s) || peek(&s, 0) != '=') return false;
    s.at++;
    skip_spaces_and(&s, '(');
    return s.at == end;
}

static bool begins_return(const OrrStr *text, size_t end) {
    Scanner s = {text, 0, end};
    while (is_word(peek(&s, 0))) s.at++;
    if (!is_one_of(&s, 0, "return")) return false;
    skip_spaces_and(&s, '(');
    return s.at == end;
}

bool orr_traceback_is_whole_call(const OrrStr *text, size_t start, size_t end, const OrrAnchors *anchors) {
    if (anchors->kind != ORR_ANCHOR_CALL) return false;
    Scanner after = {text, end, text->length};
    skip_spaces_and(&after, ')');
    if (after.at < text->length && peek(&after, 0) != '#' && peek(&after, 0) != ';') return false;
    if (begins_assignment(text, start)) return true;
    Scanner function = {text, start, anchors->start};
    return begins_return(text, start) && skip_name(&function) && function.at == anchors->start;
}

#include "sim/lang/lexer_internal.h"

#include <string.h>

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_hex_digit(char c) {
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool is_octal_digit(char c) {
    return c >= '0' && c <= '7';
}

static bool is_binary_digit(char c) {
    return c == '0' || c == '1';
}

static bool is_name_char(char c) {
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || (unsigned char)c >= 0x80;
}

static char next(const OrrLexer *lexer) {
    return lexer->text[lexer->at];
}

/* A number may touch a keyword that follows (`1if x else 2`), but no other word. Of `if`, `in` and `is` CPython checks
 * no more than the two letters. */
static bool keyword_follows(const char *text) {
    static const char *const words[] = {"and", "else", "for", "or", "not"};
    if (text[0] == 'i' && (text[1] == 'f' || text[1] == 'n' || text[1] == 's')) return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        if (strncmp(text, words[i], length) == 0 && !is_name_char(text[length])) return true;
    }
    return false;
}

static bool check_end(OrrLexer *lexer, const char *what) {
    const char *rest = lexer->text + lexer->at;
    if (!is_name_char(*rest) || keyword_follows(rest)) return true;
    return orr_lexer_error(lexer, "invalid %s literal", what);
}

/* Digits with single underscores between them; the first is at hand. */
static bool decimal_tail(OrrLexer *lexer) {
    for (;;) {
        while (is_digit(next(lexer))) lexer->at++;
        if (next(lexer) != '_') return true;
        lexer->at++;
        if (!is_digit(next(lexer))) return orr_lexer_error(lexer, "invalid decimal literal");
    }
}

static bool with_base(OrrLexer *lexer, const char *what, bool (*belongs)(char)) {
    lexer->at += 2;
    do {
        if (next(lexer) == '_') lexer->at++;
        if (!belongs(next(lexer))) {
            char c = next(lexer);
            if (!is_digit(c)) return orr_lexer_error(lexer, "invalid %s literal", what);
            lexer->at++;
            return orr_lexer_error(lexer, "invalid digit '%c' in %s literal", c, what);
        }
        while (belongs(next(lexer))) lexer->at++;
    } while (next(lexer) == '_');
    if (is_digit(next(lexer))) {
        char c = next(lexer);
        lexer->at++;
        return orr_lexer_error(lexer, "invalid digit '%c' in %s literal", c, what);
    }
    return check_end(lexer, what);
}

/* From the point, exponent or j on: whatever there is of them. */
static bool fraction(OrrLexer *lexer) {
    if (next(lexer) == '.') {
        lexer->at++;
        if (is_digit(next(lexer)) && !decimal_tail(lexer)) return false;
    }
    if ((next(lexer) | 0x20) == 'e') {
        char after = lexer->text[lexer->at + 1];
        if (after == '+' || after == '-') {
            lexer->at += 2;
            if (!is_digit(next(lexer))) return orr_lexer_error(lexer, "invalid decimal literal");
        } else if (is_digit(after)) {
            lexer->at++;
        } else {
            return check_end(lexer, "decimal");
        }
        if (!decimal_tail(lexer)) return false;
    }
    if ((next(lexer) | 0x20) == 'j') {
        lexer->at++;
        return check_end(lexer, "imaginary");
    }
    return check_end(lexer, "decimal");
}

static bool is_fraction_char(char c) {
    return c == '.' || (c | 0x20) == 'e' || (c | 0x20) == 'j';
}

/* 0, 000, 0_0, 0.5, 00e1, 07j; but not 07. */
static bool leading_zero(OrrLexer *lexer) {
    for (;;) {
        if (next(lexer) == '_') {
            lexer->at++;
            if (!is_digit(next(lexer))) return orr_lexer_error(lexer, "invalid decimal literal");
        }
        if (next(lexer) != '0') break;
        lexer->at++;
    }
    if (!is_digit(next(lexer))) return fraction(lexer);
    uint32_t zeros_end = lexer->at - lexer->line_start + 1;
    if (!decimal_tail(lexer)) return false;
    if (is_fraction_char(next(lexer))) return fraction(lexer);
    orr_source_error_at(lexer->context, ORR_PARSE_SYNTAX_ERROR, lexer->line,
                        (int32_t)orr_source_column(lexer->context->source, lexer->line, lexer->place.col) + 1,
                        lexer->line, (int32_t)orr_source_column(lexer->context->source, lexer->line, zeros_end),
                        "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal "
                        "integers");
    return false;
}

static bool scan(OrrLexer *lexer) {
    if (next(lexer) != '0') {
        if (next(lexer) != '.' && !decimal_tail(lexer)) return false;
        return fraction(lexer);
    }
    switch (lexer->text[lexer->at + 1] | 0x20) {
    case 'x': return with_base(lexer, "hexadecimal", is_hex_digit);
    case 'o': return with_base(lexer, "octal", is_octal_digit);
    case 'b': return with_base(lexer, "binary", is_binary_digit);
    default: return leading_zero(lexer);
    }
}

bool orr_lexer_number(OrrLexer *lexer) {
    lexer->at = lexer->start;
    return scan(lexer) && orr_lexer_emit(lexer, ORR_TOKEN_NUMBER);
}

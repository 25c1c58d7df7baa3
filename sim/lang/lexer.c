#include "sim/lang/lexer_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const spellings[] = {
#define TOKEN(upper, spelling)   spelling,
#define KEYWORD(upper, spelling) spelling,
#include "sim/lang/token.def"
};

const char *orr_token_spelling(OrrTokenKind kind) {
    ORR_ASSERT(kind < ORR_TOKEN_KIND_COUNT);
    return spellings[kind];
}

/* ---- emitting, complaining ---- */

bool orr_lexer_emit(OrrLexer *lexer, OrrTokenKind kind) {
    OrrTokens *tokens = lexer->tokens;
    if (tokens->count == tokens->capacity) {
        size_t capacity = tokens->capacity * 2;
        OrrToken *items = realloc(tokens->items, capacity * sizeof *items);
        if (!items) return orr_source_no_memory(lexer->context) != NULL;
        tokens->items = items;
        tokens->capacity = capacity;
    }
    uint8_t flags = lexer->fstring_count ? lexer->fstrings[lexer->fstring_count - 1].flags : 0;
    tokens->items[tokens->count++] = (OrrToken){.kind = (uint8_t)kind,
                                                .flags = flags,
                                                .level = (uint16_t)lexer->level,
                                                .start = lexer->start,
                                                .end = lexer->at,
                                                .line = lexer->place.line,
                                                .col = lexer->place.col,
                                                .end_line = lexer->line,
                                                .end_col = lexer->at - lexer->line_start};
    return true;
}

static bool fail_at(OrrLexer *lexer, uint32_t line, uint32_t byte_col, const char *format, va_list arguments) {
    char message[256];
    vsnprintf(message, sizeof message, format, arguments);
    int32_t offset = (int32_t)orr_source_column(lexer->context->source, line, byte_col);
    orr_source_error_at(lexer->context, ORR_PARSE_SYNTAX_ERROR, line, offset, line, offset, "%s", message);
    return false;
}

bool orr_lexer_error(OrrLexer *lexer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fail_at(lexer, lexer->line, lexer->at - lexer->line_start, format, arguments);
    va_end(arguments);
    return false;
}

bool orr_lexer_error_start(OrrLexer *lexer, OrrPlace place, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fail_at(lexer, place.line, place.col + 1, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- lines and indentation ---- */

static void new_line(OrrLexer *lexer) {
    lexer->at++;
    lexer->line++;
    lexer->line_start = lexer->at;
}

static void skip_comment(OrrLexer *lexer) {
    const char *end = strchr(lexer->text + lexer->at, '\n');
    lexer->at = (uint32_t)(end - lexer->text);
}

/* At a backslash: over it and the line end that must follow. */
static bool continue_line(OrrLexer *lexer) {
    lexer->at++;
    if (lexer->text[lexer->at] != '\n') {
        lexer->soft_error = true;
        uint32_t col = orr_source_column(lexer->context->source, lexer->line, lexer->at - lexer->line_start);
        orr_source_error_at(lexer->context, ORR_PARSE_SYNTAX_ERROR, lexer->line, (int32_t)col + 1, lexer->line, 0,
                            "unexpected character after line continuation character");
        return false;
    }
    if (lexer->at + 1 == lexer->length && lexer->level == 0) {
        lexer->soft_error = true;
        uint32_t col = orr_source_column(lexer->context->source, lexer->line, lexer->at - lexer->line_start);
        orr_source_error_at(lexer->context, ORR_PARSE_SYNTAX_ERROR, lexer->line, (int32_t)col + 1, lexer->line, -1,
                            "unexpected EOF while parsing");
        return false;
    }
    new_line(lexer);
    return true;
}

/* The width of the indentation from here on, with tabs to 8 and with tabs of 1; stops at the first other character. */
static bool measure(OrrLexer *lexer, uint32_t *column_out, uint32_t *alt_out) {
    uint32_t column = 0, alt = 0, continued = 0;
    for (;; lexer->at++) {
        char c = lexer->text[lexer->at];
        if (c == ' ') {
            column++;
            alt++;
        } else if (c == '\t') {
            column = (column / 8 + 1) * 8;
            alt++;
        } else if (c == '\f') {
            column = alt = 0;
        } else if (c == '\\') {
            /* The first line of a continued one determines the indentation. */
            if (!continued) continued = column;
            if (!continue_line(lexer)) return false;
            lexer->at--;
        } else {
            break;
        }
    }
    *column_out = continued ? continued : column;
    *alt_out = continued ? continued : alt;
    return true;
}

static bool tab_error(OrrLexer *lexer) {
    lexer->soft_error = true;
    orr_source_error_at(lexer->context, ORR_PARSE_TAB_ERROR, lexer->line, 1, lexer->line, 0,
                        "inconsistent use of tabs and spaces in indentation");
    return false;
}

static bool indent_to(OrrLexer *lexer, uint32_t column, uint32_t alt) {
    if (lexer->indent + 1 >= ORR_LEXER_INDENTS_MAX) {
        lexer->soft_error = true;
        orr_source_error_at(lexer->context, ORR_PARSE_INDENTATION_ERROR, lexer->line, 1, lexer->line, 0,
                            "too many levels of indentation");
        return false;
    }
    if (alt <= lexer->alt_columns[lexer->indent]) return tab_error(lexer);
    lexer->indent++;
    lexer->columns[lexer->indent] = column;
    lexer->alt_columns[lexer->indent] = alt;
    return orr_lexer_emit(lexer, ORR_TOKEN_INDENT);
}

static bool dedent_to(OrrLexer *lexer, uint32_t column, uint32_t alt) {
    uint32_t indent = lexer->indent;
    while (indent > 0 && column < lexer->columns[indent]) indent--;
    if (column != lexer->columns[indent]) {
        size_t length;
        orr_source_line(lexer->context->source, lexer->line, &length);
        uint32_t chars = orr_source_column(lexer->context->source, lexer->line, (uint32_t)length);
        lexer->soft_error = true;
        orr_source_error_at(lexer->context, ORR_PARSE_INDENTATION_ERROR, lexer->line, (int32_t)chars + 1, lexer->line,
                            -1, "unindent does not match any outer indentation level");
        return false;
    }
    if (alt != lexer->alt_columns[indent]) return tab_error(lexer);
    for (; lexer->indent > indent; lexer->indent--)
        if (!orr_lexer_emit(lexer, ORR_TOKEN_DEDENT)) return false;
    return true;
}

/* What comes at the end of the file is on its last line, behind the line end. */
static void begin_end(OrrLexer *lexer) {
    if (lexer->at == lexer->line_start && lexer->line > 1) {
        lexer->line--;
        lexer->line_start = lexer->context->source->line_starts[lexer->line - 1];
    }
    orr_lexer_begin_token(lexer);
}

/* At the start of a logical line: skips blank and comment lines, then emits what indentation asks for. */
static bool start_line(OrrLexer *lexer) {
    uint32_t column, alt;
    for (;;) {
        if (!measure(lexer, &column, &alt)) return false;
        char c = lexer->text[lexer->at];
        if (c == '#') skip_comment(lexer);
        else if (c != '\n') break;
        new_line(lexer);
    }
    lexer->at_line_start = false;
    orr_lexer_begin_token(lexer);
    if (lexer->text[lexer->at] == 0) {
        column = alt = 0;
        begin_end(lexer);
    }
    if (column > lexer->columns[lexer->indent]) return indent_to(lexer, column, alt);
    if (column < lexer->columns[lexer->indent]) return dedent_to(lexer, column, alt);
    return alt == lexer->alt_columns[lexer->indent] || tab_error(lexer);
}

/* ---- brackets ---- */

static bool open_bracket(OrrLexer *lexer, OrrTokenKind kind) {
    OrrLexerFString *fstring = orr_lexer_fstring(lexer);
    if (fstring) fstring->depth++;
    lexer->at++;
    if (lexer->level >= ORR_LEXER_BRACKETS_MAX) return orr_lexer_error(lexer, "too many nested parentheses");
    lexer->brackets[lexer->level++] = (OrrLexerBracket){lexer->text[lexer->at - 1], lexer->place};
    return orr_lexer_emit(lexer, kind);
}

static bool match_bracket(OrrLexer *lexer, char closing) {
    OrrLexerFString *fstring = orr_lexer_fstring(lexer);
    if (lexer->level == 0) return orr_lexer_error(lexer, "unmatched '%c'", closing);
    const OrrLexerBracket *bracket = &lexer->brackets[--lexer->level];
    char opening = bracket->opening;
    if (closing == (opening == '(' ? ')' : opening == '[' ? ']' : '}')) return true;
    if (fstring && opening == '{' && fstring->depth - 1 == fstring->field)
        return orr_lexer_error(lexer, "%c-string: unmatched '%c'", fstring->flags & ORR_TOKEN_IS_TEMPLATE ? 't' : 'f',
                               closing);
    if (bracket->place.line != lexer->line)
        return orr_lexer_error(lexer, "closing parenthesis '%c' does not match opening parenthesis '%c' on line %u",
                               closing, opening, bracket->place.line);
    return orr_lexer_error(lexer, "closing parenthesis '%c' does not match opening parenthesis '%c'", closing, opening);
}

static bool close_bracket(OrrLexer *lexer, OrrTokenKind kind) {
    OrrLexerFString *fstring = orr_lexer_fstring(lexer);
    char closing = lexer->text[lexer->at];
    char letter = fstring && fstring->flags & ORR_TOKEN_IS_TEMPLATE ? 't' : 'f';
    lexer->at++;
    if (fstring && fstring->depth == 0 && closing == '}')
        return orr_lexer_error(lexer, "%c-string: single '}' is not allowed", letter);
    if (!match_bracket(lexer, closing)) return false;
    if (fstring) {
        if (--fstring->depth < 0) return orr_lexer_error(lexer, "%c-string: unmatched '%c'", letter, closing);
        if (closing == '}' && fstring->depth == fstring->field) {
            fstring->field--;
            fstring->in_text = true;
            fstring->in_format_spec = fstring->field >= 0;
        }
    }
    return orr_lexer_emit(lexer, kind);
}

/* ---- names ---- */

static bool is_name_start(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
}

static bool is_name_char(unsigned char c) {
    return is_name_start(c) || (c >= '0' && c <= '9');
}

static bool is_quote(char c) {
    return c == '"' || c == '\'';
}

/* The length of the string prefix here (the quote comes right after it), or 0. */
static uint32_t string_prefix(const char *at, uint8_t *fstring_flags, bool *is_fstring) {
    uint32_t length = is_quote(at[1]) ? 1 : is_quote(at[2]) ? 2 : 0;
    bool raw = false, bytes = false, unicode = false, formatted = false, template = false;
    for (uint32_t i = 0; i < length; i++) {
        bool *seen;
        switch (at[i] | 0x20) {
        case 'r': seen = &raw; break;
        case 'b': seen = &bytes; break;
        case 'u': seen = &unicode; break;
        case 'f': seen = &formatted; break;
        case 't': seen = &template; break;
        default: return 0;
        }
        if (*seen) return 0;
        *seen = true;
    }
    if (bytes + unicode + formatted + template > 1 || (unicode && raw)) return 0;
    *is_fstring = formatted || template;
    *fstring_flags = (uint8_t)((raw ? ORR_TOKEN_IS_RAW : 0) | (template ? ORR_TOKEN_IS_TEMPLATE : 0));
    return length;
}

static bool scan_name(OrrLexer *lexer) {
    const char *text = lexer->text;
    bool is_fstring = false;
    uint8_t flags = 0;
    uint32_t prefix = string_prefix(text + lexer->at, &flags, &is_fstring);
    if (prefix) {
        lexer->at += prefix;
        return is_fstring ? orr_lexer_fstring_start(lexer, flags) : orr_lexer_string(lexer);
    }
    unsigned char all = 0;
    uint32_t at = lexer->at;
    while (is_name_char((unsigned char)text[at])) all |= (unsigned char)text[at++];
    const OrrName *name;
    if (all < 0x80) {
        name = orr_name_intern(lexer->context->names, text + lexer->start, at - lexer->start);
        if (!name) orr_source_no_memory(lexer->context);
    } else {
        name = orr_lexer_unicode_name(lexer, lexer->start, at);
    }
    if (!name) return false;
    lexer->at = at;
    /* What only NFKC makes a keyword of is a name. */
    OrrTokenKind kind = ORR_TOKEN_NAME;
    if (all < 0x80 && name->serial < ORR_KEYWORD_COUNT) kind = (OrrTokenKind)(ORR_TOKEN_FIRST_KEYWORD + name->serial);
    if (!orr_lexer_emit(lexer, kind)) return false;
    lexer->tokens->items[lexer->tokens->count - 1].name = name;
    return true;
}

/* ---- operators ---- */

typedef struct Operator {
    OrrTokenKind kind;
    uint32_t length;
} Operator;

/* c, c=, cc, cc= : the ones that there are. */
static Operator choose(const char *at, OrrTokenKind one, OrrTokenKind equal, OrrTokenKind two, OrrTokenKind two_equal) {
    if (two && at[1] == at[0]) {
        if (two_equal && at[2] == '=') return (Operator){two_equal, 3};
        return (Operator){two, 2};
    }
    if (equal && at[1] == '=') return (Operator){equal, 2};
    return (Operator){one, 1};
}

#define NO_TOKEN ((OrrTokenKind)0)

static Operator scan_operator(const char *at) {
    switch (*at) {
    case ',': return (Operator){ORR_TOKEN_COMMA, 1};
    case ';': return (Operator){ORR_TOKEN_SEMI, 1};
    case '~': return (Operator){ORR_TOKEN_TILDE, 1};
    case '.':
        if (at[1] == '.' && at[2] == '.') return (Operator){ORR_TOKEN_ELLIPSIS, 3};
        return (Operator){ORR_TOKEN_DOT, 1};
    case ':': return choose(at, ORR_TOKEN_COLON, ORR_TOKEN_COLON_EQUAL, NO_TOKEN, NO_TOKEN);
    case '=': return choose(at, ORR_TOKEN_EQUAL, ORR_TOKEN_EQ_EQUAL, NO_TOKEN, NO_TOKEN);
    case '!': return choose(at, ORR_TOKEN_EXCLAMATION, ORR_TOKEN_NOT_EQUAL, NO_TOKEN, NO_TOKEN);
    case '+': return choose(at, ORR_TOKEN_PLUS, ORR_TOKEN_PLUS_EQUAL, NO_TOKEN, NO_TOKEN);
    case '-':
        if (at[1] == '>') return (Operator){ORR_TOKEN_RARROW, 2};
        return choose(at, ORR_TOKEN_MINUS, ORR_TOKEN_MINUS_EQUAL, NO_TOKEN, NO_TOKEN);
    case '*':
        return choose(at, ORR_TOKEN_STAR, ORR_TOKEN_STAR_EQUAL, ORR_TOKEN_DOUBLE_STAR, ORR_TOKEN_DOUBLE_STAR_EQUAL);
    case '/':
        return choose(at, ORR_TOKEN_SLASH, ORR_TOKEN_SLASH_EQUAL, ORR_TOKEN_DOUBLE_SLASH, ORR_TOKEN_DOUBLE_SLASH_EQUAL);
    case '%': return choose(at, ORR_TOKEN_PERCENT, ORR_TOKEN_PERCENT_EQUAL, NO_TOKEN, NO_TOKEN);
    case '@': return choose(at, ORR_TOKEN_AT, ORR_TOKEN_AT_EQUAL, NO_TOKEN, NO_TOKEN);
    case '&': return choose(at, ORR_TOKEN_AMPER, ORR_TOKEN_AMPER_EQUAL, NO_TOKEN, NO_TOKEN);
    case '|': return choose(at, ORR_TOKEN_VBAR, ORR_TOKEN_VBAR_EQUAL, NO_TOKEN, NO_TOKEN);
    case '^': return choose(at, ORR_TOKEN_CIRCUMFLEX, ORR_TOKEN_CIRCUMFLEX_EQUAL, NO_TOKEN, NO_TOKEN);
    case '<':
        if (at[1] == '>') return (Operator){ORR_TOKEN_UNKNOWN, 2}; /* only a barry_as_FLUFL knows it */
        return choose(at, ORR_TOKEN_LESS, ORR_TOKEN_LESS_EQUAL, ORR_TOKEN_LEFT_SHIFT, ORR_TOKEN_LEFT_SHIFT_EQUAL);
    case '>':
        return choose(at, ORR_TOKEN_GREATER, ORR_TOKEN_GREATER_EQUAL, ORR_TOKEN_RIGHT_SHIFT,
                      ORR_TOKEN_RIGHT_SHIFT_EQUAL);
    default: return (Operator){ORR_TOKEN_UNKNOWN, 1};
    }
}

static bool emit_operator(OrrLexer *lexer) {
    OrrLexerFString *fstring = orr_lexer_fstring(lexer);
    char c = lexer->text[lexer->at];
    if (fstring && c == ':' && fstring->field >= 0 && fstring->depth - 1 == fstring->field) {
        fstring->in_text = true;
        fstring->in_format_spec = true;
        lexer->at++;
        return orr_lexer_emit(lexer, ORR_TOKEN_COLON);
    }
    Operator operator= scan_operator(lexer->text + lexer->at);
    lexer->at += operator.length;
    if (operator.kind == ORR_TOKEN_UNKNOWN && !orr_lexer_is_printable(c))
        return orr_lexer_error(lexer, "invalid non-printable character U+%04X", (unsigned)c);
    return orr_lexer_emit(lexer, operator.kind);
}

/* ---- the loop ---- */

static bool end_line(OrrLexer *lexer) {
    lexer->at++;
    if (lexer->level == 0) {
        if (!orr_lexer_emit(lexer, ORR_TOKEN_NEWLINE)) return false;
        lexer->at_line_start = true;
    }
    lexer->at--;
    new_line(lexer);
    return true;
}

static bool scan_token(OrrLexer *lexer) {
    const char *text = lexer->text;
    while (text[lexer->at] == ' ' || text[lexer->at] == '\t' || text[lexer->at] == '\f') lexer->at++;
    orr_lexer_begin_token(lexer);
    char c = text[lexer->at];
    if (is_name_start((unsigned char)c)) return scan_name(lexer);
    if (c >= '0' && c <= '9') return orr_lexer_number(lexer);
    switch (c) {
    case '#': skip_comment(lexer); return end_line(lexer); /* whose token starts with the comment */
    case '\\': return continue_line(lexer);
    case '"':
    case '\'': return orr_lexer_string(lexer);
    case '(': return open_bracket(lexer, ORR_TOKEN_LPAR);
    case '[': return open_bracket(lexer, ORR_TOKEN_LSQB);
    case '{': return open_bracket(lexer, ORR_TOKEN_LBRACE);
    case ')': return close_bracket(lexer, ORR_TOKEN_RPAR);
    case ']': return close_bracket(lexer, ORR_TOKEN_RSQB);
    case '}': return close_bracket(lexer, ORR_TOKEN_RBRACE);
    case '.':
        if (text[lexer->at + 1] >= '0' && text[lexer->at + 1] <= '9') return orr_lexer_number(lexer);
        return emit_operator(lexer);
    case '\n': return end_line(lexer);
    default: return emit_operator(lexer);
    }
}

static bool run(OrrLexer *lexer) {
    for (;;) {
        OrrLexerFString *fstring = orr_lexer_fstring(lexer);
        if (fstring && fstring->in_text) {
            if (!orr_lexer_fstring_text(lexer)) return false;
            continue;
        }
        if (lexer->at_line_start && !start_line(lexer)) return false;
        if (lexer->text[lexer->at] == 0) break;
        if (!scan_token(lexer)) return false;
    }
    begin_end(lexer);
    return orr_lexer_emit(lexer, lexer->level > 0 ? ORR_TOKEN_EOF_IN_PARENS : ORR_TOKEN_END);
}

/* Notes down how the tokens ended. */
static bool finish(OrrLexer *lexer, bool ok) {
    OrrTokens *tokens = lexer->tokens;
    OrrParseError *error = &lexer->context->error;
    if (lexer->level > 0) {
        tokens->open_bracket = lexer->brackets[lexer->level - 1].opening;
        tokens->open_place = lexer->brackets[lexer->level - 1].place;
    }
    if (ok || error->kind == ORR_PARSE_NO_MEMORY) return ok;
    tokens->error = *error;
    tokens->error_wins = tokens->error.bare = !lexer->soft_error;
    *error = (OrrParseError){0};
    orr_lexer_begin_token(lexer);
    return orr_lexer_emit(lexer, ORR_TOKEN_ERROR);
}

bool orr_lexer_run(OrrParseContext *context, OrrTokens *tokens) {
    *tokens = (OrrTokens){.capacity = context->source->length / 4 + 64};
    tokens->items = malloc(tokens->capacity * sizeof *tokens->items);
    OrrLexer *lexer = calloc(1, sizeof *lexer);
    bool ok = false;
    if (!lexer || !tokens->items) {
        orr_source_no_memory(context);
    } else {
        lexer->context = context;
        lexer->tokens = tokens;
        lexer->text = context->source->text;
        lexer->length = (uint32_t)context->source->length;
        lexer->line = 1;
        lexer->at_line_start = true;
        ok = finish(lexer, run(lexer));
    }
    free(lexer);
    return ok;
}

void orr_tokens_free(OrrTokens *tokens) {
    free(tokens->items);
    *tokens = (OrrTokens){0};
}

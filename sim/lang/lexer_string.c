/* String literals, f-strings and t-strings. The latter are scanned in turns: in text mode here, up to a replacement
 * field, whose tokens are scanned as everywhere else until its closing brace (or the colon of its format spec, which is
 * text again). */
#include "sim/lang/lexer_internal.h"

static uint8_t quote_size(const OrrLexer *lexer) {
    const char *at = lexer->text + lexer->at;
    return at[1] == at[0] && at[2] == at[0] ? 3 : 1;
}

static bool unterminated(OrrLexer *lexer, uint8_t size) {
    OrrLexerFString *outer = orr_lexer_fstring(lexer);
    const char *at = lexer->text + lexer->start;
    while (*at != '"' && *at != '\'') at++;
    if (outer && outer->quote == *at && outer->quote_size == size)
        return orr_lexer_error_start(lexer, lexer->place, "%c-string: expecting '}'",
                                     outer->flags & ORR_TOKEN_IS_TEMPLATE ? 't' : 'f');
    if (size == 3)
        return orr_lexer_error_start(lexer, lexer->place,
                                     "unterminated triple-quoted string literal (detected at line %u)", lexer->line);
    return orr_lexer_error_start(lexer, lexer->place, "unterminated string literal (detected at line %u)", lexer->line);
}

/* Steps over a line end that may or may not be the last. At the end of the file the line stays the last one. */
static void new_line(OrrLexer *lexer) {
    lexer->at++;
    if (lexer->at == lexer->length) return;
    lexer->line++;
    lexer->line_start = lexer->at;
}

bool orr_lexer_string(OrrLexer *lexer) {
    const char *text = lexer->text;
    char quote = text[lexer->at];
    uint8_t size = quote_size(lexer);
    lexer->at += size;
    for (;;) {
        char c = text[lexer->at];
        if (c == quote) {
            if (size == 1) {
                lexer->at++;
                return orr_lexer_emit(lexer, ORR_TOKEN_STRING);
            }
            if (text[lexer->at + 1] == quote && text[lexer->at + 2] == quote) {
                lexer->at += 3;
                return orr_lexer_emit(lexer, ORR_TOKEN_STRING);
            }
            lexer->at++;
        } else if (c == '\\') {
            lexer->at++;
            if (text[lexer->at] == '\n') new_line(lexer);
            else if (text[lexer->at]) lexer->at++;
        } else if (c == '\n') {
            if (size == 1) return unterminated(lexer, size);
            new_line(lexer);
        } else if (c == 0) {
            return unterminated(lexer, size);
        } else {
            lexer->at++;
        }
    }
}

bool orr_lexer_fstring_start(OrrLexer *lexer, uint8_t flags) {
    if (lexer->fstring_count + 1 >= ORR_LEXER_FSTRINGS_MAX) {
        lexer->at++;
        return orr_lexer_error(lexer, "too many nested f-strings");
    }
    OrrLexerFString *fstring = &lexer->fstrings[lexer->fstring_count++];
    uint8_t size = quote_size(lexer);
    *fstring = (OrrLexerFString){.quote = lexer->text[lexer->at],
                                 .quote_size = size,
                                 .flags = flags,
                                 .in_text = true,
                                 .start = lexer->start,
                                 .place = lexer->place,
                                 .field = -1};
    lexer->at += size;
    return orr_lexer_emit(lexer, ORR_TOKEN_FSTRING_START);
}

static char kind_letter(const OrrLexerFString *fstring) {
    return fstring->flags & ORR_TOKEN_IS_TEMPLATE ? 't' : 'f';
}

static bool fstring_unterminated(OrrLexer *lexer, const OrrLexerFString *fstring) {
    return orr_lexer_error_start(lexer, fstring->place, "unterminated %s%c-string literal (detected at line %u)",
                                 fstring->quote_size == 3 ? "triple-quoted " : "", kind_letter(fstring), lexer->line);
}

static bool at_end_quote(const OrrLexer *lexer, const OrrLexerFString *fstring) {
    const char *at = lexer->text + lexer->at;
    if (at[0] != fstring->quote) return false;
    return fstring->quote_size == 1 || (at[1] == fstring->quote && at[2] == fstring->quote);
}

/* At the { of a replacement field: token mode from here. */
static bool enter_field(OrrLexer *lexer, OrrLexerFString *fstring) {
    fstring->field++;
    if (fstring->field >= (int)ORR_LEXER_FSPEC_MAX) {
        return orr_lexer_error(lexer, "%c-string: expressions nested too deeply", kind_letter(fstring));
    }
    fstring->in_text = false;
    return true;
}

static bool emit_middle(OrrLexer *lexer) {
    return lexer->at == lexer->start || orr_lexer_emit(lexer, ORR_TOKEN_FSTRING_MIDDLE);
}

/* Emits the text so far, whose last character is the first of a doubled brace, and skips the second; the columns of the
 * token include it all the same. */
static bool doubled_brace(OrrLexer *lexer) {
    lexer->at++;
    if (!orr_lexer_emit(lexer, ORR_TOKEN_FSTRING_MIDDLE)) return false;
    lexer->tokens->items[lexer->tokens->count - 1].end_col++;
    lexer->at++;
    return true;
}

bool orr_lexer_fstring_text(OrrLexer *lexer) {
    OrrLexerFString *fstring = orr_lexer_fstring(lexer);
    const char *text = lexer->text;
    bool named_escape = false; /* in \N{...}: those braces are text */
    orr_lexer_begin_token(lexer);
    if (at_end_quote(lexer, fstring)) {
        lexer->at += fstring->quote_size;
        if (!orr_lexer_emit(lexer, ORR_TOKEN_FSTRING_END)) return false;
        lexer->fstring_count--;
        return true;
    }
    for (;;) {
        char c = text[lexer->at];
        if (c == 0 || (c == '\n' && fstring->quote_size == 1)) {
            if (!fstring->in_format_spec || c == 0) return fstring_unterminated(lexer, fstring);
            fstring->in_text = false; /* a format spec ends at the line; the parser will miss its brace */
            fstring->in_format_spec = false;
            return emit_middle(lexer);
        }
        if (c == '\n') {
            new_line(lexer);
        } else if (at_end_quote(lexer, fstring)) {
            return emit_middle(lexer);
        } else if (c == '{' && !named_escape) {
            if (text[lexer->at + 1] == '{' && !fstring->in_format_spec) return doubled_brace(lexer);
            return emit_middle(lexer) && enter_field(lexer, fstring);
        } else if (c == '}') {
            if (named_escape) {
                named_escape = false;
                lexer->at++;
                continue;
            }
            if (text[lexer->at + 1] == '}' && !fstring->in_format_spec && fstring->depth == 0)
                return doubled_brace(lexer);
            fstring->in_text = false;
            return emit_middle(lexer);
        } else if (c == '\\') {
            lexer->at++;
            c = text[lexer->at];
            if (c == '{' || c == '}') continue;
            bool raw = (fstring->flags & ORR_TOKEN_IS_RAW) != 0;
            if (c == '\n') {
                new_line(lexer);
            } else if (c == 'N' && !raw && text[lexer->at + 1] == '{') {
                lexer->at += 2;
                named_escape = true;
            } else if (c) {
                lexer->at++;
            }
        } else {
            lexer->at++;
        }
    }
}

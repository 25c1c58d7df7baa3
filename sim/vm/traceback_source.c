/* The source lines under an entry of a traceback, and the carets under them. Lines and columns count from 0 here. */
#include "sim/vm/traceback_internal.h"

#include <utf8proc.h>

#include "sim/vm/function.h"
#include "sim/vm/list.h"
#include "sim/vm/unicode.h"

#define MAX_LINES    200u /* of one entry: more would never be shown */
#define NO_COLUMN    65535u
#define INDENTATION  "    "

/* The stretch of source that an entry is about. */
typedef struct Source {
    OrrVm *vm;
    OrrValue lines[MAX_LINES]; /* strs, owned, without the indentation that they share */
    size_t count;
    size_t start, end; /* character columns of the operation in the first and last line */
    bool columns;      /* start and end are known */
    OrrValue text;     /* all lines joined, owned */
    bool carets;
    OrrAnchors anchors; /* in text */
} Source;

static OrrStr *line_of(const Source *s, size_t i) {
    return orr_as_str(s->lines[i]);
}

static void release(Source *s) {
    for (size_t i = 0; i < s->count; i++) orr_release(s->vm, s->lines[i]);
    orr_xrelease(s->vm, s->text);
}

/* Reading. */

static OrrValue read_line(OrrVm *vm, const char *path, uint32_t number) {
    size_t length = 0;
    const char *text = vm->host->source_line == NULL
                           ? NULL
                           : vm->host->source_line(vm->host->context, path, number, &length);
    if (text == NULL) return orr_retain(vm->empty_str);
    OrrValue line = orr_str_new(vm, text, length);
    if (line == ORR_NULL) return line;
    OrrStr *s = orr_as_str(line);
    size_t end = s->length;
    while (end > 0 && orr_unicode_is_space(orr_str_at(s, end - 1))) end--;
    OrrValue stripped = orr_str_substring(vm, s, 0, end);
    orr_release(vm, line);
    return stripped;
}

/* The column in characters of a column in bytes. */
static size_t character_column(const OrrStr *line, size_t byte) {
    size_t column = 0, bytes = 0;
    while (column < line->length && bytes < byte) {
        uint32_t c = orr_str_at(line, column);
        bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        column++;
    }
    return column;
}

static size_t indentation_of(const OrrStr *line) {
    size_t i = 0;
    while (i < line->length && (orr_str_at(line, i) == ' ' || orr_str_at(line, i) == '\t')) i++;
    return i;
}

/* How many characters of indentation all lines that are not blank share. */
static size_t shared_indentation(const OrrValue *lines, size_t count) {
    size_t shared = SIZE_MAX;
    const OrrStr *first = NULL;
    for (size_t i = 0; i < count; i++) {
        const OrrStr *line = orr_as_str(lines[i]);
        size_t own = indentation_of(line);
        if (own == line->length) continue;
        if (first == NULL) first = line;
        if (own < shared) shared = own;
        for (size_t k = 0; k < shared; k++) {
            if (orr_str_at(line, k) != orr_str_at(first, k)) shared = k;
        }
    }
    return shared == SIZE_MAX ? 0 : shared;
}

static bool dedent(Source *s) {
    size_t shared = shared_indentation(s->lines, s->count);
    if (shared == 0) return true;
    for (size_t i = 0; i < s->count; i++) {
        OrrStr *line = line_of(s, i);
        size_t cut = shared < line->length ? shared : line->length;
        OrrValue rest = orr_str_substring(s->vm, line, cut, line->length);
        if (rest == ORR_NULL) return false;
        orr_set_slot(s->vm, &s->lines[i], rest);
    }
    s->start = s->start > shared ? s->start - shared : 0;
    s->end = s->end > shared ? s->end - shared : 0;
    return true;
}

static bool read_lines(Source *s, const char *path, const OrrPosition *position) {
    uint32_t last = position->end_line < position->line ? position->line : position->end_line;
    if (last - position->line >= MAX_LINES) last = position->line + MAX_LINES - 1;
    for (uint32_t number = position->line; number <= last; number++) {
        OrrValue line = read_line(s->vm, path, number);
        if (line == ORR_NULL) return false;
        s->lines[s->count++] = line;
    }
    s->columns = position->col != NO_COLUMN && position->end_col != NO_COLUMN;
    if (s->columns) {
        s->start = character_column(line_of(s, 0), position->col);
        s->end = character_column(line_of(s, s->count - 1), position->end_col);
    }
    return dedent(s);
}

static bool join_lines(Source *s) {
    OrrStrBuilder b;
    orr_builder_init(&b, s->vm);
    for (size_t i = 0; i < s->count; i++) {
        if ((i > 0 && !orr_builder_add_char(&b, '\n')) || !orr_builder_add_str(&b, line_of(s, i))) {
            orr_builder_discard(&b);
            return false;
        }
    }
    s->text = orr_builder_finish(&b);
    return s->text != ORR_NULL;
}

/* Carets. */

static bool is_blank(const OrrStr *line, size_t start, size_t end) {
    for (size_t i = start; i < end; i++) {
        if (!orr_unicode_is_space(orr_str_at(line, i))) return false;
    }
    return true;
}

/* Decides whether there are carets, and finds the anchors. */
static void decide(Source *s) {
    const OrrStr *text = orr_as_str(s->text), *first = line_of(s, 0), *last = line_of(s, s->count - 1);
    size_t end = text->length - (last->length - s->end);
    if (s->start >= end) return;
    s->anchors = orr_traceback_anchors(text, s->start, end);
    if (orr_traceback_is_whole_call(text, s->start, end, &s->anchors)) return;
    s->carets = s->anchors.kind != ORR_ANCHOR_NONE || !is_blank(first, 0, s->start < first->length ? s->start : first->length) ||
                !is_blank(last, s->end, last->length);
}

typedef struct Place {
    size_t line, column;
} Place;

static Place place_of(const Source *s, size_t index) {
    Place place = {0, index};
    while (place.line + 1 < s->count && place.column > line_of(s, place.line)->length) {
        place.column -= line_of(s, place.line)->length + 1;
        place.line++;
    }
    return place;
}

static size_t width_of(uint32_t c) {
    return c >= 0x1100 && utf8proc_charwidth((int32_t)c) == 2 ? 2 : 1;
}

static char mark_for(const Source *s, Place left, Place right, size_t line, size_t column) {
    if (s->anchors.kind == ORR_ANCHOR_NONE) return '^';
    bool behind_left = line > left.line || (line == left.line && column >= left.column);
    bool before_right = line < right.line || (line == right.line && column < right.column);
    return behind_left && before_right ? '^' : '~';
}

static bool add_carets(const Source *s, OrrStrBuilder *b, size_t i) {
    const OrrStr *line = line_of(s, i);
    Place left = place_of(s, s->anchors.start), right = place_of(s, s->anchors.end);
    size_t from = 0, to = i == s->count - 1 ? s->end : line->length;
    while (from < line->length && orr_unicode_is_space(orr_str_at(line, from))) from++;
    if (i == 0 && from < s->start) from = s->start;
    if (!orr_builder_add_cstring(b, INDENTATION)) return false;
    for (size_t column = 0; column < to && column < line->length; column++) {
        char mark = column < from ? ' ' : mark_for(s, left, right, i, column);
        if (!orr_builder_add_fill(b, (uint32_t)mark, width_of(orr_str_at(line, column)))) return false;
    }
    return orr_builder_add_char(b, '\n');
}

static bool add_line(const Source *s, OrrStrBuilder *b, size_t i) {
    return orr_builder_add_cstring(b, INDENTATION) && orr_builder_add_str(b, line_of(s, i)) &&
           orr_builder_add_char(b, '\n') && (!s->carets || add_carets(s, b, i));
}

/* Is line i shown: the first, the last, one near an anchor? */
static bool is_significant(const Source *s, size_t i) {
    if (i == 0 || i == s->count - 1) return true;
    if (s->anchors.kind == ORR_ANCHOR_NONE) return false;
    size_t left = place_of(s, s->anchors.start).line, right = place_of(s, s->anchors.end).line;
    return (i + 1 >= left && i <= left + 1) || (i + 1 >= right && i <= right + 1);
}

static bool add_lines(const Source *s, OrrStrBuilder *b) {
    size_t next = 0;
    for (size_t i = 0; i < s->count; i++) {
        if (!is_significant(s, i)) continue;
        size_t gap = i - next;
        if (gap == 1 && !add_line(s, b, i - 1)) return false;
        if (gap > 1) {
            OrrValue text = orr_format(s->vm, INDENTATION "...<%zu lines>...\n", gap);
            bool good = text != ORR_NULL && orr_builder_add_str(b, orr_as_str(text));
            orr_xrelease(s->vm, text);
            if (!good) return false;
        }
        if (!add_line(s, b, i)) return false;
        next = i + 1;
    }
    return true;
}

static bool add_first_line(const Source *s, OrrStrBuilder *b) {
    const OrrStr *line = line_of(s, 0);
    size_t start = 0;
    while (start < line->length && orr_unicode_is_space(orr_str_at(line, start))) start++;
    return orr_builder_add_cstring(b, INDENTATION) && orr_builder_add_range(b, line, start, line->length) &&
           orr_builder_add_char(b, '\n');
}

static bool add_source(Source *s, OrrStrBuilder *b, const char *path, const OrrPosition *position) {
    if (!read_lines(s, path, position) || !join_lines(s)) return false;
    const OrrStr *text = orr_as_str(s->text);
    if (is_blank(text, 0, text->length)) return true;
    if (!s->columns) return add_first_line(s, b);
    decide(s);
    return add_lines(s, b);
}

bool orr_traceback_add_source(OrrVm *vm, OrrStrBuilder *b, const OrrTraceback *entry, bool carets) {
    if (orr_traceback_line(entry) == 0) return true;
    size_t length;
    char *path = orr_str_to_utf8(vm, entry->code->filename, &length);
    if (path == NULL) return false;
    Source source = {.vm = vm};
    OrrPosition position = entry->code->positions[entry->pc];
    if (!carets) position.col = NO_COLUMN;
    bool good = add_source(&source, b, path, &position);
    release(&source);
    orr_buffer_free(vm, path, length + 1);
    return good;
}

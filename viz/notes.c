#include "viz/notes.h"

#include <stdlib.h>
#include <string.h>

#include "viz/array.h"

static const char first_line[] = "# orrery notes: an event, and what somebody thought of it\n";
enum { NAME_LENGTH = 14 }; /* of the first line, what tells the kind of file: "# orrery notes" */

void orr_viz_notes_free(OrrVizNotes *notes) {
    free(notes->items);
    *notes = (OrrVizNotes){0};
}

uint32_t orr_viz_notes_from(const OrrVizNotes *notes, uint32_t event) {
    uint32_t low = 0, high = notes->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (notes->items[middle].event < event) low = middle + 1;
        else high = middle;
    }
    return low;
}

bool orr_viz_notes_has(const OrrVizNotes *notes, uint32_t event) {
    uint32_t i = orr_viz_notes_from(notes, event);
    return i < notes->count && notes->items[i].event == event;
}

/* One line of at most ORR_VIZ_NOTE_MAX bytes, without half a character at its end. */
static void copy_text(char *to, const char *text, size_t length) {
    if (length > ORR_VIZ_NOTE_MAX) {
        length = ORR_VIZ_NOTE_MAX;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
    }
    for (size_t i = 0; i < length; i++) to[i] = (unsigned char)text[i] < 0x20 || text[i] == 0x7F ? ' ' : text[i];
    while (length > 0 && to[length - 1] == ' ') length--;
    to[length] = '\0';
}

bool orr_viz_notes_set(OrrVizNotes *notes, uint32_t event, const char *text, size_t length) {
    uint32_t i = orr_viz_notes_from(notes, event);
    if (i == notes->count || notes->items[i].event != event) {
        if (notes->count == ORR_VIZ_NOTES_MAX) return false;
        if (!ORR_VIZ_GROW(notes->items, notes->count, notes->capacity)) return false;
        memmove(notes->items + i + 1, notes->items + i, (notes->count - i) * sizeof *notes->items);
        notes->items[i].event = event;
        notes->count++;
    }
    copy_text(notes->items[i].text, text, length);
    notes->changed = true;
    return true;
}

void orr_viz_notes_remove(OrrVizNotes *notes, uint32_t event) {
    uint32_t i = orr_viz_notes_from(notes, event);
    if (i == notes->count || notes->items[i].event != event) return;
    memmove(notes->items + i, notes->items + i + 1, (notes->count - i - 1) * sizeof *notes->items);
    notes->count--;
    notes->changed = true;
}

/* ---- the file ----------------------------------------------------------------------------------- */

static bool read_line(OrrVizNotes *notes, const char *line, size_t length) {
    uint64_t event = 0;
    size_t i = 0;
    while (i < length && line[i] >= '0' && line[i] <= '9' && event < UINT32_MAX) {
        event = event * 10 + (uint64_t)(line[i++] - '0');
    }
    bool good = i > 0 && event < UINT32_MAX && (i == length || line[i] == ' ' || line[i] == '\t');
    if (!good || notes->count == ORR_VIZ_NOTES_MAX) return true;
    while (i < length && (line[i] == ' ' || line[i] == '\t')) i++;
    return orr_viz_notes_set(notes, (uint32_t)event, line + i, length - i);
}

bool orr_viz_notes_read(OrrVizNotes *notes, const char *file, size_t length) {
    if (length == 0) return true;
    if (length < NAME_LENGTH || memcmp(file, first_line, NAME_LENGTH) != 0) return false;
    bool changed = notes->changed;
    for (size_t from = 0; from < length;) {
        const char *newline = memchr(file + from, '\n', length - from);
        size_t end = newline == NULL ? length : (size_t)(newline - file);
        size_t last = end > from && file[end - 1] == '\r' ? end - 1 : end;
        if (!read_line(notes, file + from, last - from)) return false;
        from = end + 1;
    }
    notes->changed = changed;
    return true;
}

void orr_viz_notes_write(const OrrVizNotes *notes, OrrTraceBytes *file) {
    orr_trace_bytes_text(file, first_line);
    for (uint32_t i = 0; i < notes->count; i++) {
        orr_trace_bytes_decimal(file, notes->items[i].event);
        if (notes->items[i].text[0] != '\0') orr_trace_bytes_byte(file, ' ');
        orr_trace_bytes_text(file, notes->items[i].text);
        orr_trace_bytes_byte(file, '\n');
    }
}

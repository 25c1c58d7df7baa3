/* Bookmarks, with a note each if somebody wrote one: events, in order, and the text file that they are kept in.
 *
 *     # orrery notes: an event, and what somebody thought of it
 *     62 why does it wait here?
 *     118
 *
 * The file is beside the trace, TRACE.notes, and made for being read and changed by people. Lines that say nothing are
 * passed over when it is read; what is no such file is not touched.
 */
#ifndef ORR_VIZ_NOTES_H
#define ORR_VIZ_NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/bytes.h"

enum { ORR_VIZ_NOTE_MAX = 200, ORR_VIZ_NOTES_MAX = 10000 };

typedef struct OrrVizNote {
    uint32_t event;
    char text[ORR_VIZ_NOTE_MAX + 1]; /* UTF-8 or whatever the file had, on one line; empty: none */
} OrrVizNote;

/* Zeroed: none. */
typedef struct OrrVizNotes {
    OrrVizNote *items; /* owned; by event, none twice */
    uint32_t count, capacity;
    bool changed; /* since somebody kept them: whoever does clears this */
} OrrVizNotes;

void orr_viz_notes_free(OrrVizNotes *notes);
/* The first at or beyond the event; count: none. */
uint32_t orr_viz_notes_from(const OrrVizNotes *notes, uint32_t event);
/* Whether the event has one. */
bool orr_viz_notes_has(const OrrVizNotes *notes, uint32_t event);
/* Gives the event a bookmark with that text, or its bookmark that text. False: no memory, or too many. */
bool orr_viz_notes_set(OrrVizNotes *notes, uint32_t event, const char *text, size_t length)
    __attribute__((warn_unused_result));
void orr_viz_notes_remove(OrrVizNotes *notes, uint32_t event);

/* Adds those of a file. False: it is no such file (or no memory). An empty one is. */
bool orr_viz_notes_read(OrrVizNotes *notes, const char *file, size_t length) __attribute__((warn_unused_result));
void orr_viz_notes_write(const OrrVizNotes *notes, OrrTraceBytes *file);

#endif

#include "viz/story.h"

#include <stdlib.h>

#include "trace/explain.h"

#define NAMES_EVENTS_MOST 3000000u

typedef struct OrrVizStory {
    OrrTraceNames names;
    OrrTraceBytes text; /* of a step */
    uint32_t step;      /* which one; 0: none */
    uint64_t events;    /* that the names were taken from */
} OrrVizStory;

void orr_viz_story_free(OrrVizApp *app) {
    if (app->story == NULL) return;
    orr_trace_names_free(&app->story->names);
    orr_trace_bytes_free(&app->story->text);
    free(app->story);
    app->story = NULL;
}

static OrrVizStory *story_of(OrrVizApp *app) {
    if (app->story == NULL) {
        app->story = calloc(1, sizeof *app->story);
        if (app->story != NULL) orr_trace_names_init(&app->story->names, app->reader);
    }
    return app->story;
}

/* Takes in what the trace grew by. */
static void learn_names(OrrVizStory *story, const OrrTraceReader *reader) {
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    if (orr_trace_reader_event_count(reader) > NAMES_EVENTS_MOST) return;
    orr_trace_cursor_start(&cursor, reader);
    orr_trace_cursor_seek_event(&cursor, story->events);
    while (orr_trace_cursor_next(&cursor, &record)) {
        orr_trace_names_take(&story->names, &record);
        story->events = record.event + 1;
    }
}

const char *orr_viz_story_step(OrrVizApp *app, uint32_t step) {
    OrrVizStory *story = app->reader == NULL || step == 0 ? NULL : story_of(app);
    if (story == NULL) return "";
    uint64_t events = orr_trace_reader_event_count(app->reader);
    if (story->step != step || story->events < events) {
        if (story->events < events) learn_names(story, app->reader);
        orr_trace_bytes_clear(&story->text);
        story->step = orr_trace_explain_step(app->reader, &story->names, step, &story->text) ? step : 0;
        if (events > NAMES_EVENTS_MOST)
            story->events = events; /* they are not collected, and it is the same sentence */
    }
    return story->step == 0 || story->text.length == 0 ? "" : (const char *)story->text.data;
}

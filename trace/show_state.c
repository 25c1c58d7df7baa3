#include "trace/show.h"
#include "trace/words.h"

static void show_task(const OrrTraceReader *reader, const OrrTraceState *state, const OrrTraceTask *task,
                      OrrTraceBytes *text) {
    static const char *const states[] = {" is created", " is ready", " is running", " waits for "};
    orr_trace_bytes_text(text, "  ");
    orr_trace_word_task(reader, state, task->item.id, text);
    orr_trace_bytes_text(text, states[task->state]);
    if (task->state == ORR_TRACE_TASK_WAITING) orr_trace_word_wait(reader, state, task, text);
    if (task->state == ORR_TRACE_TASK_READY) {
        orr_trace_bytes_text(text, ", woken by ");
        orr_trace_word_actor(reader, state, task->woken_by, text);
    }
    orr_trace_bytes_byte(text, '\n');
    for (const OrrTraceFrame *frame = orr_trace_state_frame(state, task); frame != NULL;
         frame = orr_trace_state_frame_below(state, frame)) {
        size_t length;
        (void)orr_trace_word_source(reader, frame->file, frame->line, &length);
        orr_trace_bytes_text(text, "      ");
        orr_trace_word_string(reader, frame->function, text);
        if (length > 0) {
            orr_trace_bytes_text(text, ", ");
            orr_trace_word_line(reader, frame->file, frame->line, text);
        }
        orr_trace_bytes_byte(text, '\n');
    }
}

static void show_ready(const OrrTraceReader *reader, const OrrTraceState *state, OrrTraceBytes *text) {
    orr_trace_bytes_text(text, "ready:");
    for (uint32_t i = 0; i < state->ready_count; i++) {
        OrrTraceReady entry = orr_trace_state_ready(state, i);
        OrrTraceActor actor = {.kind = entry.kind, .id = entry.id, .function = entry.function};
        orr_trace_bytes_text(text, i == 0 ? " " : ", ");
        orr_trace_word_actor(reader, state, actor, text);
    }
    orr_trace_bytes_text(text, state->ready_count == 0 ? " nothing\n" : "\n");
}

static void show_timers(const OrrTraceReader *reader, const OrrTraceState *state, OrrTraceBytes *text) {
    for (const OrrTraceTimer *timer = orr_trace_state_timer_first(state); timer != NULL;
         timer = orr_trace_state_timer_next(state, timer)) {
        orr_trace_bytes_text(text, "  timer ");
        orr_trace_bytes_decimal(text, timer->item.id);
        orr_trace_bytes_text(text, " at ");
        orr_trace_bytes_seconds(text, timer->deadline_ns);
        orr_trace_bytes_text(text, ": ");
        orr_trace_word_string(reader, timer->function, text);
        orr_trace_bytes_byte(text, '\n');
    }
}

static void show_links(const OrrTraceReader *reader, const OrrTraceState *state, uint32_t first, const char *words,
                       OrrTraceBytes *text) {
    for (const OrrTraceLink *link = orr_trace_state_link(state, first); link != NULL;
         link = orr_trace_state_link(state, link->next)) {
        bool lives = orr_trace_state_task(state, link->id) != NULL || orr_trace_state_object(state, link->id) != NULL;
        if (!lives) continue;
        orr_trace_bytes_text(text, words);
        orr_trace_word_object(reader, state, link->id, text);
        words = ", ";
    }
}

static void show_objects(const OrrTraceReader *reader, const OrrTraceState *state, OrrTraceBytes *text) {
    for (const OrrTraceObject *object = orr_trace_state_object_first(state); object != NULL;
         object = orr_trace_state_object_next(state, object)) {
        enum { SHOWN = 8 };
        const OrrTraceTask *waiters[SHOWN];
        size_t count = orr_trace_state_waiters(state, object->item.id, 0, waiters, SHOWN);
        orr_trace_bytes_text(text, "  ");
        orr_trace_word_object(reader, state, object->item.id, text);
        if (object->kind == ORR_TRACE_OBJECT_KIND_THREAD) {
            orr_trace_bytes_text(text, object->size == 0 ? "" : ", blocked: ");
            if (object->size != 0)
                orr_trace_bytes_text(text, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, object->size));
        } else if (object->size != 0 || object->kind == ORR_TRACE_OBJECT_KIND_QUEUE) {
            orr_trace_bytes_text(text, ", size ");
            orr_trace_bytes_decimal(text, object->size);
        }
        if (object->capacity != 0) {
            orr_trace_bytes_text(text, " of ");
            orr_trace_bytes_decimal(text, object->capacity);
        }
        show_links(reader, state, object->holders, ", held by ", text);
        show_links(reader, state, object->targets, ", depends on ", text);
        for (size_t i = 0; i < count && i < SHOWN; i++) {
            orr_trace_bytes_text(text, i == 0 ? ", awaited by " : ", ");
            orr_trace_word_task(reader, state, waiters[i]->item.id, text);
        }
        if (count > SHOWN) orr_trace_bytes_text(text, ", ...");
        orr_trace_bytes_byte(text, '\n');
    }
}

OrrTraceStatus orr_trace_show_state(const OrrTraceReader *reader, uint64_t event, const OrrTraceOutput *output) {
    OrrTraceState state;
    OrrTraceBytes text = {0};
    orr_trace_state_init(&state);
    bool memory = orr_trace_reader_state(reader, event, &state);
    orr_trace_bytes_text(&text, "at ");
    orr_trace_bytes_seconds(&text, state.time_ns);
    orr_trace_bytes_text(&text, " s, after step ");
    orr_trace_bytes_decimal(&text, (int64_t)state.step);
    orr_trace_bytes_byte(&text, '\n');
    for (const OrrTraceTask *task = orr_trace_state_task_first(&state); task != NULL;
         task = orr_trace_state_task_next(&state, task))
        show_task(reader, &state, task, &text);
    show_ready(reader, &state, &text);
    show_timers(reader, &state, &text);
    show_objects(reader, &state, &text);
    memory = memory && !text.failed;
    if (memory) (void)orr_trace_output_put(output, &text);
    orr_trace_bytes_free(&text);
    orr_trace_state_free(&state);
    return orr_trace_status(memory ? ORR_TRACE_OK : ORR_TRACE_NO_MEMORY);
}

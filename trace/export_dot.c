/* Graphviz: who waits for whom at a moment, or, when nobody does any more, who did in the whole run. */
#include "trace/export.h"

#include "trace/words.h"

static void dot_node(OrrTraceBytes *text, int64_t id) {
    orr_trace_bytes_text(text, "n");
    if (id < 0) orr_trace_bytes_byte(text, '_');
    orr_trace_bytes_decimal(text, id < 0 ? ~id : id);
}

static void dot_edge(OrrTraceBytes *text, int64_t from, int64_t to, const char *label, const char *style) {
    orr_trace_bytes_text(text, "  ");
    dot_node(text, from);
    orr_trace_bytes_text(text, " -> ");
    dot_node(text, to);
    orr_trace_bytes_text(text, " [label=\"");
    orr_trace_bytes_text(text, label);
    orr_trace_bytes_text(text, "\", style=");
    orr_trace_bytes_text(text, style);
    orr_trace_bytes_text(text, "]\n");
}

static void dot_task(const OrrTraceReader *reader, const OrrTraceState *state, const OrrTraceTask *task,
                     OrrTraceBytes *scratch, OrrTraceBytes *text) {
    static const char *const states[] = {"created", "ready", "running", "waiting"};
    orr_trace_bytes_clear(scratch);
    orr_trace_word_task(reader, state, task->item.id, scratch);
    orr_trace_bytes_text(scratch, "\n");
    if (task->state == ORR_TRACE_TASK_WAITING) orr_trace_word_wait(reader, state, task, scratch);
    else orr_trace_bytes_text(scratch, states[task->state]);
    const OrrTraceFrame *frame = orr_trace_state_frame(state, task);
    if (frame != NULL && frame->line != 0) {
        orr_trace_bytes_text(scratch, "\n");
        orr_trace_word_string(reader, frame->function, scratch);
        orr_trace_bytes_text(scratch, ", line ");
        orr_trace_bytes_decimal(scratch, frame->line);
    }
    orr_trace_bytes_text(text, "  ");
    dot_node(text, task->item.id);
    orr_trace_bytes_text(text, " [shape=box, label=");
    orr_trace_word_quoted((const char *)scratch->data, scratch->length, text);
    orr_trace_bytes_text(text, "]\n");
    if (orr_trace_state_task(state, task->parent) != NULL) dot_edge(text, task->parent, task->item.id, "", "dotted");
    bool waits = task->state == ORR_TRACE_TASK_WAITING && task->wait_kind != ORR_TRACE_WAIT_SLEEP;
    if (waits && task->wait_object != 0) {
        dot_edge(text, task->item.id, task->wait_object, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, task->wait_kind),
                 "bold");
    }
}

static void dot_object(const OrrTraceReader *reader, const OrrTraceState *state, const OrrTraceObject *object,
                       OrrTraceBytes *scratch, OrrTraceBytes *text) {
    bool waited_for = orr_trace_state_waiters(state, object->item.id, 0, NULL, 0) > 0;
    /* What nobody waits for or holds would only fill the picture. */
    if (!waited_for && object->holders == 0) return;
    orr_trace_bytes_clear(scratch);
    orr_trace_word_object(reader, state, object->item.id, scratch);
    orr_trace_bytes_text(text, "  ");
    dot_node(text, object->item.id);
    orr_trace_bytes_text(text, " [shape=ellipse, label=");
    orr_trace_word_quoted((const char *)scratch->data, scratch->length, text);
    orr_trace_bytes_text(text, "]\n");
    for (const OrrTraceLink *link = orr_trace_state_link(state, object->holders); link != NULL;
         link = orr_trace_state_link(state, link->next)) {
        if (link->id != 0) dot_edge(text, object->item.id, link->id, "held by", "bold");
    }
    for (const OrrTraceLink *link = orr_trace_state_link(state, object->targets); link != NULL;
         link = orr_trace_state_link(state, link->next)) {
        bool lives = orr_trace_state_task(state, link->id) != NULL || orr_trace_state_object(state, link->id) != NULL;
        if (lives) dot_edge(text, object->item.id, link->id, "needs", "bold");
    }
}

/* ---- the whole run ------------------------------------------------------------------------------ */

enum { NODES_MOST = 300 };

/* A task or an object that appears in the picture, or what one did to another. */
typedef struct Node {
    OrrTraceItem item;
    int64_t index;
} Node;

typedef struct Edge {
    OrrTraceItem item; /* of the indices of its ends, and the kind of wait */
    int64_t from, to;
    uint64_t count;
    int64_t waited_ns;
    uint8_t wait_kind; /* 0: it created it */
} Edge;

typedef struct Whole {
    const OrrTraceReader *reader;
    OrrTraceState state;
    OrrTraceTable nodes, edges;
    OrrTraceBytes text, label;
    uint64_t left_out; /* tasks and objects */
    bool no_memory;
} Whole;

/* Adds a node, whose label is in w->label; NULL: there are too many. */
static const Node *whole_node(Whole *w, int64_t id, const char *shape) {
    Node *node = orr_trace_table_find(&w->nodes, id);
    if (node == NULL && w->nodes.count >= NODES_MOST) {
        w->left_out++;
    } else if (node == NULL) {
        node = orr_trace_table_add(&w->nodes, id);
        if (node == NULL) w->no_memory = true;
        else {
            node->index = w->nodes.count;
            orr_trace_bytes_text(&w->text, "  ");
            dot_node(&w->text, id);
            orr_trace_bytes_text(&w->text, " [shape=");
            orr_trace_bytes_text(&w->text, shape);
            orr_trace_bytes_text(&w->text, ", label=");
            orr_trace_word_quoted(w->label.length == 0 ? "" : (const char *)w->label.data, w->label.length, &w->text);
            orr_trace_bytes_text(&w->text, "]\n");
        }
    }
    orr_trace_bytes_clear(&w->label);
    return node;
}

static Edge *whole_edge(Whole *w, int64_t from, int64_t to, int64_t kind) {
    const Node *a = orr_trace_table_find(&w->nodes, from), *b = orr_trace_table_find(&w->nodes, to);
    if (a == NULL || b == NULL) return NULL;
    int64_t id = (a->index * (NODES_MOST + 1) + b->index) * 256 + kind;
    Edge *edge = orr_trace_table_find(&w->edges, id);
    if (edge == NULL) edge = orr_trace_table_add(&w->edges, id);
    if (edge == NULL) {
        w->no_memory = true;
        return NULL;
    }
    edge->from = from;
    edge->to = to;
    edge->wait_kind = (uint8_t)kind;
    return edge;
}

/* What a task waited for, when that is over. */
static void whole_wait(Whole *w, int64_t id) {
    const OrrTraceTask *task = orr_trace_state_task(&w->state, id);
    bool waits = task != NULL && task->state == ORR_TRACE_TASK_WAITING && task->wait_kind != ORR_TRACE_WAIT_SLEEP;
    if (!waits || task->wait_object == 0) return;
    if (orr_trace_state_object(&w->state, task->wait_object) != NULL) {
        orr_trace_word_object(w->reader, &w->state, task->wait_object, &w->label);
        (void)whole_node(w, task->wait_object, "ellipse");
    }
    Edge *edge = whole_edge(w, id, task->wait_object, task->wait_kind);
    if (edge == NULL) return;
    int64_t spent;
    edge->count++;
    bool bad = __builtin_sub_overflow(w->state.time_ns, task->since_ns, &spent) ||
               __builtin_add_overflow(edge->waited_ns, spent, &edge->waited_ns);
    if (bad) edge->waited_ns = INT64_MAX;
}

static void whole_take(Whole *w, const OrrTraceRecord *record) {
    if (record->kind == ORR_TRACE_READY) whole_wait(w, record->fields[0]);
    (void)orr_trace_state_apply(&w->state, record->kind, record->fields);
    if (record->kind != ORR_TRACE_TASK_NEW) return;
    orr_trace_word_task(w->reader, &w->state, record->fields[0], &w->label);
    if (record->fields[4] != 0) {
        orr_trace_bytes_text(&w->label, "\n");
        orr_trace_word_string(w->reader, record->fields[4], &w->label);
    }
    (void)whole_node(w, record->fields[0], "box");
    (void)whole_edge(w, record->fields[1], record->fields[0], 0);
}

static void whole_edges(Whole *w) {
    for (const Edge *edge = orr_trace_table_first(&w->edges); edge != NULL;
         edge = orr_trace_table_next(&w->edges, edge)) {
        OrrTraceBytes *label = &w->label;
        orr_trace_bytes_clear(label);
        if (edge->wait_kind != 0) {
            orr_trace_bytes_text(label, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, edge->wait_kind));
            orr_trace_bytes_text(label, " ");
            orr_trace_bytes_decimal(label, (int64_t)edge->count);
            orr_trace_bytes_text(label, "x, ");
            orr_trace_bytes_seconds(label, edge->waited_ns);
            orr_trace_bytes_text(label, " s");
        }
        if (label->failed) return;
        dot_edge(&w->text, edge->from, edge->to, label->length == 0 ? "" : (const char *)label->data,
                 edge->wait_kind == 0 ? "dotted" : "solid");
    }
}

/* Of a run whose tasks have all ended: who created whom, and what for they waited, how often and how long. */
static OrrTraceStatus export_whole(const OrrTraceReader *reader, uint64_t event, const OrrTraceOutput *output) {
    Whole w = {.reader = reader};
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_state_init(&w.state);
    orr_trace_table_init(&w.nodes, sizeof(Node));
    orr_trace_table_init(&w.edges, sizeof(Edge));
    orr_trace_bytes_text(&w.text, "digraph run {\n  node [fontname=\"sans-serif\"]\n");
    orr_trace_cursor_start(&cursor, reader);
    while (!w.no_memory && cursor.event < event && orr_trace_cursor_next(&cursor, &record)) {
        whole_take(&w, &record);
        w.no_memory = w.no_memory || w.state.no_memory || w.text.failed || w.label.failed;
    }
    whole_edges(&w);
    if (w.left_out > 0) {
        orr_trace_bytes_text(&w.text, "  more [shape=plaintext, label=\"... and ");
        orr_trace_bytes_decimal(&w.text, (int64_t)w.left_out);
        orr_trace_bytes_text(&w.text, " times something else\"]\n");
    }
    orr_trace_bytes_text(&w.text, "}\n");
    bool memory = !w.no_memory && !w.text.failed && !w.label.failed;
    if (memory) (void)orr_trace_output_put(output, &w.text);
    orr_trace_state_free(&w.state);
    orr_trace_table_free(&w.nodes);
    orr_trace_table_free(&w.edges);
    orr_trace_bytes_free(&w.text);
    orr_trace_bytes_free(&w.label);
    return orr_trace_status(memory ? ORR_TRACE_OK : ORR_TRACE_NO_MEMORY);
}

OrrTraceStatus orr_trace_export_dot(const OrrTraceReader *reader, uint64_t event, const OrrTraceOutput *output) {
    OrrTraceState state;
    OrrTraceBytes text = {0}, scratch = {0};
    orr_trace_state_init(&state);
    bool memory = orr_trace_reader_state(reader, event, &state);
    if (memory && orr_trace_state_task_first(&state) == NULL) {
        orr_trace_state_free(&state);
        return export_whole(reader, event, output);
    }
    if (memory) {
        orr_trace_bytes_text(&text, "digraph waits {\n  node [fontname=\"sans-serif\"]\n");
        for (const OrrTraceTask *task = orr_trace_state_task_first(&state); task != NULL;
             task = orr_trace_state_task_next(&state, task)) {
            dot_task(reader, &state, task, &scratch, &text);
        }
        for (const OrrTraceObject *object = orr_trace_state_object_first(&state); object != NULL;
             object = orr_trace_state_object_next(&state, object)) {
            dot_object(reader, &state, object, &scratch, &text);
        }
        orr_trace_bytes_text(&text, "}\n");
        memory = !text.failed && !scratch.failed;
    }
    if (memory) (void)orr_trace_output_put(output, &text);
    orr_trace_state_free(&state);
    orr_trace_bytes_free(&text);
    orr_trace_bytes_free(&scratch);
    return orr_trace_status(memory ? ORR_TRACE_OK : ORR_TRACE_NO_MEMORY);
}

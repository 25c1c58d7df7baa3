#include "viz/why.h"

#include <stdlib.h>
#include <string.h>

#include "trace/chain.h"
#include "trace/words.h"
#include "viz/array.h"
#include "viz/layout.h"
#include "viz/pen.h"

enum { NODES_MOST = 1000, STEPS_LOOKED = 200000, LISTED = 14, BOX_CELLS = 72 };

/* Of the tree: a task that failed or was cancelled, because of the node above it. */
typedef struct WhyNode {
    uint32_t lane;
    uint32_t parent; /* node; ORR_VIZ_NONE: the root */
    uint32_t by;     /* the step that did it; 0: the root */
    uint32_t event;  /* when: the CANCEL, or the end of the root */
    uint32_t depth;
    bool cancelled; /* somebody asked for it; else it failed, or made its callers fail */
} WhyNode;

typedef struct OrrVizWhy {
    OrrTraceBytes text; /* lines of the box */
    WhyNode *nodes;     /* owned; parents before their children, in the order of the list */
    uint32_t count, capacity;
    uint32_t more; /* lines that were left out */
} OrrVizWhy;

void orr_viz_why_free(OrrVizApp *app) {
    if (app->why == NULL) return;
    orr_trace_bytes_free(&app->why->text);
    free(app->why->nodes);
    free(app->why);
    app->why = NULL;
}

/* An empty one. */
static OrrVizWhy *begin(OrrVizApp *app) {
    if (app->why == NULL) app->why = calloc(1, sizeof *app->why);
    if (app->why == NULL) return NULL;
    orr_trace_bytes_clear(&app->why->text);
    app->why->count = app->why->more = 0;
    return app->why;
}

static void add(OrrVizWhy *why, const char *words) {
    orr_trace_bytes_text(&why->text, words);
}

static void number(OrrVizWhy *why, uint64_t value) {
    orr_trace_bytes_decimal(&why->text, (int64_t)value);
}

static bool give_up(OrrVizApp *app, const char *words) {
    orr_viz_why_free(app);
    app->path = app->fault = false;
    orr_viz_app_say(app, words);
    return false;
}

/* ---- the critical path -------------------------------------------------------------------------- */

/* "5 s  67 %  opener waited: sleep" */
static void add_part(OrrVizApp *app, const OrrTraceBlamePart *part, int64_t spent_ns, int64_t all_ns) {
    OrrVizWhy *why = app->why;
    static const char *const words[] = {" ran (time.sleep)", " was ready", " waited: "};
    size_t start = why->text.length;
    orr_viz_time_text(spent_ns, 1, &why->text);
    while (why->text.length < start + 12 && !why->text.failed) add(why, " ");
    int64_t thousandth = all_ns < 1000 ? 1 : all_ns / 1000;
    int64_t share = all_ns < 1000 ? spent_ns * 1000 / all_ns
                                  : spent_ns / thousandth + (spent_ns % thousandth >= (thousandth + 1) / 2);
    number(why, (uint64_t)(share / 10));
    add(why, ".");
    number(why, (uint64_t)(share % 10));
    add(why, " %");
    while (why->text.length < start + 20 && !why->text.failed) add(why, " ");
    if (part == NULL) {
        add(why, "the rest");
    } else {
        orr_trace_word_string(app->reader, part->function, &why->text);
        add(why, words[part->kind]);
        if (part->kind == ORR_TRACE_BLAME_WAITED) add(why, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, part->wait_kind));
    }
    add(why, "\n");
}

/* Largest first. */
static void add_blame(OrrVizApp *app, const OrrTraceBlame *blame, int64_t all_ns) {
    bool told[ORR_TRACE_BLAME_PARTS] = {false};
    for (uint32_t n = 0; n < blame->count; n++) {
        uint32_t largest = ORR_TRACE_BLAME_PARTS;
        for (uint32_t i = 0; i < blame->count; i++) {
            bool larger = largest == ORR_TRACE_BLAME_PARTS || blame->parts[i].spent_ns > blame->parts[largest].spent_ns;
            if (!told[i] && larger) largest = i;
        }
        told[largest] = true;
        if (blame->parts[largest].spent_ns > 0)
            add_part(app, &blame->parts[largest], blame->parts[largest].spent_ns, all_ns);
    }
    if (blame->others_ns > 0) add_part(app, NULL, blame->others_ns, all_ns);
}

/* The chain that ends where the model's path does. */
static const OrrTraceChainLink *last_link(const OrrVizApp *app, const OrrTraceChains *chains) {
    const OrrTraceChainLink *watched = orr_trace_chains_last_watched(chains), *last = orr_trace_chains_last(chains);
    uint32_t end = app->model->path_count == 0 ? 0 : app->model->path[app->model->path_count - 1];
    return watched != NULL && watched->step == end ? watched : last;
}

static bool follow_chains(OrrVizApp *app, OrrTraceChains *chains, OrrTraceState *state) {
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    bool watching = false;
    orr_trace_cursor_start(&cursor, app->reader);
    while (orr_trace_cursor_next(&cursor, &record)) {
        if (record.kind == ORR_TRACE_TASK_NEW && !watching) {
            orr_trace_chains_watch(chains, record.fields[0]);
            watching = true;
        }
        (void)orr_trace_chains_take(chains, state, &record);
        (void)orr_trace_state_apply(state, record.kind, record.fields);
        if (chains->no_memory || state->no_memory) return false;
    }
    return true;
}

static bool find_blame(OrrVizApp *app) {
    OrrTraceChains chains;
    OrrTraceState state;
    orr_trace_chains_init(&chains, 1);
    orr_trace_state_init(&state);
    bool good = follow_chains(app, &chains, &state);
    const OrrTraceChainLink *link = good ? last_link(app, &chains) : NULL;
    if (link != NULL) {
        OrrVizWhy *why = app->why;
        add(why, "Critical path: ");
        number(why, app->model->path_count);
        add(why, " of ");
        number(why, app->model->step_count);
        add(why, " steps led to the end, at ");
        orr_viz_time_text(link->time_ns, 1, &why->text);
        add(why, ". It went into\n");
        add_blame(app, orr_trace_chains_blame(&chains, link), link->time_ns);
    }
    orr_trace_chains_free(&chains);
    orr_trace_state_free(&state);
    return good && !app->why->text.failed;
}

/* It would tell the answers. */
static bool in_lesson(OrrVizApp *app) {
    if (app->card != NULL) orr_viz_app_say(app, "not during a lesson");
    return app->card != NULL;
}

void orr_viz_why_toggle_path(OrrVizApp *app) {
    if (in_lesson(app)) return;
    app->path = !app->path;
    app->fault = false;
    if (!app->path) {
        orr_viz_why_free(app);
        return;
    }
    if (begin(app) == NULL || !orr_viz_model_find_path(app->model) || !find_blame(app)) {
        (void)give_up(app, "not enough memory");
    }
}

/* ---- the tree of a failure: finding -------------------------------------------------------------- */

static const OrrVizSpan *last_span(const OrrVizLane *lane) {
    return lane->count == 0 ? NULL : &lane->spans[lane->count - 1];
}

static bool failed(const OrrVizLane *lane) {
    const OrrVizSpan *last = last_span(lane);
    return last != NULL && last->state == ORR_VIZ_FAILED;
}

/* The last request to cancel the lane before the event; ORR_VIZ_NONE: none. */
static uint32_t cancel_before(const OrrVizModel *model, uint32_t lane, uint32_t event) {
    for (uint32_t i = model->cancel_count; i > 0; i--) {
        if (model->cancels[i - 1].lane == lane && model->cancels[i - 1].event < event) return i - 1;
    }
    return ORR_VIZ_NONE;
}

/* From a lane up to who began: who asked for its cancellation, and for that one's. */
static uint32_t root_of(const OrrVizModel *model, uint32_t lane) {
    uint32_t event = UINT32_MAX;
    for (int hops = 0; hops < 1000; hops++) {
        uint32_t i = cancel_before(model, lane, event);
        uint32_t step = i == ORR_VIZ_NONE ? 0 : model->cancels[i].step;
        if (step == 0) return lane;
        lane = model->steps[step - 1].lane;
        event = model->cancels[i].event;
    }
    return lane;
}

/* Without a selection: the first that failed, or that was cancelled. */
static uint32_t first_trouble(const OrrVizModel *model) {
    uint32_t best = ORR_VIZ_NONE;
    for (uint32_t i = 0; i < model->lane_count; i++) {
        if (!failed(&model->lanes[i])) continue;
        if (best == ORR_VIZ_NONE || last_span(&model->lanes[i])->event < last_span(&model->lanes[best])->event)
            best = i;
    }
    if (best == ORR_VIZ_NONE && model->cancel_count > 0) best = model->cancels[0].lane;
    return best;
}

static bool known(const OrrVizWhy *why, uint32_t lane) {
    for (uint32_t i = 0; i < why->count; i++) {
        if (why->nodes[i].lane == lane) return true;
    }
    return false;
}

static bool add_node(OrrVizWhy *why, WhyNode node) {
    if (why->count == NODES_MOST || known(why, node.lane)) return true;
    if (!ORR_VIZ_GROW(why->nodes, why->count, why->capacity)) return false;
    why->nodes[why->count++] = node;
    return true;
}

/* Whom the node's lane asked to be cancelled, from when it was in trouble itself; `plain`: those that ended so. */
static bool add_some_cancelled(const OrrVizModel *model, OrrVizWhy *why, uint32_t parent, bool plain) {
    WhyNode above = why->nodes[parent];
    for (uint32_t i = 0; i < model->cancel_count && why->count < NODES_MOST; i++) {
        const OrrVizCancel *cancel = &model->cancels[i];
        bool by = cancel->step != 0 && model->steps[cancel->step - 1].lane == above.lane;
        if (!by || (above.parent != ORR_VIZ_NONE && cancel->event < above.event)) continue;
        const OrrVizSpan *last = last_span(&model->lanes[cancel->lane]);
        if (plain != (last != NULL && last->state == ORR_VIZ_CANCELLED)) continue;
        WhyNode node = {.lane = cancel->lane,
                        .parent = parent,
                        .by = cancel->step,
                        .event = cancel->event,
                        .depth = above.depth + 1,
                        .cancelled = true};
        if (!add_node(why, node)) return false;
    }
    return true;
}

/* First those of whom there is more to say. */
static bool add_cancelled(const OrrVizModel *model, OrrVizWhy *why, uint32_t parent) {
    return add_some_cancelled(model, why, parent, false) && add_some_cancelled(model, why, parent, true);
}

/* Whom the node's failure woke, and who failed then, too. */
static bool add_failed(const OrrVizModel *model, OrrVizWhy *why, uint32_t parent) {
    WhyNode above = why->nodes[parent];
    const OrrVizLane *lane = &model->lanes[above.lane];
    if (!failed(lane) || lane->step == 0) return true;
    uint32_t looked = 0;
    for (uint32_t step = lane->step + 1; step <= model->step_count && looked < STEPS_LOOKED; step++, looked++) {
        const OrrVizStep *it = &model->steps[step - 1];
        if (it->cause != lane->step || !failed(&model->lanes[it->lane]) || model->lanes[it->lane].step != step)
            continue;
        WhyNode node = {
            .lane = it->lane, .parent = parent, .by = lane->step, .event = it->event, .depth = above.depth + 1};
        if (!add_node(why, node)) return false;
    }
    return true;
}

/* Breadth first, until there are enough; the list then shows the children of a node behind it. */
static bool grow_tree(const OrrVizModel *model, OrrVizWhy *why) {
    for (uint32_t i = 0; i < why->count && why->count < NODES_MOST; i++) {
        if (!add_cancelled(model, why, i) || !add_failed(model, why, i)) return false;
    }
    return true;
}

/* ---- the tree: telling -------------------------------------------------------------------------- */

/* "failed: ValueError: boom", "ended cancelled", "goes on". */
static void add_end(OrrVizApp *app, uint32_t index) {
    OrrVizWhy *why = app->why;
    const OrrVizLane *lane = &app->model->lanes[index];
    const OrrVizSpan *last = last_span(lane);
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    if (last == NULL || last->state < ORR_VIZ_DONE || last->state > ORR_VIZ_GONE) {
        add(why, "has not ended");
        return;
    }
    orr_trace_cursor_start(&cursor, app->reader);
    orr_trace_cursor_seek_event(&cursor, last->event);
    if (!orr_trace_cursor_next(&cursor, &record) || record.kind != ORR_TRACE_TASK_DONE) {
        add(why, orr_viz_state_word((OrrVizState)last->state));
    } else if (last->state == ORR_VIZ_FAILED) {
        add(why, "failed: ");
        orr_trace_word_string(app->reader, record.fields[1], &why->text);
        size_t length;
        (void)orr_trace_reader_string(app->reader, record.fields[2], &length);
        if (length > 0) {
            add(why, ": ");
            orr_trace_word_string(app->reader, record.fields[2], &why->text);
        }
    } else {
        add(why, last->state == ORR_VIZ_CANCELLED ? "ended cancelled" : "returned");
    }
    add(why, ", step ");
    number(why, lane->step);
}

static void tell_node(OrrVizApp *app, uint32_t index) {
    OrrVizWhy *why = app->why;
    const WhyNode *node = &why->nodes[index];
    for (uint32_t i = 0; i < node->depth && i < 12; i++) add(why, "  ");
    if (node->parent != ORR_VIZ_NONE) add(why, node->cancelled ? "cancelled " : "so ");
    orr_viz_lane_name(app->model, node->lane, &why->text);
    add(why, node->cancelled ? ", which " : " ");
    add_end(app, node->lane);
    add(why, "\n");
}

/* A node, and all below it. Depth is bounded by the number of nodes; lists are short. */
static void tell_tree(OrrVizApp *app, uint32_t top) {
    OrrVizWhy *why = app->why;
    uint32_t told = 0, index = top;
    while (index != ORR_VIZ_NONE) {
        if (told++ < LISTED) tell_node(app, index);
        else why->more++;
        /* The first child, else the next sibling of this or of what is above it. */
        uint32_t next = ORR_VIZ_NONE;
        for (uint32_t i = index + 1; i < why->count && next == ORR_VIZ_NONE; i++) {
            if (why->nodes[i].parent == index) next = i;
        }
        for (uint32_t above = index; next == ORR_VIZ_NONE && above != top; above = why->nodes[above].parent) {
            for (uint32_t i = above + 1; i < why->count && next == ORR_VIZ_NONE; i++) {
                if (why->nodes[i].parent == why->nodes[above].parent) next = i;
            }
        }
        index = next;
    }
}

static bool find_fault(OrrVizApp *app) {
    const OrrVizModel *model = app->model;
    OrrVizWhy *why = app->why;
    bool selected = app->selected < model->lane_count;
    uint32_t start = selected ? app->selected : first_trouble(model);
    if (start == ORR_VIZ_NONE) return give_up(app, "no task failed, and none was cancelled");
    uint32_t root = root_of(model, start);
    const OrrVizSpan *last = last_span(&model->lanes[root]);
    WhyNode node = {.lane = root, .parent = ORR_VIZ_NONE, .event = last == NULL ? 0 : last->event};
    if (!add_node(why, node) || !grow_tree(model, why)) return give_up(app, "not enough memory");
    bool alone =
        why->count == 1 && !failed(&model->lanes[root]) && cancel_before(model, root, UINT32_MAX) == ORR_VIZ_NONE;
    if (alone) return give_up(app, "the selected task neither failed nor was cancelled, nor did it cancel another");
    add(why, "What went wrong, and what it led to\n");
    tell_tree(app, 0);
    if (why->more > 0) {
        add(why, why->count == NODES_MOST ? "... and at least " : "... and ");
        number(why, why->more);
        add(why, " more\n");
    }
    return !why->text.failed || give_up(app, "not enough memory");
}

void orr_viz_why_toggle_fault(OrrVizApp *app) {
    if (in_lesson(app)) return;
    app->fault = !app->fault;
    app->path = false;
    if (!app->fault) orr_viz_why_free(app);
    else if (begin(app) == NULL) (void)give_up(app, "not enough memory");
    else (void)find_fault(app);
}

/* ---- drawing ------------------------------------------------------------------------------------ */

static int32_t x_of(const OrrVizApp *app, uint32_t event) {
    return app->places.lanes.x + orr_viz_view_x(&app->view, orr_viz_axis_position(app->model, app->view.axis, event));
}

void orr_viz_why_arrows(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizWhy *why = app->why;
    if (why == NULL || !app->fault) return;
    int32_t middle = orr_viz_row_height(app) / 2;
    orr_viz_draw_clip(list, app->places.lanes);
    for (uint32_t i = 1; i < why->count; i++) {
        const WhyNode *node = &why->nodes[i];
        uint32_t from = orr_viz_row_of_lane(app, why->nodes[node->parent].lane),
                 to = orr_viz_row_of_lane(app, node->lane);
        if (from == ORR_VIZ_NONE || to == ORR_VIZ_NONE || from == to || node->by == 0) continue;
        uint32_t end = orr_viz_step_end(app->model, node->by);
        int32_t y0 = orr_viz_row_y(app, from) + middle, y1 = orr_viz_row_y(app, to) + middle;
        y1 += y1 > y0 ? -middle / 2 : middle / 2;
        orr_viz_draw_arrow(list, x_of(app, end < node->event ? end : node->event), y0, x_of(app, node->event), y1, 2,
                           node->cancelled ? ORR_VIZ_PAINT_CANCELLING : ORR_VIZ_PAINT_FAILED);
    }
    orr_viz_draw_unclip(list);
}

static int32_t line_count(const OrrTraceBytes *text) {
    int32_t lines = 0;
    for (size_t i = 0; i < text->length; i++) lines += text->data[i] == '\n';
    return lines;
}

void orr_viz_why_box(OrrVizApp *app, OrrVizDrawList *list) {
    const OrrVizWhy *why = app->why;
    const OrrVizRect *lanes = &app->places.lanes;
    if (why == NULL || why->text.length == 0) return;
    int32_t line = app->metrics.line_height, advance = app->metrics.advance;
    int32_t width = BOX_CELLS * advance + 16, height = line_count(&why->text) * line + 12;
    if (width > lanes->w) width = lanes->w;
    if (height > lanes->h) height = lanes->h;
    OrrVizRect box = {lanes->x + lanes->w - width, lanes->y + lanes->h - height, width, height};
    orr_viz_draw_clip(list, box);
    orr_viz_draw_fill(list, box, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    orr_viz_draw_frame(list, box, app->path ? ORR_VIZ_PAINT_PATH : ORR_VIZ_PAINT_FAILED);
    OrrVizPen pen = {.app = app, .list = list, .place = {box.x + 8, box.y + 6, box.w - 16, box.h}, .y = box.y + 6};
    const char *at = (const char *)why->text.data, *end = at + why->text.length;
    for (bool first = true; at < end; first = false) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        orr_trace_bytes_append(&pen.text, at, (size_t)(newline - at));
        if (first) orr_viz_pen_end_bold(&pen, ORR_VIZ_PAINT_TEXT);
        else orr_viz_pen_end(&pen, 0, ORR_VIZ_PAINT_TEXT);
        at = newline + 1;
    }
    orr_trace_bytes_free(&pen.text);
    orr_viz_draw_unclip(list);
}

#include "viz/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "trace/words.h"
#include "viz/array.h"
#include "viz/draw.h"
#include "viz/layout.h"
#include "viz/model.h"
#include "viz/view.h"

enum {
    LEAST_WIDTH = 40,
    MOST_WIDTH = 2000,
    USUAL_ROWS = 40,
    ALIKE_SHOWN = 2,  /* of many tasks that run the same function */
    ALIKE_FOLDED = 5, /* so many are folded */
    SAMPLES = 64,     /* of folded lanes, that stand for all */
};

/* A line of the picture: one lane, or several like it. */
typedef struct Line {
    uint32_t first, count; /* in `order` */
} Line;

typedef struct Timeline {
    OrrVizModel *model;
    const OrrTimelineOptions *options;
    OrrVizView view;
    uint32_t bounds[MOST_WIDTH + 1];
    int32_t labels, columns, run_end;
    uint32_t *order; /* owned: lanes, children behind their parents */
    uint32_t order_count, order_capacity;
    Line *lines; /* owned */
    uint32_t line_count, line_capacity;
    OrrTraceBytes text;
    int colour; /* that is switched on; 0: none */
} Timeline;

/* ---- which lanes -------------------------------------------------------------------------------- */

static uint32_t next_lane(const OrrVizModel *model, uint32_t lane) {
    if (model->lanes[lane].first_child != ORR_VIZ_NONE) return model->lanes[lane].first_child;
    while (lane != ORR_VIZ_NONE && model->lanes[lane].next_sibling == ORR_VIZ_NONE) lane = model->lanes[lane].parent;
    return lane == ORR_VIZ_NONE ? ORR_VIZ_NONE : model->lanes[lane].next_sibling;
}

static bool order_lanes(Timeline *t) {
    for (uint32_t root = 1; root < t->model->lane_count; root++) {
        if (t->model->lanes[root].parent != ORR_VIZ_NONE) continue;
        for (uint32_t lane = root; lane != ORR_VIZ_NONE; lane = next_lane(t->model, lane)) {
            if (!ORR_VIZ_GROW(t->order, t->order_count, t->order_capacity)) return false;
            t->order[t->order_count++] = lane;
        }
    }
    return true;
}

static bool alike(const Timeline *t, uint32_t a, uint32_t b) {
    const OrrVizLane *x = &t->model->lanes[t->order[a]], *y = &t->model->lanes[t->order[b]];
    return x->kind == y->kind && x->parent == y->parent && x->function == y->function;
}

static bool add_line(Timeline *t, uint32_t first, uint32_t count) {
    if (!ORR_VIZ_GROW(t->lines, t->line_count, t->line_capacity)) return false;
    t->lines[t->line_count++] = (Line){first, count};
    return true;
}

/* A line each, if they are few; else lanes that are alike and stand together share one, and the last line the rest. */
static bool make_lines(Timeline *t) {
    uint32_t most = t->options->most_rows > 0 ? (uint32_t)t->options->most_rows : USUAL_ROWS;
    bool fold = t->order_count > most;
    for (uint32_t i = 0; i < t->order_count;) {
        uint32_t same = 1;
        while (fold && i + same < t->order_count && alike(t, i, i + same)) same++;
        uint32_t apart = same < ALIKE_FOLDED ? same : ALIKE_SHOWN;
        for (uint32_t j = 0; j < apart; j++) {
            if (!add_line(t, i + j, 1)) return false;
        }
        if (same > apart && !add_line(t, i + apart, same - apart)) return false;
        i += same;
    }
    if (t->line_count > most) {
        t->line_count = most;
        Line *last = &t->lines[most - 1];
        last->count = t->order_count - last->first;
    }
    return true;
}

/* ---- text --------------------------------------------------------------------------------------- */

static void put(Timeline *t, const char *text) {
    orr_trace_bytes_text(&t->text, text);
}

static void set_colour(Timeline *t, int colour) {
    if (!t->options->colour || colour == t->colour) return;
    t->colour = colour;
    if (colour == 0) {
        put(t, "\x1B[0m");
        return;
    }
    put(t, "\x1B[38;5;");
    orr_trace_bytes_decimal(&t->text, colour);
    put(t, "m");
}

typedef struct Look {
    const char *ascii, *unicode;
    int colour; /* of xterm's 256 */
} Look;

static const Look looks[ORR_VIZ_STATES] = {
    [ORR_VIZ_CREATED] = {"c", "\xE2\x94\x84", 246},
    [ORR_VIZ_RUNNING] = {"#", "\xE2\x96\x88", 36},
    [ORR_VIZ_READY] = {"/", "\xE2\x96\x92", 227},
    [ORR_VIZ_SLEEPING] = {".", "\xC2\xB7", 110},
    [ORR_VIZ_AWAITING] = {"-", "\xE2\x94\x80", 75},
    [ORR_VIZ_BLOCKED] = {"=", "\xE2\x95\x90", 214},
    [ORR_VIZ_CANCELLING] = {"\\", "\xE2\x96\x9A", 175},
    [ORR_VIZ_DONE] = {"|", "\xE2\x94\xA4", 250},
    [ORR_VIZ_FAILED] = {"!", "\xE2\x9C\x97", 202},
    [ORR_VIZ_CANCELLED] = {"x", "\xC3\x97", 175},
    [ORR_VIZ_GONE] = {"?", "?", 202},
    [ORR_VIZ_IDLE] = {" ", " ", 0},
};

static void put_state(Timeline *t, OrrVizState state) {
    if (state != ORR_VIZ_IDLE) set_colour(t, looks[state].colour);
    put(t, t->options->unicode ? looks[state].unicode : looks[state].ascii);
}

static void end_line(Timeline *t) {
    set_colour(t, 0);
    while (t->text.length > 0 && t->text.data[t->text.length - 1] == ' ') t->text.length--;
    put(t, "\n");
}

/* Text in so many columns: cut or filled up. */
static void put_cell(Timeline *t, const char *text, size_t length, size_t columns) {
    size_t used = 0;
    uint32_t character;
    for (size_t n; (n = orr_viz_text_next(text, length, &character)) != 0; text += n, length -= n) {
        size_t wide = orr_viz_character_cells(character);
        if (used + wide > columns) break;
        bool odd = character < 0x20 || character == 0x7F || (!t->options->unicode && character >= 0x80);
        if (odd) put(t, "?");
        else orr_trace_bytes_append(&t->text, text, n);
        used += odd ? 1 : wide;
    }
    for (; used < columns; used++) put(t, " ");
}

/* ---- lanes -------------------------------------------------------------------------------------- */

/* What a lane is in a column: IDLE before it is born and after its end. */
static OrrVizState column_state(const Timeline *t, const OrrVizLane *lane, int32_t column) {
    uint32_t first = t->bounds[column], after = t->bounds[column + 1];
    uint32_t from = orr_viz_span_after(lane, 0, first), to = orr_viz_span_after(lane, from, after);
    if (column >= t->run_end && from == to) return ORR_VIZ_IDLE;
    if (to == 0) return ORR_VIZ_IDLE;
    OrrVizState last = (OrrVizState)lane->spans[to - 1].state;
    if (last >= ORR_VIZ_DONE && last <= ORR_VIZ_GONE) return from == to ? ORR_VIZ_IDLE : last;
    for (uint32_t i = from; i < to && i < from + 8; i++) {
        if (lane->spans[i].state == ORR_VIZ_RUNNING) return ORR_VIZ_RUNNING;
    }
    return last;
}

/* Of several lanes: that any ran, or what most of them are. */
static OrrVizState folded_state(const Timeline *t, const Line *line, int32_t column) {
    uint32_t votes[ORR_VIZ_STATES] = {0};
    uint32_t samples = line->count < SAMPLES ? line->count : SAMPLES;
    for (uint32_t i = 0; i < samples; i++) {
        uint32_t at = line->first + (uint32_t)((uint64_t)line->count * i / samples);
        votes[column_state(t, &t->model->lanes[t->order[at]], column)]++;
    }
    if (votes[ORR_VIZ_RUNNING] != 0) return ORR_VIZ_RUNNING;
    OrrVizState best = ORR_VIZ_IDLE;
    for (int state = 0; state < ORR_VIZ_STATES; state++) {
        if (votes[state] > votes[best]) best = (OrrVizState)state;
    }
    return best;
}

static void label(const Timeline *t, const Line *line, OrrTraceBytes *text) {
    const OrrVizLane *lane = &t->model->lanes[t->order[line->first]];
    for (uint32_t i = 0; i < lane->depth && i < 4; i++) orr_trace_bytes_byte(text, ' ');
    if (line->count == 1) {
        orr_viz_lane_name(t->model, t->order[line->first], text);
        return;
    }
    orr_trace_bytes_decimal(text, line->count);
    orr_trace_bytes_text(text, " more");
    if (!alike(t, line->first, line->first + line->count - 1)) return;
    orr_trace_bytes_byte(text, ' ');
    orr_trace_word_string(t->model->reader, lane->function, text);
}

static void put_line(Timeline *t, const Line *line) {
    OrrTraceBytes text = {0};
    label(t, line, &text);
    put_cell(t, (const char *)text.data, text.length, (size_t)t->labels);
    orr_trace_bytes_free(&text);
    int32_t blanks = 1; /* that are written when something follows them */
    for (int32_t c = 0; c < t->columns; c++) {
        OrrVizState state =
            line->count == 1 ? column_state(t, &t->model->lanes[t->order[line->first]], c) : folded_state(t, line, c);
        blanks += state == ORR_VIZ_IDLE;
        if (state == ORR_VIZ_IDLE) continue;
        for (; blanks > 0; blanks--) put(t, " ");
        put_state(t, state);
    }
    end_line(t);
}

/* ---- head, ruler, legend ------------------------------------------------------------------------ */

static void counted(Timeline *t, uint64_t count, const char *word) {
    orr_trace_bytes_decimal(&t->text, (int64_t)count);
    put(t, " ");
    put(t, word);
    if (count != 1) put(t, "s");
    put(t, ", ");
}

static void put_head(Timeline *t) {
    const OrrTraceReader *reader = t->model->reader;
    const OrrTraceEnd *end = orr_trace_reader_end(reader);
    put(t, orr_trace_reader_header(reader)->program.path);
    put(t, ": ");
    uint64_t tasks = 0;
    for (uint32_t i = 0; i < t->model->lane_count; i++) tasks += t->model->lanes[i].kind == ORR_VIZ_LANE_TASK;
    counted(t, tasks, "task");
    counted(t, t->model->step_count, "step");
    orr_viz_time_text(t->model->instant_ns[t->model->instant_count - 1], 1, &t->text);
    put(t, ", ");
    put(t, end == NULL ? "not ended" : orr_trace_kind_word(ORR_TRACE_TYPE_VERDICT, end->verdict));
    put(t, t->view.axis == ORR_VIZ_AXIS_STEP     ? "; in steps"
           : t->view.axis == ORR_VIZ_AXIS_FOLDED ? "; empty time is folded"
                                                 : "");
    put(t, "\n");
}

/* Writes what is at a position of the axis; on the folded one, the time there. */
static void mark_text(const Timeline *t, int64_t position, int64_t step, OrrTraceBytes *text) {
    if (t->view.axis == ORR_VIZ_AXIS_STEP) {
        orr_trace_bytes_decimal(text, position / ORR_VIZ_STEP_UNITS + 1);
    } else if (t->view.axis == ORR_VIZ_AXIS_TIME) {
        orr_viz_time_text(position, step, text);
    } else {
        uint32_t event = orr_viz_axis_event(t->model, t->view.axis, position);
        orr_viz_time_text(orr_viz_time_at(t->model, event), 1000000, text);
    }
}

/* Time with a micro sign has a byte more than columns. */
static void put_ruler(Timeline *t) {
    bool steps = t->view.axis == ORR_VIZ_AXIS_STEP;
    int64_t unit = steps ? ORR_VIZ_STEP_UNITS : 1;
    int64_t step = orr_viz_ruler_step(!steps, t->view.per_px * 12 / (double)unit) * unit;
    int32_t used = 0;
    OrrTraceBytes text = {0};
    put_cell(t, "", 0, (size_t)t->labels + 1);
    for (int64_t at = 0; at < orr_viz_view_position(&t->view, t->columns); at += step) {
        int32_t x = orr_viz_view_x(&t->view, at);
        if (x < used) continue;
        if (t->view.axis == ORR_VIZ_AXIS_FOLDED && x < t->columns) { /* mark an instant, not what is between */
            uint32_t event = orr_viz_axis_event(t->model, t->view.axis, at);
            if (event >= t->model->event_count) break;
            at = orr_viz_axis_position(t->model, t->view.axis, event);
            x = orr_viz_view_x(&t->view, at);
        }
        orr_trace_bytes_clear(&text);
        mark_text(t, at, step, &text);
        int32_t wide = (int32_t)orr_viz_text_cells((const char *)text.data, text.length);
        if (x + wide > t->columns) break;
        for (; used < x; used++) put(t, " ");
        put_cell(t, (const char *)text.data, text.length, (size_t)wide);
        used += wide;
    }
    orr_trace_bytes_free(&text);
    end_line(t);
}

static void put_legend(Timeline *t) {
    static const OrrVizState shown[] = {ORR_VIZ_RUNNING,    ORR_VIZ_READY, ORR_VIZ_SLEEPING, ORR_VIZ_AWAITING,
                                        ORR_VIZ_BLOCKED,    ORR_VIZ_DONE,  ORR_VIZ_FAILED,   ORR_VIZ_CANCELLED,
                                        ORR_VIZ_CANCELLING, ORR_VIZ_GONE};
    static const char *const words[] = {"runs", "ready",  "sleeps",    "awaits",          "blocked",
                                        "done", "failed", "cancelled", "being cancelled", "destroyed"};
    size_t used = 0, width = (size_t)(t->labels + 1 + t->columns);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        size_t taken = strlen(words[i]) + 4;
        if (used + taken > width) break;
        put_state(t, shown[i]);
        set_colour(t, 0);
        put(t, " ");
        put(t, words[i]);
        put(t, "  ");
        used += taken;
    }
    end_line(t);
}

/* ---- all ---------------------------------------------------------------------------------------- */

/* Time, unless nothing happened in it; folded, where that makes it a quarter or less. */
static OrrVizAxis choose_axis(const Timeline *t) {
    int64_t time = orr_viz_axis_length(t->model, ORR_VIZ_AXIS_TIME);
    int64_t folded = orr_viz_axis_length(t->model, ORR_VIZ_AXIS_FOLDED);
    if (t->options->steps || t->model->instant_count < 2) return ORR_VIZ_AXIS_STEP;
    return folded <= time / 4 ? ORR_VIZ_AXIS_FOLDED : ORR_VIZ_AXIS_TIME;
}

static void choose_widths(Timeline *t) {
    int32_t width = t->options->width;
    if (width < LEAST_WIDTH) width = LEAST_WIDTH;
    if (width > MOST_WIDTH) width = MOST_WIDTH;
    OrrTraceBytes text = {0};
    t->labels = 5;
    for (uint32_t i = 0; i < t->line_count; i++) {
        orr_trace_bytes_clear(&text);
        label(t, &t->lines[i], &text);
        int32_t cells = (int32_t)orr_viz_text_cells((const char *)text.data, text.length);
        if (cells > t->labels) t->labels = cells;
    }
    orr_trace_bytes_free(&text);
    if (t->labels > width / 3) t->labels = width / 3;
    t->columns = width - t->labels - 1;
    t->view = (OrrVizView){.axis = choose_axis(t), .width = t->columns, .per_px = 1};
    /* The last column is for how tasks end. */
    int64_t length = orr_viz_axis_length(t->model, t->view.axis);
    orr_viz_view_range(&t->view, t->model, 0, length + length / (t->columns - 1) + 1);
    orr_viz_view_bounds(&t->view, t->model, t->bounds);
    t->run_end = orr_viz_view_x(&t->view, length) + 1;
}

static bool print(Timeline *t, const OrrTraceOutput *output) {
    if (!order_lanes(t) || !make_lines(t)) return false;
    choose_widths(t);
    put_head(t);
    put_ruler(t);
    bool taken = true;
    for (uint32_t i = 0; i < t->line_count && taken && !t->text.failed; i++) {
        put_line(t, &t->lines[i]);
        if (t->text.length > 1 << 16) taken = orr_trace_output_put(output, &t->text);
    }
    put_legend(t);
    if (orr_trace_reader_loss(t->model->reader, NULL) != ORR_TRACE_LOSS_NONE) {
        orr_trace_reader_loss_text(t->model->reader, &t->text);
        put(t, "\n");
    }
    if (t->text.failed) return false;
    if (taken) (void)orr_trace_output_put(output, &t->text);
    return true;
}

bool orr_timeline_print(const OrrTraceReader *reader, const OrrTimelineOptions *options, const OrrTraceOutput *output) {
    Timeline *t = calloc(1, sizeof *t);
    if (t == NULL) return false;
    t->options = options;
    t->model = orr_viz_model_of(reader);
    bool good = t->model != NULL && print(t, output);
    orr_viz_model_free(t->model);
    free(t->order);
    free(t->lines);
    orr_trace_bytes_free(&t->text);
    free(t);
    return good;
}

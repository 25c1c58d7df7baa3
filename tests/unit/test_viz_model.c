/* The viewer's model and view arithmetic: spans, steps, causes, axes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "tests/viz/story.h"
#include "trace/cause.h"
#include "trace/reader.h"
#include "viz/axis.h"
#include "viz/idmap.h"
#include "viz/layout.h"
#include "viz/model.h"
#include "viz/view.h"

typedef struct Shown {
    OrrTraceReader *reader;
    OrrVizModel *model;
} Shown;

static OrrTraceReader *read_bytes(OrrTraceBytes *bytes) {
    OrrTraceStatus status;
    OrrTraceReader *reader = orr_trace_reader_open_memory(bytes->data, bytes->length, &status);
    assert_non_null(reader);
    orr_trace_bytes_free(bytes);
    return reader;
}

static Shown show(void (*tell)(OrrTraceWriter *w)) {
    OrrTraceBytes bytes = {0};
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_memory(&bytes, &story_header, &status);
    tell(writer);
    const char *event_name;
    uint64_t event;
    assert_null(orr_trace_writer_contradiction(writer, &event_name, &event));
    assert_true(orr_trace_ok(orr_trace_writer_close(writer, &story_end, NULL)));
    Shown shown = {.reader = read_bytes(&bytes)};
    shown.model = orr_viz_model_of(shown.reader);
    assert_non_null(shown.model);
    return shown;
}

static void done(Shown *shown) {
    orr_viz_model_free(shown->model);
    orr_trace_reader_close(shown->reader);
}

static void crowd(OrrTraceWriter *w) {
    story_crowd(w, 120, 20000);
}

static const OrrVizLane *lane_named(const Shown *shown, const char *name) {
    uint32_t lane = orr_viz_lane_named(shown->model, name);
    assert_int_not_equal(lane, ORR_VIZ_NONE);
    return &shown->model->lanes[lane];
}

/* A lane's states as letters. */
static void assert_states(const Shown *shown, const char *name, const char *letters) {
    const OrrVizLane *lane = lane_named(shown, name);
    char text[100];
    assert_true(lane->count < sizeof text);
    for (uint32_t i = 0; i < lane->count; i++) text[i] = orr_viz_state_letter((OrrVizState)lane->spans[i].state);
    text[lane->count] = '\0';
    assert_string_equal(text, letters);
}

static void test_spans(void **state) {
    (void)state;
    Shown shown = show(story_run);
    assert_states(&shown, "Task-1", "c/#-/#./#|");
    assert_states(&shown, "fetch-a", "c/#./#./#|");
    assert_states(&shown, "fetch-b", "c/#./#=/#|");
    assert_states(&shown, "fetch-c", "c/#./#=/#!");
    /* Cancelled while it waits: it is being cancelled from then on, and ready to hear of it. */
    assert_states(&shown, "eater", "c/#=/#=/#=\\\\#x");
    assert_int_equal(sizeof(OrrVizSpan), 12);
    assert_int_equal(lane_named(&shown, "eater")->depth, 1);
    assert_int_equal(lane_named(&shown, "#4") - shown.model->lanes, lane_named(&shown, "eater") - shown.model->lanes);
    assert_int_equal(orr_viz_lane_named(shown.model, "nobody"), ORR_VIZ_NONE);
    done(&shown);
}

static void test_same_causes_as_trace(void **state) {
    (void)state;
    void (*const tales[])(OrrTraceWriter *) = {story_run, crowd};
    for (size_t i = 0; i < 2; i++) {
        Shown shown = show(tales[i]);
        OrrTraceCauses *causes = orr_trace_causes_new(shown.reader);
        assert_int_equal(orr_trace_causes_step_count(causes), shown.model->step_count);
        for (uint32_t step = 1; step <= shown.model->step_count; step++) {
            const OrrTraceStepCause *cause = orr_trace_cause_of(causes, step);
            assert_int_equal(cause->event, shown.model->steps[step - 1].event);
            assert_int_equal(cause->cause, shown.model->steps[step - 1].cause);
            assert_int_equal(cause->task, shown.model->lanes[shown.model->steps[step - 1].lane].id);
        }
        orr_trace_causes_free(causes);
        done(&shown);
    }
}

static void test_tracks(void **state) {
    (void)state;
    Shown shown = show(story_run);
    assert_int_equal(shown.model->track_count, 2);
    const OrrVizTrack *queue = &shown.model->tracks[orr_viz_model_track_of(shown.model, 2)];
    assert_int_equal(queue->limit, 2);
    assert_int_equal(queue->most, 1);
    assert_int_equal(queue->value, 0);
    assert_int_equal(orr_viz_track_highest(queue, 0, shown.model->event_count), 1);
    assert_int_equal(orr_viz_track_highest(queue, 0, 5), 0);
    assert_int_equal(shown.model->ready.most, 3);
    assert_int_equal(shown.model->mark_count, 1);
    assert_int_equal(shown.model->printed_count, 2);
    done(&shown);
}

/* The fast way over blocks finds the same as looking at each sample. */
static void test_track_blocks(void **state) {
    (void)state;
    Shown shown = show(crowd);
    const OrrVizTrack *track = &shown.model->ready;
    assert_true(track->count > 1000);
    for (uint32_t from = 0; from < track->count; from += 37) {
        for (uint32_t length = 1; length < 400; length += 61) {
            uint32_t to = from + length < track->count ? from + length : track->count - 1;
            uint32_t most = 0;
            for (uint32_t i = from; i <= to; i++) {
                if (track->samples[i].value > most) most = track->samples[i].value;
            }
            assert_int_equal(orr_viz_track_highest(track, track->samples[from].event, track->samples[to].event), most);
        }
    }
    done(&shown);
}

static void test_built_in_pieces(void **state) {
    (void)state;
    Shown shown = show(crowd);
    OrrVizModel *model = orr_viz_model_new(shown.reader);
    int pieces = 0;
    OrrVizBuilt built;
    while ((built = orr_viz_model_build(model, 777)) == ORR_VIZ_BUILT_SOME) pieces++;
    assert_int_equal(built, ORR_VIZ_BUILT_ALL);
    assert_true(pieces > 20);
    assert_int_equal(model->lane_count, shown.model->lane_count);
    assert_int_equal(model->step_count, shown.model->step_count);
    for (uint32_t i = 0; i < model->lane_count; i++) {
        assert_int_equal(model->lanes[i].count, shown.model->lanes[i].count);
        assert_memory_equal(model->lanes[i].spans, shown.model->lanes[i].spans,
                            model->lanes[i].count * sizeof(OrrVizSpan));
    }
    orr_viz_model_free(model);
    done(&shown);
}

static void test_finding_spans(void **state) {
    (void)state;
    Shown shown = show(crowd);
    const OrrVizLane *lane = &shown.model->lanes[5];
    for (uint32_t event = 0; event < shown.model->event_count; event += 13) {
        uint32_t expected = 0;
        while (expected < lane->count && lane->spans[expected].event < event) expected++;
        assert_int_equal(orr_viz_span_after(lane, 0, event), expected);
        assert_int_equal(orr_viz_span_after(lane, expected / 2, event), expected);
        for (uint32_t guess = 0; guess < lane->count + 3; guess += 1 + guess / 4) {
            assert_int_equal(orr_viz_span_near(lane, 0, event, guess), expected);
            assert_int_equal(orr_viz_span_near(lane, expected / 2, event, guess), expected);
        }
        uint32_t at = orr_viz_span_at(lane, event);
        while (expected < lane->count && lane->spans[expected].event <= event) expected++;
        assert_int_equal(at, expected == 0 ? ORR_VIZ_NONE : expected - 1);
    }
    done(&shown);
}

static void test_critical_path(void **state) {
    (void)state;
    Shown shown = show(story_run);
    assert_true(orr_viz_model_find_path(shown.model));
    /* main, fetch-a's three steps, fetch-b (lock), fetch-c (lock), main (failure), main (timer) */
    static const uint32_t expected[] = {1, 3, 6, 9, 11, 13, 14, 16};
    assert_int_equal(shown.model->path_count, 8);
    assert_memory_equal(shown.model->path, expected, sizeof expected);
    assert_int_equal(orr_viz_step_effect(shown.model, 9), 10);
    assert_int_equal(orr_viz_step_effect(shown.model, 16), 0);
    done(&shown);
}

/* ---- axes and view ------------------------------------------------------------------------------ */

/* Positions never fall, and the first event at a position is found. */
static void test_axes(void **state) {
    (void)state;
    void (*const tales[])(OrrTraceWriter *) = {story_run, crowd};
    for (size_t tale = 0; tale < 2; tale++) {
        Shown shown = show(tales[tale]);
        for (int axis = 0; axis < ORR_VIZ_AXES; axis++) {
            int64_t last = 0;
            for (uint32_t event = 0; event < shown.model->event_count; event++) {
                int64_t position = orr_viz_axis_position(shown.model, (OrrVizAxis)axis, event);
                assert_true(position >= last);
                uint32_t first = orr_viz_axis_event(shown.model, (OrrVizAxis)axis, position);
                assert_true(first <= event);
                if (position > last) assert_int_equal(first, event);
                last = position;
            }
            assert_true(last <= orr_viz_axis_length(shown.model, (OrrVizAxis)axis));
            assert_int_equal(orr_viz_axis_event(shown.model, (OrrVizAxis)axis, ORR_VIZ_POSITION_MAX),
                             shown.model->event_count);
        }
        done(&shown);
    }
}

static void test_folding(void **state) {
    (void)state;
    Shown shown = show(story_run);
    assert_int_equal(orr_viz_axis_length(shown.model, ORR_VIZ_AXIS_TIME), INT64_C(3600200000000));
    assert_true(orr_viz_axis_length(shown.model, ORR_VIZ_AXIS_FOLDED) < INT64_C(1000000000));
    assert_int_equal(shown.model->instant_folded[1], 100000000);
    done(&shown);
}

static void test_view(void **state) {
    (void)state;
    Shown shown = show(crowd);
    OrrVizView view = {.axis = ORR_VIZ_AXIS_TIME, .width = 1000, .per_px = 1};
    orr_viz_view_fit(&view, shown.model);
    int64_t length = orr_viz_axis_length(shown.model, view.axis);
    assert_true(orr_viz_view_x(&view, 0) > 0 && orr_viz_view_x(&view, length) < 1000);
    /* Pixel and position agree, at any zoom. */
    for (int i = 0; i < 60; i++) {
        for (int32_t x = 0; x < 1000; x += 13) {
            int64_t position = orr_viz_view_position(&view, x);
            assert_int_equal(orr_viz_view_x(&view, position), x);
            if (orr_viz_view_position(&view, x + 1) > position + 1) {
                assert_int_equal(orr_viz_view_x(&view, orr_viz_view_position(&view, x + 1) - 1), x);
            }
        }
        int64_t under = orr_viz_view_position(&view, 300);
        orr_viz_view_zoom(&view, shown.model, 1 / 1.2, 300);
        int64_t moved = orr_viz_view_position(&view, 300) - under;
        assert_true(moved <= 2 && moved >= -2);
    }
    orr_viz_view_pan(&view, shown.model, 1 << 30);
    orr_viz_view_pan(&view, shown.model, 1 << 30);
    assert_true(view.from <= length);
    orr_viz_view_zoom(&view, shown.model, 1e30, 0);
    assert_true(view.per_px * 1000 < (double)length * 2);
    done(&shown);
}

/* What is on the screen stays there when the axis changes and changes back. */
static void test_change_of_axis(void **state) {
    (void)state;
    Shown shown = show(crowd);
    OrrVizView view = {.axis = ORR_VIZ_AXIS_STEP, .width = 800, .per_px = 1};
    orr_viz_view_range(&view, shown.model, 200 * ORR_VIZ_STEP_UNITS, 400 * ORR_VIZ_STEP_UNITS);
    uint32_t event = shown.model->steps[300].event;
    for (int i = 0; i < 3; i++) {
        for (int axis = 0; axis < ORR_VIZ_AXES; axis++) {
            orr_viz_view_change_axis(&view, shown.model, (OrrVizAxis)axis, event);
            int32_t x = orr_viz_view_x(&view, orr_viz_axis_position(shown.model, view.axis, event));
            assert_true(x >= 0 && x < 800);
        }
    }
    orr_viz_view_fit(&view, shown.model);
    orr_viz_view_change_axis(&view, shown.model, ORR_VIZ_AXIS_STEP, event);
    assert_true(orr_viz_view_x(&view, orr_viz_axis_length(shown.model, view.axis)) < 800);
    done(&shown);
}

static void test_columns(void **state) {
    (void)state;
    Shown shown = show(crowd);
    OrrVizView view = {.axis = ORR_VIZ_AXIS_TIME, .width = 333, .per_px = 1};
    orr_viz_view_range(&view, shown.model, 50000000, 150000000);
    uint32_t bounds[334];
    orr_viz_view_bounds(&view, shown.model, bounds);
    for (uint32_t event = 0; event < shown.model->event_count; event++) {
        int32_t x = orr_viz_view_x(&view, orr_viz_axis_position(shown.model, view.axis, event));
        int32_t column = orr_viz_view_column(bounds, 333, event);
        assert_int_equal(column, x < 0 ? -1 : x > 333 ? 333 : x);
    }
    done(&shown);
}

/* ---- small parts -------------------------------------------------------------------------------- */

static void assert_time(int64_t ns, int64_t step, const char *expected) {
    OrrTraceBytes text = {0};
    orr_viz_time_text(ns, step, &text);
    assert_string_equal((const char *)text.data, expected);
    orr_trace_bytes_free(&text);
}

static void test_times(void **state) {
    (void)state;
    assert_time(0, 1, "0 s");
    assert_time(1500000000, 1, "1.5 s");
    assert_time(1500000000, 1000000000, "1 s");
    assert_time(250000000, 1, "250 ms");
    assert_time(1250, 1, "1.25 \xC2\xB5s");
    assert_time(7, 1, "7 ns");
    assert_time(59999999999, 1, "59.999999999 s");
    assert_time(3661500000000, 1, "1:01:01.5");
    assert_time(INT64_C(90061000000000), 1, "1d 1:01:01");
    assert_time(-2000000000, 1, "-2 s");
    assert_time(INT64_MAX, INT64_C(86400000000000), "106751d 23:47:16");
}

static void test_ruler_steps(void **state) {
    (void)state;
    assert_int_equal(orr_viz_ruler_step(true, 0.3), 1);
    assert_int_equal(orr_viz_ruler_step(true, 30000), 50000);
    assert_int_equal(orr_viz_ruler_step(true, 6e8), 1000000000);
    assert_int_equal(orr_viz_ruler_step(true, 7e9), 10000000000);
    assert_int_equal(orr_viz_ruler_step(true, 11e9), 15000000000);
    assert_int_equal(orr_viz_ruler_step(true, 3e12), 3600000000000);
    assert_int_equal(orr_viz_ruler_step(true, 1e14), 172800000000000);
    assert_int_equal(orr_viz_ruler_step(false, 3), 5);
    assert_int_equal(orr_viz_ruler_step(false, 3e9), 5000000000);
    assert_true(orr_viz_ruler_step(true, 1e300) > 0);
}

static void test_idmap(void **state) {
    (void)state;
    OrrVizIdmap map;
    orr_viz_idmap_init(&map, 100);
    static const int64_t ids[] = {0, 1, 99, 100, 101, -1, INT64_MAX, INT64_MIN, 50, 127};
    for (uint32_t i = 0; i < 10; i++) assert_true(orr_viz_idmap_set(&map, ids[i], i + 1));
    for (uint32_t i = 0; i < 10; i++) assert_int_equal(orr_viz_idmap_get(&map, ids[i]), i + 1);
    assert_int_equal(orr_viz_idmap_get(&map, 98), 0);
    assert_int_equal(orr_viz_idmap_get(&map, 1000), 0);
    assert_true(orr_viz_idmap_set(&map, 100, 77));
    assert_int_equal(orr_viz_idmap_get(&map, 100), 77);
    orr_viz_idmap_free(&map);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spans),           cmocka_unit_test(test_same_causes_as_trace),
        cmocka_unit_test(test_tracks),          cmocka_unit_test(test_track_blocks),
        cmocka_unit_test(test_built_in_pieces), cmocka_unit_test(test_finding_spans),
        cmocka_unit_test(test_critical_path),   cmocka_unit_test(test_axes),
        cmocka_unit_test(test_folding),         cmocka_unit_test(test_view),
        cmocka_unit_test(test_change_of_axis),  cmocka_unit_test(test_columns),
        cmocka_unit_test(test_times),           cmocka_unit_test(test_ruler_steps),
        cmocka_unit_test(test_idmap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

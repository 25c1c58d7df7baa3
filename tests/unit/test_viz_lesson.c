/* Lessons: what a file may say, where its stops are in a run, and the card of the window. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "tests/viz/story.h"
#include "viz/card.h"
#include "viz/layout.h"
#include "viz/teacher.h"

static const char lesson_text[] = "# a comment\n"
                                  "lesson: Fetching\n"
                                  "program: story.py\n"
                                  "about:\n"
                                  "  One paragraph\n"
                                  "  of two lines.\n"
                                  "\n"
                                  "  Another.\n"
                                  "      code()\n"
                                  "      more()\n"
                                  "stop: before step 1 of fetch-a\n"
                                  "ask: next\n"
                                  "why:\n"
                                  "  So.\n"
                                  "stop: after output \"got\"\n"
                                  "say:\n"
                                  "  It came.\n"
                                  "ask: How many?\n"
                                  "- one\n"
                                  "* two\n"
                                  "stop: at end\n"
                                  "say:\n"
                                  "  Over.\n"
                                  "end:\n"
                                  "  Bye.\n";

static OrrVizLesson *parse(const char *text) {
    OrrTraceBytes why = {0};
    OrrVizLesson *lesson = orr_viz_lesson_parse(text, strlen(text), &why);
    if (lesson == NULL) fail_msg("%s", (const char *)why.data);
    orr_trace_bytes_free(&why);
    return lesson;
}

static OrrTraceReader *record(void) {
    OrrTraceBytes bytes = {0};
    OrrTraceStatus status;
    OrrTraceWriter *writer = orr_trace_writer_open_memory(&bytes, &story_header, &status);
    story_run(writer);
    assert_true(orr_trace_ok(orr_trace_writer_close(writer, &story_end, NULL)));
    OrrTraceReader *reader = orr_trace_reader_open_memory(bytes.data, bytes.length, &status);
    assert_non_null(reader);
    orr_trace_bytes_free(&bytes);
    return reader;
}

static void test_parse(void **state) {
    (void)state;
    OrrVizLesson *lesson = parse(lesson_text);
    assert_string_equal(orr_viz_lesson_words(lesson, lesson->title), "Fetching");
    assert_string_equal(orr_viz_lesson_words(lesson, lesson->about),
                        "One paragraph of two lines.\nAnother.\n    code()\n    more()");
    assert_int_equal(lesson->stop_count, 3);
    assert_int_equal(lesson->stops[0].kind, ORR_VIZ_STOP_STEP);
    assert_int_equal(lesson->stops[0].ask, ORR_VIZ_ASK_NEXT);
    assert_string_equal(orr_viz_lesson_words(lesson, lesson->stops[0].name), "fetch-a");
    assert_int_equal(lesson->stops[1].answer_count, 2);
    assert_int_equal(lesson->stops[1].right, 1);
    assert_string_equal(orr_viz_lesson_words(lesson, lesson->stops[1].answers[0]), "one");
    assert_string_equal(orr_viz_lesson_words(lesson, lesson->end), "Bye.");
    orr_viz_lesson_free(lesson);
    lesson = orr_viz_lesson_of_decisions();
    assert_int_equal(lesson->stops[0].kind, ORR_VIZ_STOP_EACH);
    orr_viz_lesson_free(lesson);
}

/* Every beginning of a lesson, and every lesson with a byte changed, is one or is refused. */
static void test_any_text(void **state) {
    (void)state;
    char text[sizeof lesson_text];
    for (size_t length = 0; length < sizeof lesson_text - 1; length++) {
        for (int change = 0; change < 4; change++) {
            OrrTraceBytes why = {0};
            memcpy(text, lesson_text, sizeof text);
            text[length] = ":\n *"[change];
            OrrVizLesson *lesson = orr_viz_lesson_parse(text, change == 0 ? length : sizeof text - 1, &why);
            assert_true(lesson != NULL || why.length > 0);
            orr_viz_lesson_free(lesson);
            orr_trace_bytes_free(&why);
        }
    }
}

static void collect(void *context, OrrVizRole role, const char *text, size_t length) {
    OrrTraceBytes *page = context;
    (void)role;
    orr_trace_bytes_append(page, text, length);
    orr_trace_bytes_byte(page, '\n');
}

static void assert_page(const OrrVizTeacher *teacher, const char *words) {
    OrrTraceBytes page = {0};
    assert_true(orr_viz_teacher_page(teacher, collect, &page));
    if (strstr((const char *)page.data, words) == NULL) fail_msg("'%s' is not in: %s", words, (const char *)page.data);
    orr_trace_bytes_free(&page);
}

static void test_teacher(void **state) {
    (void)state;
    OrrTraceReader *reader = record();
    OrrVizModel *model = orr_viz_model_of(reader);
    OrrVizLesson *lesson = parse(lesson_text);
    OrrVizTeacher teacher;
    OrrTraceBytes why = {0};
    assert_true(orr_viz_teacher_init(&teacher, lesson, model, &why));
    assert_int_equal(teacher.stand_count, 3);
    assert_page(&teacher, "Fetching\n\nOne paragraph of two lines.\n\nAnother.\n\n    code()\n    more()\n");
    orr_viz_teacher_go_on(&teacher);
    assert_true(orr_viz_teacher_asks(&teacher));
    assert_page(&teacher, "Which task runs next?");
    uint32_t lane = orr_viz_lane_named(model, "fetch-a");
    assert_int_equal(teacher.lanes[teacher.right_choice], lane);
    assert_true(orr_viz_teacher_event(&teacher) < model->steps[teacher.stands[0].next - 1].event);
    orr_viz_teacher_answer(&teacher, 99); /* there is none */
    assert_true(orr_viz_teacher_asks(&teacher));
    orr_viz_teacher_answer(&teacher, teacher.right_choice);
    assert_false(orr_viz_teacher_asks(&teacher));
    assert_page(&teacher, "Right: ");
    assert_page(&teacher, "fetch-a is first in the ready queue");
    assert_int_equal(orr_viz_teacher_event(&teacher), model->steps[teacher.stands[0].next - 1].event);
    orr_viz_teacher_go_on(&teacher);
    orr_viz_teacher_answer(&teacher, 0);
    assert_page(&teacher, "No, it is 2, two.");
    orr_viz_teacher_go_on(&teacher);
    assert_page(&teacher, "Over.");
    orr_viz_teacher_go_on(&teacher);
    assert_page(&teacher, "Bye.\n\n1 of 2 answers were right.\n");
    orr_viz_teacher_go_on(&teacher);
    assert_int_equal(teacher.phase, ORR_VIZ_PHASE_END);
    orr_viz_teacher_free(&teacher);
    orr_trace_bytes_free(&why);
    orr_viz_lesson_free(lesson);
    orr_viz_model_free(model);
    orr_trace_reader_close(reader);
}

/* ---- the card ----------------------------------------------------------------------------------- */

typedef struct Shown {
    OrrTraceReader *reader;
    OrrVizApp app;
    OrrVizDrawList list;
} Shown;

static void draw(Shown *shown) {
    orr_viz_app_draw(&shown->app, &shown->list, 1400, 800, (OrrVizMetrics){8, 16});
    assert_false(shown->list.failed);
}

static void press(Shown *shown, uint32_t key) {
    orr_viz_app_key(&shown->app, (OrrVizKey){key, false, false});
    draw(shown);
}

static bool shows(const Shown *shown, const char *words) {
    OrrTraceBytes text = {0};
    orr_viz_draw_dump(&shown->list, &text);
    bool found = strstr((const char *)text.data, words) != NULL;
    orr_trace_bytes_free(&text);
    return found;
}

static void begin(Shown *shown) {
    *shown = (Shown){.reader = record()};
    orr_viz_app_init(&shown->app, shown->reader, "story.cbor");
    while (orr_viz_app_load(&shown->app, UINT64_MAX)) continue;
    draw(shown);
}

static void done(Shown *shown) {
    orr_viz_app_free(&shown->app);
    orr_viz_draw_free(&shown->list);
    orr_trace_reader_close(shown->reader);
}

static void test_card(void **state) {
    (void)state;
    Shown shown;
    OrrTraceBytes why = {0};
    begin(&shown);
    int32_t lanes = shown.app.places.lanes.h;
    assert_true(orr_viz_card_open(&shown.app, parse(lesson_text), &why));
    draw(&shown);
    assert_true(shown.app.places.lanes.h < lanes);
    assert_true(shows(&shown, "Enter goes on"));
    press(&shown, ORR_VIZ_KEY_ENTER);
    assert_true(orr_viz_card_asks(&shown.app));
    assert_true(shows(&shown, "Which task runs next?") && shows(&shown, "who is first?"));
    /* No way into the future, by key or mouse; the view may be moved. */
    uint32_t event = shown.app.cursor;
    press(&shown, ORR_VIZ_KEY_RIGHT);
    press(&shown, ORR_VIZ_KEY_END);
    assert_true(shows(&shown, "answer first"));
    orr_viz_app_mouse_down(&shown.app, 800, 200);
    orr_viz_app_mouse_up(&shown.app, 800, 200);
    draw(&shown);
    press(&shown, 'w');
    assert_int_equal(shown.app.cursor, event);
    assert_int_equal(orr_viz_card_horizon(&shown.app), event);
    press(&shown, '9');
    assert_true(orr_viz_card_asks(&shown.app));
    press(&shown, '1');
    assert_false(orr_viz_card_asks(&shown.app));
    assert_true(shown.app.cursor > event);
    press(&shown, ORR_VIZ_KEY_END);
    assert_true(shown.app.cursor < shown.app.model->event_count - 1);
    press(&shown, ORR_VIZ_KEY_ESCAPE);
    assert_null(shown.app.card);
    assert_true(shows(&shown, "the lesson is left"));
    assert_int_equal(shown.app.places.lanes.h, lanes);
    orr_trace_bytes_free(&why);
    done(&shown);
}

/* A click on an answer is one; beside them it is not, and goes on when there is nothing to answer. */
static void test_card_mouse(void **state) {
    (void)state;
    Shown shown;
    OrrTraceBytes why = {0};
    begin(&shown);
    assert_true(orr_viz_card_open(&shown.app, parse(lesson_text), &why));
    draw(&shown);
    int32_t x = 60, bottom = shown.app.places.foot.y;
    orr_viz_app_mouse_down(&shown.app, x, bottom - 20);
    draw(&shown);
    assert_true(orr_viz_card_asks(&shown.app));
    orr_viz_app_mouse_down(&shown.app, x, bottom - 20);
    assert_true(orr_viz_card_asks(&shown.app));
    for (int32_t y = bottom - 20; y > shown.app.places.lanes.y && orr_viz_card_asks(&shown.app); y -= 8) {
        orr_viz_app_mouse_down(&shown.app, x, y);
    }
    assert_false(orr_viz_card_asks(&shown.app));
    draw(&shown);
    assert_true(shows(&shown, "first in the ready queue"));
    orr_trace_bytes_free(&why);
    done(&shown);
}

static void test_quiz(void **state) {
    (void)state;
    Shown shown;
    begin(&shown);
    press(&shown, 'Q');
    assert_non_null(shown.app.card);
    for (int pages = 0; shown.app.card != NULL && pages < 200; pages++) {
        press(&shown, orr_viz_card_asks(&shown.app) ? '1' : ORR_VIZ_KEY_ENTER);
    }
    assert_null(shown.app.card);
    assert_true(shows(&shown, "the lesson is over"));
    /* From the cursor on; at the end there is nothing left to ask. */
    press(&shown, ORR_VIZ_KEY_END);
    uint32_t last = shown.app.cursor;
    press(&shown, 'Q');
    assert_true(shows(&shown, "there are no decisions"));
    assert_int_equal(shown.app.cursor, last);
    assert_null(shown.app.card);
    /* Half way there are some, and none of before. */
    orr_viz_app_go(&shown.app, last / 2);
    uint32_t step = orr_viz_step_at(shown.app.model, last / 2);
    press(&shown, 'Q');
    assert_true(orr_viz_card_asks(&shown.app));
    assert_true(orr_viz_step_at(shown.app.model, shown.app.cursor) >= step);
    done(&shown);
}

static void test_refused(void **state) {
    (void)state;
    Shown shown;
    OrrTraceBytes why = {0};
    begin(&shown);
    OrrVizLesson *lesson = parse("lesson: L\nprogram: p\nstop: before step 1 of nobody\nsay:\n  x\n");
    assert_false(orr_viz_card_open(&shown.app, lesson, &why));
    assert_string_equal((const char *)why.data, "line 3: the run has no task of that name");
    assert_null(shown.app.card);
    orr_trace_bytes_free(&why);
    done(&shown);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),   cmocka_unit_test(test_any_text),   cmocka_unit_test(test_teacher),
        cmocka_unit_test(test_card),    cmocka_unit_test(test_card_mouse), cmocka_unit_test(test_quiz),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

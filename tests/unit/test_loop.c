/* The scheduler, futures and tasks, driven by C state machines: order of everything, in hops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/loop/task.h"

/* Takes the place of the trace, which keeps the test to the loop's layer: only what is decided is of interest. */
struct OrrTraceWriter {
    char text[1000];
    char strings[20][40];
    int64_t string_count;
};

int64_t orr_trace_string(OrrTraceWriter *writer, const char *bytes, size_t length) {
    snprintf(writer->strings[writer->string_count], 40, "%.*s", (int)length, bytes);
    return ++writer->string_count;
}

void orr_trace_event(OrrTraceWriter *writer, OrrTraceKind kind, const int64_t *fields) {
    char word[80];
    if (writer == NULL || (kind != ORR_TRACE_DECISION && kind != ORR_TRACE_OPTION)) fail();
    if (kind == ORR_TRACE_DECISION) snprintf(word, sizeof word, "%d of %d:", (int)fields[2], (int)fields[1]);
    else if (fields[2] == 0) snprintf(word, sizeof word, " %d task %d,", (int)fields[0], (int)fields[1]);
    else snprintf(word, sizeof word, " %d %s,", (int)fields[0], writer->strings[fields[2] - 1]);
    strcat(writer->text, word);
}

typedef struct World {
    OrrArena *arena;
    OrrScheduler *s;
    OrrLoop *loop;
    char log[4096];
    int futures_held, values_held;
} World;

static void log_text(World *w, const char *text) {
    if (w->log[0]) strcat(w->log, " ");
    strcat(w->log, text);
}

static void retain(void *context, uint64_t value) {
    if (value != 0) ((World *)context)->values_held++;
}
static void release(void *context, uint64_t value) {
    if (value != 0) ((World *)context)->values_held--;
}
static void retain_future(void *context, OrrFuture *future) {
    (void)future;
    ((World *)context)->futures_held++;
}
static void release_future(void *context, OrrFuture *future) {
    (void)future;
    ((World *)context)->futures_held--;
}

static uint64_t cancel_message(void *context, const OrrTask *task) {
    (void)context, (void)task;
    return 0;
}
static void set_cancel_message(void *context, OrrTask *task, uint64_t message) {
    (void)context, (void)task, (void)message;
}

static int setup(void **state) {
    World *w = calloc(1, sizeof *w);
    w->arena = orr_arena_new(64u << 20);
    OrrLanguage language = {w, retain, release, retain_future, release_future, cancel_message, set_cancel_message};
    w->s = orr_scheduler_new(w->arena, &language);
    w->loop = orr_loop_new(w->s);
    orr_loop_start(w->loop);
    *state = w;
    return 0;
}
static int teardown(void **state) {
    World *w = *state;
    orr_arena_destroy(w->arena);
    free(w);
    return 0;
}

/* A callback that logs its name. */
typedef struct Callback {
    OrrHandle handle;
    World *world;
    const char *name;
} Callback;

static bool callback_run(OrrScheduler *s, OrrHandle *handle) {
    Callback *c = (Callback *)handle;
    (void)s;
    log_text(c->world, c->name);
    return c->name[0] != '!';
}
static void callback_drop(OrrScheduler *s, OrrHandle *handle) {
    Callback *c = (Callback *)handle;
    (void)s;
    log_text(c->world, "-");
    strcat(c->world->log, c->name);
}
static OrrLoop *callback_loop(const OrrHandle *handle) {
    return ((const Callback *)handle)->world->loop;
}
static const OrrHandleClass callback_class = {"callback", callback_run, callback_drop, NULL, callback_loop, NULL, NULL};

static const OrrHandleClass thread_class = {"thread", callback_run, callback_drop, NULL, NULL, NULL, NULL};

static Callback callback(World *w, const char *name) {
    return (Callback){.handle = {.class = &callback_class}, .world = w, .name = name};
}

static void run_until_idle(World *w) {
    for (int n = 0;; n++) {
        assert_true(n < 10000);
        OrrIteration end = orr_scheduler_iterate(w->s);
        if (end == ORR_ITERATION_IDLE) return;
        assert_int_equal(end, ORR_ITERATION_RAN);
        log_text(w, "/");
    }
}

static void timers_fire_by_deadline_then_creation(void **state) {
    World *w = *state;
    Callback a = callback(w, "a"), b = callback(w, "b"), c = callback(w, "c"), d = callback(w, "d");
    assert_true(orr_timer_start(w->s, &a.handle, 20));
    assert_true(orr_timer_start(w->s, &b.handle, 10));
    assert_true(orr_timer_start(w->s, &c.handle, 20));
    assert_true(orr_timer_start(w->s, &d.handle, 10));
    run_until_idle(w);
    assert_string_equal(w->log, "b d / a c /");
    assert_int_equal(w->s->now_ns, 20);
}

static void what_becomes_ready_waits_for_the_next_turn(void **state) {
    World *w = *state;
    Callback a = callback(w, "a"), b = callback(w, "b"), c = callback(w, "c");
    orr_scheduler_ready(w->s, w->loop, &a.handle);
    orr_scheduler_ready(w->s, NULL, &b.handle);
    assert_true(orr_timer_start(w->s, &c.handle, 0)); /* due at once: behind what is ready, in the same turn */
    run_until_idle(w);
    assert_string_equal(w->log, "a b c /");
}

static void cancelled_handles_are_dropped_in_their_turn(void **state) {
    World *w = *state;
    Callback a = callback(w, "a"), b = callback(w, "b"), c = callback(w, "c");
    orr_scheduler_ready(w->s, w->loop, &a.handle);
    assert_true(orr_timer_start(w->s, &b.handle, 5));
    assert_true(orr_timer_start(w->s, &c.handle, 9));
    orr_handle_cancel(w->s, &a.handle);
    orr_handle_cancel(w->s, &b.handle);
    orr_handle_cancel(w->s, &b.handle);
    run_until_idle(w);
    assert_string_equal(w->log, "-b -a / c /");
}

static void many_cancelled_timers_are_swept(void **state) {
    World *w = *state;
    enum { MANY = 1000 };
    static Callback many[MANY];
    for (int i = 0; i < MANY; i++) {
        many[i] = callback(w, "x");
        assert_true(orr_timer_start(w->s, &many[i].handle, 1000 - i));
    }
    for (int i = 0; i < MANY; i++)
        if (i % 10 != 0) {
            w->log[0] = '\0';
            orr_handle_cancel(w->s, &many[i].handle);
        }
    assert_true(w->s->timer_count < 2 * 100 + 101);
    w->log[0] = '\0';
    run_until_idle(w);
    int fired = 0;
    for (const char *p = w->log; *p; p++) fired += *p == '/';
    assert_int_equal(fired, 100);
}

static void a_stopped_loop_parks(void **state) {
    World *w = *state;
    Callback a = callback(w, "a"), b = callback(w, "b"), c = callback(w, "c"), d = callback(w, "d");
    b.handle.class = &thread_class;
    orr_scheduler_ready(w->s, w->loop, &a.handle);
    orr_scheduler_ready(w->s, NULL, &b.handle);
    assert_true(orr_timer_start(w->s, &c.handle, 7));
    orr_loop_suspend(w->loop);
    assert_false(w->loop->running);
    run_until_idle(w);
    assert_string_equal(w->log, "b / /");
    orr_loop_start(w->loop);
    orr_loop_stop_after(w->loop);
    orr_scheduler_iterate(w->s);
    assert_string_equal(w->log, "b / / a c");
    /* A loop that is stopping turns once even with nothing to do, and the clock stands still. */
    assert_true(orr_timer_start(w->s, &d.handle, 70));
    assert_int_equal(orr_scheduler_iterate(w->s), ORR_ITERATION_RAN);
    assert_int_equal(w->s->now_ns, 7);
    orr_loop_suspend(w->loop);
    orr_loop_close(w->loop);
    assert_string_equal(w->log, "b / / a c -d");
}

static void leaving_keeps_the_rest_ready(void **state) {
    World *w = *state;
    Callback a = callback(w, "a"), b = callback(w, "!b"), c = callback(w, "c");
    orr_scheduler_ready(w->s, w->loop, &a.handle);
    orr_scheduler_ready(w->s, w->loop, &b.handle);
    orr_scheduler_ready(w->s, w->loop, &c.handle);
    assert_int_equal(orr_scheduler_iterate(w->s), ORR_ITERATION_LEFT);
    assert_string_equal(w->log, "a !b");
    run_until_idle(w);
    assert_string_equal(w->log, "a !b c /");
}

static void limits_end_a_run(void **state) {
    World *w = *state;
    Callback a = callback(w, "a"), b = callback(w, "b");
    w->s->max_steps = 1;
    orr_scheduler_ready(w->s, NULL, &a.handle);
    assert_int_equal(orr_scheduler_iterate(w->s), ORR_ITERATION_RAN);
    orr_scheduler_ready(w->s, NULL, &b.handle);
    assert_int_equal(orr_scheduler_iterate(w->s), ORR_ITERATION_LIMIT);
    w->s->max_steps = 0;
    w->s->max_time_ns = 100;
    assert_int_equal(orr_scheduler_iterate(w->s), ORR_ITERATION_RAN);
    assert_true(orr_timer_start(w->s, &a.handle, 101));
    assert_int_equal(orr_scheduler_iterate(w->s), ORR_ITERATION_LIMIT);
}

static void callbacks_of_a_future_are_due_in_order(void **state) {
    World *w = *state;
    OrrFuture f;
    orr_future_init(&f, w->loop, &callback_class, ORR_TRACE_WAIT_FUTURE);
    Callback a = callback(w, "a"), b = callback(w, "b"), c = callback(w, "c"), late = callback(w, "late");
    orr_future_add_callback(&f, &a.handle);
    orr_future_add_callback(&f, &b.handle);
    orr_future_add_callback(&f, &c.handle);
    assert_true(orr_handle_queue_remove(&f.callbacks, &b.handle));
    assert_false(orr_handle_queue_remove(&f.callbacks, &b.handle));
    orr_future_finish(&f, ORR_FUTURE_RESULT, 42);
    orr_future_add_callback(&f, &late.handle);
    assert_false(orr_future_cancel_plain(w->s, &f, 0));
    run_until_idle(w);
    assert_string_equal(w->log, "a c late /");
    assert_int_equal(f.result, 42);
}

/* A task whose body is a script: y yields, w waits for the future, r returns, e raises. */
typedef struct Script {
    OrrTask task;
    World *world;
    const char *script, *name;
    OrrFuture *future;
} Script;

static OrrStepEnd script_resume(OrrScheduler *s, OrrTask *task, uint64_t thrown, OrrFuture *woken, uint64_t *value) {
    Script *t = (Script *)task;
    char text[40];
    bool cancelled = task->future.handle.flags & ORR_TASK_MUST_CANCEL;
    task->future.handle.flags &= ~(uint32_t)ORR_TASK_MUST_CANCEL;
    if (woken != NULL && orr_future_state(woken) == ORR_FUTURE_CANCELLED) cancelled = true;
    snprintf(text, sizeof text, "%s%c%s%s", t->name, *t->script, cancelled ? "!" : "", thrown ? "?" : "");
    log_text(t->world, text);
    if (cancelled && *t->script != 'k') return *value = 0, ORR_STEP_CANCELLED;
    switch (*t->script++) {
    case 'k':
    case 'y': return ORR_STEP_YIELDS;
    case 't': return *value = 9, ORR_STEP_THROWS;
    case 'w':
        retain_future(t->world, t->future);
        *value = (uint64_t)(uintptr_t)t->future;
        return ORR_STEP_AWAITS;
    case 'c': /* cancels itself, then awaits: the cancel arrives there */
        orr_task_cancel(s, &task->future, 0);
        retain_future(t->world, t->future);
        *value = (uint64_t)(uintptr_t)t->future;
        return ORR_STEP_AWAITS;
    case 'C': /* cancels itself and returns */
        orr_task_cancel(s, &task->future, 0);
        return *value = 0, ORR_STEP_RETURNED;
    case 'e': return *value = 7, ORR_STEP_RAISED;
    default: return *value = 1, ORR_STEP_RETURNED;
    }
}
static void script_drop(OrrScheduler *s, OrrHandle *handle) {
    release_future(s->language.context, (OrrFuture *)handle);
}
static OrrLoop *script_loop(const OrrHandle *handle) {
    return ((const OrrFuture *)handle)->loop;
}
static const OrrTaskClass script_class = {
    {"script", orr_task_run_handle, script_drop, NULL, script_loop, orr_task_cancel, NULL}, script_resume, NULL};

/* Tasks live in the arena: they are linked by their places there. */
static Script *new_script(World *w) {
    Script *t = orr_arena_alloc(w->arena, ORR_BLOCK_RAW, sizeof *t);
    assert_non_null(t);
    return t;
}

static void spawn(World *w, Script *t, const char *name, const char *script, OrrFuture *future) {
    *t = (Script){.world = w, .script = script, .name = name, .future = future};
    orr_task_init(&t->task, w->loop, &script_class);
    retain_future(w, &t->task.future);
    orr_task_start(&t->task);
}

static void tasks_take_turns(void **state) {
    World *w = *state;
    Script *a = new_script(w), *b = new_script(w);
    spawn(w, a, "a", "yyr", NULL);
    spawn(w, b, "b", "yr", NULL);
    assert_ptr_equal(w->s->first_task, &a->task);
    run_until_idle(w);
    assert_string_equal(w->log, "ay by / ay br / ar /");
    assert_null(w->s->first_task);
    assert_null(w->s->last_task);
    assert_int_equal(w->futures_held, 0);
}

static void awaiting_a_task_takes_two_hops(void **state) {
    World *w = *state;
    Script *a = new_script(w), *b = new_script(w);
    spawn(w, a, "a", "wr", &b->task.future);
    spawn(w, b, "b", "yr", NULL);
    run_until_idle(w);
    assert_string_equal(w->log, "aw by / br / ar /");
    assert_int_equal(w->futures_held, 0);
}

static void cancelling_a_waiter_cancels_what_it_waits_for(void **state) {
    World *w = *state;
    Script *a = new_script(w), *b = new_script(w), *c = new_script(w);
    OrrFuture f;
    orr_future_init(&f, w->loop, &callback_class, ORR_TRACE_WAIT_FUTURE);
    spawn(w, a, "a", "wr", &b->task.future);
    spawn(w, b, "b", "wr", &f);
    spawn(w, c, "c", "wr", &b->task.future);
    orr_scheduler_iterate(w->s);
    assert_true(orr_task_cancel(w->s, &a->task.future, 0));
    run_until_idle(w);
    assert_string_equal(w->log, "aw bw cw br! / ar! cr! /");
    assert_int_equal(orr_future_state(&c->task.future), ORR_FUTURE_CANCELLED);
    assert_int_equal(w->futures_held, 0);
}

static void cancel_before_the_first_step_and_of_oneself(void **state) {
    World *w = *state;
    Script *a = new_script(w), *b = new_script(w), *c = new_script(w), *d = new_script(w);
    OrrFuture f;
    orr_future_init(&f, w->loop, &callback_class, ORR_TRACE_WAIT_FUTURE);
    spawn(w, a, "a", "yr", NULL);
    orr_task_cancel(w->s, &a->task.future, 0);
    spawn(w, b, "b", "cr", &f);
    spawn(w, c, "c", "Cx", NULL);
    spawn(w, d, "d", "kr", NULL);
    orr_task_cancel(w->s, &d->task.future, 0);
    run_until_idle(w);
    assert_string_equal(w->log, "ay! bc cC dk! / br! dr /");
    assert_int_equal(orr_future_state(&c->task.future), ORR_FUTURE_CANCELLED);
    assert_int_equal(orr_future_state(&d->task.future), ORR_FUTURE_RESULT);
    assert_int_equal(w->futures_held, 0);
}

static void a_bad_await_throws_in_the_next_turn(void **state) {
    World *w = *state;
    Script *a = new_script(w);
    spawn(w, a, "a", "te", NULL);
    run_until_idle(w);
    assert_string_equal(w->log, "at / ae? /");
    assert_int_equal(orr_future_state(&a->task.future), ORR_FUTURE_EXCEPTION);
    assert_true(a->task.future.handle.flags & ORR_FUTURE_LOG_TRACEBACK);
}

/* A chooser that gives the answers of a list, then 0. */
typedef struct Answers {
    const uint32_t *list;
    size_t count, at;
} Answers;
static uint32_t answer(void *context, OrrChoice kind, uint32_t n, uint64_t subject) {
    Answers *a = context;
    (void)kind, (void)subject;
    uint32_t given = a->at < a->count ? a->list[a->at++] : 0;
    return given < n ? given : n - 1;
}

static void run_timing(World *w, const uint32_t *list, size_t count, const char *expected) {
    Answers answers = {list, count, 0};
    OrrLoop *loop = w->loop;
    OrrLanguage language = w->s->language;
    w->s = orr_scheduler_new(w->arena, &language);
    loop->scheduler = w->s;
    orr_scheduler_explore(w->s, &(OrrChooser){&answers, answer}, 1u << ORR_CHOICE_TIMING | 1u << ORR_CHOICE_READY,
                          0.5);
    Callback a = callback(w, "a"), b = callback(w, "b"), c = callback(w, "c"), d = callback(w, "d");
    assert_true(orr_timer_start(w->s, &a.handle, 100));
    assert_true(orr_timer_start(w->s, &b.handle, 100));
    assert_true(orr_timer_start(w->s, &c.handle, 140));
    assert_true(orr_timer_start(w->s, &d.handle, 160));
    w->log[0] = '\0';
    run_until_idle(w);
    assert_string_equal(w->log, expected);
}

static void timing_fires_windows_in_any_order(void **state) {
    World *w = *state;
    run_timing(w, NULL, 0, "a b / c / d /");
    assert_int_equal(w->s->choices.decisions[0].kind, ORR_CHOICE_TIMING);
    assert_int_equal(w->s->choices.decisions[0].count, 3);
    run_timing(w, (uint32_t[]){1}, 1, "b a / c / d /");
    run_timing(w, (uint32_t[]){0, 2}, 2, "a / b / c / d /");     /* stop before b */
    run_timing(w, (uint32_t[]){2}, 1, "c a b / d /");            /* c first; a and b are late, but within their windows */
    run_timing(w, (uint32_t[]){2, 2}, 2, "c / a b / d /");
    run_timing(w, (uint32_t[]){0, 0, 1}, 3, "a b c / d /");      /* c may be in the same turn */
}

static void ready_order_may_be_a_choice(void **state) {
    World *w = *state;
    Answers answers = {(uint32_t[]){2, 1}, 2, 0};
    orr_scheduler_explore(w->s, &(OrrChooser){&answers, answer}, 1u << ORR_CHOICE_READY, 0);
    Callback a = callback(w, "a"), b = callback(w, "b"), c = callback(w, "c"), d = callback(w, "d");
    orr_scheduler_ready(w->s, NULL, &a.handle);
    orr_scheduler_ready(w->s, NULL, &b.handle);
    orr_scheduler_ready(w->s, NULL, &c.handle);
    orr_scheduler_ready(w->s, NULL, &d.handle);
    run_until_idle(w);
    assert_string_equal(w->log, "c b a d /");
    assert_int_equal(w->s->choices.count, 3);
}

static void cancels_when(World *w, const uint32_t *list, size_t count, const char *expected) {
    Answers answers = {list, count, 0};
    OrrLanguage language = w->s->language;
    w->s = orr_scheduler_new(w->arena, &language);
    w->loop->scheduler = w->s;
    orr_scheduler_explore(w->s, &(OrrChooser){&answers, answer}, 1u << ORR_CHOICE_CANCEL, 0);
    Script *a = new_script(w), *b = new_script(w);
    spawn(w, b, "b", "yr", NULL);
    spawn(w, a, "a", "wr", &b->task.future);
    w->log[0] = '\0';
    run_until_idle(w);
    assert_string_equal(w->log, expected);
}

/* The questions: b's first step, a's first step, a begins to wait, b's second step, a goes on. */
static void cancelling_from_outside_is_a_choice(void **state) {
    World *w = *state;
    cancels_when(w, NULL, 0, "by aw / br / ar /");
    assert_int_equal(w->s->choices.count, 5);
    cancels_when(w, (uint32_t[]){0, 1}, 2, "by aw! / br /");
    cancels_when(w, (uint32_t[]){0, 0, 1}, 3, "by aw / br! / ar! /");
    cancels_when(w, (uint32_t[]){0, 0, 0, 0, 1}, 5, "by aw / br / ar! /");
}

/* Each decision is in the trace, with what could have been chosen instead. */
static void decisions_are_told_with_their_options(void **state) {
    World *w = *state;
    OrrTraceWriter trace = {.string_count = 0};
    Answers answers = {(uint32_t[]){1, 0, 0, 1}, 4, 0};
    OrrLanguage language = w->s->language;
    w->s = orr_scheduler_new(w->arena, &language);
    w->loop->scheduler = w->s;
    orr_scheduler_explore(w->s, &(OrrChooser){&answers, answer}, 1u << ORR_CHOICE_TIMING | 1u << ORR_CHOICE_READY, 0.5);
    w->s->choices.trace = &trace;
    Callback a = callback(w, "a"), b = callback(w, "b"), c = callback(w, "c");
    a.handle.id = 11, b.handle.id = 12, c.handle.id = 13;
    assert_true(orr_timer_start(w->s, &a.handle, 100) && orr_timer_start(w->s, &b.handle, 100) &&
                orr_timer_start(w->s, &c.handle, 140));
    w->log[0] = '\0';
    run_until_idle(w);
    assert_string_equal(w->log, "a b / c /");
    assert_string_equal(trace.text, "1 of 3: 0 timer 11, 1 timer 12, 2 timer 13,"
                                    "0 of 3: 0 timer 11, 1 timer 13, 2 none more now,"
                                    "0 of 2: 0 none more now, 1 timer 13,"
                                    "1 of 2: 0 callback 12, 1 callback 11,");
}

static void time_passes_and_timers_are_late(void **state) {
    World *w = *state;
    Callback a = callback(w, "a"), b = callback(w, "b");
    assert_true(orr_timer_start(w->s, &a.handle, 20));
    assert_true(orr_timer_start(w->s, &b.handle, 10));
    orr_scheduler_pass(w->s, 30);
    run_until_idle(w);
    assert_string_equal(w->log, "b a /");
    assert_int_equal(w->s->now_ns, 30);
}

static void seconds_become_whole_nanoseconds(void **state) {
    (void)state;
    assert_int_equal(orr_ns_from_seconds(0.1 + 0.2), 300000000);
    assert_int_equal(orr_ns_from_seconds(-1.5), -1500000000);
    assert_int_equal(orr_ns_from_seconds(1e300), INT64_MAX);
    assert_int_equal(orr_ns_from_seconds(-1e300), INT64_MIN);
    assert_int_equal(orr_ns_from_seconds(0.5e-9), 0);
    assert_int_equal(orr_ns_from_seconds(1.5e-9), 2);
    assert_int_equal(orr_ns_add(INT64_MAX, 1), INT64_MAX);
    assert_int_equal(orr_ns_add(INT64_MIN, -1), INT64_MIN);
}

static void a_full_arena_is_reported(void **state) {
    World *w = *state;
    OrrArena *arena = orr_arena_new(1u << 20);
    OrrLanguage language = w->s->language;
    OrrScheduler *s = orr_scheduler_new(arena, &language);
    static Callback many[60000];
    size_t n = 0;
    while (n < 60000 && (many[n] = callback(w, "x"), orr_timer_start(s, &many[n].handle, (int64_t)n))) n++;
    assert_in_range(n, 1000, 59999);
    assert_int_equal(s->timer_count, n);
    orr_arena_destroy(arena);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(timers_fire_by_deadline_then_creation),
        TEST(what_becomes_ready_waits_for_the_next_turn),
        TEST(cancelled_handles_are_dropped_in_their_turn),
        TEST(many_cancelled_timers_are_swept),
        TEST(a_stopped_loop_parks),
        TEST(leaving_keeps_the_rest_ready),
        TEST(limits_end_a_run),
        TEST(callbacks_of_a_future_are_due_in_order),
        TEST(tasks_take_turns),
        TEST(awaiting_a_task_takes_two_hops),
        TEST(cancelling_a_waiter_cancels_what_it_waits_for),
        TEST(cancel_before_the_first_step_and_of_oneself),
        TEST(a_bad_await_throws_in_the_next_turn),
        TEST(timing_fires_windows_in_any_order),
        TEST(ready_order_may_be_a_choice),
        TEST(cancelling_from_outside_is_a_choice),
        TEST(decisions_are_told_with_their_options),
        TEST(time_passes_and_timers_are_late),
        TEST(seconds_become_whole_nanoseconds),
        TEST(a_full_arena_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

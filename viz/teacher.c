#include "viz/teacher.h"

#include <stdlib.h>
#include <string.h>

#include "trace/explain.h"
#include "trace/words.h"
#include "viz/array.h"

enum { TOLD_MOST = 8, BEHIND_MOST = 5, CHOICES_LEAST = 3 };

/* ---- finding the stops -------------------------------------------------------------------------- */

typedef struct Search {
    OrrVizTeacher *teacher;
    OrrTraceBytes *why;
    uint32_t from; /* the event of the last stop */
} Search;

static bool give_up(const Search *s, const OrrVizStop *stop, const char *words) {
    orr_trace_bytes_text(s->why, "line ");
    orr_trace_bytes_decimal(s->why, stop->line);
    orr_trace_bytes_text(s->why, ": ");
    orr_trace_bytes_text(s->why, words);
    return false;
}

/* The last event before the step that is not yet its doing: the end of the step before. */
static uint32_t event_before(const OrrVizModel *model, uint32_t step) {
    uint32_t first = model->steps[step - 1].event;
    uint32_t before = step > 1 ? orr_viz_step_end(model, step - 1) : 0;
    return step > 1 && before < first ? before : first > 0 ? first - 1 : 0;
}

static bool add_stand(Search *s, uint32_t stop, uint32_t event) {
    OrrVizTeacher *t = s->teacher;
    const OrrVizStop *it = &t->lesson->stops[stop];
    if (t->stand_count > 0 && event < s->from)
        return give_up(s, it, "this stop comes before the one above it in the run");
    if (t->stand_count == ORR_VIZ_STANDS_MAX) return true;
    if (!ORR_VIZ_GROW(t->stands, t->stand_count, t->stand_capacity)) return give_up(s, it, "not enough memory");
    uint32_t step = orr_viz_step_at(t->model, event);
    uint32_t next = step < t->model->step_count ? step + 1 : 0;
    if (it->ask == ORR_VIZ_ASK_NEXT && next == 0) return give_up(s, it, "no task runs after this stop: nothing to ask");
    t->stands[t->stand_count++] = (OrrVizStand){stop, event, next};
    s->from = event;
    return true;
}

static bool find_step(Search *s, uint32_t index, const OrrVizStop *stop) {
    const OrrVizModel *model = s->teacher->model;
    uint32_t lane = ORR_VIZ_NONE, step = stop->first;
    if (stop->name.length > 0) {
        lane = orr_viz_lane_named(model, orr_viz_lesson_words(s->teacher->lesson, stop->name));
        if (lane == ORR_VIZ_NONE) return give_up(s, stop, "the run has no task of that name");
        uint32_t left = stop->first;
        for (step = 1; step <= model->step_count; step++) {
            if (model->steps[step - 1].lane == lane && --left == 0) break;
        }
    }
    if (step > model->step_count) {
        return give_up(s, stop,
                       lane == ORR_VIZ_NONE ? "the run has not so many steps" : "that task has not so many steps");
    }
    return add_stand(s, index, event_before(model, step));
}

static bool contains(const char *text, size_t length, const char *part, size_t part_length) {
    for (size_t i = 0; i + part_length <= length; i++) {
        if (memcmp(text + i, part, part_length) == 0) return true;
    }
    return false;
}

static bool find_output(Search *s, uint32_t index, const OrrVizStop *stop) {
    const OrrVizModel *model = s->teacher->model;
    const char *wanted = orr_viz_lesson_words(s->teacher->lesson, stop->name);
    for (uint32_t i = 0; i < model->printed_count; i++) {
        size_t length;
        const char *text = orr_trace_reader_string(model->reader, model->printed[i].text, &length);
        if (model->printed[i].event < s->from || !contains(text, length, wanted, stop->name.length)) continue;
        return add_stand(s, index, model->printed[i].event);
    }
    return give_up(s, stop, "the run prints no such thing after the stop above");
}

static uint32_t ready_tasks(const OrrTraceState *state) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < state->ready_count && count < 2; i++) {
        count += orr_trace_state_ready(state, i).kind == ORR_TRACE_ACTOR_TASK;
    }
    return count;
}

/* Goes through these steps once: wherever one begins while two tasks or more are ready, there is a decision. */
static bool find_each(Search *s, uint32_t index, const OrrVizStop *stop) {
    OrrTraceState state;
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    bool good = true;
    orr_trace_state_init(&state);
    orr_trace_cursor_start(&cursor, s->teacher->model->reader);
    orr_trace_cursor_seek_step(&cursor, stop->first);
    if (!orr_trace_reader_state(s->teacher->model->reader, cursor.event, &state))
        good = give_up(s, stop, "not enough memory");
    while (good && s->teacher->stand_count < ORR_VIZ_STANDS_MAX && orr_trace_cursor_next(&cursor, &record)) {
        bool wanted = record.kind == ORR_TRACE_STEP && record.step >= stop->first && record.step <= stop->last &&
                      record.step <= s->teacher->model->step_count;
        if (wanted && ready_tasks(&state) >= 2) {
            uint32_t event = event_before(s->teacher->model, (uint32_t)record.step);
            if (event >= s->from) good = add_stand(s, index, event);
        }
        if (record.step > stop->last) break;
        (void)orr_trace_state_apply(&state, record.kind, record.fields);
        if (state.no_memory) good = give_up(s, stop, "not enough memory");
    }
    orr_trace_state_free(&state);
    return good;
}

static bool find_stop(Search *s, uint32_t index) {
    const OrrVizStop *stop = &s->teacher->lesson->stops[index];
    const OrrVizModel *model = s->teacher->model;
    switch (stop->kind) {
    case ORR_VIZ_STOP_START: return add_stand(s, index, 0);
    case ORR_VIZ_STOP_END: return add_stand(s, index, model->event_count - 1);
    case ORR_VIZ_STOP_STEP: return find_step(s, index, stop);
    case ORR_VIZ_STOP_OUTPUT: return find_output(s, index, stop);
    case ORR_VIZ_STOP_EACH: return find_each(s, index, stop);
    }
    return false;
}

static bool learn_names(OrrVizTeacher *t) {
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    orr_trace_cursor_start(&cursor, t->model->reader);
    while (!t->names.no_memory && orr_trace_cursor_next(&cursor, &record)) orr_trace_names_take(&t->names, &record);
    return !t->names.no_memory;
}

bool orr_viz_teacher_init(OrrVizTeacher *teacher, const OrrVizLesson *lesson, const OrrVizModel *model,
                          OrrTraceBytes *why) {
    *teacher = (OrrVizTeacher){.lesson = lesson, .model = model};
    orr_trace_names_init(&teacher->names, model->reader);
    Search search = {.teacher = teacher, .why = why};
    if (model->event_count == 0) {
        orr_trace_bytes_text(why, "the run has no events");
        return false;
    }
    if (!learn_names(teacher)) {
        orr_trace_bytes_text(why, "not enough memory");
        return false;
    }
    for (uint32_t i = 0; i < lesson->stop_count; i++) {
        if (!find_stop(&search, i)) return false;
    }
    if (teacher->stand_count > 0) return true;
    orr_trace_bytes_text(why, "there are no decisions: never, from here on, are two tasks ready at once");
    return false;
}

void orr_viz_teacher_free(OrrVizTeacher *teacher) {
    if (teacher->model == NULL) return;
    orr_trace_names_free(&teacher->names);
    free(teacher->stands);
    *teacher = (OrrVizTeacher){0};
}

/* ---- choices ------------------------------------------------------------------------------------ */

static const OrrVizStand *stand(const OrrVizTeacher *t) {
    return &t->stands[t->at];
}

static const OrrVizStop *stop_at(const OrrVizTeacher *t) {
    return &t->lesson->stops[stand(t)->stop];
}

static uint32_t next_lane(const OrrVizTeacher *t) {
    return t->model->steps[stand(t)->next - 1].lane;
}

static void add_choice(OrrVizTeacher *t, uint32_t lane) {
    for (uint32_t i = 0; i < t->choice_count; i++) {
        if (t->lanes[i] == lane) return;
    }
    /* One place is kept for the right one. */
    uint32_t room = ORR_VIZ_ANSWERS_MAX - (lane != next_lane(t));
    if (lane == ORR_VIZ_NONE || t->choice_count >= room) return;
    uint32_t i = t->choice_count++;
    for (; i > 0 && t->lanes[i - 1] > lane; i--) t->lanes[i] = t->lanes[i - 1];
    t->lanes[i] = lane;
}

static void choose_among_tasks(OrrVizTeacher *t, const OrrTraceState *state) {
    uint32_t right = next_lane(t);
    bool right_is_ready = false;
    add_choice(t, right);
    for (uint32_t i = 0; i < state->ready_count; i++) {
        OrrTraceReady ready = orr_trace_state_ready(state, i);
        uint32_t lane = ready.kind == ORR_TRACE_ACTOR_TASK ? orr_viz_model_lane_of(t->model, ready.id) : ORR_VIZ_NONE;
        right_is_ready = right_is_ready || lane == right;
        add_choice(t, lane);
    }
    /* With two that are ready it is a question; with one, some that wait make it one; with none, all that wait. */
    uint32_t least = !right_is_ready ? ORR_VIZ_ANSWERS_MAX : t->choice_count >= 2 ? 2 : CHOICES_LEAST;
    const OrrTraceTask *task = orr_trace_state_task_first(state);
    for (; task != NULL && t->choice_count < least; task = orr_trace_state_task_next(state, task)) {
        if (task->state == ORR_TRACE_TASK_WAITING) add_choice(t, orr_viz_model_lane_of(t->model, task->item.id));
    }
    for (uint32_t i = 0; i < t->choice_count; i++) {
        if (t->lanes[i] == right) t->right_choice = i;
    }
}

static void find_choices(OrrVizTeacher *t) {
    const OrrVizStop *stop = stop_at(t);
    t->choice_count = t->right_choice = 0;
    if (stop->ask == ORR_VIZ_ASK_ANSWERS) {
        t->choice_count = stop->answer_count;
        t->right_choice = stop->right;
    } else if (stop->ask == ORR_VIZ_ASK_NEXT) {
        OrrTraceState state;
        orr_trace_state_init(&state);
        if (orr_trace_reader_state(t->model->reader, (uint64_t)stand(t)->event + 1, &state))
            choose_among_tasks(t, &state);
        orr_trace_state_free(&state);
    }
}

/* ---- going on ----------------------------------------------------------------------------------- */

uint32_t orr_viz_teacher_event(const OrrVizTeacher *t) {
    if (t->phase == ORR_VIZ_PHASE_ABOUT) return 0;
    if (t->phase == ORR_VIZ_PHASE_END) return t->model->event_count - 1;
    const OrrVizStand *it = stand(t);
    bool shown = t->phase == ORR_VIZ_PHASE_ANSWERED && stop_at(t)->ask == ORR_VIZ_ASK_NEXT;
    return shown ? t->model->steps[it->next - 1].event : it->event;
}

bool orr_viz_teacher_asks(const OrrVizTeacher *t) {
    return t->phase == ORR_VIZ_PHASE_STOP && t->choice_count > 0;
}

void orr_viz_teacher_answer(OrrVizTeacher *t, uint32_t choice) {
    if (!orr_viz_teacher_asks(t) || choice >= t->choice_count) return;
    t->phase = ORR_VIZ_PHASE_ANSWERED;
    t->answer = choice;
    t->answered = true;
    t->asked++;
    t->right += choice == t->right_choice;
}

void orr_viz_teacher_go_on(OrrVizTeacher *t) {
    if (orr_viz_teacher_asks(t)) { /* the answer is said, but does not count */
        t->phase = ORR_VIZ_PHASE_ANSWERED;
        t->answered = false;
        return;
    }
    if (t->phase == ORR_VIZ_PHASE_END) return;
    if (t->phase != ORR_VIZ_PHASE_ABOUT) t->at++;
    t->phase = t->at < t->stand_count ? ORR_VIZ_PHASE_STOP : ORR_VIZ_PHASE_END;
    if (t->phase == ORR_VIZ_PHASE_STOP) find_choices(t);
}

void orr_viz_teacher_skip(OrrVizTeacher *t, uint32_t event) {
    if (event == 0) return;
    t->at = 0;
    while (t->at < t->stand_count && t->stands[t->at].event < event) t->at++;
    t->phase = t->at < t->stand_count ? ORR_VIZ_PHASE_STOP : ORR_VIZ_PHASE_END;
    if (t->phase == ORR_VIZ_PHASE_STOP) find_choices(t);
}

/* ---- pages -------------------------------------------------------------------------------------- */

typedef struct Page {
    const OrrVizTeacher *t;
    OrrVizSayLine say;
    void *context;
    OrrTraceBytes text; /* of the line that is put together */
    OrrTraceState state;
    bool any; /* a line was said */
    bool no_memory;
} Page;

static void end_line(Page *p, OrrVizRole role) {
    if (p->text.failed) p->no_memory = true;
    else p->say(p->context, role, p->text.length == 0 ? "" : (const char *)p->text.data, p->text.length);
    orr_trace_bytes_clear(&p->text);
    p->any = true;
}

static void blank(Page *p) {
    if (p->any) end_line(p, ORR_VIZ_ROLE_TEXT);
}

static void add(Page *p, const char *text) {
    orr_trace_bytes_text(&p->text, text);
}

static void number(Page *p, uint64_t value) {
    orr_trace_bytes_decimal(&p->text, (int64_t)value);
}

static void line(Page *p, OrrVizRole role, const char *text) {
    add(p, text);
    end_line(p, role);
}

/* Paragraphs of the lesson, with a blank line before each; lines of code stay together. */
static void paragraphs(Page *p, OrrVizWords words) {
    const char *text = orr_viz_lesson_words(p->t->lesson, words), *end = text + words.length;
    bool was_code = false;
    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        size_t length = (size_t)((newline == NULL ? end : newline) - text);
        bool code = length > 0 && *text == ' ';
        if (!(code && was_code)) blank(p);
        orr_trace_bytes_append(&p->text, text, length);
        end_line(p, code ? ORR_VIZ_ROLE_CODE : ORR_VIZ_ROLE_TEXT);
        was_code = code;
        text = newline == NULL ? end : newline + 1;
    }
}

static bool go_to(Page *p, uint64_t event) {
    if (orr_trace_reader_state(p->t->model->reader, event, &p->state)) return true;
    p->no_memory = true;
    return false;
}

/* The steps since the stop before, in words. */
static void tell_steps(Page *p) {
    const OrrVizTeacher *t = p->t;
    uint32_t first = t->at == 0 ? 1 : orr_viz_step_at(t->model, t->stands[t->at - 1].event) + 1;
    uint32_t last = orr_viz_step_at(t->model, stand(t)->event);
    if (last < first) return;
    blank(p);
    uint32_t skipped = last - first + 1 > TOLD_MOST ? last - first + 1 - TOLD_MOST : 0;
    if (skipped > 0) {
        add(p, "... ");
        number(p, skipped);
        line(p, ORR_VIZ_ROLE_TOLD, skipped == 1 ? " step before" : " steps before");
    }
    for (uint32_t step = first + skipped; step <= last; step++) {
        number(p, step);
        add(p, ". ");
        /* A step that the stop interrupts is told as far as its beginning only, or the future would be told. */
        if (orr_viz_step_end(t->model, step) > stand(t)->event) {
            orr_viz_lane_name(t->model, t->model->steps[step - 1].lane, &p->text);
            add(p, " runs ...");
        } else if (!orr_trace_explain_step(t->model->reader, &t->names, step, &p->text)) {
            p->no_memory = true;
        }
        end_line(p, ORR_VIZ_ROLE_TOLD);
    }
}

static void say_choice(Page *p, uint32_t choice) {
    const OrrVizTeacher *t = p->t;
    const OrrVizStop *stop = stop_at(t);
    if (stop->ask == ORR_VIZ_ASK_ANSWERS) add(p, orr_viz_lesson_words(t->lesson, stop->answers[choice]));
    else orr_viz_lane_name(t->model, t->lanes[choice], &p->text);
}

static void ask(Page *p) {
    const OrrVizTeacher *t = p->t;
    const OrrVizStop *stop = stop_at(t);
    blank(p);
    line(p, ORR_VIZ_ROLE_QUESTION,
         stop->ask == ORR_VIZ_ASK_NEXT ? "Which task runs next?" : orr_viz_lesson_words(t->lesson, stop->question));
    for (uint32_t i = 0; i < t->choice_count; i++) {
        say_choice(p, i);
        if (stop->ask == ORR_VIZ_ASK_NEXT && t->model->lanes[t->lanes[i]].function != 0) {
            add(p, "  (");
            orr_trace_word_string(t->model->reader, t->model->lanes[t->lanes[i]].function, &p->text);
            add(p, ")");
        }
        end_line(p, ORR_VIZ_ROLE_CHOICE);
    }
}

/* ---- why it runs next --------------------------------------------------------------------------- */

static const OrrTraceTask *task_of(Page *p, uint32_t lane) {
    return orr_trace_state_task(&p->state, p->t->model->lanes[lane].id);
}

/* "its sleep is over", "it was created in step 1": why it is in the ready queue. */
static void say_reason(Page *p, uint32_t lane) {
    const OrrTraceTask *task = task_of(p, lane);
    if (task != NULL && orr_trace_explain_why(p->t->model->reader, &p->t->names, &p->state, task->item.id, &p->text))
        return;
    bool starts = task == NULL || task->wake_reason == ORR_TRACE_WAKE_START;
    add(p, starts ? "it was created" : "it gave way");
    if (task == NULL) return;
    add(p, " in step ");
    number(p, starts ? task->created_step : task->since_step);
}

static void say_time(Page *p, int64_t ns) {
    orr_trace_bytes_seconds(&p->text, ns);
    while (!p->text.failed && p->text.data[p->text.length - 1] == '0') p->text.length--;
    if (!p->text.failed && p->text.data[p->text.length - 1] == '.') p->text.length--;
    if (!p->text.failed) p->text.data[p->text.length] = 0;
    add(p, " s");
}

/* The others in the queue, in order. */
static void say_behind(Page *p, uint32_t lane) {
    uint32_t told = 0;
    for (uint32_t i = 0; i < p->state.ready_count; i++) {
        OrrTraceReady ready = orr_trace_state_ready(&p->state, i);
        if (ready.kind != ORR_TRACE_ACTOR_TASK || orr_viz_model_lane_of(p->t->model, ready.id) == lane) continue;
        if (told == BEHIND_MOST) {
            add(p, ", ...");
            told++;
            break;
        }
        add(p, told == 0 ? " Behind it: " : ", ");
        orr_trace_names_word(&p->t->names, ready.id, &p->text);
        told++;
    }
    if (told > 0) add(p, ".");
}

static bool is_ready(Page *p, uint32_t lane) {
    const OrrTraceTask *task = task_of(p, lane);
    return task != NULL && task->state == ORR_TRACE_TASK_READY;
}

/* First where the run stands, then where the step begins: in between, callbacks and the clock may have had their turn.
 */
static void explain_next(Page *p) {
    const OrrVizTeacher *t = p->t;
    uint32_t lane = next_lane(t);
    if (!go_to(p, (uint64_t)stand(t)->event + 1)) return;
    bool ready = is_ready(p, lane);
    int64_t before_ns = p->state.time_ns;
    if (!go_to(p, t->model->steps[stand(t)->next - 1].event)) return;
    blank(p);
    if (p->state.time_ns > before_ns) {
        add(p, "Nothing was ready, so the loop moved the clock on to the earliest deadline, ");
        say_time(p, p->state.time_ns);
        add(p, ". ");
    }
    orr_viz_lane_name(t->model, lane, &p->text);
    add(p, ready ? " is first in the ready queue: " : " became ready before any other: ");
    say_reason(p, lane);
    add(p, ".");
    say_behind(p, lane);
    end_line(p, ORR_VIZ_ROLE_TEXT);
}

static void say_verdict(Page *p) {
    const OrrVizTeacher *t = p->t;
    bool right = t->answered && t->answer == t->right_choice;
    add(p, right ? "Right: " : t->answered ? "No, it is " : "It is ");
    number(p, t->right_choice + UINT64_C(1));
    add(p, ", ");
    say_choice(p, t->right_choice);
    add(p, ".");
    end_line(p, right ? ORR_VIZ_ROLE_RIGHT : t->answered ? ORR_VIZ_ROLE_WRONG : ORR_VIZ_ROLE_TEXT);
    if (stop_at(t)->ask == ORR_VIZ_ASK_NEXT) explain_next(p);
    paragraphs(p, stop_at(t)->why);
}

static void title(Page *p, const char *text) {
    line(p, ORR_VIZ_ROLE_TITLE, text);
}

static void place_title(Page *p) {
    const OrrVizTeacher *t = p->t;
    number(p, t->at + UINT64_C(1));
    add(p, " of ");
    number(p, t->stand_count);
    add(p, ": after step ");
    number(p, orr_viz_step_at(t->model, stand(t)->event));
    add(p, ", at ");
    say_time(p, orr_viz_time_at(t->model, stand(t)->event));
    end_line(p, ORR_VIZ_ROLE_TITLE);
}

static void say_score(Page *p) {
    const OrrVizTeacher *t = p->t;
    if (t->asked == 0) return;
    blank(p);
    number(p, t->right);
    add(p, " of ");
    number(p, t->asked);
    add(p, t->asked == 1 ? " answer was right." : " answers were right.");
    end_line(p, t->right == t->asked ? ORR_VIZ_ROLE_RIGHT : ORR_VIZ_ROLE_TEXT);
}

bool orr_viz_teacher_page(const OrrVizTeacher *t, OrrVizSayLine say, void *context) {
    Page p = {.t = t, .say = say, .context = context};
    orr_trace_state_init(&p.state);
    const OrrVizLesson *lesson = t->lesson;
    switch (t->phase) {
    case ORR_VIZ_PHASE_ABOUT:
        title(&p, orr_viz_lesson_words(lesson, lesson->title));
        paragraphs(&p, lesson->about);
        break;
    case ORR_VIZ_PHASE_STOP:
        place_title(&p);
        tell_steps(&p);
        paragraphs(&p, stop_at(t)->say);
        if (orr_viz_teacher_asks(t)) ask(&p);
        break;
    case ORR_VIZ_PHASE_ANSWERED: say_verdict(&p); break;
    case ORR_VIZ_PHASE_END:
        title(&p, "The end");
        paragraphs(&p, lesson->end);
        say_score(&p);
        break;
    }
    orr_trace_state_free(&p.state);
    orr_trace_bytes_free(&p.text);
    return !p.no_memory;
}

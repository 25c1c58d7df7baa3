#include "viz/card.h"

#include <stdlib.h>
#include <string.h>

#include "viz/array.h"
#include "viz/layout.h"
#include "viz/teacher.h"

/* A line of the card, as wide as it. */
typedef struct CardLine {
    size_t at, length;
    uint32_t choice; /* from 1; 0: it is none */
    uint8_t role;
    bool first; /* of a line of the page, which may take several */
} CardLine;

typedef struct OrrVizCard {
    OrrVizLesson *lesson; /* owned */
    OrrVizTeacher teacher;
    OrrTraceBytes text; /* of the lines */
    CardLine *lines;    /* owned */
    uint32_t count, capacity;
    uint32_t choices; /* while the lines are made */
    int32_t cells;    /* that the lines were made for; 0: they are to be made */
    uint32_t skipped; /* lines for which there is no room */
    OrrVizRect place;
    bool failed;
} OrrVizCard;

enum { MARGIN = 12 };

/* ---- life --------------------------------------------------------------------------------------- */

static void free_card(OrrVizCard *card) {
    orr_viz_teacher_free(&card->teacher);
    orr_viz_lesson_free(card->lesson);
    orr_trace_bytes_free(&card->text);
    free(card->lines);
    free(card);
}

/* Shows the run as it is at the teacher's page. */
static void turn_page(OrrVizApp *app) {
    OrrVizCard *card = app->card;
    OrrVizTeacher *teacher = &card->teacher;
    card->cells = 0;
    uint32_t event = orr_viz_teacher_event(teacher), step = orr_viz_step_at(app->model, event);
    orr_viz_app_go(app, event);
    if (step != 0) orr_viz_app_select(app, app->model->steps[step - 1].lane);
    else app->selected = ORR_VIZ_NONE;
}

bool orr_viz_card_open(OrrVizApp *app, OrrVizLesson *lesson, OrrTraceBytes *why) {
    OrrVizCard *card = lesson == NULL ? NULL : calloc(1, sizeof *card);
    if (card == NULL || app->model == NULL) {
        orr_trace_bytes_text(why, card == NULL ? "not enough memory" : "there is no run to show");
        orr_viz_lesson_free(lesson);
        free(card);
        return false;
    }
    card->lesson = lesson;
    if (!orr_viz_teacher_init(&card->teacher, lesson, app->model, why)) {
        free_card(card);
        return false;
    }
    orr_viz_card_close(app);
    app->card = card;
    turn_page(app);
    return true;
}

/* NULL: no memory. */
static OrrVizLesson *decisions_from(const OrrVizApp *app) {
    OrrVizLesson *lesson = orr_viz_lesson_of_decisions();
    uint32_t step = orr_viz_step_at(app->model, app->cursor);
    if (lesson != NULL && step > 0) lesson->stops[0].first = step;
    return lesson;
}

void orr_viz_card_quiz(OrrVizApp *app) {
    OrrTraceBytes why = {0};
    uint32_t from = app->cursor;
    if (app->paired) {
        orr_viz_app_say(app, "with one trace only, not with two");
    } else if (app->loading) {
        orr_viz_app_say(app, "the trace is still being read");
    } else if (!orr_viz_card_open(app, decisions_from(app), &why)) {
        orr_viz_app_say(app, why.failed ? "not enough memory" : (const char *)why.data);
    } else {
        orr_viz_teacher_skip(&app->card->teacher, from);
        turn_page(app);
    }
    orr_trace_bytes_free(&why);
}

void orr_viz_card_close(OrrVizApp *app) {
    if (app->card != NULL) free_card(app->card);
    app->card = NULL;
}

/* Who ran next is shown with all that it did. */
uint32_t orr_viz_card_horizon(const OrrVizApp *app) {
    if (app->card == NULL) return UINT32_MAX;
    const OrrVizTeacher *teacher = &app->card->teacher;
    uint32_t event = orr_viz_teacher_event(teacher);
    if (teacher->phase == ORR_VIZ_PHASE_END) return UINT32_MAX;
    if (teacher->phase != ORR_VIZ_PHASE_ANSWERED || teacher->stands[teacher->at].event == event) return event;
    uint32_t end = orr_viz_step_end(app->model, orr_viz_step_at(app->model, event));
    uint32_t next = teacher->at + 1 < teacher->stand_count ? teacher->stands[teacher->at + 1].event : end;
    return end < next ? end : next;
}

bool orr_viz_card_asks(const OrrVizApp *app) {
    return app->card != NULL && orr_viz_teacher_asks(&app->card->teacher);
}

/* ---- input -------------------------------------------------------------------------------------- */

static void go_on(OrrVizApp *app) {
    if (app->card->teacher.phase == ORR_VIZ_PHASE_END) {
        orr_viz_card_close(app);
        orr_viz_app_say(app, "the lesson is over");
        return;
    }
    orr_viz_teacher_go_on(&app->card->teacher);
    turn_page(app);
}

static void answer(OrrVizApp *app, uint32_t choice) {
    orr_viz_teacher_answer(&app->card->teacher, choice);
    turn_page(app);
}

bool orr_viz_card_key(OrrVizApp *app, OrrVizKey key) {
    if (app->card == NULL || app->help) return false;
    bool asks = orr_viz_card_asks(app);
    if (key.key == ORR_VIZ_KEY_ENTER) {
        go_on(app);
        return true;
    }
    if (key.key == ORR_VIZ_KEY_ESCAPE) {
        orr_viz_card_close(app);
        orr_viz_app_say(app, "the lesson is left");
        return true;
    }
    if (asks && !key.control && key.key >= '1' && key.key <= '9') {
        answer(app, key.key - '1');
        return true;
    }
    OrrVizCommand command = orr_viz_key_command(key);
    bool moves = command != ORR_VIZ_DO_NOTHING && (orr_viz_command_group(command) == ORR_VIZ_GROUP_RUN ||
                                                   orr_viz_command_group(command) == ORR_VIZ_GROUP_FIND);
    if (asks && moves) orr_viz_app_say(app, "answer first, with a digit; or Enter, to pass");
    return asks && moves;
}

bool orr_viz_card_click(OrrVizApp *app, int32_t x, int32_t y) {
    OrrVizCard *card = app->card;
    if (card == NULL) return false;
    const OrrVizRect *place = &card->place;
    if (x < place->x || x >= place->x + place->w || y < place->y || y >= place->y + place->h) return false;
    int32_t row = (y - place->y - MARGIN / 2) / app->metrics.line_height;
    uint32_t line = row < 0 ? 0 : (uint32_t)row + card->skipped;
    uint32_t choice = line < card->count ? card->lines[line].choice : 0;
    if (orr_viz_card_asks(app)) {
        if (choice != 0) answer(app, choice - 1);
    } else {
        go_on(app);
    }
    return true;
}

/* ---- lines -------------------------------------------------------------------------------------- */

static int32_t indent_of(OrrVizRole role) {
    return role == ORR_VIZ_ROLE_CHOICE ? 6 : role == ORR_VIZ_ROLE_TOLD ? 2 : 0;
}

/* How much of the text fits on a line, broken between words if that can be. */
static size_t part_that_fits(const char *text, size_t length, size_t cells) {
    size_t at = 0, blank = 0, taken = 0;
    uint32_t character;
    while (at < length) {
        size_t n = orr_viz_text_next(text + at, length - at, &character);
        taken += orr_viz_character_cells(character);
        if (taken > cells) return blank > 0 ? blank : at > 0 ? at : n;
        if (character == ' ') blank = at;
        at += n;
    }
    return length;
}

static void add_line(OrrVizCard *card, OrrVizRole role, const char *text, size_t length, bool first) {
    if (!ORR_VIZ_GROW(card->lines, card->count, card->capacity)) {
        card->failed = true;
        return;
    }
    uint32_t choice = role == ORR_VIZ_ROLE_CHOICE ? card->choices : 0;
    card->lines[card->count++] = (CardLine){card->text.length, length, choice, (uint8_t)role, first};
    orr_trace_bytes_append(&card->text, text, length);
}

static void take_line(void *context, OrrVizRole role, const char *text, size_t length) {
    OrrVizCard *card = context;
    size_t cells = (size_t)(card->cells - indent_of(role));
    card->choices += role == ORR_VIZ_ROLE_CHOICE;
    bool first = true;
    do {
        size_t part = part_that_fits(text, length, cells);
        add_line(card, role, text, part, first);
        while (part < length && text[part] == ' ') part++;
        text += part;
        length -= part;
        first = false;
    } while (length > 0);
}

static void make_lines(OrrVizCard *card, int32_t cells) {
    if (cells < 20) cells = 20;
    if (card->cells == cells) return;
    card->cells = cells;
    card->count = card->choices = 0;
    orr_trace_bytes_clear(&card->text);
    if (!orr_viz_teacher_page(&card->teacher, take_line, card)) card->failed = true;
    take_line(card, ORR_VIZ_ROLE_TEXT, "", 0);
    const char *hint = orr_viz_teacher_asks(&card->teacher) ? "a digit answers   Enter passes   Esc leaves the lesson"
                       : card->teacher.phase == ORR_VIZ_PHASE_END ? "Enter ends the lesson"
                                                                  : "Enter goes on   Esc leaves the lesson";
    take_line(card, ORR_VIZ_ROLE_TOLD, hint, strlen(hint));
}

void orr_viz_card_place(OrrVizApp *app) {
    OrrVizCard *card = app->card;
    if (card == NULL || app->model == NULL) return;
    OrrVizRect *lanes = &app->places.lanes, *labels = &app->places.labels;
    int32_t line = app->metrics.line_height, width = labels->w + lanes->w;
    make_lines(card, (width - 2 * MARGIN) / app->metrics.advance);
    int32_t wanted = (int32_t)card->count * line + MARGIN, most = lanes->h * 6 / 10;
    int32_t height = wanted < most ? wanted : most;
    int32_t room = (height - MARGIN) / line;
    card->skipped = room < (int32_t)card->count ? card->count - (uint32_t)(room < 0 ? 0 : room) : 0;
    lanes->h -= height;
    labels->h -= height;
    card->place = (OrrVizRect){labels->x, lanes->y + lanes->h, width, height};
    uint32_t horizon = orr_viz_card_horizon(app);
    if (app->cursor > horizon) app->cursor = horizon;
    if (app->hovered_event > horizon) app->hovered = app->hovered_group = ORR_VIZ_NONE;
}

/* ---- drawing ------------------------------------------------------------------------------------ */

void orr_viz_card_veil(OrrVizApp *app, OrrVizDrawList *list) {
    uint32_t horizon = orr_viz_card_horizon(app);
    if (horizon >= app->model->event_count - 1) return;
    const OrrVizRect *lanes = &app->places.lanes;
    int32_t x = orr_viz_view_column(app->bounds, app->view.width, horizon);
    if (x < 0) x = 0;
    else if (orr_viz_view_column(app->bounds, app->view.width, horizon + 1) > x) x++;
    if (x >= lanes->w) return;
    orr_viz_draw_clip(list, *lanes);
    OrrVizRect rest = {lanes->x + x, lanes->y, lanes->w - x, lanes->h};
    orr_viz_draw_fill(list, rest, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    orr_viz_draw_line(list, rest.x, rest.y, rest.x, rest.y + rest.h, 1, ORR_VIZ_PAINT_CURSOR);
    if (rest.w > 4 * app->metrics.advance) {
        orr_viz_draw_text(list, rest.x + app->metrics.advance, rest.y + rest.h / 2, rest.w, ORR_VIZ_PAINT_TEXT_DIM,
                          true, "?", 1);
    }
    orr_viz_draw_unclip(list);
}

static OrrVizPaint paint_of(OrrVizRole role) {
    switch (role) {
    case ORR_VIZ_ROLE_TITLE: return ORR_VIZ_PAINT_TEXT_HEAD;
    case ORR_VIZ_ROLE_TOLD: return ORR_VIZ_PAINT_TEXT_DIM;
    case ORR_VIZ_ROLE_RIGHT: return ORR_VIZ_PAINT_RUNNING;
    case ORR_VIZ_ROLE_WRONG: return ORR_VIZ_PAINT_TEXT_ERROR;
    default: return ORR_VIZ_PAINT_TEXT;
    }
}

static void draw_line(OrrVizApp *app, OrrVizDrawList *list, const CardLine *line, int32_t y) {
    const OrrVizCard *card = app->card;
    int32_t advance = app->metrics.advance, x = card->place.x + MARGIN;
    OrrVizRole role = (OrrVizRole)line->role;
    bool bold = role == ORR_VIZ_ROLE_TITLE || role == ORR_VIZ_ROLE_QUESTION || role == ORR_VIZ_ROLE_RIGHT ||
                role == ORR_VIZ_ROLE_WRONG;
    if (line->choice != 0 && line->first) {
        char digit = (char)('0' + line->choice);
        orr_viz_draw_fill(list, (OrrVizRect){x + advance, y, 3 * advance, app->metrics.line_height - 2},
                          ORR_VIZ_PAINT_ROW_SELECTED, ORR_VIZ_SOLID);
        orr_viz_draw_text(list, x + 2 * advance, y, advance, ORR_VIZ_PAINT_TEXT, true, &digit, 1);
    }
    if (role == ORR_VIZ_ROLE_CODE) {
        orr_viz_draw_fill(list, (OrrVizRect){x, y, card->place.w - 2 * MARGIN, app->metrics.line_height},
                          ORR_VIZ_PAINT_HIGHLIGHT, ORR_VIZ_SOLID);
    }
    x += indent_of(role) * advance;
    orr_viz_draw_text(list, x, y, card->place.x + card->place.w - x, paint_of(role), bold,
                      (const char *)card->text.data + line->at, line->length);
}

void orr_viz_card_draw(OrrVizApp *app, OrrVizDrawList *list) {
    OrrVizCard *card = app->card;
    if (card == NULL) return;
    orr_viz_draw_clip(list, card->place);
    orr_viz_draw_fill(list, card->place, ORR_VIZ_PAINT_PANEL, ORR_VIZ_SOLID);
    orr_viz_draw_line(list, card->place.x, card->place.y, card->place.x + card->place.w, card->place.y, 2,
                      ORR_VIZ_PAINT_TEXT_HEAD);
    if (card->failed || card->text.failed) list->failed = true;
    int32_t y = card->place.y + MARGIN / 2 + 2;
    for (uint32_t i = card->skipped; i < card->count && !list->failed; i++, y += app->metrics.line_height) {
        draw_line(app, list, &card->lines[i], y);
    }
    orr_viz_draw_unclip(list);
}

#include "viz/lesson.h"

#include <stdlib.h>
#include <string.h>

#include "viz/array.h"

/* What indented lines belong to. */
typedef struct Block {
    OrrVizWords *words; /* NULL: to nothing */
    bool paragraph;     /* the next line goes on with the last one */
} Block;

typedef struct Parser {
    OrrVizLesson *lesson;
    const char *at, *end; /* of the file */
    const char *line;     /* the one that is read, without blanks at its end */
    size_t length;
    uint32_t number;
    Block block;
    bool has_end;
    const char *wrong;
} Parser;

static bool refuse(Parser *p, const char *why) {
    p->wrong = why;
    return false;
}

/* ---- texts -------------------------------------------------------------------------------------- */

static void begin_words(Parser *p, OrrVizWords *words) {
    OrrTraceBytes *texts = &p->lesson->texts;
    orr_trace_bytes_byte(texts, 0); /* ends what was there before */
    *words = (OrrVizWords){.at = (uint32_t)texts->length, .length = 0};
}

static void add_words(Parser *p, OrrVizWords *words, const char *text, size_t length) {
    orr_trace_bytes_append(&p->lesson->texts, text, length);
    words->length += (uint32_t)length;
}

static bool one_line(Parser *p, OrrVizWords *words, const char *text, size_t length) {
    if (words->length > 0) return refuse(p, "it is there twice");
    if (length == 0) return refuse(p, "there is nothing behind the colon");
    begin_words(p, words);
    add_words(p, words, text, length);
    p->block.words = NULL;
    return true;
}

static bool begin_block(Parser *p, OrrVizWords *words, size_t rest) {
    if (words->length > 0) return refuse(p, "it is there twice");
    if (rest > 0) return refuse(p, "the text comes in the lines below, indented");
    begin_words(p, words);
    p->block = (Block){.words = words};
    return true;
}

static bool indented_line(Parser *p) {
    if (p->block.words == NULL) return refuse(p, "an indented line belongs to about:, say:, why: or end:");
    bool code = p->length > 6 && memcmp(p->line, "      ", 6) == 0;
    const char *text = p->line;
    size_t length = p->length;
    for (int blanks = code ? 2 : 8; blanks > 0 && *text == ' '; blanks--) text++, length--;
    if (p->block.words->length > 0) add_words(p, p->block.words, p->block.paragraph && !code ? " " : "\n", 1);
    add_words(p, p->block.words, text, length);
    p->block.paragraph = !code;
    return true;
}

/* ---- stops -------------------------------------------------------------------------------------- */

static bool take_word(const char **at, const char *end, const char *word) {
    size_t length = strlen(word);
    if ((size_t)(end - *at) < length || memcmp(*at, word, length) != 0) return false;
    const char *behind = *at + length;
    if (behind < end && *behind != ' ') return false;
    while (behind < end && *behind == ' ') behind++;
    *at = behind;
    return true;
}

static bool take_number(const char **at, const char *end, uint32_t *number) {
    uint64_t value = 0;
    const char *digit = *at;
    while (digit < end && *digit >= '0' && *digit <= '9' && value < UINT32_MAX)
        value = value * 10 + (uint64_t)(*digit++ - '0');
    if (digit == *at || value == 0 || value >= UINT32_MAX || (digit < end && *digit != ' ')) return false;
    while (digit < end && *digit == ' ') digit++;
    *at = digit;
    *number = (uint32_t)value;
    return true;
}

static bool stop_output(Parser *p, OrrVizStop *stop, const char *at, const char *end) {
    if (end - at < 3 || *at != '"' || end[-1] != '"')
        return refuse(p, "the output is wanted in quotes: after output \"...\"");
    stop->kind = ORR_VIZ_STOP_OUTPUT;
    begin_words(p, &stop->name);
    add_words(p, &stop->name, at + 1, (size_t)(end - at) - 2);
    return true;
}

static bool stop_each(Parser *p, OrrVizStop *stop, const char *at, const char *end) {
    stop->kind = ORR_VIZ_STOP_EACH;
    stop->ask = ORR_VIZ_ASK_NEXT;
    stop->first = 1;
    stop->last = UINT32_MAX;
    if (at == end) return true;
    bool good = take_word(&at, end, "from") && take_word(&at, end, "step") && take_number(&at, end, &stop->first) &&
                take_word(&at, end, "to") && take_word(&at, end, "step") && take_number(&at, end, &stop->last);
    if (!good || at != end || stop->last < stop->first)
        return refuse(p, "not like: each decision from step 3 to step 9");
    return true;
}

/* Where a stop is, which is all behind the colon. */
static bool stop_place(Parser *p, OrrVizStop *stop, const char *at, const char *end) {
    if (take_word(&at, end, "at")) {
        bool start = take_word(&at, end, "start");
        if (!start && !take_word(&at, end, "end")) return refuse(p, "only 'at start' and 'at end' are places");
        stop->kind = start ? ORR_VIZ_STOP_START : ORR_VIZ_STOP_END;
    } else if (take_word(&at, end, "after")) {
        if (!take_word(&at, end, "output")) return refuse(p, "only 'after output \"...\"' is a place");
        return stop_output(p, stop, at, end);
    } else if (take_word(&at, end, "each")) {
        if (!take_word(&at, end, "decision")) return refuse(p, "only 'each decision' is known");
        return stop_each(p, stop, at, end);
    } else if (take_word(&at, end, "before") && take_word(&at, end, "step") && take_number(&at, end, &stop->first)) {
        stop->kind = ORR_VIZ_STOP_STEP;
        if (at < end && take_word(&at, end, "of") && at < end) {
            begin_words(p, &stop->name);
            add_words(p, &stop->name, at, (size_t)(end - at));
            return true;
        }
    } else {
        return refuse(
            p, "no such place: before step 3, before step 2 of NAME, after output \"...\", each decision, at start, "
               "at end");
    }
    return at == end || refuse(p, "there is more behind the place than it wants");
}

/* What a stop must have is there. */
static bool check_stop(Parser *p) {
    OrrVizLesson *lesson = p->lesson;
    if (lesson->stop_count == 0) return true;
    OrrVizStop *stop = &lesson->stops[lesson->stop_count - 1];
    if (stop->ask == ORR_VIZ_ASK_ANSWERS && stop->answer_count < 2)
        return refuse(p, "the question above wants two answers at least");
    if (stop->ask == ORR_VIZ_ASK_ANSWERS && stop->right == ORR_VIZ_ANSWERS_MAX)
        return refuse(p, "none of the answers above is marked as the right one, with a *");
    if (stop->ask == ORR_VIZ_ASK_NOTHING && stop->say.length == 0)
        return refuse(p, "the stop above neither says nor asks anything");
    return true;
}

static bool begin_stop(Parser *p, const char *text, size_t length) {
    OrrVizLesson *lesson = p->lesson;
    if (p->has_end) return refuse(p, "end: comes last");
    if (!check_stop(p)) return false;
    if (lesson->stop_count == ORR_VIZ_STOPS_MAX) return refuse(p, "there are too many stops");
    if (!ORR_VIZ_GROW(lesson->stops, lesson->stop_count, lesson->stop_capacity)) return refuse(p, "not enough memory");
    OrrVizStop *stop = &lesson->stops[lesson->stop_count++];
    *stop = (OrrVizStop){.line = p->number, .right = ORR_VIZ_ANSWERS_MAX};
    p->block.words = NULL;
    return stop_place(p, stop, text, text + length);
}

static bool begin_ask(Parser *p, OrrVizStop *stop, const char *text, size_t length) {
    if (stop->ask != ORR_VIZ_ASK_NOTHING) return refuse(p, "this stop asks already");
    if (length == 4 && memcmp(text, "next", 4) == 0) {
        stop->ask = ORR_VIZ_ASK_NEXT;
        p->block.words = NULL;
        return true;
    }
    stop->ask = ORR_VIZ_ASK_ANSWERS;
    return one_line(p, &stop->question, text, length);
}

static bool answer_line(Parser *p) {
    OrrVizLesson *lesson = p->lesson;
    OrrVizStop *stop = lesson->stop_count == 0 || p->has_end ? NULL : &lesson->stops[lesson->stop_count - 1];
    if (stop == NULL || stop->ask != ORR_VIZ_ASK_ANSWERS || stop->why.length > 0)
        return refuse(p, "an answer belongs below a question: ask: ...?");
    if (stop->answer_count == ORR_VIZ_ANSWERS_MAX) return refuse(p, "there are nine answers at most");
    const char *text = p->line + 1;
    size_t length = p->length - 1;
    while (length > 0 && *text == ' ') text++, length--;
    if (*p->line == '*' && stop->right != ORR_VIZ_ANSWERS_MAX)
        return refuse(p, "a second answer is marked as the right one");
    if (*p->line == '*') stop->right = stop->answer_count;
    return one_line(p, &stop->answers[stop->answer_count++], text, length);
}

/* ---- lines -------------------------------------------------------------------------------------- */

static bool lesson_key(Parser *p, const char *key, size_t key_length, const char *text, size_t length, bool *known) {
    OrrVizLesson *lesson = p->lesson;
#define IS(word) (key_length == sizeof(word) - 1 && memcmp(key, word, key_length) == 0)
    *known = true;
    if (IS("stop")) return begin_stop(p, text, length);
    if (IS("end")) {
        p->has_end = true;
        return check_stop(p) && begin_block(p, &lesson->end, length);
    }
    bool in_stop = lesson->stop_count > 0;
    bool of_lesson = IS("lesson") || IS("program") || IS("trace") || IS("about");
    if (in_stop && of_lesson) return refuse(p, "it comes before the first stop");
    if (IS("lesson")) return one_line(p, &lesson->title, text, length);
    if (IS("program")) return one_line(p, &lesson->program, text, length);
    if (IS("trace")) return one_line(p, &lesson->trace, text, length);
    if (IS("about")) return begin_block(p, &lesson->about, length);
    bool of_stop = IS("say") || IS("ask") || IS("why");
    if (of_stop && (!in_stop || p->has_end)) return refuse(p, "it belongs to a stop");
    OrrVizStop *stop = in_stop ? &lesson->stops[lesson->stop_count - 1] : NULL;
    if (IS("say")) return begin_block(p, &stop->say, length);
    if (IS("ask")) return begin_ask(p, stop, text, length);
    if (IS("why")) {
        if (stop->ask == ORR_VIZ_ASK_NOTHING) return refuse(p, "why: comes behind a question");
        return begin_block(p, &stop->why, length);
    }
#undef IS
    *known = false;
    return false;
}

static bool take_line(Parser *p) {
    if (p->length == 0) {
        p->block.paragraph = false;
        return true;
    }
    if (*p->line == '#') return true;
    if (*p->line == ' ') return indented_line(p);
    if (*p->line == '-' || *p->line == '*') return answer_line(p);
    const char *colon = memchr(p->line, ':', p->length);
    bool known = false;
    if (colon != NULL) {
        const char *text = colon + 1, *end = p->line + p->length;
        while (text < end && *text == ' ') text++;
        if (lesson_key(p, p->line, (size_t)(colon - p->line), text, (size_t)(end - text), &known)) return true;
    }
    return known
               ? false
               : refuse(p,
                        "not a line of a lesson: lesson:, program:, trace:, about:, stop:, say:, ask:, why:, end:, an "
                        "answer behind - or *, or indented text");
}

static bool next_line(Parser *p) {
    if (p->at >= p->end) return false;
    const char *newline = memchr(p->at, '\n', (size_t)(p->end - p->at));
    const char *end = newline == NULL ? p->end : newline;
    p->line = p->at;
    p->at = newline == NULL ? p->end : newline + 1;
    p->number++;
    while (end > p->line && (end[-1] == ' ' || end[-1] == '\r')) end--;
    p->length = (size_t)(end - p->line);
    return true;
}

static bool take_lines(Parser *p) {
    while (next_line(p)) {
        if (memchr(p->line, 0, p->length) != NULL || memchr(p->line, '\t', p->length) != NULL)
            return refuse(p, "a lesson is plain text, indented by blanks");
        if (!take_line(p)) return false;
    }
    p->number++;
    if (!check_stop(p)) return false;
    if (p->lesson->title.length == 0) return refuse(p, "the lesson has no title: lesson: ...");
    if ((p->lesson->program.length == 0) == (p->lesson->trace.length == 0))
        return refuse(p, "the lesson wants a program or a trace: program: FILE.py");
    return p->lesson->stop_count > 0 || refuse(p, "the lesson has no stops: stop: before step 3");
}

OrrVizLesson *orr_viz_lesson_parse(const char *text, size_t length, OrrTraceBytes *why) {
    Parser p = {.lesson = calloc(1, sizeof(OrrVizLesson)), .at = text, .end = text + length};
    bool good = p.lesson != NULL;
    if (good && length > ORR_VIZ_LESSON_BYTES_MAX) good = refuse(&p, "that is too large for a lesson");
    good = good && take_lines(&p);
    if (good) orr_trace_bytes_byte(&p.lesson->texts, 0);
    if (good && !p.lesson->texts.failed) return p.lesson;
    if (p.wrong != NULL) {
        orr_trace_bytes_text(why, "line ");
        orr_trace_bytes_decimal(why, p.number);
        orr_trace_bytes_text(why, ": ");
    }
    orr_trace_bytes_text(why, p.wrong != NULL ? p.wrong : "not enough memory");
    orr_viz_lesson_free(p.lesson);
    return NULL;
}

OrrVizLesson *orr_viz_lesson_of_decisions(void) {
    static const char text[] =
        "lesson: Which task runs next?\n"
        "program: -\n"
        "about:\n"
        "  The run stops wherever several tasks are ready. Say which of them the loop will take.\n"
        "stop: each decision\n"
        "end:\n"
        "  The ready queue is first in, first out: who was made ready first runs first. Timers make their "
        "tasks ready in the order of their deadlines.\n";
    OrrTraceBytes why = {0};
    OrrVizLesson *lesson = orr_viz_lesson_parse(text, sizeof text - 1, &why);
    orr_trace_bytes_free(&why);
    return lesson;
}

void orr_viz_lesson_free(OrrVizLesson *lesson) {
    if (lesson == NULL) return;
    orr_trace_bytes_free(&lesson->texts);
    free(lesson->stops);
    free(lesson);
}

const char *orr_viz_lesson_words(const OrrVizLesson *lesson, OrrVizWords words) {
    return words.length == 0 ? "" : (const char *)lesson->texts.data + words.at;
}

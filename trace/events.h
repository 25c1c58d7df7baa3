/* The events of a trace, as the program that writes them sees them. All that a layer below the command line needs.
 *
 * For each row of trace/events.def there are here
 *   - its number:   ORR_TRACE_STEP
 *   - a function:   orr_trace_step(writer, task), orr_trace_wait(writer, kind, object, line), ...
 * and for each value of a kind a constant: ORR_TRACE_WAIT_SLEEP, ORR_TRACE_WAKE_RESULT, ...
 *
 * A NULL writer is a run without a trace: the functions do nothing and cost one test. None of them can fail: what
 * the host refuses is remembered by the writer and reported when it is closed (trace/writer.h).
 *
 * What must be emitted, and when: see the comment and rows of events.def. In short, for an ordinary turn of the loop:
 *     turn; step(task); ... ; wait(kind, object, line)       a task runs until it waits
 *     ready(task, reason)                                     where a task is put into the ready queue, except by yield
 *     timer(h, when, "f"); fire(h); call(h); call_end()       a timer's life; call_soon(h, "f") for one without a timer
 *     clock(now)                                              whenever the virtual clock moves
 * A task must be declared by task_new before any other event names it, an object by object_new; futures that only
 * the loop itself knows (inside sleep) need not be, if no WAIT names them.
 */
#ifndef ORR_TRACE_EVENTS_H
#define ORR_TRACE_EVENTS_H

#include <stddef.h>
#include <stdint.h>

typedef struct OrrTraceWriter OrrTraceWriter;

enum {
    ORR_TRACE_MAX_FIELDS = 7,
    ORR_TRACE_KIND_COUNT = 43, /* one more than the highest event number */
};

typedef enum OrrTraceKind {
#define ORR_EVENT(number, NAME, name, doc, count, ...) ORR_TRACE_##NAME = number,
#define ORR_KIND(TYPE, NAME, number, word)
#include "trace/events.def"
} OrrTraceKind;

enum {
#define ORR_EVENT(number, NAME, name, doc, count, ...)
#define ORR_KIND(TYPE, NAME, number, word) ORR_TRACE_##TYPE##_##NAME = number,
#include "trace/events.def"
};

/* Returns the id of a string, the same for equal ones (unless a great many came in between); the bytes need not be valid UTF-8 (the file gets U+FFFD then).
 * 0 for a NULL writer or when memory ran out. Ids hold for the writer's life, so keep that of a name used often. */
int64_t orr_trace_string(OrrTraceWriter *writer, const char *bytes, size_t length);
/* The same for text that is hardly ever repeated, such as output: the writer does not remember it. */
int64_t orr_trace_text(OrrTraceWriter *writer, const char *bytes, size_t length);

/* Appends an event; fields as its row lists them. The functions below are how to call it. */
void orr_trace_event(OrrTraceWriter *writer, OrrTraceKind kind, const int64_t *fields);

#define ORR_TRACE_PARAMETER(type, name) , int64_t name
#define ORR_TRACE_ARGUMENT(type, name)  , name
/* Applies a macro to each of count (TYPE, name) pairs. */
#define ORR_TRACE_EACH_0(macro, a)
#define ORR_TRACE_EACH_1(macro, a)      macro a
#define ORR_TRACE_EACH_2(macro, a, ...) macro a ORR_TRACE_EACH_1(macro, __VA_ARGS__)
#define ORR_TRACE_EACH_3(macro, a, ...) macro a ORR_TRACE_EACH_2(macro, __VA_ARGS__)
#define ORR_TRACE_EACH_4(macro, a, ...) macro a ORR_TRACE_EACH_3(macro, __VA_ARGS__)
#define ORR_TRACE_EACH_5(macro, a, ...) macro a ORR_TRACE_EACH_4(macro, __VA_ARGS__)
#define ORR_TRACE_EACH_6(macro, a, ...) macro a ORR_TRACE_EACH_5(macro, __VA_ARGS__)
#define ORR_TRACE_EACH_7(macro, a, ...) macro a ORR_TRACE_EACH_6(macro, __VA_ARGS__)

/* The first element of the array is only there so that an event without fields has an array too. */
#define ORR_EVENT(number, NAME, name, doc, count, ...)                                                                 \
    static inline void orr_trace_##name(                                                                               \
        OrrTraceWriter *orr_writer ORR_TRACE_EACH_##count(ORR_TRACE_PARAMETER, __VA_ARGS__)) {                         \
        if (orr_writer == NULL) return;                                                                                \
        const int64_t orr_fields[] = {0 ORR_TRACE_EACH_##count(ORR_TRACE_ARGUMENT, __VA_ARGS__)};                      \
        orr_trace_event(orr_writer, ORR_TRACE_##NAME, orr_fields + 1);                                                 \
    }
#define ORR_KIND(TYPE, NAME, number, word)
#include "trace/events.def"

/* ---- the table as data, for those who read ----------------------------------------------------------------------- */

typedef enum OrrTraceFieldType {
    ORR_TRACE_TYPE_NONE,
    ORR_TRACE_TYPE_TASK,
    ORR_TRACE_TYPE_OBJECT,
    ORR_TRACE_TYPE_HANDLE,
    ORR_TRACE_TYPE_LINE,
    ORR_TRACE_TYPE_TIME,
    ORR_TRACE_TYPE_STRING,
    ORR_TRACE_TYPE_COUNT,
    ORR_TRACE_TYPE_WAIT, /* from here on: kinds */
    ORR_TRACE_TYPE_WAKE,
    ORR_TRACE_TYPE_OBJECT_KIND,
    ORR_TRACE_TYPE_OUTCOME,
    ORR_TRACE_TYPE_STREAM,
    ORR_TRACE_TYPE_DECISION,
    ORR_TRACE_TYPE_PROBLEM,
    ORR_TRACE_TYPE_VERDICT, /* of the end record, no event has it */
} OrrTraceFieldType;

typedef struct OrrTraceEventInfo {
    const char *name; /* NULL: no event has this number */
    const char *doc;
    uint8_t field_count;
    uint8_t types[ORR_TRACE_MAX_FIELDS + 1]; /* OrrTraceFieldType, ended by ORR_TRACE_TYPE_NONE */
    const char *field_names[ORR_TRACE_MAX_FIELDS + 1];
} OrrTraceEventInfo;

/* The row of an event number; NULL if there is none. */
const OrrTraceEventInfo *orr_trace_event_info(int64_t kind);
/* The event of that name, or 0. */
OrrTraceKind orr_trace_kind_named(const char *name, size_t length);
/* The word for a value of a kind, e.g. (ORR_TRACE_TYPE_WAIT, ORR_TRACE_WAIT_SLEEP) is "sleep"; "?" if unknown. */
const char *orr_trace_kind_word(OrrTraceFieldType type, int64_t value);

#endif

#include "trace/events.h"

#include <string.h>

#define FIELD_TYPE(type, name) ORR_TRACE_TYPE_##type,
#define FIELD_NAME(type, name) #name,

#define ORR_EVENT(number, NAME, name_, doc_, count, ...)                                                               \
    [number] = {.name = #name_,                                                                                        \
                .doc = doc_,                                                                                           \
                .field_count = count,                                                                                  \
                .types = {ORR_TRACE_EACH_##count(FIELD_TYPE, __VA_ARGS__) 0},                                          \
                .field_names = {ORR_TRACE_EACH_##count(FIELD_NAME, __VA_ARGS__) NULL}},
#define ORR_KIND(TYPE, NAME, number, word)
static const OrrTraceEventInfo infos[ORR_TRACE_KIND_COUNT] = {
#include "trace/events.def"
};

const OrrTraceEventInfo *orr_trace_event_info(int64_t kind) {
    if (kind < 0 || kind >= ORR_TRACE_KIND_COUNT || infos[kind].name == NULL) return NULL;
    return &infos[kind];
}

OrrTraceKind orr_trace_kind_named(const char *name, size_t length) {
    for (int kind = 1; kind < ORR_TRACE_KIND_COUNT; kind++) {
        const char *known = infos[kind].name;
        if (known != NULL && strlen(known) == length && memcmp(known, name, length) == 0) return (OrrTraceKind)kind;
    }
    return (OrrTraceKind)0;
}

const char *orr_trace_kind_word(OrrTraceFieldType type, int64_t value) {
    if (value == 0) return "none";
#define ORR_EVENT(number, NAME, name, doc, count, ...)
#define ORR_KIND(TYPE, NAME, number, word)                                                                             \
    if (type == ORR_TRACE_TYPE_##TYPE && value == number) return word;
#include "trace/events.def"
    return "?";
}

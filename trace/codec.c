#include "trace/codec.h"

#include <string.h>

/* With a constant type, as below, only one branch is left of this. */
static inline unsigned char *encode_field(OrrTraceCoder *coder, unsigned char *at, OrrTraceFieldType type,
                                          int64_t value) {
    if (type <= ORR_TRACE_TYPE_LINE) {
        at = orr_trace_put_int(at, orr_trace_difference(value, coder->last[type]));
        coder->last[type] = value;
        return at;
    }
    if (type == ORR_TRACE_TYPE_TIME) return orr_trace_put_span(at, orr_trace_difference(value, coder->time_ns));
    return orr_trace_put_int(at, value);
}

#define ENCODE_FIELD(type, name) at = encode_field(coder, at, ORR_TRACE_TYPE_##type, *field++);

unsigned char *orr_trace_encode(OrrTraceCoder *coder, unsigned char *at, OrrTraceKind kind, const int64_t *fields) {
    const int64_t *field = fields;
    at = orr_trace_put_int(at, (int64_t)kind);
    switch (kind) {
#define ORR_EVENT(number, NAME, name, doc, count, ...)                                                                 \
    case ORR_TRACE_##NAME:                                                                                             \
        ORR_TRACE_EACH_##count(ENCODE_FIELD, __VA_ARGS__) break;
#define ORR_KIND(TYPE, NAME, number, word)
#include "trace/events.def"
    }
    if (kind == ORR_TRACE_CLOCK) coder->time_ns = fields[0];
    return at;
}

bool orr_trace_decode(OrrTraceCoder *coder, OrrTraceInts *ints, OrrTraceKind *kind, int64_t *fields) {
    int64_t number;
    if (!orr_trace_get_int(ints, &number)) return false;
    const OrrTraceEventInfo *info = orr_trace_event_info(number);
    if (info == NULL) return false;
    memset(fields, 0, ORR_TRACE_MAX_FIELDS * sizeof *fields);
    for (unsigned i = 0; i < info->field_count; i++) {
        unsigned type = info->types[i];
        int64_t value;
        if (type == ORR_TRACE_TYPE_TIME) {
            if (!orr_trace_get_span(ints, &value)) return false;
            fields[i] = orr_trace_sum(coder->time_ns, value);
            continue;
        }
        if (!orr_trace_get_int(ints, &value)) return false;
        if (type <= ORR_TRACE_TYPE_LINE) {
            value = orr_trace_sum(coder->last[type], value);
            coder->last[type] = value;
        }
        fields[i] = value;
    }
    *kind = (OrrTraceKind)number;
    if (*kind == ORR_TRACE_CLOCK) coder->time_ns = fields[0];
    return true;
}

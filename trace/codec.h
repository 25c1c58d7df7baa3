/* Events as bytes. Private to trace: writer and reader share it, so that they cannot differ.
 *
 * An event is its number and its fields, all flat CBOR integers. Ids and lines are coded as the difference to the last
 * one of the same type in the chunk, times as the span from now; see events.def.
 */
#ifndef ORR_TRACE_CODEC_H
#define ORR_TRACE_CODEC_H

#include "trace/ints.h"
#include "trace/events.h"

/* The most that one event takes: its number and the fields. */
#define ORR_TRACE_EVENT_BYTES ((1u + ORR_TRACE_MAX_FIELDS) * ORR_TRACE_INT_BYTES)

/* What the coding of the next event depends on: all zero at the start of a chunk, but for the time. */
typedef struct OrrTraceCoder {
    int64_t time_ns;
    int64_t last[ORR_TRACE_TYPE_LINE + 1]; /* by field type */
} OrrTraceCoder;

/* Writes an event at `at`, which has room for ORR_TRACE_EVENT_BYTES. Returns the end. */
unsigned char *orr_trace_encode(OrrTraceCoder *coder, unsigned char *at, OrrTraceKind kind, const int64_t *fields);

/* Reads an event; fields has room for ORR_TRACE_MAX_FIELDS, those that the event has not are set to 0. False: the bytes
 * are not an event. */
bool orr_trace_decode(OrrTraceCoder *coder, OrrTraceInts *ints, OrrTraceKind *kind, int64_t *fields);

#endif

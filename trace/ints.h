/* Flat CBOR integers (RFC 8949, major types 0 and 1): how events and states are coded. Private to trace.
 *
 * An integer is written in its shortest form and read in any. Reading checks every bound: a reader at its end, or at
 * something that is not an integer, or not of the wanted range, says false and stays false.
 */
#ifndef ORR_TRACE_INTS_H
#define ORR_TRACE_INTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/bytes.h"

#define ORR_TRACE_INT_BYTES 9u /* the most that one integer takes */
#define ORR_TRACE_MS_NS     INT64_C(1000000)

/* Writes the integer argument (or -1 - argument) at `at`, which has room for ORR_TRACE_INT_BYTES. Returns the end. */
static inline unsigned char *orr_trace_put_raw(unsigned char *at, bool negative, uint64_t argument) {
    unsigned char major = negative ? 0x20 : 0x00;
    if (argument < 24) {
        *at++ = (unsigned char)(major | argument);
        return at;
    }
    unsigned width = argument <= UINT8_MAX ? 0 : argument <= UINT16_MAX ? 1 : argument <= UINT32_MAX ? 2 : 3;
    *at++ = (unsigned char)(major | (24 + width));
    for (unsigned shift = 8u << width; shift > 0;) {
        shift -= 8;
        *at++ = (unsigned char)(argument >> shift);
    }
    return at;
}

static inline unsigned char *orr_trace_put_int(unsigned char *at, int64_t value) {
    return value >= 0 ? orr_trace_put_raw(at, false, (uint64_t)value) : orr_trace_put_raw(at, true, ~(uint64_t)value);
}

/* A difference of two int64 need not be one: it is taken modulo 2**64, and so added again. */
static inline int64_t orr_trace_difference(int64_t a, int64_t b) {
    return (int64_t)((uint64_t)a - (uint64_t)b);
}

static inline int64_t orr_trace_sum(int64_t a, int64_t b) {
    return (int64_t)((uint64_t)a + (uint64_t)b);
}

/* A span of time: twice its nanoseconds, or, as simulated times are round, twice its milliseconds plus one if these are
 * whole. (Twice an int64 fits: CBOR integers have 65 bits.) */
static inline unsigned char *orr_trace_put_span(unsigned char *at, int64_t span_ns) {
    bool whole = span_ns % ORR_TRACE_MS_NS == 0;
    int64_t value = whole ? span_ns / ORR_TRACE_MS_NS : span_ns;
    uint64_t argument = value >= 0 ? (uint64_t)value : ~(uint64_t)value;
    return orr_trace_put_raw(at, value < 0, argument * 2 + whole);
}

typedef struct OrrTraceInts {
    const unsigned char *at;
    const unsigned char *end;
} OrrTraceInts;

static inline bool orr_trace_get_raw(OrrTraceInts *ints, bool *negative, uint64_t *argument) {
    if (ints->at >= ints->end) return false;
    unsigned char first = *ints->at;
    unsigned low = first & 0x1F;
    if (first >= 0x40 || low > 27) {
        ints->at = ints->end;
        return false;
    }
    *negative = first >= 0x20;
    if (low < 24) {
        ints->at++;
        *argument = low;
        return true;
    }
    size_t bytes = (size_t)1 << (low - 24);
    if ((size_t)(ints->end - ints->at) - 1 < bytes) {
        ints->at = ints->end;
        return false;
    }
    uint64_t value = 0;
    for (size_t i = 1; i <= bytes; i++) value = value << 8 | ints->at[i];
    ints->at += 1 + bytes;
    *argument = value;
    return true;
}

static inline bool orr_trace_get_int(OrrTraceInts *ints, int64_t *value) {
    bool negative;
    uint64_t argument;
    if (!orr_trace_get_raw(ints, &negative, &argument)) return false;
    if (argument > INT64_MAX) {
        ints->at = ints->end;
        return false;
    }
    *value = negative ? -1 - (int64_t)argument : (int64_t)argument;
    return true;
}

static inline bool orr_trace_get_span(OrrTraceInts *ints, int64_t *span_ns) {
    bool negative;
    uint64_t argument;
    if (!orr_trace_get_raw(ints, &negative, &argument)) return false;
    int64_t value = (int64_t)(argument / 2);
    if (negative) value = -1 - value;
    if ((argument & 1) != 0) {
        if (value > INT64_MAX / ORR_TRACE_MS_NS || value < INT64_MIN / ORR_TRACE_MS_NS) {
            ints->at = ints->end;
            return false;
        }
        value *= ORR_TRACE_MS_NS;
    }
    *span_ns = value;
    return true;
}

/* How many more integers there can be at most: bounds what a count in the file may make us allocate. */
static inline size_t orr_trace_ints_left(const OrrTraceInts *ints) {
    return (size_t)(ints->end - ints->at);
}

#endif

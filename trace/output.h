/* Where text goes that is made from a trace: a function of the caller's, so that it may be a file, a pager or a test.
 */
#ifndef ORR_TRACE_OUTPUT_H
#define ORR_TRACE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "trace/bytes.h"

typedef struct OrrTraceOutput {
    /* Takes some bytes. False: it can take no more, and the maker of the text stops (head closed the pipe). */
    bool (*write)(void *context, const void *bytes, size_t length);
    void *context;
} OrrTraceOutput;

/* Outputs to a FILE, and to the end of an OrrTraceBytes. */
OrrTraceOutput orr_trace_output_file(void *file);
OrrTraceOutput orr_trace_output_bytes(OrrTraceBytes *bytes);

/* Writes what the buffer holds and empties it. */
bool orr_trace_output_put(const OrrTraceOutput *output, OrrTraceBytes *buffer);

/* The same if there is enough in it to be worth it: for those who make text line by line. */
static inline bool orr_trace_output_put_much(const OrrTraceOutput *output, OrrTraceBytes *buffer) {
    enum { MUCH = 1 << 14 };
    return buffer->length < MUCH && !buffer->failed ? true : orr_trace_output_put(output, buffer);
}

#endif

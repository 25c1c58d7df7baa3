/* What can go wrong for trace: the host's failures when writing, damage when reading. The trace layer is the ground
 * floor and includes nothing of sim, hence a status of its own.
 */
#ifndef ORR_TRACE_STATUS_H
#define ORR_TRACE_STATUS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum OrrTraceStatusCode {
    ORR_TRACE_OK,
    ORR_TRACE_NO_MEMORY,
    ORR_TRACE_IO_ERROR,  /* a system call failed: see error_number */
    ORR_TRACE_NOT_TRACE, /* the file does not begin like a trace */
    ORR_TRACE_DAMAGED,   /* it begins like one, but its header cannot be read */
    ORR_TRACE_CHANGED,   /* the file is no longer what it was when it was opened */
    ORR_TRACE_COUNTED,   /* nothing is written: see orr_trace_writer_open_counting */
    ORR_TRACE_NEWER,     /* it is a trace, of a format that this orrery is too old for */
} OrrTraceStatusCode;

typedef struct OrrTraceStatus {
    OrrTraceStatusCode code;
    int error_number; /* errno of an ORR_TRACE_IO_ERROR, else 0 */
    uint64_t format;  /* of an ORR_TRACE_NEWER, else 0 */
} OrrTraceStatus;

static inline bool orr_trace_ok(OrrTraceStatus status) {
    return status.code == ORR_TRACE_OK;
}

static inline OrrTraceStatus orr_trace_status(OrrTraceStatusCode code) {
    return (OrrTraceStatus){code, 0, 0};
}

static inline OrrTraceStatus orr_trace_status_io(int error_number) {
    return (OrrTraceStatus){ORR_TRACE_IO_ERROR, error_number, 0};
}

/* A short English description, valid for ever. */
const char *orr_trace_status_text(OrrTraceStatus status);

#endif

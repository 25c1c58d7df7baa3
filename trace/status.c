#include "trace/status.h"

#include <string.h>

const char *orr_trace_status_text(OrrTraceStatus status) {
    switch (status.code) {
    case ORR_TRACE_OK: return "ok";
    case ORR_TRACE_NO_MEMORY: return "the host has no more memory";
    case ORR_TRACE_IO_ERROR: break;
    case ORR_TRACE_NOT_TRACE: return "not a trace of orrery";
    case ORR_TRACE_DAMAGED: return "the header of the trace is damaged";
    case ORR_TRACE_CHANGED: return "the file was changed while it was read";
    case ORR_TRACE_COUNTED: return "the events are only counted";
    case ORR_TRACE_NEWER: return "the trace is of a newer format than this orrery reads";
    }
    /* strerrordesc_np is strerror without the locale and without a buffer shared between threads. */
    const char *text = strerrordesc_np(status.error_number);
    return text != NULL ? text : "input/output error";
}

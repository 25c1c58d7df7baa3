#include "trace/output.h"

#include <stdio.h>

static bool write_file(void *context, const void *bytes, size_t length) {
    return fwrite(bytes, 1, length, context) == length;
}

static bool write_bytes(void *context, const void *bytes, size_t length) {
    orr_trace_bytes_append(context, bytes, length);
    return !((OrrTraceBytes *)context)->failed;
}

OrrTraceOutput orr_trace_output_file(void *file) {
    return (OrrTraceOutput){.write = write_file, .context = file};
}

OrrTraceOutput orr_trace_output_bytes(OrrTraceBytes *bytes) {
    return (OrrTraceOutput){.write = write_bytes, .context = bytes};
}

bool orr_trace_output_put(const OrrTraceOutput *output, OrrTraceBytes *buffer) {
    bool ok = !buffer->failed && (buffer->length == 0 || output->write(output->context, buffer->data, buffer->length));
    orr_trace_bytes_clear(buffer);
    return ok;
}

#include "sim/base/status.h"

#include <errno.h>
#include <string.h>

const char *orr_status_text(OrrStatus status) {
    switch (status.code) {
    case ORR_OK: return "ok";
    case ORR_NO_MEMORY: return "the host has no more memory";
    case ORR_TOO_BIG: return "too big";
    case ORR_IO_ERROR: break;
    case ORR_BAD_DATA: return "the data are damaged";
    }
    /* strerrordesc_np is strerror without the locale and without a buffer shared between threads. */
    const char *text = strerrordesc_np(status.error_number);
    return text != NULL ? text : "input/output error";
}

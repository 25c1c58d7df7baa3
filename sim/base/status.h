/* What the host may do to us: no memory, no disk, a closed pipe. A function that can meet such a failure returns an
 * OrrStatus that must be looked at; it is never an exception of the simulated program, and never an assertion.
 * See sim/base/check.h for the three kinds of errors.
 */
#ifndef ORR_BASE_STATUS_H
#define ORR_BASE_STATUS_H

#include <stdbool.h>

typedef enum OrrStatusCode {
    ORR_OK,
    ORR_NO_MEMORY, /* the host refused memory (a run's own limit is an exception of the program instead) */
    ORR_TOO_BIG,   /* a limit of sim/base/limits.h, or one the caller set */
    ORR_IO_ERROR,  /* a system call failed: see error_number */
    ORR_BAD_DATA,  /* a file is not what it should be */
} OrrStatusCode;

typedef struct OrrStatus {
    OrrStatusCode code;
    int error_number; /* errno of an ORR_IO_ERROR, else 0 */
} OrrStatus;

#define ORR_STATUS_OK ((OrrStatus){ORR_OK, 0})

static inline bool orr_status_ok(OrrStatus status) {
    return status.code == ORR_OK;
}

static inline OrrStatus orr_status(OrrStatusCode code) {
    return (OrrStatus){code, 0};
}

static inline OrrStatus orr_status_io(int error_number) {
    return (OrrStatus){ORR_IO_ERROR, error_number};
}

/* A short English description, without a full stop; valid for ever. */
const char *orr_status_text(OrrStatus status);

#endif

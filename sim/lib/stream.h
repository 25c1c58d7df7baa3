/* sys.stdout and sys.stderr: text streams that write to the host, and how print() reaches them. */
#ifndef ORR_LIB_STREAM_H
#define ORR_LIB_STREAM_H

#include "sim/vm/str.h"

extern const OrrTypeSpec orr_stream_spec;

typedef struct OrrStream {
    OrrObject head;
    OrrDict *dict;  /* attributes that the program sets; NULL until then */
    uint8_t number; /* 0 stdin, 1 stdout, 2 stderr */
    bool closed;
} OrrStream;

static inline bool orr_is_stream(OrrValue v) {
    return orr_is_object(v) && v != ORR_NULL && orr_object(v)->type->spec == &orr_stream_spec;
}
OrrValue orr_stream_new(OrrVm *vm, OrrType *type, uint8_t number);

/* Collects the pieces of what is written in one go. */
typedef struct OrrStreamWriter {
    OrrVm *vm;
    int number;
    size_t length;
    char bytes[512];
} OrrStreamWriter;
void orr_stream_flush(OrrStreamWriter *w);
void orr_stream_put(OrrStreamWriter *w, const char *bytes, size_t length);
/* False: UnicodeEncodeError (a lone surrogate). */
bool orr_stream_put_str(OrrStreamWriter *w, OrrStr *s);

#endif

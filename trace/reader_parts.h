/* The reader's own struct, for the files that it consists of. Private to trace. */
#ifndef ORR_TRACE_READER_PARTS_H
#define ORR_TRACE_READER_PARTS_H

#include "trace/chunks.h"
#include "trace/reader.h"

struct OrrTraceReader {
    int fd;
    bool owns_fd;
    OrrTraceWatch watch; /* progress NULL: nobody watches */
    OrrTraceBytes input; /* read, but not yet made into items */
    uint64_t offset;     /* in the file, of input */
    OrrTraceLoss loss;
    bool no_memory;

    bool has_header;
    OrrTraceHeader header;
    const char **arguments; /* owned, what header.arguments points to */
    char **copies;          /* owned: the texts of header, sources and end record */
    size_t copy_count, copy_capacity;
    OrrTraceSource *sources; /* owned; of modules */
    size_t source_count;

    OrrTraceChunks *chunks; /* points to own_chunks: what is in memory of a trace may change when it is only read */
    OrrTraceChunks own_chunks;
    uint64_t event_count;
    uint64_t step;
    int64_t time_ns;
    uint64_t digest;
    bool ended;
    OrrTraceEnd end;
    const char *end_contradiction;
};

#endif

// The modules of the standard library that are Python sources of our own, embedded in the binary.
//
// The build turns every .py file below sim/lib/py into one entry of a constant table (embed.py writes it), sorted by
// module name, so that an import costs a binary search and no file. The table is read-only and lives as long as the
// process; its sources are UTF-8, end in a NUL that `length` doesn't count, and were checked for syntax by nobody
// but the tests.
#ifndef ORR_LIB_PY_EMBEDDED_H
#define ORR_LIB_PY_EMBEDDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *name;            // dotted: "collections.abc"
    const unsigned char *source; // the file's bytes, then a NUL
    size_t length;               // of the source, without the NUL
    bool is_package;             // the file is the package's __init__.py
} OrrEmbeddedModule;

// The module called `name`, or NULL if none is embedded under it. Nothing is allocated; the caller owns nothing.
const OrrEmbeddedModule *orr_embedded_find(const char *name);

// All modules in order of name; `*count` receives how many.
const OrrEmbeddedModule *orr_embedded_all(size_t *count);

// The module's code image as orr_code_pack writes it, or NULL. As constant as its source.
const uint8_t *orr_embedded_code(const char *name, size_t *length);

#endif

/* Characters by their Unicode names: what '\N{GREEK SMALL LETTER ALPHA}' means. */
#ifndef ORR_LANG_UNICODE_NAME_H
#define ORR_LANG_UNICODE_NAME_H

#include <stddef.h>
#include <stdint.h>

/* The code point of that name or alias, in whatever case; -1 if there is none. The table holds 32-bit hashes of the
 * names and not the names, so of 100,000 names that don't exist one may be taken for one that does. */
int32_t orr_unicode_lookup(const char *name, size_t length);

#endif

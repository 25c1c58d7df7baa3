/* Message digests, for hashlib and for seeding random numbers with text. */
#ifndef ORR_LIB_DIGEST_H
#define ORR_LIB_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ORR_DIGEST_MAX_BYTES 64
#define ORR_DIGEST_KINDS     6

typedef struct OrrDigest OrrDigest;

typedef struct OrrDigestKind {
    const char *name;
    uint8_t digest_bytes, block_bytes;
    void (*mix)(OrrDigest *d, const uint8_t *block);
    const void *start; /* the first state: word_count words of word_bytes */
    uint8_t word_count, word_bytes;
    bool big_endian;
} OrrDigestKind;

/* A message on its way in. Plain data: may be copied. */
struct OrrDigest {
    const OrrDigestKind *kind;
    union {
        uint32_t words[8];
        uint64_t longs[8];
    } state;
    uint64_t total; /* bytes so far */
    size_t pending_count;
    uint8_t pending[128]; /* an unfinished block */
};

extern const OrrDigestKind orr_digest_kinds[ORR_DIGEST_KINDS];
/* NULL: there is none of that name. */
const OrrDigestKind *orr_digest_find(const char *name);
void orr_digest_start(OrrDigest *d, const OrrDigestKind *kind);
void orr_digest_update(OrrDigest *d, const uint8_t *data, size_t length);
/* Writes kind->digest_bytes; d is used up. */
void orr_digest_finish(OrrDigest *d, uint8_t *out);

#endif

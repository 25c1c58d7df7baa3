/* Message digests: MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4). All of them chop the message into blocks, mix each
 * into a state, and end with padding and the message's length in bits. */
#include "sim/lib/digest.h"

#include <string.h>

/* Cube roots of the first 80 primes, the 64 bits after the point; SHA-256 takes the upper half of the first 64. */
static const uint64_t sha512_constants[80] = {
    0x428A2F98D728AE22, 0x7137449123EF65CD, 0xB5C0FBCFEC4D3B2F, 0xE9B5DBA58189DBBC, 0x3956C25BF348B538,
    0x59F111F1B605D019, 0x923F82A4AF194F9B, 0xAB1C5ED5DA6D8118, 0xD807AA98A3030242, 0x12835B0145706FBE,
    0x243185BE4EE4B28C, 0x550C7DC3D5FFB4E2, 0x72BE5D74F27B896F, 0x80DEB1FE3B1696B1, 0x9BDC06A725C71235,
    0xC19BF174CF692694, 0xE49B69C19EF14AD2, 0xEFBE4786384F25E3, 0x0FC19DC68B8CD5B5, 0x240CA1CC77AC9C65,
    0x2DE92C6F592B0275, 0x4A7484AA6EA6E483, 0x5CB0A9DCBD41FBD4, 0x76F988DA831153B5, 0x983E5152EE66DFAB,
    0xA831C66D2DB43210, 0xB00327C898FB213F, 0xBF597FC7BEEF0EE4, 0xC6E00BF33DA88FC2, 0xD5A79147930AA725,
    0x06CA6351E003826F, 0x142929670A0E6E70, 0x27B70A8546D22FFC, 0x2E1B21385C26C926, 0x4D2C6DFC5AC42AED,
    0x53380D139D95B3DF, 0x650A73548BAF63DE, 0x766A0ABB3C77B2A8, 0x81C2C92E47EDAEE6, 0x92722C851482353B,
    0xA2BFE8A14CF10364, 0xA81A664BBC423001, 0xC24B8B70D0F89791, 0xC76C51A30654BE30, 0xD192E819D6EF5218,
    0xD69906245565A910, 0xF40E35855771202A, 0x106AA07032BBD1B8, 0x19A4C116B8D2D0C8, 0x1E376C085141AB53,
    0x2748774CDF8EEB99, 0x34B0BCB5E19B48A8, 0x391C0CB3C5C95A63, 0x4ED8AA4AE3418ACB, 0x5B9CCA4F7763E373,
    0x682E6FF3D6B2B8A3, 0x748F82EE5DEFB2FC, 0x78A5636F43172F60, 0x84C87814A1F0AB72, 0x8CC702081A6439EC,
    0x90BEFFFA23631E28, 0xA4506CEBDE82BDE9, 0xBEF9A3F7B2C67915, 0xC67178F2E372532B, 0xCA273ECEEA26619C,
    0xD186B8C721C0C207, 0xEADA7DD6CDE0EB1E, 0xF57D4F7FEE6ED178, 0x06F067AA72176FBA, 0x0A637DC5A2C898A6,
    0x113F9804BEF90DAE, 0x1B710B35131C471B, 0x28DB77F523047D84, 0x32CAAB7B40C72493, 0x3C9EBE0A15C9BEBC,
    0x431D67C49C100D4C, 0x4CC5D4BECB3E42B6, 0x597F299CFC657E2A, 0x5FCB6FAB3AD6FAEC, 0x6C44198C4A475817,
};

/* |sin(i + 1)|, the 32 bits after the point. */
static const uint32_t md5_constants[64] = {
    0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
    0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
    0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
    0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
    0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
    0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
    0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
    0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391,
};

static const uint32_t md5_start[4] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
static const uint32_t sha1_start[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
static const uint32_t sha224_start[8] = {
    0xC1059ED8, 0x367CD507, 0x3070DD17, 0xF70E5939, 0xFFC00B31, 0x68581511, 0x64F98FA7, 0xBEFA4FA4,
};
static const uint32_t sha256_start[8] = {
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
};
static const uint64_t sha384_start[8] = {
    0xCBBB9D5DC1059ED8, 0x629A292A367CD507, 0x9159015A3070DD17, 0x152FECD8F70E5939,
    0x67332667FFC00B31, 0x8EB44A8768581511, 0xDB0C2E0D64F98FA7, 0x47B5481DBEFA4FA4,
};
static const uint64_t sha512_start[8] = {
    0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
    0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
};

static uint32_t rotate_left(uint32_t x, unsigned n) {
    return x << n | x >> (32 - n);
}
static uint32_t rotate_right(uint32_t x, unsigned n) {
    return x >> n | x << (32 - n);
}
static uint64_t rotate_right_64(uint64_t x, unsigned n) {
    return x >> n | x << (64 - n);
}

static uint32_t load_big(const uint8_t *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}
static uint32_t load_little(const uint8_t *p) {
    return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static void md5_block(OrrDigest *d, const uint8_t *block) {
    static const uint8_t turns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    uint32_t *s = d->state.words, a = s[0], b = s[1], c = s[2], e = s[3];
    for (unsigned i = 0; i < 64; i++) {
        uint32_t f;
        unsigned from;
        switch (i / 16) {
        case 0: f = (b & c) | (~b & e), from = i; break;
        case 1: f = (e & b) | (~e & c), from = (5 * i + 1) % 16; break;
        case 2: f = b ^ c ^ e, from = (3 * i + 5) % 16; break;
        default: f = c ^ (b | ~e), from = 7 * i % 16; break;
        }
        uint32_t sum = a + f + md5_constants[i] + load_little(block + 4 * from);
        a = e;
        e = c;
        c = b;
        b += rotate_left(sum, turns[i / 16][i % 4]);
    }
    s[0] += a;
    s[1] += b;
    s[2] += c;
    s[3] += e;
}

static void sha1_block(OrrDigest *d, const uint8_t *block) {
    uint32_t w[80], *s = d->state.words, a = s[0], b = s[1], c = s[2], e = s[3], f = s[4];
    for (unsigned i = 0; i < 16; i++) w[i] = load_big(block + 4 * i);
    for (unsigned i = 16; i < 80; i++) w[i] = rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (unsigned i = 0; i < 80; i++) {
        uint32_t mixed = i < 20   ? ((b & c) | (~b & e)) + 0x5A827999
                         : i < 40 ? (b ^ c ^ e) + 0x6ED9EBA1
                         : i < 60 ? ((b & c) | (b & e) | (c & e)) + 0x8F1BBCDC
                                  : (b ^ c ^ e) + 0xCA62C1D6;
        uint32_t sum = rotate_left(a, 5) + mixed + f + w[i];
        f = e;
        e = c;
        c = rotate_left(b, 30);
        b = a;
        a = sum;
    }
    s[0] += a;
    s[1] += b;
    s[2] += c;
    s[3] += e;
    s[4] += f;
}

static void sha256_block(OrrDigest *d, const uint8_t *block) {
    uint32_t w[64], v[8];
    for (unsigned i = 0; i < 16; i++) w[i] = load_big(block + 4 * i);
    for (unsigned i = 16; i < 64; i++) {
        uint32_t x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + (rotate_right(x, 7) ^ rotate_right(x, 18) ^ x >> 3) + w[i - 7] +
               (rotate_right(y, 17) ^ rotate_right(y, 19) ^ y >> 10);
    }
    memcpy(v, d->state.words, sizeof v);
    for (unsigned i = 0; i < 64; i++) {
        uint32_t e = v[4], a = v[0];
        uint32_t first = v[7] + (rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25)) +
                         ((e & v[5]) ^ (~e & v[6])) + (uint32_t)(sha512_constants[i] >> 32) + w[i];
        uint32_t second = (rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22)) +
                          ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += first;
        v[0] = first + second;
    }
    for (unsigned i = 0; i < 8; i++) d->state.words[i] += v[i];
}

static void sha512_block(OrrDigest *d, const uint8_t *block) {
    uint64_t w[80], v[8];
    for (unsigned i = 0; i < 16; i++) w[i] = (uint64_t)load_big(block + 8 * i) << 32 | load_big(block + 8 * i + 4);
    for (unsigned i = 16; i < 80; i++) {
        uint64_t x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + (rotate_right_64(x, 1) ^ rotate_right_64(x, 8) ^ x >> 7) + w[i - 7] +
               (rotate_right_64(y, 19) ^ rotate_right_64(y, 61) ^ y >> 6);
    }
    memcpy(v, d->state.longs, sizeof v);
    for (unsigned i = 0; i < 80; i++) {
        uint64_t e = v[4], a = v[0];
        uint64_t first = v[7] + (rotate_right_64(e, 14) ^ rotate_right_64(e, 18) ^ rotate_right_64(e, 41)) +
                         ((e & v[5]) ^ (~e & v[6])) + sha512_constants[i] + w[i];
        uint64_t second = (rotate_right_64(a, 28) ^ rotate_right_64(a, 34) ^ rotate_right_64(a, 39)) +
                          ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += first;
        v[0] = first + second;
    }
    for (unsigned i = 0; i < 8; i++) d->state.longs[i] += v[i];
}

const OrrDigestKind orr_digest_kinds[] = {
    {"md5", 16, 64, md5_block, md5_start, 4, 4, false},
    {"sha1", 20, 64, sha1_block, sha1_start, 5, 4, true},
    {"sha224", 28, 64, sha256_block, sha224_start, 8, 4, true},
    {"sha256", 32, 64, sha256_block, sha256_start, 8, 4, true},
    {"sha384", 48, 128, sha512_block, sha384_start, 8, 8, true},
    {"sha512", 64, 128, sha512_block, sha512_start, 8, 8, true},
};

const OrrDigestKind *orr_digest_find(const char *name) {
    for (size_t i = 0; i < ORR_DIGEST_KINDS; i++) {
        if (strcmp(orr_digest_kinds[i].name, name) == 0) return &orr_digest_kinds[i];
    }
    return NULL;
}

void orr_digest_start(OrrDigest *d, const OrrDigestKind *kind) {
    memset(d, 0, sizeof *d);
    d->kind = kind;
    memcpy(&d->state, kind->start, (size_t)kind->word_count * kind->word_bytes);
}

void orr_digest_update(OrrDigest *d, const uint8_t *data, size_t length) {
    size_t block = d->kind->block_bytes;
    d->total += length;
    if (d->pending_count > 0) {
        size_t take = block - d->pending_count < length ? block - d->pending_count : length;
        if (take > 0) memcpy(d->pending + d->pending_count, data, take);
        d->pending_count += take;
        data += take;
        length -= take;
        if (d->pending_count < block) return;
        d->kind->mix(d, d->pending);
        d->pending_count = 0;
    }
    for (; length >= block; data += block, length -= block) d->kind->mix(d, data);
    if (length > 0) memcpy(d->pending, data, length);
    d->pending_count = length;
}

void orr_digest_finish(OrrDigest *d, uint8_t *out) {
    const OrrDigestKind *kind = d->kind;
    uint64_t bits = d->total * 8;
    size_t room = kind->block_bytes - kind->block_bytes / 8; /* the length takes the last eighth of a block */
    d->pending[d->pending_count++] = 0x80;
    if (d->pending_count > room) {
        memset(d->pending + d->pending_count, 0, kind->block_bytes - d->pending_count);
        kind->mix(d, d->pending);
        d->pending_count = 0;
    }
    memset(d->pending + d->pending_count, 0, kind->block_bytes - d->pending_count);
    uint8_t *end = d->pending + kind->block_bytes;
    for (unsigned i = 0; i < 8; i++) {
        if (kind->big_endian) {
            end[-1 - (int)i] = (uint8_t)(bits >> 8 * i);
        } else {
            end[(int)i - 8] = (uint8_t)(bits >> 8 * i);
        }
    }
    kind->mix(d, d->pending);
    for (unsigned i = 0; i < kind->digest_bytes; i++) {
        unsigned place = i % kind->word_bytes, shift = 8 * (kind->big_endian ? kind->word_bytes - 1u - place : place);
        uint64_t word = kind->word_bytes == 8 ? d->state.longs[i / 8] : d->state.words[i / 4];
        out[i] = (uint8_t)(word >> shift);
    }
}

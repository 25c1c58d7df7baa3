/* A PNG file (RFC 2083) of eight-bit RGB, by zlib. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "viz/raster.h"

static void put_32(OrrTraceBytes *file, uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) orr_trace_bytes_byte(file, (unsigned char)(value >> shift));
}

static void put_chunk(OrrTraceBytes *file, const char *type, const unsigned char *data, size_t length) {
    put_32(file, (uint32_t)length);
    orr_trace_bytes_append(file, type, 4);
    orr_trace_bytes_append(file, data, length);
    uLong crc = crc32(crc32(0, NULL, 0), (const unsigned char *)type, 4);
    if (length != 0) crc = crc32(crc, data, (uInt)length);
    put_32(file, (uint32_t)crc);
}

/* The image as PNG wants it: each row behind a byte that says how it is filtered, here: by the row above (2). */
static unsigned char *filtered_rows(const OrrVizImage *image, size_t *length) {
    size_t row_bytes = (size_t)image->width * 3;
    *length = (row_bytes + 1) * (size_t)image->height;
    unsigned char *rows = malloc(*length + 1), *at = rows;
    if (rows == NULL) return NULL;
    for (int32_t y = 0; y < image->height; y++) {
        const uint32_t *row = image->pixels + (size_t)y * (size_t)image->pitch;
        const uint32_t *above = y == 0 ? NULL : row - image->pitch;
        *at++ = 2;
        for (int32_t x = 0; x < image->width; x++) {
            uint32_t up = above == NULL ? 0 : above[x];
            for (unsigned shift = 24; shift > 0;) {
                shift -= 8;
                *at++ = (unsigned char)((row[x] >> shift) - (up >> shift));
            }
        }
    }
    return rows;
}

bool orr_viz_png(const OrrVizImage *image, OrrTraceBytes *file) {
    size_t raw_length;
    unsigned char *raw = filtered_rows(image, &raw_length);
    if (raw == NULL) return false;
    uLong packed_length = compressBound((uLong)raw_length);
    unsigned char *packed = malloc(packed_length);
    if (packed == NULL || compress2(packed, &packed_length, raw, (uLong)raw_length, 6) != Z_OK) {
        free(raw);
        free(packed);
        return false;
    }
    orr_trace_bytes_append(file, "\x89PNG\r\n\x1A\n", 8);
    OrrTraceBytes header = {0};
    put_32(&header, (uint32_t)image->width);
    put_32(&header, (uint32_t)image->height);
    orr_trace_bytes_append(&header, "\x08\x02\x00\x00\x00", 5);
    bool good = !header.failed;
    if (good) put_chunk(file, "IHDR", header.data, header.length);
    put_chunk(file, "IDAT", packed, packed_length);
    put_chunk(file, "IEND", NULL, 0);
    orr_trace_bytes_free(&header);
    free(raw);
    free(packed);
    return good && !file->failed;
}

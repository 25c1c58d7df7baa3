/* Code images as bytes: how the embedded library comes into the binary compiled, so that an import parses nothing.
 *
 * The format is private to one build of orrery: it is written and read by the same sources, and starts with a number that
 * changes with the instruction set. Reading checks every bound all the same; what it gives has to pass orr_code_verify like
 * any image, unless the bytes come from orrery's own binary.
 */
#ifndef ORR_CODE_PACK_H
#define ORR_CODE_PACK_H

#include "sim/base/buffer.h"
#include "sim/base/region.h"
#include "sim/code/code.h"

/* Appends the image and those nested in it. The buffer remembers a failure. */
void orr_code_pack(const OrrCodeImage *image, OrrBuffer *out);
/* The image, in the region; texts point into bytes, which must outlive it. NULL: not such bytes, or no memory. */
const OrrCodeImage *orr_code_unpack(const uint8_t *bytes, size_t length, OrrRegion *region);

#endif

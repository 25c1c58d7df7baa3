/* What the two halves of the codecs share. */
#ifndef ORR_VM_CODEC_INTERNAL_H
#define ORR_VM_CODEC_INTERNAL_H

#include "sim/vm/codec.h"
#include "sim/vm/exception.h"
#include "sim/vm/str_internal.h"

typedef enum OrrCodec {
    ORR_CODEC_UTF8,
    ORR_CODEC_UTF8_SIG,
    ORR_CODEC_ASCII,
    ORR_CODEC_LATIN1,
    ORR_CODEC_UTF16, /* with a byte order mark */
    ORR_CODEC_UTF16_LE,
    ORR_CODEC_UTF16_BE,
    ORR_CODEC_UTF32,
    ORR_CODEC_UTF32_LE,
    ORR_CODEC_UTF32_BE
} OrrCodec;

typedef enum OrrCodecErrors {
    ORR_ERRORS_STRICT,
    ORR_ERRORS_IGNORE,
    ORR_ERRORS_REPLACE,
    ORR_ERRORS_BACKSLASH,
    ORR_ERRORS_XML,
    ORR_ERRORS_ESCAPE,
    ORR_ERRORS_PASS,
    ORR_ERRORS_UNKNOWN
} OrrCodecErrors;

/* The codec of that name (ORR_NULL: utf-8), or LookupError. */
bool orr_codec_find(OrrVm *vm, OrrValue encoding, OrrCodec *codec);
/* The handler of that name (ORR_NULL: strict). */
OrrCodecErrors orr_codec_errors(OrrValue errors);

#endif

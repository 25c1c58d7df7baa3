/* Codecs: text to bytes and back. utf-8, ascii, latin-1, utf-16 and utf-32 (with byte order mark, or le and be), and the error
 * handlers strict, ignore, replace, backslashreplace, xmlcharrefreplace, surrogateescape, surrogatepass. */
#ifndef ORR_VM_CODEC_H
#define ORR_VM_CODEC_H

#include "sim/vm/str.h"

/* text.encode(encoding, errors): new bytes. encoding and errors are strs or ORR_NULL (utf-8, strict). LookupError for unknown
 * ones, UnicodeEncodeError. */
OrrValue orr_encode(OrrVm *vm, OrrValue text, OrrValue encoding, OrrValue errors);
/* object.decode(encoding, errors) for a bytes-like object: new str. LookupError, UnicodeDecodeError. */
OrrValue orr_decode(OrrVm *vm, OrrValue object, OrrValue encoding, OrrValue errors);
/* TypeError "FUNCTION() argument 'encoding' must be str, not T" unless both are strs or ORR_NULL. */
bool orr_want_codec_names(OrrVm *vm, const char *function, OrrValue encoding, OrrValue errors);

#endif

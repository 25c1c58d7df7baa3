/* Module _json: what json does with text, natively. json.decoder and json.encoder (Python) hold the options and call it. */
#ifndef ORR_LIB_JSON_H
#define ORR_LIB_JSON_H

#include "sim/vm/vm.h"

/* scanstring(s, end, strict): (text, index behind the closing quote); end is behind the opening one. json_decode.c */
OrrValue orr_json_scanstring(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
/* decode(s, index, decoder): (value, index behind it); decoder has the attributes of a JSONDecoder. */
OrrValue orr_json_decode(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);

/* encode(object, encoder): text; encoder has the attributes of a JSONEncoder. json_encode.c */
OrrValue orr_json_encode(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
OrrValue orr_json_encode_basestring(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames);
OrrValue orr_json_encode_basestring_ascii(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs,
                                          OrrValue kwnames);

#endif

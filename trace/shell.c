#include "trace/shell.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define SELF_DESCRIBED_TAG 55799u
#define EMBEDDED_TAG       24u
#define MAX_DEPTH          8u

static uint32_t checksum(const unsigned char *bytes, size_t length) {
    return (uint32_t)crc32_z(0, bytes, length);
}

/* ---- writing ------------------------------------------------------------------------------------ */

void orr_trace_shell_begin(OrrTraceShell *shell, size_t most_pairs) {
    shell->map = cbor_new_definite_map(most_pairs);
    shell->failed = shell->map == NULL;
}

void orr_trace_shell_add(OrrTraceShell *shell, const char *key, cbor_item_t *value) {
    cbor_item_t *name = cbor_build_string(key);
    if (name == NULL || value == NULL || shell->failed ||
        !cbor_map_add(shell->map, (struct cbor_pair){.key = name, .value = value})) {
        shell->failed = true;
    }
    if (name != NULL) cbor_decref(&name);
    if (value != NULL) cbor_decref(&value);
}

cbor_item_t *orr_trace_build_uint(uint64_t value) {
    if (value <= UINT8_MAX) return cbor_build_uint8((uint8_t)value);
    if (value <= UINT16_MAX) return cbor_build_uint16((uint16_t)value);
    if (value <= UINT32_MAX) return cbor_build_uint32((uint32_t)value);
    return cbor_build_uint64(value);
}

void orr_trace_shell_add_uint(OrrTraceShell *shell, const char *key, uint64_t value) {
    orr_trace_shell_add(shell, key, orr_trace_build_uint(value));
}

void orr_trace_shell_add_int(OrrTraceShell *shell, const char *key, int64_t value) {
    cbor_item_t *item = orr_trace_build_uint(value < 0 ? ~(uint64_t)value : (uint64_t)value);
    if (item != NULL && value < 0) cbor_mark_negint(item);
    orr_trace_shell_add(shell, key, item);
}

void orr_trace_shell_add_text(OrrTraceShell *shell, const char *key, const char *text, size_t length) {
    orr_trace_shell_add(shell, key, orr_trace_build_text(text, length));
}

void orr_trace_shell_add_bytes(OrrTraceShell *shell, const char *key, const unsigned char *bytes, size_t length) {
    orr_trace_shell_add(shell, key, cbor_build_bytestring(bytes, length));
}

bool orr_trace_array_push(cbor_item_t *array, cbor_item_t *value) {
    bool ok = array != NULL && value != NULL && cbor_array_push(array, value);
    if (value != NULL) cbor_decref(&value);
    return ok;
}

/* A tag around an item, which it takes over. (cbor_build_tag of libcbor 0.8 does not look whether it got memory.) */
static cbor_item_t *build_tag(uint64_t value, cbor_item_t *item) {
    if (item == NULL) return NULL;
    cbor_item_t *tag = cbor_new_tag(value);
    if (tag != NULL) cbor_tag_set_item(tag, item);
    cbor_decref(&item);
    return tag;
}

/* [type, 24(payload), crc] */
static cbor_item_t *build_item(const char *type, const unsigned char *payload, size_t length, uint32_t crc) {
    cbor_item_t *item = cbor_new_definite_array(3);
    cbor_item_t *tagged = build_tag(EMBEDDED_TAG, cbor_build_bytestring(payload, length));
    bool ok = orr_trace_array_push(item, cbor_build_string(type));
    ok = orr_trace_array_push(item, tagged) && ok;
    ok = orr_trace_array_push(item, cbor_build_uint32(crc)) && ok;
    if (!ok && item != NULL) cbor_decref(&item);
    return ok ? item : NULL;
}

static void append_item(cbor_item_t *item, OrrTraceBytes *file) {
    unsigned char *bytes = NULL;
    size_t capacity = 0;
    size_t length = item == NULL ? 0 : cbor_serialize_alloc(item, &bytes, &capacity);
    if (length == 0) file->failed = true;
    else orr_trace_bytes_append(file, bytes, length);
    free(bytes);
}

uint32_t orr_trace_shell_finish(OrrTraceShell *shell, const char *type, OrrTraceBytes *file) {
    unsigned char *payload = NULL;
    size_t capacity = 0;
    size_t length = shell->failed ? 0 : cbor_serialize_alloc(shell->map, &payload, &capacity);
    uint32_t crc = 0;
    if (length == 0) {
        file->failed = true;
    } else {
        crc = checksum(payload, length);
        cbor_item_t *item = build_item(type, payload, length, crc);
        if (strcmp(type, ORR_TRACE_TYPE_HEADER) == 0) item = build_tag(SELF_DESCRIBED_TAG, item);
        append_item(item, file);
        if (item != NULL) cbor_decref(&item);
    }
    free(payload);
    if (shell->map != NULL) cbor_decref(&shell->map);
    return crc;
}

/* The length of the UTF-8 sequence that starts here, 0 if there is none. */
static size_t utf8_sequence(const unsigned char *at, size_t left) {
    if (at[0] < 0x80) return 1;
    size_t length = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : 2;
    if (at[0] < 0xC2 || at[0] > 0xF4 || length > left) return 0;
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xC0) != 0x80) return 0;
    }
    if (at[0] == 0xE0 && at[1] < 0xA0) return 0; /* overlong */
    if (at[0] == 0xED && at[1] > 0x9F) return 0; /* surrogates */
    if (at[0] == 0xF0 && at[1] < 0x90) return 0; /* overlong */
    if (at[0] == 0xF4 && at[1] > 0x8F) return 0; /* beyond U+10FFFF */
    return length;
}

bool orr_trace_is_utf8(const unsigned char *bytes, size_t length) {
    for (size_t i = 0; i < length;) {
        size_t step = utf8_sequence(bytes + i, length - i);
        if (step == 0) return false;
        i += step;
    }
    return true;
}

cbor_item_t *orr_trace_build_text(const char *text, size_t length) {
    const unsigned char *bytes = (const unsigned char *)text;
    if (orr_trace_is_utf8(bytes, length)) return cbor_build_stringn(text, length);
    OrrTraceBytes clean = {0};
    for (size_t i = 0; i < length;) {
        size_t step = utf8_sequence(bytes + i, length - i);
        if (step == 0) orr_trace_bytes_text(&clean, "\xEF\xBF\xBD");
        else orr_trace_bytes_append(&clean, bytes + i, step);
        i += step == 0 ? 1 : step;
    }
    cbor_item_t *item = clean.failed ? NULL : cbor_build_stringn((const char *)clean.data, clean.length);
    orr_trace_bytes_free(&clean);
    return item;
}

/* ---- reading ------------------------------------------------------------------------------------ */

typedef struct Scan {
    const unsigned char *bytes;
    size_t length;
    size_t at;
    OrrTraceItemResult result;
} Scan;

/* Reads the head of a data item: its major type and argument. Indefinite lengths are not used in traces. */
static bool scan_head(Scan *scan, unsigned *major, uint64_t *argument) {
    if (scan->at >= scan->length) {
        scan->result = ORR_TRACE_ITEM_CUT;
        return false;
    }
    unsigned first = scan->bytes[scan->at];
    unsigned low = first & 0x1F;
    *major = first >> 5;
    if (low > 27) {
        scan->result = ORR_TRACE_ITEM_BAD;
        return false;
    }
    size_t width = low < 24 ? 0 : (size_t)1 << (low - 24);
    if (scan->length - scan->at - 1 < width) {
        scan->result = ORR_TRACE_ITEM_CUT;
        return false;
    }
    uint64_t value = low;
    if (width > 0) value = 0;
    for (size_t i = 1; i <= width; i++) value = value << 8 | scan->bytes[scan->at + i];
    scan->at += 1 + width;
    *argument = value;
    return true;
}

static bool scan_expect(Scan *scan, unsigned wanted_major, uint64_t wanted) {
    unsigned major;
    uint64_t argument;
    if (!scan_head(scan, &major, &argument)) return false;
    if (major == wanted_major && argument == wanted) return true;
    scan->result = ORR_TRACE_ITEM_BAD;
    return false;
}

static bool scan_string(Scan *scan, unsigned wanted_major, const unsigned char **bytes, size_t *length) {
    unsigned major;
    uint64_t argument;
    if (!scan_head(scan, &major, &argument)) return false;
    if (major != wanted_major) {
        scan->result = ORR_TRACE_ITEM_BAD;
        return false;
    }
    if (argument > scan->length - scan->at) {
        scan->result = ORR_TRACE_ITEM_CUT;
        return false;
    }
    *bytes = scan->bytes + scan->at;
    *length = (size_t)argument;
    scan->at += *length;
    return true;
}

enum {
    MAJOR_UINT = 0,
    MAJOR_NEGINT = 1,
    MAJOR_BYTES = 2,
    MAJOR_TEXT = 3,
    MAJOR_ARRAY = 4,
    MAJOR_MAP = 5,
    MAJOR_TAG = 6
};

OrrTraceItemResult orr_trace_item_find(const unsigned char *bytes, size_t length, OrrTraceRawItem *item) {
    Scan scan = {.bytes = bytes, .length = length, .result = ORR_TRACE_ITEM_BAD};
    *item = (OrrTraceRawItem){0};
    if (length == 0) return ORR_TRACE_ITEM_CUT;
    item->tagged = bytes[0] >> 5 == MAJOR_TAG;
    if (item->tagged && !scan_expect(&scan, MAJOR_TAG, SELF_DESCRIBED_TAG)) return scan.result;
    const unsigned char *type;
    if (!scan_expect(&scan, MAJOR_ARRAY, 3)) return scan.result;
    if (!scan_string(&scan, MAJOR_TEXT, &type, &item->type_length)) {
        /* The type is a short word: a longer one is damage, and not something that more bytes would complete. */
        if (scan.result == ORR_TRACE_ITEM_CUT && scan.length - scan.at > 32) return ORR_TRACE_ITEM_BAD;
        return scan.result;
    }
    item->type = (const char *)type;
    if (!scan_expect(&scan, MAJOR_TAG, EMBEDDED_TAG)) return scan.result;
    if (!scan_string(&scan, MAJOR_BYTES, &item->payload, &item->payload_length)) return scan.result;
    unsigned major;
    uint64_t crc;
    if (!scan_head(&scan, &major, &crc)) return scan.result;
    if (major != MAJOR_UINT || crc != checksum(item->payload, item->payload_length)) return ORR_TRACE_ITEM_BAD;
    item->crc = (uint32_t)crc;
    item->length = scan.at;
    return ORR_TRACE_ITEM_OK;
}

bool orr_trace_item_is(const OrrTraceRawItem *item, const char *type) {
    return item->type_length == strlen(type) && memcmp(item->type, type, item->type_length) == 0;
}

/* Whether a whole data item lies here, of the plain sorts that traces use, each count covered by bytes. libcbor
 * allocates by the counts it reads, so they are looked at before it sees them. */
static bool scan_plain(Scan *scan, unsigned depth) {
    unsigned major;
    uint64_t argument;
    const unsigned char *bytes;
    size_t length;
    if (depth > MAX_DEPTH || scan->at >= scan->length) return false;
    major = scan->bytes[scan->at] >> 5;
    if (major == MAJOR_BYTES || major == MAJOR_TEXT) return scan_string(scan, major, &bytes, &length);
    if (!scan_head(scan, &major, &argument)) return false;
    if (major == MAJOR_UINT || major == MAJOR_NEGINT) return true;
    if (major != MAJOR_ARRAY && major != MAJOR_MAP) return false;
    if (argument > scan->length - scan->at) return false;
    for (uint64_t i = 0; i < argument; i++) {
        if (!scan_plain(scan, depth + 1)) return false;
        if (major == MAJOR_MAP && !scan_plain(scan, depth + 1)) return false;
    }
    return true;
}

cbor_item_t *orr_trace_payload_load(const unsigned char *payload, size_t length, bool *no_memory) {
    Scan scan = {.bytes = payload, .length = length};
    *no_memory = false;
    if (!scan_plain(&scan, 0) || scan.at != length) return NULL;
    struct cbor_load_result result;
    cbor_item_t *item = cbor_load(payload, length, &result);
    if (item == NULL) {
        *no_memory = result.error.code == CBOR_ERR_MEMERROR;
        return NULL;
    }
    if (cbor_isa_map(item)) return item;
    cbor_decref(&item);
    return NULL;
}

bool orr_trace_item_text(const cbor_item_t *item, const char **text, size_t *length) {
    if (item == NULL || !cbor_isa_string(item) || !cbor_string_is_definite(item)) return false;
    *text = (const char *)cbor_string_handle(item);
    *length = cbor_string_length(item);
    return orr_trace_is_utf8((const unsigned char *)*text, *length);
}

cbor_item_t *orr_trace_map_get(const cbor_item_t *map, const char *key) {
    const struct cbor_pair *pairs = cbor_map_handle(map);
    for (size_t i = 0; i < cbor_map_size(map); i++) {
        const char *text;
        size_t length;
        if (!orr_trace_item_text(pairs[i].key, &text, &length)) continue;
        if (length == strlen(key) && memcmp(text, key, length) == 0) return pairs[i].value;
    }
    return NULL;
}

bool orr_trace_map_uint(const cbor_item_t *map, const char *key, uint64_t *value) {
    const cbor_item_t *item = orr_trace_map_get(map, key);
    if (item == NULL || !cbor_isa_uint(item)) return false;
    *value = cbor_get_int(item);
    return true;
}

bool orr_trace_map_int(const cbor_item_t *map, const char *key, int64_t *value) {
    const cbor_item_t *item = orr_trace_map_get(map, key);
    if (item == NULL || !cbor_is_int(item) || cbor_get_int(item) > INT64_MAX) return false;
    int64_t number = (int64_t)cbor_get_int(item);
    *value = cbor_isa_negint(item) ? -1 - number : number;
    return true;
}

bool orr_trace_map_text(const cbor_item_t *map, const char *key, const char **text, size_t *length) {
    return orr_trace_item_text(orr_trace_map_get(map, key), text, length);
}

bool orr_trace_map_bytes(const cbor_item_t *map, const char *key, const unsigned char **bytes, size_t *length) {
    const cbor_item_t *item = orr_trace_map_get(map, key);
    if (item == NULL || !cbor_isa_bytestring(item) || !cbor_bytestring_is_definite(item)) return false;
    *bytes = cbor_bytestring_handle(item);
    *length = cbor_bytestring_length(item);
    return true;
}

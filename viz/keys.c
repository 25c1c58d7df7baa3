#include "viz/keys.h"

#include <string.h>

#include "viz/draw.h"

typedef struct CommandRow {
    uint32_t keys[2];
    const char *words; /* of a group: its heading */
    bool heading;
} CommandRow;

/* Headings and commands, as they stand in the file. */
static const CommandRow rows[] = {
#define ORR_VIZ_GROUP(NAME, heading)             {{0, 0}, heading, true},
#define ORR_VIZ_COMMAND(NAME, key, other, words) {{key, other}, words, false},
#include "viz/commands.def"
#undef ORR_VIZ_GROUP
#undef ORR_VIZ_COMMAND
};

enum { ROWS = sizeof rows / sizeof *rows };

static const CommandRow *row_of(OrrVizCommand command) {
    int number = 0;
    for (int i = 0; i < ROWS; i++) {
        number += !rows[i].heading;
        if (!rows[i].heading && number == (int)command) return &rows[i];
    }
    return NULL;
}

static OrrVizCommand find(uint32_t code) {
    int command = 0;
    for (int i = 0; i < ROWS; i++) {
        if (rows[i].heading) continue;
        command++;
        if (rows[i].keys[0] == code || rows[i].keys[1] == code) return (OrrVizCommand)command;
    }
    return ORR_VIZ_DO_NOTHING;
}

OrrVizCommand orr_viz_key_command(OrrVizKey key) {
    uint32_t code = key.control ? ORR_VIZ_CONTROL(key.key) : key.key;
    bool character = key.key < 0x110000;
    if (key.key == 0) return ORR_VIZ_DO_NOTHING;
    if (!key.shift) return find(code);
    OrrVizCommand command = find(ORR_VIZ_SHIFT(code));
    /* Shift may have been needed to type the character. */
    return command == ORR_VIZ_DO_NOTHING && character ? find(code) : command;
}

const char *orr_viz_command_words(OrrVizCommand command) {
    const CommandRow *row = row_of(command);
    return row == NULL ? "" : row->words;
}

OrrVizGroup orr_viz_command_group(OrrVizCommand command) {
    int group = -1, number = 0;
    for (int i = 0; i < ROWS && number < (int)command; i++) *(rows[i].heading ? &group : &number) += 1;
    return (OrrVizGroup)(group < 0 ? 0 : group);
}

const char *orr_viz_group_heading(OrrVizGroup group) {
    int number = 0;
    for (int i = 0; i < ROWS; i++) {
        if (rows[i].heading && number++ == (int)group) return rows[i].words;
    }
    return "";
}

/* ---- reading ------------------------------------------------------------------------------------ */

static const char *const key_words[] = {"Left", "Right", "Up",  "Down",  "Home",      "End",
                                        "PgUp", "PgDn",  "Esc", "Enter", "Backspace", "Tab"};

/* A prefix such as "Ctrl-"; moves *text behind it. */
static bool read_prefix(const char **text, const char *prefix) {
    size_t length = strlen(prefix);
    if (strncmp(*text, prefix, length) != 0) return false;
    *text += length;
    return true;
}

/* What is between angle brackets. */
static bool read_name(const char *text, size_t length, OrrVizKey *key) {
    key->control = read_prefix(&text, "Ctrl-");
    if (key->control) length -= 5;
    key->shift = length > 6 && read_prefix(&text, "Shift-");
    if (key->shift) length -= 6;
    for (uint32_t i = 0; i < sizeof key_words / sizeof *key_words; i++) {
        if (strlen(key_words[i]) != length || memcmp(key_words[i], text, length) != 0) continue;
        key->key = ORR_VIZ_KEY_LEFT + i;
        return true;
    }
    key->key = (unsigned char)*text;
    return key->control && length == 1;
}

bool orr_viz_key_read(const char **text, OrrVizKey *key) {
    const char *end = **text == '<' ? strchr(*text, '>') : NULL;
    if (end != NULL && end > *text + 1) {
        const char *name = *text + 1;
        *text = end + 1;
        return read_name(name, (size_t)(end - name), key);
    }
    *key = (OrrVizKey){.key = 0xFFFD};
    *text += orr_viz_text_next(*text, strlen(*text), &key->key);
    return true;
}

/* ---- as text ------------------------------------------------------------------------------------ */

static void key_text(uint32_t code, OrrTraceBytes *text) {
    if ((code & ORR_VIZ_CONTROL(0)) != 0) orr_trace_bytes_text(text, "Ctrl ");
    if ((code & ORR_VIZ_SHIFT(0)) != 0) orr_trace_bytes_text(text, "Shift ");
    uint32_t key = code & 0x1FFFFFFu;
    if (key >= ORR_VIZ_KEY_LEFT && key < ORR_VIZ_KEYS_END) {
        orr_trace_bytes_text(text, key_words[key - ORR_VIZ_KEY_LEFT]);
    } else if (key == ' ') {
        orr_trace_bytes_text(text, "Space");
    } else {
        bool control = (code & ORR_VIZ_CONTROL(0)) != 0 && key >= 'a' && key <= 'z';
        orr_trace_bytes_byte(text, (unsigned char)(control ? key - 'a' + 'A' : key));
    }
}

void orr_viz_command_keys(OrrVizCommand command, OrrTraceBytes *text) {
    const CommandRow *row = row_of(command);
    if (row == NULL) return;
    key_text(row->keys[0], text);
    if (row->keys[1] == 0) return;
    orr_trace_bytes_text(text, " or ");
    key_text(row->keys[1], text);
}

void orr_viz_keys_text(OrrTraceBytes *text) {
    enum { CELLS = 20 };
    int command = 0;
    for (int i = 0; i < ROWS; i++) {
        if (rows[i].heading) {
            orr_trace_bytes_text(text, i == 0 ? "" : "\n");
            orr_trace_bytes_text(text, rows[i].words);
            orr_trace_bytes_byte(text, '\n');
            continue;
        }
        size_t from = text->length;
        orr_trace_bytes_text(text, "  ");
        orr_viz_command_keys((OrrVizCommand)++command, text);
        while (!text->failed && text->length < from + CELLS) orr_trace_bytes_byte(text, ' ');
        orr_trace_bytes_text(text, rows[i].words);
        orr_trace_bytes_byte(text, '\n');
    }
}

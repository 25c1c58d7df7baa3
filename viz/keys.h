/* Keys, and what they mean: commands.def as a table.
 *
 * A key is a character (as it was typed, so A is a capital one) or one of ORR_VIZ_KEY_...; Ctrl, and with keys that are
 * no characters Shift, are bits of it.
 */
#ifndef ORR_VIZ_KEYS_H
#define ORR_VIZ_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/bytes.h"

/* Keys that are no characters. */
enum {
    ORR_VIZ_KEY_LEFT = 0x110000,
    ORR_VIZ_KEY_RIGHT,
    ORR_VIZ_KEY_UP,
    ORR_VIZ_KEY_DOWN,
    ORR_VIZ_KEY_HOME,
    ORR_VIZ_KEY_END,
    ORR_VIZ_KEY_PAGE_UP,
    ORR_VIZ_KEY_PAGE_DOWN,
    ORR_VIZ_KEY_ESCAPE,
    ORR_VIZ_KEY_ENTER,
    ORR_VIZ_KEY_BACKSPACE,
    ORR_VIZ_KEY_TAB,
    ORR_VIZ_KEYS_END,
};

#define ORR_VIZ_SHIFT(key)   (0x2000000u | (uint32_t)(key))
#define ORR_VIZ_CONTROL(key) (0x4000000u | (uint32_t)(key))

/* A key as a host reports it. */
typedef struct OrrVizKey {
    uint32_t key;
    bool shift, control;
} OrrVizKey;

typedef enum OrrVizGroup {
#define ORR_VIZ_GROUP(NAME, heading) ORR_VIZ_GROUP_##NAME,
#define ORR_VIZ_COMMAND(NAME, key, other, words)
#include "viz/commands.def"
#undef ORR_VIZ_GROUP
#undef ORR_VIZ_COMMAND
    ORR_VIZ_GROUPS,
} OrrVizGroup;

typedef enum OrrVizCommand {
    ORR_VIZ_DO_NOTHING,
#define ORR_VIZ_GROUP(NAME, heading)
#define ORR_VIZ_COMMAND(NAME, key, other, words) ORR_VIZ_DO_##NAME,
#include "viz/commands.def"
#undef ORR_VIZ_GROUP
#undef ORR_VIZ_COMMAND
    ORR_VIZ_COMMANDS,
} OrrVizCommand;

/* What a key does; ORR_VIZ_DO_NOTHING: nothing. */
OrrVizCommand orr_viz_key_command(OrrVizKey key);
/* Reads a key from a text in which it stands as itself or, in angle brackets, by name: <Enter>, <Shift-Left>, <Ctrl-p>.
 * Moves *text behind it, which must not be at its end. False: no key is called that. */
bool orr_viz_key_read(const char **text, OrrVizKey *key);
/* What the command does, in words; its group; and its keys as text, as in "Left" or "Ctrl + or Ctrl =". */
const char *orr_viz_command_words(OrrVizCommand command);
OrrVizGroup orr_viz_command_group(OrrVizCommand command);
void orr_viz_command_keys(OrrVizCommand command, OrrTraceBytes *text);
const char *orr_viz_group_heading(OrrVizGroup group);
/* Appends all of it, in groups: a line a command, its keys in front. */
void orr_viz_keys_text(OrrTraceBytes *text);

#endif

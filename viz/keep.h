/* Small text files that the viewer keeps: notes beside a trace, and its settings where the system keeps state.
 */
#ifndef ORR_VIZ_KEEP_H
#define ORR_VIZ_KEEP_H

#include "viz/app.h"
#include "viz/settings.h"

/* The notes of a trace: what its file is called (to free(); NULL: no memory), reading and writing it. Both return NULL
 * or what went wrong; a file that is not there has no notes in it. */
char *orr_viz_keep_notes_path(const char *trace);
const char *orr_viz_keep_notes_read(const char *path, OrrVizNotes *notes);
const char *orr_viz_keep_notes_write(const char *path, const OrrVizNotes *notes);

/* The settings: $XDG_STATE_HOME/orrery/viewer, or below ~/.local/state. That they cannot be read or written is nobody's
 * concern. */
void orr_viz_keep_settings_read(OrrVizSettings *settings);
void orr_viz_keep_settings_write(const OrrVizSettings *settings);

#endif

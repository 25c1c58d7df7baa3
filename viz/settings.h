/* What the viewer remembers from one window to the next: its size, theme, text and how its parts are arranged.
 *
 * It is kept as text, a setting a line ("theme light"), that a person may change. What is not understood, or makes no
 * sense, is passed over.
 */
#ifndef ORR_VIZ_SETTINGS_H
#define ORR_VIZ_SETTINGS_H

#include "viz/app.h"

typedef struct OrrVizSettings {
    int32_t width, height; /* of the window, in points */
    int32_t text;          /* points */
    bool maximized;
    OrrVizThemeKind theme;
    bool panel, minimap;
    int32_t panel_cells, label_cells;
    OrrVizPartState parts[ORR_VIZ_PARTS]; /* folded and share */
} OrrVizSettings;

/* What they are for somebody new. */
void orr_viz_settings_init(OrrVizSettings *settings);
void orr_viz_settings_read(OrrVizSettings *settings, const char *file, size_t length);
void orr_viz_settings_write(const OrrVizSettings *settings, OrrTraceBytes *file);

/* Makes an app look so; and takes from it what somebody changed. The size, text and whether it is maximized are the
 * window's. */
void orr_viz_settings_apply(const OrrVizSettings *settings, OrrVizApp *app);
void orr_viz_settings_take(OrrVizSettings *settings, const OrrVizApp *app);

#endif

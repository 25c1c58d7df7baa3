/* What a picture of a trace shall show, as words on a command line say it: for orrery-view and orrery render.
 */
#ifndef ORR_VIZ_PICTURE_H
#define ORR_VIZ_PICTURE_H

#include "viz/app.h"
#include "viz/settings.h"

typedef enum OrrVizFormat { ORR_VIZ_WINDOW, ORR_VIZ_PNG, ORR_VIZ_SVG, ORR_VIZ_HTML } OrrVizFormat;

/* Texts are borrowed from the command line. */
typedef struct OrrVizPicture {
    OrrVizFormat format;
    const char *file; /* to write; NULL for the window */
    const char *trace;
    const char *second; /* trace, to be compared with; NULL: none */
    int32_t width, height;
    int points;                 /* of text */
    bool sized, scaled, themed; /* these were asked for */
    OrrVizAxis axis;
    OrrVizThemeKind theme;
    const char *select;    /* a task's name or #id */
    const char *from, *to; /* seconds, or steps on that axis; NULL: the beginning, the end */
    const char *title;     /* instead of the file's name; NULL: that */
    const char *lesson;    /* a file about it; NULL: none */
    const char *press;     /* keys that are pressed before anything is shown; NULL: none */
    const char *step;      /* where the cursor is; NULL: at the last event of a picture, the first of a window */
    bool path, bare, report, help, keys, version;
} OrrVizPicture;

/* Reads arguments (without the program's name). Returns NULL, or what is wrong with one, which *argument then is. */
const char *orr_viz_picture_parse(OrrVizPicture *picture, int count, char *const *arguments, const char **argument);
/* How to call it: for --help. */
extern const char orr_viz_picture_usage[];
/* Makes an app that is loaded show it. Returns NULL, or what the trace has not. */
const char *orr_viz_picture_apply(const OrrVizPicture *picture, OrrVizApp *app);

/* Makes the settings of a window what was asked for on the command line. */
void orr_viz_picture_override(const OrrVizPicture *picture, OrrVizSettings *settings);

/* Shows a second trace under the app's, both loaded and applied, at the step that was asked for or where they part. Returns
 * NULL, or why it cannot. */
const char *orr_viz_picture_pair(const OrrVizPicture *picture, OrrVizApp *app, OrrVizApp *below);

/* Makes the SVG or HTML that it asks for. False: no memory. */
bool orr_viz_picture_text(const OrrVizPicture *picture, OrrVizApp *app, OrrTraceBytes *file)
    __attribute__((warn_unused_result));

/* The cells that SVG text is planned for. */
OrrVizMetrics orr_viz_picture_metrics(const OrrVizPicture *picture);

#endif

/* Looking for events: of the cursor's kind, of the selected task, with a flag on the ruler. Private to viz. */
#ifndef ORR_VIZ_SEEK_H
#define ORR_VIZ_SEEK_H

#include "viz/app.h"

/* Moves the cursor to the next or previous one, or says that there is none. */
void orr_viz_seek_kind(OrrVizApp *app, bool back);
void orr_viz_seek_of_task(OrrVizApp *app, bool back);
/* Problems, marks, and decisions that are not the default. */
void orr_viz_seek_flag(OrrVizApp *app, bool back);
void orr_viz_seek_bookmark(OrrVizApp *app, bool back);

#endif

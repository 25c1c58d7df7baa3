/* What commands do. Private to viz. */
#ifndef ORR_VIZ_COMMAND_H
#define ORR_VIZ_COMMAND_H

#include "viz/app.h"

/* Does it, in one app. Without a model only some of them do anything. */
void orr_viz_command_run(OrrVizApp *app, OrrVizCommand command);

#endif

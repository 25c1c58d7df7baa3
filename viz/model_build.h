/* The making of a model, event by event. Private to viz/model.c.
 */
#ifndef ORR_VIZ_MODEL_BUILD_H
#define ORR_VIZ_MODEL_BUILD_H

#include "viz/model.h"

/* Gives the empty model its builder and lane 0. False: no memory (free the model). */
bool orr_viz_builder_start(OrrVizModel *model) __attribute__((warn_unused_result));
void orr_viz_builder_free(OrrVizBuilder *builder);

#endif

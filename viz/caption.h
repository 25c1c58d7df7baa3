/* An event in words, as one would tell it to somebody: "producer puts an item into queue jobs".
 */
#ifndef ORR_VIZ_CAPTION_H
#define ORR_VIZ_CAPTION_H

#include "trace/reader.h"

/* Appends a sentence without its point. `before` is the state before the event. */
void orr_viz_caption(const OrrTraceReader *reader, const OrrTraceState *before, const OrrTraceRecord *record,
                     OrrTraceBytes *text);

#endif

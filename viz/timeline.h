/* The timeline in a terminal: lanes in text, as wide as asked, whatever the number of tasks.
 *
 *     pipeline.py: 3 tasks, 41 steps, 4.2 s, ok
 *              0 s        1 s        2 s        3 s       4 s
 *     main     #--------------------------------------------|
 *     producer  #......#......#......#......#|
 *     consumer  #======#======#======#======#======x
 *
 * A character is a stretch of time: what the task did there for longest, or # if it ran at all.
 */
#ifndef ORR_VIZ_TIMELINE_H
#define ORR_VIZ_TIMELINE_H

#include "trace/output.h"
#include "trace/reader.h"

typedef struct OrrTimelineOptions {
    int width;     /* columns of the terminal; less than 40 is taken as 40 */
    int most_rows; /* lanes at most; 0: 40. The others are folded into one line that counts them */
    bool colour;   /* with the escape sequences of ECMA-48 */
    bool unicode;  /* with box and block characters of Unicode, in UTF-8 */
    bool steps;    /* on the axis of steps rather than of time */
} OrrTimelineOptions;

/* Writes it. False: no memory; an output that takes no more is no failure. */
bool orr_timeline_print(const OrrTraceReader *reader, const OrrTimelineOptions *options, const OrrTraceOutput *output)
    __attribute__((warn_unused_result));

#endif

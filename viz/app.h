/* The viewer without a window: what it shows, and what a key or the mouse does to that.
 *
 * A host (the SDL window, a PNG, a test) feeds it keys and the mouse and asks it for draw lists; it knows of neither
 * screens nor fonts. Everything it shows is taken from a model; what the run was like at the cursor is asked of the
 * trace when the cursor has moved.
 */
#ifndef ORR_VIZ_APP_H
#define ORR_VIZ_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/reader.h"
#include "viz/draw.h"
#include "viz/history.h"
#include "viz/keys.h"
#include "viz/model.h"
#include "viz/notes.h"
#include "viz/view.h"

typedef enum OrrVizRowKind { ORR_VIZ_ROW_READY, ORR_VIZ_ROW_TRACK, ORR_VIZ_ROW_LANE, ORR_VIZ_ROW_GROUP } OrrVizRowKind;

/* A line of the picture. */
typedef struct OrrVizRow {
    uint32_t index;   /* of the track or lane; of a group: its first lane */
    uint32_t members; /* of a group: where they begin in app->members, */
    uint32_t count;   /* and how many there are */
    uint16_t depth;
    uint8_t kind; /* OrrVizRowKind */
} OrrVizRow;

/* Where things are, in pixels: worked out for each picture, and used to find what the mouse points at. */
typedef struct OrrVizPlaces {
    OrrVizRect head, map, ruler, labels, lanes, panel, foot;
} OrrVizPlaces;

/* What the map of the whole run shows; see viz/minimap.h. */
typedef struct OrrVizMap {
    OrrVizDrawList list;  /* owned: the lanes as stripes, of its own size */
    OrrVizAxis axis;      /* when they were drawn, */
    uint32_t event_count; /* likewise */
} OrrVizMap;

/* What the mouse drags. */
typedef enum OrrVizDrag {
    ORR_VIZ_DRAG_NOTHING,
    ORR_VIZ_DRAG_LANES,
    ORR_VIZ_DRAG_MAP,
    ORR_VIZ_DRAG_LABELS, /* the edge of the names' column */
    ORR_VIZ_DRAG_PANEL,  /* the edge of the panel */
    ORR_VIZ_DRAG_PART,   /* the lower edge of a part of the panel */
    ORR_VIZ_DRAG_HEADING,
} OrrVizDrag;

/* The parts of the panel, from top to bottom; see viz/panel.h. */
typedef enum OrrVizPart {
    ORR_VIZ_PART_NOW,
    ORR_VIZ_PART_TASK,
    ORR_VIZ_PART_SCHEDULER,
    ORR_VIZ_PART_WAITERS,
    ORR_VIZ_PART_SOURCE,
    ORR_VIZ_PART_VARIABLES,
    ORR_VIZ_PART_OUTPUT,
    ORR_VIZ_PARTS,
} OrrVizPart;

typedef struct OrrVizPartState {
    int32_t share;     /* of the panel's height, in whatever unit the others have; 0: the usual one */
    int32_t scroll;    /* lines */
    int32_t y, height; /* in the last picture, with the heading */
    bool folded;
} OrrVizPartState;

/* Where what is typed goes. */
typedef enum OrrVizTyping {
    ORR_VIZ_TYPING_NOTHING,
    ORR_VIZ_TYPING_SEARCH,
    ORR_VIZ_TYPING_FILTER,
    ORR_VIZ_TYPING_PALETTE,
    ORR_VIZ_TYPING_BOOKMARKS,
    ORR_VIZ_TYPING_NOTE,
} OrrVizTyping;

/* What such a list has in it. */
typedef enum OrrVizFoundKind {
    ORR_VIZ_FOUND_LANE,
    ORR_VIZ_FOUND_TRACK,
    ORR_VIZ_FOUND_OUTPUT,
    ORR_VIZ_FOUND_COMMAND,
    ORR_VIZ_FOUND_NOTE,
} OrrVizFoundKind;

typedef struct OrrVizFound {
    OrrVizFoundKind kind;
    uint32_t index;
} OrrVizFound;

enum {
    ORR_VIZ_FOUND_MAX = 100,
    ORR_VIZ_SEARCH_MAX = ORR_VIZ_NOTE_MAX,
    ORR_VIZ_MESSAGE_MAX = 200,
    ORR_VIZ_WALK_MAX = 256
};

typedef struct OrrVizApp {
    const OrrTraceReader *reader; /* borrowed; NULL: there is only a message */
    OrrVizModel *model;           /* owned; NULL: likewise */
    bool loading;                 /* the model is not complete yet */
    bool at_end;                  /* the cursor was at the last event before the trace grew */
    bool following;               /* the host looks whether the trace grows */
    const char *title;            /* borrowed: the file's name */
    OrrTraceBytes trouble;        /* why there is nothing to show, or what is lost of the trace */

    OrrVizThemeKind theme;
    OrrVizView view;
    bool fitted;     /* the view follows the whole run until somebody moves it */
    OrrVizRow *rows; /* owned; lanes in order, children behind their parents */
    uint32_t row_count, row_capacity;
    uint32_t *lane_rows;  /* owned: the row of each lane, or of what it is folded into */
    uint32_t *group_rows; /* owned: the row of each lane's group */
    uint8_t *folds;       /* owned: of each lane, see rows.c */
    uint32_t *members;    /* owned: of the groups */
    uint32_t member_count;
    uint32_t lane_capacity;           /* of these */
    uint32_t rows_lanes, rows_tracks; /* that the model had when they were made */
    uint32_t rows_selected, rows_cursor;
    bool ungrouped; /* like tasks have a row each, however many */
    bool all_tracks;
    int32_t row_height;               /* 0: as the text wants it */
    int64_t scroll;                   /* pixels */
    int32_t label_cells, panel_cells; /* how wide somebody made the names' column and the panel; 0: as usual */

    uint32_t cursor;   /* the event that the state is shown after */
    uint32_t selected; /* lane, or ORR_VIZ_NONE */
    uint32_t track;    /* that is selected instead of a lane; ORR_VIZ_NONE: none */
    uint32_t hovered;  /* lane, or ORR_VIZ_NONE */
    uint32_t hovered_event;
    uint32_t hovered_group; /* row of a group or track, or ORR_VIZ_NONE */
    int32_t mouse_x, mouse_y;
    OrrVizDrag dragging;
    OrrVizPart dragged_part;
    bool dragged;           /* it moved: this is no click */
    OrrVizPlace drag_began; /* where it was then */

    OrrVizHistory history;
    bool playing;
    int speed;             /* twice as fast as usual for every one */
    int64_t play_position; /* on play_axis */
    OrrVizAxis play_axis;
    uint32_t play_cursor; /* where playing put the cursor */

    bool help, panel, path, minimap;
    bool fault;                            /* the tree of a failure is shown */
    int32_t help_scroll;                   /* lines */
    OrrVizPartState parts[ORR_VIZ_PARTS];  /* of the panel */
    OrrVizPart part;                       /* that keys for a part mean; ORR_VIZ_PARTS: none */
    uint32_t parts_cursor, parts_selected; /* when the parts were scrolled */
    OrrVizTyping typing;
    char search[ORR_VIZ_SEARCH_MAX + 1];
    char filter[ORR_VIZ_SEARCH_MAX + 1];   /* empty: all lanes are shown */
    char typed[ORR_VIZ_SEARCH_MAX + 1];    /* anything else */
    OrrVizFound found[ORR_VIZ_FOUND_MAX];  /* what is listed below it */
    uint32_t found_count;                  /* those that there are */
    uint32_t found_at;                     /* which of the list is meant */
    OrrVizRect ask_rows;                   /* where the list is, in the last picture */
    uint32_t ask_first;                    /* the first that it shows */
    OrrVizNotes notes;                     /* a host keeps them when they have changed */
    char message[ORR_VIZ_MESSAGE_MAX + 1]; /* in the foot, until the next key */
    uint32_t walk[ORR_VIZ_WALK_MAX];       /* steps that [ left behind, for ] to go back to */
    uint32_t walk_count;

    OrrVizMetrics metrics; /* of the last picture */
    OrrVizPlaces places;
    OrrTraceState state; /* after event `state_event` */
    uint32_t state_event;
    bool has_state;
    OrrVizMap map;
    uint32_t *bounds; /* owned: columns as events, of the last picture */
    int32_t bounds_capacity;
    struct OrrVizWhy *why;             /* owned; see viz/why.h; NULL: nothing of it is shown */
    struct OrrVizVariables *variables; /* owned; see viz/variables.h; NULL: not yet needed */
    struct OrrVizStory *story;         /* owned; see viz/story.h; NULL: not yet needed */
    struct OrrVizCard *card;           /* owned; of the lesson that goes on, see viz/card.h; NULL: none */
    struct OrrVizApp *below;           /* borrowed: of a second trace, shown under this one; NULL: none */
    int32_t below_y;
    int64_t pair_steps;               /* of the upper one: how many steps later the lower one parts ... */
    int64_t pair_shift[ORR_VIZ_AXES]; /* ... and how far to the right on each axis */
    bool paired;                      /* it is one of two: see viz/pair.h */
    uint32_t parting;                 /* the event where two traces part, or ORR_VIZ_NONE */
    bool quit;
    bool text_bigger, text_smaller, text_usual; /* the host is asked to change its font; it clears them */
} OrrVizApp;

/* An app that shows the trace; `title` and the reader are borrowed. Nothing is built yet, see orr_viz_app_load. With a
 * NULL reader it shows orr_viz_app_trouble's text. */
void orr_viz_app_init(OrrVizApp *app, const OrrTraceReader *reader, const char *title);
void orr_viz_app_free(OrrVizApp *app);
/* Gives an app that has no trace one: it was not there, or not readable, when the app began. */
void orr_viz_app_open(OrrVizApp *app, const OrrTraceReader *reader);
/* Says why there is nothing to show. */
void orr_viz_app_trouble(OrrVizApp *app, const char *text);
/* Takes more of the trace into the model, at most so many events. False: it is all there (or there is none). */
bool orr_viz_app_load(OrrVizApp *app, uint64_t most_events);
/* The reader got more events, or the end: orr_viz_app_load takes them in. A cursor at the last event follows it. */
void orr_viz_app_grew(OrrVizApp *app);
/* What a window is called: the selected task, step and time at the cursor, the file. */
void orr_viz_app_window_title(const OrrVizApp *app, OrrTraceBytes *text);

/* Shows a second trace under this one's, both loaded: with the same view, at the first event that is not the same.
 * `below` is borrowed. Returns NULL, or why it cannot. */
const char *orr_viz_app_pair(OrrVizApp *app, OrrVizApp *below);

void orr_viz_app_key(OrrVizApp *app, OrrVizKey key);
/* Does what the command is, in this app alone, and remembers where that was if it moved anything. */
void orr_viz_app_run(OrrVizApp *app, OrrVizCommand command);
/* So much time of the host's passed: the cursor moves on while it plays (app->playing). */
void orr_viz_app_tick(OrrVizApp *app, uint32_t elapsed_ms);
void orr_viz_app_mouse_move(OrrVizApp *app, int32_t x, int32_t y);
void orr_viz_app_mouse_down(OrrVizApp *app, int32_t x, int32_t y);
void orr_viz_app_mouse_up(OrrVizApp *app, int32_t x, int32_t y);
/* Notches: up and to the left are positive. */
void orr_viz_app_wheel(OrrVizApp *app, int32_t x, int32_t y, int32_t up, int32_t left, bool shift, bool control);

/* The shape that the mouse's pointer should have where it is. */
typedef enum OrrVizPointer {
    ORR_VIZ_POINTER_USUAL,
    ORR_VIZ_POINTER_SIDEWAYS,
    ORR_VIZ_POINTER_UPWARDS,
    ORR_VIZ_POINTER_MOVES,
    ORR_VIZ_POINTER_HAND,
    ORR_VIZ_POINTERS,
} OrrVizPointer;
OrrVizPointer orr_viz_app_pointer(const OrrVizApp *app);

/* What is shown now, and showing that again. */
OrrVizPlace orr_viz_app_place(const OrrVizApp *app);
void orr_viz_app_return(OrrVizApp *app, const OrrVizPlace *place);

/* Shows a message until the next key. */
void orr_viz_app_say(OrrVizApp *app, const char *text);
/* Moves the cursor to the event and shows it there. */
void orr_viz_app_go(OrrVizApp *app, uint32_t event);
/* Selects a lane and makes it visible; ORR_VIZ_NONE: nothing. */
void orr_viz_app_select(OrrVizApp *app, uint32_t lane);
/* Selects a track instead of a lane, likewise. */
void orr_viz_app_select_track(OrrVizApp *app, uint32_t track);
/* The selected span: of the selected lane, at the cursor. NULL: none. */
const OrrVizSpan *orr_viz_app_span(const OrrVizApp *app);
/* The step that the selected span belongs to, leads to, or comes from; 0: none. */
uint32_t orr_viz_app_step(const OrrVizApp *app);
/* The run as it was after the cursor's event; NULL: no memory. Valid until the cursor moves. */
const OrrTraceState *orr_viz_app_state(OrrVizApp *app);

/* Makes a picture. */
void orr_viz_app_draw(OrrVizApp *app, OrrVizDrawList *list, int32_t width, int32_t height, OrrVizMetrics metrics);

#endif

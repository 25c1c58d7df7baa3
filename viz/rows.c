#include "viz/rows.h"

#include <stdlib.h>
#include <string.h>

#include "viz/array.h"
#include "viz/idmap.h"
#include "viz/search.h"

enum {
    FEW_TRACKS = 6,
    MANY_LANES = 100, /* from so many on like tasks are grouped ... */
    LEAST_LIKE = 16,  /* ... if there are as many as that */
    CHILDREN_FOLDED = 1,
    GROUP_OPEN = 2, /* of the group that begins with the lane */
};

/* ---- groups ------------------------------------------------------------------------------------- */

/* What only the making of the rows needs; of each lane. */
typedef struct Likes {
    uint32_t *first; /* of its group, ORR_VIZ_NONE: it is in none */
    uint32_t *next;  /* in its group */
    uint32_t *count; /* of the group that begins with it */
    uint32_t hider;  /* the lane whose row comes before the hidden selected one; ORR_VIZ_NONE: it is not hidden */
    bool hider_is_group;
    bool failed;
} Likes;

static void free_likes(Likes *likes) {
    free(likes->first);
    free(likes->next);
    free(likes->count);
}

/* The lane behind this one with the same parent. Lanes without one are found by looking. */
static uint32_t sibling(const OrrVizModel *model, uint32_t lane) {
    if (model->lanes[lane].parent != ORR_VIZ_NONE) return model->lanes[lane].next_sibling;
    for (lane++; lane < model->lane_count; lane++) {
        if (model->lanes[lane].parent == ORR_VIZ_NONE) return lane;
    }
    return ORR_VIZ_NONE;
}

/* Chains the like ones among a lane and the siblings behind it. */
static bool chain(const OrrVizModel *model, Likes *likes, OrrVizIdmap *last, uint32_t lane) {
    for (; lane != ORR_VIZ_NONE; lane = sibling(model, lane)) {
        const OrrVizLane *it = &model->lanes[lane];
        uint32_t like = orr_viz_idmap_get(last, it->function);
        likes->first[lane] = likes->next[lane] = ORR_VIZ_NONE;
        likes->count[lane] = 1;
        if (it->kind == ORR_VIZ_LANE_LOOP) continue;
        likes->first[lane] = lane;
        if (like != 0 && model->lanes[like - 1].parent == it->parent && model->lanes[like - 1].kind == it->kind) {
            likes->next[like - 1] = lane;
            likes->first[lane] = likes->first[like - 1];
            likes->count[likes->first[lane]]++;
        }
        if (!orr_viz_idmap_set(last, it->function, lane + 1)) return false;
    }
    return true;
}

static bool find_likes(const OrrVizApp *app, Likes *likes) {
    const OrrVizModel *model = app->model;
    OrrVizIdmap last;
    orr_viz_idmap_init(&last, 1u << 16);
    bool good = chain(model, likes, &last, 0); /* lane 0 has no parent, and is the first of those */
    for (uint32_t i = 0; good && i < model->lane_count; i++) {
        if (model->lanes[i].first_child != ORR_VIZ_NONE) good = chain(model, likes, &last, model->lanes[i].first_child);
    }
    for (uint32_t i = 0; good && i < model->lane_count; i++) {
        if (likes->first[i] == ORR_VIZ_NONE || likes->count[likes->first[i]] >= LEAST_LIKE) continue;
        likes->next[i] = ORR_VIZ_NONE;
        if (likes->first[i] != i) likes->first[i] = ORR_VIZ_NONE; /* the first's count is still asked for */
    }
    for (uint32_t i = 0; good && i < model->lane_count; i++) {
        if (likes->first[i] == i && likes->count[i] < LEAST_LIKE) likes->first[i] = ORR_VIZ_NONE;
    }
    orr_viz_idmap_free(&last);
    return good;
}

static bool group_open(const OrrVizApp *app, uint32_t first) {
    return (app->folds[first] & GROUP_OPEN) != 0;
}

/* Finds the outermost fold that hides the selected lane. */
static void find_hider(const OrrVizApp *app, Likes *likes) {
    const OrrVizModel *model = app->model;
    likes->hider = ORR_VIZ_NONE;
    if (app->selected >= model->lane_count) return;
    for (uint32_t lane = app->selected; lane != ORR_VIZ_NONE; lane = model->lanes[lane].parent) {
        uint32_t first = likes->first[lane], parent = model->lanes[lane].parent;
        if (first != ORR_VIZ_NONE && !group_open(app, first)) {
            likes->hider = first;
            likes->hider_is_group = true;
        }
        if (parent != ORR_VIZ_NONE && (app->folds[parent] & CHILDREN_FOLDED) != 0) {
            likes->hider = parent;
            likes->hider_is_group = false;
        }
    }
}

/* ---- rows --------------------------------------------------------------------------------------- */

static bool add_row(OrrVizApp *app, OrrVizRowKind kind, uint32_t index, uint32_t depth) {
    if (!ORR_VIZ_GROW(app->rows, app->row_count, app->row_capacity)) return false;
    app->rows[app->row_count++] = (OrrVizRow){
        .index = index, .depth = (uint16_t)(depth > UINT16_MAX ? UINT16_MAX : depth), .kind = (uint8_t)kind};
    return true;
}

static bool add_lane(OrrVizApp *app, uint32_t lane, uint32_t depth) {
    app->lane_rows[lane] = app->row_count;
    return add_row(app, ORR_VIZ_ROW_LANE, lane, depth);
}

/* A row for the group that begins with the lane. */
static bool add_group(OrrVizApp *app, const Likes *likes, uint32_t first, uint32_t depth) {
    app->group_rows[first] = app->row_count;
    if (!add_row(app, ORR_VIZ_ROW_GROUP, first, depth)) return false;
    OrrVizRow *row = &app->rows[app->row_count - 1];
    row->members = app->member_count;
    row->count = likes->count[first];
    for (uint32_t lane = first; lane != ORR_VIZ_NONE; lane = likes->next[lane]) {
        app->group_rows[lane] = app->group_rows[first];
        app->members[app->member_count++] = lane;
    }
    return true;
}

/* What comes behind a lane and all below it. */
static uint32_t lane_after(const OrrVizModel *model, const Likes *likes, uint32_t lane) {
    while (lane != ORR_VIZ_NONE) {
        if (likes->next[lane] != ORR_VIZ_NONE) return likes->next[lane];
        if (likes->first[lane] != ORR_VIZ_NONE) lane = likes->first[lane];
        uint32_t next = sibling(model, lane);
        /* Those that are not the first of their group were shown with it. */
        while (next != ORR_VIZ_NONE && likes->first[next] != ORR_VIZ_NONE && likes->first[next] != next) {
            next = sibling(model, next);
        }
        if (next != ORR_VIZ_NONE) return next;
        lane = model->lanes[lane].parent;
    }
    return ORR_VIZ_NONE;
}

/* What comes behind a group as a whole. */
static uint32_t group_after(const OrrVizModel *model, const Likes *likes, uint32_t first) {
    uint32_t last = first;
    while (likes->next[last] != ORR_VIZ_NONE) last = likes->next[last];
    return lane_after(model, likes, last);
}

/* The row of the lane, and of its group if it is the first; the next lane to come. */
static uint32_t add_lane_rows(OrrVizApp *app, Likes *likes, uint32_t lane) {
    const OrrVizModel *model = app->model;
    const OrrVizLane *it = &model->lanes[lane];
    uint32_t depth = it->depth + (likes->first[lane] != ORR_VIZ_NONE);
    bool good = true, pin = false;
    uint32_t next = ORR_VIZ_NONE;
    if (likes->first[lane] == lane) {
        good = add_group(app, likes, lane, it->depth);
        if (!group_open(app, lane)) {
            pin = likes->hider == lane && likes->hider_is_group;
            next = group_after(model, likes, lane);
            good = good && (!pin || add_lane(app, app->selected, depth));
            likes->failed = !good;
            return next;
        }
    }
    bool idle = lane == 0 && it->count == 0 && model->lane_count > 1; /* no callbacks */
    if (!idle) good = good && add_lane(app, lane, depth);
    bool folded = (app->folds[lane] & CHILDREN_FOLDED) != 0;
    if (folded && likes->hider == lane && !likes->hider_is_group)
        good = good && add_lane(app, app->selected, depth + 1);
    likes->failed = !good;
    return it->first_child != ORR_VIZ_NONE && !folded ? it->first_child : lane_after(model, likes, lane);
}

/* Lanes that have no row share that of the group or parent they are folded into. */
static void share_rows(OrrVizApp *app) {
    for (uint32_t lane = 0; lane < app->model->lane_count; lane++) {
        uint32_t parent = app->model->lanes[lane].parent;
        if (app->lane_rows[lane] != ORR_VIZ_NONE) continue;
        if (app->group_rows[lane] != ORR_VIZ_NONE) app->lane_rows[lane] = app->group_rows[lane];
        else if (parent != ORR_VIZ_NONE) app->lane_rows[lane] = app->lane_rows[parent];
    }
}

static bool add_nested(OrrVizApp *app) {
    size_t count = app->model->lane_count;
    Likes likes = {.first = malloc(count * sizeof(uint32_t)),
                   .next = malloc(count * sizeof(uint32_t)),
                   .count = malloc(count * sizeof(uint32_t))};
    likes.failed = likes.first == NULL || likes.next == NULL || likes.count == NULL;
    if (!likes.failed) {
        memset(likes.first, 0xFF, count * sizeof(uint32_t)); /* ORR_VIZ_NONE */
        memset(likes.next, 0xFF, count * sizeof(uint32_t));
        if (count > MANY_LANES && !app->ungrouped) likes.failed = !find_likes(app, &likes);
    }
    if (!likes.failed) {
        find_hider(app, &likes);
        for (uint32_t lane = 0; lane != ORR_VIZ_NONE && !likes.failed;) lane = add_lane_rows(app, &likes, lane);
        share_rows(app);
    }
    free_likes(&likes);
    return !likes.failed;
}

static bool add_filtered(OrrVizApp *app) {
    OrrTraceBytes text = {0};
    bool good = true;
    for (uint32_t lane = 0; good && lane < app->model->lane_count; lane++) {
        if (orr_viz_search_passes(app, lane, &text)) good = add_lane(app, lane, 0);
    }
    good = good && !text.failed;
    orr_trace_bytes_free(&text);
    return good;
}

static bool add_tracks(OrrVizApp *app) {
    const OrrVizModel *model = app->model;
    if (!add_row(app, ORR_VIZ_ROW_READY, 0, 0)) return false;
    uint32_t shown = 0;
    for (uint32_t i = 0; i < model->track_count; i++) {
        /* Something that is never used says nothing. */
        if (!app->all_tracks && (shown == FEW_TRACKS || model->tracks[i].count < 2)) continue;
        if (!add_row(app, ORR_VIZ_ROW_TRACK, i, 0)) return false;
        shown++;
    }
    return true;
}

/* Arrays of an element a lane. */
static bool lane_arrays(OrrVizApp *app) {
    uint32_t count = app->model->lane_count;
    if (count > app->lane_capacity) {
        uint32_t *rows = reallocarray(app->lane_rows, count, sizeof *rows);
        if (rows != NULL) app->lane_rows = rows;
        uint32_t *groups = reallocarray(app->group_rows, count, sizeof *groups);
        if (groups != NULL) app->group_rows = groups;
        uint32_t *members = reallocarray(app->members, count, sizeof *members);
        if (members != NULL) app->members = members;
        uint8_t *folds = reallocarray(app->folds, count, sizeof *folds);
        if (folds != NULL) app->folds = folds;
        if (rows == NULL || groups == NULL || members == NULL || folds == NULL) return false;
        memset(folds + app->lane_capacity, 0, count - app->lane_capacity);
        app->lane_capacity = count;
    }
    memset(app->lane_rows, 0xFF, count * sizeof *app->lane_rows); /* ORR_VIZ_NONE */
    memset(app->group_rows, 0xFF, count * sizeof *app->group_rows);
    return true;
}

/* A row of something hidden, or one that passed a filter for states, may come and go. */
static bool up_to_date(const OrrVizApp *app) {
    if (app->row_count == 0 || app->rows_lanes != app->model->lane_count) return false;
    if (app->rows_tracks != app->model->track_count) return false;
    if (app->filter[0] == '=') return app->rows_cursor == app->cursor;
    return app->filter[0] != '\0' || app->rows_selected == app->selected;
}

bool orr_viz_layout_rows(OrrVizApp *app) {
    if (up_to_date(app)) return true;
    app->row_count = 0;
    app->member_count = 0;
    bool good = lane_arrays(app) && add_tracks(app) && (app->filter[0] != '\0' ? add_filtered(app) : add_nested(app));
    if (!good) {
        app->row_count = 0;
        return false;
    }
    app->rows_lanes = app->model->lane_count;
    app->rows_tracks = app->model->track_count;
    app->rows_selected = app->selected;
    app->rows_cursor = app->cursor;
    return true;
}

/* ---- asking ------------------------------------------------------------------------------------- */

uint32_t orr_viz_row_of_lane(const OrrVizApp *app, uint32_t lane) {
    return app->row_count == 0 || lane >= app->rows_lanes ? ORR_VIZ_NONE : app->lane_rows[lane];
}

uint32_t orr_viz_rows_group(const OrrVizApp *app, uint32_t lane) {
    return app->row_count == 0 || lane >= app->rows_lanes ? ORR_VIZ_NONE : app->group_rows[lane];
}

bool orr_viz_row_folded(const OrrVizApp *app, const OrrVizRow *row) {
    if (row->kind == ORR_VIZ_ROW_GROUP) return !group_open(app, row->index);
    return row->kind == ORR_VIZ_ROW_LANE && app->filter[0] == '\0' && (app->folds[row->index] & CHILDREN_FOLDED) != 0;
}

void orr_viz_rows_toggle(OrrVizApp *app, uint32_t row) {
    if (row >= app->row_count) return;
    const OrrVizRow *it = &app->rows[row];
    if (it->kind == ORR_VIZ_ROW_GROUP) app->folds[it->index] ^= GROUP_OPEN;
    else if (it->kind == ORR_VIZ_ROW_LANE) app->folds[it->index] ^= CHILDREN_FOLDED;
    app->row_count = 0;
}

#include "sim/vm/suggest.h"

#define MOVE_COST  2
#define CASE_COST  1
#define MAX_LENGTH 40 /* of names that are compared */
#define MAX_NAMES  750

static uint32_t lower(uint32_t c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

static unsigned replace_cost(uint32_t a, uint32_t b) {
    if (a == b) return 0;
    return lower(a) == lower(b) ? CASE_COST : MOVE_COST;
}

/* The distance of a to b, or more than bound as soon as that is certain. Both at most MAX_LENGTH long. */
static unsigned distance(const OrrStr *a, const OrrStr *b, unsigned bound) {
    unsigned row[MAX_LENGTH + 1];
    for (size_t n = 0; n <= b->length; n++) row[n] = (unsigned)n * MOVE_COST;
    for (size_t m = 1; m <= a->length; m++) {
        unsigned diagonal = row[0], best;
        best = row[0] = (unsigned)m * MOVE_COST;
        for (size_t n = 1; n <= b->length; n++) {
            unsigned replaced = diagonal + replace_cost(orr_str_at(a, m - 1), orr_str_at(b, n - 1));
            unsigned moved = (row[n] < row[n - 1] ? row[n] : row[n - 1]) + MOVE_COST;
            diagonal = row[n];
            row[n] = replaced < moved ? replaced : moved;
            if (row[n] < best) best = row[n];
        }
        if (best > bound) return bound + 1;
    }
    return row[b->length];
}

OrrStr *orr_suggest_name(OrrVm *vm, OrrStr *const *names, size_t count, const OrrStr *name) {
    (void)vm;
    if (count > MAX_NAMES || name->length > MAX_LENGTH) return NULL;
    OrrStr *closest = NULL;
    unsigned closest_distance = UINT32_MAX;
    for (size_t n = 0; n < count; n++) {
        if (names[n]->length > MAX_LENGTH || orr_str_equal(names[n], name)) continue;
        unsigned bound = (unsigned)(name->length + names[n]->length + 3) * MOVE_COST / 6;
        if (closest_distance - 1 < bound) bound = closest_distance - 1;
        unsigned d = distance(name, names[n], bound);
        if (d > bound) continue;
        closest = names[n];
        closest_distance = d;
    }
    return closest;
}

#include "sim/loop/choose.h"

#include <stddef.h>

#include "sim/base/check.h"

void orr_choices_init(OrrChoices *choices, OrrArena *arena) {
    *choices = (OrrChoices){.arena = arena};
}

static void record(OrrChoices *choices, OrrDecision decision) {
    if (choices->count == choices->capacity) {
        uint32_t capacity = choices->capacity ? choices->capacity * 2 : 32;
        OrrDecision *grown = orr_arena_realloc(choices->arena, ORR_BLOCK_RAW, choices->decisions,
                                               choices->capacity * sizeof *grown, capacity * sizeof *grown);
        if (grown == NULL) {
            choices->lost = true;
            return;
        }
        choices->decisions = grown;
        choices->capacity = capacity;
    }
    choices->decisions[choices->count++] = decision;
}

uint32_t orr_choose_asking(OrrChoices *choices, OrrChoice kind, uint32_t n, uint64_t subject) {
    uint32_t chosen = 0;
    if (choices->chooser.choose != NULL) chosen = choices->chooser.choose(choices->chooser.context, kind, n, subject);
    ORR_ASSERT(chosen < n);
    orr_trace_decision(choices->trace, kind, n, chosen, (int64_t)subject);
    record(choices, (OrrDecision){.kind = (uint8_t)kind, .count = n, .chosen = chosen, .subject = subject});
    return chosen;
}

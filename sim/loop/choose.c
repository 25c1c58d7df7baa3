#include "sim/loop/choose.h"

#include <stddef.h>
#include <string.h>

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

/* Tells the trace what could have been chosen. */
static void tell(const OrrChoices *choices, OrrChoice kind, uint32_t n, uint32_t chosen, uint64_t subject,
                 const OrrOptions *options) {
    if (choices->trace == NULL) return;
    orr_trace_decision(choices->trace, kind, n, chosen, (int64_t)subject);
    for (uint32_t i = 0; i < n; i++) {
        OrrOption option = {.object = 0};
        options->describe(options->context, i, &option);
        size_t length = strlen(option.label);
        int64_t label = length == 0 ? 0 : orr_trace_string(choices->trace, option.label, length);
        orr_trace_option(choices->trace, i, option.object, label);
    }
}

uint32_t orr_choose_asking(OrrChoices *choices, OrrChoice kind, uint32_t n, uint64_t subject,
                           const OrrOptions *options) {
    uint32_t chosen = 0;
    if (choices->chooser.choose != NULL) chosen = choices->chooser.choose(choices->chooser.context, kind, n, subject);
    ORR_ASSERT(chosen < n);
    tell(choices, kind, n, chosen, subject, options);
    record(choices, (OrrDecision){.kind = (uint8_t)kind, .count = n, .chosen = chosen, .subject = subject});
    return chosen;
}

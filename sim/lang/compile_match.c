/* match: the subject is evaluated once; each case tries its pattern, binds its names, tries its guard. */
#include "sim/lang/codegen.h"

/* A local may serve as the subject in place, unless something in the statement binds it before the last pattern. */
static bool binds_name(OrrAst *node, const OrrName *name) {
    OrrAstSeq seq = {0};
    switch (node->kind) {
    case ORR_AST_MATCH_AS: {
        OrrAstMatchAs *as = orr_ast_match_as(node);
        return as->name == name || (as->pattern != NULL && binds_name(as->pattern, name));
    }
    case ORR_AST_MATCH_STAR: return orr_ast_match_star(node)->name == name;
    case ORR_AST_MATCH_MAPPING:
        if (orr_ast_match_mapping(node)->rest == name) return true;
        seq = orr_ast_match_mapping(node)->patterns;
        break;
    case ORR_AST_MATCH_SEQUENCE: seq = orr_ast_match_sequence(node)->patterns; break;
    case ORR_AST_MATCH_OR: seq = orr_ast_match_or(node)->patterns; break;
    case ORR_AST_MATCH_CLASS: {
        OrrAstSeq keywords = orr_ast_match_class(node)->kwd_patterns;
        for (size_t i = 0; i < keywords.count; i++) {
            if (binds_name(keywords.items[i], name)) return true;
        }
        seq = orr_ast_match_class(node)->patterns;
        break;
    }
    default: return false;
    }
    for (size_t i = 0; i < seq.count; i++) {
        if (binds_name(seq.items[i], name)) return true;
    }
    return false;
}

static bool subject_is_rebound(const OrrGen *gen, OrrAst *subject, OrrAstSeq cases) {
    if (gen->unit->scope->walrus) return true;
    for (size_t i = 0; i < cases.count; i++) {
        if (binds_name(orr_ast_match_case(cases.items[i])->pattern, orr_ast_name(subject)->id)) return true;
    }
    return false;
}

static OrrVal subject_value(OrrGen *gen, OrrAst *subject, OrrAstSeq cases) {
    if (subject->kind == ORR_AST_NAME && !subject_is_rebound(gen, subject, cases)) return orr_gen_value(gen, subject);
    return (OrrVal){orr_gen_to_temp(gen, subject), true};
}

static void one_case(OrrGen *gen, OrrAst *node, OrrVal subject, bool last, OrrLabel end) {
    OrrAstMatchCase *match_case = orr_ast_match_case(node);
    uint32_t top = gen->unit->top;
    OrrPattern pattern = {.fail = orr_gen_label(gen), .allow_irrefutable = last || match_case->guard != NULL};
    orr_gen_pattern(gen, match_case->pattern, (OrrVal){subject.reg, false}, &pattern);
    for (uint32_t i = 0; i < pattern.count && !gen->failed; i++) {
        OrrCapture capture = pattern.captures[i];
        orr_gen_store_name(gen, match_case->pattern, capture.name,
                           (OrrVal){capture.reg, orr_gen_is_temp(gen, capture.reg) && capture.reg >= top});
    }
    gen->unit->top = top;
    if (match_case->guard != NULL) orr_gen_branch(gen, match_case->guard, pattern.fail, false);
    if (subject.temp) orr_gen_clear(gen, node, subject.reg);
    orr_gen_stmts(gen, match_case->body);
    orr_gen_jump(gen, NULL, end);
    orr_gen_place(gen, pattern.fail);
}

void orr_gen_match(OrrGen *gen, OrrAst *node) {
    OrrAstMatch *match = orr_ast_match(node);
    OrrLabel end = orr_gen_label(gen);
    OrrVal subject = subject_value(gen, match->subject, match->cases);
    for (size_t i = 0; i < match->cases.count && !gen->failed; i++) {
        one_case(gen, match->cases.items[i], subject, i + 1 == match->cases.count, end);
    }
    if (subject.temp) orr_gen_clear(gen, node, subject.reg);
    orr_gen_place(gen, end);
}

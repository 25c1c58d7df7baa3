#include "sim/lang/parser_internal.h"
void orr_diagnose_expression(OrrParser *p, size_t start, OrrAst *a) {
    (void)p;
    (void)start;
    (void)a;
}
void orr_diagnose_named(OrrParser *p, size_t start, OrrAst *a) {
    (void)p;
    (void)start;
    (void)a;
}
void orr_diagnose_comprehension(OrrParser *p, size_t open) {
    (void)p;
    (void)open;
}
void orr_diagnose_group(OrrParser *p, size_t open) {
    (void)p;
    (void)open;
}
void orr_diagnose_dict(OrrParser *p, size_t open) {
    (void)p;
    (void)open;
}
void orr_diagnose_arguments(OrrParser *p, size_t start) {
    (void)p;
    (void)start;
}
void orr_diagnose_keyword(OrrParser *p, size_t start) {
    (void)p;
    (void)start;
}
void orr_diagnose_assignment(OrrParser *p, size_t start) {
    (void)p;
    (void)start;
}
void orr_diagnose_parameters(OrrParser *p, size_t start, bool lambda) {
    (void)p;
    (void)start;
    (void)lambda;
}
void orr_diagnose_field(OrrParser *p, size_t open, char letter) {
    (void)p;
    (void)open;
    (void)letter;
}

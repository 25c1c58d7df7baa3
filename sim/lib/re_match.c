/* re.Match: what a pattern found. */
#include "sim/lib/re.h"
#include "sim/vm/abstract.h"
#include "sim/vm/exception.h"
#include "sim/vm/function.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/number.h"
#include "sim/vm/str_internal.h"

OrrValue orr_re_match_new(OrrVm *vm, OrrRePattern *pattern, const OrrReSubject *subject) {
    const OrrReState *st = orr_re_state(vm);
    uint32_t count = pattern->groups + 1;
    OrrReMatch *m = orr_new_object(vm, st->matched, sizeof *m + count * sizeof *m->spans);
    if (m == NULL) return ORR_NULL;
    pattern->head.refs++;
    m->pattern = pattern;
    m->string = orr_retain(subject->string);
    m->pos = subject->pos;
    m->endpos = subject->endpos;
    m->last = st->last;
    m->count = count;
    memcpy(m->spans, st->spans, count * sizeof *m->spans);
    return orr_value(m);
}

static void destroy(OrrVm *vm, OrrObject *self) {
    OrrReMatch *m = (OrrReMatch *)self;
    orr_release_object(vm, m->pattern);
    orr_release(vm, m->string);
    orr_free_object(vm, m, sizeof *m + m->count * sizeof *m->spans);
}

static void traverse(OrrObject *self, OrrVisit visit, void *context) {
    const OrrReMatch *m = (const OrrReMatch *)self;
    visit(context, &m->pattern->head);
    if (orr_is_object(m->string)) visit(context, orr_object(m->string));
}

/* Groups */

OrrValue orr_re_slice(OrrVm *vm, const OrrReSubject *subject, size_t start, size_t end) {
    size_t length = subject->length;
    if (end > length) end = length;
    if (start > end) start = end;
    if (orr_is_str(subject->string)) {
        if (end - start == 1) return orr_str_from_char(vm, orr_unit_get(subject->units, subject->kind, start));
        return orr_str_substring(vm, orr_as_str(subject->string), start, end);
    }
    if (start == 0 && end == length && orr_is_exact(vm, subject->string, vm->types.bytes))
        return orr_retain(subject->string);
    return orr_bytes_new(vm, (const uint8_t *)subject->units + start, end - start);
}

OrrValue orr_re_group(OrrVm *vm, const OrrReSubject *subject, OrrReSpan span, OrrValue otherwise) {
    if (span.end == SIZE_MAX) return orr_retain(otherwise);
    return orr_re_slice(vm, subject, span.start, span.end);
}

static bool open_subject(OrrVm *vm, const OrrReMatch *m, OrrReSubject *subject) {
    return orr_re_subject_open(vm, m->pattern, m->string, subject);
}

/* The number of a group, given so or by name; -1: IndexError. */
static int64_t find_group(OrrVm *vm, const OrrReMatch *m, OrrValue key) {
    int64_t number = -1;
    if (orr_is_small_int(key)) {
        number = orr_small_int_value(key);
    } else if (orr_type_of(vm, key)->slots.to_index != NULL) {
        if (!orr_to_index(vm, key, NULL, &number)) return -1;
    } else {
        OrrValue found = orr_dict_get(vm, m->pattern->names, key);
        if (found != ORR_NULL) number = orr_small_int_value(found);
        orr_exception_clear(vm);
    }
    if (number >= 0 && number < (int64_t)m->count) return number;
    orr_raise(vm, vm->exc.IndexError, "no such group");
    return -1;
}

static OrrValue group(OrrVm *vm, const OrrReMatch *m, OrrValue key) {
    OrrReSubject subject;
    int64_t number = find_group(vm, m, key);
    if (number < 0 || !open_subject(vm, m, &subject)) return ORR_NULL;
    return orr_re_group(vm, &subject, m->spans[number], ORR_NONE);
}

static OrrValue match_getitem(OrrVm *vm, OrrValue self, OrrValue key) {
    return group(vm, orr_as_match(self), key);
}

static OrrValue match_group(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    const OrrReMatch *m = orr_as_match(self);
    (void)kwnames;
    if (nargs < 2) return group(vm, m, nargs == 0 ? orr_small_int(0) : args[0]);
    OrrTuple *all = orr_tuple_alloc(vm, nargs);
    if (all == NULL) return ORR_NULL;
    for (size_t i = 0; i < nargs; i++) {
        OrrValue one = group(vm, m, args[i]);
        if (one == ORR_NULL) {
            orr_release_object(vm, all);
            return ORR_NULL;
        }
        all->items[i] = one;
    }
    return orr_value(all);
}

/* The only argument, default=None. */
static bool bind_default(OrrVm *vm, const char *function, const OrrValue *args, size_t nargs, OrrValue kwnames,
                         OrrValue *otherwise) {
    static const char *const names[] = {"default", NULL};
    const OrrSignature signature = {function, names, 0, 1, 0, 1};
    *otherwise = ORR_NULL;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, otherwise)) return false;
    if (*otherwise == ORR_NULL) *otherwise = ORR_NONE;
    return true;
}

static OrrValue match_groups(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    const OrrReMatch *m = orr_as_match(self);
    OrrReSubject subject;
    OrrValue otherwise;
    if (!bind_default(vm, "groups", args, nargs, kwnames, &otherwise) || !open_subject(vm, m, &subject)) return ORR_NULL;
    OrrTuple *all = orr_tuple_alloc(vm, m->count - 1);
    for (uint32_t i = 1; all != NULL && i < m->count; i++) {
        OrrValue one = orr_re_group(vm, &subject, m->spans[i], otherwise);
        if (one != ORR_NULL) {
            all->items[i - 1] = one;
        } else {
            orr_release_object(vm, all);
            all = NULL;
        }
    }
    return orr_value(all);
}

static OrrValue match_groupdict(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    const OrrReMatch *m = orr_as_match(self);
    OrrReSubject subject;
    OrrValue otherwise, name, number;
    size_t position = 0;
    if (!bind_default(vm, "groupdict", args, nargs, kwnames, &otherwise) || !open_subject(vm, m, &subject))
        return ORR_NULL;
    OrrDict *all = orr_dict_new(vm, m->pattern->names->live);
    while (all != NULL && orr_dict_step(m->pattern->names, &position, &name, &number)) {
        OrrValue one = orr_re_group(vm, &subject, m->spans[orr_small_int_value(number)], otherwise);
        bool good = one != ORR_NULL && orr_dict_set(vm, all, name, one);
        orr_xrelease(vm, one);
        if (good) continue;
        orr_release_object(vm, all);
        all = NULL;
    }
    return orr_value(all);
}

/* Places */

static OrrValue place(OrrVm *vm, size_t n) {
    return orr_int(vm, n == SIZE_MAX ? -1 : (int64_t)n);
}

static OrrValue pair(OrrVm *vm, OrrReSpan span) {
    return orr_tuple_pair(vm, place(vm, span.start), place(vm, span.end));
}

/* The group of start(), end(), span(); NULL: IndexError. */
static const OrrReSpan *span_of(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs) {
    const OrrReMatch *m = orr_as_match(self);
    int64_t number = nargs == 0 ? 0 : find_group(vm, m, args[0]);
    return number < 0 ? NULL : &m->spans[number];
}

static OrrValue match_start(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    const OrrReSpan *span = span_of(vm, self, args, nargs);
    (void)kwnames;
    return span == NULL ? ORR_NULL : place(vm, span->start);
}
static OrrValue match_end(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    const OrrReSpan *span = span_of(vm, self, args, nargs);
    (void)kwnames;
    return span == NULL ? ORR_NULL : place(vm, span->end);
}
static OrrValue match_span(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    const OrrReSpan *span = span_of(vm, self, args, nargs);
    (void)kwnames;
    return span == NULL ? ORR_NULL : pair(vm, *span);
}

static OrrValue get_regs(OrrVm *vm, OrrValue self) {
    const OrrReMatch *m = orr_as_match(self);
    OrrTuple *all = orr_tuple_alloc(vm, m->count);
    for (uint32_t i = 0; all != NULL && i < m->count; i++) {
        OrrValue one = pair(vm, m->spans[i]);
        if (one != ORR_NULL) {
            all->items[i] = one;
        } else {
            orr_release_object(vm, all);
            all = NULL;
        }
    }
    return orr_value(all);
}

static OrrValue get_pos(OrrVm *vm, OrrValue self) {
    return place(vm, orr_as_match(self)->pos);
}
static OrrValue get_endpos(OrrVm *vm, OrrValue self) {
    return place(vm, orr_as_match(self)->endpos);
}
static OrrValue get_last_index(OrrVm *vm, OrrValue self) {
    uint32_t last = orr_as_match(self)->last;
    (void)vm;
    return last == 0 ? ORR_NONE : orr_small_int(last);
}
static OrrValue get_last_group(OrrVm *vm, OrrValue self) {
    const OrrReMatch *m = orr_as_match(self);
    (void)vm;
    return m->last == 0 ? ORR_NONE : orr_retain(m->pattern->group_names->items[m->last]);
}
static OrrValue get_re(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(orr_as_match(self)->pattern));
}
static OrrValue get_string(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_as_match(self)->string);
}

static OrrValue match_expand(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"template", NULL};
    static const OrrSignature signature = {"expand", names, 0, 1, 1, 1};
    const OrrReMatch *m = orr_as_match(self);
    OrrReSubject subject;
    OrrValue bound[1];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    OrrValue parts = orr_re_template(vm, m->pattern, bound[0]);
    OrrValue result = ORR_NULL;
    if (parts != ORR_NULL && open_subject(vm, m, &subject)) result = orr_re_expand(vm, parts, &subject, m->spans);
    orr_xrelease(vm, parts);
    return result;
}

static OrrValue match_copy(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_retain(self);
}

static OrrValue match_repr(OrrVm *vm, OrrValue self) {
    OrrReMatch *m = orr_as_match(self);
    OrrReSubject subject;
    if (!open_subject(vm, m, &subject)) return ORR_NULL;
    OrrValue text = orr_re_group(vm, &subject, m->spans[0], ORR_NONE);
    if (text == ORR_NULL) return ORR_NULL;
    OrrValue result = orr_format(vm, "<re.Match object; span=(%zu, %zu), match=%R>", m->spans[0].start,
                                 m->spans[0].end, text);
    orr_release(vm, text);
    return result;
}

static const OrrMethodDef methods[] = {
    ORR_DEF_CLASS_GETITEM,
    ORR_DEF_NONE("__copy__", match_copy),
    ORR_DEF_ONE("__deepcopy__", match_copy),
    ORR_DEF_RANGE("end", match_end, 0, 1),
    ORR_DEF_KEYWORDS("expand", match_expand),
    ORR_DEF_RANGE("group", match_group, 0, 255),
    ORR_DEF_KEYWORDS("groupdict", match_groupdict),
    ORR_DEF_KEYWORDS("groups", match_groups),
    ORR_DEF_RANGE("span", match_span, 0, 1),
    ORR_DEF_RANGE("start", match_start, 0, 1),
    ORR_DEF_END,
};

static const OrrGetSetDef getsets[] = {
    {"endpos", get_endpos, orr_set_readonly},
    {"lastgroup", get_last_group, NULL},
    {"lastindex", get_last_index, NULL},
    {"pos", get_pos, orr_set_readonly},
    {"re", get_re, orr_set_readonly},
    {"regs", get_regs, NULL},
    {"string", get_string, orr_set_readonly},
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_re_match_spec = {
    .name = "re.Match",
    .size = sizeof(OrrReMatch),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = destroy, .traverse = traverse, .repr = match_repr, .getitem = match_getitem},
    .methods = methods,
    .getsets = getsets,
};

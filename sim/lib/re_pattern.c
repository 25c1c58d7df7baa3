/* re.Pattern: a compiled pattern and what can be asked of it; the iterator that finditer gives. */
#include "sim/lib/re.h"
#include "sim/vm/abstract.h"
#include "sim/vm/exception.h"
#include "sim/vm/function.h"
#include "sim/vm/generic_alias.h"
#include "sim/vm/iter.h"
#include "sim/vm/mapping_proxy.h"
#include "sim/vm/number.h"

/* Making one */

static OrrTuple *names_by_number(OrrVm *vm, OrrDict *names, uint32_t groups) {
    OrrValue name, number;
    size_t position = 0;
    OrrTuple *result = orr_tuple_alloc(vm, groups + 1);
    while (result != NULL && orr_dict_step(names, &position, &name, &number))
        result->items[orr_small_int_value(number)] = orr_retain(name);
    return result;
}

OrrValue orr_re_pattern_new(OrrVm *vm, OrrValue pattern, uint32_t flags) {
    OrrReParsed parsed;
    const OrrReState *st = orr_re_state(vm);
    if (!orr_re_parse(vm, pattern, flags, 1, &parsed)) return ORR_NULL;
    OrrRePattern *p = orr_new_object(vm, st->pattern, sizeof *p);
    if (p != NULL) {
        memset((char *)p + sizeof p->head, 0, sizeof *p - sizeof p->head);
        p->pattern = orr_retain(pattern);
        p->is_text = orr_is_str(pattern);
        p->flags = parsed.flags;
        p->groups = parsed.groups;
        p->marks = parsed.marks;
        parsed.names->head.refs++;
        p->names = parsed.names;
        p->group_names = names_by_number(vm, parsed.names, parsed.groups);
        if (p->group_names == NULL || !orr_re_engine_compile(vm, p, 1, &parsed)) {
            orr_release_object(vm, p);
            p = NULL;
        }
    }
    orr_re_parsed_free(vm, &parsed);
    return orr_value(p);
}

static void pattern_destroy(OrrVm *vm, OrrObject *self) {
    OrrRePattern *p = (OrrRePattern *)self;
    orr_re_engine_free(vm, p);
    orr_release(vm, p->pattern);
    orr_xrelease_object(vm, p->names);
    orr_xrelease_object(vm, p->group_names);
    orr_free_object(vm, p, sizeof *p);
}

/* Subjects */

bool orr_re_subject_open(OrrVm *vm, const OrrRePattern *pattern, OrrValue string, OrrReSubject *subject) {
    *subject = (OrrReSubject){.string = string, .kind = 1};
    if (orr_is_str(string)) {
        const OrrStr *s = orr_as_str(string);
        if (!pattern->is_text)
            return orr_fail(vm, vm->exc.TypeError, "cannot use a bytes pattern on a string-like object");
        subject->units = orr_str_data(s);
        subject->kind = s->kind;
        subject->length = s->length;
    } else {
        OrrByteView view;
        if (!orr_byte_view(vm, string, &view))
            return orr_fail(vm, vm->exc.TypeError, "expected string or bytes-like object, got '%T'", string);
        if (pattern->is_text)
            return orr_fail(vm, vm->exc.TypeError, "cannot use a string pattern on a bytes-like object");
        subject->units = view.length == 0 ? (const uint8_t *)"" : view.data;
        subject->length = view.length;
    }
    subject->endpos = subject->length;
    return true;
}

/* A position: negative ones mean the start. */
static bool read_place(OrrVm *vm, OrrValue value, size_t *place) {
    int64_t n = 0;
    OrrValue index = orr_index(vm, value);
    if (index == ORR_NULL) return false;
    bool fits = orr_int_to_i64(index, &n);
    orr_release(vm, index);
    *place = n < 0 ? 0 : (size_t)n;
    return fits || orr_fail(vm, vm->exc.OverflowError, "Python int too large to convert to C ssize_t");
}

/* The arguments string, pos=0, endpos=sys.maxsize, and the subject that they mean. */
static bool bind_subject(OrrVm *vm, const char *function, OrrValue self, const OrrValue *args, size_t nargs,
                         OrrValue kwnames, OrrReSubject *subject) {
    static const char *const names[] = {"string", "pos", "endpos", NULL};
    const OrrSignature signature = {function, names, 0, 3, 1, 3};
    OrrValue bound[3] = {ORR_NULL, ORR_NULL, ORR_NULL};
    size_t pos = 0, endpos = SIZE_MAX;
    if (nargs == 1 && kwnames == ORR_NULL) return orr_re_subject_open(vm, orr_as_pattern(self), args[0], subject);
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return false;
    if (bound[1] != ORR_NULL && !read_place(vm, bound[1], &pos)) return false;
    if (bound[2] != ORR_NULL && !read_place(vm, bound[2], &endpos)) return false;
    if (!orr_re_subject_open(vm, orr_as_pattern(self), bound[0], subject)) return false;
    subject->pos = pos < subject->length ? pos : subject->length;
    if (endpos < subject->length) subject->endpos = endpos;
    return true;
}

/* Finding */

OrrValue orr_re_find(OrrVm *vm, OrrRePattern *pattern, OrrReSubject *subject, OrrReMode mode) {
    int found = orr_re_run(vm, pattern, subject, subject->pos, mode, false);
    if (found > 0) return orr_re_match_new(vm, pattern, subject);
    return found < 0 ? ORR_NULL : ORR_NONE;
}

static OrrValue pattern_match(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrReSubject subject;
    if (!bind_subject(vm, "match", self, args, nargs, kwnames, &subject)) return ORR_NULL;
    return orr_re_find(vm, orr_as_pattern(self), &subject, ORR_RE_MATCH);
}
static OrrValue pattern_fullmatch(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrReSubject subject;
    if (!bind_subject(vm, "fullmatch", self, args, nargs, kwnames, &subject)) return ORR_NULL;
    return orr_re_find(vm, orr_as_pattern(self), &subject, ORR_RE_FULLMATCH);
}
static OrrValue pattern_search(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrReSubject subject;
    if (!bind_subject(vm, "search", self, args, nargs, kwnames, &subject)) return ORR_NULL;
    return orr_re_find(vm, orr_as_pattern(self), &subject, ORR_RE_SEARCH);
}

/* The next match from *start on; *advance: an empty one there does not count. Both move behind what is found. As orr_re_run. */
static int find_one(OrrVm *vm, OrrRePattern *pattern, const OrrReSubject *subject, OrrReMode mode, size_t *start,
                    bool *advance) {
    int found = orr_re_run(vm, pattern, subject, *start, mode, *advance);
    if (found <= 0) return found;
    OrrReSpan whole = orr_re_state(vm)->spans[0];
    *advance = whole.start == whole.end;
    *start = whole.end;
    return 1;
}

static int find_next(OrrVm *vm, OrrRePattern *pattern, const OrrReSubject *subject, size_t *start, bool *advance) {
    return find_one(vm, pattern, subject, ORR_RE_SEARCH, start, advance);
}

/* An item of findall: the match, its only group, or all of them. What took no part is empty. */
static OrrValue found_item(OrrVm *vm, const OrrRePattern *pattern, const OrrReSubject *subject, OrrValue empty) {
    const OrrReSpan *spans = orr_re_state(vm)->spans;
    if (pattern->groups <= 1) return orr_re_group(vm, subject, spans[pattern->groups], empty);
    OrrTuple *all = orr_tuple_alloc(vm, pattern->groups);
    for (uint32_t i = 1; all != NULL && i <= pattern->groups; i++) {
        OrrValue one = orr_re_group(vm, subject, spans[i], empty);
        if (one != ORR_NULL) {
            all->items[i - 1] = one;
        } else {
            orr_release_object(vm, all);
            all = NULL;
        }
    }
    return orr_value(all);
}

OrrValue orr_re_findall(OrrVm *vm, OrrRePattern *pattern, OrrReSubject *subject) {
    OrrValue empty = orr_re_slice(vm, subject, 0, 0);
    if (empty == ORR_NULL) return ORR_NULL;
    size_t start = subject->pos;
    bool advance = false;
    OrrList *list = orr_list_new(vm, 0);
    int found = list == NULL ? -1 : 1;
    while (found > 0 && (found = find_next(vm, pattern, subject, &start, &advance)) > 0) {
        OrrValue item = found_item(vm, pattern, subject, empty);
        if (item == ORR_NULL || !orr_list_append_steal(vm, list, item)) found = -1;
    }
    orr_release(vm, empty);
    if (found == 0) return orr_value(list);
    orr_xrelease_object(vm, list);
    return ORR_NULL;
}

static OrrValue pattern_findall(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrReSubject subject;
    if (!bind_subject(vm, "findall", self, args, nargs, kwnames, &subject)) return ORR_NULL;
    return orr_re_findall(vm, orr_as_pattern(self), &subject);
}

OrrValue orr_re_split(OrrVm *vm, OrrRePattern *pattern, OrrReSubject *subject, int64_t limit) {
    size_t start = 0, last = 0;
    bool advance = false;
    OrrList *list = orr_list_new(vm, 0);
    int found = list == NULL ? -1 : 1;
    for (int64_t n = 0; found > 0 && (limit == 0 || n < limit); n++) {
        found = find_next(vm, pattern, subject, &start, &advance);
        if (found <= 0) break;
        const OrrReSpan *spans = orr_re_state(vm)->spans;
        OrrValue piece = orr_re_slice(vm, subject, last, spans[0].start);
        if (piece == ORR_NULL || !orr_list_append_steal(vm, list, piece)) found = -1;
        for (uint32_t i = 1; found > 0 && i <= pattern->groups; i++) {
            piece = orr_re_group(vm, subject, spans[i], ORR_NONE);
            if (piece == ORR_NULL || !orr_list_append_steal(vm, list, piece)) found = -1;
        }
        last = start;
    }
    if (found >= 0) {
        OrrValue rest = orr_re_slice(vm, subject, last, subject->endpos);
        if (rest != ORR_NULL && orr_list_append_steal(vm, list, rest)) return orr_value(list);
    }
    orr_xrelease_object(vm, list);
    return ORR_NULL;
}

static OrrValue pattern_split(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const char *const names[] = {"string", "maxsplit", NULL};
    static const OrrSignature signature = {"split", names, 0, 2, 1, 2};
    OrrValue bound[2] = {ORR_NULL, ORR_NULL};
    OrrReSubject subject;
    int64_t limit = 0;
    if (!orr_bind(vm, &signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (bound[1] != ORR_NULL && !orr_to_index(vm, bound[1], vm->exc.OverflowError, &limit)) return ORR_NULL;
    if (!orr_re_subject_open(vm, orr_as_pattern(self), bound[0], &subject)) return ORR_NULL;
    return orr_re_split(vm, orr_as_pattern(self), &subject, limit);
}

static OrrValue substitute(OrrVm *vm, OrrValue self, const OrrSignature *signature, const OrrValue *args, size_t nargs,
                           OrrValue kwnames, bool counted) {
    OrrValue bound[3] = {ORR_NULL, ORR_NULL, ORR_NULL};
    int64_t limit = 0;
    if (!orr_bind(vm, signature, args, nargs, kwnames, bound)) return ORR_NULL;
    if (bound[2] != ORR_NULL && !orr_to_index(vm, bound[2], vm->exc.OverflowError, &limit)) return ORR_NULL;
    return orr_re_sub(vm, orr_as_pattern(self), bound[0], bound[1], limit, counted);
}

static const char *const sub_names[] = {"repl", "string", "count", NULL};

static OrrValue pattern_sub(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const OrrSignature signature = {"sub", sub_names, 0, 3, 2, 3};
    return substitute(vm, self, &signature, args, nargs, kwnames, false);
}
static OrrValue pattern_subn(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    static const OrrSignature signature = {"subn", sub_names, 0, 3, 2, 3};
    return substitute(vm, self, &signature, args, nargs, kwnames, true);
}

/* finditer, and the scanner, which is the same but for who asks and how */

typedef struct MatchIterator {
    OrrObject head;
    OrrRePattern *pattern;
    OrrValue string; /* ORR_NULL: exhausted */
    size_t pos, endpos, start;
    bool advance;
} MatchIterator;

static OrrValue matches_of(OrrVm *vm, OrrType *type, OrrRePattern *pattern, const OrrReSubject *subject) {
    MatchIterator *it = orr_new_object(vm, type, sizeof *it);
    if (it == NULL) return ORR_NULL;
    pattern->head.refs++;
    it->pattern = pattern;
    it->string = orr_retain(subject->string);
    it->pos = it->start = subject->pos;
    it->endpos = subject->endpos;
    it->advance = false;
    return orr_value(it);
}

OrrValue orr_re_finditer(OrrVm *vm, OrrRePattern *pattern, const OrrReSubject *subject) {
    return matches_of(vm, orr_re_state(vm)->iterator, pattern, subject);
}

static void iterator_destroy(OrrVm *vm, OrrObject *self) {
    MatchIterator *it = (MatchIterator *)self;
    orr_release_object(vm, it->pattern);
    orr_xrelease(vm, it->string);
    orr_free_object(vm, it, sizeof *it);
}

static void iterator_traverse(OrrObject *self, OrrVisit visit, void *context) {
    const MatchIterator *it = (const MatchIterator *)self;
    visit(context, &it->pattern->head);
    if (it->string != ORR_NULL && orr_is_object(it->string)) visit(context, orr_object(it->string));
}

/* ORR_NULL without an exception: that was the last one. */
static OrrValue next_match(OrrVm *vm, OrrValue self, OrrReMode mode) {
    MatchIterator *it = (MatchIterator *)(uintptr_t)self;
    OrrReSubject subject;
    if (it->string == ORR_NULL || !orr_re_subject_open(vm, it->pattern, it->string, &subject)) return ORR_NULL;
    subject.pos = it->pos;
    if (it->endpos < subject.length) subject.endpos = it->endpos;
    int found = find_one(vm, it->pattern, &subject, mode, &it->start, &it->advance);
    if (found > 0) return orr_re_match_new(vm, it->pattern, &subject);
    if (found == 0) {
        orr_release(vm, it->string);
        it->string = ORR_NULL;
    }
    return ORR_NULL;
}

static OrrValue iterator_next(OrrVm *vm, OrrValue self) {
    return next_match(vm, self, ORR_RE_SEARCH);
}

static OrrValue match_or_none(OrrVm *vm, OrrValue self, OrrReMode mode) {
    OrrValue match = next_match(vm, self, mode);
    return match == ORR_NULL && vm->exception == ORR_NULL ? ORR_NONE : match;
}

static OrrValue scanner_match(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return match_or_none(vm, self, ORR_RE_MATCH);
}

static OrrValue scanner_search(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)args, (void)nargs, (void)kwnames;
    return match_or_none(vm, self, ORR_RE_SEARCH);
}

static OrrValue scanner_pattern(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_value(((const MatchIterator *)(uintptr_t)self)->pattern));
}

static const OrrMethodDef scanner_methods[] = {
    ORR_DEF_NONE("match", scanner_match),
    ORR_DEF_NONE("search", scanner_search),
    ORR_DEF_END,
};
static const OrrGetSetDef scanner_getsets[] = {
    {"pattern", scanner_pattern, NULL},
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_re_scanner_spec = {
    .name = "_sre.SRE_Scanner",
    .size = sizeof(MatchIterator),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = iterator_destroy, .traverse = iterator_traverse},
    .methods = scanner_methods,
    .getsets = scanner_getsets,
};

const OrrTypeSpec orr_re_iterator_spec = {
    .name = "callable_iterator",
    .size = sizeof(MatchIterator),
    .flags = ORR_TYPE_GC | ORR_TYPE_NO_INSTANCES,
    .slots = {.destroy = iterator_destroy,
              .traverse = iterator_traverse,
              .iter = orr_iter_self,
              .next = iterator_next},
};

static OrrValue pattern_finditer(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrReSubject subject;
    if (!bind_subject(vm, "finditer", self, args, nargs, kwnames, &subject)) return ORR_NULL;
    return orr_re_finditer(vm, orr_as_pattern(self), &subject);
}

static OrrValue pattern_scanner(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    OrrReSubject subject;
    if (!bind_subject(vm, "scanner", self, args, nargs, kwnames, &subject)) return ORR_NULL;
    return matches_of(vm, orr_re_state(vm)->scanner, orr_as_pattern(self), &subject);
}

/* What it is */

static OrrValue pattern_repr(OrrVm *vm, OrrValue self) {
    static const struct {
        const char *name;
        uint32_t flag;
    } shown[] = {
        {"IGNORECASE", ORR_RE_IGNORECASE}, {"LOCALE", ORR_RE_LOCALE},   {"MULTILINE", ORR_RE_MULTILINE},
        {"DOTALL", ORR_RE_DOTALL},         {"UNICODE", ORR_RE_UNICODE}, {"VERBOSE", ORR_RE_VERBOSE},
        {"DEBUG", ORR_RE_DEBUG},           {"ASCII", ORR_RE_ASCII},
    };
    const OrrRePattern *p = orr_as_pattern(self);
    uint32_t flags = p->flags;
    const char *separator = ", re.";
    OrrStrBuilder b;
    if (p->is_text && (flags & (ORR_RE_LOCALE | ORR_RE_UNICODE | ORR_RE_ASCII)) == ORR_RE_UNICODE)
        flags &= ~(uint32_t)ORR_RE_UNICODE;
    orr_builder_init(&b, vm);
    OrrValue text = orr_repr(vm, p->pattern);
    bool good = text != ORR_NULL && orr_builder_add_cstring(&b, "re.compile(");
    if (good) {
        size_t length = orr_as_str(text)->length;
        good = orr_builder_add_range(&b, orr_as_str(text), 0, length < 200 ? length : 200);
    }
    orr_xrelease(vm, text);
    for (size_t i = 0; good && i < sizeof shown / sizeof shown[0]; i++) {
        if (!(flags & shown[i].flag)) continue;
        good = orr_builder_add_cstring(&b, separator) && orr_builder_add_cstring(&b, shown[i].name);
        separator = "|re.";
        flags &= ~shown[i].flag;
    }
    if (good && flags != 0) {
        OrrValue rest = orr_format(vm, "%s0x%x", separator[0] == '|' ? "|" : ", ", flags);
        good = rest != ORR_NULL && orr_builder_add_str(&b, orr_as_str(rest));
        orr_xrelease(vm, rest);
    }
    if (good && orr_builder_add_cstring(&b, ")")) return orr_builder_finish(&b);
    orr_builder_discard(&b);
    return ORR_NULL;
}

static bool pattern_hash(OrrVm *vm, OrrValue self, int64_t *hash) {
    const OrrRePattern *p = orr_as_pattern(self);
    if (!orr_hash(vm, p->pattern, hash)) return false;
    *hash ^= (int64_t)p->flags << 3 ^ p->is_text;
    if (*hash == -1) *hash = -2;
    return true;
}

static OrrValue pattern_compare(OrrVm *vm, OrrValue self, OrrValue other, OrrCompareOp op) {
    if ((op != ORR_EQ && op != ORR_NE) || orr_type_of(vm, self) != orr_type_of(vm, other)) return ORR_NOT_IMPLEMENTED;
    const OrrRePattern *a = orr_as_pattern(self), *b = orr_as_pattern(other);
    int equal = a->flags == b->flags && a->is_text == b->is_text;
    if (equal) equal = orr_equal(vm, a->pattern, b->pattern);
    return equal < 0 ? ORR_NULL : orr_bool((op == ORR_EQ) == (equal != 0));
}

static OrrValue pattern_copy(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)vm, (void)args, (void)nargs, (void)kwnames;
    return orr_retain(self);
}

static OrrValue get_pattern(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_retain(orr_as_pattern(self)->pattern);
}
static OrrValue get_flags(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_small_int(orr_as_pattern(self)->flags);
}
static OrrValue get_groups(OrrVm *vm, OrrValue self) {
    (void)vm;
    return orr_small_int(orr_as_pattern(self)->groups);
}
static OrrValue get_groupindex(OrrVm *vm, OrrValue self) {
    return orr_mapping_proxy_new(vm, orr_value(orr_as_pattern(self)->names));
}

static const OrrMethodDef methods[] = {
    ORR_DEF_CLASS_GETITEM,
    ORR_DEF_NONE("__copy__", pattern_copy),
    ORR_DEF_ONE("__deepcopy__", pattern_copy),
    ORR_DEF_KEYWORDS("findall", pattern_findall),
    ORR_DEF_KEYWORDS("finditer", pattern_finditer),
    ORR_DEF_KEYWORDS("scanner", pattern_scanner),
    ORR_DEF_KEYWORDS("fullmatch", pattern_fullmatch),
    ORR_DEF_KEYWORDS("match", pattern_match),
    ORR_DEF_KEYWORDS("search", pattern_search),
    ORR_DEF_KEYWORDS("split", pattern_split),
    ORR_DEF_KEYWORDS("sub", pattern_sub),
    ORR_DEF_KEYWORDS("subn", pattern_subn),
    ORR_DEF_END,
};

static const OrrGetSetDef getsets[] = {
    {"flags", get_flags, orr_set_readonly},
    {"groupindex", get_groupindex, NULL},
    {"groups", get_groups, orr_set_readonly},
    {"pattern", get_pattern, orr_set_readonly},
    {NULL, NULL, NULL},
};

const OrrTypeSpec orr_re_pattern_spec = {
    .name = "re.Pattern",
    .size = sizeof(OrrRePattern),
    .flags = ORR_TYPE_NO_INSTANCES | ORR_TYPE_WEAKREF,
    .slots = {.destroy = pattern_destroy, .repr = pattern_repr, .hash = pattern_hash, .compare = pattern_compare},
    .methods = methods,
    .getsets = getsets,
};

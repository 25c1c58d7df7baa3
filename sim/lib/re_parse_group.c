/* Everything that starts with a '(' in a pattern: groups, look-around, conditions, flags, comments. */
#include "sim/lib/re_parse.h"
#include "sim/vm/number.h"
#include "sim/vm/unicode.h"

#define GROUPS_MAX (INT32_MAX / 2)
#define TYPE_FLAGS (uint32_t)(ORR_RE_ASCII | ORR_RE_LOCALE | ORR_RE_UNICODE)

/* What a group is, from its first characters. */
typedef struct Opening {
    OrrValue name; /* of a named group, owned; or ORR_NULL */
    uint32_t add, remove; /* flags within */
    bool capture, atomic;
} Opening;

static bool unexpected_end(OrrReSource *s) {
    return orr_re_fail_text(s, "unexpected end of pattern", orr_re_source_tell(s));
}

/* The text from a '?' on, up to what has been taken. start: of the group. */
static bool unknown_extension(OrrReSource *s, size_t start) {
    size_t end = orr_re_source_tell(s);
    OrrValue text = orr_re_source_text(s, start + 1, end);
    OrrValue message = text == ORR_NULL ? text : orr_format(s->vm, "unknown extension %S", text);
    orr_xrelease(s->vm, text);
    return orr_re_fail(s, message, start + 1);
}

static bool close_paren(OrrReSource *s, size_t start) {
    return orr_re_source_match(s, ')') || orr_re_fail_text(s, "missing ), unterminated subpattern", start);
}

/* References */

static bool check_lookbehind_group(OrrReParser *p, uint64_t group) {
    OrrReSource *s = &p->source;
    if (p->lookbehind_groups == 0) return true;
    if (group > p->group_count || !p->groups[group].closed)
        return orr_re_fail_text(s, "cannot refer to an open group", orr_re_source_tell(s));
    return group < p->lookbehind_groups ||
           orr_re_fail_text(s, "cannot refer to group defined in the same lookbehind subpattern",
                            orr_re_source_tell(s));
}

bool orr_re_parse_reference(OrrReParser *p, uint32_t group, uint32_t flags, size_t offset, size_t *item,
                            OrrReWidth *width) {
    OrrReSource *s = &p->source;
    if (group == 0 || !p->groups[group].closed)
        return orr_re_fail_text(s, "cannot refer to an open group", orr_re_source_tell(s) - offset);
    if (!check_lookbehind_group(p, group)) return false;
    *width = p->groups[group].width;
    bool folds = flags & ORR_RE_IGNORECASE;
    if (folds) orr_re_is_unicode(p, flags);
    if (!orr_re_emit_caseless(p, folds)) return false;
    *item = p->length;
    return orr_re_emit(p, "\\g{") && orr_re_emit_number(p, group) && orr_re_emit(p, "}");
}

static bool unknown_name(OrrReSource *s, OrrValue name) {
    size_t position = orr_re_source_tell(s) - orr_as_str(name)->length - 1;
    return orr_re_fail(s, orr_format(s->vm, "unknown group name %R", name), position);
}

/* The number of the group called name; 0: failed. */
static uint32_t find_name(OrrReParser *p, OrrValue name) {
    OrrValue number = orr_dict_get(p->vm, p->names, name);
    if (number != ORR_NULL) return (uint32_t)orr_small_int_value(number);
    unknown_name(&p->source, name);
    return 0;
}

/* Behind "(?P=". */
static bool parse_name_reference(OrrReParser *p, uint32_t flags, size_t *item, OrrReWidth *width) {
    OrrReSource *s = &p->source;
    OrrValue name = orr_re_source_until(s, ')', "group name");
    if (name == ORR_NULL) return false;
    uint32_t group = orr_re_source_check_name(s, orr_as_str(name), 1) ? find_name(p, name) : 0;
    bool good = group > 0 && orr_re_parse_reference(p, group, flags, orr_as_str(name)->length + 1, item, width);
    orr_release(p->vm, name);
    return good;
}

/* Flags */

static uint32_t flag_of(uint32_t letter) {
    switch (letter) {
    case 'a': return ORR_RE_ASCII;
    case 'i': return ORR_RE_IGNORECASE;
    case 'L': return ORR_RE_LOCALE;
    case 'm': return ORR_RE_MULTILINE;
    case 's': return ORR_RE_DOTALL;
    case 'u': return ORR_RE_UNICODE;
    case 'x': return ORR_RE_VERBOSE;
    default: return 0;
    }
}

/* Something that is no flag. otherwise: what is missing, if it isn't a letter. */
static bool unknown_flag(OrrReSource *s, uint32_t token, size_t start, const char *otherwise) {
    if (token == ORR_RE_END) return orr_re_fail_text(s, otherwise, orr_re_source_tell(s));
    bool alpha = token != ORR_RE_ESCAPE && orr_unicode_is_alpha(token);
    return orr_re_fail_text(s, alpha ? "unknown flag" : otherwise, start);
}

/* The next token as a flag; 0: it is none. *token is what it was. */
static uint32_t take_flag(OrrReSource *s, uint32_t *token, size_t *start) {
    *start = orr_re_source_tell(s);
    *token = orr_re_source_take(s);
    return flag_of(*token);
}

static bool check_type_flag(OrrReSource *s, uint32_t flag, uint32_t all) {
    const char *problem = NULL;
    if (s->is_text && flag == ORR_RE_LOCALE) problem = "bad inline flags: cannot use 'L' flag with a str pattern";
    else if (!s->is_text && flag == ORR_RE_UNICODE) problem = "bad inline flags: cannot use 'u' flag with a bytes pattern";
    else if ((flag & TYPE_FLAGS) && (all & TYPE_FLAGS) != flag)
        problem = "bad inline flags: flags 'a', 'u' and 'L' are incompatible";
    return problem == NULL || orr_re_fail_text(s, problem, orr_re_source_tell(s));
}

/* The flags to switch on, from the first one on. *token: what ended them. */
static bool parse_added_flags(OrrReSource *s, uint32_t *token, uint32_t *add) {
    size_t start;
    uint32_t flag = flag_of(*token);
    for (;;) {
        *add |= flag;
        if (!check_type_flag(s, flag, *add)) return false;
        flag = take_flag(s, token, &start);
        if (*token == ')' || *token == '-' || *token == ':') return true;
        if (flag == 0) return unknown_flag(s, *token, start, "missing -, : or )");
    }
}

static bool parse_removed_flags(OrrReSource *s, uint32_t *remove) {
    size_t start;
    uint32_t token, flag = take_flag(s, &token, &start);
    if (flag == 0) return unknown_flag(s, token, start, "missing flag");
    for (;;) {
        if (flag & TYPE_FLAGS)
            return orr_re_fail_text(s, "bad inline flags: cannot turn off flags 'a', 'u' and 'L'",
                                    orr_re_source_tell(s));
        *remove |= flag;
        flag = take_flag(s, &token, &start);
        if (token == ':') return true;
        if (flag == 0) return unknown_flag(s, token, start, "missing :");
    }
}

/* From the first flag or '-' on. 1: flags of a group, 0: global ones, -1: failed. */
static int parse_flags(OrrReParser *p, uint32_t token, Opening *o) {
    OrrReSource *s = &p->source;
    if (token != '-' && !parse_added_flags(s, &token, &o->add)) return -1;
    if (token == ')') {
        p->flags |= o->add;
        return 0;
    }
    if (token == '-' && !parse_removed_flags(s, &o->remove)) return -1;
    if (o->add & o->remove) {
        orr_re_fail_text(s, "bad inline flags: flag turned on and off", orr_re_source_tell(s) - 1);
        return -1;
    }
    return 1;
}

/* Groups */

static bool open_group(OrrReParser *p, OrrValue name) {
    OrrVm *vm = p->vm;
    OrrReSource *s = &p->source;
    uint32_t number = p->group_count + 1;
    if (number >= GROUPS_MAX) return orr_re_fail_text(s, "too many groups", SIZE_MAX);
    if (number >= p->group_capacity) {
        uint32_t capacity = p->group_capacity * 2 + 8;
        OrrReGroup *bigger = orr_buffer_resize(vm, p->groups, p->group_capacity * sizeof *bigger,
                                               capacity * sizeof *bigger);
        if (bigger == NULL) return s->failed = true, false;
        p->groups = bigger;
        p->group_capacity = capacity;
    }
    p->groups[number] = (OrrReGroup){.closed = false};
    p->group_count = number;
    if (name == ORR_NULL) return true;
    OrrValue old = orr_dict_get(vm, p->names, name);
    if (old != ORR_NULL) {
        OrrValue message = orr_format(vm, "redefinition of group name %R as group %u; was group %S", name, number, old);
        return orr_re_fail(s, message, orr_re_source_tell(s) - orr_as_str(name)->length - 1);
    }
    if (orr_dict_set(vm, p->names, name, orr_small_int(number))) return true;
    s->failed = true;
    return false;
}

/* The offsets tell which group was closed last unless groups can be empty or are in look-around. */
static bool close_group(OrrReParser *p, uint32_t number, OrrReWidth width) {
    p->groups[number] = (OrrReGroup){width, true};
    if (width.min == 0 || p->lookaround_depth > 0) p->wants_marks = true;
    if (!p->marks) return true;
    return orr_re_emit(p, "(*:") && orr_re_emit_number(p, number) && orr_re_emit(p, "))");
}

static bool parse_body(OrrReParser *p, const Opening *o, uint32_t flags, size_t start, OrrReWidth *width) {
    uint32_t number = 0;
    if (o->capture) {
        if (!open_group(p, o->name)) return false;
        number = p->group_count;
    }
    if (o->add & TYPE_FLAGS) flags &= ~TYPE_FLAGS;
    flags = (flags | o->add) & ~o->remove;
    bool caseless = p->caseless;
    const char *opening = o->atomic ? "(?>" : !o->capture ? "(?:" : p->marks ? "(?:(" : "(";
    if (!orr_re_emit(p, opening) || !orr_re_parse_alternatives(p, flags, false, width) ||
        !close_paren(&p->source, start) || !orr_re_emit(p, ")"))
        return false;
    p->caseless = caseless;
    return !o->capture || close_group(p, number, *width);
}

/* Behind "(?=", "(?!", "(?<=", "(?<!". */
static bool parse_lookaround(OrrReParser *p, bool behind, bool negated, uint32_t flags, size_t start) {
    OrrReWidth width;
    uint32_t outer = p->lookbehind_groups;
    bool caseless = p->caseless;
    if (behind && outer == 0) p->lookbehind_groups = p->group_count + 1;
    p->lookaround_depth++;
    const char *opening = behind ? negated ? "(?<!" : "(?<=" : negated ? "(?!" : "(?=";
    if (!orr_re_emit(p, opening) || !orr_re_parse_alternatives(p, flags, false, &width)) return false;
    p->lookaround_depth--;
    p->lookbehind_groups = outer;
    p->caseless = caseless;
    if (behind && width.min != width.max) p->bad_lookbehind = true;
    return close_paren(&p->source, start) && orr_re_emit(p, ")");
}

static bool remember_forward(OrrReParser *p, uint64_t group, size_t position) {
    for (size_t i = 0; i < p->forward_count; i++)
        if (p->forwards[i].group == group) return true;
    if (p->forward_count == p->forward_capacity) {
        size_t capacity = p->forward_capacity * 2 + 4;
        OrrReForward *bigger = orr_buffer_resize(p->vm, p->forwards, p->forward_capacity * sizeof *bigger,
                                                 capacity * sizeof *bigger);
        if (bigger == NULL) return p->source.failed = true, false;
        p->forwards = bigger;
        p->forward_capacity = capacity;
    }
    p->forwards[p->forward_count++] = (OrrReForward){group, position};
    return true;
}

/* name as a decimal number; false: it is none. */
static bool as_number(const OrrStr *name, uint64_t *n) {
    *n = 0;
    for (size_t i = 0; i < name->length; i++) {
        uint32_t c = orr_str_at(name, i);
        if (c < '0' || c > '9') return false;
        *n = orr_re_add(orr_re_multiply(*n, 10), c - '0');
    }
    return name->length > 0;
}

/* The group of a condition, from its name or number; 0: failed. */
static uint64_t condition_group(OrrReParser *p, OrrValue name) {
    OrrReSource *s = &p->source;
    size_t length = orr_as_str(name)->length, behind = orr_re_source_tell(s) - length - 1;
    uint64_t group;
    if (!as_number(orr_as_str(name), &group))
        return orr_re_source_check_name(s, orr_as_str(name), 1) ? find_name(p, name) : 0;
    if (group == 0) return (uint64_t)orr_re_fail_text(s, "bad group number", behind);
    if (group >= GROUPS_MAX)
        return (uint64_t)orr_re_fail(s, orr_format(p->vm, "invalid group reference %S", name), behind);
    return remember_forward(p, group, behind) ? group : 0;
}

/* Behind "(?(". */
static bool parse_condition(OrrReParser *p, uint32_t flags, size_t start, OrrReWidth *width) {
    OrrReSource *s = &p->source;
    OrrReWidth other = {0, 0};
    bool caseless = p->caseless;
    OrrValue name = orr_re_source_until(s, ')', "group name");
    if (name == ORR_NULL) return false;
    uint64_t group = condition_group(p, name);
    orr_release(p->vm, name);
    if (group == 0 || !check_lookbehind_group(p, group)) return false;
    if (!orr_re_emit(p, "(?(") || !orr_re_emit_number(p, group) || !orr_re_emit(p, ")") ||
        !orr_re_parse_sequence(p, flags, false, width))
        return false;
    if (orr_re_source_match(s, '|')) {
        if (!orr_re_emit(p, "|") || !orr_re_parse_sequence(p, flags, false, &other)) return false;
        if (orr_re_source_peek(s) == '|')
            return orr_re_fail_text(s, "conditional backref with more than two branches", orr_re_source_tell(s));
    }
    if (other.min < width->min) width->min = other.min;
    if (other.max > width->max) width->max = other.max;
    p->caseless = caseless;
    return close_paren(s, start) && orr_re_emit(p, ")");
}

static bool skip_comment(OrrReSource *s, size_t start) {
    for (;;) {
        if (orr_re_source_peek(s) == ORR_RE_END) return orr_re_fail_text(s, "missing ), unterminated comment", start);
        if (orr_re_source_take(s) == ')') return true;
    }
}

/* Behind "(?P<". */
static bool parse_named(OrrReParser *p, uint32_t flags, size_t start, OrrReWidth *width) {
    OrrReSource *s = &p->source;
    Opening o = {.capture = true, .name = orr_re_source_until(s, '>', "group name")};
    if (o.name == ORR_NULL) return false;
    bool good = orr_re_source_check_name(s, orr_as_str(o.name), 1) && parse_body(p, &o, flags, start, width);
    orr_release(p->vm, o.name);
    return good;
}

/* Behind "(?P". */
static bool parse_extension(OrrReParser *p, uint32_t flags, size_t start, size_t *item, OrrReWidth *width) {
    OrrReSource *s = &p->source;
    if (orr_re_source_match(s, '<')) return parse_named(p, flags, start, width);
    if (orr_re_source_match(s, '=')) return parse_name_reference(p, flags, item, width);
    if (orr_re_source_take(s) == ORR_RE_END) return unexpected_end(s);
    return unknown_extension(s, start);
}

/* Behind "(?<". */
static bool parse_lookbehind(OrrReParser *p, uint32_t flags, size_t start) {
    OrrReSource *s = &p->source;
    uint32_t token = orr_re_source_take(s);
    if (token == ORR_RE_END) return unexpected_end(s);
    if (token != '=' && token != '!') return unknown_extension(s, start);
    return parse_lookaround(p, true, token == '!', flags, start);
}

bool orr_re_parse_group(OrrReParser *p, uint32_t *flags, bool may_be_global, size_t start, size_t *item,
                        OrrReItemKind *kind, OrrReWidth *width) {
    OrrReSource *s = &p->source;
    Opening o = {.capture = true, .name = ORR_NULL};
    *item = p->length;
    *kind = ORR_RE_ITEM_OTHER;
    if (!orr_re_source_match(s, '?')) return parse_body(p, &o, *flags, start, width);
    o.capture = false;
    uint32_t token = orr_re_source_take(s);
    switch (token) {
    case ORR_RE_END: return unexpected_end(s);
    case 'P': return parse_extension(p, *flags, start, item, width);
    case ':': return parse_body(p, &o, *flags, start, width);
    case '>': o.atomic = true; return parse_body(p, &o, *flags, start, width);
    case '(': return parse_condition(p, *flags, start, width);
    case '#': *kind = ORR_RE_ITEM_NONE; return skip_comment(s, start);
    case '=': case '!':
        *kind = ORR_RE_ITEM_ASSERTION;
        return parse_lookaround(p, false, token == '!', *flags, start);
    case '<': *kind = ORR_RE_ITEM_ASSERTION; return parse_lookbehind(p, *flags, start);
    default: break;
    }
    if (flag_of(token) == 0 && token != '-') return unknown_extension(s, start);
    int scope = parse_flags(p, token, &o);
    if (scope > 0) return parse_body(p, &o, *flags, start, width);
    if (scope < 0) return false;
    if (!may_be_global)
        return orr_re_fail_text(s, "global flags not at the start of the expression", start);
    *kind = ORR_RE_ITEM_NONE;
    *flags |= p->flags;
    if (*flags & ORR_RE_ASCII) p->ucp = p->forces_ucp;
    return true;
}

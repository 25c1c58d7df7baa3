/* Exceptions as text, as CPython's traceback module writes them: the entries, the chain of causes and contexts, groups as
 * trees, notes, hints. Program code (an exception's __str__, say) may run and fail meanwhile; what it raises is dropped. */
#include "sim/vm/traceback_internal.h"

#include "sim/vm/abstract.h"
#include "sim/vm/bytes.h"
#include "sim/vm/codec.h"
#include "sim/vm/function.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/tuple.h"

#define MAX_REPEATS     3u
#define MAX_GROUP_WIDTH 15u
#define MAX_GROUP_DEPTH 10u
#define SEEN            ((uint32_t)ORR_OBJECT_TYPE_BIT << 9)

/* What is to be printed: the exceptions, each with those of its cause, context and parts that are not dropped because they
 * came up before. */
typedef struct Node {
    OrrValue exception; /* holds a reference */
    struct Node *cause, *context;
    struct Node **parts; /* of a group */
    size_t part_count;
    struct Node *below; /* on the stack of nodes that are not worked out yet */
    struct Node *made;  /* the one made before */
    struct Node *later; /* in a chain: the exception that this one led to */
} Node;

typedef struct Printer {
    OrrVm *vm;
    OrrStrBuilder out;
    Node *newest, *stack;
    size_t depth; /* of groups */
    bool need_close;
    bool brief; /* for what is only reported: no carets, hints, notes */
} Printer;

/* Planning. */

static Node *new_node(Printer *p, OrrValue exception) {
    Node *node = orr_buffer_new(p->vm, sizeof *node);
    if (node == NULL) return NULL;
    *node = (Node){.exception = orr_retain(exception), .made = p->newest, .below = p->stack};
    orr_object(exception)->flags |= SEEN;
    p->newest = p->stack = node;
    return node;
}

static bool is_new(OrrValue exception) {
    return exception != ORR_NULL && !(orr_object(exception)->flags & SEEN);
}

static bool plan_parts(Printer *p, Node *node) {
    OrrTuple *items = orr_as_tuple(orr_as_exception(node->exception)->fields[ORR_EXC_GROUP_ITEMS]);
    node->parts = orr_buffer_new(p->vm, items->count * sizeof *node->parts);
    if (node->parts == NULL) return false;
    memset(node->parts, 0, items->count * sizeof *node->parts);
    node->part_count = items->count;
    for (size_t i = 0; i < items->count && i < MAX_GROUP_WIDTH; i++) {
        node->parts[i] = new_node(p, items->items[i]);
        if (node->parts[i] == NULL) return false;
    }
    return true;
}

/* Makes the node of exception and of all that is printed with it. NULL: no memory. */
static Node *plan(Printer *p, OrrValue exception) {
    Node *root = new_node(p, exception);
    while (p->stack != NULL) {
        Node *node = p->stack;
        p->stack = node->below;
        const OrrExceptionObject *e = orr_as_exception(node->exception);
        if (is_new(e->cause) && (node->cause = new_node(p, e->cause)) == NULL) return NULL;
        bool wants_context = e->cause == ORR_NULL && !e->suppress_context;
        if (wants_context && is_new(e->context) && (node->context = new_node(p, e->context)) == NULL) return NULL;
        bool is_group = orr_is_instance(p->vm, node->exception, p->vm->exc.BaseExceptionGroup);
        if (is_group && e->fields[ORR_EXC_GROUP_ITEMS] != ORR_NULL && !plan_parts(p, node)) return NULL;
    }
    return root;
}

static void drop_plan(Printer *p) {
    while (p->newest != NULL) {
        Node *node = p->newest;
        p->newest = node->made;
        orr_object(node->exception)->flags &= ~SEEN;
        orr_release(p->vm, node->exception);
        orr_buffer_free(p->vm, node->parts, node->part_count * sizeof *node->parts);
        orr_buffer_free(p->vm, node, sizeof *node);
    }
}

/* Writing lines. Within a group each has a margin. */

static bool add_indentation(Printer *p) {
    return orr_builder_add_fill(&p->out, ' ', 2 * p->depth);
}

static bool add_margin(Printer *p, char margin) {
    if (p->depth == 0) return true;
    return add_indentation(p) && orr_builder_add_char(&p->out, (uint32_t)margin) && orr_builder_add_char(&p->out, ' ');
}

/* Adds whole lines (the last one ends with a newline). */
static bool emit_range(Printer *p, const OrrStr *text, size_t start, size_t end, char margin) {
    if (p->depth == 0) return orr_builder_add_range(&p->out, text, start, end);
    while (start < end) {
        size_t next = start;
        while (next < end && orr_str_at(text, next) != '\n') next++;
        if (next < end) next++;
        if (!add_margin(p, margin) || !orr_builder_add_range(&p->out, text, start, next)) return false;
        start = next;
    }
    return true;
}

/* Takes text (ORR_NULL: failed). */
static bool emit(Printer *p, OrrValue text) {
    if (text == ORR_NULL) return false;
    OrrStr *s = orr_as_str(text);
    bool good = emit_range(p, s, 0, s->length, '|');
    orr_release(p->vm, text);
    return good;
}

static bool emit_cstring(Printer *p, const char *text, char margin) {
    OrrValue s = orr_str_from_cstring(p->vm, text);
    if (s == ORR_NULL) return false;
    bool good = emit_range(p, orr_as_str(s), 0, orr_as_str(s)->length, margin);
    orr_release(p->vm, s);
    return good;
}

/* Entries. */

static bool same_place(const OrrTraceback *a, const OrrTraceback *b) {
    return orr_traceback_line(a) == orr_traceback_line(b) && orr_str_equal(a->code->filename, b->code->filename) &&
           orr_str_equal(a->code->name, b->code->name);
}

static bool emit_repeats(Printer *p, size_t count) {
    if (count <= MAX_REPEATS) return true;
    count -= MAX_REPEATS;
    return emit(p, orr_format(p->vm, "  [Previous line repeated %zu more time%s]\n", count, count > 1 ? "s" : ""));
}

static bool emit_entry(Printer *p, const OrrTraceback *entry) {
    OrrValue place = orr_format(p->vm, "  File \"%U\", line %u, in %U\n", entry->code->filename,
                                orr_traceback_line(entry), entry->code->name);
    if (!emit(p, place)) return false;
    OrrStrBuilder lines;
    orr_builder_init(&lines, p->vm);
    if (orr_traceback_add_source(p->vm, &lines, entry, !p->brief)) return emit(p, orr_builder_finish(&lines));
    orr_builder_discard(&lines);
    return false;
}

static bool emit_entries(Printer *p, const OrrTraceback *entry) {
    const OrrTraceback *previous = NULL;
    size_t count = 0;
    for (; entry != NULL; entry = entry->next) {
        if (previous == NULL || !same_place(previous, entry)) {
            if (!emit_repeats(p, count)) return false;
            count = 0;
            previous = entry;
        }
        if (++count <= MAX_REPEATS && !emit_entry(p, entry)) return false;
    }
    return emit_repeats(p, count);
}

/* The last line. */

/* A failure of program code is replaced by what is said of it instead; one of ours stays. */
static OrrValue safely(Printer *p, OrrValue text, const char *otherwise) {
    if (text != ORR_NULL || p->vm->stopped) return text;
    orr_exception_clear(p->vm);
    return orr_str_from_cstring(p->vm, otherwise);
}

/* The type's name, with its module unless that says nothing. */
static OrrValue type_text(Printer *p, OrrValue exception) {
    OrrVm *vm = p->vm;
    OrrType *type = orr_type_of(vm, exception);
    OrrValue module = orr_getattr_or_null(vm, orr_value(type), ORR_NAME(vm, __module__));
    orr_exception_clear(vm);
    bool plain = module == ORR_NULL || !orr_is_str(module) || orr_str_equals_cstring(orr_as_str(module), "builtins") ||
                 orr_str_equals_cstring(orr_as_str(module), "__main__");
    OrrValue text = plain ? orr_format(vm, "%U", type->qualname) : orr_format(vm, "%S.%U", module, type->qualname);
    orr_xrelease(vm, module);
    return text;
}

static bool emit_final(Printer *p, OrrValue exception, OrrValue type) {
    OrrVm *vm = p->vm;
    OrrValue text = safely(p, orr_str(vm, exception), "<exception str() failed>");
    OrrValue hint = text == ORR_NULL ? text
                    : p->brief       ? orr_retain(vm->empty_str)
                                     : orr_traceback_hint(vm, exception);
    bool good = hint != ORR_NULL;
    if (good && orr_as_str(text)->length + orr_as_str(hint)->length == 0) good = emit(p, orr_format(vm, "%S\n", type));
    else if (good) good = emit(p, orr_format(vm, "%S: %S%S\n", type, text, hint));
    orr_xrelease(vm, text);
    orr_xrelease(vm, hint);
    return good;
}

/* SyntaxError: its own place and caret. */

static int64_t number_field(OrrValue value, int64_t otherwise) {
    int64_t n;
    return value != ORR_NULL && orr_is_small_int(value) && orr_int_to_i64(value, &n) ? n : otherwise;
}

static bool emit_caret(Printer *p, const OrrStr *line, int64_t column, int64_t length) {
    OrrStrBuilder b;
    orr_builder_init(&b, p->vm);
    bool good = orr_builder_add_cstring(&b, "    ");
    for (int64_t i = 0; good && i < column; i++) {
        uint32_t c = i < (int64_t)line->length ? orr_str_at(line, (size_t)i) : ' ';
        good = orr_builder_add_char(&b, c == '\t' || c == '\f' ? c : ' ');
    }
    good = good && orr_builder_add_fill(&b, '^', length > 0 ? (size_t)length : 0) && orr_builder_add_char(&b, '\n');
    if (good) return emit(p, orr_builder_finish(&b));
    orr_builder_discard(&b);
    return false;
}

static bool emit_syntax_text(Printer *p, const OrrValue *fields, OrrStr *text) {
    size_t end = text->length, start = 0;
    while (end > 0 && orr_str_at(text, end - 1) == '\n') end--;
    while (start < end && (orr_str_at(text, start) == ' ' || orr_str_at(text, start) == '\f')) start++;
    OrrValue line = orr_str_substring(p->vm, text, start, end);
    if (line == ORR_NULL) return false;
    bool good = emit(p, orr_format(p->vm, "    %S\n", line));
    int64_t offset = number_field(fields[ORR_EXC_SYNTAX_OFFSET], -1), lineno = number_field(fields[ORR_EXC_SYNTAX_LINENO], -1);
    if (offset >= 0 && lineno >= 0) {
        int64_t end_lineno = number_field(fields[ORR_EXC_SYNTAX_END_LINENO], -1);
        int64_t end_offset = number_field(fields[ORR_EXC_SYNTAX_END_OFFSET], 0);
        if (lineno != end_lineno) end_offset = end_lineno < 0 ? offset : (int64_t)end + 1;
        if (end_offset == 0 || end_offset == -1 || end_offset == offset) end_offset = offset + 1;
        int64_t column = offset - 1 - (int64_t)start;
        if (good && column >= 0) good = emit_caret(p, orr_as_str(line), column, end_offset - offset);
    }
    orr_release(p->vm, line);
    return good;
}

static bool emit_syntax_error(Printer *p, OrrValue exception, OrrValue type) {
    OrrVm *vm = p->vm;
    const OrrValue *fields = orr_as_exception(exception)->fields;
    OrrValue filename = fields[ORR_EXC_SYNTAX_FILENAME], lineno = fields[ORR_EXC_SYNTAX_LINENO];
    OrrValue text = fields[ORR_EXC_SYNTAX_TEXT], msg = fields[ORR_EXC_SYNTAX_MSG];
    bool has_line = lineno != ORR_NULL && lineno != ORR_NONE, has_file = filename != ORR_NULL && filename != ORR_NONE;
    if (has_line && has_file && !emit(p, orr_format(vm, "  File \"%S\", line %S\n", filename, lineno))) return false;
    if (has_line && !has_file && !emit(p, orr_format(vm, "  File \"<string>\", line %S\n", lineno))) return false;
    if (text != ORR_NULL && orr_is_str(text) && !emit_syntax_text(p, fields, orr_as_str(text))) return false;
    OrrValue shown = msg == ORR_NULL || msg == ORR_NONE ? orr_str_from_cstring(vm, "<no detail available>")
                                                        : safely(p, orr_str(vm, msg), "<exception str() failed>");
    if (shown == ORR_NULL) return false;
    bool good = emit(p, !has_line && has_file ? orr_format(vm, "%S: %S (%S)\n", type, shown, filename)
                                              : orr_format(vm, "%S: %S\n", type, shown));
    orr_release(vm, shown);
    return good;
}

/* Notes. */

static bool emit_note(Printer *p, OrrValue note) {
    OrrValue text = safely(p, orr_str(p->vm, note), "<note str() failed>");
    if (text == ORR_NULL) return false;
    OrrValue line = orr_format(p->vm, "%S\n", text);
    orr_release(p->vm, text);
    return emit(p, line);
}

static bool emit_notes(Printer *p, OrrValue exception) {
    OrrVm *vm = p->vm;
    OrrValue notes = orr_getattr_or_null(vm, exception, ORR_NAME(vm, __notes__));
    orr_exception_clear(vm);
    if (notes == ORR_NULL || notes == ORR_NONE) return true;
    bool good = true;
    if (orr_is_list(notes) || orr_is_tuple(notes)) {
        OrrValue copy = orr_tuple_from_iterable(vm, notes);
        good = copy != ORR_NULL;
        for (size_t i = 0; good && i < orr_as_tuple(copy)->count; i++) good = emit_note(p, orr_as_tuple(copy)->items[i]);
        orr_xrelease(vm, copy);
    } else {
        OrrValue text = safely(p, orr_repr(vm, notes), "<__notes__ repr() failed>");
        good = text != ORR_NULL && emit(p, orr_format(vm, "%S\n", text));
        orr_xrelease(vm, text);
    }
    orr_release(vm, notes);
    return good;
}

static bool emit_exception_only(Printer *p, OrrValue exception) {
    OrrValue type = type_text(p, exception);
    if (type == ORR_NULL) return false;
    bool is_syntax = orr_is_instance(p->vm, exception, p->vm->exc.SyntaxError);
    bool good = (is_syntax ? emit_syntax_error : emit_final)(p, exception, type);
    orr_release(p->vm, type);
    return good && (p->brief || emit_notes(p, exception));
}

/* Chains and groups. */

static const OrrTraceback *entries_of(OrrValue exception) {
    OrrValue traceback = orr_as_exception(exception)->traceback;
    return traceback == ORR_NONE ? NULL : (OrrTraceback *)orr_object(traceback);
}

static bool emit_plain(Printer *p, OrrValue exception) {
    const OrrTraceback *entries = entries_of(exception);
    if (entries != NULL &&
        !(emit_cstring(p, "Traceback (most recent call last):\n", '|') && emit_entries(p, entries)))
        return false;
    return emit_exception_only(p, exception);
}

static bool emit_chain(Printer *p, Node *node);

static bool emit_title(Printer *p, size_t i) {
    OrrValue title = i < MAX_GROUP_WIDTH ? orr_format(p->vm, "%zu", i + 1) : orr_str_from_cstring(p->vm, "...");
    if (title == ORR_NULL) return false;
    bool good = add_indentation(p) && orr_builder_add_cstring(&p->out, i == 0 ? "+-" : "  ") &&
                orr_builder_add_cstring(&p->out, "+---------------- ") &&
                orr_builder_add_str(&p->out, orr_as_str(title)) &&
                orr_builder_add_cstring(&p->out, " ----------------\n");
    orr_release(p->vm, title);
    return good;
}

static bool emit_part(Printer *p, const Node *node, size_t i) {
    if (i < MAX_GROUP_WIDTH) return emit_chain(p, node->parts[i]);
    size_t left = node->part_count - MAX_GROUP_WIDTH;
    return emit(p, orr_format(p->vm, "and %zu more exception%s\n", left, left > 1 ? "s" : ""));
}

static bool emit_parts(Printer *p, const Node *node) {
    size_t shown = node->part_count <= MAX_GROUP_WIDTH ? node->part_count : MAX_GROUP_WIDTH + 1;
    p->need_close = false;
    for (size_t i = 0; i < shown; i++) {
        bool last = i == shown - 1;
        if (last) p->need_close = true;
        if (!emit_title(p, i)) return false;
        p->depth++;
        if (!emit_part(p, node, i)) return false;
        if (last && p->need_close) {
            if (!add_indentation(p) ||
                !orr_builder_add_cstring(&p->out, "+------------------------------------\n"))
                return false;
            p->need_close = false;
        }
        p->depth--;
    }
    return true;
}

static bool emit_group(Printer *p, const Node *node) {
    if (p->depth > MAX_GROUP_DEPTH) return emit(p, orr_format(p->vm, "... (max_group_depth is %u)\n", MAX_GROUP_DEPTH));
    bool outermost = p->depth == 0;
    const OrrTraceback *entries = entries_of(node->exception);
    if (outermost) p->depth = 1;
    if (entries != NULL &&
        !(emit_cstring(p, "Exception Group Traceback (most recent call last):\n", outermost ? '+' : '|') &&
          emit_entries(p, entries)))
        return false;
    if (!emit_exception_only(p, node->exception) || !emit_parts(p, node)) return false;
    if (outermost) p->depth = 0;
    return true;
}

/* The exception, after all that led to it. */
static bool emit_chain(Printer *p, Node *node) {
    Node *first = node;
    node->later = NULL;
    for (Node *earlier; (earlier = first->cause != NULL ? first->cause : first->context) != NULL; first = earlier)
        earlier->later = first;
    for (Node *at = first; at != NULL; at = at->later) {
        if (at != first) {
            const char *link = at->cause != NULL
                                   ? "\nThe above exception was the direct cause of the following exception:\n\n"
                                   : "\nDuring handling of the above exception, another exception occurred:\n\n";
            if (!emit_cstring(p, link, '|')) return false;
        }
        if (!(at->parts != NULL ? emit_group(p, at) : emit_plain(p, at->exception))) return false;
    }
    return true;
}

OrrValue orr_exception_text(OrrVm *vm, OrrValue exception) {
    OrrValue pending = orr_exception_take(vm);
    Printer p = {.vm = vm};
    orr_builder_init(&p.out, vm);
    Node *root = plan(&p, exception);
    if (root == NULL || !emit_chain(&p, root)) orr_exception_clear(vm); /* as much as there is is better than nothing */
    drop_plan(&p);
    OrrValue text = orr_builder_finish(&p.out);
    if (pending != ORR_NULL) orr_exception_restore(vm, pending);
    return text;
}

/* Writes text (taken) to stderr; ORR_NULL: there was no memory for it. */
static void write_text(OrrVm *vm, OrrValue text) {
    static const char no_memory[] = "MemoryError\n";
    OrrValue errors = text == ORR_NULL ? text : orr_str_from_cstring(vm, "backslashreplace");
    OrrValue bytes = errors == ORR_NULL ? errors : orr_encode(vm, text, ORR_NULL, errors);
    if (bytes == ORR_NULL) {
        orr_exception_clear(vm);
        vm->host->write(vm->host->context, 2, no_memory, sizeof no_memory - 1);
    } else {
        const OrrBytes *b = orr_as_bytes(bytes);
        vm->host->write(vm->host->context, 2, (const char *)b->data, b->length);
    }
    orr_xrelease(vm, bytes);
    orr_xrelease(vm, errors);
    orr_xrelease(vm, text);
}

void orr_print_exception(OrrVm *vm, OrrValue exception) {
    OrrValue pending = orr_exception_take(vm);
    write_text(vm, orr_exception_text(vm, exception));
    orr_exception_restore(vm, pending);
}

/* What was being done, and to which object. */
static OrrValue unraisable_head(OrrVm *vm, const char *what, OrrValue object) {
    if (what == NULL) what = "Exception ignored in";
    if (object == ORR_NULL) return orr_format(vm, "%s:\n", what);
    OrrValue shown = orr_repr(vm, object);
    if (shown == ORR_NULL) {
        orr_exception_clear(vm);
        return orr_format(vm, "%s: <object repr() failed>\n", what);
    }
    OrrValue head = orr_format(vm, "%s: %S\n", what, shown);
    orr_release(vm, shown);
    return head;
}

void orr_write_unraisable(OrrVm *vm, const char *what, OrrValue object) {
    OrrValue exception = orr_exception_take(vm);
    if (exception == ORR_NULL) return;
    if (vm->stopped) { /* not the program's doing */
        orr_release(vm, exception);
        return;
    }
    write_text(vm, unraisable_head(vm, what, object));
    Printer p = {.vm = vm, .brief = true};
    orr_builder_init(&p.out, vm);
    if (!emit_plain(&p, exception)) orr_exception_clear(vm);
    write_text(vm, orr_builder_finish(&p.out));
    orr_release(vm, exception);
}

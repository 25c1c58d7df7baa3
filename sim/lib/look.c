#include "sim/lib/look.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sim/lib/aio_waiters.h"
#include "sim/lib/collections.h"
#include "sim/vm/abstract.h"
#include "sim/vm/bytes.h"
#include "sim/vm/frame.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/object.h"
#include "sim/vm/set.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

enum {
    TEXT_BYTES = 400,
    NAME_BYTES = 200,
    ITEMS = 8,
    DEPTH = 4,
    CHARACTERS = 60,
    FRAMES = 64,
    GLOBALS = 60,
    LIMBS = 4
};

/* A value as text, as much of it as fits. */
typedef struct Text {
    OrrVm *vm;
    char bytes[TEXT_BYTES];
    size_t length;
    bool full;
    OrrValue within[DEPTH + 1]; /* the objects that are being shown, outermost first */
    size_t within_count;
} Text;

/* ---- text --------------------------------------------------------------------------------------- */

static void add_bytes(Text *t, const char *bytes, size_t length) {
    static const char more[] = "...";
    if (t->full) return;
    if (t->length + length + sizeof more > sizeof t->bytes) {
        t->full = true;
        bytes = more;
        length = sizeof more - 1;
    }
    memcpy(t->bytes + t->length, bytes, length);
    t->length += length;
    t->bytes[t->length] = 0;
}

static void add(Text *t, const char *words) {
    add_bytes(t, words, strlen(words));
}

static void add_character(Text *t, uint32_t c) {
    char bytes[4];
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (n == 1) bytes[0] = (char)c;
    else if (n == 2) bytes[0] = (char)(0xC0 | c >> 6);
    else if (n == 3) bytes[0] = (char)(0xE0 | c >> 12);
    else bytes[0] = (char)(0xF0 | c >> 18);
    for (size_t i = 1; i < n; i++) bytes[i] = (char)(0x80 | (c >> (6 * (n - 1 - i)) & 0x3F));
    add_bytes(t, bytes, n);
}

/* Controls and lone surrogates are no text. */
static bool is_printable(uint32_t c) {
    return c >= 0x20 && c != 0x7F && !(c >= 0x80 && c < 0xA0) && !(c >= 0xD800 && c < 0xE000);
}

static void add_plain(Text *t, const OrrStr *s) {
    for (size_t i = 0; i < s->length && !t->full; i++) {
        uint32_t c = orr_str_at(s, i);
        add_character(t, is_printable(c) ? c : '?');
    }
}

static void add_quoted(Text *t, const OrrStr *s) {
    char escape[16];
    bool single = false, twice = false;
    size_t shown = s->length < CHARACTERS ? s->length : CHARACTERS;
    for (size_t i = 0; i < shown; i++) {
        single = single || orr_str_at(s, i) == '\'';
        twice = twice || orr_str_at(s, i) == '"';
    }
    uint32_t quote = single && !twice ? '"' : '\'';
    add_character(t, quote);
    for (size_t i = 0; i < shown; i++) {
        uint32_t c = orr_str_at(s, i);
        if (c == quote || c == '\\') add(t, "\\");
        if (is_printable(c)) {
            add_character(t, c);
            continue;
        }
        if (c == '\n' || c == '\r' || c == '\t')
            snprintf(escape, sizeof escape, "\\%c", c == '\n' ? 'n' : c == '\r' ? 'r' : 't');
        else snprintf(escape, sizeof escape, c < 0x100 ? "\\x%02" PRIx32 : "\\u%04" PRIx32, c);
        add(t, escape);
    }
    add_character(t, quote);
    if (shown < s->length) add(t, "...");
}

/* ---- values ------------------------------------------------------------------------------------- */

static void add_value(Text *t, OrrValue v);

static void add_type(Text *t, const OrrType *type) {
    add_plain(t, type->name);
}

static void add_unknown(Text *t, const OrrType *type) {
    add(t, "<");
    add_type(t, type);
    add(t, ">");
}

/* The program's own repr would do no harm here: numbers have none of theirs. */
static void add_number(Text *t, OrrValue v) {
    OrrValue text = orr_repr(t->vm, v);
    if (text != ORR_NULL && orr_is_str(text)) add_plain(t, orr_as_str(text));
    else add_unknown(t, orr_type_of(t->vm, v));
    orr_xrelease(t->vm, text);
    orr_exception_clear(t->vm);
}

static void add_int(Text *t, OrrValue v) {
    char size[40];
    int64_t limbs = orr_is_object(v) ? ((const OrrBigInt *)orr_object(v))->size : 0;
    if (limbs < 0) limbs = -limbs;
    if (limbs <= LIMBS) {
        add_number(t, v);
        return;
    }
    snprintf(size, sizeof size, "<int of about %" PRId64 " bits>", limbs * 64);
    add(t, size);
}

static void add_byte_string(Text *t, OrrValue v) {
    char escape[16];
    OrrByteView view;
    if (!orr_byte_view(t->vm, v, &view)) {
        add_unknown(t, orr_type_of(t->vm, v));
        return;
    }
    add(t, "b'");
    for (size_t i = 0; i < view.length && i < CHARACTERS; i++) {
        uint8_t c = view.data[i];
        bool plain = c >= 0x20 && c < 0x7F && c != '\'' && c != '\\';
        snprintf(escape, sizeof escape, plain ? "%c" : "\\x%02x", c);
        add(t, escape);
    }
    add(t, view.length > CHARACTERS ? "'..." : "'");
}

static void add_items(Text *t, const char *open, const char *close, const OrrValue *items, size_t count) {
    add(t, open);
    for (size_t i = 0; i < count && i < ITEMS; i++) {
        if (i > 0) add(t, ", ");
        add_value(t, items[i]);
    }
    if (count > ITEMS) {
        char more[40];
        snprintf(more, sizeof more, ", ... %zu in all", count);
        add(t, more);
    }
    add(t, close);
}

static void add_dict(Text *t, OrrDict *dict) {
    OrrValue key, value;
    size_t position = 0, shown = 0;
    add(t, "{");
    while (orr_dict_step(dict, &position, &key, &value)) {
        if (shown++ == ITEMS) {
            add(t, ", ...");
            break;
        }
        if (shown > 1) add(t, ", ");
        add_value(t, key);
        add(t, ": ");
        add_value(t, value);
    }
    add(t, "}");
}

static void add_set(Text *t, OrrSet *set) {
    OrrValue key, items[ITEMS];
    size_t position = 0, count = 0;
    while (count < ITEMS && orr_set_step(set, &position, &key)) items[count++] = key;
    add_items(t, count == 0 ? "set(" : "{", set->used > count ? ", ...}" : count == 0 ? ")" : "}", items, count);
}

static void add_deque(Text *t, const OrrDeque *deque) {
    OrrValue items[ITEMS];
    size_t count = deque->count < ITEMS ? deque->count : ITEMS;
    for (size_t i = 0; i < count; i++) items[i] = deque->items[(deque->first + i) & (deque->capacity - 1)];
    add_items(t, "deque([", deque->count > ITEMS ? ", ...])" : "])", items, count);
}

static void add_field(Text *t, const OrrStr *name, OrrValue value) {
    add(t, " ");
    add_plain(t, name);
    add(t, "=");
    add_value(t, value);
}

/* Of its dict; and of __slots__, which are read without asking the program. */
static void add_fields(Text *t, OrrValue v) {
    OrrVm *vm = t->vm;
    const OrrType *type = orr_object(v)->type;
    OrrDict *dict = type->dict_offset == 0 ? NULL : *(OrrDict **)(uintptr_t)(v + type->dict_offset);
    OrrValue key, value;
    size_t position = 0, shown = 0;
    for (size_t i = type->mro == NULL ? 0 : type->mro->count; i > 0 && type->slot_count > 0; i--) {
        OrrType *class = (OrrType *)orr_object(type->mro->items[i - 1]);
        for (size_t at = 0; class->dict != NULL && shown < ITEMS && orr_dict_step(class->dict, &at, &key, &value);) {
            if (!orr_is_object(value) || orr_object(value)->type != vm->types.member_descriptor || !orr_is_str(key))
                continue;
            OrrValue field = orr_object(value)->type->slots.descr_get(vm, value, v, orr_object(v)->type);
            orr_exception_clear(vm);
            if (field == ORR_NULL) continue;
            shown++;
            add_field(t, orr_as_str(key), field);
            orr_release(vm, field);
        }
    }
    while (dict != NULL && orr_dict_step(dict, &position, &key, &value)) {
        if (shown++ == ITEMS) {
            add(t, " ...");
            return;
        }
        if (orr_is_str(key)) add_field(t, orr_as_str(key), value);
    }
}

static void add_task(Text *t, OrrValue v) {
    const OrrTaskObject *task = orr_as_task(v);
    char number[32];
    add(t, "<Task ");
    snprintf(number, sizeof number, "Task-%u", task->task.number);
    if (task->name != ORR_NULL && orr_is_str(task->name)) add_plain(t, orr_as_str(task->name));
    else add(t, number);
    add(t, orr_future_done(&task->task.future) ? " done>" : ">");
}

static void add_queue(Text *t, OrrValue v) {
    char numbers[80];
    int64_t items, maxsize, unfinished;
    orr_queue_numbers(t->vm, v, &items, &maxsize, &unfinished);
    snprintf(numbers, sizeof numbers,
             maxsize > 0 ? " with %" PRId64 " of %" PRId64 " items>" : " with %" PRId64 " items>", items, maxsize);
    add(t, "<");
    add_type(t, orr_object(v)->type);
    add(t, numbers);
}

/* Names that objects know of themselves. */
static bool add_named(Text *t, OrrValue v) {
    OrrVm *vm = t->vm;
    const OrrType *type = orr_object(v)->type;
    const OrrStr *name;
    const char *what;
    if (type == vm->types.function) what = "function", name = ((const OrrFunction *)orr_object(v))->qualname;
    else if (type == vm->types.builtin) what = "function", name = ((const OrrBuiltin *)orr_object(v))->name;
    else if (type == vm->types.coroutine && (orr_object(v)->flags & ORR_CORO_NATIVE) == 0)
        what = "coroutine", name = orr_generator_qualname(vm, orr_as_generator(v));
    else if (type == vm->types.generator || type == vm->types.async_generator)
        what = "generator", name = orr_generator_qualname(vm, orr_as_generator(v));
    else if (orr_type_is_subtype(type, vm->types.type)) what = "class", name = ((const OrrType *)orr_object(v))->name;
    else return false;
    add(t, "<");
    add(t, what);
    add(t, " ");
    add_plain(t, name);
    add(t, ">");
    return true;
}

static void add_object(Text *t, OrrValue v) {
    OrrVm *vm = t->vm;
    const OrrAsyncio *aio = vm->loop;
    const OrrType *type = orr_object(v)->type;
    if (orr_is_task(vm, v)) {
        add_task(t, v);
    } else if (aio != NULL && orr_type_is_subtype(type, aio->Queue)) {
        add_queue(t, v);
    } else if (!add_named(t, v)) {
        add(t, "<");
        add_type(t, type);
        if ((type->dict_offset != 0 || type->slot_count > 0) && (type->flags & ORR_TYPE_HEAP)) add_fields(t, v);
        add(t, ">");
    }
}

static void add_container(Text *t, OrrValue v) {
    OrrVm *vm = t->vm;
    const OrrType *type = orr_object(v)->type;
    bool named = (type->flags & ORR_TYPE_HEAP) != 0; /* a class of the program: a named tuple, say */
    if (named) add_type(t, type);
    if (orr_is_tuple(v)) {
        const OrrTuple *tuple = orr_as_tuple(v);
        add_items(t, "(", tuple->count == 1 && !named ? ",)" : ")", tuple->items, tuple->count);
    } else if (orr_is_list(v)) {
        add_items(t, named ? "([" : "[", named ? "])" : "]", orr_as_list(v)->items, orr_as_list(v)->count);
    } else if (orr_is_dict(v)) {
        add_dict(t, orr_as_dict(v));
    } else if (orr_is_set(v)) {
        if (type == vm->types.frozenset) add(t, "frozenset ");
        add_set(t, orr_as_set(v));
    } else {
        add_deque(t, (const OrrDeque *)orr_object(v));
    }
}

static void add_plain_value(Text *t, OrrValue v) {
    OrrVm *vm = t->vm;
    if (t->full) return;
    if (v == ORR_NONE) add(t, "None");
    else if (v == ORR_TRUE) add(t, "True");
    else if (v == ORR_FALSE) add(t, "False");
    else if (v == ORR_ELLIPSIS) add(t, "Ellipsis");
    else if (v == ORR_NULL || v == ORR_EMPTY) add(t, "?");
    else if (!orr_is_object(v)) orr_is_small_int(v) ? add_int(t, v) : add_number(t, v);
    else if (orr_object(v)->type == vm->types.int_) add_int(t, v);
    else if (orr_object(v)->type == vm->types.float_ || orr_object(v)->type == vm->types.complex_) add_number(t, v);
    else if (orr_is_str(v)) add_quoted(t, orr_as_str(v));
    else if (orr_object(v)->type == vm->types.range) add_number(t, v);
    else if (orr_is_bytes(v) || orr_is_bytearray(vm, v)) add_byte_string(t, v);
    else if (orr_is_tuple(v) || orr_is_list(v) || orr_is_dict(v) || orr_is_set(v) ||
             orr_has_spec(vm, v, &orr_deque_spec)) {
        add_container(t, v);
    } else {
        add_object(t, v);
    }
}

static void add_value(Text *t, OrrValue v) {
    bool known = false;
    for (size_t i = 0; i < t->within_count && orr_is_object(v); i++) known = known || t->within[i] == v;
    if (known || t->within_count > DEPTH) {
        add(t, "...");
        return;
    }
    t->within[t->within_count++] = v;
    add_plain_value(t, v);
    t->within_count--;
}

/* ---- frames ------------------------------------------------------------------------------------- */

typedef struct Look {
    OrrVm *vm;
    const OrrLookSink *sink;
    const OrrFrame *frames[FRAMES]; /* outermost first */
    size_t count;
} Look;

/* Of a name or path. */
static const char *plain(Text *t, const OrrStr *s) {
    t->length = 0;
    t->full = false;
    t->bytes[0] = 0;
    if (s != NULL) add_plain(t, s);
    return t->bytes;
}

static void say_variable(const Look *l, const OrrStr *name, OrrValue value) {
    Text text = {.vm = l->vm}, key = {.vm = l->vm};
    add_value(&text, value);
    l->sink->variable(l->sink->context, plain(&key, name), text.bytes);
}

static void say_frame(const Look *l, const OrrFrame *frame) {
    Text function = {.vm = l->vm}, path = {.vm = l->vm};
    const OrrCode *code = frame->code;
    bool begun = !frame->in_generator || frame->status != ORR_GENERATOR_CREATED;
    l->sink->frame(l->sink->context, plain(&function, code->qualname), plain(&path, code->filename),
                   begun ? orr_frame_line(frame) : code->first_line);
    if (!(code->flags & ORR_CODE_OPTIMISED)) return; /* its variables are the globals */
    for (size_t n = 0; n < code->first_temp; n++) {
        OrrValue value = orr_frame_local(frame, n);
        if (value == ORR_EMPTY || value == ORR_NULL || code->locals[n]->length == 0) continue;
        if (orr_str_at(code->locals[n], 0) == '.') continue; /* no name that the program can say */
        say_variable(l, code->locals[n], value);
    }
}

/* What a module makes of its own: not what it imports, nor its functions and classes. */
static bool is_variable(OrrVm *vm, const OrrStr *name, OrrValue value) {
    if (name->length >= 2 && orr_str_at(name, 0) == '_' && orr_str_at(name, 1) == '_') return false;
    if (!orr_is_object(value) || value == ORR_NULL) return value != ORR_NULL;
    const OrrType *type = orr_object(value)->type;
    return type != vm->types.module && type != vm->types.function && type != vm->types.builtin &&
           !orr_type_is_subtype(type, vm->types.type);
}

static void say_globals(const Look *l, const OrrFrame *frame) {
    Text path = {.vm = l->vm};
    OrrValue key, value;
    size_t position = 0, said = 0;
    l->sink->frame(l->sink->context, "globals", plain(&path, frame->code->filename), 0);
    while (said < GLOBALS && orr_dict_step(frame->function->globals, &position, &key, &value)) {
        if (!orr_is_str(key) || !is_variable(l->vm, orr_as_str(key), value)) continue;
        say_variable(l, orr_as_str(key), value);
        said++;
    }
}

/* The frames of a task that stands still, by what each coroutine awaits. */
static void find_awaits(Look *l, OrrValue coroutine) {
    OrrVm *vm = l->vm;
    while (coroutine != ORR_NULL && orr_is_object(coroutine) && l->count < FRAMES) {
        const OrrType *type = orr_object(coroutine)->type;
        bool native = (orr_object(coroutine)->flags & ORR_CORO_NATIVE) != 0;
        if (type == vm->types.coroutine && native) {
            coroutine = ((const OrrNativeCoroutine *)orr_object(coroutine))->awaiting;
            continue;
        }
        if (type != vm->types.coroutine && type != vm->types.generator && type != vm->types.async_generator) return;
        const OrrGenerator *g = orr_as_generator(coroutine);
        if (g->frame.status == ORR_GENERATOR_FINISHED) return;
        l->frames[l->count++] = &g->frame;
        coroutine = orr_generator_delegate(g);
    }
}

/* The frames of the task that runs, from the stack, down to that of its coroutine. False: that is not on it. */
static bool find_running(Look *l, OrrValue coroutine) {
    const OrrFrame *frames[FRAMES];
    size_t count = 0;
    bool found = false;
    for (const OrrFrame *f = l->vm->thread->frame; f != NULL && !found && count < FRAMES; f = f->back) {
        frames[count++] = f;
        found = f->in_generator && orr_value(orr_frame_generator(f)) == coroutine;
    }
    for (size_t i = 0; found && i < count; i++) l->frames[l->count++] = frames[count - 1 - i];
    return found;
}

static const OrrTask *find_task(const OrrAsyncio *aio, uint32_t id) {
    for (const OrrTask *task = aio->scheduler->first_task; task != NULL; task = orr_task_next(aio->scheduler, task)) {
        if (task->future.handle.id == id) return task;
    }
    return NULL;
}

bool orr_look(OrrVm *vm, uint32_t id, const OrrLookSink *sink) {
    const OrrAsyncio *aio = vm->loop;
    const OrrTask *task = aio == NULL ? NULL : find_task(aio, id);
    if (task == NULL) return false;
    OrrValue pending = vm->exception;
    vm->exception = ORR_NULL; /* the program's own: it waits */
    Look look = {.vm = vm, .sink = sink};
    bool runs = aio->current != NULL && &aio->current->task == task;
    if (!runs || !find_running(&look, task->coroutine)) find_awaits(&look, task->coroutine);
    for (size_t i = look.count; i > 0; i--) say_frame(&look, look.frames[i - 1]);
    if (look.count > 0) say_globals(&look, look.frames[0]);
    vm->exception = pending;
    return true;
}

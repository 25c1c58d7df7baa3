/* What asyncio tells the trace: who runs, what it waits for, where in its source. Only called if there is a trace. */
#include "sim/lib/aio_waiters.h"
#include "sim/vm/frame.h"

/* A string whose id in the trace was asked for lately. Names of functions and files are, over and over. */
typedef struct OrrTracedString {
    OrrStr *string; /* a reference; NULL: the place is free */
    int64_t id;
} OrrTracedString;

enum { TRACED_STRINGS = 64 };

static int64_t intern(OrrVm *vm, OrrValue str) {
    OrrTraceWriter *trace = orr_aio(vm)->scheduler->trace;
    const char *ascii = orr_str_ascii(orr_as_str(str));
    if (ascii != NULL) return orr_trace_string(trace, ascii, orr_as_str(str)->length);
    size_t length;
    char *text = orr_str_to_utf8(vm, orr_as_str(str), &length);
    if (text == NULL) {
        orr_exception_clear(vm);
        return 0;
    }
    int64_t id = orr_trace_string(trace, text, length);
    orr_buffer_free(vm, text, length + 1);
    return id;
}

int64_t orr_aio_trace_string(OrrVm *vm, OrrValue str) {
    OrrAsyncio *aio = orr_aio(vm);
    if (str == ORR_NULL || !orr_is_str(str)) return 0;
    if (aio->traced_strings == NULL) {
        size_t size = TRACED_STRINGS * sizeof *aio->traced_strings;
        aio->traced_strings = orr_arena_alloc(vm->arena, ORR_BLOCK_RAW, size);
        if (aio->traced_strings == NULL) return intern(vm, str);
        memset(aio->traced_strings, 0, size);
    }
    /* Two places for each string, the latest first: function and file of a task may want the same. */
    OrrTracedString *place = &aio->traced_strings[orr_str_hash(orr_as_str(str)) & (TRACED_STRINGS - 2)];
    if (place[0].string == orr_as_str(str)) return place[0].id;
    if (place[1].string == orr_as_str(str)) return place[1].id;
    int64_t id = intern(vm, str);
    OrrStr *forgotten = place[1].string;
    place[1] = place[0];
    place[0] = (OrrTracedString){.string = orr_as_str(orr_retain(str)), .id = id};
    if (forgotten != NULL) orr_release_object(vm, forgotten);
    return id;
}

int64_t orr_aio_trace_word(OrrVm *vm, const char *word) {
    enum { WORDS = 8 };
    OrrAsyncio *aio = orr_aio(vm);
    for (uint32_t i = 0; i < WORDS; i++)
        if (aio->traced_words[i].word == word) return aio->traced_words[i].id;
    uint32_t place = aio->next_traced_word++ % WORDS;
    aio->traced_words[place].word = word;
    return aio->traced_words[place].id = orr_trace_string(aio->scheduler->trace, word, strlen(word));
}

/* Whether a source is orrery's own. */
static bool is_embedded(const OrrStr *filename) {
    const char *path = orr_str_ascii(filename);
    return path != NULL && filename->length > 9 && memcmp(path, "<orrery>/", 9) == 0;
}

/* The innermost frame of the program itself, or NULL. */
static const OrrFrame *running_frame(OrrVm *vm) {
    const OrrFrame *frame = vm->thread == NULL ? NULL : vm->thread->frame;
    while (frame != NULL && is_embedded(frame->code->filename)) frame = frame->back;
    return frame;
}

/* The line that the program is at; 0: none of its code runs. */
static int64_t running_line(OrrVm *vm) {
    const OrrFrame *frame = running_frame(vm);
    return frame == NULL ? 0 : orr_frame_line(frame);
}

/* str(value) as a string of the trace, without running code of the program: what isn't plain is named by its type. */
static int64_t text_of(OrrVm *vm, OrrValue value) {
    OrrType *type = orr_type_of(vm, value);
    bool plain = type == vm->types.int_ || type == vm->types.float_ || type == vm->types.none || type == vm->types.bool_;
    OrrValue text = type == vm->types.str ? orr_retain(value) : plain ? orr_repr(vm, value) : orr_format(vm, "<%T>", value);
    if (text == ORR_NULL) {
        orr_exception_clear(vm);
        return 0;
    }
    int64_t id = orr_aio_trace_string(vm, text);
    orr_release(vm, text);
    return id;
}

static int64_t message_of(OrrVm *vm, OrrValue exception) {
    OrrTuple *args = orr_as_tuple(orr_as_exception(exception)->args);
    return args->count == 0 ? 0 : text_of(vm, args->items[0]);
}

static int64_t type_of(OrrVm *vm, OrrValue exception) {
    return orr_aio_trace_string(vm, orr_value(orr_object(exception)->type->name));
}

/* ---- objects ---- */

enum { NAME_MAX_BYTES = 40 };

/* What a line of source assigns to, as "lock" in "lock = Lock()" or "self.lock" in "self.lock: Lock = Lock()". Returns its
 * length, 0: it isn't that plain. */
static size_t target_of(const char *line, size_t length, const char **name) {
    size_t at = 0;
    while (at < length && (line[at] == ' ' || line[at] == '\t')) at++;
    size_t start = at;
    while (at < length && (line[at] == '.' || line[at] == '_' || (line[at] >= '0' && line[at] <= '9') ||
                           ((line[at] | 32) >= 'a' && (line[at] | 32) <= 'z')))
        at++;
    size_t end = at;
    const char *equals = memchr(line + at, '=', length - at);
    while (at < length && line[at] == ' ') at++;
    bool assigns = at < length && equals != NULL && equals + 1 < line + length && equals[1] != '=';
    if (!assigns || (line[at] != '=' && line[at] != ':') || end == start || end - start > NAME_MAX_BYTES) return 0;
    *name = line + start;
    return end - start;
}

uint32_t orr_aio_trace_object(OrrVm *vm, int64_t kind, int64_t capacity) {
    OrrScheduler *s = orr_aio(vm)->scheduler;
    const OrrFrame *frame = running_frame(vm);
    int64_t name_id = 0, line = frame == NULL ? 0 : orr_frame_line(frame);
    const char *path = frame == NULL ? NULL : orr_str_ascii(frame->code->filename);
    size_t length = 0;
    const char *name, *text = path == NULL ? NULL : vm->host->source_line(vm->host->context, path, (uint32_t)line, &length);
    if (text != NULL && (length = target_of(text, length, &name)) > 0) name_id = orr_trace_string(s->trace, name, length);
    uint32_t id = orr_scheduler_id(s);
    orr_trace_object_new(s->trace, id, kind, capacity, name_id, line);
    return id;
}

void orr_aio_trace_future_gone(OrrVm *vm, const OrrFuture *f) {
    OrrScheduler *s = orr_aio(vm)->scheduler;
    if (s->trace == NULL || f->handle.id == 0 || orr_future_wait_kind(f) == ORR_TRACE_WAIT_SLEEP) return;
    if (f->handle.flags & (ORR_TASK_IS_TASK | ORR_FUTURE_WAITS_FOR_ID)) return;
    orr_trace_object_gone(s->trace, f->handle.id);
}

/* ---- exceptions ---- */

/* Those that only end loops, and cancellations, of which there are events already, aren't told. */
static bool is_telling(OrrVm *vm, OrrValue exception) {
    return !orr_is_instance(vm, exception, vm->exc.StopIteration) &&
           !orr_is_instance(vm, exception, vm->exc.StopAsyncIteration) &&
           !orr_is_instance(vm, exception, vm->exc.GeneratorExit);
}

static void tell_raise(OrrVm *vm, OrrValue exception) {
    const OrrFrame *frame = vm->thread == NULL ? NULL : vm->thread->frame;
    if (frame == NULL || is_embedded(frame->code->filename) || !is_telling(vm, exception)) return;
    if (orr_is_instance(vm, exception, orr_aio(vm)->CancelledError)) return;
    OrrValue pending = vm->exception;
    vm->exception = ORR_NULL;
    /* One after the other: arguments are evaluated in any order, and strings get their ids as they come. */
    int64_t type = type_of(vm, exception), message = message_of(vm, exception);
    orr_trace_raise(orr_aio(vm)->scheduler->trace, type, message, orr_frame_line(frame));
    vm->exception = pending;
}

static void tell_catch(OrrVm *vm, OrrValue exception) {
    const OrrFrame *frame = vm->thread == NULL ? NULL : vm->thread->frame;
    if (frame == NULL || is_embedded(frame->code->filename) || !is_telling(vm, exception)) return;
    orr_trace_catch(orr_aio(vm)->scheduler->trace, type_of(vm, exception), orr_frame_line(frame));
}

void orr_aio_trace_exceptions(OrrVm *vm) {
    vm->on_raise = tell_raise;
    vm->on_catch = tell_catch;
}

void orr_aio_trace_uncaught(OrrVm *vm, OrrValue exception) {
    OrrTraceWriter *trace = orr_aio(vm)->scheduler->trace;
    OrrValue text = orr_format(vm, "%U", orr_object(exception)->type->name);
    OrrTuple *args = orr_as_tuple(orr_as_exception(exception)->args);
    if (text != ORR_NULL && args->count > 0 && orr_is_str(args->items[0])) {
        OrrValue longer = orr_format(vm, "%S: %S", text, args->items[0]);
        orr_release(vm, text);
        text = longer;
    }
    orr_trace_problem(trace, ORR_TRACE_PROBLEM_UNCAUGHT, 0, orr_aio_trace_string(vm, text));
    orr_xrelease(vm, text);
    orr_exception_clear(vm);
}

/* ---- tasks ---- */

/* The innermost coroutine of the program on an await stack: where it waits. */
typedef struct Innermost {
    OrrStr *function, *file;
    uint32_t line;
} Innermost;

static void see_frame(void *context, const OrrAwaitFrame *frame) {
    Innermost *innermost = context;
    if (frame->filename == NULL && innermost->function != NULL) return;
    *innermost = (Innermost){frame->qualname, frame->filename, frame->line};
}

static Innermost innermost_of(OrrVm *vm, OrrTaskObject *task) {
    Innermost innermost = {NULL, NULL, 0};
    if (orr_is_coroutine(vm, task->task.coroutine))
        orr_await_chain(vm, task->task.coroutine, see_frame, &innermost);
    return innermost;
}

void orr_aio_trace_task(OrrVm *vm, OrrTaskObject *task) {
    OrrAsyncio *aio = orr_aio(vm);
    Innermost start = innermost_of(vm, task);
    int64_t function = start.function == NULL ? 0 : orr_aio_trace_string(vm, orr_value(start.function));
    int64_t file = start.file == NULL ? 0 : orr_aio_trace_string(vm, orr_value(start.file));
    int64_t name = task->name == ORR_NULL ? 0 : orr_aio_trace_string(vm, task->name);
    int64_t parent = aio->current == NULL ? 0 : aio->current->task.future.handle.id;
    orr_trace_task_new(aio->scheduler->trace, task->task.future.handle.id, parent, task->task.number, name, function, file,
                       running_line(vm));
}

/* ---- await stacks ---- */

enum { DEPTH_MAX = 100 }; /* frames further in are not told */

/* A coroutine on an await stack, as it was last told; line: where it awaits the next one (of the innermost: unknown). */
typedef struct Told {
    OrrStr *function; /* a reference in an OrrTraceStack, so that no other string gets its address */
    uint32_t line;
} Told;

/* What was last told about a task's stack. */
typedef struct OrrTraceStack {
    uint32_t count, capacity;
    Told frames[];
} OrrTraceStack;

typedef struct Frames {
    uint32_t count;
    Told frames[DEPTH_MAX];
    OrrStr *files[DEPTH_MAX];
} Frames;

/* Native coroutines are left out: what they are shows in the kind of the wait. */
static void add_frame(void *context, const OrrAwaitFrame *frame) {
    Frames *f = context;
    if (f->count == DEPTH_MAX || frame->filename == NULL) return;
    f->frames[f->count] = (Told){frame->qualname, frame->line};
    f->files[f->count++] = frame->filename;
}

/* The usual case, without a list: is the stack as it was told? *line: of the innermost frame. As orr_await_chain, but
 * for one step of a task in two (of switching tasks) it is a third of what recording costs: so it goes through the
 * frames itself. */
static bool is_as_told(OrrVm *vm, OrrValue coroutine, const OrrTraceStack *told, uint32_t *line) {
    uint32_t count = 0;
    while (coroutine != ORR_NULL && orr_is_object(coroutine)) {
        const OrrObject *o = orr_object(coroutine);
        if (o->type == vm->types.coroutine && (o->flags & ORR_CORO_NATIVE)) {
            coroutine = ((const OrrNativeCoroutine *)o)->awaiting;
            continue;
        }
        if (o->type == vm->types.coroutine_wrapper) return false; /* for tell_changes */
        if (o->type != vm->types.coroutine && o->type != vm->types.generator && o->type != vm->types.async_generator)
            break;
        const OrrGenerator *g = orr_as_generator(coroutine);
        if (g->frame.status != ORR_GENERATOR_SUSPENDED || count == told->count ||
            told->frames[count].function != orr_generator_qualname(vm, g) ||
            (count > 0 && told->frames[count - 1].line != *line))
            return false;
        count++;
        *line = orr_frame_line(&g->frame);
        coroutine = g->frame.stand_in ? ORR_NULL : orr_generator_delegate(g);
    }
    return count == told->count;
}

/* The place of a task's stack in the table, which grows with the ids. NULL: no memory; the stack isn't told then. */
static OrrTraceStack **stack_of(OrrVm *vm, uint32_t id) {
    OrrAsyncio *aio = orr_aio(vm);
    if (id >= aio->stack_capacity) {
        size_t capacity = aio->stack_capacity * 2 > id ? aio->stack_capacity * 2 : (size_t)id + 64;
        OrrTraceStack **grown = orr_arena_realloc(vm->arena, ORR_BLOCK_RAW, aio->stacks,
                                                  aio->stack_capacity * sizeof *grown, capacity * sizeof *grown);
        if (grown == NULL) return NULL;
        memset(grown + aio->stack_capacity, 0, (capacity - aio->stack_capacity) * sizeof *grown);
        aio->stacks = grown;
        aio->stack_capacity = capacity;
    }
    return &aio->stacks[id];
}

static void drop_stack(OrrVm *vm, OrrTraceStack *stack) {
    if (stack == NULL) return;
    for (uint32_t i = 0; i < stack->count; i++) orr_release_object(vm, stack->frames[i].function);
    orr_buffer_free(vm, stack, sizeof *stack + stack->capacity * sizeof stack->frames[0]);
}

static void forget_stack(OrrVm *vm, uint32_t id) {
    if (id >= orr_aio(vm)->stack_capacity) return;
    drop_stack(vm, orr_aio(vm)->stacks[id]);
    orr_aio(vm)->stacks[id] = NULL;
}

/* False: no memory; nothing is remembered. */
static bool remember(OrrVm *vm, OrrTraceStack **place, const Frames *now) {
    OrrTraceStack *old = *place;
    uint32_t capacity = now->count + 1;
    *place = orr_arena_alloc(vm->arena, ORR_BLOCK_RAW, sizeof **place + capacity * sizeof now->frames[0]);
    if (*place != NULL) {
        (*place)->capacity = capacity;
        (*place)->count = now->count;
        for (uint32_t i = 0; i < now->count; i++) {
            (*place)->frames[i] = now->frames[i];
            orr_retain(orr_value(now->frames[i].function));
        }
    }
    drop_stack(vm, old);
    return *place != NULL;
}

/* Tells how the task's await stack differs from what was last told. Returns the line of the innermost frame. */
static __attribute__((noinline)) int64_t tell_changes(OrrVm *vm, OrrTaskObject *task, OrrTraceStack **place) {
    OrrTraceWriter *trace = orr_aio(vm)->scheduler->trace;
    Frames now;
    now.count = 0;
    orr_await_chain(vm, task->task.coroutine, add_frame, &now);
    if (now.count == 0) return 0;
    if (place == NULL) return now.frames[now.count - 1].line;
    /* Its own coroutine is there from the start, unless that is a native one. */
    uint32_t root = orr_object(task->task.coroutine)->flags & ORR_CORO_NATIVE ? 0 : 1;
    uint32_t known = *place == NULL ? root : (*place)->count, keep = root;
    while (keep < known && keep < now.count && (*place)->frames[keep].function == now.frames[keep].function &&
           (keep == 0 || (*place)->frames[keep - 1].line == now.frames[keep - 1].line))
        keep++;
    if (known > keep) orr_trace_frame_pop(trace, known - keep);
    for (uint32_t i = keep; i < now.count; i++) {
        int64_t function = orr_aio_trace_string(vm, orr_value(now.frames[i].function));
        int64_t file = orr_aio_trace_string(vm, orr_value(now.files[i]));
        orr_trace_frame_push(trace, function, file, i == 0 ? 0 : now.frames[i - 1].line);
    }
    (void)remember(vm, place, &now);
    return now.frames[now.count - 1].line;
}

static int64_t tell_stack(OrrVm *vm, OrrTaskObject *task) {
    if (!orr_is_coroutine(vm, task->task.coroutine)) return 0;
    OrrTraceStack **place = stack_of(vm, task->task.future.handle.id);
    if (place != NULL && *place != NULL) {
        uint32_t line = 0;
        if (is_as_told(vm, task->task.coroutine, *place, &line)) return line;
    }
    return tell_changes(vm, task, place);
}

/* The id of what awaiting a future means: the lock, queue or event that it is a waiter of, a task, a gather, a timer. */
static int64_t awaited_id(OrrVm *vm, OrrFuture *f) {
    if (f->handle.id == 0 && orr_future_wait_kind(f) != ORR_TRACE_WAIT_SLEEP) {
        OrrScheduler *s = orr_aio(vm)->scheduler;
        uint32_t subject = orr_primitive_known_id(vm, f);
        if (subject != 0) return subject;
        f->handle.id = orr_scheduler_id(s);
        orr_trace_object_new(s->trace, f->handle.id, ORR_TRACE_OBJECT_KIND_FUTURE, 0, 0, 0);
    }
    return f->handle.id;
}

void orr_aio_trace_done(OrrVm *vm, OrrTaskObject *task) {
    OrrTraceWriter *trace = orr_aio(vm)->scheduler->trace;
    const OrrFuture *f = &task->task.future;
    bool has_error = orr_future_state(f) == ORR_FUTURE_EXCEPTION || f->handle.flags & ORR_FUTURE_CANCELLED_BY;
    int64_t type = has_error ? type_of(vm, f->result) : 0, message = has_error ? message_of(vm, f->result) : 0;
    int64_t outcome = ORR_TRACE_OUTCOME_RETURNED;
    if (orr_future_state(f) == ORR_FUTURE_EXCEPTION) outcome = ORR_TRACE_OUTCOME_RAISED;
    if (orr_future_state(f) == ORR_FUTURE_CANCELLED) outcome = ORR_TRACE_OUTCOME_CANCELLED;
    orr_trace_task_done(trace, outcome, type, message);
}

void orr_aio_trace_step_end(OrrVm *vm, OrrTaskObject *task, OrrStepEnd end, OrrFuture *awaited) {
    OrrTraceWriter *trace = orr_aio(vm)->scheduler->trace;
    switch (end) {
    case ORR_STEP_THROWS:
    case ORR_STEP_YIELDS: orr_trace_yield(trace, tell_stack(vm, task)); break;
    case ORR_STEP_AWAITS: {
        int64_t id = awaited_id(vm, awaited), line = tell_stack(vm, task);
        orr_trace_wait(trace, orr_future_wait_kind(awaited), id, line);
        if (orr_future_done(awaited)) orr_trace_ready(trace, task->task.future.handle.id, ORR_TRACE_WAKE_RESULT);
        break;
    }
    default: forget_stack(vm, task->task.future.handle.id); break; /* told by orr_aio_trace_done */
    }
}

void orr_aio_trace_cancel(OrrVm *vm, OrrTaskObject *task, OrrValue message) {
    int64_t text = message == ORR_NULL || message == ORR_NONE ? 0 : text_of(vm, message);
    orr_trace_cancel(orr_aio(vm)->scheduler->trace, task->task.future.handle.id, text, running_line(vm));
}

void orr_aio_trace_thrown(OrrVm *vm, OrrValue exception) {
    if (orr_is_instance(vm, exception, orr_aio(vm)->CancelledError))
        orr_trace_cancelled(orr_aio(vm)->scheduler->trace, message_of(vm, exception));
}

/* ---- what asyncio's Python parts tell: _orrery_asyncio.trace_... ---- */

/* What a condition or barrier is in the trace, from its creation to its end. There is one without a trace too (id 0), so that
 * recording doesn't change when the collector runs. */
typedef struct Traced {
    OrrObject head;
    int64_t id;
} Traced;

static void traced_destroy(OrrVm *vm, OrrObject *self) {
    int64_t id = ((Traced *)self)->id;
    if (id != 0) orr_trace_object_gone(orr_aio(vm)->scheduler->trace, id);
    orr_free_object(vm, self, sizeof(Traced));
}

static const OrrTypeSpec traced_spec = {
    .name = "_orrery_asyncio.Traced",
    .size = sizeof(Traced),
    .slots = {.destroy = traced_destroy},
};

int64_t orr_aio_traced_id(OrrVm *vm, OrrValue v) {
    if (orr_is_small_int(v)) return orr_small_int_value(v);
    return orr_type_of(vm, v)->spec == &traced_spec ? ((const Traced *)orr_object(v))->id : 0;
}

static int64_t number(OrrValue v) {
    return orr_is_small_int(v) ? orr_small_int_value(v) : 0;
}

/* trace_new(kind, capacity): an object; 0 without a trace. */
static OrrValue trace_new(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    if (orr_aio(vm)->scheduler->trace == NULL) return orr_small_int(0);
    return orr_small_int(orr_aio_trace_object(vm, number(args[0]), number(args[1])));
}
/* trace_hold(kind, capacity): the same for as long as what is given back lives. */
static OrrValue trace_hold(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    Traced *traced = orr_new_object(vm, orr_aio(vm)->Traced, sizeof *traced);
    if (traced == NULL) return ORR_NULL;
    traced->id = orr_aio(vm)->scheduler->trace == NULL ? 0 : orr_aio_trace_object(vm, number(args[0]), number(args[1]));
    return orr_value(traced);
}
static OrrValue trace_gone(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    if (number(args[0]) != 0) orr_trace_object_gone(orr_aio(vm)->scheduler->trace, number(args[0]));
    return ORR_NONE;
}
/* trace_wait(future, kind, id): to await this future means to wait for the object, in that way. */
static OrrValue trace_wait(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int64_t id = orr_aio_traced_id(vm, args[2]);
    if (id == 0 || !orr_is_future(vm, args[0])) return ORR_NONE;
    OrrFuture *f = orr_as_future(args[0]);
    if (f->handle.id != 0) return ORR_NONE;
    f->handle.id = (uint32_t)id;
    f->handle.flags &= ~(uint32_t)ORR_FUTURE_WAIT;
    f->handle.flags |= (uint32_t)number(args[1]) << ORR_FUTURE_WAIT_SHIFT | ORR_FUTURE_WAITS_FOR_ID;
    return ORR_NONE;
}
/* trace_link(id, future): the object depends on a task or another future. */
static OrrValue trace_link(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    if (number(args[0]) == 0 || !orr_is_future(vm, args[1])) return ORR_NONE;
    const OrrFuture *f = orr_as_future(args[1]);
    if (f->handle.id != 0 && !orr_future_done(f))
        orr_trace_link(orr_aio(vm)->scheduler->trace, number(args[0]), f->handle.id);
    return ORR_NONE;
}
static OrrValue trace_size(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)nargs, (void)kwnames;
    int64_t id = orr_aio_traced_id(vm, args[0]);
    if (id != 0) orr_trace_size(orr_aio(vm)->scheduler->trace, id, number(args[1]));
    return ORR_NONE;
}

bool orr_aio_add_trace(OrrVm *vm, OrrValue support) {
    static const OrrMethodDef functions[] = {
        ORR_DEF_RANGE("trace_new", trace_new, 2, 2),
        ORR_DEF_RANGE("trace_hold", trace_hold, 2, 2),
        ORR_DEF_ONE("trace_gone", trace_gone),
        ORR_DEF_RANGE("trace_wait", trace_wait, 3, 3),
        ORR_DEF_RANGE("trace_link", trace_link, 2, 2),
        ORR_DEF_RANGE("trace_size", trace_size, 2, 2),
        ORR_DEF_END,
    };
    orr_aio(vm)->Traced = orr_module_add_type(vm, support, &traced_spec, NULL);
    return orr_aio(vm)->Traced != NULL && orr_module_add_functions(vm, support, functions);
}

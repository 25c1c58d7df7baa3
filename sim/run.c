/* One run from beginning to end: arena, VM, sources, output, trace. The only place where the layers meet. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sim/base/limits.h"
#include "sim/lib/driver.h"
#include "sim/lib/inspect.h"
#include "sim/lib/lib.h"
#include "sim/lib/look.h"
#include "sim/lib/modules.h"
#include "sim/orrery.h"
#include "sim/sources.h"
#include "sim/vm/abstract.h"
#include "sim/vm/code.h"
#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/frame.h"
#include "sim/vm/function.h"
#include "sim/vm/import.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/object.h"
#include "sim/vm/str.h"
#include "sim/vm/thread.h"
#include "sim/vm/tuple.h"
#include "trace/writer.h"

#define DEFAULT_MEMORY ((size_t)2 << 30)
#define OUT_BYTES      65536u

struct OrrRun {
    OrrRunOptions options;
    OrrHost host;
    OrrSources sources;
    OrrArena *arena;
    OrrVm *vm;
    OrrTraceWriter *trace; /* NULL: none */
    bool out_failed;       /* stdout couldn't be written; what comes after is dropped */
    int out_error;
    bool terminal;    /* stdout is one: what is printed shows line by line */
    int interrupted;  /* how often the program was told so */
    OrrRunLook *look; /* NULL: nobody looks into it */
    OrrLooked looked;
    uint64_t polls;
    const OrrScheduler *scheduler;
    int64_t clock_ns; /* when it was last looked at */
    bool computed_too_long;
    uint64_t clock_since; /* orr_operations() then */
    size_t out_length;
    char out[OUT_BYTES]; /* stdout, until it is full or the run ends */
};

const char *orr_version(void) {
    return "0.1.0";
}

/* The process */

void orr_allow_deep_stack(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY ||
        limit.rlim_cur >= ORR_MAX_STACK_BYTES)
        return;
    limit.rlim_cur = limit.rlim_max < ORR_MAX_STACK_BYTES ? limit.rlim_max : ORR_MAX_STACK_BYTES;
    setrlimit(RLIMIT_STACK, &limit);
}

/* Output */

static void write_all(OrrRun *run, int fd, const char *data, size_t length) {
    while (length > 0 && !(fd == 1 && run->out_failed)) {
        ssize_t wrote = write(fd, data, length);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) {
            if (fd == 1) {
                run->out_failed = true;
                run->out_error = errno;
            }
            return;
        }
        data += wrote;
        length -= (size_t)wrote;
    }
}

static void flush_out(OrrRun *run) {
    write_all(run, 1, run->out, run->out_length);
    run->out_length = 0;
}

static void write_out(OrrRun *run, const char *data, size_t length) {
    if (length > OUT_BYTES - run->out_length) flush_out(run);
    if (length > OUT_BYTES) {
        write_all(run, 1, data, length);
        return;
    }
    memcpy(run->out + run->out_length, data, length);
    run->out_length += length;
    if (run->terminal && length > 0 && data[length - 1] == '\n') flush_out(run);
}

static void write_stream(OrrRun *run, int stream, const char *data, size_t length) {
    if (run->look != NULL) return;
    if (run->options.write != NULL) {
        run->options.write(run->options.write_context, stream, data, length);
    } else if (stream == 1) {
        write_out(run, data, length);
    } else {
        flush_out(run); /* what was printed before comes first */
        write_all(run, 2, data, length);
    }
}

static void host_write(void *context, int stream, const char *data, size_t length) {
    OrrRun *run = context;
    if (run->trace != NULL)
        orr_trace_output(run->trace, stream == 1 ? ORR_TRACE_STREAM_STDOUT : ORR_TRACE_STREAM_STDERR,
                         orr_trace_text(run->trace, data, length));
    write_stream(run, stream, data, length);
}

/* orrery's own words: not part of the trace. */
static void complain(OrrRun *run, const char *format, ...) {
    char text[5000] = "orrery: ";
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text + 8, sizeof text - 9, format, arguments);
    va_end(arguments);
    size_t used = length < 0 ? 8 : (size_t)length > sizeof text - 10 ? sizeof text - 2 : (size_t)length + 8;
    text[used++] = '\n';
    write_stream(run, 2, text, used);
}

/* What the VM asks of the host */

/* (filename, lineno, offset, text, end_lineno, end_offset). New. */
static OrrValue error_place(OrrVm *vm, const OrrCompileError *e, OrrValue filename, bool is_file) {
    OrrValue text = ORR_NONE;
    if (e->text.utf8 != NULL && (is_file || e->stage == ORR_STAGE_PARSER)) {
        OrrValue line = orr_str_new(vm, e->text.utf8, e->text.length);
        text = line == ORR_NULL || !e->newline ? line : orr_format(vm, "%S\n", line);
        if (text != line) orr_release(vm, line);
    }
    if (text == ORR_NULL) return ORR_NULL;
    bool has_line = e->stage == ORR_STAGE_PARSER || e->line != 0;
    bool has_offset = e->stage == ORR_STAGE_PARSER || e->offset != 0;
    OrrValue items[6] = {
        filename, has_line ? orr_small_int(e->line) : ORR_NONE,     has_offset ? orr_small_int(e->offset) : ORR_NONE,
        text,     has_line ? orr_small_int(e->end_line) : ORR_NONE, orr_small_int(e->end_offset)};
    OrrValue place = orr_tuple_new(vm, items, 6);
    orr_release(vm, text);
    return place;
}

static bool add_to_args(OrrVm *vm, OrrValue exception, OrrValue place) {
    OrrExceptionObject *x = orr_as_exception(exception);
    OrrValue items[2] = {orr_as_tuple(x->args)->items[0], place};
    OrrValue args = orr_tuple_new(vm, items, 2);
    if (args == ORR_NULL) return false;
    orr_set_slot(vm, &x->args, args);
    return true;
}

static OrrType *error_type(OrrVm *vm, const char *name) {
    if (strcmp(name, "IndentationError") == 0) return vm->exc.IndentationError;
    if (strcmp(name, "TabError") == 0) return vm->exc.TabError;
    if (strcmp(name, "MemoryError") == 0) return vm->exc.MemoryError;
    if (strcmp(name, "RecursionError") == 0) return vm->exc.RecursionError;
    return vm->exc.SyntaxError;
}

/* Raises what the compiler found, as CPython's compile() would. */
/* is_file: it can be read again for the line at fault. */
static void raise_compile_error(OrrVm *vm, const OrrCompileError *e, OrrValue filename, bool is_file) {
    if (e->kind == ORR_COMPILE_NO_MEMORY) {
        orr_raise_memory(vm);
        return;
    }
    OrrValue message = orr_str_from_cstring(vm, e->message);
    if (message == ORR_NULL) return;
    orr_raise_with(vm, error_type(vm, e->type), message);
    orr_release(vm, message);
    OrrValue exception = vm->exception;
    if (exception == ORR_NULL || !orr_is_instance(vm, exception, vm->exc.SyntaxError)) return;
    vm->exception = ORR_NULL;
    OrrValue place = error_place(vm, e, filename, is_file);
    bool ok = place != ORR_NULL;
    for (unsigned n = 0; ok && n < 6; n++)
        orr_exception_set_field(vm, exception, ORR_EXC_SYNTAX_FILENAME + n, orr_as_tuple(place)->items[n]);
    if (ok && e->stage != ORR_STAGE_SCOPES) ok = add_to_args(vm, exception, place);
    orr_xrelease(vm, place);
    if (ok) vm->exception = exception;
    else orr_release(vm, exception);
}

static void raise_source_error(OrrVm *vm, const OrrSource *source) {
    OrrValue path = orr_str_from_cstring(vm, source->path);
    if (path != ORR_NULL) raise_compile_error(vm, &source->error, path, true);
    orr_xrelease(vm, path);
}

/* The trace holds the sources of the modules beside the scenario; those that are embedded belong to orrery. */
static void trace_source(OrrRun *run, const OrrSource *source) {
    if (source->embedded) return;
    OrrTraceSource text = {source->path, source->text, source->length};
    orr_trace_writer_source(run->trace, &text);
}

static bool host_find_source(void *context, OrrVm *vm, const char *name, const OrrCodeImage **image, const char **path,
                             bool *is_package) {
    OrrRun *run = context;
    OrrSource *source = orr_sources_load_module(&run->sources, name);
    if (source == NULL) return false;
    trace_source(run, source);
    *image = source->image;
    *path = source->path;
    *is_package = source->is_package;
    if (source->image == NULL) raise_source_error(vm, source);
    return true;
}

/* Whether what somebody wants to look at is still to come. */
static bool goes_on(OrrRun *run) {
    if (run->looked == ORR_LOOKED_NEVER && ++run->polls > run->look->most_polls) run->looked = ORR_LOOKED_TOO_FAR;
    return run->looked == ORR_LOOKED_NEVER;
}

static bool is_own_source(const OrrStr *path) {
    const char *text = orr_str_ascii(path);
    return text != NULL && strncmp(text, "<orrery>", 8) == 0;
}

/* Where the program is: ": FILE, line N, in NAME". What orrery's own modules do is their caller's. */
static void say_where(OrrVm *vm, char *text, size_t size) {
    text[0] = 0;
    const OrrFrame *frame = vm->thread->frame;
    while (frame != NULL && is_own_source(frame->code->filename)) frame = frame->back;
    if (frame == NULL) return;
    OrrValue where =
        orr_format(vm, ": %U, line %u, in %U", frame->code->filename, orr_frame_line(frame), frame->code->qualname);
    size_t length;
    char *bytes = where == ORR_NULL ? NULL : orr_str_to_utf8(vm, orr_as_str(where), &length);
    if (bytes != NULL) {
        snprintf(text, size, "%s", bytes);
        orr_buffer_free(vm, bytes, length + 1);
    }
    orr_xrelease(vm, where);
    orr_exception_clear(vm);
}

/* A computation that never ends is ended. */
static bool may_compute(OrrRun *run, OrrVm *vm) {
    uint64_t most = run->options.max_operations != 0 ? run->options.max_operations : ORR_DEFAULT_OPERATIONS;
    uint64_t done = orr_operations(vm);
    if (run->scheduler == NULL || run->scheduler->now_ns != run->clock_ns) {
        run->clock_ns = run->scheduler == NULL ? 0 : run->scheduler->now_ns;
        run->clock_since = done;
    }
    if (done - run->clock_since < most) return true;
    run->computed_too_long = true;
    char where[300];
    say_where(vm, where, sizeof where);
    complain(run, "stopped: %" PRIu64 " loops and calls without a move of the clock (see --max-ops)%s", most, where);
    orr_driver_stop(vm, ORR_ENDING_LIMIT, ORR_EXIT_LIMIT);
    return false;
}

/* Ctrl-C: the first is for the program, the second ends the run. So does a reader of stdout that went away. */
static bool host_poll(void *context, OrrVm *vm) {
    OrrRun *run = context;
    if (run->look != NULL && !goes_on(run)) return false;
    if (!may_compute(run, vm)) return false;
    if (run->out_failed && run->out_error == EPIPE) return false;
    int asked = run->options.interrupt == NULL ? 0 : *run->options.interrupt;
    if (asked > 1) return false;
    if (asked == run->interrupted) return true;
    run->interrupted = asked;
    return orr_driver_signal(vm, SIGINT);
}

static const char *host_source_line(void *context, const char *path, uint32_t line, size_t *length) {
    OrrRun *run = context;
    return orr_sources_line(&run->sources, path, line, length);
}

static OrrValue host_compile(void *context, OrrVm *vm, const OrrHostText *text) {
    OrrRun *run = context;
    size_t length;
    char *filename = orr_str_to_utf8(vm, text->filename, &length);
    if (filename == NULL) return ORR_NULL;
    OrrRegion region = {.max_bytes = orr_arena_limit(run->arena)};
    OrrCompileInput input = {text->utf8, text->length,
                             filename,   text->expression ? ORR_COMPILE_EXPRESSION : ORR_COMPILE_MODULE,
                             true,       text->future_annotations};
    OrrCompileOutput output = {.region = &region};
    OrrCode *code = NULL;
    if (orr_compile(&input, &output)) code = orr_code_load(vm, output.image, text->filename);
    else raise_compile_error(vm, &output.error, orr_value(text->filename), false);
    orr_region_free(&region);
    orr_buffer_free(vm, filename, length + 1);
    return orr_value(code);
}

/* Making and running */

OrrRun *orr_run_new(const OrrRunOptions *options) {
    OrrRun *run = calloc(1, sizeof *run);
    if (run == NULL) return NULL;
    run->options = *options;
    run->host = (OrrHost){run, host_write, host_find_source, host_poll, host_source_line, host_compile};
    run->terminal = options->write == NULL && isatty(1);
    orr_sources_init(&run->sources);
    orr_sources_use(&run->sources, options->sources, options->source_count);
    run->arena = orr_arena_new(options->max_memory_bytes != 0 ? options->max_memory_bytes : DEFAULT_MEMORY);
    if (run->arena == NULL) {
        free(run);
        return NULL;
    }
    return run;
}

void orr_run_free(OrrRun *run) {
    if (run == NULL) return;
    orr_arena_destroy(run->arena);
    orr_sources_free(&run->sources);
    free(run);
}

static bool add_module(OrrVm *vm, const char *name, OrrValue module) {
    OrrValue key = module == ORR_NULL ? ORR_NULL : orr_str_intern_cstring(vm, name);
    bool ok = key != ORR_NULL && orr_dict_set_name(vm, vm->modules, orr_as_str(key), module);
    orr_xrelease(vm, key);
    return ok;
}

/* sys.argv and sys.path */
static bool set_arguments(OrrRun *run) {
    OrrVm *vm = run->vm;
    OrrValue sys = orr_import(vm, "sys");
    if (sys == ORR_NULL) return false;
    OrrList *argv = orr_list_new(vm, 4);
    bool ok = argv != NULL;
    for (int n = -1; ok && n < run->options.argument_count; n++) {
        OrrValue text = orr_str_from_cstring(vm, n < 0 ? run->options.path : run->options.arguments[n]);
        ok = text != ORR_NULL && orr_list_append_steal(vm, argv, text);
    }
    ok = ok && orr_module_add(vm, sys, "argv", orr_value(argv));
    orr_release(vm, sys);
    return ok;
}

static bool boot(OrrRun *run) {
    run->vm = orr_vm_new(run->arena, &run->host, run->options.seed);
    if (run->vm == NULL) return false;
    OrrVm *vm = run->vm;
    vm->find_native = orr_lib_find_native;
    vm->why_refused = orr_lib_why_refused;
    OrrValue builtins = orr_lib_builtins(vm);
    if (!add_module(vm, "builtins", builtins)) return false;
    OrrDict *empty = vm->builtins;
    vm->builtins = ((OrrModule *)orr_object(builtins))->dict;
    vm->builtins->head.flags |= ORR_DICT_WATCHED;
    orr_retain(orr_value(vm->builtins));
    orr_release_object(vm, empty);
    orr_release(vm, builtins);
    return set_arguments(run);
}

/* The trace */

/* Options that change what happens, as on the command line: `orrery replay` reads them again. */
static void write_options(const OrrRunOptions *options, char *text, size_t size) {
    char *at = text, *end = text + size;
    *at = 0;
    if (options->max_steps != 0) at += snprintf(at, (size_t)(end - at), "--max-steps=%" PRIu64 " ", options->max_steps);
    if (options->max_time_ns != 0)
        at += snprintf(at, (size_t)(end - at), "--max-time=%" PRId64 "ns ", options->max_time_ns);
    if (options->max_operations != 0)
        at += snprintf(at, (size_t)(end - at), "--max-ops=%" PRIu64 " ", options->max_operations);
    if (options->max_memory_bytes != 0)
        at += snprintf(at, (size_t)(end - at), "--max-memory=%zu ", options->max_memory_bytes);
    if (at > text) at[-1] = 0;
}

/* The run stands where somebody wants to look into it. */
static void look(void *context) {
    OrrRun *run = context;
    OrrRunLook *look = run->look;
    const OrrLookSink sink = {look->frame, look->variable, look->context};
    if (run->looked != ORR_LOOKED_NEVER) return; /* too far already, and on its way out */
    const OrrAsyncio *aio = run->vm->loop;
    look->steps = orr_trace_writer_step_count(run->trace);
    look->time_ns = aio == NULL ? 0 : aio->scheduler->now_ns;
    bool known = look->task > 0 && look->task <= (int64_t)UINT32_MAX;
    run->looked = known && orr_look(run->vm, (uint32_t)look->task, &sink) ? ORR_LOOKED : ORR_LOOKED_NO_TASK;
}

/* True also if no trace is wanted. */
static bool open_trace(OrrRun *run, const OrrSource *source) {
    if (run->look != NULL) {
        run->trace = orr_trace_writer_open_counting(run->look->events, look, run);
        return run->trace != NULL;
    }
    const OrrRunOptions *o = &run->options;
    if (o->trace_path == NULL && o->trace_memory == NULL && o->trace_fd == 0) return true;
    char options[160], build[64];
    write_options(o, options, sizeof options);
    snprintf(build, sizeof build, "orrery %s", orr_version());
    OrrTraceHeader header = {
        .program = {source->path, source->text, source->length},
        .arguments = (const char *const *)o->arguments,
        .argument_count = (size_t)o->argument_count,
        .seed = o->seed,
        .build = build,
        .options = options,
    };
    OrrTraceStatus status;
    if (o->trace_memory != NULL) run->trace = orr_trace_writer_open_memory(o->trace_memory, &header, &status);
    else if (o->trace_path != NULL) run->trace = orr_trace_writer_open_path(o->trace_path, &header, &status);
    else run->trace = orr_trace_writer_open_fd(o->trace_fd, &header, &status);
    if (run->trace != NULL) return true;
    complain(run, "can't write the trace '%s': %s", o->trace_path == NULL ? "(memory)" : o->trace_path,
             orr_trace_status_text(status));
    return false;
}

static int64_t verdict_of(const char *ending) {
    for (int64_t verdict = ORR_TRACE_VERDICT_OK; verdict <= ORR_TRACE_VERDICT_REFUSED; verdict++)
        if (strcmp(orr_trace_kind_word(ORR_TRACE_TYPE_VERDICT, verdict), ending) == 0) return verdict;
    return 0;
}

/* Ends the trace with what became of the run. A host that refused it changes the status only of a run that went well.
 */
static void close_trace(OrrRun *run, OrrRunResult *result) {
    if (run->trace == NULL) return;
    const char *event;
    uint64_t number;
    const char *contradiction = orr_trace_writer_contradiction(run->trace, &event, &number);
    if (contradiction != NULL)
        complain(run, "this is a bug in orrery: event %" PRIu64 " of the trace (%s) contradicts those before it: %s",
                 number, event, contradiction);
    OrrTraceEnd end = {verdict_of(result->ending), result->exit_status, NULL};
    OrrTraceStatus status = orr_trace_writer_close(run->trace, &end, NULL);
    run->trace = NULL;
    if (orr_trace_ok(status)) return;
    complain(run, "can't write the trace '%s': %s", run->options.trace_path == NULL ? "" : run->options.trace_path,
             orr_trace_status_text(status));
    if (result->exit_status == 0) result->exit_status = ORR_EXIT_HOST;
}

/* Running */

static void end(OrrRunResult *result, const char *ending, int exit_status) {
    result->ending = ending;
    result->exit_status = exit_status;
}

/* Reads and compiles the scenario. NULL: it couldn't be read. */
static OrrSource *load_main(OrrRun *run, OrrRunResult *result) {
    OrrSource *source;
    int error_number = 0;
    const char *path = run->options.path;
    OrrReadOutcome outcome = orr_sources_load_main(&run->sources, path, &source, &error_number);
    if (outcome == ORR_READ_OK) return source;
    if (outcome == ORR_READ_TOO_BIG) {
        complain(run, "can't run '%s': it is larger than a program can be (%u MiB)", path, ORR_MAX_SOURCE_BYTES >> 20);
        end(result, "refused", ORR_EXIT_LIMIT);
    } else {
        complain(run, "can't open file '%s': [Errno %d] %s", path, error_number, strerror(error_number));
        end(result, "refused", ORR_EXIT_USAGE);
    }
    return NULL;
}

/* "3600 s", "0.25 s" */
static const char *seconds(int64_t ns, char *text, size_t size) {
    int used = snprintf(text, size, "%" PRId64 ".%09" PRId64, ns / 1000000000, ns % 1000000000);
    char *end = text + used;
    while (end[-1] == '0') end--;
    if (end[-1] == '.') end--;
    snprintf(end, size - (size_t)(end - text), " s");
    return text;
}

/* But for that of operations: it was said when it was reached, with the place. */
static void say_limit(OrrRun *run, const OrrRunResult *result) {
    const OrrRunOptions *o = &run->options;
    char text[40];
    if (strcmp(result->ending, "memory") == 0)
        complain(run, "the program reached its memory limit of %zu MiB (see --max-memory)",
                 orr_arena_limit(run->arena) >> 20);
    else if (o->max_steps != 0 && result->steps >= o->max_steps)
        complain(run, "stopped at the limit of %" PRIu64 " steps (--max-steps)", o->max_steps);
    else if (!run->computed_too_long)
        complain(run, "stopped at the limit of %s of virtual time (--max-time)",
                 seconds(o->max_time_ns, text, sizeof text));
}

static void too_small(OrrRun *run, OrrRunResult *result) {
    complain(run, "the memory limit is too small to start a program (see --max-memory)");
    end(result, "memory", ORR_EXIT_LIMIT);
}

/* What inspect is told of with each line. */
typedef struct Inspecting {
    OrrRun *run;
    uint64_t event;
} Inspecting;

static void inspect_line(void *context, const char *line, size_t length) {
    const Inspecting *i = context;
    i->run->options.inspect(i->run->options.inspect_context, i->event, line, length);
}

static void inspect(void *context, OrrScheduler *s, const OrrHandle *next) {
    (void)s;
    Inspecting inspecting = {context, 0};
    if (inspecting.run->trace != NULL) inspecting.event = orr_trace_writer_event_count(inspecting.run->trace);
    orr_inspect(inspecting.run->vm, next, inspect_line, &inspecting);
}

static bool prepare_loop(OrrRun *run) {
    OrrAsyncio *aio = orr_asyncio(run->vm);
    if (aio == NULL) return false;
    run->scheduler = aio->scheduler;
    aio->scheduler->trace = aio->scheduler->choices.trace = run->trace;
    if (run->trace != NULL) orr_aio_trace_exceptions(run->vm);
    if (run->options.inspect != NULL) aio->scheduler->inspect = inspect;
    aio->scheduler->inspect_context = run;
    aio->scheduler->max_steps = run->options.max_steps;
    aio->scheduler->max_time_ns = run->options.max_time_ns;
    return true;
}

/* Takes module. Its globals go at once if no function or class knows them, else as one cycle. */
static void leave_main(OrrVm *vm, OrrValue module) {
    OrrValue name = orr_str_intern_cstring(vm, "__main__");
    if (name != ORR_NULL) orr_dict_delete(vm, vm->modules, name);
    orr_xrelease(vm, name);
    orr_finalise_values(vm, ((OrrModule *)orr_object(module))->dict);
    orr_release(vm, module);
    orr_gc_collect(vm);
    orr_exception_clear(vm);
}

static void run_main(OrrRun *run, OrrSource *source, OrrRunResult *result) {
    OrrVm *vm = run->vm;
    if (source->image == NULL) {
        raise_source_error(vm, source);
        orr_print_exception(vm, vm->exception);
        orr_exception_clear(vm);
        end(result, "refused", 1);
        return;
    }
    OrrValue module;
    OrrValue function = orr_module_function(vm, "__main__", source->image, source->path, false, &module);
    if (function == ORR_NULL || !prepare_loop(run)) {
        too_small(run, result);
        return;
    }
    OrrOutcome outcome = orr_driver_run(vm, function);
    orr_release(vm, function);
    static const char *const endings[] = {"ok",    "exit",        "exception",   "deadlock",
                                          "limit", "interrupted", "interrupted", "memory"};
    end(result, endings[outcome.ending], outcome.exit_status);
    const OrrScheduler *scheduler = orr_asyncio(vm)->scheduler;
    result->steps = scheduler->steps;
    result->time_ns = scheduler->now_ns;
    if (outcome.exit_status == ORR_EXIT_LIMIT &&
        (outcome.ending == ORR_ENDING_LIMIT || outcome.ending == ORR_ENDING_MEMORY))
        say_limit(run, result);
    /* A run that came to its end also takes leave of what it made: __del__, weak references, suspended generators. */
    if (outcome.ending == ORR_ENDING_OK || outcome.ending == ORR_ENDING_EXIT || outcome.ending == ORR_ENDING_EXCEPTION)
        leave_main(vm, module);
    else orr_release(vm, module);
    if (run->computed_too_long) end(result, "limit", ORR_EXIT_LIMIT);
}

/* What the host did to stdout. */
static void check_output(OrrRun *run, OrrRunResult *result) {
    if (!run->out_failed) return;
    if (run->out_error != EPIPE) complain(run, "can't write to stdout: %s", strerror(run->out_error));
    if (result->exit_status == 0 || strcmp(result->ending, "interrupted") == 0) result->exit_status = ORR_EXIT_HOST;
}

void orr_run_program(OrrRun *run, OrrRunResult *result) {
    *result = (OrrRunResult){0, "ok", 0, 0, 0};
    OrrSource *source = load_main(run, result);
    if (source == NULL) return;
    if (!open_trace(run, source)) {
        end(result, "refused", ORR_EXIT_HOST);
        return;
    }
    if (boot(run)) run_main(run, source, result);
    else too_small(run, result);
    flush_out(run);
    result->memory_bytes = orr_arena_extent(run->arena);
    check_output(run, result);
    close_trace(run, result);
}

OrrLooked orr_run_look(OrrRun *run, OrrRunLook *look) {
    OrrRunResult result;
    run->look = look;
    run->looked = ORR_LOOKED_NEVER;
    orr_run_program(run, &result);
    return run->looked;
}

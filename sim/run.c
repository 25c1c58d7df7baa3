/* One run from beginning to end: arena, VM, sources, output, trace. The only place where the layers meet. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/lib/driver.h"
#include "sim/lib/lib.h"
#include "sim/lib/modules.h"
#include "sim/orrery.h"
#include "sim/sources.h"
#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/exception.h"
#include "sim/vm/function.h"
#include "sim/vm/import.h"
#include "sim/vm/list.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"
#include "sim/vm/thread.h"
#include "sim/vm/tuple.h"

#define DEFAULT_MEMORY ((size_t)2 << 30)
#define OUT_BYTES      65536u

struct OrrRun {
    OrrRunOptions options;
    OrrHost host;
    OrrSources sources;
    OrrArena *arena;
    OrrVm *vm;
    bool host_failed; /* stdout couldn't be written */
    int host_error;
    size_t out_length;
    char out[OUT_BYTES]; /* stdout, until it is full or the run ends */
};

const char *orr_version(void) {
    return "0.1.0";
}

/* Output */

static void write_all(OrrRun *run, int fd, const char *data, size_t length) {
    while (length > 0) {
        ssize_t wrote = write(fd, data, length);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) {
            if (fd == 1 && !run->host_failed) {
                run->host_failed = true;
                run->host_error = errno;
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

static void host_write(void *context, int stream, const char *data, size_t length) {
    OrrRun *run = context;
    if (run->options.write != NULL) {
        run->options.write(run->options.write_context, stream, data, length);
        return;
    }
    if (stream != 1) {
        flush_out(run); /* what was printed before comes first */
        write_all(run, 2, data, length);
        return;
    }
    if (length > OUT_BYTES - run->out_length) flush_out(run);
    if (length > OUT_BYTES) {
        write_all(run, 1, data, length);
        return;
    }
    memcpy(run->out + run->out_length, data, length);
    run->out_length += length;
}

static void complain(OrrRun *run, const char *text) {
    host_write(run, 2, "orrery: ", 8);
    host_write(run, 2, text, strlen(text));
    host_write(run, 2, "\n", 1);
}

/* What the VM asks of the host */

static bool set_field(OrrVm *vm, OrrValue exception, unsigned field, OrrValue value) {
    if (value == ORR_NULL) return false;
    orr_exception_set_field(vm, exception, field, value);
    orr_release(vm, value);
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
static void raise_compile_error(OrrVm *vm, const OrrSource *source) {
    const OrrCompileError *e = &source->error;
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
    OrrValue text = e->text.utf8 == NULL ? ORR_NONE : orr_str_new(vm, e->text.utf8, e->text.length);
    bool ok = set_field(vm, exception, ORR_EXC_SYNTAX_FILENAME, orr_str_from_cstring(vm, source->path)) &&
              set_field(vm, exception, ORR_EXC_SYNTAX_LINENO, e->line == 0 ? ORR_NONE : orr_int(vm, e->line)) &&
              set_field(vm, exception, ORR_EXC_SYNTAX_OFFSET, e->offset == 0 ? ORR_NONE : orr_int(vm, e->offset)) &&
              set_field(vm, exception, ORR_EXC_SYNTAX_TEXT, text) &&
              set_field(vm, exception, ORR_EXC_SYNTAX_END_LINENO, e->end_line == 0 ? ORR_NONE : orr_int(vm, e->end_line)) &&
              set_field(vm, exception, ORR_EXC_SYNTAX_END_OFFSET, orr_int(vm, e->end_offset));
    if (!ok) {
        orr_release(vm, exception);
        return;
    }
    vm->exception = exception;
}

static bool host_find_source(void *context, OrrVm *vm, const char *name, const OrrCodeImage **image, const char **path,
                             bool *is_package) {
    OrrRun *run = context;
    OrrSource *source = orr_sources_load_module(&run->sources, name);
    if (source == NULL) return false;
    *image = source->image;
    *path = source->path;
    *is_package = source->is_package;
    if (source->image == NULL) raise_compile_error(vm, source);
    return true;
}

static bool host_poll(void *context, OrrVm *vm) {
    OrrRun *run = context;
    (void)vm;
    return run->options.interrupt == NULL || !*run->options.interrupt;
}

static const char *host_source_line(void *context, const char *path, uint32_t line, size_t *length) {
    OrrRun *run = context;
    return orr_sources_line(&run->sources, path, line, length);
}

/* Making and running */

OrrRun *orr_run_new(const OrrRunOptions *options) {
    OrrRun *run = calloc(1, sizeof *run);
    if (run == NULL) return NULL;
    run->options = *options;
    run->host = (OrrHost){run, host_write, host_find_source, host_poll, host_source_line};
    orr_sources_init(&run->sources);
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

static void say_unreadable(OrrRun *run, OrrReadOutcome outcome, int error_number) {
    char text[5000];
    if (outcome == ORR_READ_TOO_BIG)
        snprintf(text, sizeof text, "can't run '%s': the file is larger than a program can be", run->options.path);
    else
        snprintf(text, sizeof text, "can't open file '%s': [Errno %d] %s", run->options.path, error_number,
                 strerror(error_number));
    complain(run, text);
}

static void run_main(OrrRun *run, OrrSource *source, OrrRunResult *result) {
    OrrVm *vm = run->vm;
    if (source->image == NULL) {
        raise_compile_error(vm, source);
        orr_print_exception(vm, vm->exception);
        orr_exception_clear(vm);
        result->ending = "exception";
        result->exit_status = 1;
        return;
    }
    OrrValue module;
    OrrValue function = orr_module_function(vm, "__main__", source->image, source->path, false, &module);
    if (function == ORR_NULL) {
        complain(run, "the memory limit is too small to load the program (see --max-memory)");
        result->ending = "limit";
        result->exit_status = ORR_EXIT_LIMIT;
        return;
    }
    OrrOutcome outcome = orr_driver_run(vm, function);
    orr_release(vm, function);
    static const char *const endings[] = {"ok", "exit", "exception", "deadlock", "limit", "interrupted", "killed"};
    result->ending = endings[outcome.ending];
    result->exit_status = outcome.exit_status;
    const OrrScheduler *scheduler = orr_asyncio(vm)->scheduler;
    result->steps = scheduler->turns;
    result->time_ns = scheduler->now_ns;
    orr_release(vm, module);
}

void orr_run_program(OrrRun *run, OrrRunResult *result) {
    *result = (OrrRunResult){0, "ok", 0, 0, 0};
    OrrSource *source;
    int error_number = 0;
    OrrReadOutcome outcome = orr_sources_load_main(&run->sources, run->options.path, &source, &error_number);
    if (outcome != ORR_READ_OK) {
        say_unreadable(run, outcome, error_number);
        result->ending = "exception";
        result->exit_status = ORR_EXIT_USAGE;
        return;
    }
    if (!boot(run)) {
        complain(run, "the memory limit is too small to start (see --max-memory)");
        result->ending = "limit";
        result->exit_status = ORR_EXIT_LIMIT;
        return;
    }
    run_main(run, source, result);
    flush_out(run);
    result->memory_bytes = orr_arena_extent(run->arena);
    if (run->host_failed) {
        char text[200];
        snprintf(text, sizeof text, "can't write to stdout: %s", strerror(run->host_error));
        complain(run, text);
        if (result->exit_status == 0) result->exit_status = ORR_EXIT_HOST;
    }
}

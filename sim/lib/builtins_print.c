/* print and input. What print writes in one call reaches the host in one piece, unless program code runs in between. */
#include "sim/lib/builtins.h"
#include "sim/lib/stream.h"
#include "sim/vm/abstract.h"
#include "sim/vm/dict.h"
#include "sim/vm/function.h"
#include "sim/vm/number.h"
#include "sim/vm/str.h"
#include "sim/vm/tuple.h"

/* sys.stdout as it is now: new; ORR_NULL without an exception: there is none (print then does nothing). */
static OrrValue current_stdout(OrrVm *vm) {
    OrrValue sys = orr_dict_get_name(vm->modules, ORR_NAME(vm, sys));
    if (sys == ORR_NULL) {
        sys = orr_import(vm, "sys");
        if (sys == ORR_NULL) return ORR_NULL;
        orr_release(vm, sys);
        sys = orr_dict_get_name(vm->modules, ORR_NAME(vm, sys));
        if (sys == ORR_NULL) return ORR_NULL;
    }
    OrrValue file = orr_dict_get_name(((OrrModule *)orr_object(sys))->dict, ORR_NAME(vm, stdout));
    if (file == ORR_NULL) {
        orr_raise(vm, vm->exc.RuntimeError, "lost sys.stdout");
        return ORR_NULL;
    }
    return file == ORR_NONE ? ORR_NULL : orr_retain(file);
}

/* Small values whose text needs no program code. */
static bool put_plain(OrrStreamWriter *w, OrrValue v, bool *ok) {
    OrrVm *vm = w->vm;
    *ok = true;
    if (orr_is_object(v)) {
        if (orr_object(v)->type != vm->types.str) return false;
        *ok = orr_stream_put_str(w, orr_as_str(v));
        return true;
    }
    if (orr_is_small_int(v)) {
        char digits[24], *p = digits + sizeof digits;
        int64_t n = orr_small_int_value(v);
        uint64_t m = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
        do *--p = (char)('0' + m % 10);
        while ((m /= 10) > 0);
        if (n < 0) *--p = '-';
        orr_stream_put(w, p, (size_t)(digits + sizeof digits - p));
        return true;
    }
    if (orr_is_flonum(v)) {
        char text[32];
        orr_stream_put(w, text, orr_double_repr(orr_flonum_value(v), text));
        return true;
    }
    if (v == ORR_NONE) orr_stream_put(w, "None", 4);
    else if (v == ORR_TRUE) orr_stream_put(w, "True", 4);
    else if (v == ORR_FALSE) orr_stream_put(w, "False", 5);
    else return false;
    return true;
}

static bool put_value(OrrStreamWriter *w, OrrValue v) {
    bool ok;
    if (put_plain(w, v, &ok)) return ok;
    orr_stream_flush(w);
    OrrValue text = orr_str(w->vm, v);
    if (text == ORR_NULL) return false;
    ok = orr_stream_put_str(w, orr_as_str(text));
    orr_release(w->vm, text);
    return ok;
}

typedef struct Print {
    OrrValue file, sep, end; /* ORR_NONE: as if not given */
    bool flush;
} Print;

static bool print_to_stream(OrrVm *vm, const Print *p, const OrrValue *args, size_t nargs) {
    const OrrStream *stream = (const OrrStream *)(uintptr_t)p->file;
    if (stream->closed) return orr_fail(vm, vm->exc.ValueError, "I/O operation on closed file.");
    OrrStreamWriter w = {.vm = vm, .number = stream->number, .length = 0};
    bool ok = true;
    for (size_t i = 0; ok && i < nargs; i++) {
        if (i > 0) {
            if (p->sep == ORR_NONE) orr_stream_put(&w, " ", 1);
            else ok = put_value(&w, p->sep);
        }
        ok = ok && put_value(&w, args[i]);
    }
    if (ok) {
        if (p->end == ORR_NONE) orr_stream_put(&w, "\n", 1);
        else ok = put_value(&w, p->end);
    }
    orr_stream_flush(&w);
    return ok;
}

static bool call_write(OrrVm *vm, OrrValue file, OrrValue text) {
    OrrValue result = orr_call_method(vm, file, ORR_NAME(vm, write), &text, 1);
    orr_xrelease(vm, result);
    return result != ORR_NULL;
}

static bool write_str_of(OrrVm *vm, OrrValue file, OrrValue v) {
    OrrValue text = orr_str(vm, v);
    if (text == ORR_NULL) return false;
    bool ok = call_write(vm, file, text);
    orr_release(vm, text);
    return ok;
}

bool orr_write_text(OrrVm *vm, OrrValue file, OrrValue text) {
    if (!orr_is_stream(file)) return call_write(vm, file, text);
    const Print p = {.file = file, .sep = ORR_NONE, .end = vm->empty_str};
    return print_to_stream(vm, &p, &text, 1);
}

static bool write_cstring(OrrVm *vm, OrrValue file, OrrValue given, const char *otherwise) {
    if (given != ORR_NONE) return call_write(vm, file, given);
    OrrValue text = orr_str_from_char(vm, (uint8_t)otherwise[0]);
    if (text == ORR_NULL) return false;
    bool ok = call_write(vm, file, text);
    orr_release(vm, text);
    return ok;
}

/* To any object with write(): piece by piece, as the program can see. */
static bool print_to_object(OrrVm *vm, const Print *p, const OrrValue *args, size_t nargs) {
    for (size_t i = 0; i < nargs; i++) {
        if (i > 0 && !write_cstring(vm, p->file, p->sep, " ")) return false;
        if (!write_str_of(vm, p->file, args[i])) return false;
    }
    if (!write_cstring(vm, p->file, p->end, "\n")) return false;
    if (!p->flush) return true;
    OrrValue result = orr_call_method(vm, p->file, ORR_NAME(vm, flush), NULL, 0);
    orr_xrelease(vm, result);
    return result != ORR_NULL;
}

static bool print_keywords(OrrVm *vm, Print *p, const OrrValue *values, OrrValue kwnames) {
    const OrrTuple *names = orr_as_tuple(kwnames);
    for (size_t i = 0; i < names->count; i++) {
        OrrValue name = names->items[i];
        if (orr_is_keyword(name, ORR_NAME(vm, sep))) {
            p->sep = values[i];
        } else if (orr_is_keyword(name, ORR_NAME(vm, end))) {
            p->end = values[i];
        } else if (orr_is_keyword(name, ORR_NAME(vm, file))) {
            p->file = values[i];
        } else if (orr_is_keyword(name, ORR_NAME(vm, flush))) {
            int flush = orr_truth(vm, values[i]);
            if (flush < 0) return false;
            p->flush = flush == 1;
        } else {
            return orr_fail(vm, vm->exc.TypeError, "print() got an unexpected keyword argument '%S'", name);
        }
    }
    return true;
}

static bool check_separator(OrrVm *vm, const char *name, OrrValue v) {
    return v == ORR_NONE || orr_is_str(v) ||
           orr_fail(vm, vm->exc.TypeError, "%s must be None or a string, not %T", name, v);
}

static OrrValue builtin_print(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    Print p = {ORR_NONE, ORR_NONE, ORR_NONE, false};
    if (kwnames != ORR_NULL && !print_keywords(vm, &p, args + nargs, kwnames)) return ORR_NULL;
    if (p.file == ORR_NONE) {
        p.file = current_stdout(vm);
        if (p.file == ORR_NULL) return vm->exception != ORR_NULL ? ORR_NULL : ORR_NONE;
    } else {
        orr_retain(p.file);
    }
    bool ok = check_separator(vm, "sep", p.sep) && check_separator(vm, "end", p.end);
    if (ok) ok = orr_is_stream(p.file) ? print_to_stream(vm, &p, args, nargs) : print_to_object(vm, &p, args, nargs);
    orr_release(vm, p.file);
    return ok ? ORR_NONE : ORR_NULL;
}

/* A scenario's stdin is empty. */
static OrrValue builtin_input(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self, (void)kwnames;
    if (nargs > 0) {
        OrrValue file = current_stdout(vm);
        if (file == ORR_NULL && vm->exception != ORR_NULL) return ORR_NULL;
        const Print p = {.file = file, .sep = ORR_NONE, .end = vm->empty_str};
        bool ok = file == ORR_NULL ||
                  (orr_is_stream(file) ? print_to_stream(vm, &p, args, 1) : write_str_of(vm, file, args[0]));
        orr_xrelease(vm, file);
        if (!ok) return ORR_NULL;
    }
    return orr_raise(vm, vm->exc.EOFError, "EOF when reading a line");
}

const OrrMethodDef orr_builtins_print[] = {
    ORR_DEF_RANGE("input", builtin_input, 0, 1),
    ORR_DEF_KEYWORDS("print", builtin_print),
    ORR_DEF_END,
};

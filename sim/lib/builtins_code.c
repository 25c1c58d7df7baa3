/* compile, eval, exec: code that the program makes from text. */
#include "sim/lib/builtins.h"
#include "sim/vm/abstract.h"
#include "sim/vm/bytes.h"
#include "sim/vm/codec.h"
#include "sim/vm/dynamic.h"
#include "sim/vm/frame.h"
#include "sim/vm/number.h"
#include "sim/vm/tuple.h"

/* Text of a str or of bytes, to be given back. */
typedef struct Source {
    char *utf8;
    size_t length;
} Source;

static bool read_source(OrrVm *vm, OrrValue v, const char *function, const char *what, Source *source) {
    OrrByteView view;
    OrrValue encoded = orr_is_str(v) ? orr_encode(vm, v, ORR_NULL, ORR_NULL) : orr_retain(v);
    if (encoded == ORR_NULL) return false;
    bool ok = orr_byte_view(vm, encoded, &view);
    if (ok) {
        source->length = view.length;
        source->utf8 = orr_buffer_new(vm, source->length + 1);
        ok = source->utf8 != NULL;
        if (ok) memcpy(source->utf8, view.data, source->length);
        if (ok) source->utf8[source->length] = 0;
    } else {
        orr_fail(vm, vm->exc.TypeError, "%s() arg 1 must be a string, bytes or %s object", function, what);
    }
    orr_release(vm, encoded);
    if (!ok) return false;
    if (memchr(source->utf8, 0, source->length) == NULL) return true;
    orr_buffer_free(vm, source->utf8, source->length + 1);
    return orr_fail(vm, vm->exc.SyntaxError, "source code string cannot contain null bytes");
}

static OrrValue compile_source(OrrVm *vm, const Source *source, size_t skip, OrrStr *filename, bool expression,
                               bool inherit) {
    const OrrFrame *frame = vm->thread->frame;
    OrrHostText text = {source->utf8 + skip, source->length - skip, filename, expression, false};
    text.future_annotations = inherit && frame != NULL && (frame->code->flags & ORR_CODE_FUTURE_ANNOTATIONS);
    if (vm->host->compile == NULL) return orr_raise(vm, vm->exc.RuntimeError, "there is no compiler here");
    return vm->host->compile(vm->host->context, vm, &text);
}

/* A str, bytes or path-like object. New. */
static OrrValue read_filename(OrrVm *vm, OrrValue v) {
    if (orr_is_str(v)) return orr_retain(v);
    if (orr_is_bytes(v)) return orr_str_new(vm, (const char *)orr_as_bytes(v)->data, orr_as_bytes(v)->length);
    OrrValue name = orr_str_intern_cstring(vm, "__fspath__");
    OrrValue method = name == ORR_NULL ? ORR_NULL : orr_lookup_special(vm, v, orr_as_str(name));
    orr_xrelease(vm, name);
    if (method == ORR_NULL) {
        if (vm->exception != ORR_NULL) return ORR_NULL;
        return orr_raise(vm, vm->exc.TypeError, "expected str, bytes or os.PathLike object, not %T", v);
    }
    OrrValue path = orr_call0(vm, method);
    orr_release(vm, method);
    return path;
}

static OrrValue builtin_compile(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"source",   "filename",         "mode", "flags", "dont_inherit",
                                        "optimize", "_feature_version", NULL};
    static const OrrSignature signature = {"compile", names, 0, 6, 3, 7};
    OrrValue out[7];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    OrrValue filename = read_filename(vm, out[1]);
    if (filename == ORR_NULL) return ORR_NULL;
    OrrValue code = ORR_NULL;
    Source source;
    int64_t flags = 0;
    int alone = out[4] == ORR_NULL ? 0 : orr_truth(vm, out[4]);
    bool is_eval = orr_is_str(out[2]) && orr_str_equals_cstring(orr_as_str(out[2]), "eval");
    if (alone < 0 || (out[3] != ORR_NULL && !orr_to_index(vm, out[3], vm->exc.OverflowError, &flags))) {
        /* pending */
    } else if (!orr_is_str(filename)) {
        orr_raise(vm, vm->exc.TypeError, "expected str, bytes or os.PathLike object, not %T", out[1]);
    } else if (!orr_is_str(out[2])) {
        orr_raise(vm, vm->exc.TypeError, "compile() argument 'mode' must be str, not %T", out[2]);
    } else if (orr_str_equals_cstring(orr_as_str(out[2]), "single") || (flags & 0x2400)) {
        orr_raise(
            vm, vm->exc.NotImplementedError,
            "orrery compiles statements ('exec') and expressions ('eval') to code, not interactive input or trees");
    } else if (!is_eval && !orr_str_equals_cstring(orr_as_str(out[2]), "exec")) {
        orr_raise(vm, vm->exc.ValueError, "compile() mode must be 'exec', 'eval' or 'single'");
    } else if (read_source(vm, out[0], "compile", "AST", &source)) {
        code = compile_source(vm, &source, 0, orr_as_str(filename), is_eval, !alone);
        orr_buffer_free(vm, source.utf8, source.length + 1);
    }
    orr_release(vm, filename);
    return code;
}

/* The code of eval's or exec's first argument. New. */
static OrrValue code_of(OrrVm *vm, OrrValue v, bool is_eval) {
    if (orr_is_exact(vm, v, vm->types.code)) return orr_retain(v);
    Source source;
    if (!read_source(vm, v, is_eval ? "eval" : "exec", "code", &source)) return ORR_NULL;
    size_t skip = 0;
    while (is_eval && (source.utf8[skip] == ' ' || source.utf8[skip] == '\t')) skip++;
    OrrValue filename = orr_str_from_cstring(vm, "<string>");
    OrrValue code = ORR_NULL;
    if (filename != ORR_NULL) code = compile_source(vm, &source, skip, orr_as_str(filename), is_eval, true);
    orr_xrelease(vm, filename);
    orr_buffer_free(vm, source.utf8, source.length + 1);
    return code;
}

typedef struct Names {
    OrrValue globals, locals; /* references */
} Names;

static bool is_mapping(const OrrVm *vm, OrrValue v) {
    return orr_type_of(vm, v)->slots.getitem != NULL;
}

/* From the second and third argument; ORR_NULL or None: those of the caller. */
static bool read_names(OrrVm *vm, OrrValue globals, OrrValue locals, bool is_eval, Names *names) {
    if (globals == ORR_NONE) globals = ORR_NULL;
    if (locals == ORR_NONE) locals = ORR_NULL;
    if (is_eval && locals != ORR_NULL && !is_mapping(vm, locals))
        return orr_fail(vm, vm->exc.TypeError, "locals must be a mapping");
    if (globals != ORR_NULL && !orr_is_dict(globals)) {
        if (!is_eval) return orr_fail(vm, vm->exc.TypeError, "exec() globals must be a dict, not %T", globals);
        return orr_fail(vm, vm->exc.TypeError,
                        is_mapping(vm, globals) ? "globals must be a real dict; try eval(expr, {}, mapping)"
                                                : "globals must be a dict");
    }
    if (!is_eval && locals != ORR_NULL && !is_mapping(vm, locals))
        return orr_fail(vm, vm->exc.TypeError, "locals must be a mapping or None, not %T", locals);
    if (globals == ORR_NULL) {
        globals = orr_value(orr_frame_globals(vm));
        names->locals = locals == ORR_NULL ? orr_frame_locals(vm) : orr_retain(locals);
    } else {
        names->locals = orr_retain(locals == ORR_NULL ? globals : locals);
    }
    if (names->locals == ORR_NULL) return false;
    names->globals = orr_retain(globals);
    if (orr_globals_prepare(vm, orr_as_dict(globals), true)) return true;
    orr_release(vm, names->globals);
    orr_release(vm, names->locals);
    return false;
}

/* exec's closure fits the code. */
static bool check_closure(OrrVm *vm, const OrrCode *code, bool is_code, OrrValue closure) {
    bool fits = orr_is_tuple(closure) && orr_as_tuple(closure)->count == code->nfree;
    for (size_t n = 0; fits && n < code->nfree; n++)
        fits = orr_is_exact(vm, orr_as_tuple(closure)->items[n], vm->types.cell);
    if (closure == ORR_NONE) {
        if (code->nfree == 0) return true;
    } else if (code->nfree == 0) {
        return orr_fail(vm, vm->exc.TypeError,
                        is_code ? "cannot use a closure with this code object"
                                : "closure argument can only be used when source is a code object");
    } else if (fits) {
        return true;
    }
    return orr_fail(vm, vm->exc.TypeError, "code object requires a closure of exactly length %u",
                    (unsigned)code->nfree);
}

static OrrValue run(OrrVm *vm, OrrValue source, OrrValue globals, OrrValue locals, OrrValue closure, bool is_eval) {
    Names names;
    if (!read_names(vm, globals, locals, is_eval, &names)) return ORR_NULL;
    OrrValue code = code_of(vm, source, is_eval);
    OrrValue result = ORR_NULL;
    if (code != ORR_NULL) {
        OrrCode *c = (OrrCode *)orr_object(code);
        bool ok = is_eval ? c->nfree == 0 || orr_fail(vm, vm->exc.TypeError,
                                                      "code object passed to eval() may not contain free variables")
                          : check_closure(vm, c, code == source, closure);
        OrrTuple *cells = c->nfree == 0 ? NULL : orr_as_tuple(closure);
        if (ok) result = orr_code_run(vm, c, orr_as_dict(names.globals), names.locals, cells);
        orr_release(vm, code);
    }
    orr_release(vm, names.globals);
    orr_release(vm, names.locals);
    return result;
}

static OrrValue builtin_eval(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"source", "globals", "locals", NULL};
    static const OrrSignature signature = {"eval", names, 1, 3, 1, 3};
    OrrValue out[3];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    return run(vm, out[0], out[1], out[2], ORR_NONE, true);
}

static OrrValue builtin_exec(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames) {
    (void)self;
    static const char *const names[] = {"source", "globals", "locals", "closure", NULL};
    static const OrrSignature signature = {"exec", names, 1, 3, 1, 4};
    OrrValue out[4];
    if (!orr_bind(vm, &signature, args, nargs, kwnames, out)) return ORR_NULL;
    OrrValue result = run(vm, out[0], out[1], out[2], out[3] == ORR_NULL ? ORR_NONE : out[3], false);
    if (result == ORR_NULL) return ORR_NULL;
    orr_release(vm, result);
    return ORR_NONE;
}

const OrrMethodDef orr_builtins_code[] = {
    ORR_DEF_KEYWORDS("compile", builtin_compile),
    ORR_DEF_KEYWORDS("eval", builtin_eval),
    ORR_DEF_KEYWORDS("exec", builtin_exec),
    ORR_DEF_END,
};

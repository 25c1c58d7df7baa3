/* Writes the C file that embeds the library's modules compiled: precompile OUTPUT FILE... (used by the build only).
 * Names are made from paths below sim/lib/py as embed.py makes them; the table is behind orr_embedded_code. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/code/pack.h"
#include "sim/lang/lang.h"

typedef struct Module {
    char name[200];
    const char *path;
} Module;

/* "sim/lib/py/a/b.py" is a.b, "sim/lib/py/a/__init__.py" is a. */
static void name_module(Module *m, const char *path) {
    static const char root[] = "sim/lib/py/";
    const char *from = strstr(path, root);
    snprintf(m->name, sizeof m->name, "%s", from == NULL ? path : from + strlen(root));
    char *end = strstr(m->name, "/__init__.py");
    if (end == NULL) end = strstr(m->name, ".py");
    if (end != NULL) *end = 0;
    for (char *c = m->name; *c != 0; c++)
        if (*c == '/') *c = '.';
    m->path = path;
}

static char *read_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0) {
        long size = ftell(file);
        rewind(file);
        text = size < 0 ? NULL : malloc((size_t)size + 1);
        if (text != NULL && fread(text, 1, (size_t)size, file) != (size_t)size) {
            free(text);
            text = NULL;
        }
        *length = size < 0 ? 0 : (size_t)size;
    }
    if (file != NULL) fclose(file);
    return text;
}

static bool write_module(FILE *out, const Module *m, size_t number) {
    size_t length;
    char *text = read_file(m->path, &length);
    if (text == NULL) {
        fprintf(stderr, "precompile: can't read %s\n", m->path);
        return false;
    }
    char shown[256];
    snprintf(shown, sizeof shown, "<orrery>/%s.py", m->name);
    OrrRegion region = {0};
    OrrBuffer packed = {0};
    OrrCompileInput input = {text, length, shown, ORR_COMPILE_MODULE, false, false};
    OrrCompileOutput output = {.region = &region};
    bool ok = orr_compile(&input, &output);
    if (ok) orr_code_pack(output.image, &packed);
    else fprintf(stderr, "%s:%u: %s: %s\n", m->path, output.error.line, output.error.type, output.error.message);
    ok = ok && !packed.failed;
    fprintf(out, "static const uint8_t code_%zu[] = { /* %s */", number, m->name);
    for (size_t n = 0; ok && n < packed.length; n++)
        fprintf(out, "%s%u,", n % 24 == 0 ? "\n" : "", (unsigned char)packed.data[n]);
    fprintf(out, "};\n");
    orr_buffer_release(&packed);
    orr_region_free(&region);
    free(text);
    return ok;
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    size_t count = (size_t)argc - 2;
    Module *modules = calloc(count, sizeof *modules);
    FILE *out = fopen(argv[1], "w");
    if (modules == NULL || out == NULL) return 1;
    fprintf(out,
            "/* Written by sim/lib/py/precompile.c. */\n#include \"sim/lib/py/embedded.h\"\n\n#include <string.h>\n\n");
    bool ok = true;
    for (size_t n = 0; n < count; n++) {
        name_module(&modules[n], argv[n + 2]);
        ok = write_module(out, &modules[n], n) && ok;
    }
    fprintf(out, "\nconst uint8_t *orr_embedded_code(const char *name, size_t *length) {\n"
                 "    static const struct {\n        const char *name;\n        const uint8_t *code;\n"
                 "        size_t length;\n    } modules[] = {\n");
    for (size_t n = 0; n < count; n++)
        fprintf(out, "        {\"%s\", code_%zu, sizeof code_%zu},\n", modules[n].name, n, n);
    fprintf(out, "    };\n    for (size_t n = 0; n < sizeof modules / sizeof *modules; n++) {\n"
                 "        if (strcmp(modules[n].name, name) != 0) continue;\n"
                 "        *length = modules[n].length;\n        return modules[n].code;\n    }\n    return NULL;\n}\n");
    ok = fclose(out) == 0 && ok;
    free(modules);
    return ok ? 0 : 1;
}

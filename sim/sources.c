#include "sim/sources.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/base/limits.h"
#include "sim/code/pack.h"
#include "sim/lib/py/embedded.h"

void orr_sources_init(OrrSources *s) {
    memset(s, 0, sizeof *s);
    s->end = &s->first;
    s->folder = "";
}

void orr_sources_free(OrrSources *s) {
    orr_region_free(&s->region);
}

static OrrReadOutcome failed(int *error_number) {
    *error_number = errno;
    return errno == ENOENT || errno == ENOTDIR ? ORR_READ_ABSENT : ORR_READ_FAILED;
}

/* Reads to the end of the file; a FIFO or a terminal is read as it comes. */
static OrrReadOutcome read_all(OrrRegion *region, int fd, const char **text, size_t *length, int *error_number) {
    size_t capacity = 1u << 16, used = 0;
    char *data = orr_region_alloc(region, capacity);
    for (;;) {
        if (data == NULL) {
            *error_number = ENOMEM;
            return ORR_READ_FAILED;
        }
        ssize_t got = read(fd, data + used, capacity - used - 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(error_number);
        if (got == 0) break;
        used += (size_t)got;
        if (used > ORR_MAX_SOURCE_BYTES) return ORR_READ_TOO_BIG;
        if (used + 1 == capacity) {
            data = orr_region_grow(region, data, capacity, capacity * 2);
            capacity *= 2;
        }
    }
    data[used] = 0;
    *text = data;
    *length = used;
    return ORR_READ_OK;
}

void orr_sources_use(OrrSources *s, const OrrRunSource *given, size_t count) {
    s->given = given;
    s->given_count = count;
}

static OrrReadOutcome read_given(const OrrSources *s, const char *path, const char **text, size_t *length) {
    for (size_t i = 0; i < s->given_count; i++) {
        if (strcmp(s->given[i].path, path) != 0) continue;
        *text = s->given[i].text;
        *length = s->given[i].length;
        return ORR_READ_OK;
    }
    return ORR_READ_ABSENT;
}

static OrrReadOutcome read_file(OrrSources *s, const char *path, const char **text, size_t *length, int *error_number) {
    if (s->given != NULL) {
        *error_number = ENOENT;
        return read_given(s, path, text, length);
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return failed(error_number);
    struct stat info;
    OrrReadOutcome outcome;
    if (fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) {
        *error_number = EISDIR;
        outcome = ORR_READ_FAILED;
    } else {
        outcome = read_all(&s->region, fd, text, length, error_number);
    }
    close(fd);
    return outcome;
}

static OrrSource *add(OrrSources *s, const char *path, const char *module, const char *text, size_t length) {
    OrrSource *source = orr_region_alloc(&s->region, sizeof *source);
    if (source == NULL) return NULL;
    source->path = orr_region_copy_text(&s->region, path);
    source->module = orr_region_copy_text(&s->region, module);
    source->text = text;
    source->length = length;
    if (source->path == NULL || source->module == NULL) return NULL;
    *s->end = source;
    s->end = &source->next;
    return source;
}

static void compile(OrrSources *s, OrrSource *source) {
    OrrCompileInput input = {source->text, source->length, source->path, ORR_COMPILE_MODULE, false, false};
    OrrCompileOutput output = {.region = &s->region};
    if (orr_compile(&input, &output)) source->image = output.image;
    else source->error = output.error;
}

OrrReadOutcome orr_sources_load_main(OrrSources *s, const char *path, OrrSource **source, int *error_number) {
    const char *text = NULL;
    size_t length = 0;
    *source = NULL;
    OrrReadOutcome outcome = read_file(s, path, &text, &length, error_number);
    if (outcome != ORR_READ_OK) return outcome;
    const char *slash = strrchr(path, '/');
    if (slash != NULL) s->folder = orr_region_copy(&s->region, path, (size_t)(slash - path) + 1);
    *source = s->folder == NULL ? NULL : add(s, path, "__main__", text, length);
    if (*source == NULL) {
        *error_number = ENOMEM;
        return ORR_READ_FAILED;
    }
    compile(s, *source);
    return ORR_READ_OK;
}

/* "a.b" beside the scenario: FOLDERa/b.py or FOLDERa/b/__init__.py. */
static OrrSource *load_beside(OrrSources *s, const char *name) {
    char path[4096];
    static const char *const tails[] = {"/__init__.py", ".py"};
    for (int n = 0; n < 2; n++) {
        int used = snprintf(path, sizeof path, "%s%s%s", s->folder, name, tails[n]);
        if (used < 0 || (size_t)used >= sizeof path) continue;
        for (char *c = path + strlen(s->folder); c < path + strlen(s->folder) + strlen(name); c++)
            if (*c == '.') *c = '/';
        const char *text;
        size_t length;
        int error_number;
        if (read_file(s, path, &text, &length, &error_number) != ORR_READ_OK) continue;
        OrrSource *source = add(s, path, name, text, length);
        if (source != NULL) source->is_package = n == 0;
        return source;
    }
    return NULL;
}

static OrrSource *load_embedded(OrrSources *s, const char *name) {
    const OrrEmbeddedModule *module = orr_embedded_find(name);
    if (module == NULL) return NULL;
    char path[256];
    snprintf(path, sizeof path, "<orrery>/%s.py", name);
    OrrSource *source = add(s, path, name, (const char *)module->source, module->length);
    if (source == NULL) return NULL;
    source->embedded = true;
    source->is_package = module->is_package;
    size_t packed;
    const uint8_t *code = orr_embedded_code(name, &packed);
    if (code != NULL) source->image = orr_code_unpack(code, packed, &s->region);
    return source;
}

/* Only names that can be written in an import: nothing that leads out of the scenario's folder. */
static bool is_plain(const char *name) {
    if (*name == 0 || *name == '.') return false;
    for (const char *c = name; *c != 0; c++)
        if (*c == '/' || (*c == '.' && (c[1] == '.' || c[1] == 0))) return false;
    return true;
}

OrrSource *orr_sources_load_module(OrrSources *s, const char *name) {
    if (!is_plain(name)) return NULL;
    OrrSource *source = load_beside(s, name);
    if (source == NULL) source = load_embedded(s, name);
    if (source != NULL && source->image == NULL) compile(s, source);
    return source;
}

const char *orr_sources_line(const OrrSources *s, const char *path, uint32_t line, size_t *length) {
    for (const OrrSource *source = s->first; source != NULL; source = source->next) {
        if (strcmp(source->path, path) != 0) continue;
        const char *at = source->text, *end = source->text + source->length;
        for (uint32_t n = 1; n < line && at < end; n++) {
            const char *newline = memchr(at, '\n', (size_t)(end - at));
            at = newline == NULL ? end : newline + 1;
        }
        if (at >= end) return NULL;
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        *length = (size_t)((newline == NULL ? end : newline) - at);
        if (*length > 0 && at[*length - 1] == '\r') --*length;
        return at;
    }
    return NULL;
}

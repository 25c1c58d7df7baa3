#include "viz/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_BYTES = 4 << 20 };

/* ---- files -------------------------------------------------------------------------------------- */

static char *join(const char *first, const char *second) {
    size_t length = strlen(first);
    char *path = malloc(length + strlen(second) + 1);
    if (path == NULL) return NULL;
    memcpy(path, first, length);
    memcpy(path + length, second, strlen(second) + 1);
    return path;
}

/* Reads a plain file, as far as it is not too long. NULL: good; or why not. */
static const char *read_file(const char *path, OrrTraceBytes *file) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return strerror(errno);
    struct stat info;
    const char *wrong = fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) ? "not a plain file" : NULL;
    char piece[4096];
    while (wrong == NULL && file->length < MOST_BYTES) {
        ssize_t got = read(fd, piece, sizeof piece);
        if (got == 0) break;
        if (got > 0) orr_trace_bytes_append(file, piece, (size_t)got);
        else if (errno != EINTR) wrong = strerror(errno);
    }
    close(fd);
    return wrong;
}

static const char *write_all(int fd, const OrrTraceBytes *file) {
    for (size_t at = 0; at < file->length;) {
        ssize_t done = write(fd, file->data + at, file->length - at);
        if (done < 0 && errno != EINTR) return strerror(errno);
        if (done > 0) at += (size_t)done;
    }
    return NULL;
}

/* Writes a file anew beside itself and puts that in its place, so that nobody ever sees half of it. */
static const char *write_file(const char *path, const OrrTraceBytes *file) {
    char *beside = join(path, ".XXXXXX");
    if (beside == NULL || file->failed) {
        free(beside);
        return "not enough memory";
    }
    int fd = mkstemp(beside);
    const char *wrong = fd < 0 ? strerror(errno) : write_all(fd, file);
    if (fd >= 0) {
        mode_t mask = umask(0);
        (void)umask(mask);
        if (wrong == NULL && fchmod(fd, 0666 & ~mask) != 0) wrong = strerror(errno);
        if (close(fd) != 0 && wrong == NULL) wrong = strerror(errno);
        if (wrong == NULL && rename(beside, path) != 0) wrong = strerror(errno);
        if (wrong != NULL) (void)unlink(beside);
    }
    free(beside);
    return wrong;
}

/* ---- notes -------------------------------------------------------------------------------------- */

char *orr_viz_keep_notes_path(const char *trace) {
    return join(trace, ".notes");
}

const char *orr_viz_keep_notes_read(const char *path, OrrVizNotes *notes) {
    if (access(path, F_OK) != 0) return NULL;
    OrrTraceBytes file = {0};
    const char *wrong = read_file(path, &file);
    if (wrong == NULL && (file.failed || !orr_viz_notes_read(notes, (const char *)file.data, file.length))) {
        wrong = "these are no notes of orrery";
    }
    orr_trace_bytes_free(&file);
    return wrong;
}

const char *orr_viz_keep_notes_write(const char *path, const OrrVizNotes *notes) {
    OrrTraceBytes file = {0};
    OrrVizNotes there = {0};
    /* What somebody else keeps under that name is not touched. */
    const char *wrong = orr_viz_keep_notes_read(path, &there);
    if (wrong == NULL && notes->count == 0) {
        if (unlink(path) != 0 && errno != ENOENT) wrong = strerror(errno);
    } else if (wrong == NULL) {
        orr_viz_notes_write(notes, &file);
        wrong = write_file(path, &file);
    }
    orr_viz_notes_free(&there);
    orr_trace_bytes_free(&file);
    return wrong;
}

/* ---- settings ----------------------------------------------------------------------------------- */

/* The path of the settings, to free(); makes the folders if it is asked to. NULL: there is no place for them. */
static char *settings_path(bool make) {
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    char *folder;
    if (state != NULL && state[0] == '/') folder = join(state, "/orrery");
    else folder = home != NULL && home[0] == '/' ? join(home, "/.local/state/orrery") : NULL;
    if (folder == NULL) return NULL;
    for (char *slash = folder + 1; make && slash != NULL;) {
        slash = strchr(slash, '/');
        if (slash != NULL) *slash = '\0';
        (void)mkdir(folder, 0700); /* it may be there; if it is not afterwards, the file cannot be written */
        if (slash != NULL) *slash++ = '/';
    }
    char *path = join(folder, "/viewer");
    free(folder);
    return path;
}

void orr_viz_keep_settings_read(OrrVizSettings *settings) {
    OrrTraceBytes file = {0};
    char *path = settings_path(false);
    if (path != NULL && read_file(path, &file) == NULL && !file.failed) {
        orr_viz_settings_read(settings, (const char *)file.data, file.length);
    }
    orr_trace_bytes_free(&file);
    free(path);
}

void orr_viz_keep_settings_write(const OrrVizSettings *settings) {
    OrrTraceBytes file = {0};
    char *path = settings_path(true);
    orr_viz_settings_write(settings, &file);
    if (path != NULL) (void)write_file(path, &file);
    orr_trace_bytes_free(&file);
    free(path);
}

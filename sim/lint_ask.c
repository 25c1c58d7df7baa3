/* The library is asked by a program that imports what the scenario imports, and looks for the names. */
#include <stdlib.h>
#include <string.h>

#include "sim/base/buffer.h"
#include "sim/lint.h"
#include "sim/orrery.h"

/* A chain is followed through modules and classes; what an object has, only the object knows. What an earlier name of
 * the chain lacks is another use's finding. */
static const char head[] = "import sys\n"
                           "from types import ModuleType\n"
                           "def ask(number, root, *chain):\n"
                           "    thing = sys.modules.get(root)\n"
                           "    for name in chain:\n"
                           "        if not isinstance(thing, (ModuleType, type)):\n"
                           "            return\n"
                           "        try:\n"
                           "            thing = getattr(thing, name)\n"
                           "        except Exception as error:\n"
                           "            if name is chain[-1]:\n"
                           "                print(number, error)\n"
                           "            return\n";

static void write_use(OrrBuffer *text, const OrrLintUse *use, size_t number) {
    if (use->import) {
        bool from = *use->chain != 0;
        orr_buffer_format(text, "try:\n    %s%s%s%s as found\nexcept Exception as error:\n    print(%zu, error)\n",
                          from ? "from " : "", from ? use->root : "", from ? " import " : "import ",
                          from ? use->chain : use->root, number);
        return;
    }
    orr_buffer_format(text, "ask(%zu, '%s'", number, use->root);
    for (const char *name = use->chain; *name != 0;) {
        size_t length = strcspn(name, ".");
        orr_buffer_format(text, ", '%.*s'", (int)length, name);
        name += length + (name[length] == '.');
    }
    orr_buffer_append_text(text, ")\n");
}

static void collect(void *context, int stream, const char *data, size_t length) {
    if (stream == 1) orr_buffer_append(context, data, length);
}

bool orr_lint_ask(const OrrLint *lint, void (*answer)(void *context, size_t use, const char *message, size_t length),
                  void *context) {
    if (lint->use_count == 0) return true;
    OrrBuffer text = {0}, said = {0};
    orr_buffer_append_text(&text, head);
    for (size_t i = 0; i < lint->module_count; i++)
        orr_buffer_format(&text, "try:\n    import %s\nexcept Exception:\n    pass\n", lint->modules[i]);
    for (size_t i = 0; i < lint->use_count; i++) write_use(&text, &lint->uses[i], i);
    const OrrRunSource source = {"<lint>", text.data, text.length};
    const OrrRunOptions options = {
        .path = source.path, .sources = &source, .source_count = 1, .write = collect, .write_context = &said};
    OrrRunResult result;
    OrrRun *run = text.failed ? NULL : orr_run_new(&options);
    bool ok = run != NULL;
    if (ok) orr_run_program(run, &result);
    orr_run_free(run);
    for (const char *at = said.data; ok && at != NULL && *at != 0;) {
        char *message;
        size_t number = strtoul(at, &message, 10), length = strcspn(message, "\n");
        if (number < lint->use_count && *message == ' ') answer(context, number, message + 1, length - 1);
        at = message + length + (message[length] == '\n');
    }
    ok = ok && !said.failed;
    orr_buffer_release(&text);
    orr_buffer_release(&said);
    return ok;
}

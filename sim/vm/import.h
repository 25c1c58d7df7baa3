/* Imports: sys.modules, native modules, sources beside the scenario or embedded. Private to sim/vm and builtins. */
#ifndef ORR_VM_IMPORT_H
#define ORR_VM_IMPORT_H

#include "sim/vm/vm.h"

/* What `import name` (level 0), `from . import x` mean: as __import__(name, globals, None, fromlist, level). New. */
OrrValue orr_import_name(OrrVm *vm, OrrStr *name, OrrDict *globals, OrrValue fromlist, int64_t level);
OrrValue orr_import_from(OrrVm *vm, OrrValue module, OrrStr *name);
/* Is it a generator made into a coroutine by types.coroutine? */
bool orr_is_iterable_coroutine(OrrVm *vm, OrrValue generator);
/* Runs an image as module name; its globals are the dict of a new module in sys.modules. Gives the function that runs it (new), for
 * whoever runs it as a thread's start. */
OrrValue orr_module_function(OrrVm *vm, const char *name, const OrrCodeImage *image, const char *path, bool is_package,
                             OrrValue *module);

#endif

/* Threads of the simulation: an interpreter stack each, switched only where they block.
 *
 * The program's main thread is one of them. A native function that has to wait (asyncio.run until the loop is done,
 * time.sleep in an executor's thread, a threading.Lock that is taken) calls orr_thread_block and returns ORR_NULL; the
 * interpreter then suspends the thread with its frames in place and returns ORR_RUN_BLOCKED to whoever runs it: the
 * driver (sim/lib/driver.c), on an otherwise empty C stack. When the wait is over the driver resumes the thread with the
 * result of that native call, or with an exception. So at every decision point the whole state of the run is in
 * the arena.
 * If C frames are in between (a sort key that sleeps, say) a thread can't block: orr_thread_can_block says so beforehand, and the
 * native function either runs a nested driver (main thread) or refuses with RuntimeError. */
#ifndef ORR_VM_THREAD_H
#define ORR_VM_THREAD_H

#include "sim/vm/vm.h"

typedef enum OrrRunStatus { ORR_RUN_DONE, ORR_RUN_ERROR, ORR_RUN_BLOCKED } OrrRunStatus;

/* A new thread, not running anything. Freed with orr_thread_free once it is done. */
OrrThread *orr_thread_new(OrrVm *vm);
void orr_thread_free(OrrVm *vm, OrrThread *thread);
/* Starts calling callable in the thread; runs until it is done (*result: new), failed (exception pending) or blocked. */
OrrRunStatus orr_thread_start(OrrVm *vm, OrrThread *thread, OrrValue callable, const OrrValue *args, size_t nargs,
                              OrrValue *result);
/* Continues a blocked thread: the native call that blocked gives value (stolen), or raises what is pending if value is
 * ORR_NULL. */
OrrRunStatus orr_thread_resume(OrrVm *vm, OrrThread *thread, OrrValue value, OrrValue *result);
/* In a native function: may it block now? */
bool orr_thread_can_block(const OrrVm *vm);
/* In a native function that can block: marks the running thread as blocked. The function returns ORR_NULL at once, with no exception pending.
 * wait is for the driver: what this thread waits for (in the arena, owned by the driver's code). */
void orr_thread_block(OrrVm *vm, void *wait);
/* What a blocked thread waits for. */
void *orr_thread_wait(const OrrThread *thread);

#endif

/* Every limit of orrery in one place. Each has a test at the limit and one past it; passing one is an error that says
 * so, never a crash. Sizes in bytes end in _BYTES, times in _NS.
 */
#ifndef ORR_BASE_LIMITS_H
#define ORR_BASE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/* Source. */
#define ORR_MAX_SOURCE_BYTES (64u << 20) /* of one file */
#define ORR_MAX_NESTING      200u        /* of brackets and of blocks, as CPython's tokenizer and compiler allow */
#define ORR_MAX_INDENTS      100u        /* CPython's "too many levels of indentation" */

/* Runs. */
#define ORR_MAX_INT_BYTES      (128u << 20)      /* of one int: 2**30 bits, 323 million digits */
#define ORR_RECURSION_LIMIT    1000u             /* sys.getrecursionlimit() */
/* Nested C functions that the program can recurse through. With three of them to each frame of a __repr__ that asks for
 * itself the limit on frames still comes first, as in CPython; a sanitizer's frames are too big for that. */
#ifdef __SANITIZE_ADDRESS__
#define ORR_NATIVE_DEPTH_MAX   400u
#else
#define ORR_NATIVE_DEPTH_MAX   3200u
#endif
#define ORR_MAX_STACK_BYTES    ((size_t)64 << 20) /* what they may need of the process's stack */
#define ORR_MAX_TASK_NAME      (1u << 16)         /* bytes of a name that the trace keeps */
#define ORR_DEFAULT_HEAP_BYTES ((size_t)4 << 30)  /* a run's memory, unless --memory says otherwise */
/* Turns of loops, calls and work on long numbers without a move of the clock: some minutes of a host's time. */
#define ORR_DEFAULT_OPERATIONS UINT64_C(20000000000)
#define ORR_MAX_DEADLINE_NS    INT64_MAX /* 292 years; a sleep beyond it never ends */
#define ORR_DEFAULT_WORKERS    6u        /* threads of the default executor, simulated */

#endif

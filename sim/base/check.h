/* Assertions: a bug in orrery aborts, in every build, and says where and how to report it.
 *
 * Three kinds of things go wrong, and only one comes here. A bug in orrery itself is an assertion. A failure of the
 * host (no memory, disk full) is an OrrStatus that the caller must look at. An exception of the simulated program is
 * a value in its VM. See also sim/base/status.h.
 */
#ifndef ORR_BASE_CHECK_H
#define ORR_BASE_CHECK_H

/* Prints the failed condition with its place to stderr and aborts. Never returns. */
_Noreturn void orr_check_failed(const char *condition, const char *file, int line, const char *function);

#define ORR_LIKELY(x)   __builtin_expect(!!(x), 1)
#define ORR_UNLIKELY(x) __builtin_expect(!!(x), 0)

#define ORR_ASSERT(cond)                                                                                               \
    (ORR_LIKELY(cond) ? (void)0 : orr_check_failed(#cond, __FILE__, __LINE__, __func__))

/* For the few checks that the dispatch loop can't afford: on in hostile builds only. */
#if ORR_HOSTILE
#define ORR_ASSERT_SLOW(cond) ORR_ASSERT(cond)
#else
#define ORR_ASSERT_SLOW(cond) ((void)0)
#endif

#define ORR_MUST_CHECK __attribute__((warn_unused_result))

#endif

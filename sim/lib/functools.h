/* _functools: the cache that functools.lru_cache wraps (functools_cache.c). */
#ifndef ORR_LIB_FUNCTOOLS_H
#define ORR_LIB_FUNCTOOLS_H

#include "sim/vm/vm.h"

/* _lru_cache_wrapper(function, maxsize, typed, cache_info_type) */
extern const OrrTypeSpec orr_lru_cache_spec;

#endif

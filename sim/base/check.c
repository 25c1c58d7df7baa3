#include "sim/base/check.h"

#include <stdio.h>
#include <stdlib.h>

void orr_check_failed(const char *condition, const char *file, int line, const char *function) {
    fprintf(stderr,
            "orrery: internal error: %s:%d: %s: assertion '%s' failed\n"
            "orrery: this is a bug in orrery, not in your program; please report it with the program, its arguments "
            "and --seed\n",
            file, line, function, condition);
    abort();
}

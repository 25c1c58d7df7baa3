/* Iterators over the built-in containers, and those that call: small objects that the dispatch loop steps in line.
 * (Those of dicts are in dict.h, of sets in set.h.) */
#ifndef ORR_VM_ITER_H
#define ORR_VM_ITER_H

#include "sim/vm/abstract.h"
#include "sim/vm/list.h"
#include "sim/vm/tuple.h"

/* A method of an iterator. */
#define ORR_ITER_METHOD(name)                                                                                          \
    OrrValue name(OrrVm *vm, OrrValue self, const OrrValue *args, size_t nargs, OrrValue kwnames)

typedef struct OrrListIterator {
    OrrObject head;
    OrrList *list; /* NULL when exhausted */
    size_t index;  /* of the next item */
} OrrListIterator;

typedef struct OrrTupleIterator {
    OrrObject head;
    OrrTuple *tuple; /* NULL when exhausted */
    size_t index;
} OrrTupleIterator;

/* Over a range. Small: everything fits int64, and big is NULL. Otherwise the numbers are in big. */
typedef struct OrrRangeIterator {
    OrrObject head;
    int64_t current, step;
    uint64_t left;
    struct OrrBigRange *big;
} OrrRangeIterator;

/* iter(x) of something with __getitem__ only; reversed(x) of one with __len__ too. */
typedef struct OrrSequenceIterator {
    OrrObject head;
    OrrValue sequence; /* ORR_NULL when exhausted */
    int64_t index;
} OrrSequenceIterator;

OrrValue orr_sequence_iterator_new(OrrVm *vm, OrrValue sequence);
OrrValue orr_callable_iterator_new(OrrVm *vm, OrrValue callable, OrrValue sentinel); /* iter(f, sentinel) */
OrrValue orr_list_iter(OrrVm *vm, OrrValue list);
OrrValue orr_list_reverse_iter(OrrVm *vm, OrrValue list);
OrrValue orr_tuple_iter(OrrVm *vm, OrrValue tuple);
/* reversed(x) */
OrrValue orr_reversed(OrrVm *vm, OrrValue sequence);

/* orr_next with the slot at hand (of an iterator's type), for loops: a class's __next__ ends with StopIteration
 * pending. */
static inline OrrValue orr_step(OrrVm *vm, OrrUnarySlot next, OrrValue iterator) {
    if (!orr_poll_native(vm)) return ORR_NULL;
    OrrValue item = next(vm, iterator);
    if (ORR_UNLIKELY(item == ORR_NULL && vm->exception != ORR_NULL) && orr_pending_is(vm, vm->exc.StopIteration)) {
        orr_exception_clear(vm);
    }
    return item;
}

/* What iterators' __reduce__ and __setstate__ have in common, for copy.copy(). The first gives (builtin, (source,),
 * index), where builtin is "iter" or "reversed"; without the index if that is ORR_NO_INDEX. source is borrowed;
 * ORR_NULL: an exception is pending. The second reads an index, moved into low..high. */
#define ORR_NO_INDEX INT64_MIN
OrrValue orr_iter_reduced(OrrVm *vm, const char *builtin, OrrValue source, int64_t index);
/* (callable, (first, *rest)): first may be ORR_NULL (none), rest NULL. */
OrrValue orr_iter_reduced_call(OrrVm *vm, OrrValue callable, OrrValue first, const OrrTuple *rest);
bool orr_iter_read_index(OrrVm *vm, OrrValue state, int64_t low, int64_t high, int64_t *index);

/* The iter slot of iterators: itself. */
OrrValue orr_iter_self(OrrVm *vm, OrrValue self);

#endif

#include <string.h>

#include "trace/chain.h"
#include "trace/explain.h"
#include "trace/names.h"
#include "trace/show.h"
#include "trace/words.h"

enum { CHAIN_MOST = 12, BLOCKERS_MOST = 8, CANCELS_MOST = 8 };

/* What is kept of the task while the trace goes by: sentences, because names are known only while things live. */
typedef struct Life {
    const OrrTraceReader *reader;
    const char *wanted;
    int64_t id; /* 0: not yet seen */
    OrrTraceState state;
    OrrTraceBytes word;
    OrrTraceBytes born, raised, cancelled, ended;
    OrrTraceNames names;
    OrrTraceChains chains;
    uint64_t steps, last_step, requests; /* requests to cancel it */
    bool no_memory;
} Life;

static void when(const OrrTraceRecord *r, OrrTraceBytes *text) {
    orr_trace_bytes_text(text, " at ");
    orr_trace_bytes_time(text, r->time_ns);
    orr_trace_bytes_text(text, ", step ");
    orr_trace_bytes_decimal(text, (int64_t)r->step);
}

static void in_line(const OrrTraceReader *reader, int64_t file, int64_t line, OrrTraceBytes *text) {
    if (line == 0) return;
    orr_trace_bytes_text(text, ", in ");
    orr_trace_word_line(reader, file, line, text);
}

static void append_exception(const OrrTraceReader *reader, int64_t type, int64_t message, OrrTraceBytes *text) {
    orr_trace_word_string(reader, type, text);
    if (message == 0) return;
    orr_trace_bytes_text(text, ": ");
    orr_trace_word_string(reader, message, text);
}

static bool is_wanted(Life *life, const OrrTraceRecord *r) {
    orr_trace_bytes_clear(&life->word);
    if (life->wanted[0] == '#') {
        orr_trace_bytes_byte(&life->word, '#');
        orr_trace_bytes_decimal(&life->word, r->fields[0]);
    } else if (r->kind == ORR_TRACE_TASK_NAME) {
        orr_trace_word_string(life->reader, r->fields[1], &life->word);
    } else if (r->fields[3] != 0) {
        orr_trace_word_string(life->reader, r->fields[3], &life->word);
    } else {
        orr_trace_bytes_text(&life->word, "Task-");
        orr_trace_bytes_decimal(&life->word, r->fields[2]);
    }
    return life->word.length == strlen(life->wanted) && memcmp(life->word.data, life->wanted, life->word.length) == 0;
}

static void begin(Life *life, const OrrTraceRecord *r) {
    OrrTraceBytes *text = &life->born;
    life->id = r->fields[0];
    orr_trace_chains_watch(&life->chains, life->id);
    life->steps = life->last_step = life->requests = 0;
    orr_trace_bytes_clear(&life->raised);
    orr_trace_bytes_clear(&life->cancelled);
    orr_trace_bytes_clear(&life->ended);
    orr_trace_bytes_clear(text);
    orr_trace_bytes_text(text, life->wanted);
    if (r->kind == ORR_TRACE_TASK_NAME) {
        orr_trace_bytes_text(text, " got its name");
    } else {
        orr_trace_bytes_text(text, " (");
        orr_trace_word_string(life->reader, r->fields[4], text);
        orr_trace_bytes_text(text, ") was created by ");
        orr_trace_word_actor(life->reader, &life->state, orr_trace_state_actor(&life->state), text);
        in_line(life->reader, 0, r->fields[6], text);
    }
    orr_trace_bytes_byte(text, ',');
    when(r, text);
    orr_trace_bytes_text(text, ".\n");
}

static void take_raise(Life *life, const OrrTraceRecord *r) {
    const OrrTraceTask *task = orr_trace_state_task(&life->state, life->id);
    const OrrTraceFrame *frame = task == NULL ? NULL : orr_trace_word_place(life->reader, &life->state, task);
    orr_trace_bytes_clear(&life->raised);
    orr_trace_bytes_text(&life->raised, "  The last exception raised in it: ");
    append_exception(life->reader, r->fields[0], r->fields[1], &life->raised);
    in_line(life->reader, frame == NULL ? 0 : frame->file, r->fields[2], &life->raised);
    orr_trace_bytes_byte(&life->raised, ',');
    when(r, &life->raised);
    orr_trace_bytes_text(&life->raised, ".\n");
}

static void take_cancel(Life *life, const OrrTraceRecord *r) {
    OrrTraceBytes *text = &life->cancelled;
    if (life->requests++ == CANCELS_MOST) orr_trace_bytes_text(text, "  ...\n");
    if (life->requests > CANCELS_MOST) return;
    orr_trace_bytes_text(text, "  ");
    orr_trace_word_actor(life->reader, &life->state, orr_trace_state_actor(&life->state), text);
    orr_trace_bytes_text(text, " asked for its cancellation");
    in_line(life->reader, 0, r->fields[2], text);
    orr_trace_bytes_byte(text, ',');
    when(r, text);
    orr_trace_bytes_text(text, ".\n");
}

static void take_end(Life *life, const OrrTraceRecord *r) {
    OrrTraceBytes *text = &life->ended;
    orr_trace_bytes_text(text, "It ended");
    when(r, text);
    orr_trace_bytes_text(text, ": ");
    if (r->kind == ORR_TRACE_TASK_GONE) {
        orr_trace_bytes_text(text, "destroyed while pending");
    } else if (r->fields[0] == ORR_TRACE_OUTCOME_RAISED) {
        orr_trace_bytes_text(text, "it raised ");
        append_exception(life->reader, r->fields[1], r->fields[2], text);
    } else {
        orr_trace_bytes_text(text, r->fields[0] == ORR_TRACE_OUTCOME_RETURNED ? "it returned" : "it was cancelled");
    }
    orr_trace_bytes_text(text, ".\n");
}

static void take(Life *life, const OrrTraceRecord *r) {
    OrrTraceActor actor = orr_trace_state_actor(&life->state);
    bool its_own = life->id != 0 && actor.kind == ORR_TRACE_ACTOR_TASK && actor.id == life->id;
    orr_trace_names_take(&life->names, r);
    if ((r->kind == ORR_TRACE_TASK_NEW || r->kind == ORR_TRACE_TASK_NAME) && is_wanted(life, r)) begin(life, r);
    else if (life->id == 0) return;
    else if (r->kind == ORR_TRACE_STEP && r->fields[0] == life->id) {
        life->steps++;
        life->last_step = r->step;
    } else if (r->kind == ORR_TRACE_RAISE && its_own) take_raise(life, r);
    else if (r->kind == ORR_TRACE_CANCEL && r->fields[0] == life->id) take_cancel(life, r);
    else if (r->kind == ORR_TRACE_TASK_DONE && its_own) take_end(life, r);
    else if (r->kind == ORR_TRACE_TASK_GONE && r->fields[0] == life->id) take_end(life, r);
}

/* ---- what it waits for -------------------------------------------------------------------------- */

static const OrrTraceTask *holder_task(const OrrTraceState *state, const OrrTraceObject *object) {
    uint32_t first = object->holders != 0 ? object->holders : object->targets;
    for (const OrrTraceLink *link = orr_trace_state_link(state, first); link != NULL;
         link = orr_trace_state_link(state, link->next)) {
        const OrrTraceTask *task = orr_trace_state_task(state, link->id);
        if (task != NULL) return task;
    }
    return NULL;
}

static void append_holders(const Life *life, const OrrTraceObject *object, OrrTraceBytes *text) {
    const char *words = object->holders != 0 ? ", held by " : ", for ";
    uint32_t first = object->holders != 0 ? object->holders : object->targets;
    for (const OrrTraceLink *link = orr_trace_state_link(&life->state, first); link != NULL;
         link = orr_trace_state_link(&life->state, link->next)) {
        const OrrTraceObject *other = orr_trace_state_object(&life->state, link->id);
        bool thread = other != NULL && other->kind == ORR_TRACE_OBJECT_KIND_THREAD;
        if (link->id == 0 || (!thread && orr_trace_state_task(&life->state, link->id) == NULL)) continue;
        orr_trace_bytes_text(text, words);
        orr_trace_word_object(life->reader, &life->state, link->id, text);
        words = ", ";
    }
}

/* "It waits for lock a, held by Task-2, since 1.0 s, in line 3: ...". Returns the task that could end the wait, or
 * NULL. */
static const OrrTraceTask *append_wait(const Life *life, const OrrTraceTask *task, OrrTraceBytes *text) {
    static const char *const states[] = {"is created", "is ready", "is running", "waits for "};
    orr_trace_bytes_text(text, states[task->state]);
    const OrrTraceTask *blocker = NULL;
    if (task->state == ORR_TRACE_TASK_WAITING) {
        orr_trace_word_wait(life->reader, &life->state, task, text);
        bool sleeps = task->wait_kind == ORR_TRACE_WAIT_SLEEP;
        const OrrTraceObject *object = sleeps ? NULL : orr_trace_state_object(&life->state, task->wait_object);
        blocker = sleeps ? NULL : orr_trace_state_task(&life->state, task->wait_object);
        if (object != NULL) {
            append_holders(life, object, text);
            blocker = holder_task(&life->state, object);
        }
    }
    orr_trace_bytes_text(text, ", since ");
    orr_trace_bytes_time(text, task->since_ns);
    const OrrTraceFrame *frame = orr_trace_word_place(life->reader, &life->state, task);
    if (frame != NULL && task->state != ORR_TRACE_TASK_CREATED) in_line(life->reader, frame->file, frame->line, text);
    orr_trace_bytes_text(text, ".\n");
    return blocker;
}

static void append_blockers(const Life *life, const OrrTraceTask *task, OrrTraceBytes *text) {
    int64_t seen[BLOCKERS_MOST];
    orr_trace_bytes_text(text, "It still ");
    for (unsigned depth = 0; depth < BLOCKERS_MOST; depth++) {
        seen[depth] = task->item.id;
        const OrrTraceTask *blocker = append_wait(life, task, text);
        if (blocker == NULL) return;
        orr_trace_bytes_text(text, "  ");
        orr_trace_word_task(life->reader, &life->state, blocker->item.id, text);
        for (unsigned i = 0; i <= depth; i++) {
            if (seen[i] != blocker->item.id) continue;
            orr_trace_bytes_text(text, " is waiting for it in turn: a circle, nobody can go on.\n");
            return;
        }
        orr_trace_bytes_byte(text, ' ');
        task = blocker;
    }
    orr_trace_bytes_text(text, "waits in turn ...\n");
}

/* ---- the chain that led to its last step -------------------------------------------------------- */

static void append_chain(const Life *life, OrrTraceBytes *text) {
    const OrrTraceChainLink *links[CHAIN_MOST], *link = orr_trace_chains_last_watched(&life->chains);
    uint64_t count = 0;
    for (; link != NULL && count < CHAIN_MOST; link = orr_trace_chains_before(&life->chains, link))
        links[count++] = link;
    orr_trace_bytes_text(text, "What led to its last step:\n");
    if (count > 0 && links[count - 1]->cause != 0) orr_trace_bytes_text(text, "  ...\n");
    while (count-- > 0) {
        const OrrTraceChainLink *cause = links[count];
        orr_trace_bytes_text(text, "  ");
        orr_trace_bytes_time(text, cause->time_ns);
        orr_trace_bytes_text(text, "  step ");
        orr_trace_bytes_decimal(text, (int64_t)cause->step);
        orr_trace_bytes_text(text, " of ");
        orr_trace_names_word(&life->names, cause->task, text);
        if (cause->wake_reason != 0) {
            orr_trace_bytes_text(text, ": ");
            orr_trace_bytes_text(text, orr_trace_kind_word(ORR_TRACE_TYPE_WAKE, cause->wake_reason));
        }
        if (cause->wait_kind != 0) {
            orr_trace_bytes_text(text, ", after it waited for ");
            orr_trace_bytes_text(text, orr_trace_kind_word(ORR_TRACE_TYPE_WAIT, cause->wait_kind));
        }
        orr_trace_bytes_byte(text, '\n');
    }
}

static void add(OrrTraceBytes *text, const OrrTraceBytes *part) {
    if (part->length > 0) orr_trace_bytes_append(text, part->data, part->length);
}

static void write_life(Life *life, OrrTraceBytes *text) {
    const OrrTraceTask *task = orr_trace_state_task(&life->state, life->id);
    add(text, &life->born);
    orr_trace_bytes_text(text, "It made ");
    orr_trace_bytes_decimal(text, (int64_t)life->steps);
    orr_trace_bytes_text(text, life->steps == 1 ? " step.\n" : " steps.\n");
    add(text, &life->cancelled);
    add(text, &life->raised);
    add(text, &life->ended);
    if (task != NULL) append_blockers(life, task, text);
    if (life->last_step != 0) append_chain(life, text);
}

OrrTraceStatus orr_trace_explain_task(const OrrTraceReader *reader, const char *name, const OrrTraceOutput *output,
                                      bool *found) {
    Life life = {.reader = reader, .wanted = name};
    OrrTraceCursor cursor;
    OrrTraceRecord record;
    OrrTraceBytes text = {0};
    orr_trace_state_init(&life.state);
    orr_trace_names_init(&life.names, reader);
    orr_trace_chains_init(&life.chains, CHAIN_MOST);
    orr_trace_cursor_start(&cursor, reader);
    while (!life.no_memory && orr_trace_cursor_next(&cursor, &record)) {
        take(&life, &record);
        (void)orr_trace_chains_take(&life.chains, &life.state, &record);
        (void)orr_trace_state_apply(&life.state, record.kind, record.fields);
        life.no_memory = life.state.no_memory || life.word.failed || life.names.no_memory || life.chains.no_memory;
    }
    *found = life.id != 0;
    if (!life.no_memory && *found) write_life(&life, &text);
    bool memory = !life.no_memory && !text.failed;
    if (memory) (void)orr_trace_output_put(output, &text);
    orr_trace_state_free(&life.state);
    orr_trace_names_free(&life.names);
    orr_trace_chains_free(&life.chains);
    OrrTraceBytes *all[] = {&life.word, &life.born, &life.raised, &life.cancelled, &life.ended, &text};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) orr_trace_bytes_free(all[i]);
    return orr_trace_status(memory ? ORR_TRACE_OK : ORR_TRACE_NO_MEMORY);
}

#include "trace/names.h"

#include <string.h>

#include "trace/words.h"

typedef struct Name {
    OrrTraceItem item;
    int64_t string; /* 0: it is called Task-number */
    int64_t number;
} Name;

void orr_trace_names_init(OrrTraceNames *names, const OrrTraceReader *reader) {
    *names = (OrrTraceNames){.reader = reader};
    orr_trace_table_init(&names->tasks, sizeof(Name));
}

void orr_trace_names_free(OrrTraceNames *names) {
    orr_trace_table_free(&names->tasks);
}

/* Forgets the oldest that is not among the first ones. */
static void drop_oldest(OrrTraceNames *names) {
    Name *oldest = orr_trace_table_find(&names->tasks, names->next_to_go);
    if (oldest == NULL) return;
    const Name *next = orr_trace_table_next(&names->tasks, oldest);
    names->next_to_go = next == NULL ? 0 : next->item.id;
    orr_trace_table_remove(&names->tasks, oldest);
}

void orr_trace_names_take(OrrTraceNames *names, const OrrTraceRecord *record) {
    if (record->kind != ORR_TRACE_TASK_NEW && record->kind != ORR_TRACE_TASK_NAME) return;
    Name *name = orr_trace_table_find(&names->tasks, record->fields[0]);
    if (name == NULL) {
        if (names->tasks.count >= 2 * ORR_TRACE_NAMES_MOST) drop_oldest(names);
        name = orr_trace_table_add(&names->tasks, record->fields[0]);
        if (names->tasks.count == ORR_TRACE_NAMES_MOST + 1) names->next_to_go = record->fields[0];
    }
    if (name == NULL) {
        names->no_memory = true;
        return;
    }
    if (record->kind == ORR_TRACE_TASK_NAME) {
        name->string = record->fields[1];
    } else {
        name->number = record->fields[2];
        name->string = record->fields[3];
    }
}

static void append(const OrrTraceNames *names, const Name *name, OrrTraceBytes *text) {
    if (name->string != 0) {
        orr_trace_word_string(names->reader, name->string, text);
    } else {
        orr_trace_bytes_text(text, "Task-");
        orr_trace_bytes_decimal(text, name->number);
    }
}

void orr_trace_names_word(const OrrTraceNames *names, int64_t id, OrrTraceBytes *text) {
    const Name *name = orr_trace_table_find(&names->tasks, id);
    if (name != NULL) {
        append(names, name, text);
    } else {
        orr_trace_bytes_byte(text, '#');
        orr_trace_bytes_decimal(text, id);
    }
}

int64_t orr_trace_names_find(const OrrTraceNames *names, const char *wanted) {
    OrrTraceBytes word = {0};
    int64_t found = 0;
    for (const Name *name = orr_trace_table_first(&names->tasks); name != NULL;
         name = orr_trace_table_next(&names->tasks, name)) {
        orr_trace_bytes_clear(&word);
        if (wanted[0] == '#') {
            orr_trace_bytes_byte(&word, '#');
            orr_trace_bytes_decimal(&word, name->item.id);
        } else {
            append(names, name, &word);
        }
        if (word.length == strlen(wanted) && memcmp(word.data, wanted, word.length) == 0) found = name->item.id;
    }
    orr_trace_bytes_free(&word);
    return found;
}

/*
 * handle_table.h - 64-bit handles for reference-counted objects.
 *
 * A handle is an index (low half) and a random check number (high half): a stale, foreign or
 * invented handle finds nothing. Whoever uses an object holds a reference, so an object taken out
 * of the table lives until its last user has put it back. Thread-safe.
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The first member of whatever is kept in a table. */
struct object {
    unsigned references;
    unsigned removed; /* not 0 once it was taken out of its table */
    void (*destroy)(struct object*);
};

struct slot {
    struct object* object; /* NULL: free */
    uint32_t check;
    uint32_t next_free;
};

struct handle_table {
    pthread_mutex_t lock;
    struct slot* slots;
    uint32_t count;      /* slots in use or free */
    uint32_t first_free; /* HANDLE_NONE: none */
};

#define HANDLE_NONE UINT32_MAX
#define HANDLE_TABLE_INITIALIZER                                                                   \
    { PTHREAD_MUTEX_INITIALIZER, NULL, 0, HANDLE_NONE }

/* Gives `object` one reference, the table's. False: no memory; the object is untouched. */
bool handle_table_add(struct handle_table* table, struct object* object, uint64_t* handle);

/* The object with a reference for the caller, or NULL. */
struct object* handle_table_get(struct handle_table* table, uint64_t handle);

/* Takes the object out; the table's reference goes to the caller. NULL: no such handle. */
struct object* handle_table_remove(struct handle_table* table, uint64_t handle);

/* Takes all objects out, gives the table's references back, and frees the slots. */
void handle_table_clear(struct handle_table* table);

/* Gives one reference back; the last one destroys the object. */
void object_put(struct object* object);

/* Whether the object was taken out of its table meanwhile. */
static inline bool object_removed(const struct object* object) {
    return __atomic_load_n(&object->removed, __ATOMIC_SEQ_CST) != 0;
}

#ifdef __cplusplus
}
#endif

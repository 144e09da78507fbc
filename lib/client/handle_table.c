/*
 * handle_table.c - see handle_table.h.
 */
#include "client/handle_table.h"

#include <stdlib.h>

static uint32_t index_of(uint64_t handle) { return (uint32_t)handle; }
static uint32_t check_of(uint64_t handle) { return (uint32_t)(handle >> 32); }

/* Never 0, so that a small number is never a handle. */
static uint32_t new_check(void) {
    uint32_t check;
    do {
        check = arc4random();
    } while (check == 0);
    return check;
}

static bool grow(struct handle_table* table) {
    const uint32_t count = table->count == 0 ? 8 : table->count * 2;
    if (count < table->count) return false;
    struct slot* slots = realloc(table->slots, count * sizeof *slots);
    if (slots == NULL) return false;
    for (uint32_t i = table->count; i < count; ++i)
        slots[i] = (struct slot){NULL, 0, i + 1 < count ? i + 1 : HANDLE_NONE};
    table->first_free = table->count;
    table->slots = slots;
    table->count = count;
    return true;
}

bool handle_table_add(struct handle_table* table, struct object* object, uint64_t* handle) {
    pthread_mutex_lock(&table->lock);
    const bool room = table->first_free != HANDLE_NONE || grow(table);
    if (room) {
        const uint32_t index = table->first_free;
        struct slot* slot = &table->slots[index];
        table->first_free = slot->next_free;
        *slot = (struct slot){object, new_check(), HANDLE_NONE};
        object->references = 1;
        object->removed = 0;
        *handle = (uint64_t)slot->check << 32 | index;
    }
    pthread_mutex_unlock(&table->lock);
    return room;
}

/* With the lock held. */
static struct slot* find(struct handle_table* table, uint64_t handle) {
    if (index_of(handle) >= table->count) return NULL;
    struct slot* slot = &table->slots[index_of(handle)];
    return slot->object != NULL && slot->check == check_of(handle) ? slot : NULL;
}

struct object* handle_table_get(struct handle_table* table, uint64_t handle) {
    pthread_mutex_lock(&table->lock);
    const struct slot* slot = find(table, handle);
    struct object* object = slot == NULL ? NULL : slot->object;
    if (object != NULL) __atomic_fetch_add(&object->references, 1, __ATOMIC_RELAXED);
    pthread_mutex_unlock(&table->lock);
    return object;
}

struct object* handle_table_remove(struct handle_table* table, uint64_t handle) {
    pthread_mutex_lock(&table->lock);
    struct slot* slot = find(table, handle);
    struct object* object = slot == NULL ? NULL : slot->object;
    if (object != NULL) {
        *slot = (struct slot){NULL, 0, table->first_free};
        table->first_free = index_of(handle);
        __atomic_store_n(&object->removed, 1, __ATOMIC_SEQ_CST);
    }
    pthread_mutex_unlock(&table->lock);
    return object;
}

void handle_table_clear(struct handle_table* table) {
    pthread_mutex_lock(&table->lock);
    struct slot* slots = table->slots;
    const uint32_t count = table->count;
    table->slots = NULL;
    table->count = 0;
    table->first_free = HANDLE_NONE;
    pthread_mutex_unlock(&table->lock);
    for (uint32_t i = 0; i < count; ++i) {
        if (slots[i].object == NULL) continue;
        __atomic_store_n(&slots[i].object->removed, 1, __ATOMIC_SEQ_CST);
        object_put(slots[i].object);
    }
    free(slots);
}

void object_put(struct object* object) {
    if (__atomic_fetch_sub(&object->references, 1, __ATOMIC_ACQ_REL) == 1) object->destroy(object);
}

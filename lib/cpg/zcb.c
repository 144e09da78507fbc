/*
 * zcb.c - "zero-copy" buffers: memory of the handle, sent like any other.
 *
 * Sharing memory with the daemon costs more than the copy it saves and lets a client change a
 * message while it is read, so newer daemons refuse it; an ordinary message works with all.
 */
#include <stddef.h>
#include <stdlib.h>

#include "cpg/instance.h"
#include "cpg/protocol.h"

/* What leaves room for the heads of the event that delivers the message. */
enum { ZCB_MESSAGE_MAX = MESSAGE_MAX - 184 };

struct zcb {
    struct zcb* next;
    size_t size;
    _Alignas(max_align_t) unsigned char bytes[];
};

static struct zcb** find(struct instance* instance, const void* buffer) {
    struct zcb** place = &instance->buffers;
    while (*place != NULL && (*place)->bytes != buffer) place = &(*place)->next;
    return place;
}

void zcb_free_all(struct instance* instance) {
    while (instance->buffers != NULL) {
        struct zcb* gone = instance->buffers;
        instance->buffers = gone->next;
        free(gone);
    }
}

cs_error_t cpg_zcb_alloc(cpg_handle_t handle, size_t size, void** buffer) {
    if (buffer == NULL) return CS_ERR_INVALID_PARAM;
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    struct zcb* zcb = size > PTRDIFF_MAX - sizeof *zcb ? NULL : malloc(sizeof *zcb + size);
    if (zcb != NULL) {
        zcb->size = size;
        pthread_mutex_lock(&instance->client.lock);
        zcb->next = instance->buffers;
        instance->buffers = zcb;
        pthread_mutex_unlock(&instance->client.lock);
        *buffer = zcb->bytes;
    }
    instance_put(instance);
    return zcb == NULL ? CS_ERR_NO_MEMORY : CS_OK;
}

cs_error_t cpg_zcb_free(cpg_handle_t handle, void* buffer) {
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    pthread_mutex_lock(&instance->client.lock);
    struct zcb** place = find(instance, buffer);
    struct zcb* zcb = *place;
    if (zcb != NULL) *place = zcb->next;
    pthread_mutex_unlock(&instance->client.lock);
    free(zcb);
    instance_put(instance);
    return zcb == NULL ? CS_ERR_INVALID_PARAM : CS_OK;
}

static bool contains(struct instance* instance, const void* buffer, size_t length) {
    pthread_mutex_lock(&instance->client.lock);
    const struct zcb* zcb = *find(instance, buffer);
    const bool within = zcb != NULL && length <= zcb->size;
    pthread_mutex_unlock(&instance->client.lock);
    return within;
}

cs_error_t cpg_zcb_mcast_joined(cpg_handle_t handle, cpg_guarantee_t guarantee, void* msg,
                                size_t msg_len) {
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    cs_error_t error = CS_OK;
    if (msg_len > ZCB_MESSAGE_MAX)
        error = CS_ERR_TOO_BIG;
    else if (!contains(instance, msg, msg_len))
        error = CS_ERR_INVALID_PARAM;
    /* The daemon says nothing about messages from outside of groups, so it is said here. */
    else if (__atomic_load_n(&instance->joined, __ATOMIC_RELAXED) == 0)
        error = CS_ERR_NOT_EXIST;
    instance_put(instance);
    const struct iovec piece = {msg, msg_len};
    return error == CS_OK ? cpg_mcast_joined(handle, guarantee, &piece, 1) : error;
}

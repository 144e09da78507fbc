/*
 * mcast.c - sending: a message in one piece, or a large one in fragments.
 */
#include <stdlib.h>

#include "cpg/instance.h"
#include "cpg/protocol.h"

enum {
    MCAST_HEAD = 40,
    PARTIAL_HEAD = 56,
    PIECES_MAX = 63, /* per request, so that any transport takes them at once */
    STOP_PAUSE = 10, /* milliseconds between two attempts with a fragment */
    STOP_ATTEMPTS = 100
};

/* How far the caller's pieces have been sent. */
struct cursor {
    const struct iovec* piece;
    const struct iovec* end;
    size_t offset;
};

/* Points `pieces` at up to ATOMIC_MAX bytes from here on and moves forward; returns the bytes. */
static size_t take(struct cursor* cursor, struct iovec* pieces, size_t* count) {
    size_t taken = 0;
    *count = 0;
    while (cursor->piece != cursor->end && *count < PIECES_MAX && taken < ATOMIC_MAX) {
        const size_t left = cursor->piece->iov_len - cursor->offset;
        const size_t length = left < ATOMIC_MAX - taken ? left : ATOMIC_MAX - taken;
        if (length != 0) {
            unsigned char* base = (unsigned char*)cursor->piece->iov_base + cursor->offset;
            pieces[(*count)++] = (struct iovec){base, length};
        }
        taken += length;
        cursor->offset += length;
        if (length == left) {
            ++cursor->piece;
            cursor->offset = 0;
        }
    }
    return taken;
}

static cs_error_t total_of(const struct iovec* iovec, unsigned count, uint32_t* total) {
    uint64_t sum = 0;
    if (iovec == NULL && count != 0) return CS_ERR_INVALID_PARAM;
    for (unsigned i = 0; i < count; ++i) {
        if (iovec[i].iov_base == NULL && iovec[i].iov_len != 0) return CS_ERR_INVALID_PARAM;
        if (iovec[i].iov_len > UINT32_MAX - sum) return CS_ERR_TOO_BIG;
        sum += iovec[i].iov_len;
    }
    *total = (uint32_t)sum;
    return CS_OK;
}

static cs_error_t send_pieces(struct instance* instance, cpg_guarantee_t guarantee,
                              struct iovec* pieces, size_t count, uint32_t total) {
    unsigned char head[MCAST_HEAD];
    put_header(head, sizeof head, CPG_MCAST, sizeof head + total);
    put_u32(head, 24, (uint32_t)guarantee);
    put_u32(head, 32, total);
    pieces[0] = (struct iovec){head, sizeof head};
    return connection_send(&instance->client.connection, pieces, count + 1);
}

/* More pieces than a request takes are copied into one. */
static cs_error_t send_copied(struct instance* instance, cpg_guarantee_t guarantee,
                              const struct iovec* iovec, unsigned count, uint32_t total) {
    unsigned char* copy = malloc(total == 0 ? 1 : total);
    if (copy == NULL) return CS_ERR_NO_MEMORY;
    size_t length = 0;
    for (unsigned i = 0; i < count; length += iovec[i++].iov_len)
        if (iovec[i].iov_len != 0) memcpy(copy + length, iovec[i].iov_base, iovec[i].iov_len);
    struct iovec pieces[2] = {{NULL, 0}, {copy, total}};
    const cs_error_t error = send_pieces(instance, guarantee, pieces, 1, total);
    free(copy);
    return error;
}

static cs_error_t send_whole(struct instance* instance, cpg_guarantee_t guarantee,
                             const struct iovec* iovec, unsigned count, uint32_t total) {
    if (total <= DIRECT_RECORD_MAX && connection_takes_records(&instance->client.connection))
        return connection_send_record(&instance->client.connection, guarantee == CPG_TYPE_SAFE,
                                      iovec, count, total);
    if (count > PIECES_MAX) return send_copied(instance, guarantee, iovec, count, total);
    struct iovec pieces[1 + PIECES_MAX];
    for (unsigned i = 0; i < count; ++i) pieces[1 + i] = iovec[i];
    return send_pieces(instance, guarantee, pieces, count, total);
}

/* A fragment that the daemon has no room for is as good as not sent, so it is offered again. */
static cs_error_t send_fragment(struct instance* instance, const struct iovec* pieces,
                                size_t count) {
    for (unsigned attempt = 1;; ++attempt) {
        const cs_error_t error =
            connection_send_confirmed(&instance->client.connection, pieces, count);
        if (error != CS_ERR_TRY_AGAIN || attempt == STOP_ATTEMPTS) return error;
        sleep_milliseconds(STOP_PAUSE);
        if (instance_finalized(instance)) return CS_ERR_BAD_HANDLE;
    }
}

static cs_error_t send_fragments(struct instance* instance, cpg_guarantee_t guarantee,
                                 const struct iovec* iovec, unsigned iov_len, uint32_t total) {
    struct cursor cursor = {iovec, iovec + iov_len, 0};
    struct iovec pieces[1 + PIECES_MAX];
    unsigned char head[PARTIAL_HEAD];
    cs_error_t error = CS_OK;
    for (uint32_t sent = 0; sent < total && error == CS_OK;) {
        size_t count;
        const uint32_t length = (uint32_t)take(&cursor, pieces + 1, &count);
        const uint32_t type = sent == 0                ? FRAGMENT_FIRST
                              : sent + length == total ? FRAGMENT_LAST
                                                       : FRAGMENT_CONTINUED;
        put_header(head, sizeof head, CPG_PARTIAL_MCAST, sizeof head + length);
        put_u32(head, 24, (uint32_t)guarantee);
        put_u32(head, 32, total);
        put_u32(head, 40, length);
        put_u32(head, 48, type);
        pieces[0] = (struct iovec){head, sizeof head};
        error = send_fragment(instance, pieces, count + 1);
        sent += length;
    }
    return error;
}

cs_error_t cpg_mcast_joined(cpg_handle_t handle, cpg_guarantee_t guarantee,
                            const struct iovec* iovec, unsigned int iov_len) {
    uint32_t total;
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    cs_error_t error = total_of(iovec, iov_len, &total);
    if (error == CS_OK && total <= ATOMIC_MAX) {
        error = send_whole(instance, guarantee, iovec, iov_len, total);
    } else if (error == CS_OK) {
        /* Receivers keep one unfinished message per sender, so two must not interleave. */
        pthread_mutex_lock(&instance->fragment_lock);
        error = send_fragments(instance, guarantee, iovec, iov_len, total);
        pthread_mutex_unlock(&instance->fragment_lock);
    }
    instance_put(instance);
    return error;
}

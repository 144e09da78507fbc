/*
 * apitest_messages.c - messages of all sizes and shapes, zero-copy buffers included.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apitest.h"

static unsigned char* pattern(size_t length) {
    unsigned char* bytes = malloc(length == 0 ? 1 : length);
    if (bytes == NULL) abort();
    for (size_t i = 0; i < length; ++i) bytes[i] = (unsigned char)(i * 31 + i / 251 + length);
    return bytes;
}

/* After a message was sent: it must come back as it was. */
static void check_echo(cpg_handle_t handle, struct record* record, const void* bytes,
                       size_t length) {
    const int expected = record->delivers + 1;
    check("delivered", pump(handle, &record->delivers, expected), expected);
    check("length", (long long)record->length, (long long)length);
    check("content", record->digest == digest_of(bytes, length), 1);
    check("sender", record->pid, getpid());
    check("aligned", record->aligned, 1);
}

void test_sizes(void) {
    static const size_t sizes[] = {0,      1,       16,      1000,    1500,    60000,
                                   500000, 1047551, 1047552, 1047553, 2095104, 5000000};
    struct record record;
    unsigned nodeid = 0;
    section("sizes");
    cpg_handle_t handle = open_recording(&record, 0);
    join_and_settle(handle, &record, "apitest-sizes");
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; ++i) {
        unsigned char* bytes = pattern(sizes[i]);
        check("send", send_bytes(handle, bytes, sizes[i]), CS_OK);
        check_echo(handle, &record, bytes, sizes[i]);
        free(bytes);
    }
    check("local_get", cpg_local_get(handle, &nodeid), CS_OK);
    check("sender's node", record.nodeid, nodeid);
    for (int guarantee = CPG_TYPE_UNORDERED; guarantee <= CPG_TYPE_SAFE; ++guarantee) {
        const struct iovec piece = {"guarantee", 9};
        check("guarantee", cpg_mcast_joined(handle, (cpg_guarantee_t)guarantee, &piece, 1), CS_OK);
        check_echo(handle, &record, "guarantee", 9);
    }
    check("finalize", cpg_finalize(handle), CS_OK);
}

static void check_pieces(cpg_handle_t handle, struct record* record, unsigned count,
                         size_t length) {
    struct iovec* pieces = calloc(count, sizeof *pieces);
    unsigned char* bytes = pattern(length);
    size_t place = 0;
    if (pieces == NULL) abort();
    for (unsigned i = 0; i < count; ++i) { /* of unequal length, some empty */
        const size_t most = length - place;
        const size_t wanted = i % 5 == 3 ? 0 : length / count + i % 7;
        const size_t taken = i + 1 == count || wanted > most ? most : wanted;
        pieces[i] = (struct iovec){bytes + place, taken};
        place += taken;
    }
    check("send pieces", cpg_mcast_joined(handle, CPG_TYPE_AGREED, pieces, count), CS_OK);
    check_echo(handle, record, bytes, length);
    free(bytes);
    free(pieces);
}

void test_pieces(void) {
    struct record record;
    section("pieces");
    cpg_handle_t handle = open_recording(&record, 0);
    join_and_settle(handle, &record, "apitest-pieces");
    check("no piece at all", cpg_mcast_joined(handle, CPG_TYPE_AGREED, NULL, 0), CS_OK);
    check_echo(handle, &record, "", 0);
    check_pieces(handle, &record, 2, 1000);
    check_pieces(handle, &record, 63, 10000);
    check_pieces(handle, &record, 5, 3000000);
    if (!reference_library) { /* it overruns its stack */
        check_pieces(handle, &record, 64, 10000);
        check_pieces(handle, &record, 2000, 500000);
        check_pieces(handle, &record, 3000, 3000000);
    }
    check("finalize", cpg_finalize(handle), CS_OK);
}

static void check_zcb(cpg_handle_t handle, struct record* record, size_t length) {
    void* buffer = NULL;
    unsigned char* bytes = pattern(length);
    check("zcb_alloc", cpg_zcb_alloc(handle, length, &buffer), CS_OK);
    if (buffer != NULL) {
        memcpy(buffer, bytes, length);
        check("zcb_mcast_joined", cpg_zcb_mcast_joined(handle, CPG_TYPE_AGREED, buffer, length),
              CS_OK);
        memset(buffer, 0, length); /* it may be reused at once */
        check_echo(handle, record, bytes, length);
        check("zcb_free", cpg_zcb_free(handle, buffer), CS_OK);
    }
    free(bytes);
}

void test_zero_copy(void) {
    struct record record;
    void* buffer = NULL;
    section("zero-copy buffers");
    cpg_handle_t handle = open_recording(&record, 0);
    check("zcb_alloc", cpg_zcb_alloc(handle, 2 * 1048576, &buffer), CS_OK);
    memset(buffer, 'z', 2 * 1048576);
    check("not joined", cpg_zcb_mcast_joined(handle, CPG_TYPE_AGREED, buffer, 10),
          CS_ERR_NOT_EXIST);
    join_and_settle(handle, &record, "apitest-zcb");
    check("above 1 MiB", cpg_zcb_mcast_joined(handle, CPG_TYPE_AGREED, buffer, 1048577),
          CS_ERR_TOO_BIG);
    if (!reference_library && !reference_daemon) /* no one could take it */
        check("longer than an event",
              cpg_zcb_mcast_joined(handle, CPG_TYPE_AGREED, buffer, 1048393), CS_ERR_TOO_BIG);
    check("zcb_free", cpg_zcb_free(handle, buffer), CS_OK);
    check_zcb(handle, &record, 1);
    check_zcb(handle, &record, 1000);
    check_zcb(handle, &record, 1000000);
    check_zcb(handle, &record, 1048392);
    if (!reference_library) {
        check("free what is none", cpg_zcb_free(handle, &record), CS_ERR_INVALID_PARAM);
        check("send what is none", cpg_zcb_mcast_joined(handle, CPG_TYPE_AGREED, &record, 1),
              CS_ERR_INVALID_PARAM);
    }
    check("one is left for finalize", cpg_zcb_alloc(handle, 100, &buffer), CS_OK);
    check("finalize", cpg_finalize(handle), CS_OK);
}

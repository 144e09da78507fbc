/*
 * device.c - a quorum device of one node, as votequorum sees it: device NAME MASTER-WINS VOTE
 *
 * Both numbers are 1 or 0. It tells its vote several times a second; who wants it to fall silent
 * stops the process. "polled" is printed when the first vote was taken.
 */
#include <corosync/votequorum.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum { PAUSE_MS = 100 };

static votequorum_ring_id_t ring;
static int known;

static void on_nodes(votequorum_handle_t handle, uint64_t context, votequorum_ring_id_t now,
                     uint32_t count, uint32_t* nodes) {
    (void)handle, (void)context, (void)count, (void)nodes;
    ring = now;
    known = 1;
}

static int must(const char* what, cs_error_t error) {
    if (error != CS_OK) printf("%s = %d\n", what, (int)error);
    return error == CS_OK;
}

int main(int count, char** words) {
    votequorum_callbacks_t callbacks = {.votequorum_nodelist_notify_fn = on_nodes};
    votequorum_handle_t handle;
    int told = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (count != 4) return 2;
    const char* name = words[1];
    if (!must("initialize", votequorum_initialize(&handle, &callbacks)) ||
        !must("track", votequorum_trackstart(handle, 0, CS_TRACK_CURRENT | CS_TRACK_CHANGES)) ||
        !must("register", votequorum_qdevice_register(handle, name)) ||
        !must("wins", votequorum_qdevice_master_wins(handle, name, (unsigned)atoi(words[2]))))
        return 1;
    for (;; poll(NULL, 0, PAUSE_MS)) {
        if (!must("dispatch", votequorum_dispatch(handle, CS_DISPATCH_ALL))) return 1;
        if (!known) continue;
        /* It may be refused: the ring has changed, or somebody took the device away. */
        const cs_error_t error =
            votequorum_qdevice_poll(handle, name, (unsigned)atoi(words[3]), ring);
        if (error == CS_OK && !told++) puts("polled");
    }
}

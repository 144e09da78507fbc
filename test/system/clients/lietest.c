/*
 * lietest.c - makes every call of every library at a daemon that lies (tools/liar.c), and touches
 * everything that comes back. It must live to its end; what it is answered does not matter.
 */
#include <corosync/cfg.h>
#include <corosync/cmap.h>
#include <corosync/cpg.h>
#include <corosync/quorum.h>
#include <corosync/votequorum.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"

enum { ROUNDS = 25, CALLS = 12 };

static uint64_t sum; /* so that nothing is read for nothing */
static int successes;

static void touch(const void* bytes, size_t size) {
    for (size_t i = 0; i < size; ++i) sum += ((const unsigned char*)bytes)[i];
}

/* Counts what the liar said well, by chance: without any of that nothing was tested. */
static bool good(cs_error_t error) {
    if (error == CS_OK) ++successes;
    return error == CS_OK;
}

static void on_shutdown(corosync_cfg_handle_t handle, corosync_cfg_shutdown_flags_t flags) {
    sum += handle + (unsigned)flags;
}

static void touch_texts(char** texts, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
        touch(texts[i], strlen(texts[i]));
        free(texts[i]);
    }
    free(texts);
}

static void lied_to_cfg(void) {
    static struct corosync_cfg_node_status_v1 status;
    corosync_cfg_callbacks_t callbacks = {on_shutdown};
    corosync_cfg_node_address_t addresses[8];
    corosync_cfg_handle_t handle;
    char **names, **states;
    unsigned number;
    int count;
    if (!good(corosync_cfg_initialize(&handle, &callbacks))) return;
    for (int i = 0; i < CALLS; ++i) {
        if (good(corosync_cfg_ring_status_get(handle, &names, &states, &number)))
            touch_texts(names, number), touch_texts(states, number);
        if (good(corosync_cfg_node_status_get(handle, 1, CFG_NODE_STATUS_V1, &status)))
            touch(status.link_status[7].dst_ipaddr, strlen(status.link_status[7].dst_ipaddr));
        if (good(corosync_cfg_get_node_addrs(handle, 1, 8, &count, addresses)))
            touch(addresses, sizeof addresses[0] * (size_t)(count < 8 ? count : 8));
        good(corosync_cfg_local_get(handle, &number));
        good(corosync_cfg_kill_node(handle, 1, "why")), good(corosync_cfg_trackstart(handle, 0));
        good(corosync_cfg_try_shutdown(handle, COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST));
        good(corosync_cfg_replyto_shutdown(handle, COROSYNC_CFG_SHUTDOWN_FLAG_NO));
        good(corosync_cfg_reload_config(handle)), good(corosync_cfg_trackstop(handle));
        good(corosync_cfg_dispatch(handle, CS_DISPATCH_ALL));
    }
    corosync_cfg_finalize(handle);
}

static void on_change(cmap_handle_t handle, cmap_track_handle_t track, int32_t event,
                      const char* key, struct cmap_notify_value new_value,
                      struct cmap_notify_value old_value, void* data) {
    sum += handle + track + (unsigned)event + (data != NULL);
    touch(key, strlen(key));
    touch(new_value.data, new_value.len);
    touch(old_value.data, old_value.len);
}

static void lied_to_cmap(void) {
    char key[CMAP_KEYNAME_MAXLEN + 1], value[100];
    cmap_track_handle_t track;
    cmap_iter_handle_t walk;
    cmap_value_types_t type;
    cmap_handle_t handle;
    uint64_t number;
    if (!good(cmap_initialize_map(&handle, CMAP_MAP_STATS))) return;
    for (int i = 0; i < CALLS; ++i) {
        size_t length = sizeof value;
        char* text;
        if (good(cmap_get(handle, "some.key", value, &length, &type))) touch(value, length);
        if (good(cmap_get_string(handle, "some.key", &text))) touch(text, strlen(text)), free(text);
        good(cmap_get_uint64(handle, "some.key", &number)), good(cmap_inc(handle, "some.key"));
        good(cmap_set_string(handle, "some.key", "text")), good(cmap_delete(handle, "some.key"));
        good(cmap_iter_init(handle, NULL, &walk));
        if (good(cmap_iter_next(handle, walk, key, &length, &type))) touch(key, strlen(key));
        good(cmap_iter_finalize(handle, walk));
        if (good(cmap_track_add(handle, "some.key", CMAP_TRACK_ADD, on_change, NULL, &track)))
            good(cmap_track_delete(handle, track));
        good(cmap_dispatch(handle, CS_DISPATCH_ALL));
    }
    cmap_finalize(handle);
}

static void on_deliver(cpg_handle_t handle, const struct cpg_name* group, uint32_t nodeid,
                       uint32_t pid, void* message, size_t length) {
    sum += handle + nodeid + pid;
    touch(group->value, group->length);
    touch(message, length);
}

static void on_confchg(cpg_handle_t handle, const struct cpg_name* group,
                       const struct cpg_address* members, size_t member_count,
                       const struct cpg_address* left, size_t left_count,
                       const struct cpg_address* joined, size_t joined_count) {
    sum += handle + group->length;
    touch(members, sizeof *members * member_count);
    touch(left, sizeof *left * left_count);
    touch(joined, sizeof *joined * joined_count);
}

static void lied_to_cpg(void) {
    cpg_callbacks_t callbacks = {on_deliver, on_confchg};
    struct cpg_iteration_description_t description;
    struct cpg_name group = {3, "abc"};
    struct cpg_address members[CPG_MEMBERS_MAX];
    struct iovec piece = {"message", 7};
    cpg_iteration_handle_t walk;
    cpg_handle_t handle;
    unsigned nodeid;
    int count;
    if (!good(cpg_initialize(&handle, &callbacks))) return;
    for (int i = 0; i < CALLS; ++i) {
        good(cpg_join(handle, &group)), good(cpg_local_get(handle, &nodeid));
        if (good(cpg_membership_get(handle, &group, members, &count)))
            touch(members, sizeof members[0] * (size_t)count);
        if (good(cpg_iteration_initialize(handle, CPG_ITERATION_ALL, NULL, &walk))) {
            if (good(cpg_iteration_next(walk, &description)))
                touch(description.group.value, description.group.length);
            good(cpg_iteration_finalize(walk));
        }
        good(cpg_mcast_joined(handle, CPG_TYPE_AGREED, &piece, 1)), good(cpg_leave(handle, &group));
        good(cpg_dispatch(handle, CS_DISPATCH_ALL));
    }
    cpg_finalize(handle);
}

static void on_quorum(quorum_handle_t handle, uint32_t quorate, uint64_t ring, uint32_t count,
                      uint32_t* nodes) {
    sum += handle + quorate + ring;
    touch(nodes, sizeof *nodes * count);
}

static void on_v1_quorum(quorum_handle_t handle, uint32_t quorate, struct quorum_ring_id ring,
                         uint32_t count, const uint32_t* nodes) {
    sum += handle + quorate + ring.seq;
    touch(nodes, sizeof *nodes * count);
}

static void on_v1_nodes(quorum_handle_t handle, struct quorum_ring_id ring, uint32_t members,
                        const uint32_t* member_list, uint32_t joined, const uint32_t* joined_list,
                        uint32_t left, const uint32_t* left_list) {
    sum += handle + ring.seq;
    touch(member_list, sizeof *member_list * members);
    touch(joined_list, sizeof *joined_list * joined);
    touch(left_list, sizeof *left_list * left);
}

static void lied_to_quorum(void) {
    quorum_callbacks_t callbacks = {on_quorum};
    quorum_model_v1_data_t v1 = {QUORUM_MODEL_V1, on_v1_quorum, on_v1_nodes};
    quorum_handle_t handles[2] = {0, 0};
    uint32_t type;
    int quorate;
    good(quorum_initialize(&handles[0], &callbacks, &type));
    good(quorum_model_initialize(&handles[1], QUORUM_MODEL_V1, (quorum_model_data_t*)(void*)&v1,
                                 &type, NULL));
    for (int i = 0; i < CALLS; ++i) {
        const quorum_handle_t handle = handles[i % 2];
        good(quorum_getquorate(handle, &quorate)), good(quorum_trackstart(handle, 1));
        good(quorum_trackstop(handle)), good(quorum_dispatch(handle, CS_DISPATCH_ALL));
    }
    quorum_finalize(handles[0]), quorum_finalize(handles[1]);
}

static void on_votes(votequorum_handle_t handle, uint64_t context, uint32_t quorate, uint32_t count,
                     votequorum_node_t nodes[]) {
    sum += handle + context + quorate;
    touch(nodes, sizeof *nodes * count);
}

static void on_expected(votequorum_handle_t handle, uint64_t context, uint32_t votes) {
    sum += handle + context + votes;
}

static void on_nodes(votequorum_handle_t handle, uint64_t context, votequorum_ring_id_t ring,
                     uint32_t count, uint32_t nodes[]) {
    sum += handle + context + ring.seq;
    touch(nodes, sizeof *nodes * count);
}

static void lied_to_votequorum(void) {
    votequorum_callbacks_t callbacks = {on_votes, on_expected, on_nodes};
    const votequorum_ring_id_t ring = {1, 4};
    struct votequorum_info info;
    votequorum_handle_t handle;
    if (!good(votequorum_initialize(&handle, &callbacks))) return;
    for (int i = 0; i < CALLS; ++i) {
        if (good(votequorum_getinfo(handle, 0, &info)))
            touch(info.qdevice_name, strlen(info.qdevice_name));
        good(votequorum_setexpected(handle, 2)), good(votequorum_setvotes(handle, 1, 1));
        good(votequorum_trackstart(handle, 1, 1)), good(votequorum_trackstop(handle));
        good(votequorum_qdevice_register(handle, "d")),
            good(votequorum_qdevice_poll(handle, "d", 1, ring));
        good(votequorum_qdevice_update(handle, "d", "e"));
        good(votequorum_qdevice_master_wins(handle, "d", 1));
        good(votequorum_qdevice_unregister(handle, "d"));
        good(votequorum_dispatch(handle, CS_DISPATCH_ALL));
    }
    votequorum_finalize(handle);
}

int main(void) {
    for (int round = 0; round < ROUNDS; ++round) {
        lied_to_cfg();
        lied_to_cmap();
        lied_to_cpg();
        lied_to_quorum();
        lied_to_votequorum();
    }
    say("alive; something was believed: %d", sum != 0 && successes > ROUNDS * CALLS);
    return 0;
}

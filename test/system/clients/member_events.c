/*
 * member_events.c - what a member is told: logged, checked, counted and digested.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "member.h"
#include "payload.h"

static struct member* member_of(cpg_handle_t handle) {
    void* context = NULL;
    if (cpg_context_get(handle, &context) != CS_OK || context == NULL) abort();
    return context;
}

static struct sender* sender_of(struct member* member, uint32_t nodeid, uint32_t pid) {
    for (size_t i = 0; i < member->sender_count; ++i)
        if (member->senders[i].nodeid == nodeid && member->senders[i].pid == pid)
            return &member->senders[i];
    if (member->sender_count == SENDERS_MAX) return NULL;
    struct sender* sender = &member->senders[member->sender_count++];
    *sender = (struct sender){nodeid, pid, 0, false};
    return sender;
}

static void forget_sender(struct member* member, uint32_t nodeid, uint32_t pid) {
    struct sender* sender = sender_of(member, nodeid, pid);
    if (sender != NULL) *sender = member->senders[--member->sender_count];
}

static void digest_event(struct member* member, uint64_t number) {
    if (!member->complete) member->digest = digest_add_number(member->digest, number);
}

/* A message too short for a counter still counts. */
static void check_counter(struct member* member, uint32_t nodeid, uint32_t pid, size_t length,
                          uint32_t counter) {
    struct sender* sender = sender_of(member, nodeid, pid);
    if (sender == NULL) return;
    if (!payload_has_counter(length)) {
        ++sender->next;
        return;
    }
    if (sender->known && sender->next != counter) ++member->gaps;
    sender->next = counter + 1;
    sender->known = true;
}

static void account(struct member* member, uint32_t nodeid, uint32_t pid, size_t length,
                    uint64_t content) {
    if (!member->started || member->complete) return;
    ++member->messages;
    member->bytes += length;
    if (nodeid == member->nodeid && pid == member->pid) ++member->own;
    uint64_t digest = digest_add_number(member->message_digest, (uint64_t)nodeid << 32 | pid);
    member->message_digest = digest_add_number(digest, content);
    digest_event(member, member->message_digest);
    const uint64_t total = member->options->until_total;
    if (total != 0 && member->messages == total) member->complete = true;
}

static void on_deliver(cpg_handle_t handle, const struct cpg_name* group, uint32_t nodeid,
                       uint32_t pid, void* message, size_t length) {
    struct member* member = member_of(handle);
    const uint64_t content = digest_payload(message, length);
    uint32_t counter = 0;
    (void)group;
    const bool whole = payload_check(message, length, pid, &counter);
    if (whole)
        check_counter(member, nodeid, pid, length, counter);
    else
        ++member->corrupt;
    if (member->options->log != NULL)
        fprintf(member->options->log, "deliver %u:%u size=%zu counter=%u digest=%016" PRIx64 "%s\n",
                nodeid, pid, length, counter, content, whole ? "" : " CORRUPT");
    account(member, nodeid, pid, length, content);
}

static void log_list(struct member* member, const char* name, const struct cpg_address* list,
                     size_t count, bool reasons) {
    FILE* log = member->options->log;
    digest_event(member, count);
    if (log != NULL) fprintf(log, " %s=", name);
    for (size_t i = 0; i < count; ++i) {
        digest_event(member, (uint64_t)list[i].nodeid << 32 | list[i].pid);
        if (reasons) digest_event(member, list[i].reason);
        if (log == NULL) continue;
        fprintf(log, "%s%u:%u", i == 0 ? "" : ",", list[i].nodeid, list[i].pid);
        if (reasons) fprintf(log, ":%u", list[i].reason);
    }
}

static bool contains(const struct member* member, const struct cpg_address* list, size_t count) {
    for (size_t i = 0; i < count; ++i)
        if (list[i].nodeid == member->nodeid && list[i].pid == member->pid) return true;
    return false;
}

/* From the confchg on that brings the last of the members waited for, all members see the same. */
static void start_when_complete(struct member* member) {
    if (member->started || member->members < member->options->wait_members) return;
    member->started = true;
    member->digest = member->message_digest = DIGEST_START;
}

static void on_confchg(cpg_handle_t handle, const struct cpg_name* group,
                       const struct cpg_address* members, size_t member_count,
                       const struct cpg_address* left, size_t left_count,
                       const struct cpg_address* joined, size_t joined_count) {
    struct member* member = member_of(handle);
    (void)group;
    ++member->confchgs;
    member->members = member_count;
    start_when_complete(member);
    if (member->options->log != NULL) fputs("confchg", member->options->log);
    log_list(member, "members", members, member_count, false);
    log_list(member, "left", left, left_count, true);
    log_list(member, "joined", joined, joined_count, true);
    if (member->options->log != NULL) fputc('\n', member->options->log);
    for (size_t i = 0; i < left_count; ++i) forget_sender(member, left[i].nodeid, left[i].pid);
    if (contains(member, joined, joined_count)) member->joined = true;
    if (contains(member, left, left_count)) member->left = true;
}

static void on_totem(cpg_handle_t handle, struct cpg_ring_id ring, uint32_t count,
                     const uint32_t* nodes) {
    struct member* member = member_of(handle);
    FILE* log = member->options->log;
    ++member->totems;
    if (log == NULL) return;
    fprintf(log, "totem ring=%u.%" PRIx64 " members=", ring.nodeid, ring.seq);
    for (uint32_t i = 0; i < count; ++i) fprintf(log, "%s%u", i == 0 ? "" : ",", nodes[i]);
    fputc('\n', log);
}

cpg_model_v1_data_t member_callbacks = {CPG_MODEL_V1, on_deliver, on_confchg, on_totem, 0};

void member_summary(const struct member* member) {
    printf("{\"nodeid\":%u,\"pid\":%u,\"sent\":%" PRIu64 ",\"retries\":%" PRIu64
           ",\"repeats\":%" PRIu64 ",\"errors\":%" PRIu64 ",",
           member->nodeid, member->pid, member->sent, member->retries, member->repeats,
           member->errors);
    printf("\"messages\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"own\":%" PRIu64 ",\"corrupt\":%" PRIu64
           ",\"gaps\":%" PRIu64 ",\"confchgs\":%" PRIu64 ",\"totems\":%" PRIu64 ",",
           member->messages, member->bytes, member->own, member->corrupt, member->gaps,
           member->confchgs, member->totems);
    printf("\"members\":%zu,\"joined\":%s,\"left\":%s,\"complete\":%s,\"failure\":%d,",
           member->members, member->joined ? "true" : "false", member->left ? "true" : "false",
           member->complete ? "true" : "false", member->failure == CS_OK ? 0 : member->failure);
    printf("\"digest\":\"%016" PRIx64 "\",\"message_digest\":\"%016" PRIx64 "\"}\n", member->digest,
           member->message_digest);
    fflush(stdout);
}

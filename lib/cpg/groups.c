/*
 * groups.c - joining and leaving a group, asking who is in it.
 */
#include <unistd.h>

#include "cpg/event.h"
#include "cpg/instance.h"
#include "cpg/protocol.h"

/* While a join or leave of the same handle is under way the daemon answers "busy". */
enum { BUSY_PAUSE_MAX = 50, BUSY_LIMIT = 30000 };

static cs_error_t repeat_while_busy(struct instance* instance, const void* request, size_t size) {
    unsigned pause = 1;
    for (unsigned waited = 0;; waited += pause) {
        if (instance_finalized(instance)) return CS_ERR_BAD_HANDLE;
        const cs_error_t error = instance_request(instance, request, size);
        if (error != CS_ERR_BUSY || waited >= BUSY_LIMIT) return error;
        sleep_milliseconds(pause);
        if (pause < BUSY_PAUSE_MAX) pause = pause * 2 < BUSY_PAUSE_MAX ? pause * 2 : BUSY_PAUSE_MAX;
    }
}

cs_error_t cpg_join(cpg_handle_t handle, const struct cpg_name* group) {
    if (group == NULL) return CS_ERR_INVALID_PARAM;
    if (group->length > CPG_MAX_NAME_LENGTH) return CS_ERR_NAME_TOO_LONG;
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    unsigned char request[168];
    put_header(request, sizeof request, CPG_JOIN, sizeof request);
    cpg_name_put(request + 16, group);
    put_u32(request, 152, (uint32_t)getpid());
    put_u32(request, 160, instance->model.flags);
    const cs_error_t error = repeat_while_busy(instance, request, sizeof request);
    if (error == CS_OK) __atomic_store_n(&instance->joined, 1, __ATOMIC_RELAXED);
    instance_put(instance);
    return error;
}

cs_error_t cpg_leave(cpg_handle_t handle, const struct cpg_name* group) {
    if (group == NULL) return CS_ERR_INVALID_PARAM;
    if (group->length > CPG_MAX_NAME_LENGTH) return CS_ERR_NAME_TOO_LONG;
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    unsigned char request[160];
    put_header(request, sizeof request, CPG_LEAVE, sizeof request);
    cpg_name_put(request + 16, group);
    put_u32(request, 152, (uint32_t)getpid());
    const cs_error_t error = repeat_while_busy(instance, request, sizeof request);
    if (error == CS_OK) __atomic_store_n(&instance->joined, 0, __ATOMIC_RELAXED);
    instance_put(instance);
    return error;
}

static cs_error_t ask_members(struct instance* instance, const struct cpg_name* group,
                              struct cpg_address* list, int* entries) {
    unsigned char request[152];
    unsigned char response[32 + WIRE_MEMBERS * WIRE_ADDRESS];
    put_header(request, sizeof request, CPG_MEMBERSHIP, sizeof request);
    cpg_name_put(request + 16, group);
    const cs_error_t error = connection_request(&instance->client.connection, request,
                                                sizeof request, response, sizeof response);
    if (error != CS_OK) return error;
    /* The array of the caller has CPG_MEMBERS_MAX entries, whatever the daemon knows. */
    const uint32_t known = get_u32(response, 24);
    const uint32_t count = known < CPG_MEMBERS_MAX ? known : CPG_MEMBERS_MAX;
    for (uint32_t i = 0; i < count; ++i) {
        const unsigned char* wire = response + 32 + i * WIRE_ADDRESS;
        list[i] = (struct cpg_address){get_u32(wire, 0), get_u32(wire, 8), get_u32(wire, 16)};
    }
    *entries = (int)count;
    return CS_OK;
}

cs_error_t cpg_membership_get(cpg_handle_t handle, struct cpg_name* groupName,
                              struct cpg_address* member_list, int* member_list_entries) {
    if (groupName == NULL) return CS_ERR_INVALID_PARAM;
    if (groupName->length > CPG_MAX_NAME_LENGTH) return CS_ERR_NAME_TOO_LONG;
    if (member_list == NULL || member_list_entries == NULL) return CS_ERR_INVALID_PARAM;
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    const cs_error_t error = ask_members(instance, groupName, member_list, member_list_entries);
    instance_put(instance);
    return error;
}

cs_error_t cpg_local_get(cpg_handle_t handle, unsigned int* local_nodeid) {
    if (local_nodeid == NULL) return CS_ERR_INVALID_PARAM;
    struct instance* instance = instance_get(handle);
    if (instance == NULL) return CS_ERR_BAD_HANDLE;
    unsigned char request[REQUEST_HEADER];
    unsigned char response[32];
    put_header(request, sizeof request, CPG_LOCAL_GET, sizeof request);
    const cs_error_t error = connection_request(&instance->client.connection, request,
                                                sizeof request, response, sizeof response);
    if (error == CS_OK) *local_nodeid = get_u32(response, 24);
    instance_put(instance);
    return error;
}

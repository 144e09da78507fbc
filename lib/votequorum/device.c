/*
 * device.c - the calls of a quorum device.
 */
#include "votequorum/instance.h"
#include "votequorum/protocol.h"

static bool name_valid(const char* name) {
    return name != NULL && *name != '\0' && strnlen(name, WIRE_NAME) < WIRE_NAME;
}

/* The rest of the field is 0 already, from put_header. */
static void put_name(unsigned char* message, size_t offset, const char* name) {
    memcpy(message + offset, name, strlen(name));
}

static cs_error_t order_named(votequorum_handle_t handle, uint32_t id, const char* name) {
    if (!name_valid(name)) return CS_ERR_INVALID_PARAM;
    unsigned char request[272];
    put_header(request, sizeof request, id, sizeof request);
    put_name(request, 16, name);
    return client_order(&votequorum_instances, handle, request, sizeof request);
}

cs_error_t votequorum_qdevice_register(votequorum_handle_t handle, const char* name) {
    return order_named(handle, VOTES_DEVICE_REGISTER, name);
}

cs_error_t votequorum_qdevice_unregister(votequorum_handle_t handle, const char* name) {
    return order_named(handle, VOTES_DEVICE_UNREGISTER, name);
}

cs_error_t votequorum_qdevice_update(votequorum_handle_t handle, const char* oldname,
                                     const char* newname) {
    if (!name_valid(oldname) || !name_valid(newname)) return CS_ERR_INVALID_PARAM;
    unsigned char request[528];
    put_header(request, sizeof request, VOTES_DEVICE_UPDATE, sizeof request);
    put_name(request, 16, oldname);
    put_name(request, 16 + WIRE_NAME, newname);
    return client_order(&votequorum_instances, handle, request, sizeof request);
}

cs_error_t votequorum_qdevice_poll(votequorum_handle_t handle, const char* name,
                                   unsigned int cast_vote, votequorum_ring_id_t ring_id) {
    if (!name_valid(name)) return CS_ERR_INVALID_PARAM;
    unsigned char request[296];
    put_header(request, sizeof request, VOTES_DEVICE_POLL, sizeof request);
    put_name(request, 16, name);
    put_u32(request, 272, cast_vote);
    put_u32(request, 280, ring_id.nodeid);
    put_u64(request, 288, ring_id.seq);
    return client_order(&votequorum_instances, handle, request, sizeof request);
}

cs_error_t votequorum_qdevice_master_wins(votequorum_handle_t handle, const char* name,
                                          unsigned int allow) {
    if (!name_valid(name)) return CS_ERR_INVALID_PARAM;
    unsigned char request[280];
    put_header(request, sizeof request, VOTES_DEVICE_MASTER_WINS, sizeof request);
    put_name(request, 16, name);
    put_u32(request, 272, allow);
    return client_order(&votequorum_instances, handle, request, sizeof request);
}

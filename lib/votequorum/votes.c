/*
 * votes.c - asking for votes, setting them, and following them.
 */
#include "votequorum/instance.h"
#include "votequorum/protocol.h"

static void read_info(const unsigned char* response, struct votequorum_info* info) {
    info->node_id = get_u32(response, 24);
    info->node_state = get_u32(response, 28);
    info->node_votes = get_u32(response, 32);
    info->node_expected_votes = get_u32(response, 36);
    info->highest_expected = get_u32(response, 40);
    info->total_votes = get_u32(response, 44);
    info->quorum = get_u32(response, 48);
    info->flags = get_u32(response, 52);
    info->qdevice_votes = get_u32(response, 56);
    memcpy(info->qdevice_name, response + 60, WIRE_NAME);
    info->qdevice_name[WIRE_NAME - 1] = '\0';
}

cs_error_t votequorum_getinfo(votequorum_handle_t handle, unsigned int nodeid,
                              struct votequorum_info* info) {
    if (info == NULL) return CS_ERR_INVALID_PARAM;
    unsigned char request[24];
    unsigned char response[320];
    put_header(request, sizeof request, VOTES_INFO, sizeof request);
    put_u32(request, 16, nodeid);
    const cs_error_t error = client_request(&votequorum_instances, handle, request, sizeof request,
                                            response, sizeof response);
    if (error == CS_OK) read_info(response, info);
    return error;
}

cs_error_t votequorum_setexpected(votequorum_handle_t handle, unsigned int expected_votes) {
    unsigned char request[24];
    put_header(request, sizeof request, VOTES_SET_EXPECTED, sizeof request);
    put_u32(request, 16, expected_votes);
    return client_order(&votequorum_instances, handle, request, sizeof request);
}

cs_error_t votequorum_setvotes(votequorum_handle_t handle, unsigned int nodeid,
                               unsigned int votes) {
    unsigned char request[24];
    put_header(request, sizeof request, VOTES_SET_VOTES, sizeof request);
    put_u32(request, 16, votes);
    put_u32(request, 20, nodeid);
    return client_order(&votequorum_instances, handle, request, sizeof request);
}

cs_error_t votequorum_trackstart(votequorum_handle_t handle, uint64_t context, unsigned int flags) {
    unsigned char request[32];
    put_header(request, sizeof request, VOTES_TRACKSTART, sizeof request);
    put_u64(request, 16, context);
    put_u32(request, 24, flags);
    return client_order(&votequorum_instances, handle, request, sizeof request);
}

cs_error_t votequorum_trackstop(votequorum_handle_t handle) {
    unsigned char request[REQUEST_HEADER];
    put_header(request, sizeof request, VOTES_TRACKSTOP, sizeof request);
    return client_order(&votequorum_instances, handle, request, sizeof request);
}

/*
 * nodes.c - what the daemon knows of nodes: status, addresses, its own id.
 */
#include <sys/socket.h>

#include "cfg/instance.h"

enum { STATUS_SIZE = sizeof(struct corosync_cfg_node_status_v1), ADDRESSES_MAX = 64 };

/* The structure is on the wire as it is in memory; its texts must end within their arrays. */
static void read_status(const unsigned char* bytes, struct corosync_cfg_node_status_v1* status) {
    memcpy(status, bytes, STATUS_SIZE);
    for (int i = 0; i < CFG_MAX_LINKS; ++i) {
        status->link_status[i].src_ipaddr[CFG_MAX_HOST_LEN - 1] = '\0';
        status->link_status[i].dst_ipaddr[CFG_MAX_HOST_LEN - 1] = '\0';
    }
}

cs_error_t corosync_cfg_node_status_get(corosync_cfg_handle_t cfg_handle, unsigned int nodeid,
                                        corosync_cfg_node_status_version_t version,
                                        void* node_status) {
    if (node_status == NULL || version != CFG_NODE_STATUS_V1) return CS_ERR_INVALID_PARAM;
    unsigned char request[32];
    unsigned char response[RESPONSE_HEADER + STATUS_SIZE];
    put_header(request, sizeof request, CFG_NODE_STATUS, sizeof request);
    put_u32(request, 16, nodeid);
    put_u32(request, 24, (uint32_t)version);
    const cs_error_t error = client_request(&cfg_instances, cfg_handle, request, sizeof request,
                                            response, sizeof response);
    if (error == CS_OK) read_status(response + RESPONSE_HEADER, node_status);
    return error;
}

/* A slot of zeros is a link that the node does not have: its family is 0. */
static void read_address(const unsigned char* wire, uint32_t family,
                         corosync_cfg_node_address_t* address) {
    static const unsigned char nothing[WIRE_ADDRESS];
    const bool six = family == AF_INET6;
    const size_t length = six ? sizeof(struct in6_addr) : sizeof(struct in_addr);
    memset(address, 0, sizeof *address);
    address->address_length = (int)(six ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in));
    if (memcmp(wire, nothing, length) == 0) return;
    struct sockaddr_in6 to6 = {.sin6_family = AF_INET6};
    struct sockaddr_in to4 = {.sin_family = AF_INET};
    memcpy(six ? (void*)&to6.sin6_addr : (void*)&to4.sin_addr, wire, length);
    memcpy(address->address, six ? (void*)&to6 : (void*)&to4, (size_t)address->address_length);
}

static cs_error_t ask_addresses(struct client* client, unsigned int nodeid, struct answer* answer) {
    unsigned char request[24];
    put_header(request, sizeof request, CFG_ADDRESSES, sizeof request);
    put_u32(request, 16, nodeid);
    const struct iovec piece = {request, sizeof request};
    const cs_error_t error = connection_exchange(&client->connection, &piece, 1, answer);
    if (error != CS_OK) return error;
    const uint32_t count = get_u32(answer->bytes, 28);
    return count <= (answer->length - 32) / WIRE_ADDRESS ? CS_OK : CS_ERR_LIBRARY;
}

static cs_error_t get_addresses(struct client* client, unsigned int nodeid, size_t max_addrs,
                                int* num_addrs, corosync_cfg_node_address_t* addrs) {
    unsigned char response[32 + ADDRESSES_MAX * WIRE_ADDRESS];
    struct answer answer = {.bytes = response, .least = 32, .most = sizeof response};
    const cs_error_t error = ask_addresses(client, nodeid, &answer);
    if (error != CS_OK) return error;
    const uint32_t count = get_u32(response, 28);
    for (uint32_t i = 0; i < count && i < max_addrs; ++i)
        read_address(response + 32 + i * WIRE_ADDRESS, get_u32(response, 24), &addrs[i]);
    *num_addrs = (int)count;
    return CS_OK;
}

cs_error_t corosync_cfg_get_node_addrs(corosync_cfg_handle_t cfg_handle, unsigned int nodeid,
                                       size_t max_addrs, int* num_addrs,
                                       corosync_cfg_node_address_t* addrs) {
    cs_error_t error = CS_ERR_INVALID_PARAM;
    if (num_addrs != NULL && (addrs != NULL || max_addrs == 0)) {
        struct client* client = client_get(&cfg_instances, cfg_handle);
        *num_addrs = 0;
        error = CS_ERR_BAD_HANDLE;
        if (client != NULL) {
            error = get_addresses(client, nodeid, max_addrs, num_addrs, addrs);
            client_put(client);
        }
    }
    errno = (int)error;
    return error;
}

cs_error_t corosync_cfg_local_get(corosync_cfg_handle_t handle, unsigned int* local_nodeid) {
    if (local_nodeid == NULL) return CS_ERR_INVALID_PARAM;
    unsigned char request[REQUEST_HEADER];
    unsigned char response[32];
    put_header(request, sizeof request, CFG_LOCAL_GET, sizeof request);
    const cs_error_t error =
        client_request(&cfg_instances, handle, request, sizeof request, response, sizeof response);
    if (error == CS_OK) *local_nodeid = get_u32(response, 24);
    return error;
}

/*
 * links.c - the state of this node's links, as texts for the caller to free.
 */
#include <stdlib.h>

#include "cfg/instance.h"

static void free_texts(char** texts, uint32_t count) {
    if (texts == NULL) return;
    for (uint32_t i = 0; i < count; ++i) free(texts[i]);
    free(texts);
}

/* Copies of `count` texts that lie `size` bytes apart; NULL: no memory. */
static char** copy_texts(const unsigned char* bytes, size_t size, uint32_t count) {
    char** texts = calloc(count == 0 ? 1 : count, sizeof *texts);
    if (texts == NULL) return NULL;
    for (uint32_t i = 0; i < count; ++i) {
        texts[i] = strndup((const char*)bytes + i * size, size);
        if (texts[i] != NULL) continue;
        free_texts(texts, i);
        return NULL;
    }
    return texts;
}

static cs_error_t copy_links(const unsigned char* response, char*** names, char*** states,
                             unsigned int* count) {
    const uint32_t links = get_u32(response, 24);
    if (links > LINKS_MAX) return CS_ERR_LIBRARY;
    char** name_texts = copy_texts(response + LINK_NAMES, LINK_NAME_SIZE, links);
    char** state_texts = copy_texts(response + LINK_STATES, LINK_STATE_SIZE, links);
    if (name_texts == NULL || state_texts == NULL) {
        free_texts(name_texts, links);
        free_texts(state_texts, links);
        return CS_ERR_NO_MEMORY;
    }
    *names = name_texts;
    *states = state_texts;
    *count = links;
    return CS_OK;
}

cs_error_t corosync_cfg_ring_status_get(corosync_cfg_handle_t cfg_handle, char*** interface_names,
                                        char*** status, unsigned int* interface_count) {
    if (interface_names == NULL || status == NULL || interface_count == NULL)
        return CS_ERR_INVALID_PARAM;
    unsigned char request[REQUEST_HEADER];
    unsigned char response[LINKS_SIZE];
    put_header(request, sizeof request, CFG_LINKS, sizeof request);
    const cs_error_t error = client_request(&cfg_instances, cfg_handle, request, sizeof request,
                                            response, sizeof response);
    if (error != CS_OK) return error;
    return copy_links(response, interface_names, status, interface_count);
}

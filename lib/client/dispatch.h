/*
 * dispatch.h - events from the daemon become calls of the application's callbacks: the loop that
 * all libraries have in common.
 */
#pragma once

#include "client/client.h"

/* What a library does with an event. `event` is the library's own form of it. */
struct event_handler {
    /*
     * Takes an event apart, in the order of arrival and under the event lock. The bytes are
     * aligned to 8 and stay until call_back has returned. An error ends the dispatch.
     */
    cs_error_t (*take)(struct client* client, unsigned char* bytes, size_t size, void* event);

    /* Calls the application, without any lock. */
    cs_error_t (*call_back)(struct client* client, uint64_t handle, void* event);

    /* Frees what take has allocated, whether call_back ran or not. NULL: nothing. */
    void (*release)(void* event);

    /*
     * Calls the application for a message of an event with records; `event` is what take has made
     * of the rest. The data is aligned to 8 and stays like the rest. NULL: the library's events
     * have none.
     */
    void (*record)(struct client* client, uint64_t handle, void* event, unsigned char* data,
                   uint32_t length);
};

/*
 * Dispatches as cs_dispatch_flags_t says; what is none of them acts like CS_DISPATCH_BLOCKING.
 * CS_ERR_BAD_HANDLE: no such handle, or it was finalized meanwhile.
 */
cs_error_t client_dispatch(struct handle_table* table, uint64_t handle, cs_dispatch_flags_t types,
                           const struct event_handler* handler, void* event);

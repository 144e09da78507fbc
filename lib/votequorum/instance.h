/*
 * instance.h - what is behind a votequorum handle.
 */
#pragma once

#include "client/client.h"

struct instance {
    struct client client;             /* must be first */
    votequorum_callbacks_t callbacks; /* never changes */
};

extern struct handle_table votequorum_instances;

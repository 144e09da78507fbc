/*
 * instance.h - what is behind a cfg handle.
 */
#pragma once

#include "cfg/protocol.h"
#include "client/client.h"

struct instance {
    struct client client;               /* must be first */
    corosync_cfg_callbacks_t callbacks; /* never changes */
};

extern struct handle_table cfg_instances;

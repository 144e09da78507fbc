/*
 * instance.h - what is behind a cmap handle.
 */
#pragma once

#include "client/client.h"
#include "cmap/protocol.h"

struct instance {
    struct client client;       /* must be first */
    struct handle_table tracks; /* the watches of this handle */
};

extern struct handle_table cmap_instances;

/*
 * Writes a key, or nothing for NULL, to a message whose fixed part is clear.
 * CS_ERR_NAME_TOO_LONG: it has more than CMAP_KEYNAME_MAXLEN characters.
 */
cs_error_t put_key(unsigned char* message, size_t offset, const char* key);

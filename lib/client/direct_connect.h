/*
 * direct_connect.h - the first words on a direct channel.
 */
#pragma once

#include <stdint.h>

#include "client/direct_memory.h"

struct direct_offer {
    int socket; /* -1: none; else to be closed, as is the next */
    int memory;
    uint32_t sizes[DIRECT_RINGS]; /* of the rings */
    uint32_t features;            /* that both sides know */
};

/* 0: the offer is complete; otherwise as direct_open. */
int direct_connect(const char* service, struct direct_offer* offer);

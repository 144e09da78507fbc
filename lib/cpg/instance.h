/*
 * instance.h - what is behind a cpg handle.
 */
#pragma once

#include "client/client.h"
#include "cpg/reassembly.h"

struct iteration;
struct zcb;

struct instance {
    struct client client;      /* must be first */
    cpg_model_v1_data_t model; /* never changes */
    unsigned joined;           /* since cpg_join, until cpg_leave */

    pthread_mutex_t fragment_lock; /* one large message goes out at a time */
    struct reassembly reassembly;  /* under client.event_lock */

    struct iteration* iterations; /* under client.lock, like the next */
    struct zcb* buffers;
};

extern struct handle_table cpg_instances;

/* The instance with a reference for the caller, or NULL. */
struct instance* instance_get(cpg_handle_t handle);
void instance_put(struct instance* instance);
bool instance_finalized(const struct instance* instance);

/* A request without arguments beyond `request`, a response without content. */
cs_error_t instance_request(struct instance* instance, const void* request, size_t size);

/* Ends all walks of the instance: their handles become invalid. */
void iterations_end(struct instance* instance);

/* Frees all zero-copy buffers of the instance. */
void zcb_free_all(struct instance* instance);

void sleep_milliseconds(unsigned milliseconds);

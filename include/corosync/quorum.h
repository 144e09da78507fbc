/*
 * quorum.h - whether this node is part of a quorate partition, and who is in it.
 *
 * Binary and source compatible with the header of the same name of Corosync 3.1. Link with
 * -lquorum.
 *
 * Common to all functions:
 *  - Results: CS_OK; CS_ERR_BAD_HANDLE for a handle that is none or was finalized;
 *    CS_ERR_INVALID_PARAM for a missing pointer; CS_ERR_LIBRARY when the daemon is gone (the handle
 *    then stays dead and must be finalized). Further results are named with the function.
 *  - A call that asks the daemon blocks until the daemon has answered or is found dead.
 *  - Threads: any function may be called from any thread, also from within a callback. Requests on
 *    one handle follow each other. Callbacks run in the thread that calls quorum_dispatch, without
 *    a lock held. A connection belongs to its process: after fork() the child must not use it.
 *  - Environment variable BATON_INSTANCE (1 to 32 of A-Z a-z 0-9 _ -) chooses among several daemons
 *    of one machine; unset or empty means the ordinary one.
 */
#ifndef COROSYNC_QUORUM_H_DEFINED
#define COROSYNC_QUORUM_H_DEFINED

#include <corosync/corotypes.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Which callbacks a handle has. */
typedef enum {
    QUORUM_MODEL_V0 = 0, /* one, with view and quorum together */
    QUORUM_MODEL_V1 = 1, /* one for quorum, one for the list of nodes */
} quorum_model_t;

typedef uint64_t quorum_handle_t; /* a connection to the daemon */

/* One incarnation of the ring; equal at all its members and in all services. */
struct quorum_ring_id {
    uint32_t nodeid;
    uint64_t seq;
};

/*
 * V0: the view or the quorum has changed. `quorate` is 0 or 1; the list holds the ids of the nodes
 * that the quorum provider last reported. Lists are never NULL, may be empty, and are gone when the
 * callback returns.
 */
typedef void (*quorum_notification_fn_t)(quorum_handle_t handle, uint32_t quorate,
                                         uint64_t ring_seq, uint32_t view_list_entries,
                                         uint32_t* view_list);

/* V1: the quorum provider has decided anew. */
typedef void (*quorum_v1_quorum_notification_fn_t)(quorum_handle_t handle, uint32_t quorate,
                                                   struct quorum_ring_id ring_id,
                                                   uint32_t member_list_entries,
                                                   const uint32_t* member_list);

/*
 * V1: the membership of the ring has changed; comes before the quorum for it is known. Who joined
 * is in the member list, who left is not.
 */
typedef void (*quorum_v1_nodelist_notification_fn_t)(
    quorum_handle_t handle, struct quorum_ring_id ring_id, uint32_t member_list_entries,
    const uint32_t* member_list, uint32_t joined_list_entries, const uint32_t* joined_list,
    uint32_t left_list_entries, const uint32_t* left_list);

typedef struct {
    quorum_notification_fn_t quorum_notify_fn;
} quorum_callbacks_t;

typedef struct {
    quorum_model_t model;
} quorum_model_data_t;

typedef struct {
    quorum_model_t model;
    quorum_notification_fn_t quorum_notify_fn;
} quorum_model_v0_data_t;

typedef struct {
    quorum_model_t model;
    quorum_v1_quorum_notification_fn_t quorum_notify_fn;
    quorum_v1_nodelist_notification_fn_t nodelist_notify_fn;
} quorum_model_v1_data_t;

/* Quorum types: no provider is configured, and every partition counts as quorate; or there is one.
 */
#define QUORUM_FREE 0
#define QUORUM_SET 1

/*
 * Connects to the daemon with model V0. `callbacks` may be NULL or hold NULL: such events are taken
 * and dropped. `quorum_type`, if not NULL, becomes QUORUM_FREE or QUORUM_SET.
 * CS_ERR_LIBRARY no daemon; CS_ERR_TRY_AGAIN it is starting; CS_ERR_ACCESS the user may not;
 * CS_ERR_NO_MEMORY; CS_ERR_INVALID_PARAM also for a malformed BATON_INSTANCE.
 */
cs_error_t quorum_initialize(quorum_handle_t* handle, quorum_callbacks_t* callbacks,
                             uint32_t* quorum_type);

/*
 * The same with a model: `model_data` is a quorum_model_v0_data_t or quorum_model_v1_data_t (or
 * NULL), as `model` says; the model within it is ignored. `context` is what quorum_context_get
 * returns. CS_ERR_INVALID_PARAM: unknown model.
 */
cs_error_t quorum_model_initialize(quorum_handle_t* handle, quorum_model_t model,
                                   quorum_model_data_t* model_data, uint32_t* quorum_type,
                                   void* context);

/*
 * Closes the connection. No callback starts after it, a dispatch in progress returns
 * CS_ERR_BAD_HANDLE. Allowed within callbacks.
 */
cs_error_t quorum_finalize(quorum_handle_t handle);

/*
 * A descriptor to poll for POLLIN: readable when there is an event, or the daemon is gone. Only to
 * be polled; closed by quorum_finalize.
 */
cs_error_t quorum_fd_get(quorum_handle_t handle, int* fd);

/*
 * Takes events and calls the callbacks, see cs_dispatch_flags_t. CS_ERR_BAD_HANDLE finalized
 * meanwhile; CS_ERR_TRY_AGAIN nothing there (ONE_NONBLOCKING); CS_ERR_INVALID_PARAM unknown flag.
 */
cs_error_t quorum_dispatch(quorum_handle_t handle, cs_dispatch_flags_t dispatch_types);

/* 1 when this node's partition is quorate, else 0. */
cs_error_t quorum_getquorate(quorum_handle_t handle, int* quorate);

/*
 * Asks for events. CS_TRACK_CURRENT: the present state, once; CS_TRACK_CHANGES: the present state
 * and every change; CS_TRACK_CHANGES_ONLY: every change. CS_ERR_EXIST: changes are tracked already;
 * the present state comes all the same.
 */
cs_error_t quorum_trackstart(quorum_handle_t handle, unsigned int flags);

/* No more changes; events that are on their way still come. CS_OK also when nothing was tracked. */
cs_error_t quorum_trackstop(quorum_handle_t handle);

/* The pointer that belongs to the handle; initially what quorum_model_initialize was given, or
 * NULL. */
cs_error_t quorum_context_set(quorum_handle_t handle, const void* context);
cs_error_t quorum_context_get(quorum_handle_t handle, const void** context);

#ifdef __cplusplus
}
#endif

#endif /* COROSYNC_QUORUM_H_DEFINED */

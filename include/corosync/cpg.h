/*
 * cpg.h - closed process groups: programs on all nodes join named groups; what a member sends
 * reaches all members, and all members see messages and membership changes in the same order.
 *
 * Binary and source compatible with the header of the same name of Corosync 3.1 (manual pages
 * cpg_overview(3), cpg_initialize(3) and following). Link with -lcpg.
 *
 * Common to all functions:
 *  - Results: CS_OK; CS_ERR_BAD_HANDLE for a handle that is none or was finalized;
 *    CS_ERR_INVALID_PARAM for a missing pointer; CS_ERR_LIBRARY when the daemon is gone (the handle
 *    then stays dead and must be finalized). Further results are named with the function.
 *  - A call that asks the daemon blocks until the daemon has answered or is found dead.
 *  - Threads: any function may be called from any thread, also from within a callback. Requests on
 *    one handle follow each other. Callbacks run in the thread that calls cpg_dispatch, without a
 *    lock held. A connection belongs to its process: after fork() the child must not use it.
 *  - Environment variable BATON_INSTANCE (1 to 32 of A-Z a-z 0-9 _ -) chooses among several daemons
 *    of one machine; unset or empty means the ordinary one.
 */
#ifndef COROSYNC_CPG_H_DEFINED
#define COROSYNC_CPG_H_DEFINED

#include <corosync/corotypes.h>
#include <netinet/in.h>
#include <sys/uio.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t cpg_handle_t;           /* a connection to the daemon */
typedef uint64_t cpg_iteration_handle_t; /* a walk through the list of processes */

/* The order wanted for a message. A ring delivers at least in agreed order, whatever is asked. */
typedef enum { CPG_TYPE_UNORDERED, CPG_TYPE_FIFO, CPG_TYPE_AGREED, CPG_TYPE_SAFE } cpg_guarantee_t;

/* Never anything but DISABLED; overload shows as CS_ERR_TRY_AGAIN. */
typedef enum { CPG_FLOW_CONTROL_DISABLED, CPG_FLOW_CONTROL_ENABLED } cpg_flow_control_state_t;

/* Why a process is in the joined or left list of a membership change. */
typedef enum {
    CPG_REASON_UNDEFINED = 0,
    CPG_REASON_JOIN = 1,     /* it called cpg_join */
    CPG_REASON_LEAVE = 2,    /* it called cpg_leave */
    CPG_REASON_NODEDOWN = 3, /* its node was lost */
    CPG_REASON_NODEUP = 4,   /* its node came into the membership */
    CPG_REASON_PROCDOWN = 5  /* it ended or closed its connection while joined */
} cpg_reason_t;

typedef enum {
    CPG_ITERATION_NAME_ONLY = 1, /* each group once; node id and pid are 0 */
    CPG_ITERATION_ONE_GROUP = 2, /* the processes of one group */
    CPG_ITERATION_ALL = 3,       /* every process of every group */
} cpg_iteration_type_t;

typedef enum {
    CPG_MODEL_V1 = 1,
} cpg_model_t;

/* A process. `reason` is a cpg_reason_t in joined and left lists, 0 in member lists. */
struct cpg_address {
    uint32_t nodeid;
    uint32_t pid;
    uint32_t reason;
};

#define CPG_MAX_NAME_LENGTH 128

/* A group name: `length` arbitrary bytes, 0 to 128. A NUL counts like any byte. */
struct cpg_name {
    uint32_t length;
    char value[CPG_MAX_NAME_LENGTH];
};

/* Entries that an array given to cpg_membership_get must have. */
#define CPG_MEMBERS_MAX 128

struct cpg_iteration_description_t {
    struct cpg_name group;
    uint32_t nodeid;
    uint32_t pid;
};

/* One incarnation of the ring; equal at all its members. */
struct cpg_ring_id {
    uint32_t nodeid;
    uint64_t seq;
};

/*
 * A message for the group. `msg` is aligned to 8 bytes, may be changed in place, and is gone when
 * the callback returns.
 */
typedef void (*cpg_deliver_fn_t)(cpg_handle_t handle, const struct cpg_name* group_name,
                                 uint32_t nodeid, uint32_t pid, void* msg, size_t msg_len);

/*
 * The group has changed. member_list is the membership afterwards, by node id and pid; who joined
 * is in it, who left is not. Lists may be empty, never NULL, and are gone when the callback
 * returns.
 */
typedef void (*cpg_confchg_fn_t)(cpg_handle_t handle, const struct cpg_name* group_name,
                                 const struct cpg_address* member_list, size_t member_list_entries,
                                 const struct cpg_address* left_list, size_t left_list_entries,
                                 const struct cpg_address* joined_list, size_t joined_list_entries);

/* The membership of the ring has changed: its id, and the ids of all its nodes. */
typedef void (*cpg_totem_confchg_fn_t)(cpg_handle_t handle, struct cpg_ring_id ring_id,
                                       uint32_t member_list_entries, const uint32_t* member_list);

typedef struct {
    cpg_deliver_fn_t cpg_deliver_fn;
    cpg_confchg_fn_t cpg_confchg_fn;
} cpg_callbacks_t;

typedef struct {
    cpg_model_t model;
} cpg_model_data_t;

/* Flag: deliver the current membership of the ring once after joining. */
#define CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF 0x01

typedef struct {
    cpg_model_t model;
    cpg_deliver_fn_t cpg_deliver_fn;
    cpg_confchg_fn_t cpg_confchg_fn;
    cpg_totem_confchg_fn_t cpg_totem_confchg_fn;
    unsigned int flags;
} cpg_model_v1_data_t;

/*
 * Connects to the daemon. `callbacks` may be NULL or hold NULLs: such events are taken and dropped.
 * CS_ERR_LIBRARY no daemon; CS_ERR_TRY_AGAIN it is starting; CS_ERR_ACCESS the user may not;
 * CS_ERR_NO_MEMORY; CS_ERR_INVALID_PARAM also for a malformed BATON_INSTANCE.
 */
cs_error_t cpg_initialize(cpg_handle_t* handle, cpg_callbacks_t* callbacks);

/*
 * The same with a model, of which there is one: CPG_MODEL_V1 with a cpg_model_v1_data_t (or NULL).
 * `context` is what cpg_context_get returns. CS_ERR_INVALID_PARAM: unknown model or flag.
 */
cs_error_t cpg_model_initialize(cpg_handle_t* handle, cpg_model_t model,
                                cpg_model_data_t* model_data, void* context);

/*
 * Closes the connection; a group still joined is left with CPG_REASON_PROCDOWN. No callback starts
 * after it, a dispatch in progress returns CS_ERR_BAD_HANDLE. Allowed within callbacks. Frees the
 * handle whatever it returns.
 */
cs_error_t cpg_finalize(cpg_handle_t handle);

/*
 * A descriptor to poll for POLLIN: readable when there is an event, or the daemon is gone. Only to
 * be polled; closed by cpg_finalize.
 */
cs_error_t cpg_fd_get(cpg_handle_t handle, int* fd);

/* The largest message that is sent in one piece, bytes: 1047552. */
cs_error_t cpg_max_atomic_msgsize_get(cpg_handle_t handle, uint32_t* size);

/* The pointer that belongs to the handle; initially what cpg_model_initialize was given, or NULL.
 */
cs_error_t cpg_context_get(cpg_handle_t handle, void** context);
cs_error_t cpg_context_set(cpg_handle_t handle, void* context);

/*
 * Takes events and calls the callbacks, see cs_dispatch_flags_t. One part of a large message is one
 * event. CS_ERR_BAD_HANDLE finalized meanwhile; CS_ERR_TRY_AGAIN nothing there (ONE_NONBLOCKING);
 * CS_ERR_NO_MEMORY a large message could not be put together and is lost.
 */
cs_error_t cpg_dispatch(cpg_handle_t handle, cs_dispatch_flags_t dispatch_types);

/*
 * Asks to become a member. Returns when the daemon has accepted; the first confchg callback tells
 * when it is in force. Sending is allowed from here on. A handle is in one group at a time.
 * CS_ERR_NAME_TOO_LONG; CS_ERR_EXIST this handle, or this process with this group, is joined;
 * CS_ERR_TRY_AGAIN; CS_ERR_BUSY an earlier leave did not come to its end within 30 s.
 */
cs_error_t cpg_join(cpg_handle_t handle, const struct cpg_name* group);

/*
 * Asks to leave. Events go on until the confchg that has this process in its left list.
 * CS_ERR_NOT_EXIST not joined, or leaving already; CS_ERR_NAME_TOO_LONG; CS_ERR_TRY_AGAIN;
 * CS_ERR_BUSY the join did not come to its end within 30 s.
 */
cs_error_t cpg_leave(cpg_handle_t handle, const struct cpg_name* group);

/*
 * Sends to the group of the handle, the sender included. Any number of pieces, of any total length,
 * also 0. Up to 1047552 bytes: CS_OK means handed to the daemon; CS_ERR_TRY_AGAIN nothing was sent.
 * Above that the message goes in parts, which receivers put together again:
 * CS_ERR_NOT_EXIST not joined; CS_ERR_TRY_AGAIN and CS_ERR_INTERRUPT (the group changed in
 * between): no one gets any of it, send it again. CS_ERR_TOO_BIG 4 GiB or more.
 */
cs_error_t cpg_mcast_joined(cpg_handle_t handle, cpg_guarantee_t guarantee,
                            const struct iovec* iovec, unsigned int iov_len);

/*
 * The members of any group, by node id and pid, at most CPG_MEMBERS_MAX; `reason` has no meaning.
 * A group that nobody is in has 0 members. CS_ERR_NAME_TOO_LONG.
 */
cs_error_t cpg_membership_get(cpg_handle_t handle, struct cpg_name* groupName,
                              struct cpg_address* member_list, int* member_list_entries);

/* The id of this node. */
cs_error_t cpg_local_get(cpg_handle_t handle, unsigned int* local_nodeid);

/* Always CPG_FLOW_CONTROL_DISABLED. */
cs_error_t cpg_flow_control_state_get(cpg_handle_t handle,
                                      cpg_flow_control_state_t* flow_control_enabled);

/*
 * A buffer of `size` bytes for cpg_zcb_mcast_joined, aligned to 16 bytes. It belongs to the handle
 * and is freed with it at the latest. CS_ERR_NO_MEMORY.
 */
cs_error_t cpg_zcb_alloc(cpg_handle_t handle, size_t size, void** buffer);

/* Frees a buffer of cpg_zcb_alloc of the same handle. */
cs_error_t cpg_zcb_free(cpg_handle_t handle, void* buffer);

/*
 * Sends the first `msg_len` bytes of such a buffer, which may be changed after the call.
 * CS_ERR_TOO_BIG above 1048392 bytes; CS_ERR_NOT_EXIST not joined; CS_ERR_TRY_AGAIN;
 * CS_ERR_INVALID_PARAM not a buffer of this handle, or longer than it.
 */
cs_error_t cpg_zcb_mcast_joined(cpg_handle_t handle, cpg_guarantee_t guarantee, void* msg,
                                size_t msg_len);

/*
 * Starts a walk through the groups or processes of the whole cluster, as they are now. `group` is
 * for CPG_ITERATION_ONE_GROUP, NULL otherwise. The walk ends with the handle at the latest.
 * CS_ERR_NAME_TOO_LONG; CS_ERR_NO_MEMORY.
 */
cs_error_t cpg_iteration_initialize(cpg_handle_t handle, cpg_iteration_type_t iteration_type,
                                    const struct cpg_name* group,
                                    cpg_iteration_handle_t* cpg_iteration_handle);

/* The next entry. Processes of one group follow each other. CS_ERR_NO_SECTIONS at the end. */
cs_error_t cpg_iteration_next(cpg_iteration_handle_t handle,
                              struct cpg_iteration_description_t* description);

/* Ends the walk and frees its handle. */
cs_error_t cpg_iteration_finalize(cpg_iteration_handle_t handle);

#ifdef __cplusplus
}
#endif

#endif /* COROSYNC_CPG_H_DEFINED */

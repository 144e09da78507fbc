/*
 * votequorum.h - the votes behind the quorum: who has how many, how many are needed, and the quorum
 * device that may add some.
 *
 * Binary and source compatible with the header of the same name of Corosync 3.1. Link with
 * -lvotequorum. The service exists only where votequorum is the quorum provider.
 *
 * Common to all functions:
 *  - Results: CS_OK; CS_ERR_BAD_HANDLE for a handle that is none or was finalized;
 *    CS_ERR_INVALID_PARAM for a missing pointer; CS_ERR_LIBRARY when the daemon is gone (the handle
 *    then stays dead and must be finalized). Further results are named with the function.
 *  - A call that asks the daemon blocks until the daemon has answered or is found dead.
 *  - Threads: any function may be called from any thread, also from within a callback. Requests on
 *    one handle follow each other. Callbacks run in the thread that calls votequorum_dispatch,
 *    without a lock held. A connection belongs to its process: after fork() the child must not use
 *    it.
 *  - Environment variable BATON_INSTANCE (1 to 32 of A-Z a-z 0-9 _ -) chooses among several daemons
 *    of one machine; unset or empty means the ordinary one.
 */
#ifndef COROSYNC_VOTEQUORUM_H_DEFINED
#define COROSYNC_VOTEQUORUM_H_DEFINED

#include <corosync/corotypes.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t votequorum_handle_t; /* a connection to the daemon */

/* Bits of votequorum_info.flags: options in force, and the state of the quorum device. */
#define VOTEQUORUM_INFO_TWONODE 1
#define VOTEQUORUM_INFO_QUORATE 2
#define VOTEQUORUM_INFO_WAIT_FOR_ALL 4
#define VOTEQUORUM_INFO_LAST_MAN_STANDING 8
#define VOTEQUORUM_INFO_AUTO_TIE_BREAKER 16
#define VOTEQUORUM_INFO_ALLOW_DOWNSCALE 32
#define VOTEQUORUM_INFO_QDEVICE_REGISTERED 64
#define VOTEQUORUM_INFO_QDEVICE_ALIVE 128
#define VOTEQUORUM_INFO_QDEVICE_CAST_VOTE 256
#define VOTEQUORUM_INFO_QDEVICE_MASTER_WINS 512

/* The id of the quorum device in lists of nodes. */
#define VOTEQUORUM_QDEVICE_NODEID 0
/* Bytes of the name of a quorum device with its NUL. */
#define VOTEQUORUM_QDEVICE_MAX_NAME_LEN 255
/* Milliseconds within which a device must poll: usually, and while the membership settles. */
#define VOTEQUORUM_QDEVICE_DEFAULT_TIMEOUT 10000
#define VOTEQUORUM_QDEVICE_DEFAULT_SYNC_TIMEOUT 30000

/* State of a node: member of the ring, gone, or about to go in an orderly way. */
#define VOTEQUORUM_NODESTATE_MEMBER 1
#define VOTEQUORUM_NODESTATE_DEAD 2
#define VOTEQUORUM_NODESTATE_LEAVING 3

/* What a node knows of itself or of another node. Votes are plain counts. */
struct votequorum_info {
    unsigned int node_id;
    unsigned int node_state; /* VOTEQUORUM_NODESTATE_... */
    unsigned int node_votes;
    unsigned int node_expected_votes; /* as that node has it configured */
    unsigned int highest_expected;    /* of all nodes */
    unsigned int total_votes;         /* of all members, and of the device if it votes */
    unsigned int quorum;              /* votes needed */
    unsigned int flags;               /* VOTEQUORUM_INFO_... */
    unsigned int qdevice_votes;
    char qdevice_name[VOTEQUORUM_QDEVICE_MAX_NAME_LEN]; /* ends in a NUL; empty: none */
};

typedef struct {
    uint32_t nodeid; /* VOTEQUORUM_QDEVICE_NODEID: the quorum device */
    uint32_t state;
} votequorum_node_t;

/* One incarnation of the ring; equal at all its members and in all services. */
typedef struct {
    uint32_t nodeid;
    uint64_t seq;
} votequorum_ring_id_t;

/*
 * Quorum or the state of a node has changed. `context` is that of votequorum_trackstart; the list
 * holds all nodes known. Lists are never NULL, may be empty, and are gone when the callback
 * returns.
 */
typedef void (*votequorum_quorum_notification_fn_t)(votequorum_handle_t handle, uint64_t context,
                                                    uint32_t quorate, uint32_t node_list_entries,
                                                    votequorum_node_t node_list[]);

/* The membership of the ring has changed; comes before the quorum for it is known. */
typedef void (*votequorum_nodelist_notification_fn_t)(votequorum_handle_t handle, uint64_t context,
                                                      votequorum_ring_id_t ring_id,
                                                      uint32_t node_list_entries,
                                                      uint32_t node_list[]);

/* The number of expected votes has changed. */
typedef void (*votequorum_expectedvotes_notification_fn_t)(votequorum_handle_t handle,
                                                           uint64_t context,
                                                           uint32_t expected_votes);

typedef struct {
    votequorum_quorum_notification_fn_t votequorum_quorum_notify_fn;
    votequorum_expectedvotes_notification_fn_t votequorum_expectedvotes_notify_fn;
    votequorum_nodelist_notification_fn_t votequorum_nodelist_notify_fn;
} votequorum_callbacks_t;

/*
 * Connects to the daemon. `callbacks` may be NULL or hold NULLs: such events are taken and dropped.
 * CS_ERR_LIBRARY no daemon, or votequorum is not its quorum provider; CS_ERR_TRY_AGAIN it is
 * starting; CS_ERR_ACCESS the user may not; CS_ERR_NO_MEMORY; CS_ERR_INVALID_PARAM also for a
 * malformed BATON_INSTANCE.
 */
cs_error_t votequorum_initialize(votequorum_handle_t* handle, votequorum_callbacks_t* callbacks);

/*
 * Closes the connection. No callback starts after it, a dispatch in progress returns
 * CS_ERR_BAD_HANDLE. Allowed within callbacks. A registered device stays registered until it misses
 * its poll.
 */
cs_error_t votequorum_finalize(votequorum_handle_t handle);

/*
 * Takes events and calls the callbacks, see cs_dispatch_flags_t. CS_ERR_BAD_HANDLE finalized
 * meanwhile; CS_ERR_TRY_AGAIN nothing there (ONE_NONBLOCKING); CS_ERR_INVALID_PARAM unknown flag.
 */
cs_error_t votequorum_dispatch(votequorum_handle_t handle, cs_dispatch_flags_t dispatch_types);

/*
 * A descriptor to poll for POLLIN: readable when there is an event, or the daemon is gone. Only to
 * be polled; closed by votequorum_finalize.
 */
cs_error_t votequorum_fd_get(votequorum_handle_t handle, int* fd);

/* What is known of a node; `nodeid` 0 means this one. CS_ERR_NOT_EXIST: unknown, *info untouched.
 */
cs_error_t votequorum_getinfo(votequorum_handle_t handle, unsigned int nodeid,
                              struct votequorum_info* info);

/*
 * Sets the expected votes of all nodes. CS_ERR_INVALID_PARAM: the quorum that follows would be
 * below the rules or above the votes there are; CS_ERR_NO_RESOURCES the message could not be sent.
 */
cs_error_t votequorum_setexpected(votequorum_handle_t handle, unsigned int expected_votes);

/*
 * Sets the votes of a node (0: this one). CS_ERR_NAME_NOT_FOUND unknown node; CS_ERR_INVALID_PARAM
 * as above; CS_ERR_NO_RESOURCES the message could not be sent.
 */
cs_error_t votequorum_setvotes(votequorum_handle_t handle, unsigned int nodeid, unsigned int votes);

/*
 * Asks for events, which will carry `context`. CS_TRACK_CURRENT: the present state, once;
 * CS_TRACK_CHANGES: the present state and every change; CS_TRACK_CHANGES_ONLY: every change.
 * CS_ERR_EXIST: changes are tracked already; the present state comes all the same.
 */
cs_error_t votequorum_trackstart(votequorum_handle_t handle, uint64_t context, unsigned int flags);

/* No more changes; events that are on their way still come. CS_ERR_NOT_EXIST: not tracking. */
cs_error_t votequorum_trackstop(votequorum_handle_t handle);

/* The pointer that belongs to the handle, initially NULL. */
cs_error_t votequorum_context_get(votequorum_handle_t handle, void** context);
cs_error_t votequorum_context_set(votequorum_handle_t handle, void* context);

/*
 * Registers the quorum device of this node under a name of 1 to 254 bytes; it counts once it polls.
 * Blocks until all nodes know. CS_OK also when this name is registered; CS_ERR_EXIST another one
 * is; CS_ERR_TRY_AGAIN a registration is in progress; CS_ERR_ACCESS the configuration has no
 * device; CS_ERR_INVALID_PARAM the name is empty or too long.
 */
cs_error_t votequorum_qdevice_register(votequorum_handle_t handle, const char* name);

/* CS_ERR_INVALID_PARAM another name; CS_ERR_NOT_EXIST no device is registered. */
cs_error_t votequorum_qdevice_unregister(votequorum_handle_t handle, const char* name);

/* Renames the device. CS_ERR_INVALID_PARAM, CS_ERR_NOT_EXIST as above. */
cs_error_t votequorum_qdevice_update(votequorum_handle_t handle, const char* oldname,
                                     const char* newname);

/*
 * The sign of life of the device, with its vote (0 or 1) in the ring `ring_id`.
 * CS_ERR_MESSAGE_ERROR that is not the present ring; CS_ERR_INVALID_PARAM another name;
 * CS_ERR_NOT_EXIST not registered; CS_ERR_ACCESS the configuration has no device.
 */
cs_error_t votequorum_qdevice_poll(votequorum_handle_t handle, const char* name,
                                   unsigned int cast_vote, votequorum_ring_id_t ring_id);

/*
 * Whether the device allows that the partition it votes for stays quorate without the others.
 * CS_ERR_INVALID_PARAM, CS_ERR_NOT_EXIST, CS_ERR_ACCESS as above.
 */
cs_error_t votequorum_qdevice_master_wins(votequorum_handle_t handle, const char* name,
                                          unsigned int allow);

#ifdef __cplusplus
}
#endif

#endif /* COROSYNC_VOTEQUORUM_H_DEFINED */

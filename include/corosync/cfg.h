/*
 * cfg.h - the daemon itself: the state of its links and nodes, reload, shutdown, the removal of a
 * node.
 *
 * Binary and source compatible with the header of the same name of Corosync 3.1. Link with -lcfg.
 *
 * Common to all functions:
 *  - Results: CS_OK; CS_ERR_BAD_HANDLE for a handle that is none or was finalized;
 *    CS_ERR_INVALID_PARAM for a missing pointer; CS_ERR_LIBRARY when the daemon is gone (the handle
 *    then stays dead and must be finalized); CS_ERR_TRY_AGAIN the daemon is busy with a change of
 *    the membership. Further results are named with the function.
 *  - A call that asks the daemon blocks until the daemon has answered or is found dead.
 *  - Threads: any function may be called from any thread, also from within a callback. Requests on
 *    one handle follow each other: while one thread waits in corosync_cfg_try_shutdown or
 *    corosync_cfg_reload_config, another one's requests on that handle wait too. Callbacks run in
 *    the thread that calls corosync_cfg_dispatch, without a lock held. A connection belongs to its
 *    process: after fork() the child must not use it.
 *  - Environment variable BATON_INSTANCE (1 to 32 of A-Z a-z 0-9 _ -) chooses among several daemons
 *    of one machine; unset or empty means the ordinary one.
 */
#ifndef COROSYNC_CFG_H_DEFINED
#define COROSYNC_CFG_H_DEFINED

#include <corosync/corotypes.h>
#include <netinet/in.h>

typedef uint64_t corosync_cfg_handle_t; /* a connection to the daemon */

/* How much those who track shutdowns have to say. */
typedef enum {
    COROSYNC_CFG_SHUTDOWN_FLAG_REQUEST = 0,    /* they are asked; one no is enough to stay */
    COROSYNC_CFG_SHUTDOWN_FLAG_REGARDLESS = 1, /* they are asked, and waited for; no matter what */
    COROSYNC_CFG_SHUTDOWN_FLAG_IMMEDIATE = 2,  /* nobody is asked */
} corosync_cfg_shutdown_flags_t;

typedef enum {
    COROSYNC_CFG_SHUTDOWN_FLAG_NO = 0,
    COROSYNC_CFG_SHUTDOWN_FLAG_YES = 1,
} corosync_cfg_shutdown_reply_flags_t;

/*
 * Somebody wants to shut the daemon down; corosync_cfg_replyto_shutdown answers, from here or
 * later. `flags` are those of the question.
 */
typedef void (*corosync_cfg_shutdown_callback_t)(corosync_cfg_handle_t cfg_handle,
                                                 corosync_cfg_shutdown_flags_t flags);

typedef struct {
    corosync_cfg_shutdown_callback_t corosync_cfg_shutdown_callback;
} corosync_cfg_callbacks_t;

/*
 * An address of a node: a sockaddr_in or sockaddr_in6 in which only family and address are set, and
 * its length in bytes.
 */
typedef struct {
    int address_length;
    char address[sizeof(struct sockaddr_in6)];
} corosync_cfg_node_address_t;

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Connects to the daemon. `callbacks` may be NULL or hold NULL: such events are taken and dropped.
 * CS_ERR_LIBRARY no daemon; CS_ERR_TRY_AGAIN it is starting; CS_ERR_ACCESS the user may not;
 * CS_ERR_NO_MEMORY; CS_ERR_INVALID_PARAM also for a malformed BATON_INSTANCE.
 */
cs_error_t corosync_cfg_initialize(corosync_cfg_handle_t* cfg_handle,
                                   const corosync_cfg_callbacks_t* cfg_callbacks);

/*
 * A descriptor to poll for POLLIN: readable when there is an event, or the daemon is gone. Only to
 * be polled; closed by corosync_cfg_finalize.
 */
cs_error_t corosync_cfg_fd_get(corosync_cfg_handle_t cfg_handle, int32_t* selection_fd);

/*
 * Takes events and calls the callback, see cs_dispatch_flags_t. CS_ERR_BAD_HANDLE finalized
 * meanwhile; CS_ERR_TRY_AGAIN nothing there (ONE_NONBLOCKING).
 */
cs_error_t corosync_cfg_dispatch(corosync_cfg_handle_t cfg_handle,
                                 cs_dispatch_flags_t dispatch_flags);

/*
 * Closes the connection. No callback starts after it, a dispatch in progress returns
 * CS_ERR_BAD_HANDLE. Allowed within callbacks. A question that is open counts as answered with yes.
 */
cs_error_t corosync_cfg_finalize(corosync_cfg_handle_t cfg_handle);

/*
 * The links of this node: two arrays of *interface_count texts, "number address" and the state,
 * which has a character for each node with knet, and is "OK" otherwise. Each text and both arrays
 * are to be freed with free(). CS_ERR_NO_MEMORY; on an error nothing is to be freed.
 */
cs_error_t corosync_cfg_ring_status_get(corosync_cfg_handle_t cfg_handle, char*** interface_names,
                                        char*** status, unsigned int* interface_count);

/* Layouts of corosync_cfg_node_status_get. */
typedef enum {
    CFG_NODE_STATUS_V1 = 1,
} corosync_cfg_node_status_version_t;

#define CFG_MAX_HOST_LEN 256
#define CFG_MAX_LINKS 8

struct corosync_knet_link_status_v1 {
    uint8_t enabled;      /* configured, and not switched off */
    uint8_t connected;    /* data passes */
    uint8_t dynconnected; /* the other side was heard from an address not known before */
    unsigned int mtu;     /* bytes */
    char src_ipaddr[CFG_MAX_HOST_LEN];
    char dst_ipaddr[CFG_MAX_HOST_LEN];
};

struct corosync_cfg_node_status_v1 {
    corosync_cfg_node_status_version_t version;
    unsigned int nodeid;
    uint8_t reachable;
    uint8_t remote;   /* reached through another node */
    uint8_t external; /* not one of the cluster's own */
    uint8_t onwire_min;
    uint8_t onwire_max;
    uint8_t onwire_ver;
    struct corosync_knet_link_status_v1 link_status[CFG_MAX_LINKS]; /* by number; unused: zero */
};

/*
 * How this node sees another one, or itself. `node_status` is the structure of `version`.
 * CS_ERR_INVALID_PARAM unknown version; CS_ERR_FAILED_OPERATION unknown node;
 * CS_ERR_NOT_SUPPORTED the daemon does not know the version.
 */
cs_error_t corosync_cfg_node_status_get(corosync_cfg_handle_t cfg_handle, unsigned int nodeid,
                                        corosync_cfg_node_status_version_t version,
                                        void* node_status);

/*
 * Makes a node's daemon end at once. The reason, up to 255 characters, is for its log.
 * CS_OK: it was told; CS_ERR_NOT_EXIST it is not a member; CS_ERR_NAME_TOO_LONG the reason.
 */
cs_error_t corosync_cfg_kill_node(corosync_cfg_handle_t cfg_handle, unsigned int nodeid,
                                  const char* reason);

/* From now on questions about shutdown are put to this handle. `track_flags` have no meaning. */
cs_error_t corosync_cfg_trackstart(corosync_cfg_handle_t cfg_handle, uint8_t track_flags);

/* No more questions. An open one counts as answered with yes. CS_OK also when not tracking. */
cs_error_t corosync_cfg_trackstop(corosync_cfg_handle_t cfg_handle);

/*
 * Asks to shut this node's daemon down and waits for the decision. CS_OK: it will end;
 * CS_ERR_BUSY somebody said no, or not everybody answered in time (cfg.shutdown_timeout, 5 s);
 * CS_ERR_EXIST another question is open.
 */
cs_error_t corosync_cfg_try_shutdown(corosync_cfg_handle_t cfg_handle,
                                     corosync_cfg_shutdown_flags_t flags);

/* The answer to the callback. CS_OK also when nothing is being asked (any more). */
cs_error_t corosync_cfg_replyto_shutdown(corosync_cfg_handle_t cfg_handle,
                                         corosync_cfg_shutdown_reply_flags_t flags);

/*
 * The addresses of a node, one for each link; `nodeid` 0 means this one. Up to `max_addrs` are
 * filled in; *num_addrs becomes their whole number, 0 on an error. errno is set to the result.
 * CS_ERR_NOT_EXIST unknown node.
 */
cs_error_t corosync_cfg_get_node_addrs(corosync_cfg_handle_t cfg_handle, unsigned int nodeid,
                                       size_t max_addrs, int* num_addrs,
                                       corosync_cfg_node_address_t* addrs);

/* The id of this node. */
cs_error_t corosync_cfg_local_get(corosync_cfg_handle_t handle, unsigned int* local_nodeid);

/*
 * Makes all nodes read their configuration again; returns when this one has.
 * CS_ERR_INVALID_PARAM the new configuration is refused, the old one stays in force.
 */
cs_error_t corosync_cfg_reload_config(corosync_cfg_handle_t handle);

/* Opens the log files of this node's daemon again, for instance after they were renamed. */
cs_error_t corosync_cfg_reopen_log_files(corosync_cfg_handle_t handle);

#ifdef __cplusplus
}
#endif

#endif /* COROSYNC_CFG_H_DEFINED */

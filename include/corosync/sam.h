/*
 * sam.h - a process that supervises itself: sam_register() forks, the parent watches, the child
 * works. A child that dies or misses its health check is ended and, if so wished, started again
 * where sam_register() returned.
 *
 * Binary and source compatible with the header of the same name of Corosync 3.1 (manual page
 * sam_overview(3)). Link with -lsam. No daemon is needed but for the policies QUORUM and CMAP.
 *
 * The states of a process: none, initialized, registered, started, finalized. A call that does not
 * fit the state gives CS_ERR_BAD_HANDLE; below, [...] names where it fits. CS_ERR_BUSY: a signal
 * handler called while sam_start() of the same thread waits for quorum.
 * Threads: functions may be called from any thread. A process has one supervision.
 */
#ifndef COROSYNC_SAM_H_DEFINED
#define COROSYNC_SAM_H_DEFINED

#include <corosync/corotypes.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What follows the end of a child that was started: QUIT or RESTART, and with them any of
 *   QUORUM  it runs only while this node is quorate (needs the daemon)
 *   CMAP    its state is shown in the daemon's map, in resources.process.PID.* of the parent
 */
typedef enum {
    SAM_RECOVERY_POLICY_QUIT = 1,
    SAM_RECOVERY_POLICY_RESTART = 2,
    SAM_RECOVERY_POLICY_QUORUM = 0x08,
    SAM_RECOVERY_POLICY_QUORUM_QUIT = SAM_RECOVERY_POLICY_QUORUM | SAM_RECOVERY_POLICY_QUIT,
    SAM_RECOVERY_POLICY_QUORUM_RESTART = SAM_RECOVERY_POLICY_QUORUM | SAM_RECOVERY_POLICY_RESTART,
    SAM_RECOVERY_POLICY_CMAP = 0x10,
    SAM_RECOVERY_POLICY_CONFDB = 0x10,
} sam_recovery_policy_t;

/* A health check: 0 is well; anything else ends the heartbeats, and so the process. */
typedef int (*sam_hc_callback_t)(void);

/*
 * Begins. [none] A started child must give a sign of life every `time_interval` milliseconds; 0: it
 * need not. CS_ERR_INVALID_PARAM: the policy is neither QUIT nor RESTART; with QUORUM also what
 * quorum_initialize and quorum_trackstart return.
 */
cs_error_t sam_initialize(int time_interval, sam_recovery_policy_t recovery_policy);

/*
 * Ends the supervision; the process may go on, and end as it likes.
 * [initialized, registered, started]
 */
cs_error_t sam_finalize(void);

/*
 * From now on the end of this process is a failure, and signs of life are due. With QUORUM it
 * returns when this node is quorate. [registered] CS_ERR_LIBRARY the parent is gone.
 */
cs_error_t sam_start(void);

/* The opposite. [started] */
cs_error_t sam_stop(void);

/*
 * The signal that a child gets which missed its check or lost its quorum; SIGKILL follows after
 * another interval. SIGTERM at first; a number that is no signal sends none.
 * [initialized, registered, started]
 */
cs_error_t sam_warn_signal_set(int warn_signal);

/*
 * Forks, and returns in the child, the first and every later one; *instance_id (if not NULL) is 1
 * in the first one and counts up. [initialized] The parent does not return: it exits with the
 * child's status. CS_ERR_LIBRARY, in the parent: errno says why it could not fork, or supervise.
 */
cs_error_t sam_register(unsigned int* instance_id);

/* A sign of life. [started] CS_ERR_LIBRARY the parent is gone. */
cs_error_t sam_hc_send(void);

/*
 * From now on a thread gives the signs of life, as long as `cb`, called once in every interval,
 * returns 0. NULL: the process gives them itself again. [registered] CS_ERR_INVALID_PARAM: there is
 * no interval, or there never was a callback; CS_ERR_LIBRARY no thread.
 */
cs_error_t sam_hc_callback_register(sam_hc_callback_t cb);

/*
 * Data that a later child finds again: size in bytes (0: none), copy out, replace (`data` NULL:
 * erase). [initialized, registered, started] CS_ERR_INVALID_PARAM: `size` NULL, `data` NULL, or
 * less room than the data has; CS_ERR_NO_MEMORY; CS_ERR_LIBRARY the parent is gone.
 */
cs_error_t sam_data_getsize(size_t* size);
cs_error_t sam_data_restore(void* data, size_t size);
cs_error_t sam_data_store(const void* data, size_t size);

/*
 * Has this process killed and not started again; its state in the map becomes "failed".
 * [registered, started] CS_ERR_INVALID_PARAM: the policy is without CMAP.
 */
cs_error_t sam_mark_failed(void);

#ifdef __cplusplus
}
#endif

#endif /* COROSYNC_SAM_H_DEFINED */

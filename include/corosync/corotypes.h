/*
 * corotypes.h - error codes, dispatch flags and names that all client libraries have in common;
 * functions of libcorosync_common.
 *
 * Binary and source compatible with the header of the same name of Corosync 3.1.
 */
#ifndef COROTYPES_H_DEFINED
#define COROTYPES_H_DEFINED

#include <errno.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A point in time or a duration, nanoseconds. */
typedef int64_t cs_time_t;

#define CS_FALSE 0
#define CS_TRUE !CS_FALSE
#define CS_MAX_NAME_LENGTH 256
#define CS_TIME_END ((cs_time_t)0x7FFFFFFFFFFFFFFFULL)
#define CS_MAX(x, y) (((x) > (y)) ? (x) : (y))

/* printf formats for node ids and ring ids; the including file provides <inttypes.h>. */
#define CS_PRI_NODE_ID "%" PRIu32
#define CS_PRI_NODE_ID_PADDED "%10" PRIu32
#define CS_PRI_RING_ID_SEQ "%" PRIx64
#define CS_PRI_RING_ID "%" PRIx32 ".%" PRIx64

/* A name of `length` bytes out of 256; it need not end in a NUL. */
typedef struct {
    uint16_t length;
    uint8_t value[CS_MAX_NAME_LENGTH];
} cs_name_t;

/* A version, e.g. 'B', 1, 1. */
typedef struct {
    char releaseCode;
    unsigned char majorVersion;
    unsigned char minorVersion;
} cs_version_t;

/*
 * How many events a dispatch call takes, and whether it waits for them.
 *   CS_DISPATCH_ONE              waits for ever; exactly one event
 *   CS_DISPATCH_ALL              does not wait; all events there are, CS_OK when there are none
 *   CS_DISPATCH_BLOCKING         waits and handles events until an error or until finalize
 *   CS_DISPATCH_ONE_NONBLOCKING  does not wait; at most one event, CS_ERR_TRY_AGAIN without one
 */
typedef enum {
    CS_DISPATCH_ONE = 1,
    CS_DISPATCH_ALL = 2,
    CS_DISPATCH_BLOCKING = 3,
    CS_DISPATCH_ONE_NONBLOCKING = 4
} cs_dispatch_flags_t;

/* What a tracking client wants to hear; bits. */
#define CS_TRACK_CURRENT 0x01
#define CS_TRACK_CHANGES 0x02
#define CS_TRACK_CHANGES_ONLY 0x04

/* Result of every library call. CS_OK is 1, not 0. */
typedef enum {
    CS_OK = 1,                       /* done */
    CS_ERR_LIBRARY = 2,              /* no daemon, or the connection to it broke */
    CS_ERR_VERSION = 3,              /* version not known */
    CS_ERR_INIT = 4,                 /* not initialised */
    CS_ERR_TIMEOUT = 5,              /* took too long */
    CS_ERR_TRY_AGAIN = 6,            /* not now: sleep a little and repeat the call */
    CS_ERR_INVALID_PARAM = 7,        /* an argument is wrong */
    CS_ERR_NO_MEMORY = 8,            /* out of memory */
    CS_ERR_BAD_HANDLE = 9,           /* never a handle, or finalized */
    CS_ERR_BUSY = 10,                /* something else is under way */
    CS_ERR_ACCESS = 11,              /* not permitted */
    CS_ERR_NOT_EXIST = 12,           /* no such thing */
    CS_ERR_NAME_TOO_LONG = 13,       /* a name exceeds its limit */
    CS_ERR_EXIST = 14,               /* there already */
    CS_ERR_NO_SPACE = 15,            /* no room left */
    CS_ERR_INTERRUPT = 16,           /* something came in between */
    CS_ERR_NAME_NOT_FOUND = 17,      /* name not known */
    CS_ERR_NO_RESOURCES = 18,        /* a resource is used up */
    CS_ERR_NOT_SUPPORTED = 19,       /* the daemon cannot do it */
    CS_ERR_BAD_OPERATION = 20,       /* operation not allowed here */
    CS_ERR_FAILED_OPERATION = 21,    /* the operation failed */
    CS_ERR_MESSAGE_ERROR = 22,       /* a message is wrong */
    CS_ERR_QUEUE_FULL = 23,          /* queue full */
    CS_ERR_QUEUE_NOT_AVAILABLE = 24, /* no queue */
    CS_ERR_BAD_FLAGS = 25,           /* unknown flags */
    CS_ERR_TOO_BIG = 26,             /* exceeds a size limit */
    CS_ERR_NO_SECTIONS = 27,         /* an iteration has come to its end */
    CS_ERR_CONTEXT_NOT_FOUND = 28,   /* no such context */
    CS_ERR_TOO_MANY_GROUPS = 30,     /* too many groups */
    CS_ERR_SECURITY = 100            /* refused for security */
} cs_error_t;

/* Time limit of a request to the daemon, milliseconds; -1: none. */
#define CS_IPC_TIMEOUT_MS -1

#define CS_TIME_MS_IN_SEC 1000ULL
#define CS_TIME_US_IN_SEC 1000000ULL
#define CS_TIME_NS_IN_SEC 1000000000ULL
#define CS_TIME_US_IN_MSEC 1000ULL
#define CS_TIME_NS_IN_MSEC 1000000ULL
#define CS_TIME_NS_IN_USEC 1000ULL

/* The monotonic clock, nanoseconds; where there is none, the time of day. */
static inline uint64_t cs_timestamp_get(void) {
#if defined _POSIX_MONOTONIC_CLOCK && _POSIX_MONOTONIC_CLOCK >= 0
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * CS_TIME_NS_IN_SEC + (uint64_t)now.tv_nsec;
#else
    struct timeval now;

    gettimeofday(&now, 0);
    return (uint64_t)now.tv_sec * CS_TIME_NS_IN_SEC + (uint64_t)now.tv_usec * CS_TIME_NS_IN_USEC;
#endif
}

/* A libqb result as an error code: >= 0 is CS_OK, a negative errno is mapped. Thread-safe. */
cs_error_t qb_to_cs_error(int result);

/*
 * The name of an error code: "success" for CS_OK, else like "CS_ERR_TRY_AGAIN"; "unknown error"
 * for a number that is none. Static text, not to be freed. Thread-safe.
 */
const char* cs_strerror(cs_error_t err);

/* The result of a libqb handle database call (0 or a negative errno) as an error code. */
cs_error_t hdb_error_to_cs(int res);

#ifdef __cplusplus
}
#endif

#endif /* COROTYPES_H_DEFINED */

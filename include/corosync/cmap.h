/*
 * cmap.h - the configuration map: named values with types, which the daemon and its clients read,
 * change and watch. It belongs to one node; nothing in it is copied to others.
 *
 * Binary and source compatible with the header of the same name of Corosync 3.1 (manual page
 * cmap_keys(7) names the keys). Link with -lcmap.
 *
 * A key has 3 to 255 characters out of a-z A-Z 0-9 . _ - / and colon. A value has a type; numbers
 * are in the byte order of the machine and exactly as long as their type, text ends in a NUL that
 * counts, and binary values are any bytes; none is longer than 16384.
 *
 * Common to all functions:
 *  - Results: CS_OK; CS_ERR_BAD_HANDLE for a handle that is none or was finalized;
 *    CS_ERR_INVALID_PARAM for a missing pointer; CS_ERR_NAME_TOO_LONG for a key of more than 255
 *    characters; CS_ERR_LIBRARY when the daemon is gone (the handle then stays dead and must be
 *    finalized). Further results are named with the function.
 *  - A call that asks the daemon blocks until the daemon has answered or is found dead.
 *  - Threads: any function may be called from any thread, also from within a callback. Requests on
 *    one handle follow each other. Callbacks run in the thread that calls cmap_dispatch, without a
 *    lock held. A connection belongs to its process: after fork() the child must not use it.
 *  - Environment variable BATON_INSTANCE (1 to 32 of A-Z a-z 0-9 _ -) chooses among several daemons
 *    of one machine; unset or empty means the ordinary one.
 */
#ifndef COROSYNC_CMAP_H_DEFINED
#define COROSYNC_CMAP_H_DEFINED

#include <corosync/corotypes.h>
#include <corosync/hdb.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t cmap_handle_t;       /* a connection to the daemon */
typedef uint64_t cmap_iter_handle_t;  /* a walk through keys; belongs to its cmap_handle_t */
typedef uint64_t cmap_track_handle_t; /* a watch on keys; belongs to its cmap_handle_t */

/* Characters of a key; an array for one has one more, for the NUL. */
#define CMAP_KEYNAME_MAXLEN 255
#define CMAP_KEYNAME_MINLEN 3

/* What to watch, bits; a callback is told exactly one of the first three. */
#define CMAP_TRACK_ADD 4
#define CMAP_TRACK_DELETE 1
#define CMAP_TRACK_MODIFY 2
/* All keys that begin with the name, instead of the key of that name. */
#define CMAP_TRACK_PREFIX 8

typedef enum {
    CMAP_VALUETYPE_INT8 = 1,
    CMAP_VALUETYPE_UINT8 = 2,
    CMAP_VALUETYPE_INT16 = 3,
    CMAP_VALUETYPE_UINT16 = 4,
    CMAP_VALUETYPE_INT32 = 5,
    CMAP_VALUETYPE_UINT32 = 6,
    CMAP_VALUETYPE_INT64 = 7,
    CMAP_VALUETYPE_UINT64 = 8,
    CMAP_VALUETYPE_FLOAT = 9,
    CMAP_VALUETYPE_DOUBLE = 10,
    CMAP_VALUETYPE_STRING = 11,
    CMAP_VALUETYPE_BINARY = 12,
} cmap_value_types_t;

typedef enum {
    CMAP_MAP_DEFAULT = 0,
    CMAP_MAP_ICMAP = 0, /* configuration and run-time state */
    CMAP_MAP_STATS = 1, /* statistics, read when asked for */
} cmap_map_t;

/*
 * A value in a callback: `len` bytes at `data`, aligned to 1. A value that is not there (the old
 * one of a new key, the new one of a deleted key) has type 0 and length 0.
 */
struct cmap_notify_value {
    cmap_value_types_t type;
    size_t len;
    const void* data;
};

/*
 * A key was added, changed or deleted: `event` is CMAP_TRACK_ADD, _MODIFY or _DELETE. Setting the
 * value that a key has is no change. The pointers are gone when the callback returns.
 */
typedef void (*cmap_notify_fn_t)(cmap_handle_t cmap_handle, cmap_track_handle_t cmap_track_handle,
                                 int32_t event, const char* key_name,
                                 struct cmap_notify_value new_value,
                                 struct cmap_notify_value old_value, void* user_data);

/*
 * Connects to the daemon, to the configuration.
 * CS_ERR_LIBRARY no daemon; CS_ERR_TRY_AGAIN it is starting; CS_ERR_ACCESS the user may not;
 * CS_ERR_NO_MEMORY; CS_ERR_INVALID_PARAM also for a malformed BATON_INSTANCE.
 */
extern cs_error_t cmap_initialize(cmap_handle_t* handle);

/*
 * The same with a map. CS_ERR_NOT_EXIST: the daemon has no such map; the handle is valid then, for
 * the configuration, and must be finalized.
 */
extern cs_error_t cmap_initialize_map(cmap_handle_t* handle, cmap_map_t map);

/*
 * Closes the connection and ends its walks and watches. No callback starts after it, a dispatch in
 * progress returns CS_ERR_BAD_HANDLE. Allowed within callbacks.
 */
extern cs_error_t cmap_finalize(cmap_handle_t handle);

/*
 * A descriptor to poll for POLLIN: readable when there is an event, or the daemon is gone. Only to
 * be polled; closed by cmap_finalize.
 */
extern cs_error_t cmap_fd_get(cmap_handle_t handle, int* fd);

/*
 * Takes events and calls the callbacks, see cs_dispatch_flags_t. An event of a watch that was
 * deleted meanwhile is taken and dropped. CS_ERR_BAD_HANDLE finalized meanwhile; CS_ERR_TRY_AGAIN
 * nothing there (ONE_NONBLOCKING).
 */
extern cs_error_t cmap_dispatch(cmap_handle_t handle, cs_dispatch_flags_t dispatch_types);

/* The pointer that belongs to the handle, initially NULL. */
extern cs_error_t cmap_context_get(cmap_handle_t handle, const void** context);
extern cs_error_t cmap_context_set(cmap_handle_t handle, const void* context);

/*
 * Sets a key, which is made if it does not exist and may change its type. Of a
 * CMAP_VALUETYPE_STRING `value_len` bytes are taken, at most up to its NUL. CS_ERR_INVALID_PARAM
 * the length does not fit the type, or the type is none; CS_ERR_NAME_TOO_LONG also for a new key
 * that is too short or has other characters; CS_ERR_ACCESS the key is read-only.
 */
extern cs_error_t cmap_set(cmap_handle_t handle, const char* key_name, const void* value,
                           size_t value_len, cmap_value_types_t type);

/* cmap_set for each type. */
extern cs_error_t cmap_set_int8(cmap_handle_t handle, const char* key_name, int8_t value);
extern cs_error_t cmap_set_uint8(cmap_handle_t handle, const char* key_name, uint8_t value);
extern cs_error_t cmap_set_int16(cmap_handle_t handle, const char* key_name, int16_t value);
extern cs_error_t cmap_set_uint16(cmap_handle_t handle, const char* key_name, uint16_t value);
extern cs_error_t cmap_set_int32(cmap_handle_t handle, const char* key_name, int32_t value);
extern cs_error_t cmap_set_uint32(cmap_handle_t handle, const char* key_name, uint32_t value);
extern cs_error_t cmap_set_int64(cmap_handle_t handle, const char* key_name, int64_t value);
extern cs_error_t cmap_set_uint64(cmap_handle_t handle, const char* key_name, uint64_t value);
extern cs_error_t cmap_set_float(cmap_handle_t handle, const char* key_name, float value);
extern cs_error_t cmap_set_double(cmap_handle_t handle, const char* key_name, double value);
extern cs_error_t cmap_set_string(cmap_handle_t handle, const char* key_name, const char* value);

/* Deletes a key. CS_ERR_NOT_EXIST; CS_ERR_ACCESS the key is read-only. */
extern cs_error_t cmap_delete(cmap_handle_t handle, const char* key_name);

/*
 * Reads a key. `value` NULL: only its length and type. Otherwise *value_len is the room there,
 * bytes, and becomes the length of the value; 0 is taken as `value` NULL. `type` may be NULL, and
 * `value_len` too when `value` is.
 * CS_ERR_NOT_EXIST; CS_ERR_INVALID_PARAM the value is longer than the room.
 */
extern cs_error_t cmap_get(cmap_handle_t handle, const char* key_name, void* value,
                           size_t* value_len, cmap_value_types_t* type);

/*
 * cmap_get for each type; the pointer may be NULL, then only existence and type are checked.
 * CS_ERR_NOT_EXIST; CS_ERR_INVALID_PARAM the key has another type.
 */
extern cs_error_t cmap_get_int8(cmap_handle_t handle, const char* key_name, int8_t* i8);
extern cs_error_t cmap_get_uint8(cmap_handle_t handle, const char* key_name, uint8_t* u8);
extern cs_error_t cmap_get_int16(cmap_handle_t handle, const char* key_name, int16_t* i16);
extern cs_error_t cmap_get_uint16(cmap_handle_t handle, const char* key_name, uint16_t* u16);
extern cs_error_t cmap_get_int32(cmap_handle_t handle, const char* key_name, int32_t* i32);
extern cs_error_t cmap_get_uint32(cmap_handle_t handle, const char* key_name, uint32_t* u32);
extern cs_error_t cmap_get_int64(cmap_handle_t handle, const char* key_name, int64_t* i64);
extern cs_error_t cmap_get_uint64(cmap_handle_t handle, const char* key_name, uint64_t* u64);
extern cs_error_t cmap_get_float(cmap_handle_t handle, const char* key_name, float* flt);
extern cs_error_t cmap_get_double(cmap_handle_t handle, const char* key_name, double* dbl);

/*
 * The text of a key, to be freed with free(). CS_ERR_NOT_EXIST; CS_ERR_INVALID_PARAM it is no text;
 * CS_ERR_NO_MEMORY.
 */
extern cs_error_t cmap_get_string(cmap_handle_t handle, const char* key_name, char** str);

/*
 * Adds or subtracts 1, within the width of the type: the highest value is followed by the lowest.
 * CS_ERR_NOT_EXIST; CS_ERR_INVALID_PARAM not an integer; CS_ERR_ACCESS the key is read-only.
 */
extern cs_error_t cmap_inc(cmap_handle_t handle, const char* key_name);
extern cs_error_t cmap_dec(cmap_handle_t handle, const char* key_name);

/* Starts a walk through the keys that begin with `prefix`; NULL or empty: all. */
extern cs_error_t cmap_iter_init(cmap_handle_t handle, const char* prefix,
                                 cmap_iter_handle_t* cmap_iter_handle);

/*
 * The next key, in ascending order of bytes, into CMAP_KEYNAME_MAXLEN + 1 characters; its length
 * and type where the pointers are not NULL. Keys that come or go meanwhile may be seen or not;
 * deleting the one just seen is fine. CS_ERR_NO_SECTIONS at the end; CS_ERR_BAD_HANDLE also for the
 * walk.
 */
extern cs_error_t cmap_iter_next(cmap_handle_t handle, cmap_iter_handle_t iter_handle,
                                 char key_name[], size_t* value_len, cmap_value_types_t* type);

/* Ends a walk. CS_ERR_BAD_HANDLE also for the walk. */
extern cs_error_t cmap_iter_finalize(cmap_handle_t handle, cmap_iter_handle_t iter_handle);

/*
 * Watches the key of that name, which need not exist, or with CMAP_TRACK_PREFIX all keys that begin
 * so; NULL: all keys. `track_type` says which events call `notify_fn`, which gets `user_data`.
 * CS_ERR_INVALID_PARAM unknown bits; CS_ERR_NO_MEMORY; CS_ERR_NOT_SUPPORTED the map of statistics
 * cannot watch that.
 */
extern cs_error_t cmap_track_add(cmap_handle_t handle, const char* key_name, int32_t track_type,
                                 cmap_notify_fn_t notify_fn, void* user_data,
                                 cmap_track_handle_t* cmap_track_handle);

/* Ends a watch: it is not called any more. CS_ERR_BAD_HANDLE also for the watch. */
extern cs_error_t cmap_track_delete(cmap_handle_t handle, cmap_track_handle_t track_handle);

#ifdef __cplusplus
}
#endif

#endif /* COROSYNC_CMAP_H_DEFINED */

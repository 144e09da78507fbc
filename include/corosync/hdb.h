/*
 * hdb.h - libqb's table of handles under the names that clients of Corosync know.
 *
 * Binary and source compatible with the header of the same name of Corosync 3.1. Everything here is
 * a call of libqb (<qb/qbhdb.h>), which says what each one does; results are 0 or a negative errno,
 * which hdb_error_to_cs() of corotypes.h makes an error code of. Thread-safe like libqb's.
 */
#ifndef HDB_H_DEFINED
#define HDB_H_DEFINED

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <qb/qbhdb.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef qb_handle_t hdb_handle_t;

/* printf formats of a handle, decimal and hexadecimal. */
#define HDB_D_FORMAT QB_HDB_D_FORMAT
#define HDB_X_FORMAT QB_HDB_X_FORMAT

#define hdb_handle_database qb_hdb
#define DECLARE_HDB_DATABASE QB_HDB_DECLARE

static inline void hdb_database_lock(pthread_mutex_t* mutex) { pthread_mutex_lock(mutex); }
static inline void hdb_database_unlock(pthread_mutex_t* mutex) { pthread_mutex_unlock(mutex); }
static inline void hdb_database_lock_init(pthread_mutex_t* mutex) {
    pthread_mutex_init(mutex, NULL);
}
static inline void hdb_database_lock_destroy(pthread_mutex_t* mutex) {
    pthread_mutex_destroy(mutex);
}

/* A table, made and ended. */
static inline void hdb_create(struct hdb_handle_database* handle_database) {
    qb_hdb_create(handle_database);
}
static inline void hdb_destroy(struct hdb_handle_database* handle_database) {
    qb_hdb_destroy(handle_database);
}

/* A new handle with `instance_size` cleared bytes behind it. */
static inline int hdb_handle_create(struct hdb_handle_database* handle_database, int instance_size,
                                    hdb_handle_t* handle_id_out) {
    return qb_hdb_handle_create(handle_database, instance_size, handle_id_out);
}

/* The bytes behind a handle, with a reference that hdb_handle_put gives back. */
static inline int hdb_handle_get(struct hdb_handle_database* handle_database,
                                 hdb_handle_t handle_in, void** instance) {
    return qb_hdb_handle_get(handle_database, handle_in, instance);
}
static inline int hdb_handle_get_always(struct hdb_handle_database* handle_database,
                                        hdb_handle_t handle_in, void** instance) {
    return qb_hdb_handle_get_always(handle_database, handle_in, instance);
}
static inline int hdb_handle_put(struct hdb_handle_database* handle_database,
                                 hdb_handle_t handle_in) {
    return qb_hdb_handle_put(handle_database, handle_in);
}

/* Takes the handle away; the bytes go with the last reference. */
static inline int hdb_handle_destroy(struct hdb_handle_database* handle_database,
                                     hdb_handle_t handle_in) {
    return qb_hdb_handle_destroy(handle_database, handle_in);
}
static inline int hdb_handle_refcount_get(struct hdb_handle_database* handle_database,
                                          hdb_handle_t handle_in) {
    return qb_hdb_handle_refcount_get(handle_database, handle_in);
}

/* A walk through all handles; each one found holds a reference. */
static inline void hdb_iterator_reset(struct hdb_handle_database* handle_database) {
    qb_hdb_iterator_reset(handle_database);
}
static inline int hdb_iterator_next(struct hdb_handle_database* handle_database, void** instance,
                                    hdb_handle_t* handle) {
    return qb_hdb_iterator_next(handle_database, instance, handle);
}

/* A handle without its check number, and a number as a handle that is not checked. */
static inline unsigned int hdb_base_convert(hdb_handle_t handle) {
    return qb_hdb_base_convert(handle);
}
static inline unsigned long long hdb_nocheck_convert(unsigned int handle) {
    return qb_hdb_nocheck_convert(handle);
}

#endif /* HDB_H_DEFINED */

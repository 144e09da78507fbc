/*
 * data.c - what a child leaves to the next one, and the signal that warns it. Before the fork both
 * are settings of the process, after it the supervisor must know them too.
 */
#include <stdlib.h>
#include <string.h>

#include "sam/conversation.h"

static bool has_parent(void) { return sam_is(SAM_REGISTERED) || sam_is(SAM_STARTED); }

cs_error_t sam_data_getsize(size_t* size) {
    if (size == NULL) return CS_ERR_INVALID_PARAM;
    if (!sam_in_use()) return CS_ERR_BAD_HANDLE;
    pthread_mutex_lock(&sam.data_lock);
    *size = sam.data_size;
    pthread_mutex_unlock(&sam.data_lock);
    return CS_OK;
}

cs_error_t sam_data_restore(void* data, size_t size) {
    if (data == NULL) return CS_ERR_INVALID_PARAM;
    if (!sam_in_use()) return CS_ERR_BAD_HANDLE;
    pthread_mutex_lock(&sam.data_lock);
    const bool fits = size >= sam.data_size;
    if (fits && sam.data_size != 0) memcpy(data, sam.data, sam.data_size);
    pthread_mutex_unlock(&sam.data_lock);
    return fits ? CS_OK : CS_ERR_INVALID_PARAM;
}

static cs_error_t send_data(const struct conversation* conversation, const void* data,
                            size_t size) {
    const uint64_t announced = size;
    const cs_error_t error = tell(SAM_DATA_STORE, (struct sam_piece){&announced, sizeof announced},
                                  (struct sam_piece){data, size});
    return error == CS_OK ? hear_answer(conversation, false) : error;
}

static void keep(void* data, size_t size) {
    pthread_mutex_lock(&sam.data_lock);
    void* former = sam.data;
    sam.data = data;
    sam.data_size = size;
    pthread_mutex_unlock(&sam.data_lock);
    free(former);
}

cs_error_t sam_data_store(const void* data, size_t size) {
    if (!sam_in_use()) return CS_ERR_BAD_HANDLE;
    if (data == NULL) size = 0;
    void* copy = size == 0 ? NULL : malloc(size);
    if (size != 0 && copy == NULL) return CS_ERR_NO_MEMORY;
    if (size != 0) memcpy(copy, data, size);
    struct conversation conversation;
    cs_error_t error = conversation_begin(&conversation);
    if (error == CS_OK) {
        if (has_parent()) error = send_data(&conversation, copy, size);
        if (error == CS_OK) keep(copy, size);
        conversation_end(&conversation);
    }
    if (error != CS_OK) free(copy);
    return error;
}

cs_error_t sam_warn_signal_set(int warn_signal) {
    const int32_t number = warn_signal;
    if (!sam_in_use()) return CS_ERR_BAD_HANDLE;
    struct conversation conversation;
    cs_error_t error = conversation_begin(&conversation);
    if (error != CS_OK) return error;
    if (has_parent()) {
        error = tell(SAM_WARN_SIGNAL_SET, (struct sam_piece){&number, sizeof number},
                     (struct sam_piece){0});
        if (error == CS_OK) error = hear_answer(&conversation, false);
    }
    if (error == CS_OK) sam.warn_signal = warn_signal;
    conversation_end(&conversation);
    return error;
}

/*
 * walks.c - walking through keys. The daemon keeps the walks of a connection, and checks their
 * numbers.
 */
#include "cmap/instance.h"

cs_error_t cmap_iter_init(cmap_handle_t handle, const char* prefix,
                          cmap_iter_handle_t* cmap_iter_handle) {
    if (cmap_iter_handle == NULL) return CS_ERR_INVALID_PARAM;
    unsigned char request[280];
    unsigned char response[32];
    put_header(request, sizeof request, CMAP_ITER_INIT, sizeof request);
    cs_error_t error = put_key(request, 16, prefix);
    if (error != CS_OK) return error;
    error =
        client_request(&cmap_instances, handle, request, sizeof request, response, sizeof response);
    if (error == CS_OK) *cmap_iter_handle = get_u64(response, 24);
    return error;
}

cs_error_t cmap_iter_next(cmap_handle_t handle, cmap_iter_handle_t iter_handle, char key_name[],
                          size_t* value_len, cmap_value_types_t* type) {
    if (key_name == NULL) return CS_ERR_INVALID_PARAM;
    unsigned char request[24];
    unsigned char response[304];
    put_header(request, sizeof request, CMAP_ITER_NEXT, sizeof request);
    put_u64(request, 16, iter_handle);
    const cs_error_t error =
        client_request(&cmap_instances, handle, request, sizeof request, response, sizeof response);
    if (error != CS_OK) return error;
    const char* key = (const char*)response + 24 + KEY_TEXT;
    const size_t length = strnlen(key, CMAP_KEYNAME_MAXLEN);
    memcpy(key_name, key, length);
    key_name[length] = '\0';
    if (value_len != NULL) *value_len = (size_t)get_u64(response, 288);
    if (type != NULL) *type = (cmap_value_types_t)response[296];
    return CS_OK;
}

cs_error_t cmap_iter_finalize(cmap_handle_t handle, cmap_iter_handle_t iter_handle) {
    unsigned char request[24];
    put_header(request, sizeof request, CMAP_ITER_FINALIZE, sizeof request);
    put_u64(request, 16, iter_handle);
    return client_order(&cmap_instances, handle, request, sizeof request);
}

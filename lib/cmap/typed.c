/*
 * typed.c - cmap_set and cmap_get for each type.
 */
#include <stdlib.h>

#include "cmap/instance.h"

cs_error_t cmap_set_int8(cmap_handle_t handle, const char* key_name, int8_t value) {
    return cmap_set(handle, key_name, &value, sizeof value, CMAP_VALUETYPE_INT8);
}

cs_error_t cmap_set_uint8(cmap_handle_t handle, const char* key_name, uint8_t value) {
    return cmap_set(handle, key_name, &value, sizeof value, CMAP_VALUETYPE_UINT8);
}

cs_error_t cmap_set_int16(cmap_handle_t handle, const char* key_name, int16_t value) {
    return cmap_set(handle, key_name, &value, sizeof value, CMAP_VALUETYPE_INT16);
}

cs_error_t cmap_set_uint16(cmap_handle_t handle, const char* key_name, uint16_t value) {
    return cmap_set(handle, key_name, &value, sizeof value, CMAP_VALUETYPE_UINT16);
}

cs_error_t cmap_set_int32(cmap_handle_t handle, const char* key_name, int32_t value) {
    return cmap_set(handle, key_name, &value, sizeof value, CMAP_VALUETYPE_INT32);
}

cs_error_t cmap_set_uint32(cmap_handle_t handle, const char* key_name, uint32_t value) {
    return cmap_set(handle, key_name, &value, sizeof value, CMAP_VALUETYPE_UINT32);
}

cs_error_t cmap_set_int64(cmap_handle_t handle, const char* key_name, int64_t value) {
    return cmap_set(handle, key_name, &value, sizeof value, CMAP_VALUETYPE_INT64);
}

cs_error_t cmap_set_uint64(cmap_handle_t handle, const char* key_name, uint64_t value) {
    return cmap_set(handle, key_name, &value, sizeof value, CMAP_VALUETYPE_UINT64);
}

cs_error_t cmap_set_float(cmap_handle_t handle, const char* key_name, float value) {
    return cmap_set(handle, key_name, &value, sizeof value, CMAP_VALUETYPE_FLOAT);
}

cs_error_t cmap_set_double(cmap_handle_t handle, const char* key_name, double value) {
    return cmap_set(handle, key_name, &value, sizeof value, CMAP_VALUETYPE_DOUBLE);
}

/* The NUL is the daemon's to add. */
cs_error_t cmap_set_string(cmap_handle_t handle, const char* key_name, const char* value) {
    if (value == NULL) return CS_ERR_INVALID_PARAM;
    return cmap_set(handle, key_name, value, strlen(value), CMAP_VALUETYPE_STRING);
}

/* The longest number has 8 bytes; what does not fit here is of another type. */
static cs_error_t get_number(cmap_handle_t handle, const char* key_name, void* number, size_t size,
                             cmap_value_types_t type) {
    unsigned char value[16];
    size_t length = sizeof value;
    cmap_value_types_t found;
    const cs_error_t error = cmap_get(handle, key_name, value, &length, &found);
    if (error != CS_OK) return error;
    if (found != type || length != size) return CS_ERR_INVALID_PARAM;
    if (number != NULL) memcpy(number, value, size);
    return CS_OK;
}

cs_error_t cmap_get_int8(cmap_handle_t handle, const char* key_name, int8_t* i8) {
    return get_number(handle, key_name, i8, sizeof *i8, CMAP_VALUETYPE_INT8);
}

cs_error_t cmap_get_uint8(cmap_handle_t handle, const char* key_name, uint8_t* u8) {
    return get_number(handle, key_name, u8, sizeof *u8, CMAP_VALUETYPE_UINT8);
}

cs_error_t cmap_get_int16(cmap_handle_t handle, const char* key_name, int16_t* i16) {
    return get_number(handle, key_name, i16, sizeof *i16, CMAP_VALUETYPE_INT16);
}

cs_error_t cmap_get_uint16(cmap_handle_t handle, const char* key_name, uint16_t* u16) {
    return get_number(handle, key_name, u16, sizeof *u16, CMAP_VALUETYPE_UINT16);
}

cs_error_t cmap_get_int32(cmap_handle_t handle, const char* key_name, int32_t* i32) {
    return get_number(handle, key_name, i32, sizeof *i32, CMAP_VALUETYPE_INT32);
}

cs_error_t cmap_get_uint32(cmap_handle_t handle, const char* key_name, uint32_t* u32) {
    return get_number(handle, key_name, u32, sizeof *u32, CMAP_VALUETYPE_UINT32);
}

cs_error_t cmap_get_int64(cmap_handle_t handle, const char* key_name, int64_t* i64) {
    return get_number(handle, key_name, i64, sizeof *i64, CMAP_VALUETYPE_INT64);
}

cs_error_t cmap_get_uint64(cmap_handle_t handle, const char* key_name, uint64_t* u64) {
    return get_number(handle, key_name, u64, sizeof *u64, CMAP_VALUETYPE_UINT64);
}

cs_error_t cmap_get_float(cmap_handle_t handle, const char* key_name, float* flt) {
    return get_number(handle, key_name, flt, sizeof *flt, CMAP_VALUETYPE_FLOAT);
}

cs_error_t cmap_get_double(cmap_handle_t handle, const char* key_name, double* dbl) {
    return get_number(handle, key_name, dbl, sizeof *dbl, CMAP_VALUETYPE_DOUBLE);
}

/* One attempt: the key may have grown since its length was asked for, and is refused then. */
static cs_error_t get_text(cmap_handle_t handle, const char* key_name, size_t length, char** text) {
    cmap_value_types_t type;
    char* bytes = malloc(length + 1);
    if (bytes == NULL) return CS_ERR_NO_MEMORY;
    cs_error_t error = cmap_get(handle, key_name, bytes, &length, &type);
    if (error == CS_OK && type != CMAP_VALUETYPE_STRING) error = CS_ERR_INVALID_PARAM;
    if (error != CS_OK) {
        free(bytes);
        return error;
    }
    bytes[length] = '\0';
    *text = bytes;
    return CS_OK;
}

cs_error_t cmap_get_string(cmap_handle_t handle, const char* key_name, char** str) {
    enum { ATTEMPTS = 10 };
    if (str == NULL) return CS_ERR_INVALID_PARAM;
    cs_error_t error = CS_ERR_INVALID_PARAM;
    for (int attempt = 0; attempt < ATTEMPTS && error == CS_ERR_INVALID_PARAM; ++attempt) {
        cmap_value_types_t type;
        size_t length = 0;
        error = cmap_get(handle, key_name, NULL, &length, &type);
        if (error != CS_OK) return error;
        if (type != CMAP_VALUETYPE_STRING) return CS_ERR_INVALID_PARAM;
        error = get_text(handle, key_name, length, str);
    }
    return error;
}

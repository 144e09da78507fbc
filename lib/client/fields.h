/*
 * fields.h - integers at fixed offsets of the local protocol's messages, in host byte order.
 *
 * Nothing casts a buffer to a struct: the layouts have gaps, and the bytes come from outside.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    REQUEST_HEADER = 16,  /* 0 i32 id, 8 i32 size of the whole message */
    RESPONSE_HEADER = 24, /* the same, and 16 i32 error, a cs_error_t */
    MESSAGE_MAX = 1048576 /* bytes of a request, a response or an event with its header */
};

static inline uint32_t get_u32(const unsigned char* message, size_t offset) {
    uint32_t value;
    memcpy(&value, message + offset, sizeof value);
    return value;
}

static inline uint64_t get_u64(const unsigned char* message, size_t offset) {
    uint64_t value;
    memcpy(&value, message + offset, sizeof value);
    return value;
}

static inline void put_u16(unsigned char* message, size_t offset, uint16_t value) {
    memcpy(message + offset, &value, sizeof value);
}

static inline void put_u32(unsigned char* message, size_t offset, uint32_t value) {
    memcpy(message + offset, &value, sizeof value);
}

static inline void put_u64(unsigned char* message, size_t offset, uint64_t value) {
    memcpy(message + offset, &value, sizeof value);
}

/* The head of a request whose whole length is `size`; the fixed part is cleared first. */
static inline void put_header(unsigned char* message, size_t fixed, uint32_t id, size_t size) {
    memset(message, 0, fixed);
    put_u32(message, 0, id);
    put_u32(message, 8, (uint32_t)size);
}

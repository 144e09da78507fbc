/*
 * payload.h - messages that tell whether they arrived whole, once and in order; digests.
 *
 * A payload of any length: 0 u32 counter (from 0, +1 for each message of the sender), 4 u32
 * sender's pid, 8 u32 length, then bytes that follow from these three. Of the head there is as much
 * as the length allows.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void payload_fill(void* bytes, size_t length, uint32_t pid, uint32_t counter);

/* Whether it is what `pid` filled. `*counter` is set when the payload is long enough to have one.
 */
bool payload_check(const void* bytes, size_t length, uint32_t pid, uint32_t* counter);
bool payload_has_counter(size_t length);

#define DIGEST_START 14695981039346656037ULL

/* FNV-1a, 64 bits, continued. */
uint64_t digest_add(uint64_t digest, const void* bytes, size_t length);
uint64_t digest_add_number(uint64_t digest, uint64_t number);

/* A digest of a large payload at several bytes per step; not FNV, but as good for comparing. */
uint64_t digest_payload(const void* bytes, size_t length);

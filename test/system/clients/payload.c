/*
 * payload.c - see payload.h.
 */
#include "payload.h"

#include <string.h>

enum { HEAD = 12 };

struct words {
    uint64_t state;
};

static uint64_t next_word(struct words* words) {
    uint64_t word = words->state += 0x9e3779b97f4a7c15ULL;
    word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9ULL;
    return word ^ (word >> 27);
}

static struct words words_of(size_t length, uint32_t pid, uint32_t counter) {
    return (struct words){(uint64_t)length << 40 ^ (uint64_t)pid << 20 ^ counter};
}

static void head_of(unsigned char head[HEAD], size_t length, uint32_t pid, uint32_t counter) {
    const uint32_t fields[3] = {counter, pid, (uint32_t)length};
    memcpy(head, fields, HEAD);
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

void payload_fill(void* bytes, size_t length, uint32_t pid, uint32_t counter) {
    unsigned char* out = bytes;
    unsigned char head[HEAD];
    struct words words = words_of(length, pid, counter);
    head_of(head, length, pid, counter);
    memcpy(out, head, least(length, HEAD));
    for (size_t i = HEAD; i < length; i += 8) {
        const uint64_t word = next_word(&words);
        memcpy(out + i, &word, least(length - i, 8));
    }
}

bool payload_has_counter(size_t length) { return length >= sizeof(uint32_t); }

bool payload_check(const void* bytes, size_t length, uint32_t pid, uint32_t* counter) {
    const unsigned char* in = bytes;
    unsigned char head[HEAD];
    if (!payload_has_counter(length)) return true;
    memcpy(counter, in, sizeof *counter);
    head_of(head, length, pid, *counter);
    if (memcmp(in, head, least(length, HEAD)) != 0) return false;
    struct words words = words_of(length, pid, *counter);
    for (size_t i = HEAD; i < length; i += 8) {
        const uint64_t word = next_word(&words);
        if (memcmp(in + i, &word, least(length - i, 8)) != 0) return false;
    }
    return true;
}

uint64_t digest_add(uint64_t digest, const void* bytes, size_t length) {
    const unsigned char* in = bytes;
    for (size_t i = 0; i < length; ++i) digest = (digest ^ in[i]) * 1099511628211ULL;
    return digest;
}

uint64_t digest_add_number(uint64_t digest, uint64_t number) {
    return digest_add(digest, &number, sizeof number);
}

uint64_t digest_payload(const void* bytes, size_t length) {
    const unsigned char* in = bytes;
    uint64_t digest = digest_add_number(DIGEST_START, length);
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        uint64_t word;
        memcpy(&word, in + i, 8);
        digest = (digest ^ word) * 0x9fb21c651e98df25ULL;
        digest ^= digest >> 32;
    }
    return digest_add(digest, in + i, length - i);
}

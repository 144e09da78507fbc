/*
 * direct_memory.c - see direct_memory.h.
 */
#define _GNU_SOURCE /* mremap */
#include "client/direct_memory.h"

#include <sys/mman.h>
#include <sys/stat.h>

enum { SIZE_MAX_OF_RING = 1 << 30 };

static unsigned char* reserve(size_t size) {
    void* all = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return all == MAP_FAILED ? NULL : all;
}

static unsigned char* map_file(void* where, int file, size_t offset, size_t size) {
    const int flags = MAP_SHARED | (where == NULL ? 0 : MAP_FIXED);
    void* mapped = mmap(where, size, PROT_READ | PROT_WRITE, flags, file, (off_t)offset);
    return mapped == MAP_FAILED ? NULL : mapped;
}

static unsigned char* map_twice(int file, size_t offset, size_t size) {
    unsigned char* data = reserve(2 * size);
    if (data == NULL) return NULL;
    if (map_file(data, file, offset, size) != NULL &&
        map_file(data + size, file, offset, size) != NULL)
        return data;
    munmap(data, 2 * size);
    return NULL;
}

/* With a size of 0 mremap leaves the old mapping and makes another one of the same memory. */
unsigned char* direct_map_again(const struct direct_ring* ring) {
    unsigned char* data = reserve(2 * ring->size);
    if (data == NULL) return NULL;
    for (size_t i = 0; i < 2; ++i)
        if (mremap(ring->data, 0, ring->size, MREMAP_MAYMOVE | MREMAP_FIXED,
                   data + i * ring->size) == MAP_FAILED) {
            munmap(data, 2 * ring->size);
            return NULL;
        }
    return data;
}

static bool sizes_fit(int file, const uint32_t sizes[DIRECT_RINGS]) {
    struct stat about;
    size_t size = DIRECT_PAGE;
    for (size_t i = 0; i < DIRECT_RINGS; ++i) {
        if (sizes[i] == 0 || sizes[i] % DIRECT_PAGE != 0 || sizes[i] > SIZE_MAX_OF_RING)
            return false;
        size += sizes[i];
    }
    return fstat(file, &about) == 0 && (size_t)about.st_size == size;
}

bool direct_map(int file, const uint32_t sizes[DIRECT_RINGS], unsigned char** page,
                struct direct_ring rings[DIRECT_RINGS]) {
    if (!sizes_fit(file, sizes)) return false;
    size_t offset = DIRECT_PAGE;
    *page = map_file(NULL, file, 0, DIRECT_PAGE);
    bool good = *page != NULL;
    for (size_t i = 0; i < DIRECT_RINGS; ++i) {
        rings[i] = (struct direct_ring){.size = sizes[i]};
        if (good) rings[i].words = *page + i * DIRECT_WORDS_OF_RING;
        if (good) rings[i].data = map_twice(file, offset, sizes[i]);
        good = good && rings[i].data != NULL;
        offset += sizes[i];
    }
    if (!good) direct_unmap(*page, rings);
    return good;
}

void direct_unmap(unsigned char* page, const struct direct_ring rings[DIRECT_RINGS]) {
    for (size_t i = 0; i < DIRECT_RINGS; ++i)
        if (rings[i].data != NULL) munmap(rings[i].data, 2 * rings[i].size);
    if (page != NULL) munmap(page, DIRECT_PAGE);
}

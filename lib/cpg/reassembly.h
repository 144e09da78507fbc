/*
 * reassembly.h - large messages, put together from their fragments, one at a time per sender.
 *
 * Memory follows the bytes that really came, not the total that a sender announces.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct unfinished;
struct reassembly {
    struct unfinished* first;
};

struct fragment {
    uint32_t nodeid;
    uint32_t pid;
    uint32_t total; /* bytes of the whole message */
    uint32_t type;  /* FRAGMENT_FIRST ... */
    const unsigned char* data;
    uint32_t length;
};

enum reassembly_result { REASSEMBLY_MORE, REASSEMBLY_WHOLE, REASSEMBLY_NO_MEMORY };

/*
 * Adds a fragment. REASSEMBLY_WHOLE: `*message` is the message of fragment->total bytes, to be
 * freed. A FIRST discards what is unfinished of its sender; what does not fit in is dropped
 * together with the message it pretends to belong to.
 */
enum reassembly_result reassembly_add(struct reassembly* reassembly,
                                      const struct fragment* fragment, void** message);

/* The sender is gone: so is its unfinished message. */
void reassembly_drop(struct reassembly* reassembly, uint32_t nodeid, uint32_t pid);
void reassembly_clear(struct reassembly* reassembly);

#ifdef __cplusplus
}
#endif

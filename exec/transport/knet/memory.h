// exec/transport/knet/memory.h - memory that libknet has written to but not used goes back.
//
// A handle of libknet fills some 70 MB when it is made: buffers for hundreds of large packets with
// zeros, and a table of half a million descriptors with one value. Nearly all of it stays so. A
// page of zeros can be dropped: the kernel gives a new one at the next touch. A long run of equal
// pages can be mapped to a few that they share until one is written to.
//
// A write that comes between the look at a page and its exchange would be lost, and libknet's
// threads run from the start, beside ours, which use the same heap. No knowledge of what they touch
// is relied on: all of them stand still meanwhile (Standstill), so nobody can write or see a
// page half exchanged. It is then right at any time, and takes some 20 ms.
//
// Locked memory stays locked in the manner of MCL_ONFAULT: what is touched later is locked then.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <span>

namespace baton::transport::knet {

struct GivenBack { // bytes
    std::size_t zero = 0;
    std::size_t equal = 0; // now mapped to few pages
    friend bool operator==(const GivenBack&, const GivenBack&) = default;
};

// Of private pages that nobody else touches meanwhile, and not of one's own stack; whole pages.
// `fold`: equal ones, too, which makes many mappings out of one.
GivenBack give_back(std::span<std::byte> pages, bool fold);

// Of the whole process, which gets no huge pages any more. An error: why nothing was done; it is
// none to worry about.
Result<GivenBack> give_back_unused_memory();

} // namespace baton::transport::knet

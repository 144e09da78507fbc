// exec/wire/ringid_file.h - what a node keeps on disk so that it never uses a ring id twice:
// the sequence number of its last ring, u64 in the machine's order, and nothing else.
#pragma once

#include "wire/fields.h"

#include "base/result.h"

#include <array>

namespace baton::wire {

constexpr std::size_t kRingIdFileSize = 8;

inline Result<std::uint64_t> decode_ringid_file(Bytes content) {
    const auto whole = Fields<kRingIdFileSize>::of(content);
    if (!whole || content.size() != kRingIdFileSize)
        return failure(Error::Kind::malformed, "ring id file: not 8 bytes long");
    return whole->get<std::uint64_t, 0>();
}

inline std::array<std::byte, kRingIdFileSize> encode_ringid_file(std::uint64_t ring_seq) {
    std::array<std::byte, kRingIdFileSize> bytes;
    FieldsOut<kRingIdFileSize>(std::span(bytes)).put<0>(ring_seq);
    return bytes;
}

} // namespace baton::wire

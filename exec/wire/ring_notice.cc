// exec/wire/ring_notice.cc - the two messages that say little more than a ring's id.
//
// Merge detect, "this ring exists", 29 bytes:     13 u32 sender   17 ring id
// Hold cancel, "send the token on", 25 bytes:     13 ring id
#include "wire/totem_header.h"

#include <algorithm>

namespace baton::wire {

namespace {
constexpr std::size_t kMergeDetectSize = 29;
constexpr std::size_t kHoldCancelSize = 25;
} // namespace

Result<MergeDetect> decode_merge_detect(Bytes datagram) {
    const auto header =
        decode_header_of(datagram, TotemType::merge_detect, kMergeDetectSize, "merge detect");
    if (!header) return tl::make_unexpected(header.error());
    const auto head = Fields<kMergeDetectSize>::of(datagram);
    if (header->sender == NodeId{} || head->node<13>() != header->sender)
        return failure(Error::Kind::malformed, "merge detect: unclear who has sent it");
    return MergeDetect{header->sender, header->target, head->ring<17>(),
                       datagram.subspan(kMergeDetectSize)};
}

Slice encode(const MergeDetect& message, BufferPool& pool) {
    Buffer buffer = pool.take(kMergeDetectSize + message.rest.size());
    FieldsOut<kMergeDetectSize> out(buffer.bytes().first<kMergeDetectSize>());
    put_header(out, TotemType::merge_detect, message.sender, message.target);
    out.put<13>(message.sender).put<17>(message.ring);
    std::copy(message.rest.begin(), message.rest.end(), buffer.bytes().begin() + kMergeDetectSize);
    return buffer.slice(0, buffer.size());
}

Result<HoldCancel> decode_hold_cancel(Bytes datagram) {
    const auto header =
        decode_header_of(datagram, TotemType::hold_cancel, kHoldCancelSize, "hold cancel");
    if (!header) return tl::make_unexpected(header.error());
    return HoldCancel{header->sender, header->target,
                      Fields<kHoldCancelSize>::of(datagram)->ring<13>()};
}

Slice encode(const HoldCancel& message, BufferPool& pool) {
    Buffer buffer = pool.take(kHoldCancelSize);
    FieldsOut<kHoldCancelSize> out(buffer.bytes().first<kHoldCancelSize>());
    put_header(out, TotemType::hold_cancel, message.sender, message.target);
    out.put<13>(message.ring);
    return buffer.slice(0, buffer.size());
}

} // namespace baton::wire

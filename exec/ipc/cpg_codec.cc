// exec/ipc/cpg_codec.cc - what cpg clients ask, read from bytes that they may have made up.
#include "ipc/cpg_codec.h"

#include "ipc/request_table.h"

#include <algorithm>
#include <utility>

namespace baton::cpg_ipc {
namespace {

using ipc::CsError;
using ipc::Decoded;
using ipc::refuse;

constexpr std::size_t kMulticastFixedSize = 40;
constexpr std::size_t kPartialFixedSize = 56;

// Every decoder is called with a message of at least its fixed size.

Decoded<Request> decode_join(Bytes message) {
    const auto group = ipc::get_group_name(message, 16);
    return cpg::JoinRequest{.group = group.value_or(GroupName()),
                            .name_too_long = !group.has_value(),
                            .pid = ipc::get_u32(message, 152),
                            .flags = ipc::get_u32(message, 160)};
}

// The name is not needed to leave: a connection is in one group at most. So a bad one is no error.
Decoded<Request> decode_leave(Bytes message) {
    return cpg::LeaveRequest{.group = ipc::get_group_name(message, 16).value_or(GroupName()),
                             .pid = ipc::get_u32(message, 152)};
}

Decoded<Request> decode_multicast(Bytes message) {
    const std::size_t length = ipc::get_u32(message, 32);
    const Bytes data = message.subspan(kMulticastFixedSize);
    if (length > data.size()) return refuse("multicast: longer than its request");
    return cpg::MulticastRequest{
        .guarantee = ipc::get_u32(message, 24), .zero_copy = false, .data = data.first(length)};
}

Decoded<Request> decode_membership(Bytes message) {
    const auto group = ipc::get_group_name(message, 16);
    if (!group) return refuse("membership: the name is too long");
    return cpg::MembershipRequest{*group};
}

Decoded<Request> decode_local_get(Bytes) { return cpg::LocalGetRequest{}; }

Decoded<Request> decode_iteration_start(Bytes message) {
    constexpr std::uint32_t kOneGroup = 2; // the other types leave the name as it happened to be
    const std::uint32_t type = ipc::get_u32(message, 152);
    if (type != kOneGroup) return cpg::IterationStartRequest{{}, type};
    const auto group = ipc::get_group_name(message, 16);
    if (!group) return refuse("iteration: the name is too long");
    return cpg::IterationStartRequest{*group, type};
}

Decoded<Request> decode_iteration_next(Bytes message) {
    return cpg::IterationNextRequest{ipc::get_u64(message, 16)};
}

Decoded<Request> decode_iteration_end(Bytes message) {
    return cpg::IterationEndRequest{ipc::get_u64(message, 16)};
}

Decoded<Request> decode_finalize(Bytes) { return cpg::FinalizeRequest{}; }

Decoded<Request> decode_zero_copy_alloc(Bytes message) {
    const Bytes path = message.subspan(24, 128);
    const auto end = std::find(path.begin(), path.end(), std::byte{0});
    if (end == path.end()) return refuse("zero-copy: the path does not end");
    if (end == path.begin()) return refuse("zero-copy: no path");
    const auto* text = reinterpret_cast<const char*>(path.data());
    return ZeroCopyAlloc{ipc::get_u64(message, 16),
                         std::string(text, static_cast<std::size_t>(end - path.begin()))};
}

Decoded<Request> decode_zero_copy_free(Bytes message) {
    return ZeroCopyFree{ipc::get_u64(message, 16), ipc::get_u64(message, 24)};
}

Decoded<Request> decode_zero_copy_execute(Bytes message) {
    return ZeroCopyExecute{ipc::get_u64(message, 16)};
}

Decoded<Request> decode_partial(Bytes message) {
    const std::size_t length = ipc::get_u32(message, 40);
    const std::uint32_t part = ipc::get_u32(message, 48);
    const Bytes data = message.subspan(kPartialFixedSize);
    if (length > data.size()) return refuse("partial multicast: longer than its request");
    if (part < 1 || part > 3) return refuse("partial multicast: an unknown kind of part");
    return cpg::PartialMulticastRequest{.guarantee = ipc::get_u32(message, 24),
                                        .total_length = ipc::get_u32(message, 32),
                                        .part = part,
                                        .data = data.first(length)};
}

const ipc::RequestTable<Request, 13> kRequests({
    {168, true, decode_join},
    {160, true, decode_leave},
    {kMulticastFixedSize, true, decode_multicast},
    {152, false, decode_membership},
    {16, false, decode_local_get},
    {160, false, decode_iteration_start},
    {24, false, decode_iteration_next},
    {24, false, decode_iteration_end},
    {16, true, decode_finalize},
    {152, true, decode_zero_copy_alloc},
    {32, true, decode_zero_copy_free},
    {24, true, decode_zero_copy_execute},
    {kPartialFixedSize, true, decode_partial},
});

} // namespace

Decoded<Request> decode_cpg_request(Bytes message) {
    Decoded<Request> request = kRequests.decode(message);
    const auto header = ipc::read_request_header(message);
    if (!request && header && header->id == kMulticastId) request.error().answer = false;
    return request;
}

Decoded<cpg::MulticastRequest> decode_zero_copy(Bytes map) {
    if (map.size() < kZeroCopyDataOffset) return refuse("zero-copy: a map without room for data");
    const Bytes message = map.subspan(kZeroCopyHeaderSize);
    const std::size_t length = ipc::get_u32(message, 32);
    const Bytes data = map.subspan(kZeroCopyDataOffset);
    if (length > data.size()) return refuse("zero-copy: longer than the map");
    if (length > cpg::kMessageMax) return refuse("zero-copy: too long", CsError::too_big);
    return cpg::MulticastRequest{
        .guarantee = ipc::get_u32(message, 24), .zero_copy = true, .data = data.first(length)};
}

std::optional<cpg::MulticastRequest> read_multicast(Bytes message) {
    if (message.size() < kMulticastFixedSize || message.size() > ipc::kMessageMax)
        return std::nullopt;
    const auto header = ipc::read_request_header(message);
    const std::size_t length = ipc::get_u32(message, 32);
    if (header->id != kMulticastId || std::cmp_not_equal(header->size, message.size()) ||
        length > message.size() - kMulticastFixedSize)
        return std::nullopt;
    return cpg::MulticastRequest{.guarantee = ipc::get_u32(message, 24),
                                 .zero_copy = false,
                                 .data = message.subspan(kMulticastFixedSize, length)};
}

} // namespace baton::cpg_ipc

// exec/ipc/cmap_codec.cc - what cmap clients ask, read from bytes that they may have made up.
#include "ipc/cmap_codec.h"

#include "ipc/request_table.h"

namespace baton::cmap_ipc {
namespace {

using cmap::Request;
using ipc::Decoded;

constexpr std::size_t kKeySize = 256;
constexpr std::size_t kSetFixedSize = 296;

// Every decoder is called with a message of at least its fixed size.

std::string get_key(Bytes message) { return ipc::get_text(message, 24, kKeySize); }

// Who wants all keys need not have written one.
std::string get_prefix(Bytes message) {
    return ipc::get_u16(message, 16) == 0 ? std::string() : get_key(message);
}

std::int32_t get_i32(Bytes message, std::size_t offset) {
    return static_cast<std::int32_t>(ipc::get_u32(message, offset));
}

Decoded<Request> decode_set(Bytes message) {
    const std::uint64_t length = ipc::get_u64(message, 280);
    const Bytes value = message.subspan(kSetFixedSize);
    if (length > value.size()) return ipc::refuse("set: a value longer than its request");
    return cmap::SetRequest{
        get_key(message),
        {static_cast<cmap::Type>(ipc::get_u8(message, 288)),
         std::string(reinterpret_cast<const char*>(value.data()), std::size_t{length})}};
}

Decoded<Request> decode_delete(Bytes message) { return cmap::DeleteRequest{get_key(message)}; }

Decoded<Request> decode_get(Bytes message) {
    return cmap::GetRequest{get_key(message), ipc::get_u64(message, 280)};
}

Decoded<Request> decode_adjust(Bytes message) {
    return cmap::AdjustRequest{get_key(message), get_i32(message, 280)};
}

Decoded<Request> decode_iteration_start(Bytes message) {
    return cmap::IterationStartRequest{get_prefix(message)};
}

Decoded<Request> decode_iteration_next(Bytes message) {
    return cmap::IterationNextRequest{ipc::get_u64(message, 16)};
}

Decoded<Request> decode_iteration_end(Bytes message) {
    return cmap::IterationEndRequest{ipc::get_u64(message, 16)};
}

Decoded<Request> decode_track(Bytes message) {
    return cmap::TrackRequest{get_prefix(message), get_i32(message, 280),
                              ipc::get_u64(message, 288)};
}

Decoded<Request> decode_untrack(Bytes message) {
    return cmap::UntrackRequest{ipc::get_u64(message, 16)};
}

Decoded<Request> decode_choose_map(Bytes message) {
    return cmap::ChooseMapRequest{get_i32(message, 16)};
}

const ipc::RequestTable<Request, 10> kRequests({
    {kSetFixedSize, false, decode_set},
    {280, false, decode_delete},
    {288, false, decode_get},
    {288, false, decode_adjust},
    {280, false, decode_iteration_start},
    {24, false, decode_iteration_next},
    {24, false, decode_iteration_end},
    {296, false, decode_track},
    {24, false, decode_untrack},
    {24, false, decode_choose_map},
});

} // namespace

Decoded<Request> decode_cmap_request(Bytes message) { return kRequests.decode(message); }

} // namespace baton::cmap_ipc

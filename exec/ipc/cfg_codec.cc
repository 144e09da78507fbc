// exec/ipc/cfg_codec.cc - what cfg clients ask, read from bytes that they may have made up.
#include "ipc/cfg_codec.h"

#include "ipc/request_table.h"

#include <algorithm>

namespace baton::cfg_ipc {
namespace {

using cfg::Request;
using ipc::Decoded;

constexpr std::size_t kReasonSize = 256;

// Every decoder is called with a message of at least its fixed size.

template <class Kind>
Decoded<Request> decode_empty(Bytes) {
    return Kind{};
}

Decoded<Request> decode_kill(Bytes message) {
    const std::size_t length = ipc::get_u16(message, 24);
    if (length > kReasonSize) return ipc::refuse("kill: the reason is too long");
    const std::size_t most = std::min(length, kReasonSize - 1); // without its NUL
    return cfg::KillNodeRequest{{ipc::get_u32(message, 16)}, ipc::get_text(message, 26, most)};
}

// An unknown kind is the one that asks everybody.
Decoded<Request> decode_shutdown(Bytes message) {
    auto kind = static_cast<cfg::ShutdownKind>(ipc::get_u32(message, 16));
    if (kind != cfg::ShutdownKind::regardless && kind != cfg::ShutdownKind::immediate)
        kind = cfg::ShutdownKind::request;
    return cfg::ShutdownRequest{kind};
}

Decoded<Request> decode_answer(Bytes message) {
    return cfg::ShutdownAnswer{ipc::get_u32(message, 16) != 0};
}

Decoded<Request> decode_addresses(Bytes message) {
    return cfg::AddressesRequest{{ipc::get_u32(message, 16)}};
}

Decoded<Request> decode_node_status(Bytes message) {
    return cfg::NodeStatusRequest{{ipc::get_u32(message, 16)}, ipc::get_u32(message, 24)};
}

const ipc::RequestTable<Request, 12> kRequests({
    {16, true, decode_empty<cfg::RingStatusRequest>},
    {16, true, decode_empty<cfg::RingReenableRequest>},
    {288, true, decode_kill},
    {24, true, decode_shutdown},
    {24, true, decode_answer},
    {24, false, decode_addresses},
    {16, false, decode_empty<cfg::LocalGetRequest>},
    {16, true, decode_empty<cfg::ReloadRequest>},
    {16, false, decode_empty<cfg::ReopenLogsRequest>},
    {32, false, decode_node_status},
    {24, true, decode_empty<cfg::TrackRequest>},
    {16, true, decode_empty<cfg::UntrackRequest>},
});

} // namespace

Decoded<Request> decode_cfg_request(Bytes message) { return kRequests.decode(message); }

bool subject_to_flow_control(std::int32_t id) { return kRequests.flow_control(id); }

} // namespace baton::cfg_ipc

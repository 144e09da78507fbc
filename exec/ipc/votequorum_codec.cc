// exec/ipc/votequorum_codec.cc - what votequorum clients ask, read from bytes that they may have
// made up.
#include "ipc/votequorum_codec.h"

#include "ipc/request_table.h"

namespace baton::votequorum_ipc {
namespace {

using ipc::Decoded;
using votequorum::Request;

constexpr std::size_t kNameAt = 16;
constexpr std::size_t kNameSize = 255;

// Every decoder is called with a message of at least its fixed size.

std::string get_name(Bytes message, std::size_t offset = kNameAt) {
    return ipc::get_text(message, offset, kNameSize);
}

// Names end before the end of their field: no device has one of 255 characters.
template <class Make>
Decoded<Request> with_name(Bytes message, Make make) {
    std::string name = get_name(message);
    if (name.size() == kNameSize) return ipc::refuse("the name of a device does not end");
    return make(std::move(name));
}

Decoded<Request> decode_get_info(Bytes message) {
    return votequorum::GetInfoRequest{{ipc::get_u32(message, 16)}};
}

Decoded<Request> decode_set_expected(Bytes message) {
    return votequorum::SetExpectedRequest{ipc::get_u32(message, 16)};
}

Decoded<Request> decode_set_votes(Bytes message) {
    return votequorum::SetVotesRequest{.node = {ipc::get_u32(message, 20)},
                                       .votes = ipc::get_u32(message, 16)};
}

Decoded<Request> decode_track(Bytes message) {
    return votequorum::TrackRequest{ipc::get_u64(message, 16), ipc::get_u32(message, 24)};
}

Decoded<Request> decode_untrack(Bytes) { return votequorum::UntrackRequest{}; }

Decoded<Request> decode_register(Bytes message) {
    return with_name(message, [](std::string name) -> Request {
        return votequorum::DeviceRegisterRequest{std::move(name)};
    });
}

Decoded<Request> decode_unregister(Bytes message) {
    return with_name(message, [](std::string name) -> Request {
        return votequorum::DeviceUnregisterRequest{std::move(name)};
    });
}

Decoded<Request> decode_update(Bytes message) {
    std::string wanted = get_name(message, kNameAt + kNameSize);
    if (wanted.size() == kNameSize) return ipc::refuse("the new name of a device does not end");
    return with_name(message, [&](std::string name) -> Request {
        return votequorum::DeviceUpdateRequest{std::move(name), std::move(wanted)};
    });
}

Decoded<Request> decode_poll(Bytes message) {
    return with_name(message, [&](std::string name) -> Request {
        return votequorum::DevicePollRequest{
            .name = std::move(name),
            .cast_vote = ipc::get_u32(message, 272) != 0,
            .ring = {{ipc::get_u32(message, 280)}, ipc::get_u64(message, 288)}};
    });
}

Decoded<Request> decode_master_wins(Bytes message) {
    return with_name(message, [&](std::string name) -> Request {
        return votequorum::DeviceMasterWinsRequest{std::move(name),
                                                   ipc::get_u32(message, 272) != 0};
    });
}

const ipc::RequestTable<Request, 10> kRequests({
    {24, false, decode_get_info},
    {24, false, decode_set_expected},
    {24, false, decode_set_votes},
    {32, false, decode_track},
    {16, false, decode_untrack},
    {272, false, decode_register},
    {272, false, decode_unregister},
    {528, false, decode_update},
    {296, false, decode_poll},
    {280, false, decode_master_wins},
});

} // namespace

Decoded<Request> decode_votequorum_request(Bytes message) { return kRequests.decode(message); }

} // namespace baton::votequorum_ipc

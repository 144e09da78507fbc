// exec/ipc/quorum_codec.cc - what quorum clients ask, read from bytes that they may have made up.
#include "ipc/quorum_codec.h"

#include "ipc/request_table.h"

namespace baton::quorum_ipc {
namespace {

using ipc::Decoded;
using quorum::Request;

template <class Kind>
Decoded<Request> decode_empty(Bytes) {
    return Kind{};
}

Decoded<Request> decode_track(Bytes message) {
    return quorum::TrackRequest{ipc::get_u32(message, 16)};
}

Decoded<Request> decode_model_get_type(Bytes message) {
    return quorum::ModelGetTypeRequest{ipc::get_u32(message, 16)};
}

const ipc::RequestTable<Request, 5> kRequests({
    {16, false, decode_empty<quorum::GetQuorateRequest>},
    {24, false, decode_track},
    {16, false, decode_empty<quorum::UntrackRequest>},
    {16, false, decode_empty<quorum::GetTypeRequest>},
    {24, false, decode_model_get_type},
});

} // namespace

Decoded<Request> decode_quorum_request(Bytes message) { return kRequests.decode(message); }

} // namespace baton::quorum_ipc

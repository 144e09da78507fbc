// exec/ipc/service_codec.cc - the table of the services.
#include "ipc/service_codec.h"

#include "ipc/cfg_codec.h"
#include "ipc/cmap_codec.h"
#include "ipc/cpg_codec.h"
#include "ipc/quorum_codec.h"
#include "ipc/votequorum_codec.h"

#include <variant>

namespace baton::ipc {
namespace {

template <class Request, Decoded<Request> (*decode)(Bytes)>
Decoded<ClientRequest> decode_as(Bytes message) {
    auto request = decode(message);
    if (!request) return tl::make_unexpected(request.error());
    return ClientRequest(std::move(*request));
}

// Of all services but cpg messages are short, and are one piece.
template <class Kind, void (*encode)(const Kind&, std::vector<std::byte>&), class Any>
Bytes encode_as(const Any& any, std::vector<std::byte>& message) {
    encode(std::get<Kind>(any), message);
    return {};
}

Bytes encode_cpg_reply(const ClientReply& reply, std::vector<std::byte>& header) {
    return cpg_ipc::encode(std::get<cpg::Reply>(reply), header);
}

Bytes encode_cpg_event(const ClientEvent& event, std::vector<std::byte>& header) {
    return cpg_ipc::encode(std::get<cpg::Event>(event), header);
}

// A client of these gets few and short events: what waits in vain is cut off early.
constexpr EventQueue::Limits kFewEvents{.client = std::size_t{8} << 20U,
                                        .all = std::size_t{64} << 20U};

} // namespace

const ServiceCodec kCpg{.name = "cpg",
                        .id = wire::ServiceId::cpg,
                        .part = LogPart::cpg,
                        .decode = nullptr,
                        .encode_reply = encode_cpg_reply,
                        .encode_event = encode_cpg_event,
                        .subject_to_flow_control = nullptr,
                        .waits_for_synchronisation = true,
                        .waits_for_send_queue = true,
                        .waits_for_clients = true,
                        .waiting_events = {},
                        .direct = true};

// Nothing of it goes to other nodes, so a full send queue is no reason to wait.
const ServiceCodec kCmap{.name = "cmap",
                         .id = wire::ServiceId::cmap,
                         .part = LogPart::cmap,
                         .decode = decode_as<cmap::Request, cmap_ipc::decode_cmap_request>,
                         .encode_reply = encode_as<cmap::Reply, cmap_ipc::encode>,
                         .encode_event = encode_as<cmap::Event, cmap_ipc::encode>,
                         .subject_to_flow_control = nullptr,
                         .waits_for_synchronisation = true,
                         .waits_for_send_queue = false,
                         .waits_for_clients = false,
                         .waiting_events = kFewEvents};

const ServiceCodec kCfg{.name = "cfg",
                        .id = wire::ServiceId::cfg,
                        .part = LogPart::cfg,
                        .decode = decode_as<cfg::Request, cfg_ipc::decode_cfg_request>,
                        .encode_reply = encode_as<cfg::Reply, cfg_ipc::encode>,
                        .encode_event = encode_as<cfg::Event, cfg_ipc::encode>,
                        .subject_to_flow_control = cfg_ipc::subject_to_flow_control,
                        .waits_for_synchronisation = true,
                        .waits_for_send_queue = true,
                        .waits_for_clients = false,
                        .waiting_events = kFewEvents};

const ServiceCodec kQuorum{.name = "quorum",
                           .id = wire::ServiceId::quorum,
                           .part = LogPart::quorum,
                           .decode = decode_as<quorum::Request, quorum_ipc::decode_quorum_request>,
                           .encode_reply = encode_as<quorum::Reply, quorum_ipc::encode>,
                           .encode_event = encode_as<quorum::Event, quorum_ipc::encode>,
                           .subject_to_flow_control = nullptr,
                           .waits_for_synchronisation = true,
                           .waits_for_send_queue = false,
                           .waits_for_clients = false,
                           .waiting_events = kFewEvents};

// A device votes while the nodes synchronise: they wait for it.
const ServiceCodec kVotequorum{
    .name = "votequorum",
    .id = wire::ServiceId::votequorum,
    .part = LogPart::votequorum,
    .decode = decode_as<votequorum::Request, votequorum_ipc::decode_votequorum_request>,
    .encode_reply = encode_as<votequorum::Reply, votequorum_ipc::encode>,
    .encode_event = encode_as<votequorum::Event, votequorum_ipc::encode>,
    .subject_to_flow_control = nullptr,
    .waits_for_synchronisation = false,
    .waits_for_send_queue = true,
    .waits_for_clients = false,
    .waiting_events = kFewEvents};

} // namespace baton::ipc

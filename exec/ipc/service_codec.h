// exec/ipc/service_codec.h - the services of the local protocol: a line for each, which says how
// its messages are read and written and when its clients have to wait.
#pragma once

#include "base/log.h"
#include "ipc/event_queue.h"
#include "ipc/local_protocol.h"
#include "services/client.h"
#include "wire/service.h"

#include <cstdint>
#include <vector>

namespace baton::ipc {

struct ServiceCodec {
    const char* name; // of its socket
    wire::ServiceId id;
    LogPart part;
    Decoded<ClientRequest> (*decode)(Bytes message);
    // Each makes `header` the front of the message and returns what follows it. Only for replies
    // and events of this service.
    Bytes (*encode_reply)(const ClientReply& reply, std::vector<std::byte>& header);
    Bytes (*encode_event)(const ClientEvent& event, std::vector<std::byte>& header);
    // Whether the request of this id is refused while the ring cannot take messages. None: the
    // service itself says what cannot be sent.
    bool (*subject_to_flow_control)(std::int32_t id);
    // Requests stay unread during a synchronisation,
    bool waits_for_synchronisation;
    // while the send queue is nearly full,
    bool waits_for_send_queue;
    // and while clients let many events wait: what they send becomes events.
    bool waits_for_clients;
    EventQueue::Limits waiting_events;
    bool direct = false; // our own library has a shorter way to it
};

// Its zero-copy requests are no requests of the service, so it has no `decode`.
extern const ServiceCodec kCpg;
extern const ServiceCodec kCmap;
extern const ServiceCodec kCfg;
extern const ServiceCodec kQuorum;
extern const ServiceCodec kVotequorum;

} // namespace baton::ipc

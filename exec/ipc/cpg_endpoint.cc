// exec/ipc/cpg_endpoint.cc - requests of cpg clients, with their zero-copy files.
#include "ipc/cpg_endpoint.h"

namespace baton::ipc {

void CpgEndpoint::forget(ClientId client) {
    zero_copy_.forget(client);
    Endpoint::forget(client);
}

void CpgEndpoint::deliver(const cpg::DeliveryRun& run) {
    for (const cpg::Delivery& each : run) deliver(run, each);
}

void CpgEndpoint::deliver(const cpg::DeliveryRun& run, const cpg::Delivery& delivery) {
    if (!(audience_ == delivery.audience)) know(delivery.audience);
    const bool small =
        delivery.part == 0 && delivery.rest == 0 && delivery.data.size() <= kRecordMax;
    const bool as_records = delivery.records > 0 || small;
    if (as_records && !of_records_.empty()) deliver_records(delivery);
    const auto& others = as_records ? of_events_ : audience_->clients;
    if (others.empty()) return;
    cpg::for_each_message(delivery, [&](const cpg::Delivery& message) {
        const Bytes head = deliveries_.header_of(message);
        const Pieces data = run.data_of(message);
        for (const ClientId client : others) events().send(client, head, data);
    });
}

void CpgEndpoint::deliver_records(const cpg::Delivery& delivery) {
    const auto& head = deliveries_.head_of_records(delivery);
    const Bytes data = delivery.data.bytes();
    const auto front = wire::encode_record_header(data.size());
    const bool many = delivery.records > 0;
    const EventRecords records{.head = head.bytes,
                               .number = head.number,
                               .count = many ? delivery.records : 1,
                               .front = many ? Bytes{} : Bytes(front),
                               .rest = data};
    for (const ClientId client : of_records_) events().send(client, records);
}

// What a client takes is said when it connects.
void CpgEndpoint::know(const Shared<const cpg::Audience>& audience) {
    audience_ = audience;
    of_records_.clear();
    of_events_.clear();
    for (const ClientId client : audience->clients)
        (server().takes_records(client) ? of_records_ : of_events_).push_back(client);
}

bool CpgEndpoint::multicasts(ClientId client, const cpg::MulticastRun& run) {
    if (!backend().client_multicasts(client, run)) regulate();
    return true;
}

bool CpgEndpoint::serve_multicast(ClientId client, Bytes message) {
    const auto multicast = cpg_ipc::read_multicast(message);
    if (!multicast) return false;
    if (!backend().client_multicast(client, *multicast)) regulate();
    return true;
}

void CpgEndpoint::serve(ClientId client, Bytes message) {
    const auto decoded = cpg_ipc::decode_cpg_request(message);
    if (decoded)
        std::visit([&](const auto& request) { serve(client, request); }, *decoded);
    else
        refuse(client, decoded.error());
}

void CpgEndpoint::serve(ClientId client, const cpg::Request& request) {
    backend().client_request(client, request);
}

// A failure is told by an address that stays 0.
void CpgEndpoint::serve(ClientId client, const cpg_ipc::ZeroCopyAlloc& request) {
    const auto made = zero_copy_.alloc(client, credentials(client).user, request);
    if (!made) log(LogLevel::info, made.error().what);
    cpg_ipc::encode_zero_copy_done(made ? CsError::ok : CsError::invalid_param, header_);
    send(client, header_);
}

void CpgEndpoint::serve(ClientId client, const cpg_ipc::ZeroCopyFree& request) {
    const bool was_there = zero_copy_.free(client, request.address);
    cpg_ipc::encode_zero_copy_done(was_there ? CsError::ok : CsError::invalid_param, header_);
    send(client, header_);
}

void CpgEndpoint::serve(ClientId client, const cpg_ipc::ZeroCopyExecute& request) {
    const auto message = zero_copy_.read(client, request.address);
    if (message)
        backend().client_request(client, cpg::Request(*message));
    else
        reply(client, cpg::Reply(cpg::StatusReply{cpg::ReplyTo::zero_copy, message.error().error}));
}

} // namespace baton::ipc

// exec/ipc/cpg_endpoint.cc - requests of cpg clients, with their zero-copy files.
#include "ipc/cpg_endpoint.h"

namespace baton::ipc {

void CpgEndpoint::forget(ClientId client) {
    zero_copy_.forget(client);
    Endpoint::forget(client);
}

void CpgEndpoint::deliver(const cpg::DeliveryRun& run) {
    for (const cpg::Delivery& each : run) {
        const Bytes head = deliveries_.header_of(each);
        for (const ClientId client : each.audience->clients)
            events().send(client, head, each.data.bytes());
    }
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

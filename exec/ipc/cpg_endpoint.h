// exec/ipc/cpg_endpoint.h - the cpg service as local clients see it: an endpoint like all others,
// and the messages that they hand over in files instead of requests.
#pragma once

#include "ipc/cpg_codec.h"
#include "ipc/endpoint.h"
#include "ipc/zero_copy.h"

namespace baton::ipc {

class CpgEndpoint final : public Endpoint {
public:
    CpgEndpoint(loop::Loop& loop, BufferPool& pool, const std::string& prefix, Channel channel,
                Backend& backend, std::function<void(LogLine)> log)
        : Endpoint(loop, pool, prefix, channel, kCpg, backend, std::move(log)) {}
    CpgEndpoint(loop::Loop& loop, BufferPool& pool, const MakeServer& make_server, Backend& backend,
                std::function<void(LogLine)> log)
        : Endpoint(loop, pool, make_server, kCpg, backend, std::move(log)) {}
    ~CpgEndpoint() override { shut_down(); } // while it can still forget its files

    void deliver(const cpg::DeliveryRun& run);

private:
    bool multicasts(ClientId client, const cpg::MulticastRun& run) override;
    bool serve_multicast(ClientId client, Bytes message) override;
    void serve(ClientId client, Bytes message) override;
    void forget(ClientId client) override;

    void serve(ClientId client, const cpg::Request& request);
    void serve(ClientId client, const cpg_ipc::ZeroCopyAlloc& request);
    void serve(ClientId client, const cpg_ipc::ZeroCopyFree& request);
    void serve(ClientId client, const cpg_ipc::ZeroCopyExecute& request);

    void deliver(const cpg::DeliveryRun& run, const cpg::Delivery& delivery);
    void deliver_records(const cpg::Delivery& delivery);
    void know(const Shared<const cpg::Audience>& audience);

    ZeroCopyFiles zero_copy_;
    cpg_ipc::DeliveryEncoder deliveries_;
    // The audience of the last delivery: who of it takes records, and who does not.
    Shared<const cpg::Audience> audience_;
    std::vector<ClientId> of_records_;
    std::vector<ClientId> of_events_;
};

} // namespace baton::ipc

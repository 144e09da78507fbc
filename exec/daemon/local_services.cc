// exec/daemon/local_services.cc - one line for each service.
#include "daemon/local_services.h"

#include <algorithm>
#include <array>

namespace baton {

namespace {

// In the order of ClientReply and ClientEvent.
constexpr std::array kServices{wire::ServiceId::cpg, wire::ServiceId::cmap, wire::ServiceId::cfg,
                               wire::ServiceId::quorum, wire::ServiceId::votequorum};
static_assert(std::is_same_v<std::variant_alternative_t<0, ClientReply>, cpg::Reply>);
static_assert(std::is_same_v<std::variant_alternative_t<1, ClientReply>, cmap::Reply>);
static_assert(std::is_same_v<std::variant_alternative_t<2, ClientReply>, cfg::Reply>);
static_assert(std::is_same_v<std::variant_alternative_t<3, ClientReply>, quorum::Reply>);
static_assert(std::is_same_v<std::variant_alternative_t<4, ClientReply>, votequorum::Reply>);
static_assert(std::variant_size_v<ClientReply> == kServices.size());
static_assert(std::variant_size_v<ClientEvent> == kServices.size());

} // namespace

LocalServices::LocalServices(loop::Loop& loop, BufferPool& pool, Settings settings,
                             RingDriver& driver, const std::function<void(LogLine)>& log)
    : settings_(std::move(settings)), driver_(driver) {
    ipc::Backend& self = *this;
    const auto add = [&](const ipc::ServiceCodec& service) {
        endpoints_.push_back(std::make_unique<ipc::Endpoint>(
            loop, pool, settings_.prefix, settings_.channel, service, self, log));
    };
    if (settings_.votequorum) add(ipc::kVotequorum);
    add(ipc::kCmap);
    add(ipc::kCfg);
    auto cpg = std::make_unique<ipc::CpgEndpoint>(loop, pool, settings_.prefix, settings_.channel,
                                                  self, log);
    cpg_ = cpg.get();
    endpoints_.push_back(std::move(cpg));
    add(ipc::kQuorum);
}

Result<void> LocalServices::listen() {
    for (const auto& endpoint : endpoints_)
        if (auto listening = endpoint->listen(); !listening) return listening;
    return {};
}

ipc::Endpoint* LocalServices::find(wire::ServiceId service) const {
    const auto found = std::ranges::find(endpoints_, service, &ipc::Endpoint::id);
    return found == endpoints_.end() ? nullptr : found->get();
}

void LocalServices::reply(ClientId client, const ClientReply& reply) {
    if (auto* endpoint = find(kServices.at(reply.index()))) endpoint->reply(client, reply);
}

void LocalServices::event(ClientId client, const ClientEvent& event) {
    if (auto* endpoint = find(kServices.at(event.index()))) endpoint->event(client, event);
}

void LocalServices::end_of_turn() {
    for (const auto& endpoint : endpoints_) endpoint->end_of_turn();
}

void LocalServices::shut_down() {
    for (const auto& endpoint : endpoints_) endpoint->shut_down();
}

std::size_t LocalServices::clients(wire::ServiceId service) const {
    const ipc::Endpoint* endpoint = find(service);
    return endpoint == nullptr ? 0 : endpoint->clients();
}

std::size_t LocalServices::waiting_bytes() const {
    std::size_t all = 0;
    for (const auto& endpoint : endpoints_) all += endpoint->waiting_bytes();
    return all;
}

void LocalServices::statistics(const Outside::Statistic& take) const {
    std::uint64_t active = 0;
    std::uint64_t closed = 0;
    for (const auto& endpoint : endpoints_) {
        active += endpoint->clients();
        closed += endpoint->closed();
        endpoint->statistics(take);
    }
    take("stats.ipcs.global.active", cmap::Value::of(active));
    take("stats.ipcs.global.closed", cmap::Value::of(closed));
}

void LocalServices::clear_statistics() {
    for (const auto& endpoint : endpoints_) endpoint->clear_statistics();
}

} // namespace baton

// exec/transport/udpu.cc - one socket for all.
#include "transport/udpu.h"

#include "loop/clock.h"

namespace baton::transport {

namespace {

constexpr auto kUnlistedLines = std::chrono::minutes{1};

IpAddress without_scope(IpAddress address) {
    address.scope_id = 0;
    return address;
}

} // namespace

Udpu::Udpu(loop::Loop& loop, BufferPool& pool, UdpConfig config, Events events)
    : UdpCommon(loop, pool, std::move(config), std::move(events)) {
    fill_targets();
}

void Udpu::fill_targets() {
    listed_.clear();
    targets_.clear();
    for (const UdpConfig::Peer& peer : config_.peers) {
        listed_.insert(without_scope(peer.address));
        if (peer.node != config_.self) targets_.emplace_back(peer.address, config_.port);
    }
}

Result<void> Udpu::open(const FoundInterface& /*on*/) {
    auto made = UdpSocket::bound_to(SocketAddress(own_, config_.port));
    if (!made) return tl::make_unexpected(made.error());
    socket_ = std::move(*made);
    set_up(socket_, true, true);
    watch_ = std::make_unique<loop::Watch>(loop_, socket_.number(), [this](int) { on_readable(); });
    if (!watch_->start(UV_READABLE))
        return failure(Error::Kind::system, "the loop cannot watch the socket");
    return {};
}

void Udpu::close() {
    watch_.reset();
    socket_ = UdpSocket();
}

// Only the address counts: a node may send from any port.
bool Udpu::is_listed(const SocketAddress& from) {
    if (!config_.only_listed_sources || listed_.contains(without_scope(from.address())))
        return true;
    if (const TimePoint now = loop::now();
        unlisted_logged_ == TimePoint{} || now - unlisted_logged_ > kUnlistedLines) {
        unlisted_logged_ = now;
        log(LogLevel::info,
            "datagrams from " + from.address().text() + " are ignored: not in the node list");
    }
    return false;
}

void Udpu::on_readable() {
    receiver_.read(
        socket_.number(), [this](const SocketAddress& from) { return is_listed(from); }, received_);
    hand_up(received_);
}

void Udpu::discard_received() {
    if (up()) receiver_.discard(socket_.number());
}

} // namespace baton::transport

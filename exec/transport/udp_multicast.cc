// exec/transport/udp_multicast.cc - the three sockets of transport "udp".
#include "transport/udp_multicast.h"

namespace baton::transport {

UdpMulticast::UdpMulticast(loop::Loop& loop, BufferPool& pool, UdpConfig config, Events events)
    : UdpCommon(loop, pool, std::move(config), std::move(events)),
      token_receiver_(pool, counters_) {
    targets_.emplace_back(config_.multicast, config_.port);
}

Result<void> UdpMulticast::open_sockets(const FoundInterface& on) {
    const auto sending_port = static_cast<std::uint16_t>(config_.port - 1);
    auto hearing = UdpSocket::bound_to(SocketAddress(config_.multicast, config_.port), true);
    if (!hearing) return tl::make_unexpected(hearing.error());
    auto token = UdpSocket::bound_to(SocketAddress(own_, config_.port));
    if (!token) return tl::make_unexpected(token.error());
    auto sending = UdpSocket::bound_to(SocketAddress(own_, sending_port));
    if (!sending) return tl::make_unexpected(sending.error());
    hearing_ = std::move(*hearing);
    token_ = std::move(*token);
    sending_ = std::move(*sending);
    if (config_.broadcast) return sending_.allow_broadcast();
    return hearing_.join(config_.multicast, own_, on.index).and_then([&] {
        return sending_.send_multicast_from(own_, on.index, config_.ttl);
    });
}

Result<void> UdpMulticast::watch() {
    const auto on_event = [this](int) { on_readable(); };
    hearing_watch_ = std::make_unique<loop::Watch>(loop_, hearing_.number(), on_event);
    token_watch_ = std::make_unique<loop::Watch>(loop_, token_.number(), on_event);
    if (!hearing_watch_->start(UV_READABLE) || !token_watch_->start(UV_READABLE))
        return failure(Error::Kind::system, "the loop cannot watch the sockets");
    return {};
}

Result<void> UdpMulticast::open(const FoundInterface& on) {
    if (auto opened = open_sockets(on); !opened) return opened;
    token_receiver_.new_socket();
    set_up(token_, true, false);
    set_up(hearing_, true, false);
    set_up(sending_, false, true);
    return watch();
}

void UdpMulticast::close() {
    hearing_watch_.reset();
    token_watch_.reset();
    hearing_ = UdpSocket();
    token_ = UdpSocket();
    sending_ = UdpSocket();
}

// A token is handed up after all multicasts that were sent before it: it is read first, then the
// multicast socket is emptied. Otherwise the two sockets would let it overtake, and the node would
// ask for messages that it has.
void UdpMulticast::on_readable() {
    const auto anyone = [](const SocketAddress&) { return true; };
    token_receiver_.read(token_.number(), anyone, tokens_);
    // A broadcast comes back to its sender; own multicasts are given back inside the process.
    const SocketAddress own(own_, static_cast<std::uint16_t>(config_.port - 1));
    const auto others = [&](const SocketAddress& from) {
        return from.port() != own.port() || from.address() != own.address();
    };
    constexpr int kPassesMax = 16; // a flood must not starve the token for ever
    for (int pass = 0; pass < kPassesMax; ++pass)
        if (receiver_.read(hearing_.number(), others, received_)) break;
    received_.insert(received_.end(), tokens_.begin(), tokens_.end());
    tokens_.clear();
    hand_up(received_);
}

void UdpMulticast::discard_received() {
    if (!up()) return;
    receiver_.discard(hearing_.number());
    receiver_.discard(token_.number());
}

} // namespace baton::transport

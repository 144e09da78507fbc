// exec/transport/udp_common.cc - what does not depend on how a multicast reaches the others.
#include "transport/udp_common.h"

#include "loop/clock.h"

#include <algorithm>
#include <cstring>

namespace baton::transport {

namespace {
constexpr auto kErrorLines = std::chrono::seconds{10}; // one line about send errors per this time
}

IpAddress UdpConfig::own_address() const {
    for (const Peer& peer : peers)
        if (peer.node == self) return peer.address;
    return {};
}

UdpCommon::UdpCommon(loop::Loop& loop, BufferPool& pool, UdpConfig config, Events events)
    : loop_(loop), config_(std::move(config)), own_(config_.own_address()),
      receiver_(pool, counters_), events_(std::move(events)), interface_(own_) {
    fill_addresses();
}

void UdpCommon::fill_addresses() {
    addresses_.clear();
    for (const UdpConfig::Peer& peer : config_.peers)
        addresses_.emplace(peer.node, SocketAddress(peer.address, config_.port));
}

// What was collected for the old ones leaves first: it points to their addresses.
void UdpCommon::set_network(const Network& network) {
    const auto* udp = std::get_if<UdpConfig>(&network);
    if (udp == nullptr) return; // the transport itself changes at a start only
    flush();
    batch_.clear();
    config_.peers = udp->peers;
    config_.only_listed_sources = udp->only_listed_sources;
    fill_addresses();
    peers_changed();
}

Result<bool> UdpCommon::check_interface() {
    const auto& found = interface_.find();
    if (!found) {
        if (up()) log(LogLevel::error, "address " + own_.text() + " is gone from this machine");
        batch_.clear();
        close();
        return false;
    }
    if (up()) return true;
    receiver_.new_socket();
    if (auto opened = open(*found); !opened) {
        close();
        return tl::make_unexpected(opened.error());
    }
    log(LogLevel::info,
        "using " + own_.text() + " port " + std::to_string(config_.port) + " on " + found->name);
    return true;
}

void UdpCommon::multicast(const Slice& frame) {
    if (up()) batch_.multicast(frame);
}

void UdpCommon::unicast(NodeId to, const Slice& frame) {
    const auto found = addresses_.find(to);
    if (up() && found != addresses_.end()) batch_.unicast(found->second, frame);
}

void UdpCommon::flush() {
    if (batch_.empty() || !up()) return;
    if (const int number = batch_.send(sending_socket(), targets_, counters_); number != 0)
        report_send_error(number);
    if (batch_.refusal() != told_) report_refused_trains();
}

void UdpCommon::report_refused_trains() {
    told_ = batch_.refusal();
    if (!told_.empty()) log(LogLevel::info, "datagrams are sent one by one: " + told_);
}

void UdpCommon::report_send_error(int number) {
    ++errors_since_;
    const TimePoint now = loop::now();
    if (errors_logged_ != TimePoint{} && now - errors_logged_ < kErrorLines) return;
    log(LogLevel::warning, std::string("cannot send: ") + std::strerror(number) + " (" +
                               std::to_string(errors_since_) + " times)");
    errors_logged_ = now;
    errors_since_ = 0;
}

void UdpCommon::set_up(UdpSocket& socket, bool receives, bool sends) {
    const BufferSizes got = socket.enlarge_buffers();
    if (receives) {
        got_buffers_.receive = got.receive;
        socket.report_drops();
        receives_trains_ = socket.accept_trains();
    }
    if (sends) {
        got_buffers_.send = got.send;
        batch_.use_trains(socket.can_send_trains());
    }
}

std::vector<std::string> UdpCommon::warnings() const {
    std::vector<std::string> all;
    if (!up()) {
        all.push_back("address " + own_.text() + " is not on this machine");
        return all;
    }
    const auto small = [&](const char* what, std::size_t got, const char* setting) {
        if (got < UdpSocket::kSmallBuffer)
            all.push_back(std::string("the ") + what + " buffer of the socket has only " +
                          std::to_string(got / 1024) + " KiB; raise " + setting + " to " +
                          std::to_string(UdpSocket::kWantedBuffer));
    };
    small("receive", got_buffers_.receive, "net.core.rmem_max");
    small("send", got_buffers_.send, "net.core.wmem_max");
    return all;
}

std::optional<TrainUse> UdpCommon::trains() const {
    if (!up()) return std::nullopt;
    TrainUse use{batch_.limits().segment != 0, receives_trains_, batch_.refusal()};
    if (!use.received)
        use.why += std::string(use.why.empty() ? "" : "; ") +
                   "this kernel does not join datagrams that come in (UDP_GRO)";
    return use;
}

void UdpCommon::hand_up(std::vector<Slice>& datagrams) {
    if (!datagrams.empty()) events_.received(datagrams);
    datagrams.clear();
}

void UdpCommon::log(LogLevel level, std::string text) {
    events_.log({level, LogPart::totem, std::move(text)});
}

} // namespace baton::transport

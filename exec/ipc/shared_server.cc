// exec/ipc/shared_server.cc - who connects, what is read when, and who goes.
#include "ipc/shared_server.h"

#include "ipc/descriptors.h"
#include "ipc/local_protocol.h"
#include "loop/clock.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace baton::ipc {

SharedServer::SharedServer(loop::Loop& loop, std::string name, ServerUser& user,
                           std::function<void(LogLine)> log)
    : loop_(loop), name_(std::move(name)), user_(user), log_(std::move(log)),
      reception_(std::make_unique<Reception>(loop, name_, static_cast<Reception::Host&>(*this))),
      end_of_turn_(loop,
                   [this] {
                       give_back();
                       const bool more = go_on_reading();
                       show_events();
                       return more || !gone_.empty();
                   }),
      ending_(loop, [this] { end_marked(); }) {}

SharedServer::~SharedServer() {
    reception_.reset();
    disconnect_all();
}

void SharedServer::reject(int descriptor, int negative_errno) {
    send_rejection(descriptor, negative_errno);
}

void SharedServer::complain(std::string text) {
    const TimePoint now = loop::now();
    if (complained_ != TimePoint{} && now - complained_ < kSilence) return;
    complained_ = now;
    log_({LogLevel::warning, LogPart::ipc, "local service " + name_ + ": " + std::move(text)});
}

// ---- who comes

int SharedServer::refusal_of(const Greeting& greeting) {
    const Credentials& who = greeting.credentials();
    if (const int refused = user_.may_connect(who.user, who.group); refused != 0) return refused;
    const bool limited = is_of_reserve(greeting.descriptor());
    if (!limited && connections_.size() + gone_.size() < kClientsMax) return 0;
    complain(limited ? "too few file descriptors for another client"
                     : "as many clients as it can have");
    return -EMFILE;
}

void SharedServer::welcome(Greeting& greeting) {
    const int refused = refusal_of(greeting);
    if (refused != 0) {
        send_rejection(greeting.descriptor(), refused);
        return;
    }
    auto made = SharedConnection::create(name_, greeting.credentials());
    if (!made) {
        complain(made.error().what);
        send_rejection(greeting.descriptor(), -ENOMEM);
        return;
    }
    SharedConnection& connection = **made;
    const ClientId client = next_client();
    connection.set_reading(reading_ != Reading::off);
    const int descriptor = greeting.take();
    if (descriptor < 0) return;
    const bool watched = connection.attach(
        loop_, descriptor, [this, client](int events) { on_event(client, events); });
    if (!watched || !send_welcome(descriptor, connection.channels(), client)) return;
    connections_.emplace(client, std::move(*made));
    user_.connected(client, greeting.credentials());
}

// ---- what they say

SharedConnection* SharedServer::find(ClientId client) const {
    const auto found = connections_.find(client);
    return found == connections_.end() ? nullptr : found->second.get();
}

// Of its end the socket tells once, and perhaps before its last bytes were read: they say nothing
// that is not in the ring.
void SharedServer::on_event(ClientId client, int events) {
    SharedConnection* connection = find(client);
    if (connection == nullptr) return;
    if ((events & UV_DISCONNECT) != 0)
        connection->hang_up();
    else if ((events & UV_READABLE) != 0 && reading_ != Reading::off)
        connection->take_bytes();
    if ((events & UV_WRITABLE) != 0) connection->pay();
    if (connection->hung_up() || reading_ != Reading::off) read_requests(client, *connection);
}

// A client that is gone: what it said before is read, unless nothing is read at present.
void SharedServer::look_for_end(ClientId client, const SharedConnection& connection) {
    if (!connection.hung_up()) return;
    if (connection.has_request() && reading_ != Reading::off)
        unread_.insert(client);
    else
        disconnect(client);
}

void SharedServer::read_requests(ClientId client, SharedConnection& connection) {
    constexpr std::int32_t kDisconnect = -3;
    unread_.erase(client);
    for (int i = 0; reading_ != Reading::off && !marked_.contains(client); ++i) {
        if (i == (reading_ == Reading::one_each ? 1 : kRequestsPerTurn)) break;
        const auto outcome = connection.read(request_);
        if (outcome == SharedRing::Outcome::broken) return disconnect(client);
        if (outcome == SharedRing::Outcome::not_now) break;
        const auto header = read_request_header(request_);
        if (header && header->id == kDisconnect) return disconnect(client);
        user_.request(client, request_);
    }
    const bool more = connection.has_request() && !marked_.contains(client);
    if (more) unread_.insert(client);
    look_for_end(client, connection);
}

// In every turn, until nothing is left. What it leads to is looked after in the next turn.
bool SharedServer::go_on_reading() {
    if (reading_ == Reading::off || unread_.empty()) return false;
    const std::set<ClientId> clients = unread_;
    for (const ClientId client : clients)
        if (SharedConnection* connection = find(client); connection != nullptr)
            read_requests(client, *connection);
    return true;
}

void SharedServer::set_reading(Reading how) {
    if (reading_ == how) return;
    const bool was_off = reading_ == Reading::off;
    reading_ = how;
    if (was_off != (how == Reading::off))
        for (const auto& [client, connection] : connections_)
            connection->set_reading(how != Reading::off);
}

// ---- what they are told

// A ring that no client library would leave like that ends the connection.
Sent SharedServer::outcome(ClientId client, SharedRing::Outcome outcome) {
    if (outcome == SharedRing::Outcome::done) return Sent::yes;
    if (outcome == SharedRing::Outcome::not_now) return Sent::full;
    disconnect(client);
    return Sent::gone;
}

Sent SharedServer::reply(ClientId client, Bytes head, Bytes tail) {
    SharedConnection* connection = find(client);
    if (connection == nullptr) return Sent::gone;
    if (head.size() + tail.size() > kMessageMax) return Sent::too_big;
    return outcome(client, connection->reply(head, tail));
}

Sent SharedServer::event(ClientId client, Bytes head, const Pieces& tail) {
    SharedConnection* connection = find(client);
    if (connection == nullptr) return Sent::gone;
    if (head.size() + tail.size() > kMessageMax) return Sent::too_big;
    const auto sent = connection->event(head, tail);
    if (!std::exchange(connection->dirty, true)) dirty_.push_back(client);
    return outcome(client, sent);
}

// Who cannot be told is gone: that is found out here.
void SharedServer::show_events() {
    for (const ClientId client : dirty_) {
        SharedConnection* connection = find(client);
        if (connection == nullptr) continue;
        connection->dirty = false;
        connection->show_events();
        look_for_end(client, *connection);
    }
    dirty_.clear();
}

// ---- who goes

void SharedServer::disconnect(ClientId client) {
    if (find(client) == nullptr) return;
    marked_.insert(client);
    ending_.fire_in(Duration{0});
}

void SharedServer::disconnect_all() {
    for (const auto& [client, connection] : connections_) marked_.insert(client);
    end_marked();
}

void SharedServer::end_marked() {
    while (!marked_.empty()) {
        const ClientId client = *marked_.begin();
        const auto entry = connections_.extract(client);
        unread_.erase(client);
        marked_.erase(client);
        if (entry.empty()) continue;
        entry.mapped()->show_events();
        entry.mapped()->let_go();
        gone_.push_back(std::move(entry.mapped()));
        user_.disconnected(client);
    }
}

void SharedServer::give_back() {
    const std::size_t count = std::max(kGivenBackPerTurn, gone_.size() / kGivenBackPart);
    for (std::size_t i = 0; i < count && !gone_.empty(); ++i) gone_.pop_front();
}

// ---- what is counted

ConnectionCounts SharedServer::counts(ClientId client) const {
    const SharedConnection* connection = find(client);
    return connection == nullptr ? ConnectionCounts{} : connection->counts;
}

void SharedServer::clear_counts() {
    for (const auto& [client, connection] : connections_) {
        const std::uint32_t flow_control = connection->counts.flow_control;
        connection->counts = {.flow_control = flow_control};
    }
}

} // namespace baton::ipc

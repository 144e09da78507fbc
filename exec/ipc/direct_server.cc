// exec/ipc/direct_server.cc - who is looked at, who is told, and who goes.
#include "ipc/direct_server.h"

#include "ipc/descriptors.h"
#include "ipc/local_protocol.h"
#include "loop/clock.h"

#include <algorithm>
#include <cerrno>

namespace baton::ipc {

DirectServer::DirectServer(loop::Loop& loop, const std::string& name, ServerUser& user,
                           std::function<void(LogLine)> log, std::uint32_t features)
    : loop_(loop), name_(socket_name(name)), user_(user), features_(features), log_(std::move(log)),
      reception_(std::make_unique<Reception>(loop, name_, static_cast<Reception::Host&>(*this))),
      request_(std::make_unique_for_overwrite<std::byte[]>(kMessageMax)), // touched as it is used
      end_of_turn_(loop, [this] { return work(); }), going_on_(loop, [] {}),
      ending_(loop, [this] { end_marked(); }) {}

DirectServer::~DirectServer() {
    reception_.reset();
    disconnect_all();
}

// ---- who comes

void DirectServer::reject(int descriptor, int negative_errno) {
    send_direct_rejection(descriptor, negative_errno);
}

void DirectServer::complain(std::string text) {
    const TimePoint now = loop::now();
    if (complained_ != TimePoint{} && now - complained_ < kSilence) return;
    complained_ = now;
    log_({LogLevel::warning, LogPart::ipc, "local service " + name_ + ": " + std::move(text)});
}

int DirectServer::refusal_of(const Greeting& greeting) {
    const Credentials& who = greeting.credentials();
    if (greeting.number() != kDirectVersion) return -EPROTONOSUPPORT;
    if (const int refused = user_.may_connect(who.user, who.group); refused != 0) return refused;
    const bool limited = is_of_reserve(greeting.descriptor());
    if (!limited && connections_.size() + gone_.size() < kClientsMax) return 0;
    complain(limited ? "too few file descriptors for another client"
                     : "as many clients as it can have");
    return -EMFILE;
}

void DirectServer::welcome(Greeting& greeting) {
    if (const int refused = refusal_of(greeting); refused != 0)
        return reject(greeting.descriptor(), refused);
    const ClientId client = next_client();
    auto made = DirectConnection::create(client);
    if (!made) {
        complain(made.error().what);
        return reject(greeting.descriptor(), -ENOMEM);
    }
    DirectConnection& connection = **made;
    const int descriptor = greeting.take();
    if (descriptor < 0) return;
    const auto tell = [this, client](int events) { on_event(client, events); };
    if (!connection.attach(loop_, descriptor, greeting.features() & features_, tell)) return;
    connections_.emplace(client, std::move(*made));
    user_.connected(client, greeting.credentials());
    look_at(connection);
}

// ---- what they say

// Most questions in a row are about the same one.
DirectConnection* DirectServer::find(ClientId client) const {
    if (last_found_ != nullptr && last_found_->client == client) return last_found_;
    const auto found = connections_.find(client);
    if (found == connections_.end()) return nullptr;
    return last_found_ = found->second.get();
}

void DirectServer::on_event(ClientId client, int events) {
    DirectConnection* connection = find(client);
    if (connection == nullptr) return;
    if ((events & UV_DISCONNECT) != 0)
        connection->hang_up();
    else
        connection->take_bytes();
    look_at(*connection);
    // It mostly has one thing to say, and waits: what is read now is on its way in this very turn.
    if (reading_ == Reading::on) read_requests(*connection, kRequestsLeast);
    // While nothing is read nobody else looks.
    if (reading_ == Reading::off && connection->hung_up() &&
        connection->requests.look() == DirectOutcome::not_now)
        disconnect(client);
}

void DirectServer::look_at(DirectConnection& connection) {
    connection.idle_looks = 0;
    if (connection.awake) return;
    connection.awake = true;
    awake_.push_back(&connection);
    if (reading_ == Reading::off) connection.tell_to_stop(true);
}

bool DirectServer::work() {
    give_back();
    const bool more = read_requests();
    show_events();
    return more || !gone_.empty();
}

// What is read here is looked after in the next turn. Those that are not reached in this turn,
// since reading is off meanwhile, are the first in the next.
bool DirectServer::read_requests() {
    if (reading_ == Reading::off || awake_.empty()) return false;
    looked_at_.swap(awake_);
    const std::size_t share = std::max(kRequestsLeast, kRequestsPerTurn / looked_at_.size());
    auto each = looked_at_.begin();
    for (; each != looked_at_.end() && reading_ != Reading::off; ++each) {
        read_requests(**each, reading_ == Reading::one_each ? 1 : share);
        (*each)->awake = stays_awake(**each);
        if ((*each)->awake) awake_.push_back(*each);
    }
    awake_.insert(awake_.begin(), each, looked_at_.end());
    looked_at_.clear();
    return !awake_.empty();
}

void DirectServer::read_requests(DirectConnection& connection, std::size_t most) {
    std::size_t bytes = 0;
    std::size_t count = 0;
    auto outcome = DirectOutcome::done;
    while (count < most && bytes < kBytesPerTurn) {
        if (reading_ == Reading::off || marked_.contains(connection.client)) break;
        DirectRun run;
        outcome = read_some(connection, most - count, run);
        if (outcome != DirectOutcome::done) break;
        bytes += run.bytes.size();
        count += run.count;
        hand_up(connection.client, run);
    }
    connection.counts.requests += count;
    if (count > 0) connection.requests.give_back();
    if (outcome == DirectOutcome::broken) disconnect(connection.client);
    connection.idle_looks = count > 0 ? 0 : connection.idle_looks + 1;
}

DirectOutcome DirectServer::read_some(DirectConnection& connection, std::size_t most,
                                      DirectRun& run) {
    const std::span room(request_.get(), kMessageMax);
    if (connection.takes_records) return connection.requests.read_run(room, most, run);
    return connection.requests.read(room, run.bytes);
}

void DirectServer::hand_up(ClientId client, const DirectRun& run) {
    if (run.kind == kRequest) return user_.request(client, run.bytes);
    if (!user_.multicasts(client, {run.kind == kSafeMulticast, run.bytes})) disconnect(client);
}

// A client that is gone: what it said before is read. While nothing is read nobody falls asleep,
// for who sleeps is not told to go on.
bool DirectServer::stays_awake(DirectConnection& connection) {
    if (marked_.contains(connection.client)) return false;
    if (connection.requests.look() != DirectOutcome::not_now) return true;
    if (connection.hung_up()) {
        disconnect(connection.client);
        return false;
    }
    const bool may_sleep = connection.idle_looks >= kIdleLooks && reading_ != Reading::off;
    return !may_sleep || !connection.requests.fall_asleep();
}

void DirectServer::set_reading(Reading how) {
    if (reading_ == how) return;
    const bool was_off = reading_ == Reading::off;
    reading_ = how;
    if (was_off == (how == Reading::off)) return;
    for (const auto* list : {&awake_, &looked_at_})
        for (DirectConnection* each : *list)
            if (each->awake) each->tell_to_stop(!was_off);
    if (was_off && !awake_.empty()) going_on_.fire_in(Duration{0}); // they wake nobody
}

// ---- what they are told

// A ring that no client library would leave like that ends the connection.
Sent DirectServer::outcome(ClientId client, DirectOutcome outcome) {
    if (outcome == DirectOutcome::done) return Sent::yes;
    if (outcome == DirectOutcome::not_now) return Sent::full;
    disconnect(client);
    return Sent::gone;
}

Sent DirectServer::reply(ClientId client, Bytes head, Bytes tail) {
    DirectConnection* connection = find(client);
    if (connection == nullptr) return Sent::gone;
    if (head.size() + tail.size() > kDirectReplyMax) return Sent::too_big;
    return outcome(client, connection->reply(head, tail));
}

Sent DirectServer::event(ClientId client, Bytes head, const Pieces& tail) {
    DirectConnection* connection = find(client);
    if (connection == nullptr || connection->hung_up()) return Sent::gone;
    if (head.size() + tail.size() > kMessageMax) return Sent::too_big;
    return told(*connection, connection->event(head, tail));
}

Sent DirectServer::records(ClientId client, const EventRecords& records) {
    DirectConnection* connection = find(client);
    if (connection == nullptr || connection->hung_up()) return Sent::gone;
    if (records.head.size() + records.front.size() + records.rest.size() > kMessageMax)
        return Sent::too_big;
    return told(*connection, connection->records(records));
}

Sent DirectServer::told(DirectConnection& connection, DirectOutcome written) {
    if (!connection.dirty) {
        connection.dirty = true;
        dirty_.push_back(&connection);
    }
    if (written != DirectOutcome::done || connection.hidden_events() > kHiddenMax)
        connection.show_events();
    return outcome(connection.client, written);
}

// Who cannot be told has gone.
void DirectServer::show_events() {
    for (DirectConnection* each : dirty_) {
        each->dirty = false;
        each->show_events();
        if (each->hung_up()) look_at(*each);
    }
    dirty_.clear();
}

// ---- who goes

void DirectServer::disconnect(ClientId client) {
    if (find(client) == nullptr) return;
    marked_.insert(client);
    ending_.fire_in(Duration{0});
}

void DirectServer::disconnect_all() {
    for (const auto& [client, connection] : connections_) marked_.insert(client);
    end_marked();
}

void DirectServer::end_marked() {
    while (!marked_.empty()) {
        const ClientId client = *marked_.begin();
        const auto entry = connections_.extract(client);
        marked_.erase(client);
        if (entry.empty()) continue;
        DirectConnection* connection = entry.mapped().get();
        last_found_ = nullptr;
        std::erase(awake_, connection);
        std::erase(dirty_, connection);
        connection->show_events();
        connection->let_go();
        gone_.push_back(std::move(entry.mapped()));
        user_.disconnected(client);
    }
}

void DirectServer::give_back() {
    const std::size_t count = std::max(kGivenBackPerTurn, gone_.size() / kGivenBackPart);
    for (std::size_t i = 0; i < count && !gone_.empty(); ++i) gone_.pop_front();
}

// ---- what is counted

ConnectionCounts DirectServer::counts(ClientId client) const {
    const DirectConnection* connection = find(client);
    ConnectionCounts counts = connection == nullptr ? ConnectionCounts{} : connection->counts;
    counts.direct = true;
    return counts;
}

void DirectServer::clear_counts() {
    for (const auto& [client, connection] : connections_) {
        const std::uint32_t flow_control = connection->counts.flow_control;
        connection->counts = {.flow_control = flow_control};
    }
}

} // namespace baton::ipc

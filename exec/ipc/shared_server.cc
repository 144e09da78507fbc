// exec/ipc/shared_server.cc - who connects, what is read when, and who goes.
#include "ipc/shared_server.h"

#include "ipc/descriptors.h"
#include "ipc/local_protocol.h"
#include "loop/clock.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace baton::ipc {

std::size_t SharedServer::servers = 0;

SharedServer::SharedServer(loop::Loop& loop, std::string name, ServerUser& user,
                           std::function<void(LogLine)> log)
    : loop_(loop), name_(std::move(name)), user_(user), log_(std::move(log)),
      tidying_(loop, [this] { tidy_up(); }),
      listening_again_(loop, [this] { static_cast<void>(watch_->start(UV_READABLE)); }),
      end_of_turn_(loop,
                   [this] {
                       give_back();
                       return go_on_reading() || !gone_.empty();
                   }),
      ending_(loop, [this] { end_marked(); }) {
    ++servers;
}

SharedServer::~SharedServer() {
    --servers;
    watch_.reset();
    if (listener_ >= 0) close(listener_);
    disconnect_all();
}

void SharedServer::complain(std::string text) {
    const TimePoint now = loop::now();
    if (complained_ != TimePoint{} && now - complained_ < kSilence) return;
    complained_ = now;
    log_({LogLevel::warning, LogPart::ipc, "local service " + name_ + ": " + std::move(text)});
}

// ---- who comes

// The address is the name behind a NUL, and more NULs up to its full length.
Result<void> SharedServer::listen() {
    constexpr int kBacklog = SOMAXCONN; // as many as wait may connect at once
    const auto refuse = [&] {
        const char* advice = errno != EADDRINUSE ? ""
                                                 : ": another corosync or batond serves it; stop "
                                                   "that one, or set system.instance";
        return failure(Error::Kind::system, "cannot listen for local clients of " + name_ + ": " +
                                                std::strerror(errno) + advice);
    };
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name_.size() + 1 >= sizeof address.sun_path)
        return failure(Error::Kind::system, "the name of a local service is too long: " + name_);
    std::memcpy(address.sun_path + 1, name_.data(), name_.size());
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    if (listener_ < 0 || setsockopt(listener_, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0 ||
        bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_, kBacklog) != 0)
        return refuse();
    watch_ = std::make_unique<loop::Watch>(loop_, listener_, [this](int) { accept_all(); });
    errno = ENOMEM;
    if (!watch_->start(UV_READABLE)) return refuse();
    return {};
}

void SharedServer::accept_all() {
    for (std::size_t i = 0; i < kGreetingsMax; ++i) {
        const int descriptor = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            if (errno != EMFILE && errno != ENFILE && errno != ENOMEM && errno != ENOBUFS) return;
            complain(std::string("nobody can be let in: ") + std::strerror(errno));
            watch_->stop(); // it would be told of the same one without end
            listening_again_.fire_in(kPause);
            return;
        }
        if (is_of_reserve(descriptor)) {
            complain("nobody can be let in: too few file descriptors");
            send_rejection(descriptor, -EMFILE);
            close(descriptor);
            continue;
        }
        const std::uint64_t number = ++last_arrival_;
        Arrival& arrival = arrivals_[number];
        arrival.greeting =
            std::make_unique<Greeting>(loop_, descriptor, [this, number] { greet(number); });
        arrival.since = loop::now();
        if (!tidying_.deadline()) tidying_.fire_in(kGreetingPatience);
        greet(number); // most have spoken by now
        if (arrivals_.size() > std::min(kGreetingsMax, greetings_most())) tidy_up();
    }
}

// Within the event of a greeting it is only marked as done.
void SharedServer::greet(std::uint64_t number) {
    const auto found = arrivals_.find(number);
    if (found == arrivals_.end() || done_arrivals_.contains(number)) return;
    Greeting& greeting = *found->second.greeting;
    const Greeting::State state = greeting.read();
    if (state == Greeting::State::incomplete) return;
    if (state == Greeting::State::complete) welcome(greeting);
    done_arrivals_.insert(number);
    tidying_.fire_in(Duration{0});
}

// Those that are done, those that are late, and the oldest if they are too many: but everybody has
// a moment to speak, or who says nothing could push out who is just about to.
void SharedServer::tidy_up() {
    for (const std::uint64_t number : done_arrivals_) arrivals_.erase(number);
    done_arrivals_.clear();
    while (!arrivals_.empty() && is_due(arrivals_.begin()->second))
        arrivals_.erase(arrivals_.begin());
    tidying_.stop();
    if (!arrivals_.empty())
        tidying_.fire_at(arrivals_.begin()->second.since + Duration{kGreetingPatience});
}

// All servers together let them have a quarter of the descriptors.
std::size_t SharedServer::greetings_most() {
    constexpr std::uint64_t kPart = 4;
    const std::uint64_t share = descriptor_limit() / kPart / std::max<std::size_t>(servers, 1);
    return static_cast<std::size_t>(std::min<std::uint64_t>(share, kGreetingsMost));
}

bool SharedServer::is_due(const Arrival& oldest) const {
    if (arrivals_.size() > greetings_most()) return true;
    const Duration age = loop::now() - oldest.since;
    return age >= (arrivals_.size() > kGreetingsMax ? kGreetingGrace : kGreetingPatience);
}

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

Sent SharedServer::event(ClientId client, Bytes head, Bytes tail) {
    SharedConnection* connection = find(client);
    if (connection == nullptr) return Sent::gone;
    if (head.size() + tail.size() > kMessageMax) return Sent::too_big;
    const auto sent = connection->event(head, tail);
    look_for_end(client, *connection); // found out just now
    return outcome(client, sent);
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

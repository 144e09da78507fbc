// exec/ipc/shared_connection.cc - what goes over the socket, and what is left when it ends.
#include "ipc/shared_connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace baton::ipc {
namespace {

bool may_pass(int error) { return error == EAGAIN || error == EINTR; }

} // namespace

Result<std::unique_ptr<SharedConnection>> SharedConnection::create(const std::string& service,
                                                                   const Credentials& credentials) {
    std::unique_ptr<SharedConnection> made(new SharedConnection);
    auto folder = ClientFolder::create(credentials);
    if (!folder) return tl::make_unexpected(folder.error());
    made->folder_ = std::move(*folder);
    made->service_ = service;
    for (const auto& [ring, kind] : {std::pair{&made->requests_, "request"},
                                     {&made->replies_, "response"},
                                     {&made->events_, "event"}}) {
        auto created = SharedRing::create(made->folder_, made->channel(kind));
        if (!created) return tl::make_unexpected(created.error());
        *ring = std::move(*created);
    }
    if (auto given = made->folder_.give(); !given) return tl::make_unexpected(given.error());
    return made;
}

std::string SharedConnection::channel(const char* kind) const {
    return std::string("qb-") + kind + '-' + service_;
}

Channels SharedConnection::channels() const {
    const auto path = [&](const char* kind) { return folder_.path() + '/' + channel(kind); };
    return {path("request"), path("response"), path("event")};
}

SharedConnection::~SharedConnection() { let_go(); }

void SharedConnection::let_go() {
    watch_.reset();
    if (descriptor_ < 0) return;
    shutdown(descriptor_, SHUT_RDWR);
    close(std::exchange(descriptor_, -1));
}

bool SharedConnection::attach(loop::Loop& loop, int descriptor, std::function<void(int)> on_event) {
    descriptor_ = descriptor;
    watch_ = std::make_unique<loop::Watch>(loop, descriptor, std::move(on_event));
    return watch();
}

bool SharedConnection::watch() {
    int events = UV_DISCONNECT;
    if (reading_) events |= UV_READABLE;
    if (in_debt_) events |= UV_WRITABLE;
    return hung_up_ || watch_->start(events);
}

void SharedConnection::set_reading(bool on) {
    constexpr std::int32_t kNoMessages = 2; // other requests may be written, and wait
    if (on != (counts.flow_control == 0)) ++counts.flow_control_changes;
    counts.flow_control = on ? 0 : kNoMessages;
    requests_.set_flow_control(on ? 0 : kNoMessages);
    reading_ = on;
    if (watch_ != nullptr) static_cast<void>(watch());
}

void SharedConnection::take_bytes() {
    std::array<char, 512> bytes; // they say nothing
    const ssize_t got = recv(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got == 0 || (got < 0 && !may_pass(errno))) hang_up();
}

void SharedConnection::hang_up() {
    hung_up_ = true;
    watch_->stop();
}

SharedRing::Outcome SharedConnection::read(std::vector<std::byte>& out) {
    const auto outcome = requests_.read(out);
    if (outcome == SharedRing::Outcome::done) ++counts.requests;
    return outcome;
}

SharedRing::Outcome SharedConnection::reply(Bytes head, Bytes tail) {
    if (owed_ > 0) show_events(); // what came before it is found when it is there
    const auto outcome = replies_.write(head, tail);
    ++(outcome == SharedRing::Outcome::done ? counts.replies : counts.send_retries);
    return outcome;
}

SharedRing::Outcome SharedConnection::event(Bytes head, const Pieces& tail) {
    const auto outcome = events_.write(head, tail);
    ++(outcome == SharedRing::Outcome::done ? counts.events : counts.send_retries);
    if (outcome == SharedRing::Outcome::done && ++owed_ >= kOwedMost) show_events();
    return outcome;
}

void SharedConnection::show_events() {
    if (!in_debt_) pay(); // else the socket is full, and tells when it is not
}

void SharedConnection::pay() {
    static constexpr std::array<char, kOwedMost> kBytes{};
    if (hung_up_) return;
    while (owed_ > 0) {
        const ssize_t sent = send(descriptor_, kBytes.data(), std::min(owed_, kBytes.size()),
                                  MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && !may_pass(errno)) return hang_up(); // it would be found writable for ever
        if (sent <= 0) break;
        owed_ -= static_cast<std::size_t>(sent);
    }
    if (in_debt_ == (owed_ > 0)) return;
    in_debt_ = owed_ > 0;
    static_cast<void>(watch());
}

} // namespace baton::ipc

// exec/ipc/direct_connection.cc - waking, being woken, and the end.
#include "ipc/direct_connection.h"

#include "ipc/direct_greeting.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <linux/futex.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace baton::ipc {
namespace {

template <class Int>
void store(std::byte* word, Int value) {
    std::atomic_ref(*reinterpret_cast<Int*>(word)).store(value);
}

} // namespace

// The client begins asleep: the first event wakes it. We begin awake.
Result<std::unique_ptr<DirectConnection>> DirectConnection::create(ClientId client) {
    auto memory = DirectMemory::create();
    if (!memory) return tl::make_unexpected(memory.error());
    std::unique_ptr<DirectConnection> made(new DirectConnection(client));
    made->memory_ = std::move(*memory);
    made->requests = DirectReader(made->memory_, kRequests);
    made->replies_ = DirectWriter(made->memory_, kReplies);
    made->events_ = DirectWriter(made->memory_, kEvents);
    store(made->memory_.words(kEvents) + kDirectSleeperAt, std::uint64_t{1});
    return made;
}

bool DirectConnection::attach(loop::Loop& loop, int descriptor, std::uint32_t features,
                              std::function<void(int)> on_event) {
    descriptor_ = descriptor;
    takes_records = (features & kDirectRecords) != 0;
    watch_ = std::make_unique<loop::Watch>(loop, descriptor, std::move(on_event));
    const bool good = watch_->start(UV_READABLE | UV_DISCONNECT) &&
                      send_direct_welcome(descriptor, memory_.descriptor(), features);
    memory_.close_descriptor();
    return good;
}

void DirectConnection::tell_to_stop(bool stop) {
    if (stop != (counts.flow_control != 0)) ++counts.flow_control_changes;
    counts.flow_control = stop ? 1 : 0;
    store(memory_.stop_word(), std::uint32_t{stop});
}

void DirectConnection::take_bytes() {
    std::array<char, 64> bytes; // they say nothing
    const ssize_t got = recv(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) hang_up();
}

void DirectConnection::hang_up() {
    hung_up_ = true;
    watch_->stop();
}

// An honest client has at most two bytes that it has not read.
void DirectConnection::wake_client() {
    const char byte = 0;
    if (!hung_up_ && send(descriptor_, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT) != 1) hang_up();
}

// Who waits for an answer sleeps on the word itself, for the socket belongs to the events.
DirectOutcome DirectConnection::reply(Bytes head, Bytes tail) {
    const auto outcome = replies_.write(head, tail);
    ++(outcome == DirectOutcome::done ? counts.replies : counts.send_retries);
    if (outcome == DirectOutcome::done && replies_.show())
        syscall(SYS_futex, replies_.sleeper(), FUTEX_WAKE, 1, nullptr, nullptr, 0);
    return outcome;
}

DirectOutcome DirectConnection::event(Bytes head, const Pieces& tail) {
    const auto outcome = events_.write(head, tail);
    ++(outcome == DirectOutcome::done ? counts.events : counts.send_retries);
    return outcome;
}

DirectOutcome DirectConnection::records(const EventRecords& records) {
    auto outcome = DirectOutcome::not_now;
    if (records.number != 0 && records.number == told_)
        outcome = events_.append_records(records.front, records.rest);
    if (outcome == DirectOutcome::not_now) {
        outcome = events_.write_records(records.head, records.front, records.rest);
        told_ = records.number;
    }
    if (outcome == DirectOutcome::done)
        counts.events += records.count;
    else
        ++counts.send_retries;
    return outcome;
}

void DirectConnection::show_events() {
    if (events_.hidden() > 0 && events_.show()) wake_client();
}

void DirectConnection::let_go() {
    watch_.reset();
    if (descriptor_ < 0) return;
    shutdown(descriptor_, SHUT_RDWR);
    close(std::exchange(descriptor_, -1));
}

} // namespace baton::ipc

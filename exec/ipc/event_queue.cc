// exec/ipc/event_queue.cc - waiting events, and when to try again.
#include "ipc/event_queue.h"

#include "loop/clock.h"

#include <algorithm>
#include <vector>

namespace baton::ipc {

EventQueue::EventQueue(loop::Loop& loop, BufferPool& pool, Server& server,
                       std::function<void(LogLine)> log)
    : EventQueue(loop, pool, server, std::move(log), Limits{}) {}

EventQueue::EventQueue(loop::Loop& loop, BufferPool& pool, Server& server,
                       std::function<void(LogLine)> log, Limits limits)
    : pool_(pool), server_(server), log_(std::move(log)), limits_(limits),
      timer_(loop, [this] { try_again(); }) {}

std::size_t EventQueue::cost(const Slice& event) {
    constexpr std::size_t kBookkeeping = 64;
    return event.held() + kBookkeeping;
}

void EventQueue::cut_off(ClientId client, const std::string& why) {
    log_({LogLevel::warning, LogPart::ipc,
          "client " + std::to_string(client.value) + " is disconnected: " + why});
    forget(client);
    ending_.insert(client);
    server_.disconnect(client);
}

void EventQueue::forget(ClientId client) {
    ending_.erase(client);
    sent_late_.erase(client);
    const auto found = waiting_.find(client);
    if (found == waiting_.end()) return;
    all_bytes_ -= found->second.bytes;
    waiting_.erase(found);
}

// A client that stands still with too much, or, when it is all of them together, the one with most.
void EventQueue::hold_to_limits(ClientId client, const Waiting& waiting) {
    const auto say = [](std::size_t count) {
        return "it does not take its events, " + std::to_string(count) + " are waiting";
    };
    if (waiting.bytes > limits_.client && loop::now() - waiting.moved > kStandstill)
        return cut_off(client, say(waiting.count));
    if (all_bytes_ <= limits_.all) return;
    const auto most =
        std::max_element(waiting_.begin(), waiting_.end(), [](const auto& a, const auto& b) {
            return a.second.bytes < b.second.bytes;
        });
    cut_off(most->first, say(most->second.count));
}

void EventQueue::cut_off_those_that_stand_still(Duration since) {
    std::vector<ClientId> found;
    for (const auto& [client, waiting] : waiting_)
        if (waiting.bytes > kMuch && loop::now() - waiting.moved > since) found.push_back(client);
    for (const ClientId client : found) cut_off(client, "it takes no events and holds up others");
}

EventQueue::Counts EventQueue::counts(ClientId client) const {
    const auto waiting = waiting_.find(client);
    const auto late = sent_late_.find(client);
    return {waiting == waiting_.end() ? 0 : static_cast<std::uint32_t>(waiting->second.count),
            late == sent_late_.end() ? 0 : late->second};
}

bool EventQueue::must_wait(ClientId client, Sent why) {
    if (why == Sent::too_big) cut_off(client, "a message is too long for it");
    return why == Sent::full;
}

void EventQueue::keep(ClientId client, Bytes head, const Pieces& tail) {
    keep(client, Event{}, head, {}, tail);
}

void EventQueue::keep(ClientId client, const EventRecords& records) {
    keep(client, Event{.bytes = {}, .head = records.head.size(), .count = records.count},
         records.head, records.front, records.rest);
}

// A copy of the right size: the slice of a small message may hold a large buffer.
void EventQueue::keep(ClientId client, Event event, Bytes head, Bytes front, const Pieces& rest) {
    const std::size_t size = head.size() + front.size() + rest.size();
    if (size > BufferPool::kLargest) return cut_off(client, "a message is too long for it");
    Buffer buffer = pool_.take(size);
    std::byte* to = buffer.bytes().data();
    for (const Bytes piece : {head, front}) to = std::copy(piece.begin(), piece.end(), to);
    rest.copy_to(to);
    event.bytes = buffer.slice(0, size);
    Waiting& waiting = waiting_[client];
    if (waiting.events.empty()) {
        waiting.moved = moved_ = loop::now();
        pause_ = kSoon;
    }
    waiting.bytes += cost(event.bytes);
    waiting.count += event.count;
    all_bytes_ += cost(event.bytes);
    waiting.events.push_back(std::move(event));
    hold_to_limits(client, waiting);
    if (!timer_.deadline()) timer_.fire_in(pause_);
}

Sent EventQueue::send_again(ClientId client, const Event& event) {
    const Bytes bytes = event.bytes.bytes();
    if (event.head == 0) return server_.event(client, bytes);
    return server_.records(client, {.head = bytes.first(event.head),
                                    .count = event.count,
                                    .front = {},
                                    .rest = bytes.subspan(event.head)});
}

// True if something moved.
bool EventQueue::send_waiting(ClientId client, Waiting& waiting) {
    std::size_t sent = 0; // messages
    while (!waiting.events.empty()) {
        const Event event = waiting.events.front();
        if (send_again(client, event) == Sent::full) break;
        waiting.bytes -= cost(event.bytes);
        waiting.count -= event.count;
        all_bytes_ -= cost(event.bytes);
        waiting.events.pop_front();
        sent += event.count;
    }
    if (sent == 0) return false;
    sent_late_[client] += static_cast<std::uint32_t>(sent);
    waiting.moved = loop::now();
    return true;
}

void EventQueue::send_waiting() {
    bool moved = false;
    for (auto& [client, waiting] : waiting_) moved |= send_waiting(client, waiting);
    if (!moved) return;
    std::erase_if(waiting_, [](const auto& entry) { return entry.second.events.empty(); });
    moved_ = loop::now();
    pause_ = kSoon;
}

void EventQueue::try_again() {
    send_waiting();
    if (loop::now() - moved_ > kWhile) pause_ = std::min<Duration>(2 * pause_, kLater);
    if (!waiting_.empty()) timer_.fire_in(pause_);
}

} // namespace baton::ipc

// exec/sync/synchroniser.cc - the rounds: builds, then a barrier per service.
#include "sync/synchroniser.h"

#include "base/assert.h"
#include "wire/pack.h"
#include "wire/sync.h"

#include <algorithm>
#include <iterator>

namespace baton::sync {

namespace {

std::uint16_t number(const SyncService* service) {
    return static_cast<std::uint16_t>(service->id());
}

auto sync_prefix() {
    std::array<std::byte, wire::kSyncPrefixSize> prefix;
    wire::write_sync_prefix(prefix);
    return prefix;
}

} // namespace

Synchroniser::Synchroniser(std::vector<SyncService*> services, Effects& effects, SyncOut& out)
    : services_(std::move(services)), effects_(effects), out_(out) {
    std::sort(services_.begin(), services_.end(),
              [](const SyncService* a, const SyncService* b) { return number(a) < number(b); });
    for (const SyncService* service : services_) ASSERT(number(service) < kServices);
}

void Synchroniser::on_view(TimePoint now, const ring::View& view) {
    abort();
    if (view.transitional) {
        trans_ = view.members;
    } else {
        begin(now, view);
    }
}

void Synchroniser::abort() {
    const bool begun = underway();
    phase_ = Phase::between;
    if (!begun) return;
    ++statistics_.aborted;
    for (; activated_ < services_.size(); ++activated_) services_[activated_]->sync_abort();
}

void Synchroniser::begin(TimePoint now, const ring::View& view) {
    view_ = {.ring = view.ring, .members = view.members, .trans = {}};
    std::sort(trans_.begin(), trans_.end());
    std::set_intersection(trans_.begin(), trans_.end(), view_.members.begin(), view_.members.end(),
                          std::back_inserter(view_.trans));
    trans_.clear();
    peers_.clear();
    for (const NodeId id : view_.members) peers_.push_back({id});
    union_.reset();
    turn_ = 0;
    activated_ = 0;
    warned_ = false;
    phase_ = Phase::build;
    start_step(now);
    send_build();
    for (SyncService* service : services_) service->sync_begin(view_, effects_);
}

void Synchroniser::send_build() {
    wire::ServiceBuild build{.ring = view_.ring, .services = {}};
    for (const SyncService* service : services_) build.services.push_back(number(service));
    out_.multicast_sync({sync_prefix(), wire::encode(build)}, true);
}

void Synchroniser::on_message(TimePoint now, NodeId from, Bytes message) {
    const auto decoded = wire::decode_sync(message);
    if (!decoded) {
        ++statistics_.malformed;
        return warn_once("a malformed message from " + names({from}) + ": " + decoded.error().what);
    }
    const RingId ring = std::visit([](const auto& any) { return any.ring; }, *decoded);
    Peer* sender = peer(from);
    if (!underway() || ring != view_.ring || sender == nullptr) {
        ++statistics_.foreign; // most often a left-over of a synchronisation that was aborted
        return;
    }
    if (const auto* build = std::get_if<wire::ServiceBuild>(&*decoded)) {
        on_build(now, *sender, build->services);
    } else {
        on_barrier(now, *sender);
    }
}

void Synchroniser::on_build(TimePoint now, Peer& sender,
                            const std::vector<std::uint16_t>& services) {
    if (phase_ != Phase::build || sender.answered) {
        ++statistics_.foreign;
        return;
    }
    sender.answered = true;
    for (const std::uint16_t service : services) union_.set(service);
    if (all_answered()) next_service(now);
}

void Synchroniser::on_barrier(TimePoint now, Peer& sender) {
    if (phase_ == Phase::build) {
        // All nodes see one order, and a node sends its first barrier after it has all builds: one
        // was lost on its way to us alone. A barrier in its place would put us out of step.
        ++statistics_.foreign;
        return warn_once("node " + std::to_string(sender.id.value) +
                         " is at its first barrier, but no service build has come from " +
                         names(waiting_for()));
    }
    sender.answered = true;
    if (phase_ != Phase::barrier || !all_answered()) return;
    if (SyncService* service = local_service()) {
        ++activated_;
        service->sync_activate(effects_);
    }
    ++turn_;
    next_service(now);
}

// From turn_ on: the next service that some member synchronises, or the end.
void Synchroniser::next_service(TimePoint now) {
    while (turn_ < kServices && !union_.test(turn_)) ++turn_;
    if (turn_ == kServices) return complete();
    phase_ = Phase::sending;
    start_step(now);
    go_on_sending(now);
}

void Synchroniser::go_on_sending(TimePoint now) {
    SyncService* service = local_service();
    if (service != nullptr && !service->sync_send(effects_)) {
        ask_again_ = now + kAskAgain;
        return;
    }
    phase_ = Phase::barrier;
    out_.multicast_sync({sync_prefix(), wire::encode(wire::Barrier{view_.ring})}, false);
}

bool Synchroniser::said_all() const {
    return phase_ == Phase::barrier && (union_ >> (turn_ + 1)).none();
}

void Synchroniser::complete() {
    phase_ = Phase::idle;
    failures_ = 0;
    ++statistics_.completed;
    out_.sync_completed(view_);
    for (SyncService* service : services_) service->sync_complete(effects_);
}

void Synchroniser::start_step(TimePoint now) {
    for (Peer& each : peers_) each.answered = false;
    deadline_ = now + patience();
}

bool Synchroniser::all_answered() const {
    return std::all_of(peers_.begin(), peers_.end(),
                       [](const Peer& each) { return each.answered; });
}

Synchroniser::Peer* Synchroniser::peer(NodeId id) {
    const auto place = std::find_if(peers_.begin(), peers_.end(),
                                    [&](const Peer& known) { return known.id == id; });
    return place == peers_.end() ? nullptr : &*place;
}

SyncService* Synchroniser::local_service() const {
    const auto place =
        std::find_if(services_.begin(), services_.end(),
                     [&](const SyncService* known) { return number(known) == turn_; });
    return place == services_.end() ? nullptr : *place;
}

} // namespace baton::sync

// exec/daemon/ring_driver.cc - steps of the node, and what follows from them.
#include "daemon/ring_driver.h"

#include "base/assert.h"
#include "loop/clock.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <utility>

namespace baton {

RingDriver::RingDriver(loop::Loop& loop, BufferPool& pool, const Settings& settings,
                       RingIdFile ring_ids, const MakeTransport& make_transport,
                       const Outside& outside, RingUser& user)
    : loop_(loop), user_(user), self_(settings.node.ring.self),
      node_(settings.node, pool, Random(settings.random_seed), outside),
      ring_ids_(std::move(ring_ids)),
      transport_(make_transport(
          {.received = [this](std::vector<Slice>& datagrams) { on_datagrams(datagrams); },
           .log = [this](LogLine line) { user_.on_log(std::move(line)); },
           .links_changed = [this] { links_changed_ = true; }})),
      downcheck_(settings.downcheck), deadline_(loop, [this] { on_deadline(); }),
      interface_timer_(loop, [this] { check_interface(); }),
      stall_watch_(settings.node.ring.token * 8 / 10) {}

void RingDriver::log(LogLevel level, std::string text) {
    user_.on_log({level, LogPart::main, std::move(text)});
}

// ---- beginning and end

void RingDriver::trace(TraceFile& trace) {
    trace_ = &trace;
    node_.set_probe(trace_);
}

tl::expected<void, RingDriver::Refusal> RingDriver::start() {
    const auto stored = ring_ids_.load();
    if (!stored) return tl::make_unexpected(Refusal{ExitCode::ring_id, stored.error().what});
    if (!stored->warning.empty()) log(LogLevel::warning, stored->warning);
    const auto up = transport_->check_interface();
    if (!up) return tl::make_unexpected(Refusal{ExitCode::sockets, up.error().what});
    interface_up_ = *up;
    for (const std::string& warning : transport_->warnings()) log(LogLevel::warning, warning);
    if (!interface_up_) log(LogLevel::warning, "this node runs alone until its address appears");
    started_ = true;
    step([&](TimePoint now) { node_.start(now, stored->seq, actions_); });
    if (!interface_up_) step([&](TimePoint now) { node_.interface_changed(now, false, actions_); });
    interface_timer_.fire_in(downcheck_);
    return {};
}

void RingDriver::prepare_to_leave() {
    if (started_ && trace_ != nullptr) trace_->departing();
    if (started_) step([&](TimePoint now) { node_.prepare_to_leave(now, actions_); });
}

void RingDriver::reload(ClientId client, bool check_only) {
    step([&](TimePoint now) { node_.reload(now, client, check_only, actions_); });
}

void RingDriver::configuration_read(std::uint64_t number, reload::ConfigurationRead read) {
    step([&](TimePoint now) { node_.configuration_read(now, number, std::move(read), actions_); });
}

void RingDriver::set_timing(Duration downcheck, Duration token) {
    downcheck_ = downcheck;
    stall_watch_.set_threshold(token * 8 / 10);
    if (started_ && !left_) interface_timer_.fire_in(downcheck_);
}

void RingDriver::leave() {
    if (left_ || !started_) return;
    step([&](TimePoint now) { node_.leave(now, actions_); });
    transport_->flush_and_end();
    abandon();
}

void RingDriver::abandon() {
    left_ = true;
    own_.clear();
    deadline_.stop();
    interface_timer_.stop();
}

// ---- what happened

template <class Step>
void RingDriver::step(TimePoint now, Step step) {
    ASSERT(!in_step_);
    if (left_) return;
    in_step_ = true;
    multicasts_.reset();
    step(now);
    if (trace_ != nullptr) trace_->led_to(actions_);
    if (trace_ != nullptr) trace_->flush(); // before anybody can see what the step led to
    for (NodeAction& action : actions_) {
        perform(action);
        if (left_) break; // given up: what was to follow may rely on what failed
    }
    let_token_go();
    actions_.clear();
    in_step_ = false;
}

void RingDriver::on_datagrams(std::vector<Slice>& datagrams) {
    // After a long sleep the node must learn the time before it hears what others said meanwhile.
    if (look_for_stall()) step([&](TimePoint now) { node_.advance(now, actions_); });
    discard_rest_ = false;
    TimePoint now = loop::now(); // one for all that takes no time to speak of
    std::span<const Slice> rest(datagrams);
    while (!rest.empty() && !discard_rest_) {
        if (std::exchange(token_sent_, false)) now = loop::now();
        const auto list = rest.first(list_at(rest));
        step(now, [&](TimePoint at) { node_.receive(at, list, actions_); });
        rest = rest.subspan(list.size());
    }
}

// How many of them make one step. Not more than a train or two: clients are told behind each.
std::size_t RingDriver::list_at(std::span<const Slice> datagrams) {
    const std::size_t most = std::min(datagrams.size(), kListMax);
    std::size_t count = 0;
    while (count < most && Node::comes_in_lists(datagrams[count])) ++count;
    return std::max<std::size_t>(count, 1);
}

void RingDriver::on_deadline() {
    look_for_stall();
    step([&](TimePoint now) { node_.advance(now, actions_); });
}

void RingDriver::client_connected(wire::ServiceId service, ClientId client) {
    step([&](TimePoint now) { node_.client_connected(now, service, client, actions_); });
}

void RingDriver::client_request(ClientId client, const ClientRequest& request) {
    if (trace_ != nullptr) trace_->asked(request);
    step([&](TimePoint now) { node_.client_request(now, client, request, actions_); });
}

template <class Hand>
bool RingDriver::take_multicasts(Hand hand) {
    ASSERT(!in_step_);
    if (left_) return false;
    if (!multicasts_) multicasts_ = loop::now();
    hand(*multicasts_);
    return !node_.synchronising() && node_.send_queue_percent() < Node::kSendQueueHigh;
}

bool RingDriver::client_multicast(ClientId client, const cpg::MulticastRequest& request) {
    return take_multicasts(
        [&](TimePoint now) { node_.client_multicast(now, client, request, actions_); });
}

bool RingDriver::client_multicasts(ClientId client, const cpg::MulticastRun& run) {
    return take_multicasts(
        [&](TimePoint now) { node_.client_multicasts(now, client, run, actions_); });
}

void RingDriver::client_disconnected(wire::ServiceId service, ClientId client) {
    step([&](TimePoint now) { node_.client_disconnected(now, service, client, actions_); });
}

bool RingDriver::look_for_stall() {
    const auto late = stall_watch_.awake(loop::now());
    if (!late) return false;
    ++stalls_;
    const auto in_ms = [](Duration time) {
        return std::chrono::duration<double, std::milli>(time).count();
    };
    const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
    stall_history_.add(std::chrono::duration_cast<milliseconds>(since_1970), *late);
    log(LogLevel::warning,
        fmt::format("Corosync main process was not scheduled (@{}) for {:.4f} ms (threshold is "
                    "{:.4f} ms). Consider token timeout increase.",
                    std::chrono::duration_cast<milliseconds>(since_1970).count(), in_ms(*late),
                    in_ms(stall_watch_.threshold())));
    return true;
}

void RingDriver::check_interface() {
    check_interface_ = false;
    interface_timer_.fire_in(downcheck_);
    const auto found = transport_->check_interface();
    if (!found) log(LogLevel::error, found.error().what);
    const bool up = found.value_or(false);
    if (up == interface_up_) return;
    interface_up_ = up;
    step([&](TimePoint now) { node_.interface_changed(now, up, actions_); });
}

// A link is down until it was heard for the first time: that is no news.
void RingDriver::tell_of_links() {
    for (const transport::PeerState& peer : transport_->peers()) {
        bool& known = heard_[peer.node];
        if (known == peer.reachable) continue;
        known = peer.reachable;
        step([&](TimePoint now) { node_.links_changed(now, peer.node, known, actions_); });
    }
    step([&](TimePoint now) { node_.statistics_changed(now, actions_); });
}

void RingDriver::run_own_queue() {
    for (int pass = 0; pass < kPassesMax && !own_.empty(); ++pass) {
        own_in_work_.swap(own_);
        for (const Slice& datagram : own_in_work_)
            step([&](TimePoint now) { node_.receive(now, datagram, actions_); });
        own_in_work_.clear();
    }
}

// Most deadlines move away all the time: one that comes early does no harm, and is set anew then.
// On a ring at rest that would wake the daemon for nothing: there it is set at once.
void RingDriver::wake_for(std::optional<TimePoint> next) {
    const auto set = deadline_.deadline();
    const bool at_rest = loop_.turn_began() - set_at_ >= kSetAnew;
    if (!next || !set || *next < *set || (*next != *set && at_rest)) {
        deadline_.fire_at(next);
        set_at_ = loop_.turn_began();
    }
    stall_watch_.sleep_until(next);
}

bool RingDriver::end_of_turn() {
    if (!started_ || left_) return false;
    if (check_interface_) check_interface();
    if (std::exchange(links_changed_, false)) tell_of_links();
    if (multicasts_) {
        settling_ = true;
        step([&](TimePoint now) { node_.settle(now, actions_); });
        settling_ = false;
    }
    run_own_queue();
    transport_->flush();
    wake_for(node_.next_deadline());
    return !own_.empty();
}

// ---- what the node wants

void RingDriver::perform(NodeAction& action) {
    std::visit([this](auto& each) { perform(each); }, action);
}

void RingDriver::perform(ring::SendMulticast& action) {
    transport_->multicast(action.frame);
    if (action.last) {
        token_waits_ = false;
        transport_->flush();
    }
    if (action.to_self) own_.push_back(std::move(action.frame));
}

// The token ends what this node has to say, and the others wait for it: everything leaves before
// much time is spent on clients.
void RingDriver::perform(ring::SendToken& action) {
    if (action.to == self_) {
        own_.push_back(std::move(action.frame));
        return;
    }
    transport_->unicast(action.to, action.frame);
    token_waits_ = token_sent_ = true;
    delivered_ = 0;
}

// A client that waits for its own message is woken before the other nodes are, if that is soon
// done.
void RingDriver::let_token_go() {
    if (!std::exchange(token_waits_, false)) return;
    if (delivered_ > 0) {
        user_.show_deliveries();
        if (settling_) user_.let_clients_run();
    }
    transport_->flush();
}

void RingDriver::perform(ring::StoreRingSeq& action) {
    const auto stored = ring_ids_.store(action.seq);
    if (!stored) {
        abandon(); // what follows would use a number that may be used again after a restart
        return user_.on_fatal(ExitCode::ring_id, stored.error().what);
    }
    if (!stored->empty()) log(LogLevel::error, *stored);
    if (trace_ == nullptr) return;
    trace_->stored(action.seq);
    trace_->flush(); // what follows in this step relies on it
}

void RingDriver::perform(ring::DiscardReceived&) {
    discard_rest_ = true;
    transport_->discard_received();
}

void RingDriver::perform(ring::CheckInterface&) { check_interface_ = true; }

void RingDriver::perform(ReplyToClient& action) { user_.on_reply(action.client, action.reply); }

void RingDriver::perform(SendEvent& action) { user_.on_event(action.client, action.event); }

void RingDriver::perform(DeliverToClients& action) {
    delivered_ += action.run.messages();
    if (delivered_ > kFewDeliveries && std::exchange(token_waits_, false)) transport_->flush();
    user_.on_deliveries(action.run);
}

void RingDriver::perform(MembershipChanged& action) { user_.on_membership(action); }

void RingDriver::perform(Synchronised& action) { user_.on_synchronised(action); }

void RingDriver::perform(Command& action) { user_.on_command(action); }

void RingDriver::perform(LogLine& action) { user_.on_log(std::move(action)); }

} // namespace baton

// exec/node/stack.cc - how a datum moves between the stations.
#include "node/stack.h"

#include "base/assert.h"
#include "node/explain.h"
#include "node/ring_timing.h"
#include "wire/capability.h"
#include "wire/cpg_names.h"
#include "wire/pack.h"
#include "wire/service.h"

#include <algorithm>
#include <array>
#include <utility>

namespace baton {

namespace {

const std::array<std::byte, wire::kServicesPrefixSize>& services_prefix() {
    static const auto prefix = [] {
        std::array<std::byte, wire::kServicesPrefixSize> bytes;
        wire::write_services_prefix(bytes);
        return bytes;
    }();
    return prefix;
}

constexpr auto kCpgMulticast = static_cast<std::uint16_t>(wire::CpgFunction::multicast);

cmap::Map map_of(const NodeConfig& config) {
    cmap::Map map;
    for (const auto& [key, value] : config.keys) map.set(key, value);
    return map;
}

quorum::QuorumService::Provider provider_of(const cmap::Map& map) {
    return map.text("quorum.provider") == "corosync_votequorum"
               ? quorum::QuorumService::Provider::votequorum
               : quorum::QuorumService::Provider::none;
}

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

} // namespace

Node::Stack::Stack(const NodeConfig& config, BufferPool& pool, Random random,
                   const Outside& outside)
    : packer_(pool, config.ring.net_mtu), frames_(packer_),
      engine_(config.ring, pool, frames_, random), map_(map_of(config)),
      cmap_(
          config.ring.self, map_, [this] { return ring_numbers(); }, outside, *this),
      cpg_(config.ring.self), quorum_(provider_of(map_), map_), votequorum_(votequorum_of(config)),
      capability_(config.features), key_change_(config.ring.self, capability_, config.encryption),
      reload_(
          config.ring.self, map_, outside, capability_, key_change_,
          [this](const config::Timing& timing) { retune(timing); }, *this),
      cfg_(config.ring.self, map_, outside, reload_, key_change_), monitor_(map_, outside, *this),
      watchdog_(map_, *this), services_{&cmap_,   &cfg_,     &cpg_,     &quorum_,
                                        &reload_, &monitor_, &watchdog_},
      synchroniser_(sync_services(), *this, *this) {
    status_.self = config.ring.self;
    if (votequorum_) services_.push_back(votequorum_.get());
    show_services();
}

std::unique_ptr<votequorum::VotequorumService>
Node::Stack::votequorum_of(const NodeConfig& config) {
    if (provider_of(map_) != quorum::QuorumService::Provider::votequorum) return nullptr;
    return std::make_unique<votequorum::VotequorumService>(
        config.ring.self, map_, quorum_, config.stored_expected_votes.value_or(0));
}

std::vector<SyncService*> Node::Stack::sync_services() {
    std::vector<SyncService*> services{&cmap_, &cpg_, &quorum_};
    if (votequorum_) services.push_back(votequorum_.get());
    return services;
}

void Node::Stack::show_services() {
    for (const Service* each : services_) traffic_.show(each->id(), map_);
    map_.set_live("runtime.ring.state", [this] {
        return cmap::Value::of(std::string_view(ring::name_of(engine_.state())));
    });
}

// ---- what happens from outside

void Node::Stack::start(std::uint64_t stored_seq) {
    for (Service* each : services_) each->on_start(*this);
    engine_.start(now_, stored_seq, ring_actions_);
}

void Node::Stack::advance() {
    engine_.advance(now_, ring_actions_);
    synchroniser_.advance(now_);
    for (Service* each : services_) each->advance(*this);
}

std::optional<TimePoint> Node::Stack::next_deadline() const {
    auto first = engine_.next_deadline();
    const auto take = [&](std::optional<TimePoint> next) {
        if (next && (!first || *next < *first)) first = next;
    };
    take(synchroniser_.next_deadline());
    for (const Service* each : services_) take(each->next_deadline());
    return first;
}

void Node::Stack::prepare_to_leave() {
    for (Service* each : services_) each->on_stop(*this);
}

void Node::Stack::reload(ClientId client, bool check_only) {
    reload_.ask_for_report(client, check_only, *this);
}

void Node::Stack::configuration_read(std::uint64_t number, reload::ConfigurationRead read) {
    reload_.on_read(number, std::move(read), *this);
}

void Node::Stack::retune(const config::Timing& timing) {
    ring::RingConfig ring;
    set_timing(ring, timing);
    engine_.retune(now_, ring, ring_actions_);
}

void Node::Stack::client_connected(wire::ServiceId service, ClientId client) {
    if (service == wire::ServiceId::cmap) cmap_.on_connected(client);
    if (service == wire::ServiceId::cpg) cpg_.on_connected(client);
    if (service == wire::ServiceId::quorum) quorum_.on_connected(client);
    if (service == wire::ServiceId::votequorum && votequorum_) votequorum_->on_connected(client);
    statistics_changed();
}

void Node::Stack::client_request(ClientId client, const ClientRequest& request) {
    std::visit(
        Overloaded{[&](const cmap::Request& each) { cmap_.on_request(client, each, *this); },
                   [&](const cfg::Request& each) { cfg_.on_request(client, each, *this); },
                   [&](const cpg::Request& each) { cpg_.on_request(client, each, *this); },
                   [&](const quorum::Request& each) { quorum_.on_request(client, each, *this); },
                   [&](const votequorum::Request& each) {
                       if (votequorum_) votequorum_->on_request(client, each, *this);
                   },
                   [](const auto&) {}},
        request);
}

void Node::Stack::client_disconnected(wire::ServiceId service, ClientId client) {
    if (service == wire::ServiceId::cmap) cmap_.on_disconnected(client);
    if (service == wire::ServiceId::cfg) cfg_.on_disconnected(client, *this);
    if (service == wire::ServiceId::cpg) cpg_.on_disconnected(client, *this);
    if (service == wire::ServiceId::quorum) quorum_.on_disconnected(client);
    if (service == wire::ServiceId::votequorum && votequorum_) votequorum_->on_disconnected(client);
    statistics_changed();
}

// ---- from the ring upwards

// Whatever one action causes is done before the next; frames that the services queued meanwhile may
// make the engine act again.
void Node::Stack::settle() {
    do {
        in_work_.swap(ring_actions_);
        for (ring::Action& action : in_work_) perform(action);
        in_work_.clear();
        if (std::exchange(gather_requested_, false)) engine_.gather(now_, ring_actions_);
        if (frames_.backlog() > 0) engine_.work(now_, ring_actions_);
    } while (!ring_actions_.empty());
}

void Node::Stack::perform(ring::Action& action) {
    if (const auto* message = std::get_if<ring::Deliver>(&action)) return unpack(*message);
    if (auto* multicast = std::get_if<ring::SendMulticast>(&action)) {
        out_->emplace_back(std::move(*multicast));
        return;
    }
    std::visit(Overloaded{[this](ring::Deliver& message) { unpack(message); },
                          [this](ring::InstallView& view) { install(view); },
                          [this](auto& other) { out_->emplace_back(std::move(other)); }},
               action);
}

// The ring takes a multicast on its ring id alone, as Corosync does. What a stranger put into the
// order is not looked at: its half messages would cost memory for ever.
void Node::Stack::unpack(const ring::Deliver& message) {
    if (message.sender != known_member_ || known_member_ == NodeId{}) {
        if (!std::binary_search(members_.begin(), members_.end(), message.sender)) return;
        known_member_ = message.sender;
    }
    unpacker_.frame(message.sender, message.payload, *this);
}

// Who takes batches needs no care with cut messages either.
void Node::Stack::set_batches(bool on) {
    cpg_.set_batching(on);
    packer_.fill_frames(on);
}

// The next ring may have members that do not know them, and newcomers which drop what stands beside
// a part of a message that began before them.
void Node::Stack::end_batches() {
    set_batches(false);
    packer_.take_apart([this](Bytes message, bool safe) {
        const auto prefix = wire::decode_group_prefix(message);
        ASSERT(prefix.has_value()); // it is our own
        return cpg_.singles(message.subspan(prefix->size), [&](Bytes header, Bytes data) {
            const std::array pieces{header, data};
            packer_.submit(services_prefix(), pieces, safe);
        });
    });
}

void Node::Stack::install(const ring::InstallView& install) {
    const ring::View& view = install.view;
    if (view.transitional) {
        packer_.set_synchronising(true);
        release_kept();
        capability_.on_transitional();
        frames_.set_safe(false);
        end_batches();
        trans_ = view.members;
        left_ = view.left;
    } else {
        packer_.set_synchronising(true);
        unpacker_.set_synchronising(true);
        unpacker_.keep_only(trans_);
        members_ = view.members;
        known_member_ = {};
        note_change(install);
        out_->emplace_back(MembershipChanged{view, left_});
    }
    for (Service* each : services_) each->on_view(view, *this);
    synchroniser_.on_view(now_, view);
    if (!view.transitional) {
        trans_.clear();
        left_.clear();
    }
}

void Node::Stack::note_change(const ring::InstallView& install) {
    ++status_.changes;
    status_.last_change = {.when = now_,
                           .took = now_ - install.cause.when,
                           .cause = explain(install.cause, install.view.joined, left_),
                           .joined = install.view.joined,
                           .left = left_};
}

void Node::Stack::on_message(NodeId from, Bytes message, const Slice& holder) {
    if (wire::has_services_prefix(message))
        return on_service_message(from, message.subspan(wire::kServicesPrefixSize), holder);
    const auto prefix = wire::decode_group_prefix(message);
    if (!prefix) return;
    if (prefix->group == wire::Group::sync)
        synchroniser_.on_message(now_, from, message.subspan(prefix->size));
    else if (prefix->group == wire::Group::services)
        on_service_message(from, message.subspan(prefix->size), holder);
}

// Long messages are those of cpg: they go to the clients as they are.
// Frames that are filled to the brim may cut it within its headers: then its first two pieces are
// joined, so that these stand in one.
void Node::Stack::on_cut_message(NodeId from, std::span<const Slice> pieces) {
    constexpr std::size_t kHeaders = wire::kServicesPrefixSize + wire::kCpgMulticastHeaderSize;
    const std::size_t front = pieces.front().size() < kHeaders ? 2 : 1;
    const Slice first = front == 1 ? pieces.front() : joined(pieces.first(front));
    const Bytes begin = first.bytes();
    if (!wire::has_services_prefix(begin) ||
        !cpg_.on_message(from, begin.subspan(wire::kServicesPrefixSize), first,
                         pieces.subspan(front), *this))
        return MessageSink::on_cut_message(from, pieces);
    ++status_.messages_delivered;
    traffic_.received(wire::ServiceId::cpg, kCpgMulticast, 1);
}

void Node::Stack::on_service_message(NodeId from, Bytes bytes, const Slice& holder) {
    const auto header = wire::read_service_header(bytes);
    if (header && static_cast<wire::ServiceId>(header->service()) == wire::ServiceId::cpg_batch)
        return on_batch(from, bytes, holder);
    ++status_.messages_delivered;
    if (!header) return;
    traffic_.received(header->id);
    const auto service = static_cast<wire::ServiceId>(header->service());
    if (service == wire::ServiceId::cpg) return cpg_.on_message(from, bytes, holder, *this);
    const Slice message = holder.around(bytes);
    switch (service) {
    case wire::ServiceId::cmap:
        return cmap_.on_message(from, message, *this);
    case wire::ServiceId::cfg:
        return cfg_.on_message(from, message, *this);
    case wire::ServiceId::votequorum:
        if (votequorum_) votequorum_->on_message(from, message, *this);
        return;
    case wire::ServiceId::capability:
        capability_.on_message(from, message.bytes());
        frames_.set_safe(capability_.all(wire::Feature::safe_delivery));
        set_batches(capability_.all(wire::Feature::batched_multicasts));
        engine_.set_agreed({.adaptive_window = capability_.all(wire::Feature::adaptive_window),
                            .parked_token = capability_.all(wire::Feature::parked_token),
                            .early_token = capability_.all(wire::Feature::early_token)});
        cfg_.on_capability(*this);
        return reload_.on_capability(*this);
    case wire::ServiceId::reload:
        return reload_.on_message(from, message, *this);
    default:
        return; // a service that this node does not have
    }
}

void Node::Stack::on_batch(NodeId from, Bytes message, const Slice& holder) {
    if (!capability_.own(wire::Feature::batched_multicasts)) return;
    const std::size_t count = cpg_.on_batch(from, message, holder, *this);
    status_.messages_delivered += count;
    traffic_.received(wire::ServiceId::cpg, kCpgMulticast, count);
}

// ---- from the services downwards

void Node::Stack::multicast(std::initializer_list<Bytes> pieces, bool safe) {
    ++status_.messages_sent;
    if (pieces.size() != 0) traffic_.sent(*pieces.begin());
    if (!synchroniser_.said_all())
        return packer_.submit(services_prefix(), {pieces.begin(), pieces.size()}, safe);
    Kept& kept = kept_.emplace_back(Kept{{}, safe});
    for (const Bytes piece : pieces)
        kept.bytes.insert(kept.bytes.end(), piece.begin(), piece.end());
}

// Only cpg does this, and only what would otherwise be multicasts of its own.
Effects::Ticket Node::Stack::multicast_open(std::initializer_list<Bytes> pieces, bool safe,
                                            std::size_t count) {
    if (synchroniser_.said_all()) return 0;
    const auto ticket =
        packer_.submit_open(services_prefix(), {pieces.begin(), pieces.size()}, safe);
    if (ticket != 0) count_multicasts(count);
    return ticket;
}

bool Node::Stack::extend(Ticket ticket, std::initializer_list<Bytes> pieces, std::size_t count) {
    const bool done = packer_.extend(ticket, pieces);
    if (done) count_multicasts(count);
    return done;
}

std::size_t Node::Stack::room_to_open() const {
    return packer_.room_to_open() - std::min(packer_.room_to_open(), wire::kServicesPrefixSize);
}

void Node::Stack::count_multicasts(std::size_t count) {
    status_.messages_sent += count;
    traffic_.sent(wire::ServiceId::cpg, kCpgMulticast, count);
}

// The synchronisation has ended, or another one begins.
void Node::Stack::release_kept() {
    for (const Kept& each : std::exchange(kept_, {})) {
        const Bytes bytes(each.bytes);
        packer_.submit(services_prefix(), {&bytes, 1}, each.safe);
    }
}

bool Node::Stack::room_for(std::size_t bytes) const {
    return kept_.size() < kKeptMax && packer_.room_for(bytes + wire::kServicesPrefixSize);
}

void Node::Stack::multicast_sync(std::initializer_list<Bytes> pieces, bool apart) {
    if (apart)
        packer_.submit_apart(pieces, false);
    else
        packer_.submit(pieces, false);
}

void Node::Stack::sync_completed(const SyncView& view) {
    packer_.set_synchronising(false);
    unpacker_.set_synchronising(false);
    release_kept();
    serving_ = true;
    capability_.on_synchronised(view, *this);
    cfg_.on_synchronised(*this);
    reload_.on_synchronised(*this);
    watchdog_.on_synchronised();
    out_->emplace_back(Synchronised{view.ring, view.members});
}

void Node::Stack::reply(ClientId client, ClientReply reply) {
    out_->emplace_back(ReplyToClient{client, std::move(reply)});
}

void Node::Stack::event(ClientId client, ClientEvent event) {
    out_->emplace_back(SendEvent{client, std::move(event)});
}

// All that is delivered without anything else in between is one action.
void Node::Stack::deliver(cpg::Delivery&& delivery, std::span<const Slice> rest) {
    const auto* last = out_->empty() ? nullptr : std::get_if<DeliverToClients>(&out_->back());
    if (last == nullptr || !last->run.is(run_)) open_run();
    run_->add(std::move(delivery), rest);
}

void Node::Stack::open_run() {
    run_.reset();
    auto unused = std::ranges::find_if(runs_, [](const Run& each) { return each.unique(); });
    if (unused == runs_.end()) unused = runs_.insert(unused, Run::make());
    run_ = *unused;
    out_->emplace_back(DeliverToClients{cpg::DeliveryRun(run_)});
}

void Node::Stack::log(LogLine line) { out_->emplace_back(std::move(line)); }

void Node::Stack::command(Command command) { out_->emplace_back(std::move(command)); }

// ---- for the operator

const NodeStatus& Node::Stack::status() const {
    status_.ring = engine_.ring();
    status_.state = engine_.state();
    status_.members = engine_.members().list();
    status_.synchronised = !synchroniser_.running();
    status_.safe_delivery = frames_.safe();
    status_.all_batons = frames_.safe();
    status_.key_change = key_change_.unfinished();
    status_.token_rotation = engine_.pace().rotation;
    status_.send_queue_frames = packer_.backlog();
    status_.ring_statistics = engine_.statistics();
    return status_;
}

cmap::RingNumbers Node::Stack::ring_numbers() const {
    const ring::TokenPace& pace = engine_.pace();
    const std::size_t used = std::min(100U, packer_.percent_used());
    cmap::RingNumbers numbers{.counters = engine_.statistics(),
                              .messages_waiting = packer_.backlog(),
                              .messages_room =
                                  packing::kSendQueueBytes / 100 * (100 - used) / packer_.net_mtu(),
                              .backlog = pace.backlog_256 / 256,
                              .rotation = pace.rotation,
                              .holding = pace.holding,
                              .since_token = {}};
    if (pace.last) numbers.since_token = now_ - *pace.last;
    return numbers;
}

} // namespace baton

// test/world/world.cc - the hosts, and what their nodes want done.
#include "world/world.h"

#include "world/step.h"

#include <algorithm>

namespace baton::world {

World::~World() = default;

void World::watch(oracle::Oracle& oracle) {
    witness_ = std::make_unique<Witness>(oracle, now_);
    probes_.resize(hosts_.size());
    for (const auto& at : hosts_) probes_[at->number] = witness_->probe(at->id);
}

void World::seed(std::uint64_t seed) {
    network.random = Random(seed);
    seed_ = seed;
    gathers = seed % 4 == 3;
}

// ---- hosts

Host* World::find(Id id) const {
    const auto found = std::lower_bound(hosts_.begin(), hosts_.end(), id,
                                        [](const auto& at, Id wanted) { return at->id < wanted; });
    return found == hosts_.end() || (*found)->id != id ? nullptr : found->get();
}

Host& World::host(Id id) {
    if (Host* found = find(id)) return *found;
    auto fresh = std::make_unique<Host>(id, hosts_.size());
    Host& at = *fresh;
    const auto place = std::upper_bound(hosts_.begin(), hosts_.end(), id,
                                        [](Id wanted, const auto& it) { return wanted < it->id; });
    hosts_.insert(place, std::move(fresh));
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
        hosts_[i]->place = i;
        hosts_[i]->links.resize(hosts_.size());
    }
    wakes_.insert(wakes_.begin() + static_cast<std::ptrdiff_t>(at.place), kNever);
    soonest_known_ = false;
    if (witness_) probes_.push_back(witness_->probe(id));
    return at;
}

Node* World::node(Id id) {
    Host* at = find(id);
    return at == nullptr ? nullptr : at->node.get();
}

// ---- what nodes want done

void World::perform(Host& at) {
    for (std::size_t i = 0; i < at.actions.size() && !at.failed; ++i) perform(at, at.actions[i]);
    at.actions.clear();
}

void World::perform(Host& at, const NodeAction& action) {
    if (const auto* deliveries = std::get_if<DeliverToClients>(&action))
        return deliveries->run.for_each_event([&](ClientId client, const cpg::Event& event) {
            perform(at, SendEvent{client, event});
        });
    const auto* store = std::get_if<ring::StoreRingSeq>(&action);
    at.failed = store != nullptr && !at.disk.store(store->seq);
    if (at.failed) return; // the daemon ends: nothing that comes behind is done
    if (show.wants(action)) show.action(now_, at.id, action);
    if (observer) observer(at.id, action);
    if (const auto* multicast = std::get_if<ring::SendMulticast>(&action)) {
        for (const auto& other : hosts_)
            if (other.get() != &at) send(at, *other, multicast->frame);
        if (multicast->to_self) send(at, at, multicast->frame);
    } else if (const auto* token = std::get_if<ring::SendToken>(&action)) {
        if (Host* to = find(token->to.value)) send(at, *to, token->frame);
    } else if (const auto* event = std::get_if<SendEvent>(&action)) {
        hear(at, *event);
    } else if (const auto* reply = std::get_if<ReplyToClient>(&action)) {
        answer(at, *reply);
    } else if (const auto* change = std::get_if<MembershipChanged>(&action)) {
        const RingId ring = change->regular.ring;
        at.told = {ring.seq, ring.representative.value};
    } else if (std::holds_alternative<ring::DiscardReceived>(action)) {
        discard(at);
    } else if (const auto* command = std::get_if<Command>(&action)) {
        obey(at, *command);
    } else if (const auto* done = std::get_if<Synchronised>(&action)) {
        if (witness_) witness_->synchronised(at.id, done->ring);
        at.watcher.due = !at.watcher.there;
    } else if (store != nullptr && witness_) {
        witness_->stored(at.id, store->seq);
    }
}

// What the node sent to itself does not wait in a socket.
void World::discard(Host& at) {
    std::erase_if(at.inbox, [](const Waiting& datagram) { return !datagram.own; });
}

void World::after_step(Host& at) {
    if (at.failed) return end_process(at);
    if (at.stopping) return stop(at);
    if (at.clients_ending) cut_off(at);
    attend(at);
    if (at.requests > 0) serve_clients(at);
    wake(at);
}

} // namespace baton::world

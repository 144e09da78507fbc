// test/world/world.cc - the network, the hosts and their clients.
#include "world/world.h"

#include "wire/totem.h"

#include <algorithm>

namespace baton::scenario {

namespace {
constexpr Duration kHop = std::chrono::microseconds(50);
constexpr Duration kSelf = std::chrono::microseconds(5);
constexpr Duration kSettleLimit = std::chrono::seconds(60);
constexpr std::uint32_t kSafeGuarantee = 3;

Bytes as_bytes(const std::string& text) { return std::as_bytes(std::span(text)); }
} // namespace

World::~World() = default;

World::Host& World::host(std::uint32_t id) {
    auto& found = hosts_[id];
    if (!found) found = std::make_unique<Host>();
    return *found;
}

Node* World::node(std::uint32_t id) { return host(id).node.get(); }

// ---- what happens to hosts

void World::start(std::uint32_t id) {
    Host& at = host(id);
    ring::RingConfig own = config;
    own.self = NodeId{id};
    at.actions.clear();
    at.clients.clear();
    at.waiting.clear();
    at.node.reset();
    at.node = std::make_unique<Node>(own, at.pool, Random(id));
    at.alive = true;
    at.paused = false;
    step(id, [&](Host& it) { it.node->start(now_, it.stored_seq, it.actions); });
}

void World::kill(std::uint32_t id) {
    Host& at = host(id);
    at.alive = false;
    at.actions.clear();
    at.node.reset();
}

void World::leave(std::uint32_t id) {
    Host& at = host(id);
    const auto clients = at.clients;
    for (const auto& [group, client] : clients) die(id, group);
    run(milliseconds(20));
    step(id, [&](Host& it) { it.node->leave(now_, it.actions); });
    kill(id);
}

void World::pause(std::uint32_t id) { host(id).paused = true; }

void World::resume(std::uint32_t id) {
    Host& at = host(id);
    at.paused = false;
    // As a real daemon wakes: its timers first, then what waits in the socket.
    step(id, [&](Host& it) { it.node->advance(now_, it.actions); });
    const auto waiting = std::exchange(at.waiting, {});
    bool discarded = false;
    for (const auto& bytes : waiting) {
        if (discarded) break;
        step(id, [&](Host& it) {
            it.node->receive(now_, it.pool.copy(bytes), it.actions);
            for (const auto& action : it.actions)
                discarded = discarded || std::holds_alternative<ring::DiscardReceived>(action);
        });
    }
}

void World::isolate(std::uint32_t id, bool up) {
    host(id).up = up;
    step(id, [&](Host& it) { it.node->interface_changed(now_, up, it.actions); });
}

void World::gather(std::uint32_t id) {
    step(id, [&](Host& it) { it.node->gather(now_, it.actions); });
}

void World::forget_disk(std::uint32_t id) { host(id).stored_seq = 0; }

void World::partition(const std::vector<std::vector<std::uint32_t>>& sides) {
    for (auto& [id, at] : hosts_) at->side = 0;
    for (std::size_t side = 0; side < sides.size(); ++side)
        for (const std::uint32_t id : sides[side]) host(id).side = static_cast<int>(side);
}

void World::deaf(std::uint32_t id, bool is_deaf) { host(id).deaf = is_deaf; }

void World::inject(std::uint32_t to, const std::vector<std::byte>& datagram) {
    step(to, [&](Host& it) { it.node->receive(now_, it.pool.copy(datagram), it.actions); });
}

// ---- clients

void World::join(std::uint32_t id, const std::string& group) {
    step(id, [&](Host& it) {
        const ClientId client{++last_client_};
        it.clients[group] = client;
        it.node->client_connected(client);
        const cpg::JoinRequest join{GroupName(group), false,
                                    static_cast<std::uint32_t>(1000 + client.value), 0};
        it.node->client_request(now_, client, join, it.actions);
    });
}

bool World::has_client(std::uint32_t id, const std::string& group) {
    return host(id).clients.contains(group);
}

void World::leave_group(std::uint32_t id, const std::string& group) {
    step(id, [&](Host& it) {
        it.node->client_request(now_, it.clients.at(group), cpg::LeaveRequest{GroupName(group), 0},
                                it.actions);
    });
}

void World::die(std::uint32_t id, const std::string& group) {
    step(id, [&](Host& it) {
        it.node->client_disconnected(now_, it.clients.at(group), it.actions);
        it.clients.erase(group);
    });
}

void World::say(std::uint32_t id, const std::string& group, const std::string& text,
                std::size_t size, bool safe) {
    std::string data = text;
    if (size > data.size()) data.resize(size, '.');
    step(id, [&](Host& it) {
        const cpg::MulticastRequest request{safe ? kSafeGuarantee : 2U, false, as_bytes(data)};
        it.node->client_request(now_, it.clients.at(group), request, it.actions);
    });
}

// ---- what nodes want done

void World::step(std::uint32_t id, const std::function<void(Host&)>& what) {
    Host& at = host(id);
    if (!at.alive) return;
    what(at);
    perform(id, at);
}

void World::perform(std::uint32_t id, Host& at) {
    NodeActions actions = std::exchange(at.actions, {});
    for (const NodeAction& action : actions) {
        show(id, action);
        if (observer) observer(id, action);
        if (const auto* multicast = std::get_if<ring::SendMulticast>(&action)) {
            for (const auto& [other, unused] : hosts_)
                if (other != id) transmit(id, other, multicast->frame);
            if (multicast->to_self) transmit(id, id, multicast->frame);
        } else if (const auto* token = std::get_if<ring::SendToken>(&action)) {
            transmit(id, token->to.value, token->frame);
        } else if (const auto* store = std::get_if<ring::StoreRingSeq>(&action)) {
            at.stored_seq = store->seq;
        }
    }
    actions.clear();
    at.actions = std::move(actions);
}

bool World::connected(std::uint32_t from, std::uint32_t to) {
    const Host& sender = host(from);
    const Host& receiver = host(to);
    return receiver.alive && sender.side == receiver.side && !receiver.deaf && sender.up &&
           receiver.up;
}

bool World::lost(std::uint32_t from, std::uint32_t to, const Slice& frame) {
    const int type = std::to_integer<int>(frame.data()[3]);
    for (Fault& fault : faults_) {
        const bool matches = (fault.type < 0 || fault.type == type) &&
                             (fault.from == 0 || fault.from == from) &&
                             (fault.to == 0 || fault.to == to) && fault.count > 0;
        if (!matches) continue;
        if (fault.skip > 0) {
            --fault.skip;
            continue;
        }
        --fault.count;
        show_lost(from, to, frame);
        return true;
    }
    return random.below(100) < loss_percent;
}

std::vector<Fault> World::unmet() const {
    std::vector<Fault> left;
    for (const Fault& fault : faults_)
        if (fault.count > 0) left.push_back(fault);
    return left;
}

void World::transmit(std::uint32_t from, std::uint32_t to, const Slice& frame) {
    std::vector<std::byte> bytes(frame.bytes().begin(), frame.bytes().end());
    if (from == to) {
        network_.push({now_ + kSelf, ++order_, from, to, bytes});
        return;
    }
    if (!connected(from, to) || lost(from, to, frame)) return;
    if (tamper) tamper(from, bytes);
    Duration delay = kHop;
    if (random.below(100) < reorder_percent)
        delay += Duration(static_cast<Duration::rep>(random.below(1'000'000)));
    network_.push({now_ + delay, ++order_, from, to, bytes});
    if (random.below(100) < duplicate_percent)
        network_.push({now_ + delay + kHop, ++order_, from, to, bytes});
}

void World::receive(const Packet& packet) {
    Host& at = host(packet.to);
    if (!at.alive) return;
    if (at.paused) {
        at.waiting.push_back(packet.bytes);
        return;
    }
    step(packet.to,
         [&](Host& it) { it.node->receive(now_, it.pool.copy(packet.bytes), it.actions); });
}

// ---- time

bool World::next_event(TimePoint limit) {
    std::uint32_t who = 0;
    TimePoint when = limit;
    for (const auto& [id, at] : hosts_) {
        if (!at->alive || at->paused) continue;
        const auto deadline = at->node->next_deadline();
        if (deadline && *deadline < when) {
            when = *deadline;
            who = id;
        }
    }
    if (!network_.empty() && network_.top().due <= when) {
        const Packet packet = network_.top();
        network_.pop();
        now_ = std::max(now_, packet.due);
        receive(packet);
        return true;
    }
    if (who == 0) return false;
    now_ = std::max(now_, when);
    step(who, [&](Host& it) { it.node->advance(now_, it.actions); });
    return true;
}

void World::run(Duration duration) {
    const TimePoint limit = now_ + duration;
    while (next_event(limit)) {}
    now_ = limit;
}

bool World::settled() {
    for (const auto& [id, at] : hosts_) {
        if (!at->alive || at->paused) continue;
        std::vector<NodeId> reachable;
        for (const auto& [other, it] : hosts_) {
            const bool hears = other == id || (connected(other, id) && connected(id, other));
            if (it->alive && !it->paused && hears) reachable.push_back(NodeId{other});
        }
        const NodeStatus& status = at->node->status();
        if (status.state != ring::State::operational || at->node->synchronising() ||
            status.members != reachable || status.send_queue_frames != 0)
            return false;
    }
    return true;
}

bool World::settle() {
    const TimePoint limit = now_ + kSettleLimit;
    int calm = 0; // checks in a row that found all settled
    while (now_ < limit) {
        run(milliseconds(10));
        calm = settled() ? calm + 1 : 0;
        if (calm == 20) return true;
    }
    note("not settled after a minute");
    return false;
}

} // namespace baton::scenario

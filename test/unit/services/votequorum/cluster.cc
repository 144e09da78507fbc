// test/unit/services/votequorum/cluster.cc - the ring made of one queue.
#include "unit/services/votequorum/cluster.h"

#include <algorithm>

namespace baton::votequorum::testing {
namespace {

using Provider = quorum::QuorumService::Provider;

BufferPool& pool() {
    static BufferPool shared;
    return shared;
}

std::string ids(const std::vector<NodeId>& nodes) {
    std::string text;
    for (const NodeId node : nodes) text += " " + std::to_string(node.value);
    return text;
}

std::string of_ring(RingId ring) {
    return std::to_string(ring.representative.value) + "." + std::to_string(ring.seq) + ":";
}

const char* word(bool quorate) { return quorate ? "yes" : "no"; }

std::string line(const QuorumEvent& event) {
    std::string text = "votes " + std::string(word(event.quorate)) + ":";
    for (const auto& node : event.nodes)
        text += " " + std::to_string(node.id.value) + "/" +
                std::to_string(static_cast<std::uint32_t>(node.state));
    return text;
}
std::string line(const ExpectedVotesEvent& event) {
    return "expected " + std::to_string(event.expected_votes);
}
std::string line(const NodeListEvent& event) {
    return "nodes " + of_ring(event.ring) + ids(event.members);
}
std::string line(const quorum::QuorumEvent& event) {
    return "quorum " + std::string(word(event.quorate)) + " " + of_ring(event.ring) +
           ids(event.members);
}
std::string line(const quorum::NodeListEvent& event) {
    return "list " + of_ring(event.ring) + ids(event.members) + " +" + ids(event.joined) + " -" +
           ids(event.left);
}

void add(cmap::Map& map, const Keys& keys) {
    for (const auto& [key, value] : keys) map.set(key, value);
}

constexpr std::pair<std::uint32_t, const char*> kFlags[] = {
    {info_flags::kTwoNode, " 2Node"},
    {info_flags::kQuorate, " Quorate"},
    {info_flags::kWaitForAll, " WaitForAll"},
    {info_flags::kLastManStanding, " LastManStanding"},
    {info_flags::kAutoTieBreaker, " AutoTieBreaker"},
    {info_flags::kAllowDownscale, " AllowDownscale"},
    {info_flags::kDeviceRegistered, " Qdevice"},
    {info_flags::kDeviceAlive, " Alive"},
    {info_flags::kDeviceCastsVote, " Casts"},
    {info_flags::kDeviceMasterWins, " MasterWins"},
};

} // namespace

std::pair<std::string, cmap::Value> truth(std::string_view name, bool value) {
    return {"quorum." + std::string(name), cmap::Value::of(static_cast<std::uint8_t>(value))};
}
std::pair<std::string, cmap::Value> number(std::string_view name, std::uint32_t value) {
    return {"quorum." + std::string(name), cmap::Value::of(value)};
}
std::pair<std::string, cmap::Value> text(std::string_view name, std::string_view value) {
    return {"quorum." + std::string(name), cmap::Value::of(value)};
}

cmap::Map map_of(std::uint32_t nodes, std::uint32_t self, const Keys& keys) {
    cmap::Map map;
    add(map, {text("provider", "corosync_votequorum")});
    for (std::uint32_t i = 0; i < nodes; ++i)
        map.set("nodelist.node." + std::to_string(i) + ".nodeid", i + 1);
    if (nodes > 0) map.set("nodelist.local_node_pos", self - 1);
    add(map, keys);
    return map;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& each : lines) text += each + "\n";
    return text;
}

bool said(const TestNode& node, std::string_view part) {
    return std::ranges::any_of(
        node.logged, [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

// ---- one node

TestNode::TestNode(std::uint32_t its_id, std::uint32_t nodes, const Keys& keys,
                   std::uint32_t stored)
    : id(its_id), map(map_of(nodes, its_id, keys)), quorum(Provider::votequorum, map),
      votes(NodeId{its_id}, map, quorum, stored) {
    quorum.on_start(*this);
    votes.on_start(*this);
    votes.on_connected(ClientId{1});
}

void TestNode::multicast(std::initializer_list<Bytes> pieces, bool) {
    (in_sync ? sync : ordinary).push_back(baton::testing::in_one(pieces));
}

void TestNode::reply(ClientId client, ClientReply reply) {
    if (auto* votes_reply = std::get_if<Reply>(&reply))
        replies[client.value] = std::move(*votes_reply);
    else
        quorum_replies[client.value] = std::get<quorum::Reply>(std::move(reply));
}

void TestNode::event(ClientId client, ClientEvent event) {
    const auto keep = [&](const auto& of_service) {
        heard.push_back(std::to_string(client.value) + " " +
                        std::visit([](const auto& kind) { return line(kind); }, of_service));
    };
    if (const auto* of_votes = std::get_if<Event>(&event))
        keep(*of_votes);
    else
        keep(std::get<quorum::Event>(event));
}

// ---- all of them

Cluster::Cluster(std::uint32_t nodes, Keys keys) : keys_(std::move(keys)) {
    for (std::uint32_t id = 1; id <= nodes; ++id)
        nodes_.push_back(std::make_unique<TestNode>(id, nodes, keys_, 0));
}

// What was to be on disk is there.
void Cluster::restart(std::uint32_t id) {
    std::uint32_t stored = 0;
    for (const Command& each : node(id).commands)
        if (const auto* store = std::get_if<StoreExpectedVotes>(&each)) stored = store->votes;
    const TimePoint time = node(id).time;
    nodes_.at(id - 1) =
        std::make_unique<TestNode>(id, static_cast<std::uint32_t>(nodes_.size()), keys_, stored);
    node(id).time = time;
}

CsError Cluster::ask(std::uint32_t node_id, const Request& request, std::uint64_t client) {
    TestNode& at = node(node_id);
    at.replies.erase(client);
    at.votes.on_request(ClientId{client}, request, at);
    run();
    const auto answer = at.replies.find(client);
    if (answer == at.replies.end()) return static_cast<CsError>(0);
    if (const auto* status = std::get_if<StatusReply>(&answer->second)) return status->error;
    return std::get<InfoReply>(answer->second).error;
}

InfoReply Cluster::info(std::uint32_t node_id, std::uint32_t about) {
    TestNode& at = node(node_id);
    at.votes.on_request(ClientId{1}, GetInfoRequest{NodeId{about}}, at);
    return std::get<InfoReply>(at.replies.at(1));
}

std::string Cluster::state(std::uint32_t node_id) {
    const InfoReply reply = info(node_id);
    std::string text = std::to_string(reply.total_votes) + "/" +
                       std::to_string(reply.expected_votes) + " needed " +
                       std::to_string(reply.quorum);
    for (const auto& [flag, name] : kFlags)
        if ((reply.flags & flag) != 0) text += name;
    return text;
}

// Not if the others have gone on without it.
bool Cluster::is_in_a_ring(const TestNode& one) {
    return !one.component.empty() && std::ranges::all_of(one.component, [&](NodeId id) {
        return node(id.value).ring == one.ring;
    });
}

std::string Cluster::quorate() {
    std::string text;
    for (const auto& each : nodes_) {
        if (!is_in_a_ring(*each) || !each->quorum.view().quorate) continue;
        if (!text.empty()) text += ' ';
        text += std::to_string(each->id);
    }
    return text;
}

void Cluster::track(std::uint32_t node_id, std::uint32_t flags) {
    ask(node_id, TrackRequest{77, flags});
}

void Cluster::deliver(std::uint32_t from, const std::vector<std::byte>& message) {
    const Slice slice = pool().copy(message);
    for (const NodeId receiver : std::vector<NodeId>(node(from).component))
        if (node(receiver.value).ring == node(from).ring)
            node(receiver.value).votes.on_message(NodeId{from}, slice, node(receiver.value));
}

// One message of each node in turn, so that different nodes' messages mix.
void Cluster::run() {
    for (bool moved = true; moved;) {
        moved = false;
        for (auto& sender : nodes_) {
            auto& queue = sender->in_sync ? sender->sync : sender->ordinary;
            if (queue.empty() || sender->component.empty()) continue;
            const auto message = std::move(queue.front());
            queue.pop_front();
            deliver(sender->id, message);
            moved = true;
        }
    }
}

void Cluster::begin(const Ids& members) {
    std::vector<NodeId> ring_members;
    for (const std::uint32_t id : members) ring_members.push_back(NodeId{id});
    const RingId ring{ring_members.front(), ++ring_seq_};
    std::map<std::uint32_t, RingId> last;
    for (const std::uint32_t id : members) last[id] = node(id).ring;
    for (const std::uint32_t id : members) {
        TestNode& at = node(id);
        SyncView view{ring, ring_members, {}};
        for (const std::uint32_t other : members)
            if (other == id || (last[other] == last[id] && last[id] != RingId{}))
                view.trans.push_back(NodeId{other});
        if (at.in_sync) {
            at.quorum.sync_abort();
            at.votes.sync_abort();
        }
        at.in_sync = true;
        at.sync.clear();
        at.component = ring_members;
        at.ring = ring;
        at.quorum.sync_begin(view, at);
        at.votes.sync_begin(view, at);
    }
}

bool Cluster::exchange(const Ids& members) {
    bool done = true;
    for (const std::uint32_t id : members) {
        done = node(id).quorum.sync_send(node(id)) && done;
        node(id).quorum.sync_activate(node(id));
    }
    for (const std::uint32_t id : members) done = node(id).votes.sync_send(node(id)) && done;
    run();
    return done;
}

void Cluster::finish(const Ids& members) {
    for (const std::uint32_t id : members) node(id).votes.sync_activate(node(id));
    for (const std::uint32_t id : members) {
        node(id).in_sync = false;
        node(id).quorum.sync_complete(node(id));
        node(id).votes.sync_complete(node(id));
    }
    run();
}

void Cluster::form(const Ids& members) {
    begin(members);
    exchange(members);
    finish(members);
}

void Cluster::stop(std::uint32_t id) {
    node(id).votes.on_stop(node(id));
    run();
}

void Cluster::pass(Duration time) {
    for (auto& each : nodes_) {
        each->time += time;
        each->votes.advance(*each);
    }
    run();
}

} // namespace baton::votequorum::testing

// test/unit/services/cpg/cluster.cc - the ring made of one queue.
#include "unit/services/cpg/cluster.h"

#include <algorithm>
#include <type_traits>

namespace baton::cpg::testing {
namespace {

BufferPool& pool() {
    static BufferPool shared;
    return shared;
}

const char* reason_text(wire::CpgReason reason) {
    switch (reason) {
    case wire::CpgReason::undefined:
        return "";
    case wire::CpgReason::join:
        return "/join";
    case wire::CpgReason::leave:
        return "/leave";
    case wire::CpgReason::node_down:
        return "/nodedown";
    case wire::CpgReason::node_up:
        return "/nodeup";
    case wire::CpgReason::process_down:
        return "/procdown";
    }
    return "/unknown";
}

std::string content(const Slice& data) {
    const std::size_t shown = std::min<std::size_t>(data.size(), 64);
    return {reinterpret_cast<const char*>(data.data()), shown};
}

std::string sender(NodeId node, std::uint32_t pid) {
    return std::to_string(node.value) + ":" + std::to_string(pid);
}

std::string text_of_event(const ConfigurationEvent& event) {
    std::string text = "members=" + text_of(event.members);
    if (!event.left.empty()) text += " left=" + text_of(event.left);
    if (!event.joined.empty()) text += " joined=" + text_of(event.joined);
    return text;
}
std::string text_of_event(const DeliverEvent& event) {
    return sender(event.node, event.pid) + " says " + content(event.data);
}
std::string text_of_event(const PartialDeliverEvent& event) {
    return sender(event.node, event.pid) + " says part " + std::to_string(event.part) + " of " +
           std::to_string(event.total_length) + ": " + content(event.data);
}
std::string text_of_event(const TotemConfigurationEvent& event) {
    std::string text = "totem " + std::to_string(event.ring.representative.value) + "." +
                       std::to_string(event.ring.seq);
    for (const NodeId member : event.members) text += " " + std::to_string(member.value);
    return text;
}

} // namespace

Bytes bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

std::string text_of(const std::vector<Address>& list) {
    std::string text;
    for (const Address& address : list) {
        if (!text.empty()) text += ' ';
        text += sender(address.node, address.pid) + reason_text(address.reason);
    }
    return text;
}

std::string joined(const Lines& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

void TestNode::multicast(std::initializer_list<Bytes> pieces, bool safe) {
    (in_sync ? sync : ordinary).push_back({id, baton::testing::in_one(pieces), safe});
}

void TestNode::reply(ClientId client, ClientReply reply) {
    ++answers[client.value];
    replies[client.value] = std::get<Reply>(std::move(reply));
}

void TestNode::event(ClientId client, ClientEvent event) {
    if (on_event) return on_event(*this, client, std::get<Event>(event));
    const std::string line =
        std::visit([](const auto& kind) { return text_of_event(kind); }, std::get<Event>(event));
    heard[client.value].push_back(line);
    order.push_back(std::to_string(client.value) + " " + line);
}

Cluster::Cluster(std::uint32_t nodes, bool formed) {
    std::vector<std::uint32_t> all;
    for (std::uint32_t id = 1; id <= nodes; ++id) {
        nodes_.push_back(std::make_unique<TestNode>(id));
        all.push_back(id);
    }
    if (formed) form(all);
}

void Cluster::connect(std::uint32_t node_id, std::uint64_t client) {
    node(node_id).service.on_connected(ClientId{client});
}

void Cluster::disconnect(std::uint32_t node_id, std::uint64_t client) {
    node(node_id).service.on_disconnected(ClientId{client}, node(node_id));
}

void Cluster::ask(std::uint32_t node_id, std::uint64_t client, const Request& request) {
    node(node_id).service.on_request(ClientId{client}, request, node(node_id));
}

CsError Cluster::last_error(std::uint32_t node_id, std::uint64_t client,
                            std::size_t answers_before) {
    TestNode& at = node(node_id);
    if (at.answers[client] == answers_before) return kNoAnswer;
    const auto* status = std::get_if<StatusReply>(&at.replies[client]);
    return status == nullptr ? kNoAnswer : status->error;
}

CsError Cluster::join(std::uint32_t node_id, std::uint64_t client, std::string_view group,
                      std::uint32_t pid, std::uint32_t flags) {
    const std::size_t before = node(node_id).answers[client];
    ask(node_id, client, JoinRequest{GroupName(group), false, pid, flags});
    return last_error(node_id, client, before);
}

CsError Cluster::leave(std::uint32_t node_id, std::uint64_t client) {
    const std::size_t before = node(node_id).answers[client];
    ask(node_id, client, LeaveRequest{});
    return last_error(node_id, client, before);
}

CsError Cluster::part(std::uint32_t node_id, std::uint64_t client, std::uint32_t kind,
                      std::string_view data, std::uint32_t total) {
    const std::size_t before = node(node_id).answers[client];
    ask(node_id, client, PartialMulticastRequest{2, total, kind, bytes_of(data)});
    return last_error(node_id, client, before);
}

CsError Cluster::zero_copy(std::uint32_t node_id, std::uint64_t client, Bytes data) {
    const std::size_t before = node(node_id).answers[client];
    ask(node_id, client, MulticastRequest{2, true, data});
    return last_error(node_id, client, before);
}

void Cluster::say(std::uint32_t node_id, std::uint64_t client, std::string_view data,
                  std::uint32_t guarantee) {
    ask(node_id, client, MulticastRequest{guarantee, false, bytes_of(data)});
}

void Cluster::member(std::uint32_t node_id, std::uint64_t client, std::string_view group,
                     std::uint32_t pid) {
    connect(node_id, client);
    join(node_id, client, group, pid);
    run();
}

void Cluster::deliver(const Sent& message) {
    on_the_wire.push_back(message);
    const Slice slice = pool().copy(message.bytes);
    for (const NodeId receiver : std::vector<NodeId>(node(message.from).component))
        node(receiver.value).service.on_message(NodeId{message.from}, slice, node(receiver.value));
}

// One message of each node in turn, so that different nodes' messages mix.
void Cluster::run(std::size_t at_most) {
    for (bool moved = true; moved;) {
        moved = false;
        for (auto& sender : nodes_) {
            auto& queue = sender->in_sync ? sender->sync : sender->ordinary;
            if (queue.empty()) continue;
            if (at_most-- == 0) return;
            const Sent message = std::move(queue.front());
            queue.pop_front();
            deliver(message);
            moved = true;
        }
    }
}

void Cluster::begin(const std::vector<std::uint32_t>& members) {
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
        if (at.in_sync) at.service.sync_abort();
        at.in_sync = true;
        at.sync.clear();
        at.component = ring_members;
        at.ring = ring;
        at.service.sync_begin(view, at);
    }
}

void Cluster::exchange(const std::vector<std::uint32_t>& members) {
    for (const std::uint32_t id : members) node(id).service.sync_send(node(id));
    run();
}

void Cluster::finish(const std::vector<std::uint32_t>& members) {
    for (const std::uint32_t id : members) node(id).service.sync_activate(node(id));
    for (const std::uint32_t id : members) {
        node(id).in_sync = false;
        node(id).service.sync_complete(node(id));
    }
    run();
}

void Cluster::form(const std::vector<std::uint32_t>& members) {
    begin(members);
    exchange(members);
    finish(members);
}

} // namespace baton::cpg::testing

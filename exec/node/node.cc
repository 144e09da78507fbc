// exec/node/node.cc - the doors of a node; what happens behind them is in stack.cc.
#include "node/node.h"

#include "node/stack.h"
#include "services/cmap/access.h"
#include "wire/multicast_view.h"

namespace baton {

Node::Node(const NodeConfig& config, BufferPool& pool, Random random, const Outside& outside)
    : stack_(std::make_unique<Stack>(config, pool, random, outside)) {}

Node::~Node() = default;

void Node::set_probe(ring::Probe* probe) { stack_->engine().set_probe(probe); }

void Node::start(TimePoint now, std::uint64_t stored_seq, NodeActions& out) {
    stack_->step(now, out, [&] { stack_->start(stored_seq); });
}

void Node::receive(TimePoint now, std::span<const Slice> datagrams, NodeActions& out) {
    stack_->step(now, out,
                 [&] { stack_->engine().receive(now, datagrams, stack_->ring_actions()); });
}

bool Node::comes_in_lists(const Slice& datagram) {
    return wire::looks_like_multicast(datagram.bytes());
}

void Node::advance(TimePoint now, NodeActions& out) {
    stack_->step(now, out, [&] { stack_->advance(); });
}

std::optional<TimePoint> Node::next_deadline() const { return stack_->next_deadline(); }

void Node::interface_changed(TimePoint now, bool up, NodeActions& out) {
    stack_->step(now, out,
                 [&] { stack_->engine().interface_changed(now, up, stack_->ring_actions()); });
}

void Node::statistics_changed(TimePoint now, NodeActions& out) {
    stack_->step(now, out, [&] { stack_->statistics_changed(); });
}

void Node::links_changed(TimePoint now, NodeId node, bool heard, NodeActions& out) {
    stack_->step(now, out,
                 [&] { stack_->engine().links_changed(now, node, heard, stack_->ring_actions()); });
}

void Node::prepare_to_leave(TimePoint now, NodeActions& out) {
    stack_->step(now, out, [&] { stack_->prepare_to_leave(); });
}

void Node::leave(TimePoint now, NodeActions& out) {
    stack_->step(now, out, [&] { stack_->engine().leave(now, stack_->ring_actions()); });
}

void Node::gather(TimePoint now, NodeActions& out) {
    stack_->step(now, out, [&] { stack_->engine().gather(now, stack_->ring_actions()); });
}

void Node::reload(TimePoint now, ClientId client, bool check_only, NodeActions& out) {
    stack_->step(now, out, [&] { stack_->reload(client, check_only); });
}

void Node::configuration_read(TimePoint now, std::uint64_t number, reload::ConfigurationRead read,
                              NodeActions& out) {
    stack_->step(now, out, [&] { stack_->configuration_read(number, std::move(read)); });
}

void Node::client_connected(TimePoint now, wire::ServiceId service, ClientId client,
                            NodeActions& out) {
    stack_->step(now, out, [&] { stack_->client_connected(service, client); });
}

void Node::client_request(TimePoint now, ClientId client, const ClientRequest& request,
                          NodeActions& out) {
    stack_->step(now, out, [&] { stack_->client_request(client, request); });
}

void Node::client_multicast(TimePoint now, ClientId client, const cpg::MulticastRequest& request,
                            NodeActions& out) {
    stack_->client_multicast(now, out, client, request);
}

void Node::client_multicasts(TimePoint now, ClientId client, const cpg::MulticastRun& run,
                             NodeActions& out) {
    stack_->client_multicasts(now, out, client, run);
}

void Node::settle(TimePoint now, NodeActions& out) {
    stack_->step(now, out, [] {});
}

void Node::client_disconnected(TimePoint now, wire::ServiceId service, ClientId client,
                               NodeActions& out) {
    stack_->step(now, out, [&] { stack_->client_disconnected(service, client); });
}

bool Node::serving() const { return stack_->serving(); }
bool Node::synchronising() const { return stack_->synchroniser().running(); }
unsigned Node::send_queue_percent() const { return stack_->packer().percent_used(); }
bool Node::allows(std::uint32_t user, std::uint32_t group) const {
    return cmap::allows(stack_->map(), user, group);
}
const NodeStatus& Node::status() const { return stack_->status(); }

} // namespace baton

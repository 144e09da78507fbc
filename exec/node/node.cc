// exec/node/node.cc - the doors of a node; what happens behind them is in stack.cc.
#include "node/node.h"

#include "node/stack.h"

#include <algorithm>

namespace baton {

Node::Node(const ring::RingConfig& config, BufferPool& pool, Random random)
    : stack_(std::make_unique<Stack>(config, pool, random)) {}

Node::~Node() = default;

void Node::set_probe(ring::Probe* probe) { stack_->engine().set_probe(probe); }

void Node::start(TimePoint now, std::uint64_t stored_seq, NodeActions& out) {
    stack_->step(now, out,
                 [&] { stack_->engine().start(now, stored_seq, stack_->ring_actions()); });
}

void Node::receive(TimePoint now, const Slice& datagram, NodeActions& out) {
    stack_->step(now, out,
                 [&] { stack_->engine().receive(now, datagram, stack_->ring_actions()); });
}

void Node::advance(TimePoint now, NodeActions& out) {
    stack_->step(now, out, [&] {
        stack_->engine().advance(now, stack_->ring_actions());
        stack_->synchroniser().advance(now);
    });
}

std::optional<TimePoint> Node::next_deadline() const {
    const auto ring = stack_->engine().next_deadline();
    const auto sync = stack_->synchroniser().next_deadline();
    if (!ring || !sync) return ring ? ring : sync;
    return std::min(*ring, *sync);
}

void Node::interface_changed(TimePoint now, bool up, NodeActions& out) {
    stack_->step(now, out,
                 [&] { stack_->engine().interface_changed(now, up, stack_->ring_actions()); });
}

void Node::leave(TimePoint now, NodeActions& out) {
    stack_->step(now, out, [&] { stack_->engine().leave(now, stack_->ring_actions()); });
}

void Node::gather(TimePoint now, NodeActions& out) {
    stack_->step(now, out, [&] { stack_->engine().gather(now, stack_->ring_actions()); });
}

void Node::client_connected(ClientId client) { stack_->cpg().on_connected(client); }

void Node::client_request(TimePoint now, ClientId client, const cpg::Request& request,
                          NodeActions& out) {
    stack_->step(now, out, [&] { stack_->cpg().on_request(client, request, stack_->effects()); });
}

void Node::client_disconnected(TimePoint now, ClientId client, NodeActions& out) {
    stack_->step(now, out, [&] { stack_->cpg().on_disconnected(client, stack_->effects()); });
}

bool Node::serving() const { return stack_->serving(); }
bool Node::synchronising() const { return stack_->synchroniser().running(); }
unsigned Node::send_queue_percent() const { return stack_->packer().percent_used(); }
const NodeStatus& Node::status() const { return stack_->status(); }

} // namespace baton

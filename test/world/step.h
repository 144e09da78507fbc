// test/world/step.h - one step of a node in a world: something happens to it, what it wants done is
// done, and then what follows from that. For the sources of World alone.
#pragma once

#include "world/world.h"

#include <utility>

namespace baton::world {

// what(node, time on the node's clock)
template <class What>
void World::step(Host& at, What what) {
    if (!at.node) return;
    what(*at.node, at.clock.read(now_));
    perform(at);
    after_step(at);
}

// What a client of the node asks.
template <class Request>
void World::request(Host& at, ClientId client, Request request) {
    step(at, [&](Node& node, TimePoint now) {
        node.client_request(now, client, std::move(request), at.actions);
    });
}

} // namespace baton::world

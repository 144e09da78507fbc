// test/world/step.h - one step of a node in a world: something happens to it, what it wants done is
// done, and then what follows from that. For the sources of World alone.
#pragma once

#include "world/world.h"

namespace baton::world {

// what(node, time on the node's clock)
template <class What>
void World::step(Host& at, What what) {
    if (!at.node) return;
    what(*at.node, at.clock.read(now_));
    perform(at);
    after_step(at);
}

} // namespace baton::world

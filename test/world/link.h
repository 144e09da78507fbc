// test/world/link.h - the way from one node to another, in this direction.
#pragma once

#include "base/time.h"

#include <cstdint>

namespace baton::world {

struct Link {
    bool blocked = false;    // nothing passes
    Duration slow{0};        // all takes so much longer
    std::uint32_t burst = 0; // so many more are lost
};

} // namespace baton::world

// exec/transport/knet/abilities.h - what only newer versions of libknet can do, and whether the one
// that this was built with is one of them.
#pragma once

#include "base/ids.h"
#include "transport/knet/library.h"

#include <cstdint>
#include <string>

namespace baton::transport::knet {

std::string library_version(); // "1.25"

bool can_set_dscp();
// False: it failed, with errno as libknet left it, or libknet cannot do it.
bool set_dscp(knet_handle_t handle, std::uint8_t dscp);

// Of libknet's own protocol: what a node speaks, and what is spoken with it. All 0: not known.
struct Onwire {
    std::uint8_t min = 0;
    std::uint8_t max = 0;
    std::uint8_t used = 0;
};
Onwire onwire_of(knet_handle_t handle, NodeId node);

} // namespace baton::transport::knet

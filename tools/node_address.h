// tools/node_address.h - the addresses of a node, as text.
#pragma once

#include <corosync/cfg.h>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace baton::tool {

// One for each link, in their order.
tl::expected<std::vector<std::string>, cs_error_t> node_addresses(corosync_cfg_handle_t cfg,
                                                                  std::uint32_t node);

} // namespace baton::tool

// tools/link_query.h - asks the daemon for the links of this node.
#pragma once

#include "link_view.h"

#include <corosync/cfg.h>
#include <functional>
#include <tl/expected.hpp>

namespace baton::tool {

struct LinkTrouble {
    enum class Call { cfg, map, local_node, nodelist, no_nodes } call = Call::cfg;
    cs_error_t error = CS_OK;
};

// `not_told` hears of nodes that the daemon gives no state for; they stay in the view.
tl::expected<LinkView, LinkTrouble>
query_links(const std::function<void(std::uint32_t node, cs_error_t error)>& not_told);

} // namespace baton::tool

// tools/link_view.h - the links of this node to the others, as the daemon tells them, in the text
// of corosync-cfgtool and as JSON.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace baton::tool {

struct LinkState {
    unsigned number = 0;
    std::string protocol{}; // of knet: "udp" or "sctp"; else empty
    bool enabled = false;
    bool connected = false;
    bool dynamic = false; // an address that the other node told
    unsigned mtu = 0;     // bytes of data
    std::string from{};   // the address here; without knet that of the node
    std::string to{};     // empty without knet
};

struct NodeLinks {
    std::uint32_t node = 0;
    std::string name{};
    bool known = false; // the daemon answered for this node
    bool reachable = false;
    bool remote = false;
    bool external = false;
    std::vector<LinkState> links{}; // by number, also those that are not enabled
};

struct LinkView {
    std::uint32_t local = 0;
    std::string transport{};
    std::vector<NodeLinks> nodes{}; // of the nodelist, by id, with this one
};

// corosync-cfgtool -s and -n.
std::string cfgtool_links(const LinkView& view, bool brief);
std::string cfgtool_nodes(const LinkView& view);

// baton links: also nodes and links that are not reached.
std::string links_text(const LinkView& view);
std::string links_json(const LinkView& view);
// False if some link that is configured is not connected.
bool all_connected(const LinkView& view);

} // namespace baton::tool

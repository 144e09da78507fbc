// tools/node_list.cc - see node_list.h.
#include "node_list.h"

#include "text.h"

#include <fmt/format.h>

namespace baton::tool {

namespace {

std::string state_of(const ListedNode& node) {
    if (node.member) return "member";
    return node.seen ? "LEFT" : "NEVER SEEN";
}

std::string joined(const std::vector<std::string>& addresses) {
    std::string text;
    for (const std::string& address : addresses)
        text += (text.empty() ? "" : " ") + printable(address);
    return text;
}

std::string remark(const ListedNode& node, std::uint32_t local) {
    std::string text = node.id == local ? "this node" : "";
    if (!node.listed) text += text.empty() ? "not in the nodelist" : ", not in the nodelist";
    return text;
}

} // namespace

std::string nodes_text(const std::vector<ListedNode>& nodes, std::uint32_t local) {
    Table table({Align::right, Align::left, Align::left, Align::left, Align::right, Align::left});
    table.row({"ID", "NAME", "ADDRESSES", "STATE", "JOINS", ""});
    for (const ListedNode& node : nodes)
        table.row({std::to_string(node.id), printable(node.name), joined(node.addresses),
                   state_of(node), std::to_string(node.joins), remark(node, local)});
    return table.text();
}

std::string nodes_json(const std::vector<ListedNode>& nodes, std::uint32_t local) {
    Json json = {{"schema_version", 1}, {"local", local}, {"nodes", Json::array()}};
    for (const ListedNode& node : nodes)
        json["nodes"].push_back({{"id", node.id},
                                 {"name", printable(node.name)},
                                 {"addresses", node.addresses},
                                 {"local", node.id == local},
                                 {"listed", node.listed},
                                 {"member", node.member},
                                 {"seen_since_start", node.seen},
                                 {"joins", node.joins},
                                 {"config_version", node.config_version}});
    return json_line(json);
}

} // namespace baton::tool

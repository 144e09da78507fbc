// tools/compat/cpgtool_text.cc - see cpgtool_text.h.
#include "compat/cpgtool_text.h"

#include "map_value.h"

#include <fmt/format.h>

namespace baton::tool::compat {

namespace {

std::string name_text(const GroupMember& member, CpgtoolStyle style) {
    return style.raw ? member.group : escaped(member.group);
}

bool begins_group(const std::vector<GroupMember>& members, std::size_t place) {
    return place == 0 || members[place - 1].group != members[place].group;
}

// Each name is followed by the delimiter, the last one too.
std::string names(const std::vector<GroupMember>& members, CpgtoolStyle style) {
    std::string text;
    for (std::size_t place = 0; place < members.size(); ++place)
        if (begins_group(members, place))
            text += name_text(members[place], style) +
                    (style.delimiter == '\0' ? '\n' : style.delimiter);
    return style.delimiter == '\0' ? text : text + "\n";
}

std::string fields(const std::vector<GroupMember>& members, CpgtoolStyle style) {
    const char between = style.delimiter;
    std::string text = fmt::format("GRP_NAME{}PID{}NODEID\n", between, between);
    for (const GroupMember& member : members)
        text += fmt::format("{}{}{}{}{}\n", name_text(member, style), between, member.pid, between,
                            member.node);
    return text;
}

} // namespace

std::string cpgtool_text(const std::vector<GroupMember>& members, const NodeAddresses& addresses,
                         CpgtoolStyle style) {
    if (style.names) return names(members, style);
    if (style.delimiter != '\0') return fields(members, style);
    std::string text = fmt::format("Group Name\t{:>10}\t{:>10}\n", "PID", "Node ID");
    for (std::size_t place = 0; place < members.size(); ++place) {
        const GroupMember& member = members[place];
        if (begins_group(members, place)) text += name_text(member, style) + "\n";
        const auto address = addresses.find(member.node);
        text += fmt::format("\t\t{:>10}\t{:>10} ({})\n", member.pid, member.node,
                            address == addresses.end() ? "" : address->second);
    }
    return text;
}

} // namespace baton::tool::compat

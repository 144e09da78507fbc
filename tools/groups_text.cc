// tools/groups_text.cc - see groups_text.h.
#include "groups_text.h"

#include "text.h"

namespace baton::tool {

std::string groups_text(const std::vector<GroupMember>& members, const NodeNames& names) {
    if (members.empty()) return "no process is in a group\n";
    Table table({Align::left, Align::right, Align::left, Align::right});
    table.row({"GROUP", "NODE", "NAME", "PID"});
    const GroupMember* before = nullptr;
    for (const GroupMember& member : members) {
        const bool same = before != nullptr && before->group == member.group;
        const std::string name = names.of(member.node);
        table.row({same ? "" : printable(member.group), std::to_string(member.node),
                   name == std::to_string(member.node) ? "" : name, std::to_string(member.pid)});
        before = &member;
    }
    return table.text();
}

std::string groups_json(const std::vector<GroupMember>& members) {
    Json groups = Json::array();
    const GroupMember* before = nullptr;
    for (const GroupMember& member : members) {
        if (before == nullptr || before->group != member.group) {
            Json group = Json::object();
            put_bytes(group, "name", member.group);
            group["members"] = Json::array();
            groups.push_back(std::move(group));
        }
        groups.back()["members"].push_back({{"node", member.node}, {"pid", member.pid}});
        before = &member;
    }
    return json_line({{"schema_version", 1}, {"groups", std::move(groups)}});
}

} // namespace baton::tool

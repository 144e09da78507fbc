// exec/services/cpg/iterations.cc - copies of the process list, and the way through them.
#include "services/cpg/iterations.h"

#include "services/cpg/limits.h"

#include <algorithm>

namespace baton::cpg {
namespace {
enum Type : std::uint32_t { kNamesOnly = 1, kOneGroup = 2, kAll = 3 };

bool has_later_process(const Group* a, const Group* b) {
    const Address& one = a->members.front();
    const Address& other = b->members.front();
    return one.node != other.node ? other.node < one.node : other.pid < one.pid;
}
} // namespace

void Iterations::copy(const Group& group, bool name_only, std::vector<Entry>& entries) {
    if (name_only) {
        entries.push_back({group.name, NodeId{}, 0});
        return;
    }
    const std::size_t first = entries.size();
    for (const Address& member : group.members)
        entries.push_back({group.name, member.node, member.pid});
    const auto begin = entries.begin() + static_cast<std::ptrdiff_t>(first);
    if (begin != entries.end()) std::reverse(begin + 1, entries.end());
}

IterationStartReply Iterations::start(const IterationStartRequest& request, Groups& groups,
                                      std::uint64_t handle) {
    if (request.type < kNamesOnly || request.type > kAll) return {CsError::invalid_param, 0};
    if (open_.size() >= kIterationsPerClient) return {CsError::no_memory, 0};
    Walk& walk = open_[handle];
    if (request.type == kOneGroup) {
        const Group* group = groups.find(request.group);
        if (group != nullptr) copy(*group, false, walk.entries);
    } else {
        std::vector<Group*> ordered = groups.ascending();
        std::stable_sort(ordered.begin(), ordered.end(), has_later_process);
        for (const Group* group : ordered) copy(*group, request.type == kNamesOnly, walk.entries);
    }
    return {CsError::ok, handle};
}

IterationNextReply Iterations::next(std::uint64_t handle) {
    const auto found = open_.find(handle);
    if (found == open_.end()) return {CsError::library, {}, {}, 0};
    Walk& walk = found->second;
    if (walk.next == walk.entries.size()) return {CsError::no_sections, {}, {}, 0};
    const Entry& entry = walk.entries[walk.next++];
    return {CsError::ok, entry.group, entry.node, entry.pid};
}

CsError Iterations::end(std::uint64_t handle) {
    return open_.erase(handle) == 1 ? CsError::ok : CsError::library;
}

} // namespace baton::cpg

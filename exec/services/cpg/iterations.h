// exec/services/cpg/iterations.h - a client's walks over all groups, each on a copy of its own.
#pragma once

#include "services/cpg/groups.h"
#include "services/cpg/messages.h"

#include <cstdint>
#include <map>
#include <vector>

namespace baton::cpg {

// Groups come by their lowest processes (node and process id), the highest of these first.
class Iterations {
public:
    // `handle` is what the new iteration shall be called; it must be new.
    IterationStartReply start(const IterationStartRequest& request, Groups& groups,
                              std::uint64_t handle);
    IterationNextReply next(std::uint64_t handle);
    CsError end(std::uint64_t handle);
    void clear() { open_.clear(); }

private:
    struct Entry {
        GroupName group;
        NodeId node;
        std::uint32_t pid = 0;
    };
    struct Walk {
        std::vector<Entry> entries;
        std::size_t next = 0;
    };
    // In the order that Corosync's clients see: the lowest process, then the others, the highest
    // first.
    static void copy(const Group& group, bool name_only, std::vector<Entry>& entries);

    std::map<std::uint64_t, Walk> open_;
};

} // namespace baton::cpg

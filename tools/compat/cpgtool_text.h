// tools/compat/cpgtool_text.h - the pages of corosync-cpgtool.
#pragma once

#include "groups_text.h"

#include <map>
#include <string>
#include <vector>

namespace baton::tool::compat {

struct CpgtoolStyle {
    char delimiter = '\0'; // -d; NUL: the page for people
    bool raw = false;      // -e
    bool names = false;    // -n
};

using NodeAddresses = std::map<std::uint32_t, std::string>; // with blanks between several

// Members of one group must follow each other.
std::string cpgtool_text(const std::vector<GroupMember>& members, const NodeAddresses& addresses,
                         CpgtoolStyle style);

} // namespace baton::tool::compat

// exec/services/votequorum/limits.h - how much votequorum keeps.
#pragma once

#include <cstddef>

namespace baton::votequorum {

// Records of nodes that were ever members: twice what a ring can have. Beyond it those of nodes
// that are no members are forgotten.
constexpr std::size_t kRecordsMax = 768;

} // namespace baton::votequorum

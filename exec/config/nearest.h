// exec/config/nearest.h - the known name that somebody probably meant.
#pragma once

#include <string_view>
#include <vector>

namespace baton::config {

// Of `known`, the one that needs the fewest changed, missing, additional or swapped letters; empty
// if even that one is too far away to be meant. Letter case counts as no difference.
std::string_view nearest(std::string_view wrong, const std::vector<std::string_view>& known);

} // namespace baton::config

// exec/config/nearest.cc - edit distance with swapped neighbours (optimal string alignment).
#include "config/nearest.h"

#include "base/assert.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace baton::config {
namespace {

constexpr std::size_t kLongestName = 64; // no known name is longer

char folded(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

// Swapped neighbours count as one edit, so three rows of the table are needed.
using Row = std::array<std::size_t, kLongestName + 1>;

std::size_t distance(std::string_view a, std::string_view b) {
    ASSERT(b.size() <= kLongestName);
    std::array<Row, 3> rows{};
    Row* before_last = &rows[0];
    Row* last = &rows[1];
    Row* row = &rows[2];
    for (std::size_t j = 0; j <= b.size(); ++j) (*row)[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        Row* const oldest = before_last;
        before_last = last;
        last = row;
        row = oldest;
        (*row)[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = folded(a[i - 1]) == folded(b[j - 1]);
            std::size_t edits = std::min((*last)[j], (*row)[j - 1]) + 1;
            edits = std::min(edits, (*last)[j - 1] + (same ? 0U : 1U));
            const bool swapped = i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
                                 folded(a[i - 2]) == folded(b[j - 1]);
            if (swapped) edits = std::min(edits, (*before_last)[j - 2] + 1);
            (*row)[j] = edits;
        }
    }
    return (*row)[b.size()];
}

// No fewer edits than this make one length the other.
std::size_t length_difference(std::string_view a, std::string_view b) {
    return a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
}

} // namespace

std::string_view nearest(std::string_view wrong, const std::vector<std::string_view>& known) {
    if (wrong.size() > kLongestName) return {};
    std::string_view best;
    std::size_t best_distance =
        1 + std::max<std::size_t>(1, std::min<std::size_t>(3, wrong.size() / 3));
    for (const std::string_view name : known) {
        if (length_difference(wrong, name) >= best_distance) continue;
        const std::size_t found = distance(wrong, name);
        if (found < best_distance) best = name, best_distance = found;
    }
    return best;
}

} // namespace baton::config

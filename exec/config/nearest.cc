// exec/config/nearest.cc - edit distance with swapped neighbours (optimal string alignment).
#include "config/nearest.h"

#include <algorithm>
#include <cstddef>

namespace baton::config {
namespace {

constexpr std::size_t kLongestName = 64; // no known name is longer

char folded(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = folded(a[i - 1]) == folded(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0U : 1U)});
            const bool swapped = i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) &&
                                 folded(a[i - 2]) == folded(b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

} // namespace

std::string_view nearest(std::string_view wrong, const std::vector<std::string_view>& known) {
    if (wrong.size() > kLongestName) return {};
    std::string_view best;
    std::size_t best_distance =
        1 + std::max<std::size_t>(1, std::min<std::size_t>(3, wrong.size() / 3));
    for (const std::string_view name : known) {
        const std::size_t found = distance(wrong, name);
        if (found < best_distance) best = name, best_distance = found;
    }
    return best;
}

} // namespace baton::config

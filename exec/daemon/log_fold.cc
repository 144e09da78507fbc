// exec/daemon/log_fold.cc - "last message repeated N times".
#include "daemon/log_fold.h"

#include <fmt/format.h>

namespace baton {

namespace {
bool same(const LogLine& a, const LogLine& b) {
    return a.level == b.level && a.part == b.part && a.text == b.text;
}
} // namespace

std::vector<LogLine> LogFold::take(TimePoint now, LogLine line) {
    if (last_ && same(*last_, line) && now - since_ < kQuiet) {
        ++folded_;
        return {};
    }
    std::vector<LogLine> out;
    if (auto count = end()) out.push_back(std::move(*count));
    last_ = line;
    since_ = now;
    out.push_back(std::move(line));
    return out;
}

std::optional<LogLine> LogFold::quiet(TimePoint now) {
    if (folded_ == 0 || now - since_ < kQuiet) return std::nullopt;
    since_ = now;
    return end();
}

std::optional<LogLine> LogFold::end() {
    if (folded_ == 0) return std::nullopt;
    LogLine count{last_->level, last_->part,
                  folded_ == 1 ? "last message repeated once"
                               : fmt::format("last message repeated {} times", folded_)};
    folded_ = 0;
    return count;
}

} // namespace baton

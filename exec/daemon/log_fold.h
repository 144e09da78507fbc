// exec/daemon/log_fold.h - folds equal lines that follow each other into one that says how often.
#pragma once

#include "base/log.h"
#include "base/time.h"

#include <optional>
#include <vector>

namespace baton {

class LogFold {
public:
    // What to write for this line: it, or nothing, and before it a line about folded ones.
    std::vector<LogLine> take(TimePoint now, LogLine line);
    // Writes the count of what was folded, if the quiet time is over.
    std::optional<LogLine> quiet(TimePoint now);
    // The same, whatever the time.
    std::optional<LogLine> end();
    [[nodiscard]] bool pending() const { return folded_ > 0; }

    // A repeat later than this is news again; a count is not kept back longer.
    static constexpr std::chrono::seconds kQuiet{10};

private:
    std::optional<LogLine> last_;
    TimePoint since_{}; // the last line that was written
    unsigned folded_ = 0;
};

} // namespace baton

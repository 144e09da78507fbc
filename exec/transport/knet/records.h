// exec/transport/knet/records.h - libknet's log records, fewer of them: what says nothing new goes,
// and a link that comes and goes all the time does not fill the log.
//
// Of what changes - a link, the links of a node, an MTU - some lines are written at once; beyond
// them one in a while, with the number of those that were not: the last state is always told.
#pragma once

#include "base/log.h"
#include "base/time.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace baton::transport::knet {

class Records {
public:
    // The line to write for it, if any.
    std::optional<LogLine> take(TimePoint now, LogLine line);
    // What was kept back, as far as it is time. To be asked now and then.
    std::vector<LogLine> due(TimePoint now);

    static constexpr std::chrono::seconds kPace{10};
    static constexpr unsigned kBurst = 4;
    static constexpr std::size_t kSubjectsMax = 8192; // lines about others all pass

    // What a line is about. For tests.
    struct Subject {
        std::string name;
        std::string changes_host; // a link of this host: what is said of the host is news again
        bool is_state = false;    // how it is now: saying it again says nothing
    };
    static std::optional<Subject> subject_of(const std::string& text);

private:
    struct Told {
        unsigned left = kBurst; // lines that may be written at once
        TimePoint refilled{};
        std::string last; // that came, and when it came first
        TimePoint came{};
        std::optional<LogLine> kept;
        unsigned count = 0; // of those that were kept back
    };
    static void refill(Told& told, TimePoint now);

    std::map<std::string, Told> subjects_;
};

} // namespace baton::transport::knet

// tools/time_limit.h - no call waits for the daemon for ever: libqb has no limit of its own, and a
// stopped daemon would hold us until it goes on.
#pragma once

#include "exit_codes.h"

#include <string>

namespace baton::tool {

// As long as one of these lives, the process ends with the exit code and the text set
// below when the time has passed. It is for the daemon's answers alone: nothing that waits for
// somebody else, a reader of what we print or a program that we run, belongs under one. The end of
// an inner one renews the one around it, since something has been answered.
class TimeLimit {
public:
    // `text` goes to `descriptor`; empty: nothing is said.
    static void set(unsigned seconds, std::string text, int descriptor,
                    int exit_code = static_cast<int>(ExitCode::not_answering));
    TimeLimit();
    ~TimeLimit();
    TimeLimit(const TimeLimit&) = delete;
    TimeLimit& operator=(const TimeLimit&) = delete;
    // Begins anew: something has been answered.
    void renew();
};

} // namespace baton::tool

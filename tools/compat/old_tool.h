// tools/compat/old_tool.h - what the tools with Corosync's names have in common: the words after a
// failure, and the time limit.
//
// What Corosync's tool would have printed comes first, unchanged, since scripts match it. A second
// line on standard error then says in plain words what is wrong with the daemon and what to do.
#pragma once

#include "time_limit.h"

#include <corosync/corotypes.h>
#include <fmt/format.h>
#include <string>

namespace baton::tool::compat {

constexpr unsigned kTimeLimit_s = 10;

class OldTool {
public:
    // `when_late` is the line that the tool has for a call that failed with CS_ERR_TIMEOUT.
    OldTool(std::string name, std::string when_late);

    // From here on a call may take so many seconds.
    void limit_answers(unsigned seconds) const;

    // Both to standard error; the second only if the error is one of the daemon's absence.
    // Returns 1.
    [[nodiscard]] int failed(const std::string& line, cs_error_t error) const;
    // The second line alone.
    void explain(cs_error_t error) const;

private:
    std::string name_;
    std::string when_late_;
};

// "CS_ERR_LIBRARY"
std::string error_name(cs_error_t error);

// Takes the word "--json" out of the arguments before "--"; true when it was there. getopt() itself
// knows only the short options in most of these tools.
bool take_json(int& count, char** arguments);

} // namespace baton::tool::compat

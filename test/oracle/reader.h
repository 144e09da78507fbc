// test/oracle/reader.h - trace text to events, strictly.
//
// Every field of event.h must be there, in the order in which it is told there, and nothing else: a
// trace that is not understood whole proves nothing.
#pragma once

#include "oracle/event.h"

#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace oracle {

// The event, or none and why.
std::optional<Event> event_of(std::string_view line, std::string& error);

// The events of one file. A last line without an end is passed over: its writer was killed.
class Reader {
public:
    explicit Reader(std::string path);

    // The next event; none at the end, and when something is wrong: then error() says what.
    std::optional<Event> next();
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    std::string path_;
    std::ifstream file_;
    std::string line_;
    std::string error_;
    std::uint64_t number_ = 0; // of the line
};

} // namespace oracle

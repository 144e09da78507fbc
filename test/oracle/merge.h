// test/oracle/merge.h - several trace files as one list of events.
#pragma once

#include "oracle/reader.h"

#include <deque>
#include <optional>
#include <queue>
#include <string>
#include <vector>

namespace oracle {

// Of all files the event that comes first; of equal ones that of the file that is named first.
// Each file keeps its own order: where its time goes back, it stands still.
class Merge {
public:
    explicit Merge(const std::vector<std::string>& files);

    // None at the end, and when a file is wrong: then error() says which.
    std::optional<Event> next();
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    struct Head {
        Time time = 0;
        std::size_t file = 0;
        bool operator<(const Head& other) const; // the earliest is the greatest
    };
    void advance(std::size_t file, std::optional<Time> not_before);

    std::deque<Reader> readers_;
    std::vector<Event> events_; // the next one of each file
    std::priority_queue<Head> heads_;
    std::string error_;
};

} // namespace oracle

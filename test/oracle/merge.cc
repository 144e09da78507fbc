// test/oracle/merge.cc - a heap of the next event of each file.
#include "oracle/merge.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace oracle {

Merge::Merge(const std::vector<std::string>& files) : events_(files.size()) {
    for (const std::string& file : files) readers_.emplace_back(file);
    for (std::size_t file = 0; file < readers_.size(); ++file) advance(file, std::nullopt);
}

bool Merge::Head::operator<(const Head& other) const {
    return std::tie(time, file) > std::tie(other.time, other.file);
}

void Merge::advance(std::size_t file, std::optional<Time> not_before) {
    auto event = readers_[file].next();
    if (!event) {
        if (error_.empty()) error_ = readers_[file].error();
        return;
    }
    if (not_before) event->time = std::max(event->time, *not_before);
    heads_.push({event->time, file});
    events_[file] = std::move(*event);
}

std::optional<Event> Merge::next() {
    if (heads_.empty() || !error_.empty()) return std::nullopt;
    const Head first = heads_.top();
    heads_.pop();
    Event event = std::move(events_[first.file]);
    advance(first.file, first.time);
    return event;
}

} // namespace oracle

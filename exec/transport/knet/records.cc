// exec/transport/knet/records.cc - the words of libknet that are about one thing, and a bucket of
// lines for each.
#include "transport/knet/records.h"

#include <fmt/format.h>
#include <string_view>

namespace baton::transport::knet {

namespace {

const std::string kReach = "reach ";
const std::string kBest = "best ";

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// The number behind a word: "3" of "host: host: 3 has ...", "because host 3 joined".
std::string number_of(std::string_view text, std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at)) {
        at += word.size();
        const std::size_t digit = text.find_first_not_of(": (", at);
        if (digit == std::string_view::npos) break;
        const std::size_t end = text.find_first_not_of("0123456789", digit);
        if (end != digit) return std::string(text.substr(digit, end - digit));
    }
    return {};
}

} // namespace

std::optional<Records::Subject> Records::subject_of(const std::string& text) {
    const std::string host = number_of(text, "host");
    const std::string link = number_of(text, "link");
    if (has(text, "Global data MTU changed to")) return Subject{"data MTU", {}, true};
    if (has(text, "This can be caused by this node interface MTU"))
        return Subject{"advice", {}, true};
    if (host.empty()) return std::nullopt;
    if (has(text, "active links")) return Subject{kReach + host, {}, true};
    if (has(text, "best link")) return Subject{kBest + host, {}, true};
    if (link.empty()) return std::nullopt;
    const std::string both = host + " " + link;
    if (text.ends_with(" is up") || text.ends_with(" is down"))
        return Subject{"link " + both, host, false};
    if (has(text, "Resetting MTU for link")) return Subject{"joined " + both, {}, false};
    if (has(text, "PMTUD link change")) return Subject{"MTU " + both, {}, false};
    if (has(text, "possible MTU misconfiguration")) return Subject{"wrong MTU " + both, {}, false};
    return std::nullopt;
}

void Records::refill(Told& told, TimePoint now) {
    for (; told.left < kBurst && now - told.refilled >= kPace; told.refilled += kPace) ++told.left;
    if (told.left == kBurst) told.refilled = now;
}

std::optional<LogLine> Records::take(TimePoint now, LogLine line) {
    const auto subject = subject_of(line.text);
    if (!subject) return line;
    if (subjects_.size() >= kSubjectsMax && !subjects_.contains(subject->name)) return line;
    if (!subject->changes_host.empty())
        for (const std::string& about : {kReach, kBest})
            if (const auto known = subjects_.find(about + subject->changes_host);
                known != subjects_.end())
                known->second.last.clear();
    Told& told = subjects_[subject->name];
    if (subject->is_state && told.last == line.text && now - told.came < kPace) return std::nullopt;
    told.last = line.text;
    told.came = now;
    refill(told, now);
    if (told.left > 0 && !told.kept) {
        --told.left;
        return line;
    }
    told.kept = std::move(line);
    ++told.count;
    return std::nullopt;
}

std::vector<LogLine> Records::due(TimePoint now) {
    std::vector<LogLine> lines;
    for (auto& [name, told] : subjects_) {
        if (!told.kept) continue;
        refill(told, now);
        if (told.left == 0) continue;
        --told.left;
        if (told.count > 1)
            told.kept->text +=
                fmt::format(" (the last of {} lines about it that were kept back)", told.count);
        lines.push_back(std::move(*told.kept));
        told.kept.reset();
        told.count = 0;
    }
    return lines;
}

} // namespace baton::transport::knet

// test/oracle/torn.cc - see torn.h.
#include "oracle/torn.h"

#include "oracle/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {
void TornChecker::take(const Event& event) {
    if (settled(event.time) && !checked_) check_settled(*still_ + bounds_.settle);
    if (const auto* regular = std::get_if<Regular>(&event.what)) {
        change(event.time, event.node, *regular);
    } else if (const auto* deaf = std::get_if<Deaf>(&event.what)) {
        deaf_[event.node] = deaf->others;
    } else if (is_any<Still>(event.what)) {
        stand_still(event.time);
    } else if (is_any<Start, Fail, Leave>(event.what)) {
        processes_[event.node] = {};
        changes_.forget(event.node);
        processes_[event.node].live = is_any<Start>(event.what);
        still_.reset();
    } else if (is_any<Fault, Cut, Calm>(event.what)) {
        still_.reset();
    }
}

void TornChecker::stand_still(Time time) {
    still_ = time;
    checked_ = false;
    changes_.begin();
}

void TornChecker::change(Time time, Node node, const Regular& event) {
    Process& process = processes_[node];
    process.ring = event.ring;
    process.members = event.members;
    if (settled(time))
        report_.violated("L3", time,
                         fmt::format("node {} installed {} though nothing had happened since nodes "
                                     "stopped to hear each other",
                                     node, text(event.ring)));
    if (still_) changes_.add(time, node, event);
}

// ---- at the end of the time to settle

void TornChecker::check_settled(Time time) {
    checked_ = true;
    for (const auto& [node, process] : processes_) {
        if (!process.live) continue;
        for (const Node member : process.members) {
            const Process& its = processes_[member];
            if (its.live && its.ring == process.ring) continue;
            report_.violated("L1", time,
                             fmt::format("node {} is in {} of {}, and node {} is not", node,
                                         text(process.ring), text(process.members), member));
            return;
        }
    }
    check_merged(time);
}

void TornChecker::check_merged(Time time) {
    std::map<Ring, Nodes> rings;
    for (const auto& [node, process] : processes_)
        if (process.live) rings[process.ring] = process.members;
    for (auto one = rings.begin(); one != rings.end(); ++one)
        for (auto other = std::next(one); other != rings.end(); ++other) {
            Nodes both = one->second;
            both.insert(both.end(), other->second.begin(), other->second.end());
            if (!all_hear(both)) continue;
            report_.violated("L1", time,
                             fmt::format("{} and {} could be one ring: all hear each other",
                                         text(one->first), text(other->first)));
            return;
        }
    report_.count("settled though torn");
    if (rings.size() > 1) report_.count("rings kept apart");
}

bool TornChecker::hear(Node one, Node other) const {
    const auto misses = [this](Node who, Node whom) {
        const auto found = deaf_.find(who);
        return found != deaf_.end() && contains(found->second, whom);
    };
    return !misses(one, other) && !misses(other, one);
}

bool TornChecker::all_hear(const Nodes& nodes) const {
    for (std::size_t i = 0; i < nodes.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            if (!hear(nodes[i], nodes[k])) return false;
    return true;
}

} // namespace oracle

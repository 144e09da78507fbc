// test/oracle/configurations.cc - see configurations.h.
#include "oracle/configurations.h"

#include "oracle/text.h"

#include <algorithm>
#include <fmt/format.h>

namespace oracle {

void ConfigurationChecker::take(const Event& event) {
    const auto holder = holders_.find(event.node);
    if (holder != holders_.end() && holder->second.leaving &&
        event.time > holder->second.leaving->time)
        settle(event.node, holder->second);
    std::visit([&](const auto& each) { on(event, each); }, event.what);
}

// ---- where it is

void ConfigurationChecker::on(const Event& at, const Start&) {
    holders_[at.node] = {};
    holders_[at.node].live = true;
}

// Who is gone owes nothing.
void ConfigurationChecker::on(const Event& at, const Fail&) { holders_[at.node] = {}; }
void ConfigurationChecker::on(const Event& at, const Leave&) { holders_[at.node] = {}; }

// A ring of one may have the name of an earlier one then.
void ConfigurationChecker::on(const Event& at, const Amnesia&) {
    const auto alone = [&](const auto& each) { return each.second.members == Nodes{at.node}; };
    for (const auto& [id, ring] : rings_)
        if (ring.members == Nodes{at.node})
            std::erase_if(ways_, [gone = id](const auto& way) { return way.first.first == gone; });
    std::erase_if(rings_, alone);
}

void ConfigurationChecker::on(const Event& at, const Transitional& event) {
    holders_[at.node].through = event.ring;
}

// What it took behind the old ring is told at the end of the step in which it came to the new one.
void ConfigurationChecker::on(const Event& at, const Regular& event) {
    Holder& holder = holders_[at.node];
    if (holder.leaving) settle(at.node, holder);
    if (!event.first) holder.leaving = Leaving{holder.ring, holder.through, at.time};
    if (!event.first && holder.comparing == Comparing::not_yet) {
        holder.comparing = Comparing::open;
        holder.first_met = event.ring;
    }
    holder.ring = event.ring;
    holder.through = {};
    RingParts& ring = rings_[event.ring];
    ring.members = event.members;
    ring.parts[at.node] = {holder.version, holder.version, 0, false};
}

ConfigurationChecker::Part* ConfigurationChecker::part_of(Node node, const Ring& id) {
    const auto ring = rings_.find(id);
    if (ring == rings_.end()) return nullptr;
    const auto part = ring->second.parts.find(node);
    return part == ring->second.parts.end() ? nullptr : &part->second;
}

// ---- what it acts on

void ConfigurationChecker::on(const Event& at, const Configuration& event) {
    Holder& holder = holders_[at.node];
    holder.version = event.version;
    Part* part = part_of(at.node, event.ring);
    if (part == nullptr) return; // it is only starting
    for (const Ring& ring : {event.ring, holder.ring}) {
        Part& one = *part_of(at.node, ring);
        one.least = std::min(one.least, event.version);
        one.most = std::max(one.most, event.version);
    }
    report_.count(holder.alone ? "configuration taken alone" : "configuration taken by all");
    if (holder.alone) return;
    ++part->taken;
    check_all_were_ready(at, event);
    if (holder.ring == event.ring && holder.through == Ring{})
        check_all_take(at, rings_.at(event.ring), part->taken);
    part->ready = false;
}

void ConfigurationChecker::on(const Event& at, const Reading& event) {
    Holder& holder = holders_[at.node];
    holder.alone = event.alone;
    if (Part* part = part_of(at.node, holder.ring)) part->ready = false;
}

void ConfigurationChecker::on(const Event& at, const HasRead& event) {
    const Holder& holder = holders_[at.node];
    if (!event.good) report_.count("configuration that cannot be used");
    if (Part* part = part_of(at.node, holder.ring); part != nullptr && !holder.alone)
        part->ready = event.good;
}

void ConfigurationChecker::check_all_were_ready(const Event& at, const Configuration& event) {
    const RingParts& ring = rings_.at(event.ring);
    const std::uint32_t taken = ring.parts.at(at.node).taken;
    for (const Node member : ring.members) {
        if (!holders_.contains(member)) continue; // it writes no trace
        const auto part = ring.parts.find(member);
        const bool ready =
            part != ring.parts.end() &&
            (part->second.ready || (member != at.node && part->second.taken >= taken));
        if (!ready)
            report_.violated(
                "V4", at.time,
                fmt::format("node {} on ring {} of {} took version {}, but node {} had "
                            "read none that it can use",
                            at.node, text(event.ring), text(ring.members), event.version, member));
    }
}

// The decision is a safe message: if one has it on the ring, all members have it before they leave.
void ConfigurationChecker::check_all_take(const Event& at, RingParts& ring, std::uint32_t taken) {
    ring.most = std::max(ring.most, taken);
    if (taken > ring.least)
        report_.violated("V5", at.time,
                         fmt::format("node {} took {} configurations on a ring of {}, which "
                                     "somebody had left with {}",
                                     at.node, taken, text(ring.members), ring.least));
}

void ConfigurationChecker::settle(Node node, Holder& holder) {
    compare_ways(holder.leaving->time, node, holder.leaving->ring, holder.leaving->through);
    holder.leaving.reset();
}

void ConfigurationChecker::compare_ways(Time time, Node node, const Ring& left,
                                        const Ring& through) {
    const Part* part = part_of(node, left);
    if (part == nullptr) return;
    RingParts& ring = rings_.at(left);
    ring.least = std::min(ring.least, part->taken);
    if (part->taken < ring.most)
        report_.violated("V5", time,
                         fmt::format("node {} leaves ring {} with {} configurations, and somebody "
                                     "had taken {} there",
                                     node, text(left), part->taken, ring.most));
    const auto [way, fresh] = ways_.try_emplace({left, through}, std::pair{node, part->taken});
    const auto [other, others] = way->second;
    if (!fresh && others != part->taken)
        report_.violated("V3", time,
                         fmt::format("on ring {} node {} took {} configurations with all others, "
                                     "and node {}, which goes the same way, {}",
                                     text(left), node, part->taken, other, others));
}

// ---- whose is older

void ConfigurationChecker::on(const Event& at, const Synchronised& event) {
    Holder& holder = holders_[at.node];
    const Part* own = part_of(at.node, event.ring);
    if (holder.comparing != Comparing::open || own == nullptr) return;
    holder.comparing = Comparing::over;
    if (own->least == 0 || holder.first_met != event.ring) return;
    for (const auto& [node, part] : rings_.at(event.ring).parts)
        if (part.least > own->most)
            report_.violated(
                "V1", at.time,
                fmt::format("node {} goes on with version {} on ring {}, where node {} "
                            "has {}",
                            at.node, own->most, text(event.ring), node, part.least));
    report_.count("versions compared");
}

void ConfigurationChecker::on(const Event& at, const Outdated& event) {
    const Holder& holder = holders_[at.node];
    const Part* own = part_of(at.node, event.ring);
    report_.count("outdated node");
    if (own == nullptr || holder.comparing != Comparing::open || own->most == 0)
        return report_.violated("V2", at.time,
                                fmt::format("node {} ends for its version {} when it is not to "
                                            "compare it",
                                            at.node, holder.version));
    const RingParts& ring = rings_.at(event.ring);
    const bool newer = std::ranges::any_of(ring.members, [&](Node member) {
        const auto part = ring.parts.find(member);
        return part == ring.parts.end() || part->second.most > own->least;
    });
    if (!newer)
        report_.violated("V2", at.time,
                         fmt::format("node {} ends for its version {}, but on ring {} nobody has a "
                                     "newer one",
                                     at.node, holder.version, text(event.ring)));
}

// ---- the end

void ConfigurationChecker::finish(bool quiescent) {
    if (!quiescent) return;
    for (auto& [node, holder] : holders_) {
        if (holder.leaving) settle(node, holder);
        if (holder.live) compare_ways(0, node, holder.ring, {});
    }
}

} // namespace oracle

// test/oracle/configurations.h - V: which configuration a node acts on, and with whom it took it.
#pragma once

#include "oracle/checker.h"

#include <map>
#include <optional>
#include <utility>

namespace oracle {

class ConfigurationChecker final : public Checker {
public:
    explicit ConfigurationChecker(Report& report) : Checker(report) {}

    void take(const Event& event) override;
    void finish(bool quiescent) override;

private:
    // A member of a ring, from when it installed that on.
    struct Part {
        std::uint64_t least = 0; // versions of what it acted on
        std::uint64_t most = 0;
        std::uint32_t taken = 0; // configurations, with all others
        bool ready = false;      // it can use what it has read for that, since it took the last one
    };
    struct RingParts {
        Nodes members;
        std::map<Node, Part> parts;
        std::uint32_t most = 0;           // that somebody took before it left the ring
        std::uint32_t least = UINT32_MAX; // with how many somebody left
    };
    // A node compares versions once: on the first ring to which it came from another, or, if that
    // was interrupted, on a later one.
    enum class Comparing : std::uint8_t { not_yet, open, over };
    struct Leaving { // a ring, and not all is known of what it took there
        Ring ring;
        Ring through;
        Time time = 0;
    };
    struct Holder {
        bool live = false;
        std::uint64_t version = 0;
        Ring ring;
        Ring through; // the transitional configuration that it is in
        bool alone = false;
        Comparing comparing = Comparing::not_yet;
        Ring first_met;
        std::optional<Leaving> leaving;
    };
    // Which way from which ring, and how many configurations the first one took there.
    using Ways = std::map<std::pair<Ring, Ring>, std::pair<Node, std::uint32_t>>;

    void on(const Event& at, const Start& event);
    void on(const Event& at, const Fail& event);
    void on(const Event& at, const Leave& event);
    void on(const Event& at, const Amnesia& event);
    void on(const Event& at, const Transitional& event);
    void on(const Event& at, const Regular& event);
    void on(const Event& at, const Synchronised& event);
    void on(const Event& at, const Configuration& event);
    void on(const Event& at, const Reading& event);
    void on(const Event& at, const HasRead& event);
    void on(const Event& at, const Outdated& event);
    template <class Other>
    void on(const Event&, const Other&) {}

    void settle(Node node, Holder& holder);
    void check_all_take(const Event& at, RingParts& ring, std::uint32_t taken);
    void compare_ways(Time time, Node node, const Ring& left, const Ring& through);
    void check_all_were_ready(const Event& at, const Configuration& event);
    Part* part_of(Node node, const Ring& ring);

    std::map<Node, Holder> holders_;
    std::map<Ring, RingParts> rings_;
    Ways ways_;
};

} // namespace oracle

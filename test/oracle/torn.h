// test/oracle/torn.h - L1, L3 and L5 where some nodes do not hear each other and nothing else is
// wrong: rings settle all the same, and are as large as can be told from outside.
#pragma once

#include "oracle/change_count.h"
#include "oracle/checker.h"

#include <map>
#include <optional>

namespace oracle {

class TornChecker final : public Checker {
public:
    TornChecker(Report& report, Bounds bounds)
        : Checker(report), bounds_(bounds),
          changes_(report, bounds.changes, "while some nodes do not hear each other") {}

    void take(const Event& event) override;
    void finish(bool) override {}

private:
    struct Process {
        bool live = false;
        Ring ring; // the last regular configuration
        Nodes members;
    };

    void change(Time time, Node node, const Regular& event);
    void stand_still(Time time);
    void check_settled(Time time);
    void check_merged(Time time);
    [[nodiscard]] bool hear(Node one, Node other) const; // each other
    [[nodiscard]] bool all_hear(const Nodes& nodes) const;
    [[nodiscard]] bool settled(Time time) const {
        return still_ && bounds_.settle > 0 && time > *still_ + bounds_.settle;
    }

    const Bounds bounds_;
    ChangeCount changes_; // since it stands still
    std::map<Node, Process> processes_;
    std::map<Node, Nodes> deaf_; // whom a node does not hear
    std::optional<Time> still_;
    bool checked_ = false;
};

} // namespace oracle

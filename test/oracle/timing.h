// test/oracle/timing.h - L: what takes time. Off unless a bound is given.
//
// Calm begins when the harness says so and ends with the next thing that happens to the cluster.
#pragma once

#include "oracle/change_count.h"
#include "oracle/checker.h"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

namespace oracle {

class TimeChecker final : public Checker {
public:
    TimeChecker(Report& report, Bounds bounds)
        : Checker(report), bounds_(bounds), changes_(report, bounds.changes, "since it is calm"),
          agreed_{bounds.agreed, {}}, safe_{bounds.safe, {}} {}

    void take(const Event& event) override;
    void originate(Time time, Node node, const Originate& event) override;
    void deliver(Time time, Node node, const Deliver& event) override;
    void finish(bool quiescent) override;

private:
    struct Process {
        bool live = false;
        Ring ring; // the last regular configuration
        Nodes members;
        bool gathering = false; // its ring is about to end
        Seq delivered = 0;      // on that ring
    };
    struct Pending { // a message on its way
        Time time = 0;
        Seq seq = 0;
        std::size_t missing = 0; // members that have not delivered it
    };
    struct Queue { // of one service, ascending
        Time bound = 0;
        std::deque<Pending> messages;
    };
    struct Owed { // to all members of a ring that was there when calm began: up to this number
        Ring ring;
        Seq high = 0;
        Time due = 0;
    };
    struct Watch { // `who` must notice that `lost` is gone
        Node who = 0;
        Node lost = 0;
        Time due = 0;
    };

    void pass(Time time); // what had to be true by now
    void calm(Time time);
    void disturb();
    void change(Time time, Node node, const Regular& event);
    void spurious(Time time, Node node, const Ring& ring);
    void lose(Time time, Node node);
    void watch(Time time, Node who, Node lost);
    void forget(Node node);
    void check_settled(Time time);
    void drop_pending();
    void owe(Time time);
    void check_owed(Time time);
    void check_pending(Queue& queue, Time time);
    void check_watches(Time time);
    void late(Time time, const Pending& message);
    [[nodiscard]] bool stable(const Process& process) const;
    [[nodiscard]] bool settled(Time time) const { // nothing may change any more
        return calm_ && bounds_.settle > 0 && time > *calm_ + bounds_.settle;
    }
    Queue& queue(Service service) { return service == Service::safe ? safe_ : agreed_; }

    const Bounds bounds_;
    ChangeCount changes_; // since calm began
    std::unordered_map<Node, Process> processes_;
    std::set<Node> foreign_;
    std::optional<Time> calm_;
    bool settle_checked_ = false;
    bool disturbed_ = false; // by something other than a failure, and not calm since
    Time last_ = 0;
    Ring pending_ring_; // the one whose messages are followed
    Queue agreed_;
    Queue safe_;
    std::map<Ring, Seq> high_; // numbers given out
    std::optional<Owed> owed_;
    std::vector<Watch> watches_;
};

} // namespace oracle

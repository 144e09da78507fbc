// test/oracle/safe.h - G: a safe message is delivered when everybody is known to have it, and then
// everybody delivers it.
#pragma once

#include "oracle/ring_checker.h"

namespace oracle {

class Safe final : public RingChecker {
public:
    Safe(Report& report, Track& track);

    void take(const Event& event) override;
    void deliver(Time time, Node node, const Deliver& event) override;
    void retire(RingRecord& ring, Time time) override;
    void finish(bool quiescent) override;

private:
    struct Note {
        Ring old; // of which recovery told it:
        Seq high = 0;
    };

    void regular(const Process& process, const Deliver& event);
    void transitional(const Process& process, const Deliver& event);
    void departed(const Transition& way, const RingRecord& ring, Seq seq);
    void leaves(const Stay& stay);
    void lacks(const Stay& stay, const Transition& way, Seq seq);
    void everybody_in(const RingRecord& ring);

    Time now_ = 0;
    PerProcess<Note> notes_;
    std::uint64_t& delivered_;
    std::uint64_t& delivered_behind_;
};

} // namespace oracle

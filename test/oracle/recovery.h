// test/oracle/recovery.h - R: what the way from one ring to the next must show.
#pragma once

#include "oracle/ring_checker.h"

namespace oracle {

class Recovery final : public RingChecker {
public:
    Recovery(Report& report, Track& track);

    void take(const Event& event) override;
    void originate(Time time, Node node, const Originate& event) override;
    void deliver(Time time, Node node, const Deliver& event) override;
    void finish(bool) override {}

private:
    // How far it is on the way.
    enum class Stage : std::uint8_t { operational, gather, commit, recovery };
    struct Note {
        Stage stage = Stage::gather;
        // The sets of this gather episode.
        bool gathered = false;
        Nodes proc;
        Nodes fail;
        // Of this attempt.
        Commit entry;
        Recover recover;
        bool exchanged = false;
        bool safe_delivered = false; // since it made its entry
        // Of all attempts to leave the same ring.
        bool attempted = false;
        Nodes trans;             // of the last one
        bool promised = false;   // it declared that it holds everything
        bool exchanging = false; // the last exchange did not come to its end here
        Seq aru = 0;
        // What the disk said at the start, what it has now, and the highest number used.
        std::uint64_t started = 0;
        std::uint64_t stored = 0;
        std::uint64_t used = 0;
    };

    void on(const Process& process, const Start& event);
    void on(const Process& process, const Amnesia& event);
    void on(const Process& process, const Store& event);
    void on(const Process& process, const Gather& event);
    void on(const Process& process, const Commit& event);
    void on(const Process& process, const Recover& event);
    void on(const Process& process, const Exchanged& event);
    void on(const Process& process, const Token& event);
    void on(const Process& process, const Resend& event);
    void on(const Process& process, const Transitional& event);
    void on(const Process& process, const Regular& event);
    template <class Other>
    void on(const Process&, const Other&) {}

    void uses(const Process& process, const Ring& ring, const char* how);
    void step(const Process& process);
    void agreed(const Process& process, const Commit& event);
    void truth(const Process& process, const Commit& event);
    void fresh(const Process& process, const Commit& event);
    void kept(const Process& process, const Commit& event);
    void declared(const Process& process, const Commit& event);
    [[nodiscard]] static bool all_received(const RingRecord& ring, const Nodes& companions);
    void two_rounds(const Process& process, const Regular& event);
    void all_has_come(const Process& process, const Regular& event);

    Time now_ = 0;
    PerProcess<Note> notes_;
    std::uint64_t& wrapped_;
    std::uint64_t& resends_;
};

} // namespace oracle

// test/oracle/chains.h - W and C: each process goes from ring to ring, and all that share a
// configuration mean the same by it.
#pragma once

#include "oracle/ring_checker.h"

#include <unordered_map>

namespace oracle {

class Chains final : public RingChecker {
public:
    // `alone`: one process, and whatever a liar on the network makes of its memberships.
    Chains(Report& report, Track& track, bool alone);

    void take(const Event& event) override;
    void originate(Time time, Node node, const Originate& event) override;
    void deliver(Time time, Node node, const Deliver& event) override;
    void finish(bool quiescent) override;

private:
    // What an id was first used for.
    struct Meaning {
        bool transitional = false;
        Nodes members;
        Ring from;                  // of a transitional one
        std::uint64_t amnesias = 0; // how many there had been
    };
    struct Note {
        std::uint64_t number = 0;    // of its last configuration, over all its lives
        std::uint64_t regular = 0;   // of its last regular one
        std::uint64_t forgot_at = 0; // its last amnesia is the so many-th of all
        bool regular_before = false; // in this life
        bool between = false;        // in a transitional configuration, which is
        Ring waits_for;
    };
    struct RingHash {
        std::size_t operator()(const Ring& ring) const {
            return static_cast<std::size_t>((ring.seq * 0x9E3779B97F4A7C15U) ^ ring.representative);
        }
    };

    void on(Process& process, const Start& event);
    void on(Process& process, const Fail& event);
    void on(Process& process, const Leave& event);
    void on(Process& process, const End& event);
    void on(Process& process, const Transitional& event);
    void on(Process& process, const Regular& event);
    void on(Process& process, const Amnesia& event);
    template <class What>
    void on(Process& process, const What& event);

    void step(Process& process);
    void running(const Process& process, const char* what);
    void outside(const Process& process, const char* what);
    void configuration(const Process& process, const Ring& ring, const Nodes& members);
    void meaning(const Process& process, const Ring& ring, Meaning meaning);
    void growth(const Process& process, const Ring& ring, bool transitional);
    void common_past(const Process& process, const Regular& event);
    void compare_past(const Process& process, const Regular& event, const Stay& other);
    void count(const Process& process, const Regular& event);
    void left_behind(const RingRecord& ring);
    void stayed(const RingRecord& ring);

    const bool alone_;
    Time now_ = 0;
    std::uint64_t amnesias_ = 0;
    std::unordered_map<Ring, Meaning, RingHash> meanings_;
    PerProcess<Note> notes_;
};

} // namespace oracle

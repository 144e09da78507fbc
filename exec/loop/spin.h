// exec/loop/spin.h - whether the loop looks again before it sleeps.
//
// To be woken takes tens of microseconds, and on a busy ring the next message is there sooner: who
// looks for it that long answers at once. So while what comes has come in short gaps, on average,
// the loop does not sleep before kMost has passed without anything. It always sleeps where this
// would take a processor from somebody who has work: where the process may use few of them, and
// while half of them are busy. An idle ring is silent for longer than kMost: nobody spins on it.
#pragma once

#include "base/time.h"

#include <functional>
#include <optional>

namespace baton::loop {

class Spin {
public:
    // `processors`: that this process may use. `running`: how many threads have work just now, this
    // one with them, of all processes.
    Spin(unsigned processors, std::function<unsigned()> running);

    [[nodiscard]] bool possible() const { return processors_ >= kFewest; }
    // At the end of a turn. `arrived`: when something came in this turn, if anything did. True: the
    // next turn begins at once.
    [[nodiscard]] bool look_again(TimePoint now, std::optional<TimePoint> arrived);

    static constexpr Duration kMost = std::chrono::microseconds{50};
    static constexpr unsigned kFewest = 4; // the loop, a client, the system, and one to spare
    static constexpr Duration kCrowdKnown = std::chrono::milliseconds{50}; // how long it holds

private:
    [[nodiscard]] bool crowded(TimePoint now);

    // A longer gap counts as this: one pause does not end a conversation, a few do.
    static constexpr Duration kLongest = 4 * kMost;
    static constexpr int kWeight = 8; // gaps that the average is of

    const unsigned processors_;
    const std::function<unsigned()> running_;
    Duration gap_ = kLongest; // on average
    TimePoint idle_since_{};
    TimePoint asked_{}; // how crowded it is
    bool crowded_ = true;
};

} // namespace baton::loop

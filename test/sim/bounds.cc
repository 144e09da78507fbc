// test/sim/bounds.cc - see bounds.h. What follows from the timers of the protocol, in microseconds.
#include "sim/bounds.h"

#include <algorithm>
#include <fmt/format.h>

namespace baton::sim {

namespace {

constexpr std::uint64_t kMillisecond = 1000;
// A node that failed to receive keeps to itself, for twice as long each time; a run is not long
// enough for more than four times. That it fails to receive shows after ten token times at the
// latest.
constexpr std::uint64_t kQuarantine = 8;
constexpr std::uint64_t kStuck = 10;
// Rings that form side by side pull each other apart now and then, until they rest for times of
// their own. So the token's, the consensus's and the merge's time count more often than the three
// rings that are needed: one for what was broken at the end of the faults, one in which the parts
// find one another, and one for those that had given each other up meanwhile.
constexpr std::uint64_t kFormations = 8;
// Rotations of the token: commit (2), and recovery until its last message is known to all (6).
constexpr std::uint64_t kFormingRotations = 8;
// Who got a damaged message of a synchronisation waits in vain, and gives up after so long: the
// patience with votequorum's step, which a failure before the calm may have doubled.
constexpr std::uint64_t kSynchronisation = 2 * 45'000'000;

class Bounds {
public:
    explicit Bounds(const Tuning& tuning) : tuning_(tuning) {}

    [[nodiscard]] std::uint64_t settle() const {
        const std::uint64_t merge = kMillisecond * tuning_.merge;
        return (kQuarantine + kStuck) * token() +
               kFormations * (token() + consensus() + merge + forming());
    }
    // A message that the token overtook is asked for after some visits, and comes a rotation later.
    [[nodiscard]] std::uint64_t agreed() const {
        return (tuning_.miss_count + 4) * rotation() + hold();
    }
    // All must be known to have it, twice, and an idle token may rest in each rotation.
    [[nodiscard]] std::uint64_t safe() const {
        constexpr std::uint64_t kRounds = 4;
        return agreed() + kRounds * (rotation() + hold());
    }
    // The token is missed, the silent ones are given up, the others form a ring.
    [[nodiscard]] std::uint64_t detection() const { return token() + 2 * consensus() + forming(); }
    // All of the nodes may be in rings of their own that are taken in one by one.
    [[nodiscard]] std::uint64_t changes() const { return kFormations + tuning_.nodes; }

private:
    [[nodiscard]] std::uint64_t token() const { return kMillisecond * tuning_.token; }
    [[nodiscard]] std::uint64_t consensus() const { return kMillisecond * tuning_.consensus; }
    [[nodiscard]] std::uint64_t hold() const { return kMillisecond * tuning_.hold; }
    [[nodiscard]] std::uint64_t rotation() const {
        return std::uint64_t{tuning_.nodes} * tuning_.delay_most;
    }
    [[nodiscard]] std::uint64_t forming() const {
        return kMillisecond * (2 * tuning_.join + tuning_.send_join) +
               kFormingRotations * rotation();
    }

    const Tuning& tuning_;
};

} // namespace

std::uint64_t settle_bound(const Tuning& tuning) { return Bounds(tuning).settle(); }
std::uint64_t repair_bound(const Tuning& tuning) {
    return Bounds(tuning).detection() + Bounds(tuning).safe();
}

std::string bounds_command(const Tuning& tuning, bool lies) {
    const Bounds bounds(tuning);
    const std::uint64_t settle = bounds.settle() + (lies ? kSynchronisation : 0);
    const std::string rings =
        fmt::format("bounds settle={}us changes={}", settle, bounds.changes());
    if (lies) return rings;
    return fmt::format("{} agreed={}us safe={}us detection={}us", rings, bounds.agreed(),
                       bounds.safe(), bounds.detection());
}

} // namespace baton::sim

// test/sim/bounds.cc - see bounds.h. What follows from the timers of the protocol, in microseconds.
#include "sim/bounds.h"

#include <algorithm>
#include <fmt/format.h>

namespace baton::sim {

namespace {

constexpr std::uint64_t kMillisecond = 1000;
// A node that failed to receive keeps to itself for so many token times, at most.
constexpr std::uint64_t kQuarantine = 32;
// Times that a ring is formed from calm on until it is the ring of all: what was broken when the
// faults stopped ends (1), the parts find one another (2), and those that had given each other up
// in the meantime form rings of their own first, which must meet again (2 more).
constexpr std::uint64_t kFormations = 5;
// Rotations of the token: commit (2), and recovery until its last message is known to all (6).
constexpr std::uint64_t kFormingRotations = 8;
// Messages of each node while its services agree.
constexpr std::uint64_t kSyncMessages = 8;

class Bounds {
public:
    explicit Bounds(const Tuning& tuning) : tuning_(tuning) {}

    [[nodiscard]] std::uint64_t settle() const {
        const std::uint64_t merge = kMillisecond * tuning_.merge;
        return kQuarantine * token() + kFormations * (token() + consensus() + merge + forming());
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
    [[nodiscard]] static std::uint64_t changes() { return 2 * kFormations; }

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

std::string bounds_command(const Tuning& tuning) {
    const Bounds bounds(tuning);
    return fmt::format("bounds settle={}us agreed={}us safe={}us detection={}us changes={}",
                       bounds.settle(), bounds.agreed(), bounds.safe(), bounds.detection(),
                       bounds.changes());
}

} // namespace baton::sim

// exec/base/sequence_reserve.h - which ring sequences may be used with what is on the disk.
//
// A node that comes back must not form a ring under a number that it used before. A write takes
// time that a ring in the making does not have, so numbers are reserved ahead: the disk says up to
// which number rings may have been used. The next write comes when half of what is reserved is gone
// and the first one before any number is used, so that one write which the disk acknowledged and
// lost all the same does no harm.
#pragma once

#include <cstdint>
#include <optional>

namespace baton {

class SequenceReserve {
public:
    static constexpr std::uint64_t kStep = 64;
    // No ring sequence that grows by four per membership comes near; above it adding would wrap.
    static constexpr std::uint64_t kMost = std::uint64_t{1} << 62U;

    // A number that no ring can have come to is damage: a ring above it would be heard by nobody.
    static constexpr bool believable(std::uint64_t stored) { return stored < kMost / 2; }

    // With what was found on the disk; 0 if that was nothing, or damage.
    explicit SequenceReserve(std::uint64_t found = 0) : covered_(found) {}

    // To be written at once; it does not count as written.
    [[nodiscard]] std::uint64_t at_start() const { return ahead_of(covered_ + 1); }
    // What must be on the disk before `seq` is used; nothing if it is covered, with a step to
    // spare.
    [[nodiscard]] std::optional<std::uint64_t> to_write(std::uint64_t seq) const {
        if (seq + kStep <= covered_) return {};
        return ahead_of(seq);
    }
    // Whether the disk is known to have at least `seq`.
    [[nodiscard]] bool covers(std::uint64_t seq) const { return seq <= covered_; }
    void written(std::uint64_t number) { covered_ = number; }

private:
    static std::uint64_t ahead_of(std::uint64_t seq) { return seq + 2 * kStep - seq % kStep; }

    std::uint64_t covered_;
};

} // namespace baton

// tools/latency.h - how long things took: counted in classes, so that a million of them take no
// more room than ten, and can be added up over processes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace baton::tool {

// Up to 127 ns each value has a class of its own; above, 64 classes for each doubling: what a
// percentile says is at most 1.6 % above the truth.
class Latencies {
public:
    void add(std::uint64_t nanoseconds);
    void add(const Latencies& others);
    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] std::uint64_t max() const { return max_; }
    [[nodiscard]] double mean() const;
    // The smallest value that `percent` of all do not exceed; 0 without any.
    [[nodiscard]] std::uint64_t percentile(double percent) const;

private:
    static constexpr std::size_t kClasses = 128 + 57 * 64;

    static std::size_t class_of(std::uint64_t value);
    static std::uint64_t largest_of(std::size_t index);

    std::array<std::uint64_t, kClasses> classes_{};
    std::uint64_t count_ = 0;
    std::uint64_t sum_ = 0;
    std::uint64_t max_ = 0;
};

} // namespace baton::tool

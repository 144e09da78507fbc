// tools/latency.cc - see latency.h.
#include "latency.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace baton::tool {

// 2^(6+e) to 2^(7+e)-1 are 64 classes of 2^e values each, for e from 1 to 57; below, e is 0.
std::size_t Latencies::class_of(std::uint64_t value) {
    if (value < 128) return static_cast<std::size_t>(value);
    const auto exponent = static_cast<std::size_t>(std::bit_width(value)) - 7;
    return 128 + (exponent - 1) * 64 + static_cast<std::size_t>((value >> exponent) - 64);
}

std::uint64_t Latencies::largest_of(std::size_t index) {
    if (index < 128) return index;
    const std::size_t exponent = (index - 128) / 64 + 1;
    const std::uint64_t first = (index - 128) % 64 + 64;
    return (first << exponent) + ((std::uint64_t{1} << exponent) - 1);
}

void Latencies::add(std::uint64_t nanoseconds) {
    ++classes_[class_of(nanoseconds)];
    ++count_;
    sum_ += nanoseconds;
    max_ = std::max(max_, nanoseconds);
}

void Latencies::add(const Latencies& others) {
    for (std::size_t index = 0; index < kClasses; ++index)
        classes_[index] += others.classes_[index];
    count_ += others.count_;
    sum_ += others.sum_;
    max_ = std::max(max_, others.max_);
}

double Latencies::mean() const {
    return count_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(count_);
}

std::uint64_t Latencies::percentile(double percent) const {
    if (count_ == 0) return 0;
    const double share = std::clamp(percent, 0.0, 100.0) / 100 * static_cast<double>(count_);
    const auto wanted = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share)));
    std::uint64_t seen = 0;
    for (std::size_t index = 0; index < kClasses; ++index) {
        seen += classes_[index];
        if (seen >= wanted) return std::min(largest_of(index), max_);
    }
    return max_;
}

} // namespace baton::tool

// exec/ring/together.cc - see together.h.
#include "ring/together.h"

#include <algorithm>
#include <array>
#include <bit>

namespace baton::ring {

namespace {

constexpr std::uint64_t bit(unsigned place) { return std::uint64_t{1} << place; }

class Search {
public:
    explicit Search(const Neighbours& neighbours) : neighbours_(neighbours) {}

    std::uint64_t best(std::uint64_t among) {
        extend(0, among);
        return best_;
    }

private:
    static constexpr unsigned kStepsMax = 2000;

    // Lowest first: what is found before the steps are used up is the best of its kind.
    void extend(std::uint64_t chosen, std::uint64_t open) {
        while (true) {
            if (std::popcount(chosen) + std::popcount(open) < std::popcount(best_)) return;
            if (open == 0) return consider(chosen);
            if (++steps_ > kStepsMax) return;
            const auto lowest = static_cast<unsigned>(std::countr_zero(open));
            open &= ~bit(lowest);
            const std::uint64_t with = open & neighbours_.hears[lowest];
            if (with != open) extend(chosen | bit(lowest), with);
            if (with == open) chosen |= bit(lowest); // no set is better without it
        }
    }

    void consider(std::uint64_t chosen) {
        const int more = std::popcount(chosen) - std::popcount(best_);
        if (more < 0) return;
        const auto at_home = most_of_one_home(chosen);
        const std::uint64_t differ = chosen ^ best_;
        const bool lower = (chosen & differ & (~differ + 1)) != 0;
        if (more == 0 && (at_home < best_at_home_ || (at_home == best_at_home_ && !lower))) return;
        best_ = chosen;
        best_at_home_ = at_home;
    }

    [[nodiscard]] unsigned most_of_one_home(std::uint64_t chosen) const {
        std::array<unsigned, 64> members{};
        unsigned most = 0;
        for (; chosen != 0; chosen &= chosen - 1) {
            const auto place = static_cast<std::size_t>(std::countr_zero(chosen));
            most = std::max(most, ++members.at(neighbours_.home[place]));
        }
        return most;
    }

    const Neighbours& neighbours_;
    std::uint64_t best_ = 0;
    unsigned best_at_home_ = 0;
    unsigned steps_ = 0;
};

} // namespace

std::uint64_t best_together(const Neighbours& neighbours, std::uint64_t among) {
    return Search(neighbours).best(among);
}

} // namespace baton::ring

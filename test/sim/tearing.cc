// test/sim/tearing.cc - see tearing.h.
#include "sim/tearing.h"

#include "sim/bounds.h"

#include <fmt/format.h>

namespace baton::sim {

namespace {

class Draw {
public:
    Draw(Dice& dice, const Tuning& tuning, const Mood& mood)
        : dice_(dice), tuning_(tuning), mood_(mood) {}

    Beside tearing() {
        if (tuning_.nodes < 2) return {};
        if (dice_.percent(40)) draw_links();
        // Who gives up receiving early goes and comes, whoever hears it.
        const bool judged = tuning_.nodes <= kMost && tuning_.fail_receive >= kPatient &&
                            !knows(mood_, Thing::corrupt_raw);
        if (judged && dice_.percent(20)) draw_standstill();
        return std::move(beside_);
    }

private:
    template <class... Parts>
    void last(fmt::format_string<Parts...> format, Parts&&... parts) {
        beside_.last.push_back(fmt::format(format, std::forward<Parts>(parts)...));
    }
    std::uint32_t anybody() { return dice_.among(1, tuning_.nodes); }
    std::uint32_t another(std::uint32_t id) {
        const std::uint32_t other = dice_.among(1, tuning_.nodes - 1);
        return other < id ? other : other + 1;
    }

    void draw_links() {
        const std::uint32_t down = dice_.among(1000, tuning_.token * 1500);
        beside_.rules.push_back(
            fmt::format("links {}us {}us", down, dice_.mostly_small(100, tuning_.token * 1000)));
        if (!dice_.percent(50)) return;
        for (std::uint32_t left = dice_.among(1, 6); left > 0; --left) {
            const std::uint32_t id = anybody();
            const std::uint32_t about = another(id);
            beside_.things.push_back(
                fmt::format("rumour {} {} {}", id, about, dice_.percent(80) ? "down" : "up"));
        }
        beside_.percent = dice_.among(5, 60);
    }

    // Mostly few pairs, sometimes one after the other, sometimes some that hear each other again.
    void draw_standstill() {
        last("note nothing is wrong but that some do not hear each other");
        if (dice_.percent(50)) last("heal");
        for (std::uint32_t rounds = dice_.among(1, 2); rounds > 0; --rounds) {
            for (std::uint32_t left = dice_.mostly_small(1, tuning_.nodes); left > 0; --left)
                draw_pair();
            if (rounds > 1 && dice_.percent(50)) last("run {}ms", dice_.among(1, tuning_.token));
            last("still");
            last("run {}us", settle_bound(tuning_) + kBeyond);
        }
    }
    void draw_pair() {
        const std::uint32_t one = anybody();
        const std::uint32_t other = another(one);
        last("{} {} {}", dice_.percent(90) ? "block" : "unblock", one, other);
        if (dice_.percent(70)) last("block {} {}", other, one);
    }

    static constexpr std::uint32_t kMost = 32; // nodes that can tell whom they hear
    static constexpr std::uint32_t kPatient = 1000;
    static constexpr std::uint32_t kBeyond = 1'000'000; // to see that it stays so

    Dice& dice_;
    const Tuning& tuning_;
    const Mood& mood_;
    Beside beside_;
};

} // namespace

Beside draw_tearing(Dice& dice, const Tuning& tuning, const Mood& mood) {
    return Draw(dice, tuning, mood).tearing();
}

} // namespace baton::sim

// test/sim/mood.cc - see mood.h.
#include "sim/mood.h"

#include <algorithm>

namespace baton::sim {

namespace {

constexpr auto kFirst = static_cast<std::uint8_t>(Thing::kill);
constexpr auto kLast = static_cast<std::uint8_t>(Thing::flood);
constexpr std::uint32_t kRawPermille = 30;

// In percent. What costs much time, or hides everything else, is in fewer runs.
std::uint32_t usual_chance(Thing thing) {
    switch (thing) {
    case Thing::large_messages:
        return 8;
    case Thing::disk_fail:
    case Thing::wipe:
    case Thing::kill_many:
    case Thing::flood:
        return 50;
    case Thing::aimed_gap: // what it is after needs many circumstances
        return 250;
    default:
        return 100;
    }
}

std::uint32_t draw_breadth(Dice& dice) {
    const std::vector<std::uint32_t> breadths{5, 10, 20, 20, 35, 60};
    return dice.one_of(breadths);
}

} // namespace

// Damaged bytes that reach a node can break any agreement: then less is asked of the run, so these
// are drawn apart from the rest.
Mood draw_mood(Dice& dice) {
    const std::uint32_t breadth = draw_breadth(dice);
    Mood mood;
    for (auto number = kFirst; number <= kLast; ++number) {
        const auto thing = static_cast<Thing>(number);
        const bool drawn = thing == Thing::corrupt_raw
                               ? dice.permille(kRawPermille)
                               : dice.among(0, 9999) < breadth * usual_chance(thing);
        if (drawn) mood.push_back({thing, dice.among(1, 8)});
    }
    mood.push_back({Thing::talk, dice.among(4, 20)});
    mood.push_back({Thing::client_joins, dice.among(2, 5)});
    mood.push_back({Thing::mend, dice.among(2, 10)});
    return mood;
}

Thing one_of(const Mood& mood, Dice& dice) {
    std::uint32_t sum = 0;
    for (const Share& share : mood) sum += share.weight;
    std::uint32_t lot = dice.among(0, sum - 1);
    for (const Share& share : mood) {
        if (lot < share.weight) return share.thing;
        lot -= share.weight;
    }
    return Thing::talk;
}

bool knows(const Mood& mood, Thing thing) {
    return std::any_of(mood.begin(), mood.end(),
                       [thing](const Share& share) { return share.thing == thing; });
}

} // namespace baton::sim

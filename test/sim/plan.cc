// test/sim/plan.cc - see plan.h.
#include "sim/plan.h"

#include "sim/bounds.h"
#include "sim/configuring.h"
#include "sim/mood.h"
#include "sim/story.h"
#include "sim/tearing.h"
#include "sim/voting.h"

namespace baton::sim {

Plan draw_plan(std::uint64_t seed, const std::optional<NodeRange>& nodes) {
    Dice dice(seed);
    const Tuning tuning = draw_tuning(dice, nodes);
    const Mood mood = draw_mood(dice);
    Plan plan{seed, tuning.nodes, {"lenient"}};
    // A liar on the network, and a node that comes back with a ring's number that others are still
    // using, can break every agreement. What holds at each node by itself, and that they find one
    // another when it is over, can be asked all the same.
    if (knows(mood, Thing::corrupt_raw) || knows(mood, Thing::wipe))
        plan.commands.emplace_back("scope one_node");
    plan.commands.push_back(bounds_command(tuning, knows(mood, Thing::corrupt_raw)));
    plan.commands.push_back(fmt::format("seed {}", dice.among(1, 1'000'000'000)));
    plan.commands.push_back(config_command(tuning));
    plan.commands.push_back(delay_command(tuning));
    // Other dice, so that the story stays the same.
    Dice lots(~seed);
    const Beside voting = draw_voting(lots, tuning, mood);
    Lines story = woven(lots, voting, Story(dice, tuning, mood).tell());
    constexpr std::uint64_t kElse = 0x5DEECE66DU;
    Dice straws(~seed * kElse);
    const Beside configuring = draw_configuring(straws, tuning);
    story = woven(straws, configuring, std::move(story));
    constexpr std::uint64_t kKinds = 0xA0761D6478BD642FU;
    Dice kinds(~seed * kKinds);
    if (const std::string plain = plain_command(kinds, tuning); !plain.empty())
        plan.commands.push_back(plain);
    constexpr std::uint64_t kLinks = 0xD1342543DE82EF95U;
    Dice strings(~seed * kLinks);
    const Beside tearing = draw_tearing(strings, tuning, mood);
    for (std::string& line : woven(strings, tearing, std::move(story)))
        plan.commands.push_back(std::move(line));
    return plan;
}

} // namespace baton::sim

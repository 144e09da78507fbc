// test/sim/story_network.cc - things that happen to the network.
#include "sim/story.h"

namespace baton::sim {

// " 1 2 | 3 4": everybody on one of so many sides.
std::string Story::sides(std::uint32_t count) {
    std::vector<std::string> members(count);
    for (Id id = 1; id <= tuning_.nodes; ++id)
        members[dice_.among(0, count - 1)] += fmt::format(" {}", id);
    std::string text;
    for (const std::string& side : members) text += (text.empty() ? "" : " |") + side;
    return text;
}

void Story::cut_in_two() {
    add("cut{}", sides(2));
    to_mend_.emplace_back("heal");
}

void Story::cut_in_many() {
    add("cut{}", sides(dice_.among(3, 5)));
    to_mend_.emplace_back("heal");
}

void Story::block() {
    const Id from = anybody();
    const Id to = another(from);
    if (from == to) return;
    add("block {} {}", from, to);
    to_mend_.push_back(fmt::format("unblock {} {}", from, to));
}

void Story::partial() {
    const std::uint32_t pairs = dice_.among(1, tuning_.nodes);
    for (std::uint32_t i = 0; i < pairs; ++i) {
        const Id one = anybody();
        const Id other = another(one);
        if (one == other) return;
        add("block {} {}", one, other);
        add("block {} {}", other, one);
    }
    to_mend_.emplace_back("heal");
}

void Story::slow() {
    const Id from = anybody();
    const Id to = another(from);
    if (from == to) return;
    add("slow {} {} {}us", from, to, dice_.mostly_small(100, tuning_.token * 1500));
    to_mend_.push_back(fmt::format("slow {} {} 0us", from, to));
}

void Story::deaf() {
    const Id id = anybody();
    add("deaf {}", id);
    to_mend_.push_back(fmt::format("hears {}", id));
}

void Story::isolate() {
    const Id id = somebody();
    if (id == 0) return;
    add("isolate {}", id);
    to_mend_.push_back(fmt::format("connect {}", id));
}

void Story::buffer() {
    const Id id = anybody();
    add("buffer {} {}", id, dice_.mostly_small(1, 60));
    to_mend_.push_back(fmt::format("buffer {} 0", id));
}

void Story::loss() {
    add("loss {}", dice_.mostly_small(1, 30));
    to_mend_.emplace_back("loss 0");
}

void Story::burst() {
    const std::uint32_t chance = dice_.among(1, 4);
    add("burst {} {}", chance, dice_.mostly_small(2, 40));
    to_mend_.emplace_back("burst 0 0");
}

void Story::duplicate() {
    add("duplicate {}", dice_.mostly_small(1, 50));
    to_mend_.emplace_back("duplicate 0");
}

void Story::reorder() {
    add("reorder {}", dice_.mostly_small(1, 50));
    to_mend_.emplace_back("reorder 0");
}

void Story::corrupt() {
    add("corrupt {}", dice_.mostly_small(1, 100));
    to_mend_.emplace_back("corrupt 0");
}

void Story::corrupt_raw() {
    add("corrupt {} raw", dice_.mostly_small(1, 50));
    to_mend_.emplace_back("corrupt 0");
}

// The next datagrams of a kind, after some: so each hop of a token, and each of its rotations.
void Story::lose_datagram() {
    static const std::vector<std::string> kinds{"token",  "token",  "multicast", "multicast",
                                                "merge",  "join",   "join",      "commit",
                                                "commit", "commit", "cancel",    "any"};
    std::string command = "lose " + dice_.one_of(kinds);
    if (dice_.percent(70)) command += fmt::format(" from {}", anybody());
    if (dice_.percent(30)) command += fmt::format(" to {}", anybody());
    if (dice_.percent(50)) command += fmt::format(" count {}", dice_.mostly_small(1, 20));
    if (dice_.percent(50)) command += fmt::format(" skip {}", dice_.mostly_small(1, 20));
    add("{}", command);
    if (dice_.percent(20)) to_mend_.emplace_back("spare");
}

} // namespace baton::sim

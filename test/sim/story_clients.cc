// test/sim/story_clients.cc - what clients do.
#include "sim/story.h"

#include "services/cpg/messages.h"
#include "world/client.h"

#include <algorithm>

namespace baton::sim {

namespace {

const std::vector<std::string> kGroups{"red", "red", "red", "green", "blue"};
constexpr std::uint32_t kPerMessage = 60; // bytes in a frame beside what a client says, at most
constexpr std::uint32_t kMegabyte = 1U << 20U;
constexpr std::uint32_t kLargest = cpg::kMessageMax - world::kNumberSize;

} // namespace

// Mostly small; else where a message just fits a frame or just does not, or some frames long.
std::uint32_t Story::draw_size() {
    const std::uint32_t lot = dice_.among(0, 99);
    if (lot < 60) return dice_.among(1, 200);
    if (lot < 75) {
        const std::uint32_t frames = dice_.mostly_small(1, 4);
        return frames * tuning_.mtu - dice_.among(0, std::min(150U, tuning_.mtu - 1));
    }
    return lot < 95 ? dice_.among(1, 2 * tuning_.mtu) : dice_.among(1, 12 * tuning_.mtu);
}

// So many of them as the run can still afford; each goes to every node.
std::uint32_t Story::affordable(std::uint32_t count, std::uint32_t size) {
    const std::uint32_t frames = 1 + (size + kPerMessage) / tuning_.mtu;
    const std::uint32_t copies = frames * tuning_.nodes;
    count = std::min(count, frames_left_ / copies);
    frames_left_ -= count * copies;
    return count;
}

std::pair<Story::Id, std::string> Story::somebodys_group() {
    std::vector<std::pair<Id, std::string>> clients;
    for (Id id = 1; id <= tuning_.nodes; ++id)
        for (const std::string& group : players_[id].groups) clients.emplace_back(id, group);
    if (clients.empty()) return {0, ""};
    return dice_.one_of(clients);
}

void Story::client_joins() {
    const Id id = somebody();
    if (id == 0) return;
    const std::string& group = dice_.one_of(kGroups);
    if (!players_[id].groups.insert(group).second) return;
    add("join {} {}", id, group);
}

void Story::client_leaves() {
    const auto [id, group] = somebodys_group();
    if (id == 0) return;
    add("unjoin {} {}", id, group);
    if (dice_.percent(80)) add("die {} {}", id, group);
    players_[id].groups.erase(group);
}

void Story::client_dies() {
    const auto [id, group] = somebodys_group();
    if (id == 0) return;
    add("die {} {}", id, group);
    players_[id].groups.erase(group);
}

void Story::client_stalls() {
    const auto [id, group] = somebodys_group();
    if (id == 0) return;
    add("stall {} {}", id, group);
    to_mend_.push_back(fmt::format("read {} {}", id, group));
}

void Story::talk() {
    const auto [id, group] = somebodys_group();
    if (id == 0) return client_joins();
    const std::uint32_t size = draw_size();
    const std::uint32_t count = affordable(dice_.mostly_small(1, 20), size);
    if (count == 0) return;
    std::string command = fmt::format("say {} {} m{} size {}", id, group, ++said_, size);
    if (count > 1) command += fmt::format(" times {}", count);
    if (dice_.percent(40)) command += " safe";
    add("{}", command);
}

// A few up to the longest, or rather many that need some frames each.
void Story::large_messages() {
    const auto [id, group] = somebodys_group();
    if (id == 0) return;
    const bool longest = dice_.percent(20) && tuning_.nodes <= 7;
    const std::uint32_t most = longest ? kMegabyte : 60 * tuning_.mtu;
    const std::uint32_t size = std::min(kLargest, dice_.among(most / 2, most));
    const std::uint32_t count = longest ? 1 : affordable(dice_.among(1, 4), size);
    if (count == 0) return;
    const char* safe = dice_.percent(30) ? " safe" : "";
    add("flow {} {} {} {}{}", id, group, count, size, safe);
}

// More than a window, and from several at once.
void Story::flood() {
    for (std::uint32_t senders = dice_.among(1, 3); senders > 0; --senders) {
        const auto [id, group] = somebodys_group();
        if (id == 0) return;
        const std::uint32_t size = dice_.percent(50) ? dice_.among(1, 100) : draw_size();
        const std::uint32_t count = affordable(dice_.among(30, 200), size);
        if (count == 0) return;
        const char* safe = dice_.percent(30) ? " safe" : "";
        add("flow {} {} {} {}{}", id, group, count, size, safe);
    }
}

// Said when all is calm: it must arrive, and in time.
void Story::last_words() {
    const std::uint32_t members = std::min(tuning_.nodes, dice_.among(2, 4));
    const Id first = anybody();
    for (std::uint32_t i = 0; i < members; ++i) add("join {} red", 1 + (first + i) % tuning_.nodes);
    add("run 20ms");
    for (std::uint32_t i = 0; i < members; ++i) {
        const std::uint32_t size = dice_.among(1, 2 * tuning_.mtu);
        const char* safe = dice_.percent(50) ? " safe" : "";
        add("say {} red last{} size {} times 3{}", 1 + (first + i) % tuning_.nodes, i, size, safe);
    }
}

} // namespace baton::sim

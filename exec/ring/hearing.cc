// exec/ring/hearing.cc - see hearing.h.
#include "ring/hearing.h"

#include "ring/together.h"
#include "wire/totem.h"

#include <algorithm>
#include <utility>

namespace baton::ring {

namespace {

constexpr std::size_t kKnownMax = wire::kMembersMax;
// A pair that breaks again and again must hold longer each time before it counts as mended.
constexpr std::uint32_t kBreaksMost = 6;
constexpr std::chrono::minutes kBreaksForgotten{10};

} // namespace

// ---- times

Duration Hearing::silence_in_gather() const {
    const Duration joins = std::max(config_.consensus / 2, config_.join * 3);
    return std::min(joins, config_.consensus * 3 / 4); // or nobody would be told in time
}
Duration Hearing::silence_on_ring() const { return std::max(config_.consensus, config_.merge * 4); }
Duration Hearing::memory() const { return std::max(config_.consensus, config_.merge * 6); }

Duration Hearing::patience(const Other& other) const {
    if (other.breaks < 2) return Duration{0};
    return config_.consensus * ((1U << (std::min(other.breaks, kBreaksMost) - 1)) - 1);
}

// ---- what happens

// Nobody can be forgotten whom we should hear, or who speaks. Others, made up or long gone, make
// room.
void Hearing::make_room() {
    std::erase_if(others_, [this](const auto& each) {
        return !expected_.contains(each.first) && !lives(each.first) && !each.second.without_link;
    });
}

Hearing::Other* Hearing::entry(NodeId node) {
    if (node == config_.self || node == NodeId{}) return nullptr;
    if (const auto found = others_.find(node); found != others_.end()) return &found->second;
    if (others_.size() >= kKnownMax) make_room();
    if (others_.size() >= kKnownMax) return nullptr;
    return &others_[node];
}

void Hearing::heard(NodeId node) {
    Other* other = entry(node);
    if (other == nullptr) return;
    const bool paused = other->heard && now_ - *other->heard >= silence_on_ring();
    if (!other->steady || paused) other->steady = now_;
    other->heard = now_;
    other->silent_on_ring = false;
}

void Hearing::link(NodeId node, bool up) {
    if (Other* other = entry(node)) other->without_link = !up;
}

// Until now they may have had nothing to say: their silence counts from here.
void Hearing::expect(NodeSet nodes) {
    update();
    const NodeSet before = std::exchange(expected_, std::move(nodes));
    agreed_ = {};
    for (const NodeId node : expected_.without(before))
        if (Other* other = entry(node); other != nullptr && !other->missed) other->wanted = now_;
}

// What comes by others is as old as it is: the youngest counts.
bool Hearing::told(Bytes rest) {
    const auto younger = [this](NodeId node, Duration age) {
        const auto found = others_.find(node);
        const Duration least = age == Duration{0} ? Duration{0} : config_.join; // or it never ends
        return age < memory() && (found == others_.end() || !found->second.told ||
                                  found->second.told->when + least < now_ - age);
    };
    const auto hearing = wire::decode_hearing(rest, younger);
    if (!hearing) return false;
    for (const wire::HearingRow& row : hearing->rows) {
        Other* other = entry(row.node);
        if (other == nullptr) continue;
        if (!lives(row.node) && !expected_.contains(row.node)) other->wanted.reset(); // from now on
        other->told = Told{now_ - row.age, row.ring, NodeSet(row.group), NodeSet(row.missed),
                           NodeSet(row.heard)};
        if (!row.missed.empty()) stirred_until_ = now_ + memory();
        if (one_of_us(other->told->heard)) other->deaf = false;
    }
    return true;
}

void Hearing::failed_to_receive(const NodeSet& members, TimePoint since) {
    for (const NodeId each : members)
        if (Other* other = entry(each); other != nullptr && !(other->heard >= since)) {
            other->silent_on_ring = true;
            miss(*other, lives(each));
        }
}

void Hearing::named(NodeId by, const NodeSet& nodes) {
    Other* other = entry(by);
    if (other == nullptr || !one_of_us(nodes)) return;
    other->named = now_;
    other->deaf = false;
}

bool Hearing::one_of_us(const NodeSet& nodes) const {
    return nodes.contains(config_.self) || !nodes.within(members_).empty();
}

// Whoever is called and heard, and given up without ever having named one of us, need not be called
// again before it shows that it hears us. It may know nothing of us.
void Hearing::installed(const NodeSet& members, const NodeSet& without, TimePoint begun) {
    for (const NodeId each : without)
        if (Other* other = entry(each); other != nullptr && other->heard >= begun)
            other->deaf = !other->named || *other->named < begun;
    expected_ = {};
    members_ = members;
    all_tell_ =
        std::all_of(members.begin(), members.end(), [this](NodeId each) { return lives(each); });
    update();
}

// ---- whom we miss

void Hearing::update() {
    for (auto& [node, other] : others_) update(node, other);
}

void Hearing::update(NodeId node, Other& other) {
    const bool expected = expected_.contains(node);
    const bool alive = lives(node);
    if (other.silent_on_ring) return miss(other, alive);
    if (!expected && !alive) {
        other.wanted.reset();
        other.missed = other.counted = false;
        return;
    }
    if (!other.wanted) other.wanted = now_;
    const TimePoint last = std::max(*other.wanted, other.heard.value_or(TimePoint{}));
    Duration most = expected ? silence_in_gather() : silence_on_ring();
    if (expected && agreed_.contains(node)) most += config_.token;
    if (now_ - last >= most || gone(node)) return miss(other, alive);
    const bool back = other.steady && now_ - *other.steady >= patience(other);
    if (other.missed && back) other.missed = other.counted = false;
    if (other.missed) miss(other, alive);
}

void Hearing::miss(Other& other, bool lives) {
    if (!other.missed) other.steady.reset();
    other.missed = true;
    stirred_until_ = now_ + memory();
    if (!lives || other.counted) return;
    other.counted = true;
    if (now_ - other.broke > kBreaksForgotten) other.breaks = 0;
    ++other.breaks;
    other.broke = now_;
}

bool Hearing::gone(NodeId node) const {
    const auto found = others_.find(node);
    if (found == others_.end() || !found->second.without_link) return false;
    const TimePoint last = std::max(token_came_, found->second.heard.value_or(TimePoint{}));
    return now_ - last >= config_.token;
}

// ---- what is known

const Hearing::Told* Hearing::fresh(NodeId node) const {
    const auto found = others_.find(node);
    if (found == others_.end() || !found->second.told) return nullptr;
    const Told& told = *found->second.told;
    return now_ - told.when < memory() ? &told : nullptr;
}

bool Hearing::heard_lately(const Other& other) const {
    return other.heard && now_ - *other.heard < silence_on_ring();
}

NodeSet Hearing::heard_by_us() const {
    std::vector<NodeId> heard;
    for (const auto& [each, other] : others_)
        if (heard_lately(other)) heard.push_back(each);
    return NodeSet(std::move(heard));
}

bool Hearing::lives(NodeId node) const { return node == config_.self || fresh(node) != nullptr; }

NodeSet Hearing::missed() {
    update();
    return missed_by(config_.self);
}

NodeSet Hearing::missed_by(NodeId node) const {
    if (node != config_.self) {
        const Told* told = fresh(node);
        return told == nullptr ? NodeSet{} : told->missed;
    }
    std::vector<NodeId> missed;
    for (const auto& [each, other] : others_)
        if (other.missed) missed.push_back(each);
    return NodeSet(std::move(missed));
}

// ---- what follows

std::vector<std::byte> Hearing::tell(RingId ring, const NodeSet& group) {
    update();
    const bool ignored = std::any_of(others_.begin(), others_.end(), [this](const auto& each) {
        return each.second.deaf && heard_lately(each.second);
    });
    if (now_ >= stirred_until_ && !ignored) return {};
    const NodeSet missed = missed_by(config_.self);
    wire::Hearing hearing;
    hearing.rows.push_back({.node = config_.self,
                            .age = Duration{0},
                            .ring = ring,
                            .group = group.list(),
                            .missed = missed.list(),
                            .heard = heard_by_us().list()});
    for (const auto& [node, other] : others_)
        if (const Told* told = fresh(node))
            hearing.rows.push_back({node, now_ - told->when, told->ring, told->group.list(),
                                    told->missed.list(), told->heard.list()});
    return wire::encode(hearing);
}

bool Hearing::torn() {
    update();
    for (const auto& [node, other] : others_) {
        const NodeSet missed = missed_by(node);
        const bool broken =
            (other.missed && lives(node)) ||
            std::any_of(missed.begin(), missed.end(), [this](NodeId each) { return lives(each); });
        if ((broken && all_tell_) || (other.deaf && heard_lately(other)))
            torn_until_ = now_ + memory();
    }
    return now_ < torn_until_;
}

bool Hearing::torn_among(const NodeSet& nodes) {
    if (now_ >= stirred_until_) return false;
    update();
    return std::any_of(nodes.begin(), nodes.end(), [&](NodeId one) {
        const NodeSet missed = missed_by(one).within(nodes);
        return lives(one) && std::any_of(missed.begin(), missed.end(),
                                         [this](NodeId each) { return lives(each); });
    });
}

bool Hearing::apart(const NodeSet& mine, NodeId stranger) {
    if (mine.contains(stranger)) return false;
    if (const auto found = others_.find(stranger); found != others_.end() && found->second.deaf)
        return true;
    if (now_ >= stirred_until_ || !all_tell_) return false;
    update();
    NodeSet theirs{stranger};
    if (const Told* told = fresh(stranger)) theirs.add(told->group);
    theirs = theirs.without(mine); // whoever is with us already is no news
    const auto misses = [this](const NodeSet& those, const NodeSet& whom) {
        return std::any_of(those.begin(), those.end(), [&](NodeId one) {
            const NodeSet missed = missed_by(one).within(whom);
            return std::any_of(missed.begin(), missed.end(),
                               [this](NodeId each) { return lives(each); });
        });
    };
    return misses(mine, theirs) || misses(theirs, mine);
}

bool Hearing::known_to_be_missed(NodeId node, const NodeSet& by) const {
    return std::all_of(by.begin(), by.end(),
                       [&](NodeId each) { return missed_by(each).contains(node); });
}

std::optional<NodeSet> Hearing::conclusion(const NodeSet& candidates, RingId ring) {
    update();
    NodeSet living;
    for (const NodeId each : candidates)
        if (lives(each)) living.add(each);
    // Who failed to receive is no candidate itself.
    if (!living.contains(config_.self) || living.size() > wire::kHearingMax) return std::nullopt;
    for (const NodeId each : candidates.without(living))
        if (!known_to_be_missed(each, living)) return std::nullopt;

    const std::vector<NodeId>& nodes = living.list();
    Neighbours neighbours;
    std::vector<RingId> rings;
    std::vector<NodeSet> missed;
    for (const NodeId each : nodes) {
        missed.push_back(missed_by(each));
        const RingId home = each == config_.self ? ring : fresh(each)->ring;
        const auto found = std::find(rings.begin(), rings.end(), home);
        neighbours.home.push_back(static_cast<std::uint32_t>(found - rings.begin()));
        if (found == rings.end()) rings.push_back(home);
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        std::uint64_t hears = 0;
        for (std::size_t k = 0; k < nodes.size(); ++k)
            if (k != i && !missed[i].contains(nodes[k]) && !missed[k].contains(nodes[i]))
                hears |= std::uint64_t{1} << k;
        neighbours.hears.push_back(hears);
    }
    const auto own = static_cast<std::size_t>(
        std::lower_bound(nodes.begin(), nodes.end(), config_.self) - nodes.begin());
    std::uint64_t left = ~std::uint64_t{0} >> (64 - nodes.size());
    for (;;) { // the best go on together, then the best of the others
        const std::uint64_t best = best_together(neighbours, left);
        left &= ~best;
        if ((best >> own & 1U) == 0) continue;
        std::vector<NodeId> chosen;
        for (std::size_t i = 0; i < nodes.size(); ++i)
            if ((best >> i & 1U) != 0) chosen.push_back(nodes[i]);
        return NodeSet(std::move(chosen));
    }
}

std::vector<BrokenPair> Hearing::broken_pairs(const NodeSet& members) {
    update();
    std::vector<BrokenPair> pairs;
    for (const NodeId inside : members) {
        if (!lives(inside)) continue;
        const NodeSet missed = missed_by(inside);
        for (const auto& [outside, other] : others_) {
            if (members.contains(outside) || !lives(outside)) continue;
            const bool there = missed.contains(outside);
            const bool back = missed_by(outside).contains(inside);
            if (there) pairs.push_back({inside, outside, back});
            if (back && !there) pairs.push_back({outside, inside, false});
        }
    }
    return pairs;
}

} // namespace baton::ring

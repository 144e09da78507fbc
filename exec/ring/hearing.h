// exec/ring/hearing.h - who hears whom: what this node hears itself, and what the others say.
//
// Totem takes for granted that hearing is mutual and passed on: where A hears B and B hears C, but
// A does not hear C, it forms and breaks rings for ever. So as soon as somebody misses a node,
// Batons tell each other whom they miss (wire/hearing.h), and what others have told. What is told
// grows old and is forgotten, so a node that stops talking stops counting. Nodes that say nothing
// of all this (Corosync) are never judged, and a ring with one of them is as it always was.
//
// Two uses. When silent nodes are to be given up, conclusion() says who belongs together, to all
// alike. And between rings that cannot become one apart() keeps them from trying.
#pragma once

#include "base/ids.h"
#include "base/time.h"
#include "ring/config.h"
#include "ring/node_set.h"
#include "wire/hearing.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace baton::ring {

struct BrokenPair {
    NodeId one;
    NodeId other;
    bool mutual = false; // else only `one` does not hear `other`
};

class Hearing {
public:
    // Both belong to the context, as this does: settings change, time passes.
    Hearing(const RingConfig& config, const TimePoint& now) : config_(config), now_(now) {}
    Hearing(const Hearing&) = delete;
    Hearing& operator=(const Hearing&) = delete;
    ~Hearing() = default;

    // ---- what happens

    // A frame that this node itself sent: not what somebody repeated for it.
    void heard(NodeId node);
    // Whether any of our links hears the node.
    void link(NodeId node, bool up);
    // The token came: all members live.
    void token_came() { token_came_ = now_; }
    // From now on these have reason to talk to us.
    void expect(NodeSet nodes);
    // These agree with us about the ring to be: they may be at work on it, which they do without a
    // word, for the token's time.
    void agreed(NodeSet nodes) { agreed_ = std::move(nodes); }
    // What stands behind a join or a merge detect. False if that is nothing.
    bool told(Bytes rest);
    // We did not receive what the others sent: from those who were not heard at all, it seems.
    void failed_to_receive(const NodeSet& members, TimePoint since);
    // A join of this node names these.
    void named(NodeId by, const NodeSet& nodes);
    // A ring of these was installed, `without` others: it had been in the making since `begun`.
    void installed(const NodeSet& members, const NodeSet& without, TimePoint begun);

    // ---- what follows

    // What the others should know: empty if there is nothing. `ring` was installed last, and
    // `group` is whom we are with, or want to be.
    std::vector<std::byte> tell(RingId ring, const NodeSet& group);
    // There is reason to tell it on a ring, too: two that live do not hear each other, or did not
    // until just now, or we hear somebody who does not seem to hear us.
    bool torn();
    // Those whom this node should hear, and does not.
    NodeSet missed();
    // The stranger, or somebody who goes with it, cannot be in a ring with all of `mine`.
    bool apart(const NodeSet& mine, NodeId stranger);
    // Two that live, both in `nodes`, do not hear each other.
    bool torn_among(const NodeSet& nodes);
    // Those of `candidates` with whom this node goes on when the others are given up. Nothing while
    // that is not known of each of them. `ring` was installed last.
    std::optional<NodeSet> conclusion(const NodeSet& candidates, RingId ring);
    // It has said something of all this lately.
    [[nodiscard]] bool lives(NodeId node) const;
    // No link hears it, and it has shown no sign of life for the token's time.
    [[nodiscard]] bool gone(NodeId node) const;
    // Of living nodes, one of them a member and the other not.
    std::vector<BrokenPair> broken_pairs(const NodeSet& members);

private:
    struct Told {
        TimePoint when{};
        RingId ring;
        NodeSet group;
        NodeSet missed;
        NodeSet heard;
    };
    struct Other {
        std::optional<TimePoint> heard{};  // last
        std::optional<TimePoint> steady{}; // since when, without a long pause
        std::optional<TimePoint> wanted{}; // since when we should hear it
        std::optional<TimePoint> named{};  // when it last named one of us
        bool deaf = false;                 // we hear it, and it does not show that it hears us
        std::optional<Told> told{};
        bool without_link = false;
        bool missed = false;
        bool silent_on_ring = false; // missed until it is heard, whoever expects it
        bool counted = false;        // as a break
        std::uint32_t breaks = 0;
        TimePoint broke{};
    };

    // So long a node may be silent while there is reason to talk, and on a ring; and so long what
    // somebody told is believed.
    [[nodiscard]] Duration silence_in_gather() const;
    [[nodiscard]] Duration silence_on_ring() const;
    [[nodiscard]] Duration memory() const;
    [[nodiscard]] Duration patience(const Other& other) const;

    void update();
    void update(NodeId node, Other& other);
    void miss(Other& other, bool lives);
    void make_room();
    Other* entry(NodeId node);
    [[nodiscard]] const Told* fresh(NodeId node) const;
    [[nodiscard]] NodeSet heard_by_us() const;
    [[nodiscard]] bool heard_lately(const Other& other) const;
    [[nodiscard]] bool one_of_us(const NodeSet& nodes) const;
    [[nodiscard]] NodeSet missed_by(NodeId node) const;
    [[nodiscard]] bool known_to_be_missed(NodeId node, const NodeSet& by) const;

    const RingConfig& config_;
    const TimePoint& now_;
    std::map<NodeId, Other> others_;
    NodeSet expected_;
    NodeSet agreed_;        // of those
    NodeSet members_;       // of our ring
    bool all_tell_ = false; // all of those
    TimePoint token_came_{};
    TimePoint stirred_until_{}; // somebody misses a node
    TimePoint torn_until_{};    // one that lives
};

} // namespace baton::ring

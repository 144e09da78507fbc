// exec/services/cfg/key_change.h - another key for the ring's packets while it runs, or another
// cipher or hash, or encryption at all or no more.
//
// A reload brings it, and from then on this node accepts the old and the new. What is left is when
// to send under the new one and when to forget the old one. Every node multicasts that it has the
// new key (phase 1) and then that it sends under it (phase 2).
//
// Among Batons a node sends under the new key when all members have it, and forgets the old one
// when all send under the new one. A member that has another one says so: it is named in the log,
// and the others go on under the old key until a reload brings it what they have. In a new
// membership all who have not finished say again where they are.
//
// A node of another implementation goes on at its own messages and waits for nobody. While there is
// one in the ring this node sends under the new key as soon as it has it and anybody says so: the
// other may have forgotten the old one by the time that this node has read its files. To accept the
// old one harms nobody; that ends when all have said that they send under the new one, or in time.
#pragma once

#include "config/encryption.h"
#include "services/capability/capability.h"
#include "services/service.h"
#include "wire/cfg.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace baton::cfg {

class KeyChange {
public:
    // How long after a synchronisation members are given to say that they are Batons.
    static constexpr Duration kCapabilityPatience = std::chrono::seconds(1);
    // Among others: so long a new key waits for somebody who says that it has it. What they said
    // may have been lost on the way to us, and they will not hear us until we use it.
    static constexpr Duration kHearingPatience = milliseconds(100);
    // How long a member may say nothing of its key before it is named.
    static constexpr Duration kPatience = std::chrono::seconds(30);

    // `used` at the start. None: this node's transport cannot encrypt.
    KeyChange(NodeId self, const Capability& capability, std::optional<config::Encryption> used)
        : self_(self), capability_(capability), used_(std::move(used)) {}

    // Why this cannot be taken now, as another change is under way; empty if it can.
    [[nodiscard]] std::string refusal(const config::Totem& fresh, TimePoint now) const;
    // It was taken: ApplyConfiguration has been ordered.
    void apply(const config::Totem& fresh, Effects& effects);

    // Which encryption is in use while that is not simply the configured one, and who is waited
    // for.
    [[nodiscard]] std::string unfinished() const;

    // All nodes are to reload for themselves, as others than Batons do.
    void on_order();
    void on_phase(NodeId from, const wire::CfgCryptoPhase& said, Effects& effects);
    void on_view(const ring::View& view);
    void on_synchronised(Effects& effects);
    // Another member has said what it can do.
    void on_capability(Effects& effects) { speak(effects); }
    void advance(Effects& effects);
    [[nodiscard]] std::optional<TimePoint> next_deadline() const;

private:
    struct Change {
        config::Encryption fresh;
        TimePoint begun;
        bool in_use = false; // to send; the old one is still accepted
        TimePoint deadline;  // until then members may say nothing
        bool complained = false;
    };
    using Said = wire::CfgCryptoPhase;

    [[nodiscard]] bool all_can() const { return capability_.all(wire::Feature::agreed_key_change); }
    [[nodiscard]] bool knows_members(TimePoint now) const {
        return all_can() || ordered_ || now >= settled_since_ + kCapabilityPatience;
    }
    // There is a member of another implementation.
    [[nodiscard]] bool is_mixed(TimePoint now) const {
        return settled_ && !all_can() && knows_members(now);
    }
    [[nodiscard]] bool agrees(const Said& said) const {
        return said.fingerprint == change_->fresh.fingerprint;
    }
    [[nodiscard]] bool all_have_it() const;
    [[nodiscard]] bool all_use_it() const;
    [[nodiscard]] bool under_way(TimePoint now) const;
    [[nodiscard]] std::optional<Said> to_say() const;
    [[nodiscard]] std::string late() const;
    void begin(const config::Encryption& fresh, Effects& effects);
    void give_up(Effects& effects);
    void speak(Effects& effects);
    void hear_in_mixed(NodeId from, const Said& said, Effects& effects);
    void go_on_among_others(Effects& effects);
    void note(NodeId from, const Said& said, Effects& effects);
    void go_on_together(Effects& effects);
    void use(Effects& effects);
    void finish(Effects& effects);

    const NodeId self_;
    const Capability& capability_;
    std::optional<config::Encryption> used_; // to send
    std::optional<Change> change_;
    std::vector<NodeId> members_; // of the regular configuration
    bool settled_ = false;        // synchronised, and no change since
    TimePoint settled_since_{};
    // All of these: in this ring and since the last reload.
    std::map<NodeId, Said> said_;
    std::optional<Said> own_; // what this node has said last, delivered or not
    bool asked_ = false;      // somebody else has spoken, and waits for all
    // In a ring with others than Batons: it was told to reload, and what was said since then.
    bool ordered_ = false;
    std::map<NodeId, wire::CryptoPhase> heard_;
};

} // namespace baton::cfg

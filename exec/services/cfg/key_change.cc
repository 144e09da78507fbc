// exec/services/cfg/key_change.cc - who has which key, and what follows.
#include "services/cfg/key_change.h"

#include <algorithm>
#include <utility>

namespace baton::cfg {

namespace {

using config::Encryption;
using config::encryption_of;
using wire::CryptoPhase;

void log(LogLevel level, std::string text, Effects& effects) {
    effects.log({level, LogPart::cfg, std::move(text)});
}

// None of these if both are on.
const char* beginning_of(const Encryption& old, const Encryption& fresh) {
    if (!fresh.on)
        return "Encryption is to end: packets in the clear are accepted, and will be sent when all "
               "members accept them";
    if (!old.on)
        return "Encryption is to begin: encrypted packets are accepted, and will be sent when all "
               "members accept them";
    return "The encryption of the ring changes: the old key and the new one are accepted, and the "
           "new one will be used when all members have it";
}

constexpr const char* kAdvice =
    "give all nodes the same key file, crypto_cipher and crypto_hash, and reload";

} // namespace

// ---- a reload

bool KeyChange::under_way(TimePoint now) const {
    return change_ && now < change_->deadline &&
           std::ranges::all_of(said_, [this](const auto& each) { return agrees(each.second); });
}

std::string KeyChange::refusal(const config::Totem& fresh, TimePoint now) const {
    if (!used_ || fresh.transport != config::Transport::knet || !under_way(now) ||
        encryption_of(fresh) == change_->fresh || !all_can())
        return {}; // others do not refuse it, and who did would be alone
    const std::string nodes = late();
    return "the encryption of the ring is being changed already" +
           (nodes.empty() ? "" : ", and waits for " + nodes) + "; reload again when that has ended";
}

// What is known of the others is of before: whoever does not finish with this says it again.
void KeyChange::apply(const config::Totem& fresh, Effects& effects) {
    if (!used_ || fresh.transport != config::Transport::knet) return;
    said_.clear();
    own_.reset();
    asked_ = false;
    const Encryption wanted = encryption_of(fresh);
    if (change_ && wanted == change_->fresh) {
        change_->deadline = effects.now() + kPatience;
        change_->complained = false;
    } else if (wanted != *used_) {
        begin(wanted, effects);
    } else if (change_) {
        give_up(effects);
    }
    speak(effects);
    go_on_among_others(effects);
}

void KeyChange::on_order() {
    ordered_ = true;
    heard_.clear();
}

void KeyChange::begin(const Encryption& fresh, Effects& effects) {
    log(LogLevel::notice, beginning_of(*used_, fresh), effects);
    change_ = Change{fresh, effects.now(), false, effects.now() + kPatience, false};
}

// The files are as they were before, and nobody has sent under the new key.
void KeyChange::give_up(Effects& effects) {
    log(LogLevel::notice, "The encryption of the ring stays as it was", effects);
    change_.reset();
    effects.command(ForgetOldKey{});
}

// ---- what this node says

std::optional<KeyChange::Said> KeyChange::to_say() const {
    if (change_)
        return Said{change_->in_use ? CryptoPhase::clean_up : CryptoPhase::activate,
                    change_->fresh.fingerprint};
    if (asked_) return Said{CryptoPhase::clean_up, used_->fingerprint};
    return std::nullopt;
}

void KeyChange::speak(Effects& effects) {
    if (!settled_ || !knows_members(effects.now())) return;
    const auto next = to_say();
    if (!next || own_ == next) return;
    own_ = next;
    const auto bytes = wire::encode(*next);
    effects.multicast({Bytes(bytes)}, false);
}

// ---- what is said

// Between two rings it counts for neither: it is said again in the next one.
void KeyChange::on_phase(NodeId from, const Said& said, Effects& effects) {
    if (!used_ || !settled_) return;
    if (!all_can()) return hear_in_mixed(from, said, effects);
    note(from, said, effects);
    asked_ = asked_ || from != self_;
    speak(effects);
    go_on_together(effects);
}

// A message that this node sent in another ring may come in this one, when it does not know yet
// who else is there.
void KeyChange::hear_in_mixed(NodeId from, const Said& said, Effects& effects) {
    if (from == self_ && own_ != said) return;
    heard_[from] = said.phase;
    go_on_among_others(effects);
}

void KeyChange::go_on_among_others(Effects& effects) {
    if (!change_ || !is_mixed(effects.now())) return;
    if (heard_.empty() && effects.now() < change_->begun + kHearingPatience) return;
    if (!change_->in_use) use(effects);
    const bool done = std::ranges::all_of(members_, [this](NodeId member) {
        const auto found = heard_.find(member);
        return found != heard_.end() && found->second == CryptoPhase::clean_up;
    });
    if (done) finish(effects);
}

void KeyChange::note(NodeId from, const Said& said, Effects& effects) {
    const auto [known, is_new] = said_.try_emplace(from, said);
    const bool changed = is_new || known->second.fingerprint != said.fingerprint;
    known->second = said;
    if (!changed || from == self_) return;
    const std::string node = "node " + std::to_string(from.value);
    if (change_ && !agrees(said))
        log(LogLevel::warning,
            node + " has not the new encryption of the ring: the old one stays in use; " + kAdvice,
            effects);
    else if (!change_ && said.fingerprint != used_->fingerprint &&
             said.phase == CryptoPhase::activate)
        log(LogLevel::warning,
            node +
                " has another encryption of the ring than this node, where the reload has "
                "brought nothing new; " +
                kAdvice,
            effects);
}

bool KeyChange::all_have_it() const {
    return std::ranges::all_of(members_, [this](NodeId member) {
        const auto found = said_.find(member);
        return found != said_.end() && agrees(found->second);
    });
}

bool KeyChange::all_use_it() const {
    return all_have_it() && std::ranges::all_of(members_, [this](NodeId member) {
               return said_.at(member).phase == CryptoPhase::clean_up;
           });
}

void KeyChange::go_on_together(Effects& effects) {
    if (change_ && !change_->in_use && all_have_it()) use(effects);
    if (change_ && change_->in_use && all_use_it()) finish(effects);
}

// What this node says next goes out under the new key.
void KeyChange::use(Effects& effects) {
    change_->in_use = true;
    used_ = change_->fresh;
    effects.command(UseNewKey{});
    log(LogLevel::info,
        used_->on ? "This node sends under the new encryption" : "This node sends in the clear",
        effects);
    speak(effects);
}

void KeyChange::finish(Effects& effects) {
    change_.reset();
    effects.command(ForgetOldKey{});
    if (used_->on)
        log(LogLevel::notice,
            "The encryption of the ring has changed: only the new one is accepted", effects);
    else
        log(LogLevel::warning,
            "The ring is not encrypted any more: who is on its network can read and forge "
            "everything",
            effects);
}

// ---- time and membership

void KeyChange::on_view(const ring::View& view) {
    settled_ = false;
    if (view.transitional) return;
    members_ = view.members;
    said_.clear();
    own_.reset();
    asked_ = ordered_ = false;
    heard_.clear();
}

void KeyChange::on_synchronised(Effects& effects) {
    settled_ = true;
    settled_since_ = effects.now();
    if (change_) {
        change_->deadline = effects.now() + kPatience;
        change_->complained = false;
    }
    speak(effects);
}

// Members of whom nothing is known yet, or that have another key.
std::string KeyChange::late() const {
    std::string nodes;
    for (const NodeId member : members_) {
        const auto found = said_.find(member);
        const bool done = found != said_.end() && agrees(found->second) &&
                          (!change_->in_use || found->second.phase == CryptoPhase::clean_up);
        if (!done) nodes += (nodes.empty() ? "node " : ", node ") + std::to_string(member.value);
    }
    return nodes;
}

std::string KeyChange::unfinished() const {
    if (!change_) return {};
    const std::string nodes = late();
    return std::string(
               change_->in_use
                   ? "the encryption of the ring has changed, and the old one is still accepted"
                   : "the configured encryption of the ring is not in use, the old one is") +
           (nodes.empty() ? "" : "; it waits for " + nodes);
}

void KeyChange::advance(Effects& effects) {
    speak(effects);
    go_on_among_others(effects);
    if (!change_ || change_->complained || effects.now() < change_->deadline) return;
    if (change_->in_use && is_mixed(effects.now())) return finish(effects);
    change_->complained = true;
    log(LogLevel::warning,
        "The encryption of the ring has not changed yet: it waits for " + late() + "; " + kAdvice,
        effects);
}

std::optional<TimePoint> KeyChange::next_deadline() const {
    std::optional<TimePoint> first;
    if (change_ && !change_->complained) first = change_->deadline;
    const auto due = [&first](TimePoint when) { first = first ? std::min(*first, when) : when; };
    if (!settled_ || all_can()) return first;
    const TimePoint known = settled_since_ + kCapabilityPatience;
    const auto next = to_say();
    if (next && own_ != next) due(known);
    if (change_ && !change_->in_use)
        due(std::max(change_->begun + kHearingPatience, ordered_ ? change_->begun : known));
    return first;
}

} // namespace baton::cfg

// exec/services/capability/capability.cc - say what we can do, and count who has said so.
#include "services/capability/capability.h"

#include <algorithm>

namespace baton {

void Capability::on_transitional() {
    members_.clear();
    common_ = 0;
}

void Capability::on_synchronised(const SyncView& view, Effects& effects) {
    on_transitional();
    for (const NodeId id : view.members) members_.push_back({id, std::nullopt});
    const auto message = wire::encode(wire::Capability{.features = own_features_});
    effects.multicast({message}, false);
}

void Capability::on_message(NodeId from, Bytes message) {
    const auto said = wire::decode_capability(message);
    if (!said) {
        ++malformed_;
        return;
    }
    const auto member = std::find_if(members_.begin(), members_.end(),
                                     [&](const Member& known) { return known.id == from; });
    if (member == members_.end()) return; // no member, or synchronisation is not over
    member->features = said->features;
    common_ = ~std::uint64_t{0};
    for (const Member& known : members_) common_ &= known.features.value_or(0);
}

bool Capability::has_spoken(NodeId node) const {
    return std::ranges::any_of(members_, [node](const Member& known) {
        return known.id == node && known.features.has_value();
    });
}

} // namespace baton

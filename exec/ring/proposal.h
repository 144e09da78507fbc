// exec/ring/proposal.h - how a join of another node changes what we propose as the next membership.
// Rules of the Totem paper, section 4.3, as Corosync applies them.
#pragma once

#include "ring/context.h"
#include "wire/totem.h"

namespace baton::ring {

enum class JoinVerdict : std::uint8_t {
    agrees,   // names exactly our sets
    old_news, // nothing in it that we do not have
    ignored,  // its sender is believed failed, or it would make the ring too large
    widened,  // our sets grew
};
JoinVerdict consider(Context& context, const wire::Join& join);

// A frame of another ring makes `sender` a candidate. False if not: for left-overs of an older ring
// from a member of the present one, and when there are as many candidates as can be.
bool take_in(Context& context, NodeId sender, RingId ring);

} // namespace baton::ring

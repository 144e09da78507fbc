// exec/ring/reception.h - a node that does not receive what the others send, though it gets tokens.
//
// The others cannot go on without it, on a ring or on the way to one: so it puts itself out.
#pragma once

#include "ring/context.h"
#include "ring/token_visit.h"

namespace baton::ring {

// So many of its times a token may turn while this node holds the aru back, at most.
constexpr int kStuckTokenTimes = 10;

// After a visit: it has held back the aru of this ring, which began then, for too long. Stay if
// not.
Next check_reception(Context& context, const TokenMemory& memory, const wire::Token& token,
                     const NodeSet& members, TimePoint begun);

} // namespace baton::ring

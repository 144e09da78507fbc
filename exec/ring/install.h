// exec/ring/install.h - the end of recovery: what is left of the old ring is delivered, the
// transitional and the new regular configuration are installed. One step, no message in between.
#pragma once

#include "ring/context.h"
#include "ring/recovery.h"

namespace baton::ring {

// Moves the recovery state's store into context.installed. Totem paper 4.4; extended virtual
// synchrony, 1994, recovery algorithm step 6.
void install(Context& context, Recovery& recovery);

// Delivers what follows without a gap, up to the first safe message that is not stable yet.
void deliver_ready(Context& context, MessageStore& store, MessageSeq stable);

} // namespace baton::ring

// test/fuzz/engine/clients.h - what the clients of the node on the bed do.
#pragma once

#include "fuzz/cursor.h"
#include "fuzz/engine/bed.h"

namespace baton::fuzz {

// One step of one client. The input: u8 what, u8 which client, and what the request holds.
void client_step(Bed& bed, Cursor& input);

} // namespace baton::fuzz

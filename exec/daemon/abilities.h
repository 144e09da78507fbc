// exec/daemon/abilities.h - what a configuration asks for that this build cannot do: its libknet
// cannot, or there is no code for it.
#pragma once

#include "config/config.h"
#include "config/diagnostics.h"

namespace baton {

// Warns. The ring works without.
void doubt_abilities(const config::Config& config, config::Diagnostics& diagnostics);

} // namespace baton

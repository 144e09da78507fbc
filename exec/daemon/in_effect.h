// exec/daemon/in_effect.h - a new configuration as far as a running daemon can take it.
#pragma once

#include "config/config.h"

namespace baton {

// `fresh`, but for what is read at the start only: that is as it is in `running`.
config::Config in_effect(const config::Config& running, const config::Config& fresh);

// Of `options` what can be changed key by key (services/reload/knet_options.h).
void take_knet_options(config::Config& config, const config::Totem& options);

} // namespace baton

// exec/daemon/key_file.h - the key of the ring's encryption: bytes of a file, or a text in the
// configuration.
#pragma once

#include "config/config.h"
#include "config/diagnostics.h"

namespace baton {

// Fills in totem.key_bytes, if the configuration encrypts: from totem.keyfile if that is given,
// else totem.key, else the usual file. A key that cannot be used is an error; one that everybody
// on this machine can read, or change, a warning.
void read_key(config::Config& config, config::Diagnostics& diagnostics);

} // namespace baton

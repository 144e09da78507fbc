// exec/daemon/library_check.h - whether this machine's libknet encrypts and compresses as the
// configuration says, for "batond -t".
#pragma once

#include "config/config.h"
#include "config/diagnostics.h"

namespace baton {

// Starts a libknet to find out: for a process that ends soon. A node that starts sees it anyway,
// and one that runs asks the libknet that it has (Transport::refusals).
void check_library(const config::Config& config, config::Diagnostics& diagnostics);

} // namespace baton

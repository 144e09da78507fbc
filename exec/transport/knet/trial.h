// exec/transport/knet/trial.h - whether libknet can encrypt and compress as it is wanted, found out
// by doing it: its lists name what it was built for, and not what is installed.
#pragma once

#include "base/result.h"
#include "transport/knet/config.h"
#include "transport/knet/library.h"

#include <string>

namespace baton::transport::knet {

// Messages are compressed so from now on. An error: they go on as before.
Result<void> compress(knet_handle_t handle, const KnetConfig::Compression& wanted);

// Why not, for people; empty: it can.
struct Trial {
    std::string encryption;
    std::string compression;
};
// With a libknet of its own, for a process that ends soon: it takes some 70 MB for a moment. If
// even that does not start, nothing is known, and nothing is said.
Trial try_library(const KnetConfig::Encryption& encryption,
                  const KnetConfig::Compression& compression);

// What failed, in our words, and why, in libknet's.
std::string trouble(const Error& error, const std::string& said);

} // namespace baton::transport::knet

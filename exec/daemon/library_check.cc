// exec/daemon/library_check.cc - an error stands where the thing is asked for.
#include "daemon/library_check.h"

#include "config/encryption.h"
#include "daemon/ring_setup.h"
#include "transport/knet/trial.h"

#include <initializer_list>
#include <string_view>

namespace baton {

namespace {

// The first of them that is given.
config::Place place_of(const config::Config& config, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys)
        if (const config::Setting* given = config.settings.find(key)) return given->place;
    return {config.file, 0};
}

} // namespace

void check_library(const config::Config& config, config::Diagnostics& diagnostics) {
    const config::Totem& totem = config.totem;
    const bool knet = totem.transport == config::Transport::knet;
    if (!knet || (!config::encrypts(totem) && totem.knet_compression_model == "none")) return;
    const auto trial =
        transport::knet::try_library(knet_encryption(totem), knet_compression(totem));
    if (!trial.encryption.empty())
        diagnostics.error(place_of(config, {"totem.crypto_model", "totem.crypto_cipher",
                                            "totem.crypto_hash", "totem.secauth"}),
                          trial.encryption);
    if (!trial.compression.empty())
        diagnostics.error(place_of(config, {"totem.knet_compression_model"}), trial.compression);
}

} // namespace baton

// exec/config/encryption.h - how the packets of the ring are encrypted, and whether two nodes, or
// two configurations, do it alike.
#pragma once

#include "config/config.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace baton::config {

// Bytes of a key, any of them.
constexpr std::size_t kKeyMin = 128;
constexpr std::size_t kKeyMax = 4096;

struct Encryption {
    bool on = false;
    std::string model; // the library, empty if it is off; those of different ones hear each other
    // Of what all nodes need alike: cipher, hash, key. Tells nothing of the key that matters.
    std::uint32_t fingerprint = 0;
    friend bool operator==(const Encryption&, const Encryption&) = default;
};

// Whether a key is needed. Only knet can encrypt.
bool encrypts(const Totem& totem);
// Of a configuration whose key was read.
Encryption encryption_of(const Totem& totem);

} // namespace baton::config

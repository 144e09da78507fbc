// test/world/cipher.h - the keys that a host's transport has, by number. 0: packets in the clear.
#pragma once

#include "config/config.h"

#include <cstdint>
#include <optional>

namespace baton::world {

struct Cipher {
    std::uint32_t used = 0;             // to send
    std::optional<std::uint32_t> other; // accepted beside it

    [[nodiscard]] bool accepts(std::uint32_t key) const { return key == used || key == other; }
    [[nodiscard]] bool is_only(std::uint32_t key) const { return key == used && !other; }
    void accept(std::uint32_t key) {
        if (key != used) other = key;
    }
    void use_new() {
        if (other) std::swap(used, *other);
    }
    void forget_other() { other.reset(); }
};

// A configuration with that key, and the key of a configuration.
config::Totem encrypted_with(std::uint32_t key);
std::uint32_t key_of(const config::Totem& totem);

} // namespace baton::world

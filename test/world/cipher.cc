// test/world/cipher.cc - keys whose first bytes are their numbers.
#include "world/cipher.h"

#include "config/encryption.h"

#include <cstring>
#include <utility>
#include <vector>

namespace baton::world {

config::Totem encrypted_with(std::uint32_t key) {
    config::Totem totem;
    totem.transport = config::Transport::knet;
    if (key == 0) return totem;
    totem.crypto_cipher = "aes256";
    totem.crypto_hash = "sha256";
    std::vector<std::byte> bytes(config::kKeyMin);
    std::memcpy(bytes.data(), &key, sizeof key);
    totem.key_bytes = Secret(std::move(bytes));
    return totem;
}

std::uint32_t key_of(const config::Totem& totem) {
    std::uint32_t key = 0;
    if (config::encrypts(totem)) std::memcpy(&key, totem.key_bytes.bytes().data(), sizeof key);
    return key;
}

} // namespace baton::world

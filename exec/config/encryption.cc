// exec/config/encryption.cc - one number from cipher, hash and key.
#include "config/encryption.h"

#include "base/hash.h"

#include <span>
#include <utility>
#include <vector>

namespace baton::config {

namespace {

// Lengths first, so that no two different parts make the same bytes.
void append(std::vector<std::byte>& all, Bytes part) {
    for (unsigned shift = 0; shift < 32; shift += 8)
        all.push_back(static_cast<std::byte>(part.size() >> shift));
    all.insert(all.end(), part.begin(), part.end());
}

std::uint32_t fingerprint_of(const Totem& totem) {
    std::vector<std::byte> all;
    all.reserve(3 * sizeof(std::uint32_t) + totem.crypto_cipher.size() + totem.crypto_hash.size() +
                totem.key_bytes.size()); // no copy of the key is left behind
    append(all, std::as_bytes(std::span(totem.crypto_cipher)));
    append(all, std::as_bytes(std::span(totem.crypto_hash)));
    append(all, totem.key_bytes.bytes());
    const Secret whole(std::move(all));
    return static_cast<std::uint32_t>(digest_of(whole.bytes())); // its high half is in the low one
}

} // namespace

bool encrypts(const Totem& totem) {
    return totem.transport == Transport::knet &&
           (totem.crypto_cipher != "none" || totem.crypto_hash != "none");
}

Encryption encryption_of(const Totem& totem) {
    if (!encrypts(totem)) return {};
    return {true, totem.crypto_model, fingerprint_of(totem)};
}

} // namespace baton::config

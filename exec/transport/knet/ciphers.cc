// exec/transport/knet/ciphers.cc - two slots, used in turn.
#include "transport/knet/ciphers.h"

#include "base/hash.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace baton::transport::knet {

namespace {

// Must be what libknet is given no longer than the call takes.
class CryptoConfig {
public:
    explicit CryptoConfig(const KnetConfig::Encryption& encryption) {
        copy_name(encryption.model, config_.crypto_model);
        copy_name(encryption.cipher, config_.crypto_cipher_type);
        copy_name(encryption.hash, config_.crypto_hash_type);
        const Bytes key = encryption.key.bytes();
        const std::size_t size = std::min(key.size(), std::size_t{sizeof config_.private_key});
        if (size > 0) std::memcpy(config_.private_key, key.data(), size);
        config_.private_key_len = static_cast<unsigned>(size);
    }
    CryptoConfig(const CryptoConfig&) = delete;
    CryptoConfig& operator=(const CryptoConfig&) = delete;
    ~CryptoConfig() { explicit_bzero(&config_, sizeof config_); }
    knet_handle_crypto_cfg* get() { return &config_; }

private:
    knet_handle_crypto_cfg config_{};
};

auto refused(const std::string& what, const Ciphers::Known& known) {
    return tl::make_unexpected(Handle::error("cannot " + what + " crypto_model " + known.model +
                                             ", crypto_cipher " + known.cipher + ", crypto_hash " +
                                             known.hash));
}

} // namespace

Ciphers::Known::Known(const Encryption& encryption)
    : model(encryption.model), cipher(encryption.cipher), hash(encryption.hash),
      key(digest_of(encryption.key.bytes())) {}

// EINVAL and the like say little, but libknet's own log line says more and comes before ours.
Result<Ciphers::Slot> Ciphers::install(const Encryption& encryption, std::uint8_t number) {
    const Slot slot{Known(encryption), encryption.on() ? number : std::uint8_t{0}};
    if (slot.number == 0) return slot;
    CryptoConfig config(encryption);
    errno = 0;
    if (knet_handle_crypto_set_config(handle_, config.get(), slot.number) != 0)
        return refused("encrypt with", slot.known);
    return slot;
}

Result<void> Ciphers::send_under(const Slot& slot) {
    if (knet_handle_crypto_use_config(handle_, slot.number) != 0)
        return refused("switch to", slot.known);
    return {};
}

void Ciphers::clear(const Slot& slot) {
    if (slot.number == 0) return;
    CryptoConfig none(Encryption{.model = "none", .cipher = "none", .hash = "none", .key = {}});
    knet_handle_crypto_set_config(handle_, none.get(), slot.number);
}

void Ciphers::allow_clear() {
    const bool allowed = used_.number == 0 || (other_ && other_->number == 0);
    knet_handle_crypto_rx_clear_traffic(handle_, allowed ? KNET_CRYPTO_RX_ALLOW_CLEAR_TRAFFIC
                                                         : KNET_CRYPTO_RX_DISALLOW_CLEAR_TRAFFIC);
}

Result<void> Ciphers::start(const Encryption& encryption) {
    auto slot = install(encryption, 1);
    if (!slot) return tl::make_unexpected(slot.error());
    if (slot->number != 0)
        if (auto done = send_under(*slot); !done) return done;
    used_ = std::move(*slot);
    other_.reset();
    allow_clear();
    return {};
}

Result<void> Ciphers::accept(const Encryption& encryption) {
    const Known wanted(encryption);
    if (other_ && other_->known == wanted) {
        switched_ = false; // also if it is the old one: the way back
        return {};
    }
    if (used_.known == wanted) {
        if (!switched_) forget_other();
        return {};
    }
    if (other_) forget_other();
    auto slot = install(encryption, free_number());
    if (!slot) return tl::make_unexpected(slot.error());
    other_ = std::move(*slot);
    switched_ = false;
    allow_clear();
    return {};
}

Result<void> Ciphers::try_out(const Encryption& encryption) {
    if (other_ || uses(encryption)) return {};
    const auto slot = install(encryption, free_number());
    if (!slot) return tl::make_unexpected(slot.error());
    clear(*slot);
    return {};
}

Result<void> Ciphers::use_new() {
    if (!other_ || switched_) return {};
    if (auto done = send_under(*other_); !done) return done;
    std::swap(used_, *other_);
    switched_ = true;
    return {};
}

void Ciphers::forget_other() {
    if (!other_) return;
    clear(*other_);
    other_.reset();
    switched_ = false;
    allow_clear();
}

} // namespace baton::transport::knet

// exec/transport/knet/ciphers.cc - two slots, used in turn.
#include "transport/knet/ciphers.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace baton::transport::knet {

namespace {

// Must be what libknet is given no longer than the call takes.
class Secret {
public:
    explicit Secret(const KnetConfig::Encryption& encryption) {
        copy_name(encryption.model, config_.crypto_model);
        copy_name(encryption.cipher, config_.crypto_cipher_type);
        copy_name(encryption.hash, config_.crypto_hash_type);
        const std::size_t size =
            std::min(encryption.key.size(), std::size_t{sizeof config_.private_key});
        if (size > 0) std::memcpy(config_.private_key, encryption.key.data(), size);
        config_.private_key_len = static_cast<unsigned>(size);
    }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() { explicit_bzero(&config_, sizeof config_); }
    knet_handle_crypto_cfg* get() { return &config_; }

private:
    knet_handle_crypto_cfg config_{};
};

auto refused(const std::string& what, const KnetConfig::Encryption& encryption) {
    return tl::make_unexpected(
        Handle::error("cannot " + what + " crypto_model " + encryption.model + ", crypto_cipher " +
                      encryption.cipher + ", crypto_hash " + encryption.hash));
}

} // namespace

// EINVAL and the like say little, but libknet's own log line says more and comes before ours.
Result<void> Ciphers::install(const Slot& slot) {
    if (slot.number == 0) return {};
    Secret secret(slot.encryption);
    if (knet_handle_crypto_set_config(handle_, secret.get(), slot.number) != 0)
        return refused("encrypt with", slot.encryption);
    return {};
}

Result<void> Ciphers::send_under(const Slot& slot) {
    if (knet_handle_crypto_use_config(handle_, slot.number) != 0)
        return refused("switch to", slot.encryption);
    return {};
}

void Ciphers::clear(const Slot& slot) {
    if (slot.number == 0) return;
    Secret none(Encryption{.model = "none", .cipher = "none", .hash = "none", .key = {}});
    knet_handle_crypto_set_config(handle_, none.get(), slot.number);
}

void Ciphers::allow_clear() {
    const bool allowed = used_.number == 0 || (other_ && other_->number == 0);
    knet_handle_crypto_rx_clear_traffic(handle_, allowed ? KNET_CRYPTO_RX_ALLOW_CLEAR_TRAFFIC
                                                         : KNET_CRYPTO_RX_DISALLOW_CLEAR_TRAFFIC);
}

Result<void> Ciphers::start(const Encryption& encryption) {
    const Slot slot{encryption, static_cast<std::uint8_t>(encryption.on() ? 1 : 0)};
    if (auto done = install(slot); !done) return done;
    if (slot.number != 0)
        if (auto done = send_under(slot); !done) return done;
    used_ = slot;
    other_.reset();
    allow_clear();
    return {};
}

Result<void> Ciphers::accept(const Encryption& encryption) {
    if (other_ && other_->encryption == encryption) {
        switched_ = false; // also if it is the old one: the way back
        return {};
    }
    if (encryption == used_.encryption) {
        if (!switched_) forget_other();
        return {};
    }
    if (other_) forget_other();
    Slot slot{encryption, 0};
    if (encryption.on()) slot.number = used_.number == 1 ? 2 : 1;
    if (auto done = install(slot); !done) return done;
    other_ = std::move(slot);
    switched_ = false;
    allow_clear();
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

// exec/transport/knet/ciphers.h - the keys in use, one or, while one replaces another, two.
//
// libknet holds two and reads packets under either; it sends under one. In the clear is the third:
// it is accepted while nothing else is configured, or while it is one side of a change.
#pragma once

#include "base/result.h"
#include "transport/knet/config.h"
#include "transport/knet/handle.h"

#include <cstdint>
#include <optional>
#include <string>

namespace baton::transport::knet {

class Ciphers {
public:
    using Encryption = KnetConfig::Encryption;
    explicit Ciphers(knet_handle_t handle) : handle_(handle) {}

    // At the start: this, and nothing else.
    Result<void> start(const Encryption& encryption);
    // Packets under it are accepted, too, from now on. The same as the one in use: nothing changes.
    // Another one than that of a change under way takes its place; the old one, while it is still
    // accepted, can be used again. An error: nothing is accepted beside the one in use.
    Result<void> accept(const Encryption& encryption);
    // Whether it could be accepted, by doing so for a moment; nothing changes. While another one
    // is accepted beside the one in use this cannot be told, and is no error.
    Result<void> try_out(const Encryption& encryption);
    // Packets are sent under the accepted one. Nothing if there is none.
    Result<void> use_new();
    // Only what is sent is accepted from now on. If the new one is not in use yet it goes.
    void forget_other();

    [[nodiscard]] bool changing() const { return other_.has_value(); }
    [[nodiscard]] bool uses(const Encryption& encryption) const {
        return used_.known == Known(encryption);
    }

    // What is kept of an encryption, to know it again: libknet has the key itself.
    struct Known {
        Known() = default;
        explicit Known(const Encryption& encryption);
        std::string model, cipher, hash;
        std::uint64_t key = 0; // a digest
        friend bool operator==(const Known&, const Known&) = default;
    };

private:
    struct Slot {
        Known known;
        std::uint8_t number = 0; // of libknet: 1 or 2; 0: in the clear
    };
    [[nodiscard]] std::uint8_t free_number() const { return used_.number == 1 ? 2 : 1; }
    Result<Slot> install(const Encryption& encryption, std::uint8_t number);
    Result<void> send_under(const Slot& slot);
    void clear(const Slot& slot);
    void allow_clear();

    knet_handle_t handle_;
    Slot used_;
    std::optional<Slot> other_; // accepted beside it
    bool switched_ = false;     // that is the old one
};

} // namespace baton::transport::knet

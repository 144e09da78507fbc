// test/world/disk.h - where a node keeps its ring sequence, written as the daemon writes it.
#pragma once

#include "base/sequence_reserve.h"

#include <cstdint>
#include <optional>

namespace baton::world {

class Disk {
public:
    enum class Health {
        good,
        forgetful, // acknowledges a write that is not there after a crash
        failing    // refuses to write
    };

    void become(Health health) {
        health_ = health;
        if (health == Health::good) before_.reset();
    }
    // What a process that starts finds; nothing if it cannot start with this disk.
    std::optional<std::uint64_t> open() {
        reserve_ = SequenceReserve(content_);
        const std::uint64_t found = content_;
        return write(reserve_.at_start()) ? std::optional(found) : std::nullopt;
    }
    // Before `seq` is used. False if the disk refuses.
    [[nodiscard]] bool store(std::uint64_t seq) {
        if (const auto number = reserve_.to_write(seq)) {
            if (!write(*number)) return false;
            reserve_.written(*number);
        }
        used_ = seq;
        return true;
    }
    // The process died: only the last write can be lost, the one before it was long ago. False if
    // a number that was used is lost with it: the reserve covers the ring's own steps, but not one
    // to a ring that was far ahead.
    [[nodiscard]] bool crash() {
        if (before_) content_ = *before_;
        before_.reset();
        return content_ >= used_;
    }
    void wipe() {
        content_ = used_ = 0;
        before_.reset();
    }

private:
    [[nodiscard]] bool write(std::uint64_t number) {
        if (health_ == Health::failing) return false;
        before_ = health_ == Health::forgetful ? std::optional(content_) : std::nullopt;
        content_ = number;
        return true;
    }

    Health health_ = Health::good;
    SequenceReserve reserve_;
    std::uint64_t content_ = 0;
    std::uint64_t used_ = 0;              // by the process, at last
    std::optional<std::uint64_t> before_; // what a crash brings back
};

} // namespace baton::world

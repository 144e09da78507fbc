// exec/ring/window.h - how many multicasts a ring takes per rotation, and a node sends per visit.
//
// As configured, while some member may count by that (Totem paper, section 4.2.3). In a ring of
// Batons alone it adapts: it doubles while there is more to send than it lets through, until
// messages are lost; then it is cut, and grows in small steps. Each node decides for itself: what
// all have sent is counted in the token. What an operator has configured is never exceeded.
#pragma once

#include "ring/config.h"

#include <cstdint>

namespace baton::ring {

class Window {
public:
    // All members adapt, from now on, or not all do.
    void set_adaptive(bool on);

    // Multicasts of all nodes in one rotation.
    [[nodiscard]] std::uint32_t frames(const RingConfig& config) const;
    // Of this node at one visit, whoever else has something to say.
    [[nodiscard]] std::uint32_t burst(const RingConfig& config) const;
    // What is left of the window when the token says that `sent` were sent.
    [[nodiscard]] std::uint32_t left(const RingConfig& config, std::uint32_t sent) const;

    // Of `frames` multicasts of a visit, those that leave before the token if it may leave early:
    // whole trains, and the first one always. The others follow it.
    [[nodiscard]] std::uint32_t before_token(const RingConfig& config, std::uint32_t frames) const;

    // A visit of the token has ended. `short_of`: more would have been sent. `loss`: somebody asks
    // for messages again.
    void visited(const RingConfig& config, bool short_of, bool loss);

    // Bytes of multicasts in a rotation, at most: a fraction of what a socket's buffer takes.
    static constexpr std::size_t kBytesMax = std::size_t{2} << 20U;
    // Of a train: what the system takes in one call.
    static constexpr std::size_t kTrainBytes = std::size_t{63} << 10U;

private:
    [[nodiscard]] static std::uint32_t most(const RingConfig& config);

    bool adaptive_ = false;
    bool growing_fast_ = true;
    std::uint32_t frames_ = 0; // 0: not yet more than configured
    std::uint32_t quiet_ = 0;  // visits for which a loss is still the last one
    std::uint32_t late_ = 0;   // frames that may follow the token
};

} // namespace baton::ring
